"""PDF: from pages of lines to paragraphs, by pypdf."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from paneltakes.errors import FetchError, NotAnArticleError
from paneltakes.ingest.byline import clean_byline, read_byline
from paneltakes.ingest.reading import Reading
from paneltakes.text import clean_text, count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_PAGES = 300
_MOST_CHARACTERS = 2_000_000
_MOST_SECONDS = 20.0

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|seite|p\.|s\.|página|pagina)?\s*\d{1,4}(?:\s*(?:/|of|von|de|sur|di|van)\s*\d{1,4})?\W*", re.IGNORECASE
)
_BULLET = re.compile(r"\s*(?:[•‣▪◦●○■–—*]|\d{1,2}[.)]|[a-z]\))\s+\S")
_ENDED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*\d{0,3}$")
_BROKEN_WORD = re.compile(r"[^\W\d_][-\u00ad\u2010]$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_NO_TITLE = re.compile(
    r"^(?:microsoft word|powerpoint|untitled|unbenannt|sans titre|document\d*|layout \d|slide \d|title|titel)\b"
    r"|\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|odt|pptx?|xlsx?|html?)$|^[\W\d_]*$|^(?:https?|file):",
    re.IGNORECASE,
)


def read_pdf(data: bytes, *, source: str) -> Reading:
    """Return what a PDF tells.

    Raises NotAnArticleError for one that is encrypted or holds no text, FetchError for one that is broken.
    """
    import pypdf

    # Its remarks on flawed files are for programmers; a program that configures logging still gets them.
    logger = logging.getLogger("pypdf")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            reader.decrypt("")  # many are only locked against printing, and open without a password
        pages, complete = _pages(reader)
    except (pypdf.errors.FileNotDecryptedError, pypdf.errors.DependencyError) as error:
        raise _encrypted(source) from error
    except Exception as error:  # a broken file can break the reader in any way
        raise FetchError(
            f"{source} is a broken PDF: it can't be read. Open it in a viewer and save it again, or give its text.",
            source=source,
        ) from error
    paragraphs = _paragraphs(_body_lines(pages))
    if sum(map(count_words, paragraphs)) < 5:
        raise NotAnArticleError(
            f"{source} is a PDF without text, probably scanned. Run text recognition (OCR) on it, or give its text.",
            source=source,
            found="a scanned PDF without text",
        )
    notes = () if complete else (f"the PDF is long: only its first {len(pages)} pages were read",)
    return _reading(_facts(reader), paragraphs, notes, pypdf.__version__)


def _encrypted(source: str) -> NotAnArticleError:
    return NotAnArticleError(
        f"{source} is an encrypted PDF. Open it with its password, save it without one, and give that file.",
        source=source,
        found="an encrypted PDF",
    )


def _pages(reader: Any) -> tuple[list[list[str]], bool]:
    """Return the lines of each page, and whether all pages were read within the bounds."""
    pages: list[list[str]] = []
    characters, begun = 0, time.monotonic()
    for page in reader.pages:
        if len(pages) >= _MOST_PAGES or characters > _MOST_CHARACTERS or time.monotonic() - begun > _MOST_SECONDS:
            return pages, False
        text = clean_text(page.extract_text().replace("\u00ad\n", "-\n"))
        characters += len(text)
        pages.append([line.strip() for line in text.split("\n")])
    return pages, True


def _body_lines(pages: list[list[str]]) -> list[str]:
    """Return the lines of all pages without page numbers and without the lines that head or foot most pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        filled = [line for line in lines if line]
        edges.update({_edge(line) for line in (*filled[:2], *filled[-2:])})
    running = {edge for edge, count in edges.items() if count >= max(3, 0.5 * len(pages))}
    return [line for lines in pages for line in _without_margins(lines, running)]


def _without_margins(lines: list[str], running: set[str]) -> list[str]:
    filled = [place for place, line in enumerate(lines) if line]
    margin = {*filled[:2], *filled[-2:]}
    ends = {*filled[:1], *filled[-1:]} if len(filled) > 1 else set()
    dropped = {place for place in margin if _edge(lines[place]) in running}
    dropped |= {place for place in ends if _PAGE_NUMBER.fullmatch(lines[place])}
    return [line for place, line in enumerate(lines) if place not in dropped]


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def _paragraphs(lines: list[str]) -> list[str]:
    """Join lines into paragraphs: one ends at an empty line, a short last line, a heading or a list item."""
    lengths = sorted(len(line) for line in lines if line)
    if not lengths:
        return []
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.9))]
    return list(_joined(lines, width))


def _joined(lines: list[str], width: int) -> Iterator[str]:
    text, last = "", ""
    for line in lines:
        if not line:
            # An empty line between pages or columns is no end when the sentence goes on.
            if text and _ENDED.search(text):
                yield text
                text = ""
            continue
        if text and _ends(last, line, width):
            yield text
            text = ""
        text = _glued(text, line)
        last = line
    if text:
        yield text


def _ends(last: str, line: str, width: int) -> bool:
    if _BULLET.match(line):
        return True
    if _ENDED.search(last):
        return len(last) < 0.85 * width
    return len(last) < 0.6 * width and not _BROKEN_WORD.search(last) and not line[:1].islower()


def _glued(text: str, line: str) -> str:
    if not text:
        return line
    if _BROKEN_WORD.search(text) and line[:1].islower():
        return text[:-1] + line
    between = "" if text[-1] in "-\u2010" or (_CJK.match(text[-1]) and _CJK.match(line)) else " "
    return text + between + line


def _facts(reader: Any) -> dict[str, str]:
    """Return title, author and date from the PDF's own metadata, where they can be read."""
    facts: dict[str, str] = {}
    for name in ("title", "author", "creation_date"):
        try:
            value = getattr(reader.metadata, name, None)
            text = value.date().isoformat() if name == "creation_date" and value else str(value or "")
        except Exception:  # noqa: BLE001, S112  # metadata that can't be read is metadata that is not there
            continue
        facts[name] = " ".join(clean_text(text).split())
    return facts


def _reading(facts: dict[str, str], paragraphs: list[str], notes: tuple[str, ...], version: str) -> Reading:
    title = facts.get("title", "")
    if _NO_TITLE.search(title) or count_words(title) < 2 or len(title) > 300:
        title = ""
    first = paragraphs[0]
    if title and _letters(first).startswith(_letters(title)) and len(first) < 2 * len(title):
        paragraphs = paragraphs[1:]
    elif not title and len(paragraphs) > 1 and len(first) <= 200 and not first.endswith((".", ",", ";")):
        title, paragraphs = first, paragraphs[1:]
    byline = published = None
    while len(paragraphs) > 1 and (read := read_byline(paragraphs[0])) is not None:
        byline, published = byline or read[0], published or read[1]
        paragraphs = paragraphs[1:]
    return Reading(
        text="\n\n".join(paragraphs),
        media_type="application/pdf",
        method="pypdf",
        version=version,
        title=title or None,
        byline=clean_byline(facts.get("author")) or byline,
        published=published or facts.get("creation_date") or None,
        notes=notes,
    )


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
