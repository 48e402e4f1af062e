"""What a page says of its article besides the text: title, dek, byline, site, date, language, address."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from paneltakes.ingest.byline import clean_byline
from paneltakes.ingest.dates import iso_date
from paneltakes.ingest.jsonld import StructuredData, read_jsonld
from paneltakes.ingest.visible import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paneltakes.ingest.visible import Element

_SEPARATORS = re.compile(r"\s+[|·•»«–—‹›:-]{1,2}\s+|\s*[|»]\s*|\s+::\s+")
_WORD = re.compile(r"\w+")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_]([a-zA-Z]{4}))?(?:[-_]([a-zA-Z]{2}|\d{3}))?(?:[-_.@].*)?")
_MOST_GUESSED = 60_000
"""Elements of a page up to which it is searched for what it does not state."""
_MOST_HEADINGS = 50
_SAME_TITLE = 0.5
"""F1 of their words from which on a heading counts as the title that the page names in its head."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page states; None or empty where it does not."""

    title: str | None = None
    description: str = ""
    byline: str | None = None
    site: str | None = None
    published: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    data: StructuredData = field(default_factory=StructuredData)
    meta_type: str = ""
    """Open Graph's type of the page, e.g. "article" or "website"."""


def read_metadata(root: Element, url: str | None) -> Metadata:
    """Return the page's metadata; ``url`` is where it came from, and what its own links are relative to."""
    meta = _meta(root)
    data = read_jsonld(root)
    canonical = _canonical(root, meta, data, url)
    site = _first(meta, "og:site_name", "application-name", "al:android:app_name") or data.publisher
    title = _title(root, meta, data, site, canonical or url)
    description = _first(meta, "og:description", "description", "twitter:description", "dc.description")
    byline, published = _byline(meta, data, site), _published(root, meta, data)
    guess = _Guess() if title and byline and published else _guess(root, canonical or url)
    return Metadata(
        title=title or guess.title,
        description=_dek(description or data.description, title),
        byline=byline or clean_byline(guess.author),
        site=site or _host(canonical or url),
        published=published or guess.date,
        language=_language(root, meta, data),
        canonical_url=canonical,
        data=data,
        meta_type=_first(meta, "og:type") or "",
    )


@dataclass(frozen=True, slots=True)
class _Guess:
    """Trafilatura's reading of the page, for what the page does not state."""

    title: str | None = None
    author: str | None = None
    date: str | None = None


def _guess(root: Element, url: str | None) -> _Guess:
    from trafilatura import extract_metadata

    if sum(1 for _ in root.iter()) > _MOST_GUESSED:
        return _Guess()
    # It runs regular expressions over whatever a page holds; its failure must not cost the article.
    with contextlib.suppress(Exception):
        # Not the extensive search: any date that the text speaks of would pass for the article's own.
        found = extract_metadata(root, default_url=url, extensive=False)
        date = iso_date(found.date)
        # A bare year, such as a copyright line's, comes out as the first of January.
        return _Guess(found.title, found.author, None if date is None or date.endswith("-01-01") else date)
    return _Guess()


