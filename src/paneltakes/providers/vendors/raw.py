"""Raw: reading JSON whose shape can't be trusted.

A reply comes from a vendor, a proxy or somebody's own server.  Each function here takes whatever stands in a place and
returns a value of one type, the empty one where something else was found, so that decoding never raises.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_COUNT = 2**53
"""The largest integer that JSON's readers agree on; no honest token count comes near."""

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

_MARKUP = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]{0,500}>", re.DOTALL | re.IGNORECASE)


def parse(body: str) -> Any:
    """Return what the JSON text holds, or the text itself when it is no JSON."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def obj(value: Any) -> dict[str, Any]:
    """Return an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Return a list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a string, or an empty one."""
    return value if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """Return a number of tokens, not below 0, or None when it is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and value != value:  # NaN, which json.loads lets through
        return None
    return int(min(max(value, 0), MAX_COUNT))


def line(value: str, limit: int = 300) -> str:
    """Return text from outside as one printable line of at most ``limit`` characters."""
    flat = " ".join(_UNPRINTABLE.sub(" ", value[: 10 * limit]).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def plain(value: str) -> str:
    """Return the words of a text from outside, without the markup of a proxy's HTML page."""
    return line(_MARKUP.sub(" ", value[:20_000]))
