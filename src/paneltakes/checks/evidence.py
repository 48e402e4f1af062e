"""Evidence: whether a quoted passage stands in the article, and where.

Typography is folded on both sides (quotation marks, dashes, spaces, ligatures, accents' encoding, Markdown signs), for
models change it unasked; words, figures and case are not.  Offsets are kept in the original.
"""

from __future__ import annotations

import functools
import unicodedata
from dataclasses import dataclass

from paneltakes.take import Evidence

MIN_WORDS_HINT = 3
"""A passage of fewer words (or, in scripts without spaces, six characters) is no evidence: it stands anywhere."""

_SINGLE_QUOTES = "'‘’‚‛′`´"
_DOUBLE_QUOTES = '"“”„‟″«»‹›'
_DASHES = "-‐‑‒–—―−﹘﹣－"
_DROPPED = "*_~\u00ad\u200b\u200c\u200d\u2060\ufeff"
_FOLDS = {
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    # Single and double quotation marks change places when a quotation is quoted.
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _DROPPED), ""),
    ord("…"): "...",
}
_EDGES = " '.,;:!?-()[]。、，；：！？"


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text with its typography folded, and the offset in the original of each of its characters."""

    text: str
    offsets: tuple[int, ...]


@functools.lru_cache(maxsize=16)
def _fold(text: str) -> _Folded:
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        folded = _FOLDS.get(ord(character))
        if folded is None:
            folded = " " if character.isspace() else unicodedata.normalize("NFKD", character)
        for part in folded:
            if part == " " and characters and characters[-1] == " ":
                continue
            characters.append(" " if part.isspace() else part)
            offsets.append(offset)
    return _Folded("".join(characters), tuple(offsets))


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Return the offsets of a quote's first occurrence in ``text`` as whole words, or None.

    Punctuation and quotation marks at the quote's ends are left out of account; an ellipsis inside it is not.
    """
    needle = _fold(quote).text.strip(_EDGES)
    if not needle:
        return None
    hay = _fold(text)
    at = hay.text.find(needle)
    while at >= 0:
        end = at + len(needle)
        if not (_joined(hay.text, at) or _joined(hay.text, end)):
            start, stop = hay.offsets[at], hay.offsets[end - 1] + 1
            while stop < len(text) and unicodedata.combining(text[stop]):
                stop += 1
            return start, stop
        at = hay.text.find(needle, at + 1)
    return None


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and at an offset belong to one word or one figure."""
    if at <= 0 or at >= len(text):
        return False
    before, here = text[at - 1], text[at]
    if before.isalnum() and here.isalnum():
        return not (_is_sign(before) or _is_sign(here))
    if before in ".," and here.isdigit():  # "5 million" is not to be found in "1.5 million"
        return at >= 2 and text[at - 2].isdigit()
    if before.isdigit() and here in ".,":  # nor "cost 3" in "cost 3.5"
        return at + 1 < len(text) and text[at + 1].isdigit()
    return bool(unicodedata.combining(here))


def _is_sign(character: str) -> bool:
    """Whether a character belongs to a script written without spaces."""
    return "\u2e80" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or "\u0e00" <= character <= "\u0e7f"


def check_evidence(pairs: list[tuple[str, str]], text: str) -> tuple[tuple[Evidence, ...], list[str]]:
    """Hold each (claim, quote) against the article's text.

    Returns the evidence with its offsets, in order, and one sentence for each quote that can't be used.
    """
    found: list[Evidence] = []
    problems: list[str] = []
    for claim, quote in pairs:
        shown = quote if len(quote) <= 160 else quote[:157] + "..."
        if _too_short(quote):
            problems.append(f'The quote "{shown}" is too short to be evidence: quote the whole passage.')
        elif (span := locate(quote, text)) is None:
            problems.append(
                f'The quote "{shown}" does not stand in the article: copy one unbroken passage letter for letter.'
            )
        else:
            evidence = Evidence(claim=claim.strip() or quote, quote=text[slice(*span)], start=span[0], end=span[1])
            if evidence not in found:
                found.append(evidence)
    return tuple(found), problems


def _too_short(quote: str) -> bool:
    signs = sum(map(_is_sign, quote))
    return signs < 2 * MIN_WORDS_HINT and len(quote.split()) < MIN_WORDS_HINT
