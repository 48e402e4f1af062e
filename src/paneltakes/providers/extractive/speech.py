"""Speech: where the quotations lie in a paragraph, so that none is cut and none is nested wrongly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paneltakes.providers.extractive.language import Marks

_MARK = re.compile("[\"“„«「『»”'‘]")
_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
_TURNED = {"»": "«", "”": "”"}
"""Marks that close in one tradition and open in another (»German books«, ”Swedish papers”)."""
_MARKDOWN = (
    (re.compile(r"\[\^[^\]\s]*\]"), ""),
    (re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*(?:\s\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*])", re.DOTALL), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w_])", re.DOTALL), r"\2"),
    (re.compile(r"`([^`\n]*)`"), r"\1"),
)
_ENDED = re.compile(r"[.!?…。！？؟۔।॥][\"'”’»›“‘」』)\]]*$")
_LONGEST = 1_200
"""Characters between two marks; farther apart they are no pair."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The quotations of a text: spans from the opening mark to behind the closing one, none within another."""

    spans: tuple[tuple[int, int], ...]
    open_from: int | None
    """Where a double mark stands that has no partner; what follows may be speech without end."""

    def inside(self, position: int) -> bool:
        """Whether a quotation is going on at ``position``."""
        return any(start < position < end for start, end in self.spans)

    def ends_at(self, position: int) -> bool:
        """Whether a quotation ends right at ``position``."""
        return any(end == position for _, end in self.spans)

    def closed(self, start: int, end: int) -> bool:
        """Whether the part from ``start`` to ``end`` opens and closes all its quotations."""
        if self.open_from is not None and end > self.open_from:
            return False
        return not any(left < start < right or left < end < right for left, right in self.spans)

    def without(self, text: str) -> str:
        """Return ``text`` with its quotations blanked out."""
        for start, end in self.spans:
            text = text[:start] + " " * (end - start) + text[end:]
        return text


def find_speech(text: str) -> Speech:
    """Return the quotations in a paragraph, whatever marks it uses; apostrophes and inch signs are none."""
    spans: list[tuple[int, int]] = []
    done = 0
    unpaired: int | None = None
    for mark in _MARK.finditer(text):
        if mark.start() < done:
            continue
        end = _partner(text, mark.start())
        if end:
            spans.append((mark.start(), end))
            done = end
        elif end is not None and unpaired is None:
            unpaired = mark.start()
    return Speech(tuple(spans), unpaired)


def plain(text: str) -> str:
    """Return ``text`` without the signs of inline Markdown: links, emphasis, code, notes."""
    for sign, kept in _MARKDOWN:
        text = sign.sub(kept, text)
    return text


def quoted(passage: str, marks: Marks) -> str:
    """Return a passage between the language's marks, on one line, its own quotations turned into inner ones."""
    passage = plain(passage)
    spans = find_speech(passage).spans
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += [
            passage[position:start],
            marks.inner_opening,
            passage[start + 1 : end - 1].strip(),
            marks.inner_closing,
        ]
        position = end
    parts.append(passage[position:])
    text = re.sub(r"\s+", " ", "".join(parts))
    stop = "" if _ENDED.search(text) else "."
    return marks.opening + text + marks.closing + stop


def _partner(text: str, position: int) -> int | None:
    """Return the end of the quotation that opens at ``position``; 0 when its end is missing; None when none opens."""
    mark = text[position]
    begins = (position == 0 or text[position - 1].isspace()) and text[position + 1 : position + 2].isalnum()
    closing_marks = _PAIRS.get(mark) or (_TURNED.get(mark) if begins else None)
    if closing_marks:
        end = min(len(text), position + _LONGEST)
        return next((at + 1 for at in range(position + 1, end) if text[at] in closing_marks), 0)
    if mark == '"':
        return text.find('"', position + 1, position + _LONGEST) + 1
    if mark in "'‘" and begins:
        # Single marks are quotations only when the sentence's own punctuation stands before the closing one.
        closing = re.compile(r"[,.?!…]['’](?=\s|$)").search(text, position + 1, position + _LONGEST)
        return closing.end() if closing else None
    return 0 if mark in "”»" else None
