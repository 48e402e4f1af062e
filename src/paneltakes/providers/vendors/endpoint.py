"""Endpoint: where a provider's requests go, and with which key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from paneltakes.errors import ProviderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.providers.base import ProviderOptions

KEYLESS = "or try without a key: -m extractive"
"""How to go on with no key at all; part of every message that asks for one."""

_SENDABLE_KEY = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and the key for it.  ``repr`` shows neither the key nor a password in the address."""

    base_url: str = field(repr=False)
    key: str = field(repr=False)
    key_variable: str
    url_variable: str

    @property
    def host(self) -> str:
        """The host, with its port where one is given; never a user name or a password."""
        parts = urlsplit(self.base_url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def find_key(provider: str, variable: str, env: Mapping[str, str], *, optional: bool = False) -> str:
    """Return the key in ``variable``; raise ProviderError that names it when there is none, or none that can be sent.

    Surrounding whitespace is dropped: it comes from how the variable was set.  An optional key that is missing is "".
    """
    key = env.get(variable, "").strip()
    if not key and not optional:
        raise ProviderError(
            f"{variable} is not set. Set it in the environment or in .env, {KEYLESS}",
            kind="not_configured",
            provider=provider,
        )
    if key and not _SENDABLE_KEY.fullmatch(key):
        raise ProviderError(
            f"{variable} holds whitespace or characters beyond ASCII, so it can't be a key. "
            f"Copy the key again, {KEYLESS}",
            kind="not_configured",
            provider=provider,
        )
    return key


def find_base_url(options: ProviderOptions, variable: str, default: str = "") -> str:
    """Return where to send requests, without a trailing slash: the option, else the variable, else ``default``.

    Raises UsageError when what was given is no http(s) address that a path can be appended to.
    """
    given = options.base_url
    source, url = ("--base-url", given) if given else (variable, options.env.get(variable, ""))
    url = url.strip() or default
    if problem := _problem(url) if url else "":
        raise UsageError(f"{source} {problem}. Give it like this: https://api.example.com/v1")
    return url.rstrip("/")


def _problem(url: str) -> str:
    """Return what is wrong with a base URL, or ""."""
    if not _SENDABLE_KEY.fullmatch(url):
        return "holds whitespace or characters beyond ASCII"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises when it is no port
    except ValueError:
        return "is no valid URL"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no http or https URL"
    if parts.query or parts.fragment:
        return "has a part behind '?' or '#', to which no path can be appended"
    return ""
