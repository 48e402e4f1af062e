"""Read: the one door from a source to an Article."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from paneltakes.errors import FetchError, NotAnArticleError, SourceError, UsageError, did_you_mean
from paneltakes.ingest.fetch import FetchLimits, fetch
from paneltakes.ingest.guard import without_password
from paneltakes.ingest.metadata import web_url
from paneltakes.ingest.sniff import sniff

if TYPE_CHECKING:
    from typing import BinaryIO

    import httpx2

    from paneltakes.article import Article

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(?://)?")
_DOMAIN = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:].*)?$", re.IGNORECASE)
_FILE_ENDINGS = frozenset({".md", ".txt", ".html", ".htm", ".pdf", ".markdown", ".json", ".csv"})


async def read(
    source: str | os.PathLike[str],
    *,
    url: str | None = None,
    stdin: BinaryIO | None = None,
    limits: FetchLimits = FetchLimits(),  # noqa: B008  # frozen
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Article:
    """Return the article of a source: an http(s) URL, a path (HTML, Markdown, text, PDF), or ``"-"`` for ``stdin``.

    ``url`` is the address that a file or standard input came from.  ``transport`` is asked instead of the network.
    Raises FetchError when the source can't be read, NotAnArticleError when there is no article in it, and UsageError
    for a ``url`` that is none.
    """
    if url is not None and web_url(url) is None:
        raise UsageError(f"--url '{url}' is no web address. Write it out: https://example.com/article")
    name = os.fspath(source)
    if name == "-":
        data = _from_stream(stdin or sys.stdin.buffer, limits)
        return _read_bytes(data, source="standard input", url=url, name="", stem="Untitled")
    scheme = _SCHEME.match(name) if isinstance(source, str) else None
    if scheme and scheme[1].lower() in ("http", "https"):
        return await _read_url(name, url, limits, transport)
    path = Path(name)
    if scheme and len(scheme[1]) > 1 and not path.exists():  # noqa: ASYNC240  # a local look, not worth a thread
        raise FetchError(
            f"{without_password(name)}: only http and https addresses are read. Give one of those, or a file.",
            source=name,
        )
    data = _from_file(path, name, limits)
    return _read_bytes(data, source=name, url=url, name=path.name, stem=path.stem)


async def _read_url(
    address: str, url: str | None, limits: FetchLimits, transport: httpx2.AsyncBaseTransport | None
) -> Article:
    fetched = await fetch(address, limits, transport=transport)
    shown = without_password(address)
    name = unquote(PurePosixPath(urlsplit(fetched.url).path).name)
    return _read_bytes(
        fetched.body,
        source=shown,
        url=url or fetched.url,
        name=name,
        stem=PurePosixPath(name).stem or "Untitled",
        label=fetched.media_type,
        charset=fetched.charset,
    )


def _read_bytes(
    data: bytes, *, source: str, url: str | None, name: str, stem: str, label: str = "", charset: str | None = None
) -> Article:
    """Return the article in these bytes, whatever they are."""
    content = sniff(data, source=source, name=name, label=label, charset=charset)
    stem = " ".join(stem.replace("_", " ").replace("-", " ").split()) or "Untitled"
    try:
        if content.media_type == "text/html":
            from paneltakes.ingest.html import read_html

            return read_html(content.text, source=source, url=url)
        if content.media_type == "application/pdf":
            from paneltakes.ingest.pdf import read_pdf

            return read_pdf(data, source=source, url=url, stem=stem)
        from paneltakes.ingest.plain import read_plain

        return read_plain(content.text, content.media_type, source=source, url=url, stem=stem)
    except SourceError:
        raise
    except (ValueError, RecursionError) as error:
        # What is left over is text that an article can't be made of, such as a title of invisible signs alone.
        reason = f"{type(error).__name__}"
        raise NotAnArticleError(
            f"{source} can't be made an article ({reason}). Save its text as a file and give that.",
            source=source,
            found="unusable text",
        ) from error


def _from_stream(stream: BinaryIO, limits: FetchLimits) -> bytes:
    if stream.isatty():
        print("Paste the article, then end it with Ctrl-D.", file=sys.stderr)  # noqa: T201
    data = stream.read(limits.max_pdf_bytes + 1)
    return _bounded(data, "standard input", limits)


def _from_file(path: Path, name: str, limits: FetchLimits) -> bytes:
    try:
        if path.is_dir():
            raise FetchError(f"{name} is a folder. Give one of the files in it.", source=name)
        with path.open("rb") as file:
            return _bounded(file.read(limits.max_pdf_bytes + 1), name, limits)
    except FileNotFoundError:
        raise FetchError(f"There is no file {name}.{_hint(name)}", source=name) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FetchError(f"{name} can't be read: {reason}. Check the path.", source=name) from None


def _bounded(data: bytes, name: str, limits: FetchLimits) -> bytes:
    if len(data) > (most := limits.allowed(data[:1024])):
        raise FetchError(
            f"{name} is larger than {most / 1e6:g} MB. Save the article's own text as a file and give that.",
            source=name,
        )
    return data


def _hint(name: str) -> str:
    """Return what was probably meant."""
    if _DOMAIN.match(name) and Path(name).suffix.lower() not in _FILE_ENDINGS:
        return f" If it is a web address, write it out: https://{name}"
    folder = Path(name).parent
    try:
        beside = [str(path) for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    except OSError:
        beside = []
    return did_you_mean(name, beside[:2000]) or " Check the path."
