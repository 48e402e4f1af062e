"""What some bytes are, and the text in them: by their first bytes, then by their markup, then by their name."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from paneltakes.errors import NotAnArticleError

if TYPE_CHECKING:
    from paneltakes.article import MediaType

_MOST_ODD = 0.01
"""The share of control and replacement characters from which on a text counts as binary data."""
_MOST_WRONG = 0.001
"""The share of undecodable places up to which an encoding counts as the right one."""

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG", "an image (PNG)"),
    (0, b"\xff\xd8\xff", "an image (JPEG)"),
    (0, b"GIF8", "an image (GIF)"),
    (8, b"WEBP", "an image (WebP)"),
    (0, b"BM", "an image (BMP)"),
    (0, b"II*\0", "an image (TIFF)"),
    (0, b"MM\0*", "an image (TIFF)"),
    (0, b"\0\0\1\0", "an image (icon)"),
    (4, b"ftypavif", "an image (AVIF)"),
    (4, b"ftyphei", "an image (HEIC)"),
    (4, b"ftyp", "a video (MP4)"),
    (0, b"\x1aE\xdf\xa3", "a video (WebM or Matroska)"),
    (8, b"AVI ", "a video (AVI)"),
    (0, b"FLV\1", "a video (FLV)"),
    (8, b"WAVE", "a sound file (WAV)"),
    (0, b"ID3", "a sound file (MP3)"),
    (0, b"\xff\xfb", "a sound file (MP3)"),
    (0, b"OggS", "a sound or video file (Ogg)"),
    (0, b"fLaC", "a sound file (FLAC)"),
    (0, b"PK\5\6", "a zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\7", "a RAR archive"),
    (0, b"(\xb5/\xfd", "a Zstandard archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ", "a program"),
    (0, b"\0asm", "a program (WebAssembly)"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"SQLite format 3\0", "a database (SQLite)"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"bplist00", "a Safari web archive"),
    (0, b"wOF2", "a font"),
    (0, b"wOFF", "a font"),
    (0, b"\0\1\0\0\0", "a font"),
)
_SAVE_AS = {
    "a Word document (DOCX)", "an OpenDocument text", "an EPUB book", "an old Office document", "an RTF document",
    "a PostScript document", "a Safari web archive", "a web archive (MHTML)",
}  # fmt: skip

_SURE_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(
    r"<(?:title|meta|link|script|style|base|div|p|article|main|section|header|h[1-6]|table|ul|ol|blockquote|center|font|"
    r"span|a|b|i|em|strong|img|br|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b")
_JSON = re.compile(r"\s*(?:\{\s*(?:\"|\})|\[\s*(?:[\[{\"\d\]]|true|false|null))")
_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|```|~~~|\s*[-*+] \S|\s*\d+\. \S|> )|\]\((?:https?:|/|#|\.)|\*\*\S|^(?:===+|---+)\s*$", re.MULTILINE
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding=[\"']([\w.:-]+)", re.I
)

# The web's own reading of labels, where Python's codec of that name is a narrower one.
_LABELS = {
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "ansi": "cp1252", "x-cp1252": "cp1252", "x-cp1251": "cp1251", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "x-x-big5": "big5hkscs", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
    "x-euc-jp": "euc_jp", "unicode": "utf-16-le", "utf-16": "utf-16-le", "utf8": "utf-8",
}  # fmt: skip
_NO_CODECS = {
    "utf-7",
    "idna",
    "punycode",
    "unicode-escape",
    "unicode_escape",
    "raw-unicode-escape",
    "raw_unicode_escape",
}
"""Codecs that Python has and the web has not."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Content:
    """What a source's bytes are."""

    media_type: MediaType
    text: str
    """Decoded; empty for a PDF."""


def sniff(data: bytes, *, source: str, name: str = "", label: str = "", charset: str | None = None) -> Content:
    """Return what ``data`` is, with its text; raise NotAnArticleError for what is no text, naming it.

    ``name`` is a file's name or a URL's path, ``label`` and ``charset`` are what the server said.
    """
    if not data.strip():
        raise NotAnArticleError(f"{source} is empty.", source=source, found="nothing")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-") or (
        b"%PDF-" in data[:1024] and b"%%EOF" in data[-1024:]
    ):
        return Content("application/pdf", "")
    if found := _binary_kind(data):
        raise _refusal(source, found)
    text = decode(data, charset)
    if text is None:
        raise _refusal(source, "binary data")
    if found := _other_text(text, label):
        raise _refusal(source, found)
    return Content(_text_type(text, PurePath(name).suffix.lower(), label), text)


def _refusal(source: str, found: str) -> NotAnArticleError:
    advice = (
        "Save its text as a web page (.html), PDF, Markdown or plain text, and give that file."
        if found in _SAVE_AS
        else "Give the address of one article in it."
        if "feed" in found
        else "Give an article: a web page, a PDF, Markdown or plain text."
    )
    return NotAnArticleError(f"{source} is {found}. {advice}", source=source, found=found)


