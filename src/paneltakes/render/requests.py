"""Planned requests, for a person to read before anything is sent."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from paneltakes.render.clean import plain
from paneltakes.usage import format_usd, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paneltakes.providers.base import PlannedRequest


def render_requests(requests: Sequence[PlannedRequest], *, as_json: bool = False) -> str:
    """Return the requests as text: each body as the JSON that would be sent, then the token estimate.

    ``as_json``: one JSON array of objects instead.
    """
    if as_json:
        return json.dumps([{**asdict(request), "cost": _cost(request)} for request in requests], indent=2) + "\n"
    parts = [_describe(request) for request in requests]
    tokens = sum(request.input_tokens for request in requests)
    budget = sum(request.max_output_tokens for request in requests)
    cost = total(request.cost for request in requests)
    price = "at an unknown price" if cost.unknown else f"for about {format_usd(cost.usd)}"
    parts.append(
        f"Requests: {len(requests)}. Input: about {tokens} tokens {price}, caches left out of account. "
        f"Output: at most {budget} tokens; what is not written is not billed.\n"
    )
    return plain("\n".join(parts))


def _describe(request: PlannedRequest) -> str:
    body = json.dumps(request.body, indent=2, ensure_ascii=False)
    return (
        f"--- {request.part} → {request.provider}:{request.model}, about {request.input_tokens} input tokens\n{body}\n"
    )


def _cost(request: PlannedRequest) -> float | None:
    return None if request.cost.unknown else request.cost.usd
