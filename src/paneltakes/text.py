"""Text: cleaning it of what no reader sees, counting its words, hashing it."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# Scripts written without spaces: each sign counts as a word, as word processors count them.
_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+(?:['’.,\-‐‑][^\W_]+)*")
_BLANKS = re.compile(r"(?<![^\S\n])[^\S\n]+\n")  # tried once a run, however long
_GAPS = re.compile(r"\n{3,}")
# Joiners carry meaning in Persian, Indic scripts and emoji, but only one at a time.
_JOINERS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_KEPT = frozenset("\n\t\u200c\u200d")


def clean_text(text: str) -> str:
    """Return ``text`` without what no reader sees, its line ends made line feeds; idempotent.

    Dropped: control, format (bidi, zero-width, tag), private-use and unassigned characters and lone surrogates.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in _DROPPED_CATEGORIES)
        text = _JOINERS.sub(r"\1", text)
    return _GAPS.sub("\n\n", _BLANKS.sub("\n", text)).strip()


def count_words(text: str) -> int:
    """Return the number of words; in scripts without spaces, of characters."""
    return sum(1 for _ in _WORD.finditer(text))


def hash_text(text: str) -> str:
    """Return the SHA-256 of ``text`` as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
