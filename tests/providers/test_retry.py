"""RetryingProvider: what is tried again, how long it waits, and when it gives up."""

import asyncio
from typing import Any

import pytest

from paneltakes.errors import ProviderError
from paneltakes.prompt import Templates
from paneltakes.providers.base import Completion
from paneltakes.providers.retry import RetryingProvider
from paneltakes.providers.scripted import ScriptedProvider
from samples import article, persona, reply

RATE = {"error": "rate_limit"}


def run(script: list[Any], **options: Any) -> tuple[Completion, list[float], int]:
    """Play a script through the retry loop; return the completion, the waits, and the number of calls."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    inner = ScriptedProvider.of(script)
    provider = RetryingProvider(inner, sleep=sleep, **options)
    completion = asyncio.run(provider.complete(Templates().take(article(), persona())))
    return completion, waits, len(inner.prompts)


def test_what_waiting_heals_is_tried_again() -> None:
    """Two failed tries, then an answer: both tries are on record, with growing waits between them."""
    completion, waits, calls = run([RATE, {"error": "server"}, reply()])
    assert (completion.outcome, calls) == ("ok", 3)
    assert [error.kind for error in completion.retries] == ["rate_limit", "server"]
    assert 0.375 <= waits[0] <= 0.625
    assert 0.75 <= waits[1] <= 1.25


def test_the_providers_own_wait_counts() -> None:
    """A wait that the provider asks for is kept to; one of 0 is none."""
    _, waits, _ = run([{**RATE, "retry_after": 7}, {**RATE, "retry_after": 0}, reply()])
    assert waits[0] == 7
    assert waits[1] >= 0.75


@pytest.mark.parametrize("kind", ["auth", "quota", "not_found", "bad_request", "too_large", "permission"])
def test_what_waiting_does_not_heal_fails_at_once(kind: str) -> None:
    """A refused key or an empty account is not asked again."""
    with pytest.raises(ProviderError) as failure:
        run([{"error": kind}, reply()])
    assert failure.value.kind == kind
    assert failure.value.retries == ()


@pytest.mark.parametrize("max_retries", [0, 1, 3])
def test_max_retries_is_kept_to(max_retries: int) -> None:
    """N retries are N + 1 calls; 0 means 0."""
    inner = ScriptedProvider.of([RATE] * 10)

    async def no_sleep(seconds: float) -> None:
        """Wait for nothing."""

    provider = RetryingProvider(inner, max_retries=max_retries, sleep=no_sleep)
    with pytest.raises(ProviderError) as failure:
        asyncio.run(provider.complete(Templates().take(article(), persona())))
    assert len(inner.prompts) == max_retries + 1
    assert len(failure.value.retries) == max_retries


def test_a_wait_beyond_the_cap_is_not_waited_for() -> None:
    """A provider that says "in ten minutes" fails the call now, with its own error."""
    with pytest.raises(ProviderError) as failure:
        run([{**RATE, "retry_after": 600}, reply()])
    assert failure.value.retry_after == 600


def test_the_deadline_ends_the_tries() -> None:
    """No wait is begun that would pass the deadline."""
    with pytest.raises(ProviderError):
        run([{**RATE, "retry_after": 30}, reply()], deadline=20)


def test_it_stands_for_the_provider_inside() -> None:
    """Name, model and what else the inner provider says of itself show through."""
    provider = RetryingProvider(ScriptedProvider.of([], model="play"))
    assert (provider.name, provider.model, provider.author) == ("scripted", "play", "scripted")
    with pytest.raises(AttributeError):
        _ = provider.price_id
