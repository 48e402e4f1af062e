"""PDF: from its pages to an Article, by pypdf."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from paneltakes.article import Article, Extraction
from paneltakes.errors import FetchError, NotAnArticleError
from paneltakes.ingest.byline import clean_byline
from paneltakes.ingest.dates import iso_date
from paneltakes.ingest.wall import judge_text
from paneltakes.text import clean_text, count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PAGES = 200
"""Further pages are left away, and a note says so."""

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|von|sur|de)\s*\d{1,4})?", re.IGNORECASE
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”»’)\]]?$|[。！？]$")
_NO_TITLE = re.compile(r"^(?:untitled|microsoft word|document\d*|.*\.(?:docx?|pdf|tex|indd|odt|dvi))\b", re.IGNORECASE)


def read_pdf(data: bytes, *, source: str, url: str | None, stem: str) -> Article:
    """Return the article of a PDF; ``stem`` names it where it has no title of its own.

    Raises FetchError for a broken or locked file, NotAnArticleError for a scan or one without enough text.
    """
    import pypdf

    # The library tells of every oddity that it mends; that is no news to the reader of an article.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages, count, facts = _open(data)
    except Exception as error:  # noqa: BLE001  # a broken PDF breaks the library in many ways
        raise FetchError(
            f"{source} is a broken PDF ({type(error).__name__}). Open it and save it anew, or give its text.",
            source=source,
        ) from None
    if pages is None:
        raise FetchError(f"{source} is locked with a password. Save it without one, and give that file.", source=source)
    paragraphs = _paragraphs([clean_text(page).splitlines() for page in pages])
    if not paragraphs:
        raise NotAnArticleError(
            f"{source} is a scanned PDF: {count} pages of pictures, no text. Run text recognition (OCR) over it first.",
            source=source,
            found="a scanned PDF",
        )
    title = _title(facts, paragraphs, stem)
    if _same(paragraphs[0], title):
        paragraphs = paragraphs[1:]
    text = "\n\n".join(paragraphs)
    judge_text(text, source)
    notes = (f"only the first {MOST_PAGES} of {count} pages were read",) if count > MOST_PAGES else ()
    return Article(
        title=title,
        text=text,
        url=url,
        byline=clean_byline(_fact(facts, "/Author")),
        published=_date(_fact(facts, "/CreationDate")),
        extraction=Extraction(method="pypdf", version=pypdf.__version__, media_type="application/pdf", notes=notes),
    )


def _open(data: bytes) -> tuple[list[str] | None, int, Any]:
    """Return the pages' texts, how many pages there are, and the file's metadata; no texts when it is locked."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return None, 0, {}
    return [page.extract_text() for page in reader.pages[:MOST_PAGES]], len(reader.pages), reader.metadata or {}


def _paragraphs(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the pages' lines as paragraphs, without running heads and page numbers."""
    edges = Counter(line.strip() for page in pages for line in {*page[:2], *page[-2:]} if line.strip())
    running = {line for line, count in edges.items() if len(pages) >= 3 and count > len(pages) / 2}
    lines = [
        line.strip()
        for page in pages
        for line in page
        if line.strip() not in running and not _PAGE_NUMBER.fullmatch(line.strip())
    ]
    width = sorted(map(len, filter(None, lines)))[-max(1, len(lines) // 4)] if any(lines) else 0
    made: list[str] = []
    current = ""
    for line in lines:
        if not line:
            # An empty line within a sentence is a page's end or a column's, not a paragraph's.
            if current and _SENTENCE_END.search(current):
                made.append(current)
                current = ""
            continue
        current = _joined(current, line)
        if _SENTENCE_END.search(line) and len(line) < 0.75 * width:
            made.append(current)
            current = ""
        elif not _SENTENCE_END.search(line) and current == line and len(line) < 0.6 * width and line[:1].isupper():
            made.append(current)  # a heading
            current = ""
    return [*made, current] if current else made


def _joined(text: str, line: str) -> str:
    if not text:
        return line
    if _HYPHEN.search(text) and line[:1].islower():
        return text[:-1] + line
    return f"{text} {line}"


def _title(facts: Any, paragraphs: Sequence[str], stem: str) -> str:
    stated = _fact(facts, "/Title")
    if stated and not _NO_TITLE.match(stated) and count_words(stated) >= 2:
        return stated
    first = paragraphs[0]
    return first if count_words(first) <= 30 else stem


def _fact(facts: Any, key: str) -> str:
    value = facts.get(key)
    return " ".join(clean_text(str(value)).split()) if value else ""


def _date(stamp: str) -> str | None:
    """Return the day of a PDF's own form of date, "D:20260316...", as ISO 8601."""
    found = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", stamp)
    return iso_date("-".join(found.groups())) if found else None


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()
