"""The seam: what a provider is, and what it returns.

A provider has one verb, ``complete``.  An adapter only translates: ``body`` builds the request and ``decode`` reads the
reply, both pure, so that a recorded reply can be decoded with no SDK and no network.  Policy (retry, cache, limits) is
written once, above, never in an adapter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from paneltakes.errors import ErrorKind, ProviderError
from paneltakes.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.prompt import Prompt
    from paneltakes.take import AuthorKind
    from paneltakes.usage import Cost

Outcome = Literal["ok", "refused", "truncated", "empty", "invalid"]


@dataclass(frozen=True, slots=True)
class Completion:
    """One reply, whatever came of it.  ``usage`` counts in every outcome.

    ``ok`` says that the model ended by itself and left text; whether the text is what was asked for is read later.
    """

    outcome: Outcome
    text: str
    model: str
    """The model that answered, as the vendor names it."""
    usage: Usage | None = None
    """None when the vendor did not say."""
    stop_reason: str | None = None
    """In the vendor's own word."""
    detail: str = ""
    """Why it is not ok, in the vendor's words where it gave any; a refusal's text."""
    request_id: str | None = None
    error: ErrorKind | None = None
    """Set when the reply is the report of an error that came as HTTP 200; ``complete`` raises it."""
    retries: tuple[ProviderError, ...] = ()
    """The failed tries that came before, oldest first."""


@runtime_checkable
class Provider(Protocol):
    """Anything that answers a prompt."""

    @property
    def name(self) -> str:
        """The name that stands before the colon of ``provider:model``."""
        ...

    @property
    def model(self) -> str:
        """The model that is asked."""
        ...

    async def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt; raise ProviderError and nothing else when there is no answer."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderOptions:
    """What a provider is made with.  ``repr`` never shows the key."""

    model: str = ""
    """The model's id; empty for the provider's default."""
    base_url: str | None = None
    timeout: float = 120.0
    """Seconds for one call, all of it."""
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where keys and base URLs are looked up: the environment over ``.env``."""
    transport: Any = field(default=None, repr=False)
    """An ``httpx2.AsyncBaseTransport`` to send through instead of the network (tests, proxies)."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a provider can be used here, and what to do when it can't."""

    ready: bool
    how: str
    """What makes it ready, or why it is: "OPENAI_API_KEY is set"."""


class ProviderClass(Protocol):
    """What an entry point of the group ``paneltakes.providers`` names: a class that makes providers."""

    name: str
    author: AuthorKind
    """Who writes with it: "model", "extractive" or "scripted"."""

    def __call__(self, options: ProviderOptions) -> Provider:
        """Make a provider; raise ProviderError of kind "not_configured" when something is missing."""
        ...

    def readiness(self, env: Mapping[str, str]) -> Readiness:
        """Say whether ``env`` holds what this provider needs."""
        ...


def cost_of(provider: Provider, completion: Completion) -> Cost:
    """Return what a completion cost: the provider's own word where it has one, else list prices."""
    from paneltakes.usage import UNKNOWN_COST, price

    if completion.usage is None:
        return UNKNOWN_COST
    own = getattr(provider, "cost", None)
    if own is not None:
        cost: Cost = own(completion)
        return cost
    return price(completion.usage, completion.model or provider.model, getattr(provider, "price_id", None))