def _meta(root: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = " ".join(unescape(element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], *names: str) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _title(root: Element, meta: dict[str, str], data: StructuredData, site: str | None, url: str | None) -> str | None:
    head = root.find(".//head/title")
    stated = [
        unescape(data.headline) if data.headline else None,
        _first(meta, "og:title"),
        _first(meta, "twitter:title"),
        _first(meta, "dc.title", "citation_title", "parsely-title", "sailthru.title"),
        text_of(head) if head is not None else None,
    ]
    others = [title for title in stated if title]
    names = {name.casefold() for name in (site, _host(url), _label(url)) if name}
    titles = [_without_site(title, names, others) for title in others]
    headings = [text for text in map(text_of, islice(root.iter("h1"), _MOST_HEADINGS)) if text and len(text) <= 300]
    candidates = [h for h in headings if h.casefold() not in names]
    if titles:
        score, heading = max(((max(_overlap(h, t) for t in titles), h) for h in candidates), default=(0.0, ""))
        return heading if score >= _SAME_TITLE else titles[0]
    return candidates[0] if candidates else None


def _without_site(title: str, names: set[str], others: list[str]) -> str:
    """Return a title without the site's name before or behind it."""
    title = " ".join(title.split())
    for _ in range(2):
        cuts = list(_SEPARATORS.finditer(title))
        if not cuts:
            break
        first, last = title[: cuts[0].start()].strip(), title[cuts[-1].end() :].strip()
        behind, before = title[: cuts[-1].start()].strip(), title[cuts[0].end() :].strip()
        if behind and (_is_name(last, names) or behind in others or _looks_like_name(last, behind, cuts[-1][0])):
            title = behind
        elif before and (_is_name(first, names) or before in others):
            title = before
        else:
            break
    return title


def _is_name(part: str, names: set[str]) -> bool:
    folded = part.casefold()
    squeezed = re.sub(r"\W", "", folded)
    return any(folded == n or squeezed == re.sub(r"\W", "", n.removeprefix("the ")) for n in names if n)


def _looks_like_name(part: str, rest: str, separator: str) -> bool:
    return separator.strip() in {"|", "»", "·"} and len(part.split()) <= 4 and len(rest.split()) >= 4


def _overlap(one: str, other: str) -> float:
    """Return the F1 of the words of two titles, 0 to 1."""
    a, b = (Counter(_WORD.findall(text.casefold())) for text in (one, other))
    same = (a & b).total()
    return 2 * same / (a.total() + b.total()) if same else 0.0


def _dek(description: str | None, title: str | None) -> str:
    text = " ".join(unescape(description or "").split())
    return "" if title and text.casefold() == title.casefold() else text[:1000]


def _byline(meta: dict[str, str], data: StructuredData, site: str | None) -> str | None:
    stated: Iterable[str | None] = (
        ", ".join(data.authors),
        *(meta.get(name) for name in ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author")),
        *(meta.get(name) for name in ("parsely-author", "sailthru.author", "byl", "twitter:data1")),
    )
    for text in stated:
        name = clean_byline(unescape(text)) if text else None
        if name and not (site and name.casefold() == site.casefold()) and not re.fullmatch(r"\d+ \w+\.?( \w+)?", name):
            return name
    return None


def _published(root: Element, meta: dict[str, str], data: StructuredData) -> str | None:
    stated = [data.published]
    stated += [
        meta.get(name)
        for name in (
            "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
            "dc.date.issued", "dcterms.created", "dcterms.date", "citation_publication_date", "citation_date",
            "parsely-pub-date", "sailthru.date", "pubdate", "publish_date", "published_time", "article.published",
        )
    ]  # fmt: skip
    stated += [
        e.get("datetime") or text_of(e) for e in root.xpath(".//*[@itemprop='datePublished'] | .//time[@pubdate]")
    ]
    times = {e.get("datetime") for e in root.xpath(".//article//time[@datetime] | .//header//time[@datetime]")}
    if len(times) == 1:  # several may be those of teasers and comments
        stated += times
    return next((date for date in map(iso_date, stated) if date), None)


def _language(root: Element, meta: dict[str, str], data: StructuredData) -> str | None:
    stated = [root.get("lang"), root.get("xml:lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang")]
    stated += [meta.get("og:locale"), meta.get("content-language"), meta.get("dc.language"), data.language]
    return next((tag for tag in map(language_tag, stated) if tag), None)


def language_tag(text: str | None) -> str | None:
    """Return a BCP 47 tag in its usual case, "pt-BR" for "pt_br.UTF-8"; None for what is none."""
    found = _LANGUAGE.fullmatch((text or "").strip().partition(",")[0])
    if not found or found[1].lower() in {"xx", "und", "zxx"}:
        return None
    parts = [found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()]
    return "-".join(part for part in parts if part)


def _canonical(root: Element, meta: dict[str, str], data: StructuredData, url: str | None) -> str | None:
    links = [e.get("href") for e in root.iter("link") if "canonical" in e.get("rel", "").lower().split()]
    for link in [*links, meta.get("og:url"), data.url]:
        address = web_url(link, url)
        # Some templates call the home page the canonical form of every page.
        if address and not (url and urlsplit(address).path in {"", "/"} and urlsplit(url).path not in {"", "/"}):
            return address
    return None


def web_url(link: str | None, base: str | None = None) -> str | None:
    """Return ``link`` as a whole http(s) address, resolved against ``base``; None when it is none."""
    try:
        address = urljoin(base or "", (link or "").strip())
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc or re.search(r"[\s<>\"\\]", address):
        return None
    return address


def _host(url: str | None) -> str | None:
    return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None


def _label(url: str | None) -> str | None:
    """Return the name in a host's name: "islandsledger" of www.islandsledger.co.uk."""
    labels = (_host(url) or "").split(".")
    return max(labels[:-1], key=len) if len(labels) > 1 else None
