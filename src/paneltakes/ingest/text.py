"""Markdown and plain text: the file's own words."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from paneltakes.ingest.byline import clean_byline, read_byline
from paneltakes.ingest.dates import iso_date
from paneltakes.ingest.metadata import language_tag, web_url
from paneltakes.ingest.reading import Reading
from paneltakes.text import clean_text, count_words

if TYPE_CHECKING:
    from typing import Literal

_KEYS = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline", "by"),
    "date": ("date", "published", "pubdate", "publishdate", "created"),
    "description": ("description", "summary", "subtitle", "dek", "excerpt", "abstract"),
    "url": ("url", "source", "source_url", "link"),
    "canonical": ("canonical_url", "canonical"),
    "language": ("lang", "language", "locale"),
    "site": ("site", "site_name", "publication", "publisher", "website"),
}
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*))?")

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\[\]]{1,200}\]:[ \t]*\S.*")
_QUOTE = re.compile(r" {0,3}(?:>[ \t]?)+")

_IMAGE = re.compile(r"!\[[^\[\]]{0,500}\](?:\([^()\n]{0,2000}\)|\[[^\[\]]{0,200}\])")
_LINK = re.compile(
    r"\[([^\[\]]{1,1000})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\[\]]{0,200}\])"
)
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,50}\]:?")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]{0,20}(?:\s[^<>]{0,1000})?/?>")
_CODE = re.compile(r"(`{1,3})([^`\n]{1,1000})\1")
# What stands between two signs never holds the sign itself, so that each search ends at the next one.
_BOTH = re.compile(r"(?<![\w*_\\])(\*\*\*|___)(?=[^\s*_])([^*_\n]{1,1000})(?<=[^\s\\])\1(?![\w*_])")
_STRONG = re.compile(r"(?<!\\)\*\*(?=[^\s*])((?:[^*\n]|\*(?!\*)){1,1000})(?<=[^\s\\])\*\*")
_STRONG_LINE = re.compile(r"(?<![\w\\])__(?=[^\s_])((?:[^_\n]|_(?!_)){1,1000})(?<=[^\s\\])__(?!\w)")
_STRUCK = re.compile(r"(?<!\\)~~(?=[^\s~])([^~\n]{1,1000})(?<=[^\s\\])~~")
_LIGHT = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^*_\n]{1,1000})(?<=[^\s\\])\1(?![\w*_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT_CODE = "\ue010"


def read_text(text: str, media_type: Literal["text/markdown", "text/plain"]) -> Reading:
    """Return what a text file tells: its metadata from front matter or its first lines, its text as it is written.

    Of Markdown the signs for links, emphasis and headings are left out and the words kept; code stays as it is.
    """
    facts, body = _front_matter(clean_text(text))
    heading = None
    if media_type == "text/markdown":
        heading, body = _markdown(body)
    body = clean_text(body)
    title = facts.get("title") or heading
    if facts.get("title") and heading:
        # A heading that says more than the front matter is a part of the text.
        body = body if _same(heading, facts["title"]) else f"{heading}\n\n{body}"
    if title:
        body = _without_title(body, title)
    else:
        title, body = _first_line(body)
    byline, published, body = _without_byline(body)
    return Reading(
        text=body,
        media_type=media_type,
        method="as written",
        title=title,
        description=facts.get("description", ""),
        byline=clean_byline(facts.get("author")) or byline,
        site=facts.get("site"),
        published=iso_date(facts.get("date")) or published,
        language=language_tag(facts.get("language")),
        url=web_url(facts.get("url")),
        canonical_url=web_url(facts.get("canonical")),
    )


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the facts that stand before the text between two lines of ``---`` or ``+++``, and the text."""
    mark = text[:3]
    lines = text.split("\n", 201)
    if mark not in {"---", "+++"} or lines[0].strip() != mark:
        return {}, text
    ends = {"+++"} if mark == "+++" else {"---", "..."}
    end = next((place for place, line in enumerate(lines[:200]) if place and line.rstrip() in ends), None)
    if end is None:
        return {}, text
    pairs = _toml(lines[1:end]) if mark == "+++" else _pairs(lines[1:end])
    if not pairs:
        return {}, text
    names = {name: fact for fact, known in _KEYS.items() for name in known}
    facts: dict[str, str] = {}
    for key, value in pairs.items():
        fact = names.get(key.lower().replace("-", "_").replace(" ", "_"))
        if fact and value:
            facts.setdefault(fact, value)
    return facts, "\n".join(lines[end + 1 :]).lstrip("\n")


