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


class WrappingProvider:
    """The base of policies: a provider around a provider, which it stands for in all but ``complete``."""

    def __init__(self, inner: Provider) -> None:
        self.inner = inner

    @property
    def name(self) -> str:
        """The inner provider's name."""
        return self.inner.name

    @property
    def model(self) -> str:
        """The inner provider's model."""
        return self.inner.model

    def __getattr__(self, name: str) -> Any:
        """Return what the inner provider says of itself beyond the protocol (``author``, ``price_id``, ...)."""
        if name == "inner":  # not yet set: a copy or an unpickling is under way
            raise AttributeError(name)
        return getattr(self.inner, name)

    async def aclose(self) -> None:
        """Close the inner provider."""
        await self.inner.aclose()


def author_of(provider: Provider) -> AuthorKind:
    """Return who writes with a provider; a language model, where it does not say."""
    author: AuthorKind = getattr(provider, "author", "model")
    return author


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


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """One request as it would be sent."""

    part: str
    """A persona's id, or "brief"."""
    provider: str
    model: str
    body: dict[str, Any]
    """The request's JSON body; for a provider that sends none, the messages and the schema that it would work from."""
    input_tokens: int
    """An estimate."""
    max_output_tokens: int
    """The budget of the call; what is not written is not billed."""
    cost: Cost
    """An estimate of the input's price alone."""


def plan(provider: Provider, prompt: Prompt) -> PlannedRequest:
    """Return the request that ``provider`` would send for ``prompt``, with an estimate of its size and price."""
    body = getattr(provider, "body", None)
    completion = Completion("ok", "", provider.model, Usage(input_tokens=prompt.estimated_tokens))
    return PlannedRequest(
        part=prompt.persona.id if prompt.persona else "brief",
        provider=provider.name,
        model=provider.model,
        body=body(prompt) if body else _messages(prompt),
        input_tokens=prompt.estimated_tokens,
        max_output_tokens=prompt.max_tokens,
        cost=cost_of(provider, completion),
    )


def _messages(prompt: Prompt) -> dict[str, Any]:
    return {
        "messages": [
            {"role": "system", "content": prompt.rules},
            {"role": "user", "content": [prompt.document, prompt.question]},
        ],
        "schema": prompt.schema,
    }
