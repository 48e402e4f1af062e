"""Bylines: who wrote it, as pages say it, and the lines that say so."""

from __future__ import annotations

import re

from paneltakes.ingest.dates import iso_date

_BY = r"(?:written by|words by|story by|posted by|by|von|par|por|di|door|av|af|autor(?:in)?|author|auteur)\s*:?\s+"
_LEAD = re.compile(rf"^{_BY}", re.IGNORECASE)
_NAME = r"[^\W\d_a-zß-ÿ][\w.'’-]*"
_NAMES = rf"{_NAME}(?:\s+(?:(?:von|van|de|del|della|der|den|di|da|la|le|bin|al|el|y|e)\s+)?{_NAME}){{0,4}}"
_LINE = re.compile(
    rf"(?i:{_BY})({_NAMES}(?:\s*(?:,|&|(?i:\band\b|\bund\b|\bet\b|\by\b))\s*{_NAMES}){{0,5}})(?:\s*[,|·•–—-]\s*(.{{0,60}}))?"
)
_STAMP = re.compile(
    r"(?:last )?(?:published|updated|posted|modified|veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|"
    r"actualizado)\b.{0,60}|\d{1,3}[ -]?(?:min(?:ute)?s?|minuten)\.?(?: (?:read|lesezeit|de lecture|de lectura))?",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"https?://|www\.|@|^(?:admin|administrator|editor|webmaster|unknown|none|null|redaktion)$", re.I
)


def clean_byline(text: str | None) -> str | None:
    """Return a byline as names alone: without "By", addresses and handles; None when no name is left."""
    words = " ".join((text or "").split())
    words = _LEAD.sub("", words).strip(" ,;|·-–—")
    kept: list[str] = []
    for part in re.split(r"\s*[;|]\s*", words):
        if part and not _NOT_A_NAME.search(part) and part.casefold() not in {k.casefold() for k in kept}:
            kept.append(part)
    name = ", ".join(kept)
    return name if 2 <= len(name) <= 200 and any(c.isalpha() for c in name) else None


def read_byline(line: str) -> tuple[str | None, str | None] | None:
    """Return byline and date of a line that says nothing else, such as "By Ada Moss, 3 May 2026"; None for others."""
    line = " ".join(line.split())
    if not line or len(line) > 120:
        return None
    if found := _LINE.fullmatch(line):
        rest = found[2] or ""
        return (clean_byline(found[1]), iso_date(rest)) if not rest.endswith(".") else None
    if len(line) <= 60 and (day := iso_date(line)) and not line.endswith("."):
        return None, day
    return (None, None) if _STAMP.fullmatch(line) and not line.endswith((".", "!", "?")) else None
