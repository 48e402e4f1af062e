"""Reports: what an error's body says, and by tables, what kind of error it is.

The kind is looked up in what the vendor says (the words of the message, then the code, then the type), then by the
class of the SDK's exception, the most specific first, then by the HTTP status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paneltakes.errors import ErrorKind
from paneltakes.providers.base import Completion
from paneltakes.providers.vendors import raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.usage import Usage

ClassTable = dict[str, ErrorKind | None]
"""Exception class by name -> kind; None leaves it to the status."""

# First, because vendors use one code for several causes.
_PHRASES: tuple[tuple[str, ErrorKind], ...] = (
    (r"request too large for .{1,80} on tokens per min", "too_large"),
    (r"prompt is too long|maximum context length|exceed\w* .{0,60}context", "too_large"),
    (r"exceed\w* the maximum number of tokens", "too_large"),
    (r"credit balance is too low", "quota"),
    (r"service tier capacity exceeded", "overloaded"),
    (r"(incorrect|invalid) (x-)?api[- ]key|api key not valid|invalid bearer token", "auth"),
    (r"\bmodel\b.{0,100}(does not exist|not found)|no such model|^invalid model", "not_found"),
)
PHRASES = tuple((re.compile(pattern, re.IGNORECASE | re.DOTALL), kind) for pattern, kind in _PHRASES)

CODES: dict[str, ErrorKind] = {
    "insufficient_quota": "quota",
    "billing_error": "quota",
    "billing_hard_limit_reached": "quota",
    "billing_not_active": "quota",
    "contract_spend_limit_reached": "quota",
    "enforced_spend_limit_reached": "quota",
    "linked_organization_billing_unavailable": "quota",
    "linked_organization_spend_limit_reached": "quota",
    "user_profile_billing_not_authorized": "quota",
    "user_profile_not_billable": "quota",
    "authentication_error": "auth",
    "invalid_api_key": "auth",
    "account_deactivated": "auth",
    "permission_error": "permission",
    "organization_on_hold": "permission",
    "data_residency_mismatch": "permission",
    "unsupported_country_region_territory": "permission",
    "deploymentnotfound": "not_found",
    "invalid_model": "not_found",
    "model_not_found": "not_found",
    "not_found_error": "not_found",
    "context_length_exceeded": "too_large",
    "exceed_context_size_error": "too_large",
    "request_body_too_large_after_decoding": "too_large",
    "request_too_large": "too_large",
    "string_above_max_length": "too_large",
    "ramp_limit_exceeded": "rate_limit",
    "rate_limit_error": "rate_limit",
    "rate_limit_exceeded": "rate_limit",
    "rate_limited": "rate_limit",
    "too_many_requests": "rate_limit",
    "engine_overloaded": "overloaded",
    "overloaded_error": "overloaded",
    "server_is_overloaded": "overloaded",
    "slow_down": "overloaded",
    "request_body_timeout": "timeout",
    "timeout_error": "timeout",
    "api_error": "server",
    "internal_server_error": "server",
    "server_error": "server",
    "vector_store_timeout": "server",
}

REFUSAL_CODES = frozenset(
    {
        "bio_policy",
        "content_filter",
        "content_policy_violation",
        "misalignment_policy_violation",
        "responsibleaipolicyviolation",
    }
)
"""Codes that say that the model was not let answer: this article's fate, not the provider's."""

STATUSES: dict[int, ErrorKind] = {
    401: "auth",
    402: "quota",
    403: "permission",
    404: "not_found",
    405: "not_found",
    407: "auth",
    408: "timeout",
    409: "server",  # two requests met; the vendors' own loops try these again
    410: "not_found",
    413: "too_large",
    425: "server",
    429: "rate_limit",
    431: "too_large",
    499: "timeout",
    501: "bad_request",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}

_RANGES: tuple[tuple[int, ErrorKind], ...] = ((500, "server"), (400, "bad_request"), (300, "not_found"))
"""From which status on; a redirect is a wrong address."""

TRANSPORT: ClassTable = {
    # of the standard library and of httpx2, which every SDK lets through somewhere
    "TimeoutError": "timeout",
    "TimeoutException": "timeout",
    "TransportError": "connection",
    "OSError": "connection",
    "TooManyRedirects": "connection",
    "DecodingError": "bad_reply",
    "JSONDecodeError": "bad_reply",
    "UnicodeDecodeError": "bad_reply",
    "InvalidURL": "bad_request",
}


_ANSWERS = frozenset({"choices", "content", "output"})
"""Where replies hold the answer: an object with one of these reports an error only under ``error``."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an error's body says, whichever of the vendors' shapes it has."""

    message: str = ""
    codes: tuple[str, ...] = ()
    """The code and the type, the more specific first, in lower case."""
    status: int | None = None
    """An HTTP status that stands in the body."""


