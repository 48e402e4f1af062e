"""Paragraphs out of a tree: each heading, list item, quote and table one of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paneltakes.ingest.visible import Element

_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")

# Tags of trafilatura's own trees and of HTML, which both are walked here.
_BLOCKS = frozenset(
    "p head quote list item table row body div main article section header footer blockquote ul ol li dl dt dd h1 h2 h3 "
    "h4 h5 h6 pre figure figcaption tr tbody thead aside nav form fieldset address details summary hr caption".split()
)
_SILENT = frozenset("script style noscript template svg math button select option textarea head iframe object".split())
_BREAK = frozenset({"lb", "br"})
_CELLS = frozenset({"cell", "td", "th"})
_ROWS = frozenset({"row", "tr"})


def paragraphs(body: Element) -> list[str]:
    """Return the paragraphs of trafilatura's tree; rows of a table stand on lines of one paragraph."""
    return _Walk(silent=frozenset()).over(body)


def all_paragraphs(root: Element) -> list[str]:
    """Return every paragraph of prose in a page, of more than a line or ended like a sentence.

    The plain way, for pages that are too large or too strange for anything better: its time grows with size alone.
    """
    found = _Walk(silent=_SILENT | {"nav", "footer", "form", "aside"}).over(root)
    return [text for text in found if len(text) > 140 or (len(text) > 40 and text[-1:] in ".!?…\"”»。！？")]


class _Walk:
    """Walks a tree without recursion: pages may nest deeper than Python calls may."""

    def __init__(self, silent: frozenset[str]) -> None:
        self.silent = silent
        self.found: list[str] = []
        self.words: list[str] = []
        self.rows: list[str] = []

    def over(self, root: Element) -> list[str]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if not tag or (tag in self.silent and element is not root):
                    walk.skip_subtree()
                    continue
                self._open(tag)
                self.words.append(element.text or "")
            else:
                if tag and tag not in self.silent:
                    self._close(tag)
                if element is not root:
                    self.words.append(element.tail or "")
        self._flush()
        return self.found

    def _open(self, tag: str) -> None:
        if tag in _ROWS:
            self._flush(keep_rows=True)
        elif tag in _CELLS:
            if "".join(self.words).strip():
                self.words.append(" | ")
        elif tag in _BREAK:
            self.words.append("\0")
        elif tag in _BLOCKS and not self._in_row():
            self._flush()

    def _close(self, tag: str) -> None:
        if tag in _ROWS:
            if row := self._take():
                self.rows.append(row)
        elif tag in _BLOCKS:
            self._flush()

    def _in_row(self) -> bool:
        return False

    def _take(self) -> str:
        text = "".join(self.words)
        self.words.clear()
        text = _BLANKS.sub(" ", text.replace("\n", " ")).replace("\0", "\n")
        return _BREAKS.sub("\n", text).strip()

    def _flush(self, *, keep_rows: bool = False) -> None:
        if self.rows and not keep_rows:
            self.found.append("\n".join(self.rows))
            self.rows.clear()
        for part in re.split(r"\n{2,}", self._take()):
            if part.strip():
                self.found.append(part.strip())
