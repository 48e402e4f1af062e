"""What a page says of itself in JSON-LD."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paneltakes.ingest.visible import Element

_MOST_NODES = 2_000
_ARTICLES = ("article", "posting", "report", "opinionpiece", "essay", "techarticle", "review", "recipe")
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "blogPost")


@dataclass(frozen=True, slots=True)
class StructuredData:
    """The page's own statement on its article; what it does not state is None or empty."""

    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    free: bool | None = None
    """False: only subscribers see the whole of it."""
    types: frozenset[str] = frozenset()
    """All types named, in lower case."""
    articles: int = 0
    """How many articles it describes."""


def read_jsonld(root: Element) -> StructuredData:
    """Return what the page's JSON-LD blocks say; broken blocks are passed over."""
    nodes = [node for script in root.iter("script") for node in _nodes(_block(script))]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _is_article(node) and (node.get("headline") or node.get("name"))]
    types = frozenset(kind for node in nodes for kind in _types(node))
    if not articles:
        return StructuredData(types=types)
    node = articles[0]
    free = node.get("isAccessibleForFree")
    return StructuredData(
        headline=_words(node.get("headline")) or _words(node.get("name")),
        description=_words(node.get("description")),
        authors=tuple(dict.fromkeys(_names(node.get("author") or node.get("creator"), by_id))),
        published=_words(node.get("datePublished")) or _words(node.get("dateCreated")),
        publisher=next(iter(_names(node.get("publisher"), by_id)), None),
        language=_words(node.get("inLanguage")),
        url=_words(node.get("url")) or _words(node.get("mainEntityOfPage")),
        free=None if free is None else str(free).strip().lower() not in {"false", "0", "no"},
        types=types,
        articles=len({_words(article.get("headline")) or _words(article.get("name")) for article in articles}),
    )


def _block(script: Element) -> Any:
    if "ld+json" not in script.get("type", "").lower() or not script.text or len(script.text) > 2_000_000:
        return None
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$", "", script.text)
    for attempt in (text, re.sub(r",(\s*[}\]])", r"\1", text)):  # a trailing comma is the commonest slip
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_NODES]
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in _NESTED if isinstance(value.get(key), (list, dict)))


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind.lower() for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _is_article(node: dict[str, Any]) -> bool:
    return any(kind.endswith(_ARTICLES) for kind in _types(node))


def _words(value: Any) -> str | None:
    """Return the text of a value that may be wrapped in lists and objects."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("@id") or value.get("alternateName")
    return value.strip() or None if isinstance(value, str) else None


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
            item = by_id.get(item["@id"], {})  # noqa: PLW2901
        if isinstance(item, dict):
            item = item.get("name")  # noqa: PLW2901
        for name in item if isinstance(item, list) else [item]:
            if isinstance(name, str) and name.strip():
                yield name.strip()
