"""HTML: from a page to an Article, by trafilatura, with the page's own metadata."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paneltakes.article import Article, Extraction
from paneltakes.errors import NotAnArticleError
from paneltakes.ingest.blocks import all_paragraphs, paragraphs
from paneltakes.ingest.byline import read_byline
from paneltakes.ingest.metadata import read_metadata
from paneltakes.ingest.page import noscript_of, read_page
from paneltakes.ingest.visible import parse_page, remove_hidden
from paneltakes.ingest.wall import judge_page

if TYPE_CHECKING:
    from paneltakes.ingest.metadata import Metadata
    from paneltakes.ingest.visible import Element

MOST_ELEMENTS = 30_000
"""Beyond it a page is read in the plain way: the time of extraction grows faster than the page."""

_LETTERS = re.compile(r"\W+")
_HEAD = 4
"""So many leading paragraphs may be title, byline or date, glued into the text."""


def read_html(text: str, *, source: str, url: str | None) -> Article:
    """Return the article of a page; ``url`` is where it came from.

    Raises NotAnArticleError when there is none, with what was found.
    """
    root = parse_page(text)
    if root is None:
        raise NotAnArticleError(f"{source} holds no text. Check the address.", source=source, found="nothing")
    meta = read_metadata(root, url)
    noscript = noscript_of(root)
    remove_hidden(root)
    page = read_page(root, meta, noscript)
    found, extraction = _extract(root, url)
    found, meta = _without_head(found, meta)
    judge_page(page, found, source)
    notes = ("the page says that only subscribers see the whole of it",) if meta.data.free is False else ()
    return Article(
        title=meta.title or found[0][:200],
        text="\n\n".join(found),
        url=url,
        canonical_url=meta.canonical_url,
        description=meta.description,
        byline=meta.byline,
        site=meta.site,
        published=meta.published,
        language=meta.language,
        extraction=extraction.model_copy(update={"notes": notes}),
    )


def _extract(root: Element, url: str | None) -> tuple[list[str], Extraction]:
    """Return the paragraphs of the body, and how they were come by."""
    if sum(1 for _ in root.iter()) <= MOST_ELEMENTS:
        import trafilatura

        document: Any = None
        # Regular expressions and recursion over whatever a page holds: its failure must not cost the article.
        with contextlib.suppress(Exception):
            document = trafilatura.bare_extraction(root, url=url, include_comments=False, with_metadata=False)
        if document is not None and (found := paragraphs(document.body)):
            version = trafilatura.__version__
            return found, Extraction(method="trafilatura", version=version, media_type="text/html")
    return all_paragraphs(root), Extraction(method="every paragraph of the page", media_type="text/html")


def _without_head(found: list[str], meta: Metadata) -> tuple[list[str], Metadata]:
    """Take title, byline and date off the head of the text; what the page does not state itself is taken from them."""
    kept: list[str] = []
    heads = {_letters(words) for words in (meta.title, meta.description) if words}
    for position, paragraph in enumerate(found):
        if position < _HEAD and not kept:
            if _letters(paragraph) in heads:
                continue
            if _is_kicker(paragraph) and len(found) >= 4:
                continue
            if line := read_byline(paragraph):
                meta = replace(meta, byline=meta.byline or line[0], published=meta.published or line[1])
                continue
        kept.append(paragraph)
    return kept, meta


def _is_kicker(paragraph: str) -> bool:
    """Whether a paragraph is the label of a section, such as "Business", that stands above a title."""
    return len(paragraph.split()) <= 3 and len(paragraph) <= 30 and paragraph[-1:].isalnum()


def _letters(words: str) -> str:
    return _LETTERS.sub("", words).casefold()
