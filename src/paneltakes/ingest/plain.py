"""Markdown and plain text: the file's own words, with its front matter as metadata."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paneltakes.article import Article, Extraction
from paneltakes.ingest.byline import clean_byline, read_byline
from paneltakes.ingest.dates import iso_date
from paneltakes.ingest.metadata import language_tag, web_url
from paneltakes.ingest.wall import judge_text
from paneltakes.text import clean_text, count_words

if TYPE_CHECKING:
    from paneltakes.article import MediaType

_FRONT = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"^([A-Za-z_][\w-]*)\s*[:=]\s*(.*?)\s*$", re.MULTILINE)
_CODE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_INLINE_CODE = re.compile(r"(`+)([^`\n]+?)\1")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_LINK = re.compile(r"\[([^\]\n]+)\](?:\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)|\[[^\]\n]*\])")
_REFERENCE = re.compile(r"^[ ]{0,3}\[[^\]\n]+\]:[ \t]+\S+.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>")
_TAG = re.compile(
    r"</?(?:[a-z][a-z0-9]*)(?:\s+[a-z-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))?)*\s*/?>", re.IGNORECASE
)
_STRONG = re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1(?![\w*])", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?!\w)", re.DOTALL)
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
_UNDERLINE = re.compile(r"^(\S.*)\n[ ]{0,3}(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ ]{0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE)
_QUOTE = re.compile(r"^[ ]{0,3}(?:>[ ]?)+", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_TITLE = re.compile(r"\A[ ]{0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*(?:\n|\Z)|\A(\S.*)\n[ ]{0,3}={3,}[ \t]*(?:\n|\Z)")


def read_plain(text: str, media_type: MediaType, *, source: str, url: str | None, stem: str) -> Article:
    """Return the article of a Markdown or text file; ``stem`` names it where it has no title of its own.

    Raises NotAnArticleError when there is too little text.
    """
    markdown = media_type == "text/markdown"
    text = clean_text(text)
    front, body = _front_matter(text)
    title, body = _title(front.get("title", ""), body, stem, markdown=markdown)
    head, body = _head_lines(body)
    body = clean_text(_words_of(body) if markdown else body)
    judge_text(body, source)
    stated_url = web_url(front.get("url") or front.get("canonical_url") or front.get("link"))
    return Article(
        title=title,
        text=body,
        url=url or stated_url,
        canonical_url=stated_url,
        description=front.get("description") or front.get("summary") or front.get("dek") or "",
        byline=clean_byline(front.get("author") or front.get("byline") or front.get("authors")) or head[0],
        site=front.get("site") or None,
        published=iso_date(front.get("date") or front.get("published")) or head[1],
        language=language_tag(front.get("lang") or front.get("language")),
        extraction=Extraction(method="as written", media_type=media_type),
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the pairs of the front matter, keys in lower case, and what stands behind it.

    Only plain ``key: value`` lines are read; lists and nested values are passed over.
    """
    found = _FRONT.match(text)
    pairs = {key.lower(): _unquoted(value) for key, value in _PAIR.findall(found[2])} if found else {}
    if not found or not pairs:
        return {}, text
    return {key: value for key, value in pairs.items() if value}, text[found.end() :].lstrip("\n")


def _unquoted(value: str) -> str:
    value = value.strip("[]").strip() if value.startswith("[") and value.endswith("]") else value
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value


def _title(stated: str, body: str, stem: str, *, markdown: bool) -> tuple[str, str]:
    """Return the title and the body without it: the front matter's, else the heading's, else a short first line."""
    heading = _TITLE.match(body) if markdown else None
    if heading:
        shown = _words_of(heading[1] or heading[2]).strip()
        return stated or shown or stem, body[heading.end() :].lstrip("\n")
    first, _, rest = body.partition("\n")
    alone = not markdown and count_words(first) <= 30 and (not rest.strip() or rest.startswith("\n"))
    if alone and not stated and first.strip() and not first.rstrip().endswith((".", ":", ",", ";")):
        return first.strip(), rest.lstrip("\n")
    if stated:
        return stated, rest.lstrip("\n") if first.strip() == stated else body
    return stem, body


def _head_lines(body: str) -> tuple[tuple[str | None, str | None], str]:
    """Return byline and date of a first paragraph that says nothing else, and the body without it."""
    first, _, rest = body.partition("\n\n")
    lines = [read_byline(line.strip("*_ ")) for line in first.splitlines()]
    if not rest.strip() or not all(lines):
        return (None, None), body
    found = [line for line in lines if line]
    return (next((n for n, _ in found if n), None), next((day for _, day in found if day), None)), rest


def _words_of(text: str) -> str:
    """Return Markdown as the words that its reader sees; code stays as it is."""
    kept: list[str] = []

    def keep(code: str) -> str:
        kept.append(code)
        return f"\ue000{len(kept) - 1}\ue001"  # private signs: clean_text has dropped any that were there

    text = _CODE.sub(lambda m: keep("\n".join(m[0].splitlines()[1:-1])), text)
    text = _INLINE_CODE.sub(lambda m: keep(m[2]), text)
    text = _ESCAPE.sub(lambda m: keep(m[1]), text)
    text = _COMMENT.sub("", text)
    text = _REFERENCE.sub("", _IMAGE.sub("", text))
    text = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _TAG.sub("", text)
    text = _RULE.sub("", _UNDERLINE.sub(r"\1", _HEADING.sub(r"\1", _QUOTE.sub("", text))))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], text)
