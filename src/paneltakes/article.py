"""Article: what was read, and will be commented on."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MediaType = Literal["text/html", "application/pdf", "text/markdown", "text/plain"]

# Scripts written without spaces: each sign counts as a word, as word processors count them.
_SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGNS}]|[^\W{_SIGNS}]+(?:['’.,\-‐‑][^\W_]+)*")
_BLANKS = re.compile(r"[^\S\n]+\n")
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


class Extraction(BaseModel):
    """How the text of an article was come by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: str = "given"
    """The library that took the text out ("trafilatura", "pypdf"), "as written" for text files, or "given"."""
    version: str = ""
    """The library's version; empty where there is none."""
    media_type: MediaType = "text/plain"
    """What the source was found to be."""
    notes: tuple[str, ...] = ()
    """What a reader should know of it, e.g. "the page says that the rest is for subscribers"."""


class Article(BaseModel):
    """One article, as it is commented on.

    ``Article(title=..., text=...)`` is enough: the word count and the hash are worked out, and invisible characters
    are dropped.  Offsets that other objects carry count the code points of ``text``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    """The body: paragraphs parted by one empty line, without title and byline."""
    url: str | None = None
    """Where it was read from; None for what came from a file or standard input without an address."""
    canonical_url: str | None = None
    """The address that the page itself calls its own."""
    description: str = ""
    """The dek: the page's own summary; empty when it has none."""
    byline: str | None = None
    site: str | None = None
    published: str | None = None
    """ISO 8601 date, or date and time, as found."""
    language: str | None = None
    """BCP 47 tag, e.g. "en" or "pt-BR"."""
    word_count: int = Field(default=0, ge=0)
    content_hash: str = ""
    """SHA-256 of ``text``, 64 hexadecimal digits."""
    extraction: Extraction = Extraction()

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("text"), str):
            return data
        data = dict(data)
        for key in ("title", "description", "byline", "site"):
            if isinstance(data.get(key), str):
                data[key] = " ".join(clean_text(data[key]).split())
        data["text"] = clean_text(data["text"])
        data.setdefault("word_count", count_words(data["text"]))
        data.setdefault("content_hash", hash_text(data["text"]))
        return data

    @model_validator(mode="after")
    def _consistent(self) -> Article:
        if self.content_hash != hash_text(self.text):
            raise ValueError("content_hash is not the hash of text: leave it out to have it worked out")
        return self

    @property
    def source_url(self) -> str | None:
        """The address to link to: the canonical one where the page names it."""
        return self.canonical_url or self.url
