"""The library's verbs.  Strings become objects here, and only here is there a sync face beside the async one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from paneltakes.article import Article
from paneltakes.convening import Options, convening
from paneltakes.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
    from pathlib import Path
    from typing import BinaryIO, Unpack

    from paneltakes.batch import BatchProgress
    from paneltakes.ingest.lists import ListedSource
    from paneltakes.providers.base import PlannedRequest
    from paneltakes.take import Brief, Failure, Panel, Take

T = TypeVar("T")

_log = logging.getLogger("paneltakes")


async def aread(source: str | os.PathLike[str], *, url: str | None = None, stdin: BinaryIO | None = None) -> Article:
    """Read a source: an http(s) URL, a path (HTML, Markdown, text, PDF), or ``"-"`` for standard input.

    ``url`` is the address that a saved file came from.  Raises FetchError when the source can't be read and
    NotAnArticleError when there is no article in it; both are SourceErrors.
    """
    from paneltakes.ingest.read import read as ingest

    return await ingest(source, url=url, stdin=stdin)


def read(source: str | os.PathLike[str], *, url: str | None = None) -> Article:
    """Do what ``aread`` does, and wait for it."""
    return _wait_for(aread(source, url=url), "read", "aread")


async def aconvene(
    source: str | os.PathLike[str] | Article,
    *,
    on_part: Callable[[Take | Brief | Failure], None] = lambda _: None,
    **options: Unpack[Options],
) -> Panel:
    """Convene a panel on an article, or on a source to be read first; see ``Options`` for the keyword arguments.

    ``on_part`` is called with each take, brief or failure as it arrives.  A panel of which a part failed is returned,
    with the part among its ``failures``; PanelError is raised when not one take came about.
    """
    async with convening(**options) as panelists:
        article = source if isinstance(source, Article) else await aread(source)
        return await panelists.convene(article, on_part)


def convene(source: str | os.PathLike[str] | Article, **options: Unpack[Options]) -> Panel:
    """Do what ``aconvene`` does, and wait for it."""
    return _wait_for(aconvene(source, **options), "convene", "aconvene")


async def stream(
    source: str | os.PathLike[str] | Article, **options: Unpack[Options]
) -> AsyncGenerator[Take | Brief | Failure, None]:
    """Yield each take as it arrives, and a Failure for each persona whose take did not come about.

    The brief comes too when ``brief=True`` is given.
    """
    options.setdefault("brief", False)
    async with convening(**options) as panelists:
        article = source if isinstance(source, Article) else await aread(source)
        async with contextlib.aclosing(panelists.parts(article)) as parts:
            async for part in parts:
                yield part


async def aplan(
    source: str | os.PathLike[str] | Article, *, url: str | None = None, **options: Unpack[Options]
) -> list[PlannedRequest]:
    """Return the exact requests that a panel on this source would begin with; send none of them.

    The source is read; no key is needed.
    """
    async with convening(dry=True, **options) as panelists:
        article = source if isinstance(source, Article) else await aread(source, url=url)
        return panelists.plan(article)


async def aconvene_all(
    sources: Iterable[str | Article | ListedSource],
    output: Path,
    *,
    on_progress: Callable[[BatchProgress], None] = lambda _: None,
    total: int | None = None,
    **options: Unpack[Options],
) -> BatchProgress:
    """Convene a panel for each source and append each to ``output``, one JSON line an article.

    Sources are drawn lazily.  Calling it again with the same output does only what is missing.
    """
    from paneltakes.batch import BatchOutput, run_batch
    from paneltakes.ingest.lists import ListedSource

    def listed() -> Iterable[ListedSource]:
        for line, source in enumerate(sources, 1):
            if isinstance(source, Article):
                yield ListedSource(source.source_url or source.title, line, source)
            else:
                yield ListedSource(source, line) if isinstance(source, str) else source

    async with convening(**options) as panelists:

        async def panel_of(source: str | Article) -> Panel:
            return await panelists.convene(source if isinstance(source, Article) else await aread(source))

        with BatchOutput(output) as file:
            if file.unreadable:
                _log.warning("%s has %d lines that can't be read; they count as not done.", output, file.unreadable)
            return await run_batch(
                listed(),
                file,
                panel_of,
                recipe=panelists.recipe,
                workers=max(2, panelists.settings.concurrency // 2),
                total=total,
                on_progress=on_progress,
            )


def convene_all(sources: Iterable[str | Article], output: Path, **options: Unpack[Options]) -> BatchProgress:
    """Do what ``aconvene_all`` does, and wait for it."""
    return _wait_for(aconvene_all(sources, output, **options), "convene_all", "aconvene_all")


def _wait_for(work: Coroutine[Any, Any, T], verb: str, other: str) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    work.close()
    raise UsageError(f"{verb}() was called while an event loop is running. Write: await paneltakes.{other}(...)")