def _pairs(lines: list[str]) -> dict[str, str]:
    """Read the simple part of YAML: ``key: value``, ``key: [a, b]``, folded values and lists of ``- a``."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pair = _PAIR.fullmatch(line.rstrip())
        if pair and not line[:1].isspace():
            key, value = pair[1], (pair[2] or "").strip()
            found[key] = [] if value in {"", ">", "|", ">-", "|-"} else [value]
        elif key and line.lstrip().startswith("- "):
            item = line.lstrip()[2:].strip()
            found[key].append(item.removeprefix("name:").strip())
        elif key and line[:1].isspace():
            before = found[key].pop() + " " if found[key] else ""
            found[key].append(before + line.strip())
        else:
            return {}  # prose between two rules, no front matter
    return {key: ", ".join(filter(None, map(_unquoted, values))) for key, values in found.items()}


def _unquoted(value: str) -> str:
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(filter(None, (_unquoted(item.strip()) for item in value[1:-1].split(","))))
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace(value[0] * 2, value[0]).replace('\\"', '"')
    return value.partition(" #")[0].strip()


def _toml(lines: list[str]) -> dict[str, str]:
    try:
        data = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {
        key: ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for key, value in data.items()
        if not isinstance(value, dict)
    }


def _markdown(text: str) -> tuple[str | None, str]:
    """Return the first heading of the first order, if there is one, and the rest in plain words."""
    title: str | None = None
    kept: list[str] = []
    fence = ""
    for line in _without_comments(text).split("\n"):
        opening = _FENCE.match(line)
        if fence:
            kept.append(line)
            if opening and opening[1].startswith(fence) and not line[opening.end() :].strip():
                fence = ""
            continue
        if opening:
            fence = opening[1]
            kept.append(line)
            continue
        if line.startswith(("    ", "\t")) and (not kept or not kept[-1].strip() or kept[-1][:1] in {" ", "\t"}):
            kept.append(line)
            continue
        if (heading := _HEADING.fullmatch(line)) or (setext := _setext(line, kept)):
            words = _plain(_without_hashes(heading[2])) if heading else kept.pop()
            if title is None and (len(heading[1]) == 1 if heading else setext == "="):
                title = words
            else:
                kept += ["", words, ""]
        elif not _RULE.fullmatch(line) and not _DEFINITION.fullmatch(line):
            kept.append(_plain(_QUOTE.sub("", line)))
        else:
            kept.append("")
    return title or None, "\n".join(kept)


def _without_hashes(heading: str) -> str:
    """Return a heading without the closing hashes that it may have."""
    words = heading.strip()
    bare = words.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else words


def _without_comments(text: str) -> str:
    """Return the text without HTML comments; one that never ends stays."""
    kept: list[str] = []
    start = 0
    while (opening := text.find("<!--", start)) >= 0 and (closing := text.find("-->", opening + 4)) >= 0:
        kept.append(text[start:opening])
        start = closing + 3
    return "".join([*kept, text[start:]])


def _setext(line: str, kept: list[str]) -> str | None:
    """Return "=" or "-" when ``line`` underlines a one-line heading that stands before it."""
    found = _SETEXT.fullmatch(line)
    if not found or not kept or not kept[-1].strip() or (len(kept) > 1 and kept[-2].strip()) or len(kept[-1]) > 200:
        return None
    return found[1][0]


def _plain(line: str) -> str:
    """Return a line's words without Markdown's signs; code stays as it is."""
    if not any(sign in line for sign in "[*_`<\\~&"):
        return line
    codes: list[str] = []

    def keep(found: re.Match[str]) -> str:
        codes.append(found[2].strip())
        return _KEPT_CODE

    line = _CODE.sub(keep, line.replace(_KEPT_CODE, ""))
    line = _NOTE.sub("", _IMAGE.sub("", line))
    line = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", line))
    line = _TAG.sub("", line)
    for _ in range(2):
        line = _STRONG_LINE.sub(r"\1", _STRONG.sub(r"\1", _BOTH.sub(r"\2", line)))
        line = _STRUCK.sub(r"\1", _LIGHT.sub(r"\2", line))
    line = _ESCAPE.sub(r"\1", line)
    restored = iter(codes)
    return re.sub(_KEPT_CODE, lambda _: next(restored, ""), line)


def _same(one: str, other: str) -> bool:
    return re.sub(r"\W+", " ", one).strip().casefold() == re.sub(r"\W+", " ", other).strip().casefold()


def _without_title(body: str, title: str) -> str:
    """Drop a first line that repeats the title."""
    first, _, rest = body.partition("\n")
    return rest.lstrip("\n") if rest.strip() and _same(first, title) else body


def _first_line(body: str) -> tuple[str, str]:
    """Return a title from the first line, which is taken out only when it stands alone like one."""
    first, _, rest = body.partition("\n")
    first = first.strip()
    alone = rest.startswith("\n") or read_byline(rest.partition("\n")[0]) is not None
    if first and alone and len(first) <= 200 and count_words(first) <= 30 and not first.endswith((".", ",", ";")):
        return first, rest.lstrip("\n")
    short = first if len(first) <= 100 else (first[:100].rpartition(" ")[0] or first[:100]).rstrip(",;:") + "…"
    return short, body


def _without_byline(body: str) -> tuple[str | None, str | None, str]:
    """Return byline and date from lines of their own at the beginning, and the body without them."""
    byline = published = None
    for _ in range(3):
        first, _, rest = body.partition("\n")
        read = read_byline(first)
        if read is None or not rest.strip():
            break
        byline, published = byline or read[0], published or read[1]
        body = rest.lstrip("\n")
    return byline, published, body
