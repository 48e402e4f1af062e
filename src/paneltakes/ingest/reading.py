"""Reading: what was taken out of a source, before it is judged and becomes an Article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paneltakes.article import Article, Extraction
from paneltakes.text import clean_text

if TYPE_CHECKING:
    from paneltakes.article import MediaType

_MOST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """The parts of an article as a reader found them; what it did not find is None or empty."""

    text: str
    """Paragraphs parted by an empty line, without title and byline."""
    media_type: MediaType
    method: str
    """What took the text out, as in ``Extraction``."""
    version: str = ""
    title: str | None = None
    description: str = ""
    byline: str | None = None
    site: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    """Where the source itself says that it came from."""
    canonical_url: str | None = None
    notes: tuple[str, ...] = ()

    def article(self, *, url: str | None, name: str) -> Article:
        """Return the article; ``name`` is its title when neither metadata nor text has one.

        The text must hold at least one visible character.
        """
        text = clean_text(self.text)
        title = next(
            filter(None, (" ".join(clean_text(t).split()) for t in (self.title or "", _beginning(text), name))), "—"
        )
        return Article(
            title=title if len(title) <= _MOST_TITLE else title[: _MOST_TITLE - 1].rstrip() + "…",
            text=text,
            url=url or self.url,
            canonical_url=self.canonical_url,
            description=self.description,
            byline=self.byline or None,
            site=self.site or None,
            published=self.published,
            language=self.language,
            extraction=Extraction(
                method=self.method, version=self.version, media_type=self.media_type, notes=self.notes
            ),
        )


def _beginning(text: str) -> str:
    """Return the first words of a text, to stand for a title."""
    line = text.partition("\n")[0]
    return line if len(line) <= 100 else (line[:100].rpartition(" ")[0] or line[:100]).rstrip(",;:") + "…"
