"""Faults: from what went wrong at a vendor to one ProviderError, by tables.

The kind of an error is looked up in what the vendor says (the words of the message, then the code, then the type), then
by the class of the SDK's exception, the most specific first, then by the HTTP status.
"""

from __future__ import annotations

import email.utils
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paneltakes.errors import ErrorKind, ProviderError
from paneltakes.providers import raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.providers.endpoint import Endpoint

ClassTable = dict[str, ErrorKind | None]
"""Exception class by name -> kind; None leaves it to the status."""

HEALING: frozenset[ErrorKind] = frozenset({"rate_limit", "overloaded", "server", "timeout", "connection", "bad_reply"})
"""Kinds that another try may fare better with."""

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
    "bio_policy": "bad_request",
    "invalid_prompt": "bad_request",
    "misalignment_policy_violation": "bad_request",
}

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

REMEDIES: dict[ErrorKind, str] = {
    "not_configured": "To see what is missing: paneltakes models",
    "auth": "Check {key}, or try without a key: -m extractive",
    "permission": "Check what {key} may be used for, or choose another model: paneltakes models",
    "not_found": "Choose another model (paneltakes models), or check the base URL ({host})",
    "quota": "Check the account's plan and billing, or choose another provider: paneltakes models",
    "rate_limit": "Wait a while and run it again",
    "too_large": "Shorten the article, or choose a model that reads more: paneltakes models",
    "bad_request": "Choose another model: paneltakes models",
    "overloaded": "Wait a while and run it again, or choose another model: paneltakes models",
    "server": "Wait a while and run it again",
    "timeout": "Raise --timeout (now {timeout:g} seconds)",
    "connection": "Check the network and the base URL ({url_variable} or --base-url)",
    "bad_reply": "Check the base URL ({url_variable} or --base-url): it may be no API of this kind",
}


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
    elif not (data.get("object") == "error" or "detail" in data or ("message" in data and "choices" not in data)):
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
        return "; ".join(
            f"{'.'.join(str(part) for part in raw.items(p.get('loc')))}: {raw.text(p.get('msg'))}" for p in problems
        )
    inner = raw.obj(value).get("detail")
    return _message(inner) if isinstance(inner, str | list) else ""


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
    return "server" if status >= 500 else "not_found" if 300 <= status < 400 else "bad_request"


def by_class(cls: type[BaseException], classes: Mapping[str, ErrorKind | None]) -> ErrorKind | None:
    """Return the kind of the nearest class in the tables; the order of resolution puts the most specific first."""
    table = {**TRANSPORT, **classes}
    return next((table[base.__name__] for base in cls.__mro__ if base.__name__ in table), None)


def status_of(error: BaseException | None) -> int | None:
    """Return the HTTP status of an SDK's exception, or None."""
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


@dataclass(frozen=True, slots=True)
class Faults:
    """Makes a vendor's errors ours."""

    provider: str
    label: str
    endpoint: Endpoint
    timeout: float
    classes: ClassTable
    request_id_header: str

    def of(self, error: Exception) -> ProviderError:
        """Return our error for an exception of the vendor's SDK or of the network beneath it."""
        response = getattr(error, "response", None) or getattr(error, "raw_response", None)
        headers: Mapping[str, str] = getattr(response, "headers", None) or {}
        body = raw.parse(_body(response))
        told = report(body)
        status = status_of(error)
        kind = kind_of(told, error, self.classes)
        return ProviderError(
            self._message(kind, status, told.message if told and told.message else _words(error, body)),
            kind=kind,
            provider=self.provider,
            retryable=kind in HEALING and headers.get("x-should-retry") != "false",
            retry_after=retry_after(headers),
            status=status,
            request_id=headers.get(self.request_id_header) or raw.text(raw.obj(body).get("request_id")) or None,
        )

    def told(self, kind: ErrorKind, detail: str, *, status: int, request_id: str | None) -> ProviderError:
        """Return our error for a failure that came as a reply."""
        return ProviderError(
            self._message(kind, status, detail),
            kind=kind,
            provider=self.provider,
            retryable=kind in HEALING,
            status=status,
            request_id=request_id,
        )

    def _message(self, kind: ErrorKind, status: int | None, words: str) -> str:
        if kind == "timeout" and status is None:
            what = f"{self.label} gave no answer in time"
        elif kind == "connection":
            what = f"{self.label} could not be reached at {self.endpoint.host}"
        elif kind == "bad_reply":
            what = f"What answered at {self.endpoint.host} is not {self.label}'s API"
        else:
            what = f"{self.label} answered with HTTP {status}" if status else f"{self.label} answered with an error"
        words = raw.line(self._redact(words)).rstrip(".")
        remedy = REMEDIES[kind].format(
            key=self.endpoint.key_variable,
            url_variable=self.endpoint.url_variable,
            host=self.endpoint.host,
            timeout=self.timeout,
        )
        return f"{what}: {words}. {remedy}" if words else f"{what}. {remedy}"

    def _redact(self, words: str) -> str:
        for secret in (self.endpoint.key, self.endpoint.base_url if "@" in self.endpoint.base_url else ""):
            if len(secret) > 3:
                words = words.replace(secret, "[key]")
        return _KEYLIKE.sub("[key]", words)


_KEYLIKE = re.compile(r"\b(?:sk|pk|rk)-[\w*.-]{6,}|\bBearer\s+\S{6,}|\S*\*{3,}\S*")
"""What looks like a key, in full or with its middle starred out."""


def _body(response: Any) -> str:
    try:
        return raw.text(getattr(response, "text", ""))
    except Exception:  # noqa: BLE001  # a body that was never read, or in no known encoding, adds nothing
        return ""


def _words(error: Exception, body: Any) -> str:
    """Return what an error says where its body holds no report of it."""
    if isinstance(body, str) and body.strip():
        return re.sub(r"<[^>]*>", " ", body[:5000])  # a proxy's page: its words, without the markup
    if isinstance(error, TimeoutError) or "imeout" in type(error).__name__:
        return ""
    if isinstance(body, dict):
        return ""
    return str(error.__cause__ or error) or type(error.__cause__ or error).__name__


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Return how many seconds the vendor asks to wait, or None; 0 and less count as nothing asked."""
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if not value:
            continue
        try:
            seconds = float(value) * scale
        except ValueError:
            seconds = _until(value, time.time() if now is None else now)
        if 0 < seconds < float("inf"):
            return seconds
    return None


def _until(date: str, now: float) -> float:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() - now
    except (ValueError, OverflowError):
        return 0.0
