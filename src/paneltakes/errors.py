"""Every error that paneltakes raises on purpose, as one family.

::

    PaneltakesError                  exit 1
    ├── UsageError                   exit 2   an argument, a setting, a persona file or a template is wrong
    ├── SourceError                  exit 3   the source can't be commented on
    │   ├── FetchError                        it could not be read at all
    │   └── NotAnArticleError                 it was read, and holds no article
    ├── ProviderError                exit 4   the provider refused, failed or is not configured
    ├── PanelError                   exit 6   no take of the panel came about; carries the panel
    ├── BudgetError                  exit 7   a budget stopped the run
    └── OutputError                  exit 1   a result could not be written

Each message ends with what to do next.  ``exit_code`` is what the command line exits with.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

ErrorKind = Literal[
    "not_configured",  # no key, no base URL
    "auth",  # the key was not accepted
    "permission",
    "not_found",  # most often: no such model
    "quota",  # money or monthly quota is used up: waiting does not heal it
    "rate_limit",
    "too_large",  # the prompt does not fit the model or the endpoint
    "bad_request",
    "overloaded",
    "server",
    "timeout",
    "connection",
    "bad_reply",  # the reply is not of the vendor's API at all (an HTML page, broken JSON)
]

FATAL_KINDS: frozenset[str] = frozenset({"not_configured", "auth", "permission", "not_found", "quota"})
"""Kinds that no other article or persona will fare better with: a batch stops at the first."""


class PaneltakesError(Exception):
    """The base of every error of ours; catch this one to catch them all."""

    exit_code: int = 1
    """What the command line exits with."""


class UsageError(PaneltakesError):
    """An argument, a setting, a persona file or a template is wrong; nothing was sent."""

    exit_code = 2


class SourceError(PaneltakesError):
    """The source can't be commented on."""

    exit_code = 3

    def __init__(self, message: str, *, source: str = "") -> None:
        super().__init__(message)
        self.source = source


class FetchError(SourceError):
    """The source could not be read: no such file, no answer, too large, or an address that is off limits."""


class NotAnArticleError(SourceError):
    """The source was read and holds no article.  ``found`` names what is there instead, e.g. "a login page"."""

    def __init__(self, message: str, *, source: str = "", found: str) -> None:
        super().__init__(message, source=source)
        self.found = found


class ProviderError(PaneltakesError):
    """A provider refused the request, failed, could not be reached, or is not configured.

    ``retry_after`` is in seconds, as the provider asked.  ``retries`` holds one error for each earlier try of the
    same call, oldest first.
    """

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        kind: ErrorKind,
        provider: str = "",
        retryable: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: ErrorKind = kind
        self.provider = provider
        self.retryable = retryable
        self.retry_after = retry_after
        self.status = status
        self.request_id = request_id
        self.retries: tuple[ProviderError, ...] = ()

    @property
    def fatal(self) -> bool:
        """Whether every later call would fail for the same reason."""
        return self.kind in FATAL_KINDS


class PanelError(PaneltakesError):
    """Not one take of the panel came about.  ``panel`` holds the failures, with every attempt and its usage."""

    exit_code = 6

    def __init__(self, message: str, *, panel: Any, exit_code: int = 6) -> None:
        super().__init__(message)
        self.panel = panel
        self.exit_code = exit_code  # an outage of the provider exits with 4, not 6


class BudgetError(PaneltakesError):
    """A budget stopped the run before the call that would have passed it."""

    exit_code = 7


class OutputError(PaneltakesError):
    """A result could not be written where it was asked for."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` for the known word nearest to ``word``, or ``""`` when none is near."""
    near = difflib.get_close_matches(word.lower(), {k.lower(): k for k in known}, n=1, cutoff=0.6)
    return f" Did you mean '{near[0]}'?" if near else ""
