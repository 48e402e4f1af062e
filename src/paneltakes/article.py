"""Article: what was read, and will be commented on."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from paneltakes.text import clean_text, count_words, hash_text

MediaType = Literal["text/html", "application/pdf", "text/markdown", "text/plain"]


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