def _binary_kind(data: bytes) -> str | None:
    if data.startswith(b"PK\3\4"):
        head = data[:4096]
        kinds = {
            b"application/epub+zip": "an EPUB book", b"opendocument.text": "an OpenDocument text",
            b"word/": "a Word document (DOCX)", b"xl/": "a spreadsheet (XLSX)", b"ppt/": "a presentation (PPTX)",
        }  # fmt: skip
        return next((kind for mark, kind in kinds.items() if mark in head), "a zip archive")
    for offset, magic, kind in _MAGIC:
        if data.startswith(magic, offset):
            # Prose may begin like a file, "The new WAVE", but for its control characters.
            unlike_prose = not magic.decode("latin-1").isprintable() or magic[:1] in {b"{", b"%"}
            if unlike_prose or _is_odd(data[:512].decode("latin-1")):
                return kind
    return None


def _is_odd(text: str) -> bool:
    """Tell whether more than one in a hundred characters is a control or a replacement character."""
    odd = sum(text.count(chr(code)) for code in (*range(9), 11, *range(14, 32), 127, 0xFFFD))
    return odd > _MOST_ODD * len(text)


def decode(data: bytes, charset: str | None = None) -> str | None:
    """Return the text of ``data``, or None when it is none.

    Asked in turn: a byte-order mark, strict UTF-8, the label of server or page, a detector, and Windows-1252.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _sound(data[len(mark) :].decode(codec, "replace"))
    if wide := _wide(data):
        return _sound(data.decode(wide, "replace"))
    labels = [charset or "", _own_label(data)]
    if any(sign in data for sign in (b"\x1b$", b"\x1b(")):  # seven bits, so that it would pass for UTF-8
        try:
            return _sound(data.decode("iso2022_jp"))
        except UnicodeDecodeError:
            pass
    try:
        return _sound(data.decode())
    except UnicodeDecodeError:
        pass
    for name in [*labels, "utf-8"]:
        labelled = _try(data, _LABELS.get(name.lower(), name))
        if labelled is not None:
            return labelled
    return _detected(data)


def _own_label(data: bytes) -> str:
    """Return the encoding that a page or an XML file names in its own head."""
    found = _META_CHARSET.search(data, 0, 4096)
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _sound(text: str) -> str | None:
    return None if _is_odd(text) else text


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 codec of text without a byte-order mark, told by its many zero bytes on one side."""
    head = data[:2048]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) / 2 and even * 20 < odd:
        return "utf-16-le"
    if even > 0.4 * len(head) / 2 and odd * 20 < even:
        return "utf-16-be"
    return None


def _try(data: bytes, codec: str) -> str | None:
    try:
        if codecs.lookup(codec).name in _NO_CODECS:
            return None
        text = data.decode(codec, "replace")
    except (LookupError, ValueError):
        return None
    return text if text.count("\ufffd") <= _MOST_WRONG * len(text) and not _is_odd(text) else None


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000]).best()
    for codec in ([best.encoding] if best else []) + ["cp1252"]:
        text = data.decode(codec, "replace")
        if not _is_odd(text):
            return text
    return None


def _lead(text: str) -> str:
    """Return the beginning of the text, after white space, comments and processing instructions."""
    start = 0
    while True:
        while text[start : start + 1].isspace():
            start += 1
        for opening, closing in (("<!--", "-->"), ("<?", ">")):
            if text.startswith(opening, start):
                end = text.find(closing, start + len(opening))
                if end < 0:
                    return ""
                start = end + len(closing)
                break
        else:
            return text[start : start + 8192]


def _other_text(text: str, label: str) -> str | None:
    """Return what a text is that is neither a page nor prose: a feed, XML, JSON, an image in text form."""
    head = _lead(text)
    if _FEED.match(head):
        return "a feed (RSS or Atom)"
    if head.startswith("<svg"):
        return "an image (SVG)"
    if text.lstrip().startswith("<?xml") and not _SURE_HTML.match(head) and not _FRAGMENT.match(head):
        return "an image (SVG)" if "<svg" in head else "XML data"
    if "multipart/related" in head[:2048] and "MIME-Version:" in head[:2048]:
        return "a web archive (MHTML)"
    if _JSON.match(head) and ("json" in label or _is_json(text)):
        return "JSON data"
    if label.startswith(("image/", "video/", "audio/", "font/")):
        return f"{label.partition('/')[0].replace('audio', 'sound')} data"
    if label in {"text/css", "text/javascript", "application/javascript"}:
        return "a script or style sheet"
    return None


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _text_type(text: str, suffix: str, label: str) -> MediaType:
    head = _lead(text)
    if _SURE_HTML.match(head):
        return "text/html"
    if suffix in {".md", ".markdown", ".mdown", ".mkd"} or label in {"text/markdown", "text/x-markdown"}:
        return "text/markdown"
    if _FRAGMENT.match(head) or (suffix in {".html", ".htm", ".xhtml"} and _TAG.search(text)):
        return "text/html"
    if "html" in label and _TAG.search(text):
        return "text/html"
    if suffix in {".txt", ".text"}:
        return "text/plain"
    return "text/markdown" if len(_MARKDOWN.findall(head)) >= 2 or text.startswith("# ") else "text/plain"
