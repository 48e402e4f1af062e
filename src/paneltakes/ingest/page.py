"""Page: what an HTML page shows and holds, read once for the extraction and for judging it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paneltakes.text import count_words

if TYPE_CHECKING:
    from paneltakes.ingest.metadata import Metadata
    from paneltakes.ingest.visible import Element

MOST_SHOWN = 20_000
"""Characters of the page's text that are looked at."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is visible of a page, and what else tells its kind."""

    meta: Metadata
    heading: str
    """The window's title and the first heading, in lower case."""
    shown: str
    """All text that is shown, in lower case and in one line, up to ``MOST_SHOWN`` characters."""
    words: int
    """Of all that is shown."""
    link_words: int
    """Of what is shown, the words that stand in links."""
    links: int
    password: bool
    """Whether it asks for a password."""
    noscript: str
    """What it says to readers without JavaScript, in lower case."""
    scripts: int


def read_page(root: Element, meta: Metadata, noscript: str) -> Page:
    """Return the facts of a page from which the hidden elements have been taken out already."""
    body = root.find("body")
    body = root if body is None else body
    texts = body.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    shown = " ".join(" ".join(texts).split())
    links = [" ".join(" ".join(link.itertext()).split()) for link in body.iter("a")]
    head = [" ".join(element.itertext()) for element in (*root.iter("title"), *list(body.iter("h1"))[:1])]
    return Page(
        meta=meta,
        heading=" ".join(" ".join(head).split()).lower()[:500],
        shown=shown[:MOST_SHOWN].lower(),
        words=count_words(shown),
        link_words=sum(count_words(link) for link in links),
        links=len(links),
        password=bool(body.xpath(".//input[@type='password']")),
        noscript=noscript,
        scripts=sum(1 for _ in root.iter("script")),
    )


def noscript_of(root: Element) -> str:
    """Return what the page says to readers without JavaScript; taken before hidden elements are removed."""
    return " ".join(" ".join(" ".join(element.itertext()) for element in root.iter("noscript")).split()).lower()[:2000]
