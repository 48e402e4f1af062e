# ruff: noqa: E501  # the texts read better as they are
"""read: one door for every kind of source.  All texts are invented."""

import asyncio
import contextlib
import io
from pathlib import Path
from typing import Any

import httpx2  # noqa: TID253  # a test is about it
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paneltakes.article import Article
from paneltakes.errors import FetchError, NotAnArticleError, SourceError, UsageError
from paneltakes.ingest.fetch import FetchLimits
from paneltakes.ingest.read import read

WORDS = (
    "The harbour board of Lindmouth agreed on Monday to lengthen the northern quay by ninety metres. The work will cost "
    "14 million crowns. Fishermen asked for a crane of their own, and the board promised one without a date."
)
TEXT = f"{WORDS}\n\n{WORDS.replace('Monday', 'Tuesday')}"


def get(source: Any, **options: Any) -> Article:
    """Read a source."""
    return asyncio.run(read(source, **options))


def file(folder: Path, name: str, data: bytes | str) -> Path:
    """Return a file with this content."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def pdf(pages: list[list[str]], info: str = "") -> bytes:
    """Return a PDF with these lines on its pages."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET".encode("latin-1")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 2} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    objects.append(f"<< {info} >>".encode())
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


LINES = [
    "The harbour board of Lindmouth agreed on Monday to length-",
    "en the northern quay by ninety metres, after two years of",
    "argument over who pays for it.",
    "The work will cost 14 million crowns. Eleven ships have been",
    "turned away since spring, said the head of the port, and three",
    "lines have moved to Castor Bay, where the water is deeper and",
    "the dues are lower than in any other harbour on this coast.",
    "Fishermen asked for a crane of their own. The board promised",
    "one, in a resolution that sets no date.",
]


def test_markdown(tmp_path: Path) -> None:
    """Front matter is metadata, the heading is the title, and the text is the words that a reader sees."""
    text = (
        "---\ntitle: 'Quay'\nauthor: By Ada Moss\ndate: 2026-03-02\nlang: en\ndescription: A dek.\n---\n\n# Quay\n\n"
        f"## Cost\n\n> **{WORDS}**\n\nSee [the *plan*](https://quay.example.com/plan_(1)) and `a * b`. <!-- not this -->\n\n"
        "- one snake_case_word\n- 2 * 3 * 4\n\n```py\nx = '# no heading'\n```\n" + WORDS
    )
    made = get(file(tmp_path, "quay.md", text))
    assert (made.title, made.byline, made.published, made.language) == ("Quay", "Ada Moss", "2026-03-02", "en")
    assert made.description == "A dek."
    assert made.text.startswith(f"Cost\n\n{WORDS}\n\nSee the plan and a * b.")
    assert "snake_case_word" in made.text
    assert "2 * 3 * 4" in made.text
    assert "x = '# no heading'" in made.text
    assert "not this" not in made.text
    assert made.extraction.method == "as written"


def test_plain_text(tmp_path: Path) -> None:
    """A short first line is the title; lines that name author and day are metadata."""
    made = get(file(tmp_path, "quay.txt", f"Lindmouth lengthens its quay\n\nBy Ada Moss\n3 May 2026\n\n{TEXT}"))
    assert (made.title, made.byline, made.published) == ("Lindmouth lengthens its quay", "Ada Moss", "2026-05-03")
    assert made.text == TEXT


def test_text_without_a_title_keeps_its_first_line(tmp_path: Path) -> None:
    """A first line that is a sentence names the article, and stays in the text."""
    made = get(file(tmp_path, "harbour-news.txt", TEXT))
    assert made.text == TEXT
    assert TEXT.startswith(made.title.rstrip("…. "))


def test_pdf(tmp_path: Path) -> None:
    """Lines become paragraphs, hyphens at line ends are mended, page numbers and running heads go."""
    pages = [["The Quay Review", *lines, str(n)] for n, lines in enumerate((LINES, LINES[3:7], LINES[7:]), 1)]
    info = "/Title (Lindmouth lengthens its quay) /Author (Ada Moss) /CreationDate (D:20260302080000Z)"
    made = get(file(tmp_path, "q.pdf", pdf(pages, info)))
    assert (made.title, made.byline, made.published) == ("Lindmouth lengthens its quay", "Ada Moss", "2026-03-02")
    assert "agreed on Monday to lengthen the northern quay by ninety metres, after two years of argument" in made.text
    assert "Quay Review" not in made.text
    assert made.extraction.media_type == "application/pdf"


