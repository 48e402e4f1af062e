"""Paragraphs out of a tree: each heading, list item, quote and table one of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paneltakes.ingest.visible import Element

# Private signs that white space is written as until a paragraph is done, where it has to stay.
_BREAK, _BLANK = "\ue000", "\ue001"

_BLANKS = re.compile(r"\s+")
_BREAKS = re.compile(r" ?\n ?")

# Tags of trafilatura's own trees and of HTML, which both are walked here.
_BLOCK_TAGS = frozenset(
    "p head quote list item table body div main article section header footer blockquote ul ol li dl dt dd h1 h2 h3 h4 "
    "h5 h6 pre figure figcaption tbody thead aside nav form fieldset address details summary hr caption".split()
)
_SILENT_TAGS = frozenset(
    "script style noscript template svg math button select option textarea iframe object nav footer form aside".split()
)
_BREAK_TAGS = frozenset({"lb", "br"})
_CELL_TAGS = frozenset({"cell", "td", "th"})
_ROW_TAGS = frozenset({"row", "tr"})
_CODE_TAGS = frozenset({"code", "pre"})


def paragraphs(body: Element) -> list[str]:
    """Return the paragraphs of trafilatura's tree; rows of a table stand on lines of one paragraph."""
    return _Walk(silent=frozenset()).over(body)


def all_paragraphs(root: Element) -> list[str]:
    """Return every paragraph of prose in a page, of more than a line or ended like a sentence.

    The plain way, for pages that are too large or too strange for anything better: its time grows with size alone.
    """
    found = _Walk(silent=_SILENT_TAGS).over(root)
    return [text for text in found if len(text) > 140 or (len(text) > 40 and text[-1:] in '.!?…"”»。！？')]


class _Walk:
    """Walks a tree without recursion: pages may nest deeper than Python calls may."""

    def __init__(self, silent: frozenset[str]) -> None:
        self.silent = silent
        self.found: list[str] = []
        self.words: list[str] = []
        self.rows: list[str] = []
        self.depth = {"row": 0, "code": 0}

    def over(self, root: Element) -> list[str]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            silent = not tag or (tag in self.silent and element is not root)
            if event == "start":
                if silent:
                    walk.skip_subtree()
                else:
                    self._open(tag)
                    self._say(element.text)
            else:
                if not silent:
                    self._close(tag)
                if element is not root:
                    self._say(element.tail)
        self._flush()
        return self.found

    def _say(self, text: str | None) -> None:
        if text:
            self.words.append(text.replace("\n", _BREAK).replace(" ", _BLANK) if self.depth["code"] else text)

    def _open(self, tag: str) -> None:
        if tag in _ROW_TAGS:
            if not self.depth["row"]:
                self._flush(keep_rows=True)
            self.depth["row"] += 1
        elif tag in _CELL_TAGS and self.depth["row"]:
            if "".join(self.words).strip():
                self.words.append(" | ")
        elif tag in _BREAK_TAGS:
            self.words.append(_BREAK)
        elif tag in _BLOCK_TAGS:
            self._part()
        if tag in _CODE_TAGS:
            self.depth["code"] += 1

    def _close(self, tag: str) -> None:
        if tag in _CODE_TAGS:
            self.depth["code"] -= 1
        if tag in _ROW_TAGS:
            self.depth["row"] -= 1
            if not self.depth["row"] and (row := self._take()):
                self.rows.append(" ".join(row.split()))
        elif tag in _BLOCK_TAGS:
            self._part()

    def _part(self) -> None:
        if self.depth["row"]:
            self.words.append(" ")
        else:
            self._flush()

    def _take(self) -> str:
        text = _BLANKS.sub(" ", "".join(self.words))
        self.words.clear()
        return _BREAKS.sub("\n", text.replace(_BREAK, "\n")).replace(_BLANK, " ").strip()

    def _flush(self, *, keep_rows: bool = False) -> None:
        text = self._take()
        if self.rows and (text or not keep_rows):
            self.found.append("\n".join(self.rows))
            self.rows.clear()
        self.found.extend(part.strip() for part in re.split(r"\n{2,}", text) if part.strip())
