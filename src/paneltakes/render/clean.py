"""Clean text: what came from outside, without anything that could act on a terminal or hide from a reader."""

from __future__ import annotations

import re

from paneltakes.text import clean_text

# One alternative for each family of ECMA-48 sequences, in its 7-bit and its 8-bit form.  A string sequence that never
# ends loses only its introducer, so that nobody can swallow the rest of a text; its body stops at any control that
# could begin another sequence, which also keeps the search linear.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor, modes
    r"|(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])(?:[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c))?"  # DCS OSC SOS PM APC
    r"|\x1b[ -/]*[0-~]?"  # all other escapes: charsets, resets
)
_BLANK = re.compile(r"[^\S\u00a0\u202f]+")  # no-break spaces keep figures and their units on one line
_PARTING = re.compile(r"\n[^\S\n]*\n\s*")


def plain(text: str) -> str:
    """Return ``text`` without terminal sequences and invisible characters; line feeds and tabs stay.

    Dropped: CSI, OSC, DCS, APC, PM and SOS sequences, the other C0 and C1 controls, bidi controls, zero-width and tag
    characters, private use, and lone surrogates.  Applying it twice changes nothing more.
    """
    return clean_text(_SEQUENCE.sub("", text))


def line(text: str) -> str:
    """Return ``text`` cleaned, on one line."""
    return _BLANK.sub(" ", plain(text)).strip()


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of ``text`` cleaned, each on one line; empty ones are left out."""
    return tuple(kept for part in _PARTING.split(plain(text)) if (kept := line(part)))
