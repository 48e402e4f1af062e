"""Faults: makes one ProviderError of whatever went wrong at a vendor or on the way to it."""

from __future__ import annotations

import email.utils
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paneltakes.errors import ErrorKind, ProviderError
from paneltakes.providers.vendors import raw
from paneltakes.providers.vendors.reports import kind_of, report, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.providers.vendors.endpoint import Endpoint
    from paneltakes.providers.vendors.reports import ClassTable

HEALING: frozenset[ErrorKind] = frozenset({"rate_limit", "overloaded", "server", "timeout", "connection", "bad_reply"})
"""Kinds that another try may fare better with."""

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
        headers = headers_of(error)
        body = body_of(error)
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
            what = f"The reply from {self.endpoint.host} is not of the API that was asked"
        elif status is None:
            what = f"The call to {self.label} failed"
        else:
            what = f"{self.label} answered with {f'HTTP {status}' if status >= 300 else 'an error'}"
        words = raw.line(self._redact(words[:5000])).rstrip(".")
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


_KEYLIKE = re.compile(r"\b(?:sk|pk|rk)-[\w*.-]{6,}|\bBearer\s+\S{6,}|\S{0,80}\*{3,}\S{0,80}")
"""What looks like a key, in full or with its middle starred out."""


def body_of(error: Exception) -> Any:
    """Return the body of the response that an SDK's exception carries: its JSON, or its text, or ""."""
    try:
        return raw.parse(raw.text(getattr(_response(error), "text", "")))
    except Exception:  # noqa: BLE001  # a body that was never read, or in no known encoding, adds nothing
        return ""


def headers_of(error: Exception) -> Mapping[str, str]:
    """Return the headers of the response that an SDK's exception carries."""
    return getattr(_response(error), "headers", None) or {}


def _response(error: Exception) -> Any:
    return getattr(error, "response", None) or getattr(error, "raw_response", None)


def _words(error: Exception, body: Any) -> str:
    """Return what an error says where its body holds no report of it."""
    if isinstance(body, str) and body.strip():
        return raw.plain(body)
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