def report(body: Any) -> Report | None:
    """Read an error's body; None when it reports no error.

    Known shapes: ``{"error": {...}}`` and ``{"error": "..."}``, the same in a list, ``{"object": "error", ...}``,
    ``{"detail": ...}`` and ``{"message": ...}``.
    """
    body = next(iter(body), None) if isinstance(body, list) else body
    data = raw.obj(body)
    inner = data.get("error")
    if isinstance(inner, str) and inner:
        return Report(inner, _codes(data, inner), _status(data))
    if inner and isinstance(inner, dict):
        data = inner
    elif not (data.get("object") == "error" or {"message", "detail"} & data.keys()) or _ANSWERS & data.keys():
        return None
    message = _message(data.get("message")) or _message(data.get("detail")) or _message(data)
    return Report(message, _codes(data), _status(data))


def _codes(data: dict[str, Any], *more: str) -> tuple[str, ...]:
    details = raw.obj(data.get("details")).get("error_code")
    found = (details, data.get("code"), data.get("type"), *more)
    return tuple(word.lower() for word in found if isinstance(word, str) and word)


def _status(data: dict[str, Any]) -> int | None:
    for key in ("code", "raw_status_code", "status", "statusCode"):
        value = data.get(key)
        if isinstance(value, str) and value.isdecimal() and len(value) == 3:
            value = int(value)
        if isinstance(value, int) and 400 <= value < 600:
            return value
    return None


def _message(value: Any) -> str:
    """Return the words of a message, of a validator's list of problems, or of an object around either."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        problems = [raw.obj(problem) for problem in value[:3]]
        # The value that was refused is left out: it may be the whole prompt.
        return "; ".join(f"{_place(problem.get('loc'))}: {raw.text(problem.get('msg'))}" for problem in problems)
    inner = raw.obj(value).get("detail")
    return _message(inner) if isinstance(inner, str | list) else ""


def _place(loc: Any) -> str:
    return ".".join(str(part) for part in raw.items(loc) if isinstance(part, str | int))


def kind_of(told: Report | None, error: BaseException | None, classes: Mapping[str, ErrorKind | None]) -> ErrorKind:
    """Return the kind of an error: from its report, then from its class, then from its status."""
    told = told or Report()
    for pattern, kind in PHRASES:
        if pattern.search(told.message[:2000]):
            return kind
    for code in told.codes:
        if code in CODES:
            return CODES[code]
    named = by_class(type(error), classes) if error else None
    if named:
        return named
    status = status_of(error) or told.status
    if status is None:
        return "bad_request" if error else "server"
    if status in STATUSES:
        return STATUSES[status]
    for start, kind in _RANGES:
        if status >= start:
            return kind
    return "bad_reply"


def by_class(cls: type[BaseException], classes: Mapping[str, ErrorKind | None]) -> ErrorKind | None:
    """Return the kind of the nearest class in the tables; the order of resolution puts the most specific first."""
    table = {**TRANSPORT, **classes}
    return next((table[base.__name__] for base in cls.__mro__ if base.__name__ in table), None)


def status_of(error: BaseException | None) -> int | None:
    """Return the HTTP status of an SDK's exception, or None."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def failure(told: Report, model: str, usage: Usage | None = None, stop_reason: str | None = None) -> Completion:
    """Return the completion for a reply that reports an error, or that the model was not let answer."""
    if REFUSAL_CODES.intersection(told.codes):
        return Completion("refused", "", model, usage, stop_reason, told.message)
    return Completion("invalid", "", model, usage, stop_reason, told.message, error=kind_of(told, None, {}))


def not_a_reply(found: Any, model: str, usage: Usage | None = None) -> Completion:
    """Return the completion for something that is not of the vendor's API at all."""
    words = raw.plain(found) if isinstance(found, str) else ""
    return Completion("invalid", "", model, usage, detail=words, error="bad_reply")
