"""HTML: from a page to what it tells, by trafilatura."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING

from paneltakes.errors import NotAnArticleError
from paneltakes.ingest.blocks import all_paragraphs, paragraphs
from paneltakes.ingest.byline import read_byline
from paneltakes.ingest.metadata import Metadata, read_metadata, web_url
from paneltakes.ingest.phrases import PAYWALL, fold
from paneltakes.ingest.reading import Reading
from paneltakes.ingest.visible import parse_page, remove_hidden
from paneltakes.ingest.wall import judge_page, page_signs
from paneltakes.text import count_words

if TYPE_CHECKING:
    from paneltakes.ingest.visible import Element

# Measured on pages of unclosed paragraphs, the worst that was found: about 90 µs an element.
_SLOW_ELEMENTS = 20_000
"""Above this the second opinions that trafilatura asks for are left out."""
_MOST_ELEMENTS = 60_000
"""Above this the paragraphs are taken as they stand."""
_MOST_NESTING = 3_000_000
"""Elements times depth, above which the same holds: some of the searches climb from each element to the root."""
_SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]+)\s*-->|<!--\s*Page saved with SingleFile\s+url:\s*(https?://[^\s<>]+)"
)
_LIST_TYPES = {"collectionpage", "itemlist", "searchresultspage", "categorypage", "blog"}


def read_html(text: str, *, url: str | None, source: str) -> Reading:
    """Return what a page tells; raise NotAnArticleError, which names what was found, when that is no article.

    ``url`` is where the page came from, where that is known.
    """
    saved = _SAVED_FROM.search(text, 0, 5000)
    own_url = web_url(saved[1] or saved[2]) if saved else None
    root = parse_page(text)
    if root is None:
        raise NotAnArticleError(f"{source} is a web page without content. Check it.", source=source, found="nothing")
    meta = read_metadata(root, url or own_url)
    data = meta.data
    signs = page_signs(
        root,
        is_article=meta.meta_type == "article" or data.articles == 1,
        is_list=data.articles >= 5 or (not data.articles and not _LIST_TYPES.isdisjoint(data.types)),
        free=data.free,
    )
    remove_hidden(root)
    parts, notes = _paragraphs(root, url or own_url)
    parts, byline, published = _without_lead(parts, meta)
    body = "\n\n".join(parts)
    judge_page(body, signs, source)
    if data.free is False or PAYWALL.search(fold(" ".join(parts[-2:]))[-600:]):
        notes.append("the page says that the whole of it is for subscribers: this may be a part")
    return Reading(
        text=body,
        media_type="text/html",
        method="trafilatura",
        version=version("trafilatura"),
        title=meta.title,
        description=meta.description,
        byline=meta.byline or byline,
        site=meta.site,
        published=meta.published or published,
        language=meta.language,
        url=own_url,
        canonical_url=meta.canonical_url,
        notes=tuple(notes),
    )


def _paragraphs(root: Element, url: str | None) -> tuple[list[str], list[str]]:
    """Return the article's paragraphs, and what is to be said of how they were found."""
    elements, depth = _size(root)
    if elements <= _MOST_ELEMENTS and elements * depth <= _MOST_NESTING:
        found = _extracted(root, url, fast=elements > _SLOW_ELEMENTS)
        if found is not None:
            return found, []
    note = "the page is unusually built: its paragraphs were taken as they stand"
    return all_paragraphs(root), [note]


def _size(root: Element) -> tuple[int, int]:
    """Return how many elements a tree has and how deep they are nested."""
    from lxml import etree

    elements = depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        deepest = max(deepest, depth)
    return elements, deepest


def _extracted(root: Element, url: str | None, *, fast: bool) -> list[str] | None:
    from trafilatura import bare_extraction

    try:
        document = bare_extraction(root, url=url, fast=fast, include_comments=False, include_tables=True)
    except Exception:  # noqa: BLE001  # whatever a strange page makes it stumble over: there is a plainer way
        return None
    body = getattr(document, "body", None)
    found = paragraphs(body) if body is not None else []
    return found or None


def _without_lead(parts: list[str], meta: Metadata) -> tuple[list[str], str | None, str | None]:
    """Drop title, byline and date lines that were glued in before the text; return the latter two as well."""
    byline = published = None
    title = fold(meta.title or "")
    names = {fold(meta.byline or ""), fold(meta.site or "")} - {""}
    kept: list[str] = []
    for place, part in enumerate(parts):
        if place < 6 and len(kept) < 2 and count_words(part) <= 40:
            line = fold(part)
            if title and line in {title, f"{title}."}:
                continue
            if line in names or line.removeprefix("by ") in names:
                continue
            if (read := read_byline(part)) is not None:
                byline, published = byline or read[0], published or read[1]
                continue
        kept.append(part)
    return kept, byline, published
