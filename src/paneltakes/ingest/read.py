"""read: from a source (an address, a file, standard input) to an Article."""

from __future__ import annotations

import asyncio
import os
import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from paneltakes.errors import FetchError, UsageError
from paneltakes.ingest.fetch import FetchLimits, fetch
from paneltakes.ingest.guard import without_password
from paneltakes.ingest.metadata import web_url
from paneltakes.ingest.sniff import sniff
from paneltakes.ingest.wall import judge_text

if TYPE_CHECKING:
    from typing import BinaryIO

    import httpx2

    from paneltakes.article import Article
    from paneltakes.ingest.reading import Reading

_SCHEME = re.compile(
    r"([a-zA-Z][a-zA-Z0-9+.-]+)://|(https?|file|ftp|data|javascript|mailto|about|blob|view-source):", re.I
)
_DOMAIN = re.compile(r"(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_FILE_ENDINGS = {
    "md",
    "txt",
    "html",
    "htm",
    "pdf",
    "markdown",
    "json",
    "csv",
    "docx",
    "doc",
    "xhtml",
    "text",
    "rtf",
    "epub",
}
_STDIN = "standard input"
_DEFAULT_LIMITS = FetchLimits()


async def read(
    source: str | os.PathLike[str],
    *,
    url: str | None = None,
    stdin: BinaryIO | None = None,
    limits: FetchLimits = _DEFAULT_LIMITS,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> Article:
    """Read a source: an http(s) URL, a path (HTML, Markdown, text, PDF), or ``"-"`` for standard input.

    ``url`` is the address that a saved file or standard input came from.  ``stdin`` stands in for standard input and
    ``transport`` for the network.  Raises FetchError when the source can't be read, NotAnArticleError when there is no
    article in it, and UsageError for a ``url`` that is no http(s) address.
    """
    if url is not None and (web_url(url) is None or urlsplit(url).scheme not in {"http", "https"}):
        raise UsageError(f"{without_password(url)!r} is no address. Give the page's own: https://…")
    text = source.strip() if isinstance(source, str) else ""
    if text == "-":
        data = await _read_stream(sys.stdin.buffer if stdin is None else stdin, limits, _STDIN)
        return await asyncio.to_thread(_article, data, _STDIN, "", url)
    scheme = _SCHEME.match(text)
    if scheme and not _exists(text):
        if (scheme[1] or scheme[2]).lower() not in {"http", "https"}:
            shown = without_password(text)
            raise FetchError(
                f"{shown}: only http and https addresses are read. Give one of these, or a path.", source=shown
            )
        got = await fetch(text, limits, transport=transport)
        name = unquote(urlsplit(got.url).path)
        return await asyncio.to_thread(
            _article, got.body, without_password(text), name, url or got.url, got.media_type, got.charset
        )
    path = os.fspath(source)
    shown = _printable(path)
    data = await _read_file(path, limits, shown)
    return await asyncio.to_thread(_article, data, shown, Path(path).name, url)


def _article(
    data: bytes, source: str, name: str, url: str | None, label: str = "", charset: str | None = None
) -> Article:
    """Return the article in some bytes; ``source`` is what messages call it."""
    content = sniff(data, source=source, name=name, label=label, charset=charset)
    reading: Reading
    if content.media_type == "text/html":
        from paneltakes.ingest.html import read_html

        reading = read_html(content.text, url=url, source=source)
    elif content.media_type == "application/pdf":
        from paneltakes.ingest.pdf import read_pdf

        reading = read_pdf(data, source=source)
        judge_text(reading.text, source)
    else:
        from paneltakes.ingest.text import read_text

        reading = read_text(content.text, content.media_type)
        judge_text(reading.text, source)
    return reading.article(url=url, name=Path(name).stem)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):
        return False


async def _read_file(path: str, limits: FetchLimits, shown: str) -> bytes:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116  # Path() would make "" the current folder
        if stat.S_ISDIR(mode):
            raise FetchError(f"{shown} is a folder. Give a file in it.", source=shown)
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
            raise FetchError(f"{shown} is no file that can be read. Give an HTML, PDF or text file.", source=shown)
        with open(path, "rb", buffering=0) as file:  # noqa: ASYNC230, PTH123  # a regular file does not wait
            return await _read_stream(file, limits, shown)
    except FileNotFoundError:
        raise FetchError(_no_file(path, shown), source=shown) from None
    except PermissionError:
        raise FetchError(f"{shown} may not be read. Check its permissions.", source=shown) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no valid path"
        raise FetchError(f"{shown} can't be read: {why}. Check the path.", source=shown) from error


def _no_file(path: str, shown: str) -> str:
    if not path.strip():
        return "The source is empty. Give a URL, a path, or - for standard input."
    if _DOMAIN.fullmatch(path) and path.rpartition(".")[2].lower() not in _FILE_ENDINGS:
        return f"There is no file {shown}. Did you mean https://{shown}?"
    return f"There is no file {shown}. Check the path, or give a URL that begins with https://"


async def _read_stream(file: BinaryIO, limits: FetchLimits, shown: str) -> bytes:
    """Read a stream to its end; one that waits for its writer, such as a terminal, can be cancelled."""
    loop = asyncio.get_running_loop()
    data = bytearray()
    descriptor = _waiting_descriptor(file)
    while True:
        if descriptor is None:
            piece = file.read(1 << 20)
        else:
            ready = asyncio.Event()
            loop.add_reader(descriptor, ready.set)
            try:
                await ready.wait()
            finally:
                loop.remove_reader(descriptor)
            piece = os.read(descriptor, 1 << 16)
        if not piece:
            return bytes(data)
        data += piece
        if len(data) > (most := limits.allowed(bytes(data[:1024]))):
            raise FetchError(f"{shown} is larger than {most / 1e6:g} MB. Give the article alone.", source=shown)


def _waiting_descriptor(file: BinaryIO) -> int | None:
    """Return the descriptor of a pipe, socket or terminal that the event loop can watch; None for all others."""
    loop = asyncio.get_running_loop()
    try:
        descriptor = file.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        loop.add_reader(descriptor, lambda: None)
        loop.remove_reader(descriptor)
    except (OSError, ValueError, NotImplementedError, AttributeError):
        return None
    return descriptor


def _printable(path: str) -> str:
    """Return a path fit for a message."""
    return "".join(c if c.isprintable() else "�" for c in path)[:200]