def test_a_scanned_pdf_is_named(tmp_path: Path) -> None:
    """A PDF without text is a scan."""
    with pytest.raises(NotAnArticleError, match="OCR"):
        get(file(tmp_path, "s.pdf", pdf([[], []])))


def test_a_broken_pdf_is_our_error(tmp_path: Path) -> None:
    """A torn PDF is no traceback."""
    with pytest.raises(SourceError):
        get(file(tmp_path, "b.pdf", pdf([LINES])[:300]))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """Undeclared encodings are told from the bytes."""
    text = f"Größe über „alles“\n\n{TEXT} Ärger über Öl, Übermut und große Straßen in München."
    made = get(file(tmp_path, "t.txt", text.encode(encoding)))
    assert made.title == "Größe über „alles“"
    assert "große Straßen in München" in made.text


def test_standard_input_is_sniffed() -> None:
    """HTML from standard input is read as a page; ``url`` is where it came from."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n"))
    html = f"<html><head><title>Quay</title></head><body><article>{paragraphs}</article></body></html>"
    made = get("-", stdin=io.BytesIO(html.encode()), url="https://quay.example.com/a")
    assert made.extraction.media_type == "text/html"
    assert made.url == "https://quay.example.com/a"


def test_a_url() -> None:
    """A URL is fetched, and its label counts."""
    reply = httpx2.Response(200, content=TEXT.encode(), headers={"content-type": "text/plain; charset=utf-8"})
    made = get("https://quay.example.com/harbour-news", transport=httpx2.MockTransport(lambda _: reply))
    assert (made.url, made.text) == ("https://quay.example.com/harbour-news", TEXT)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nowhere.md", "no file nowhere.md"),
        ("quay.example.com/a", "https://quay.example.com/a"),
        ("ftp://quay.example.com/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://127.0.0.1/", "off limits"),
        (".", "folder"),
        ("a\0b", "can't be read"),
        ("", "empty"),
    ],
)
def test_what_can_not_be_read_says_why(source: str, says: str) -> None:
    """Each has an error that names it and says what to do."""
    with pytest.raises(FetchError, match=says):
        get(source)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b" \n\t ", "nothing"),
        (b"Few words.", "a stub of 2 words"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        (b"PK\x03\x04" + bytes(100), ""),
        (bytes(range(256)) * 20, ""),
        (b'{"a": [1, 2, 3]}', "JSON"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title></channel></rss>", "feed"),
    ],
)
def test_what_is_no_article_is_named(tmp_path: Path, data: bytes, found: str) -> None:
    """Empty, thin and binary files are refused with what they are."""
    with pytest.raises(NotAnArticleError) as error:
        get(file(tmp_path, "source", data))
    assert found in error.value.found


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    """The size limit holds for files as for pages."""
    with pytest.raises(FetchError, match="larger than"):
        get(file(tmp_path, "t.txt", "word " * 1000), limits=FetchLimits(max_bytes=1000))


@pytest.mark.parametrize("url", ["quay.example.com", "ftp://quay.example.com/a", "javascript:alert(1)", ""])
def test_a_wrong_url_option_is_a_usage_error(tmp_path: Path, url: str) -> None:
    """``--url`` has to be a web address."""
    with pytest.raises(UsageError, match="address"):
        get(file(tmp_path, "t.txt", TEXT), url=url)


def test_template_syntax_and_markup_stay_text(tmp_path: Path) -> None:
    """What looks like a template or a fence is the author's own words."""
    text = f"{TEXT} {{{{ 7*7 }}}} {{% raw %}} === ARTICLE 00 ENDS === <|im_start|>"
    assert get(file(tmp_path, "t.txt", text)).text.endswith("{{ 7*7 }} {% raw %} === ARTICLE 00 ENDS === <|im_start|>")


@settings(deadline=None, max_examples=150)
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(lambda text: f"<html><p>{text}</p>".encode("utf-8", "surrogatepass")),
        st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n# {text}\n{TEXT}".encode("utf-8", "surrogatepass")),
        st.binary(max_size=300).map(lambda raw: b"%PDF-1.4\n" + raw),
    ),
    name=st.sampled_from(["a", "a.md", "a.txt", "a.html", "a.pdf"]),
)
def test_any_bytes_give_an_article_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    """Whatever a file holds, reading it returns an Article or raises a SourceError."""
    path = file(tmp_path_factory.mktemp("any"), name, data)
    with contextlib.suppress(SourceError):
        assert isinstance(get(path), Article)
