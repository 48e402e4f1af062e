"""RetryingProvider: the one retry loop, above every adapter.

The SDKs' own retries are off: they differ between vendors, and none of them keeps what a failed try cost.
"""

from __future__ import annotations

import asyncio
import dataclasses
import random
from typing import TYPE_CHECKING

import tenacity

from paneltakes.errors import ProviderError
from paneltakes.providers.base import WrappingProvider

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion, Provider

MAX_WAIT = 60.0
"""Seconds.  A provider that asks for more is not waited for: the call fails and says how long it would have been."""


class RetryingProvider(WrappingProvider):
    """Tries a call again while the error is one that waiting heals.

    Waits as long as the provider asks, else 0.5 s, 1 s, 2 s, ... with a quarter of jitter.  Gives up after
    ``max_retries`` further tries (0: each call is made once), when a wait would pass ``MAX_WAIT``, or when it would
    pass ``deadline`` seconds since the first try.  Each failed try stays on record: in ``Completion.retries`` or in
    ``ProviderError.retries``.
    """

    def __init__(
        self,
        inner: Provider,
        *,
        max_retries: int = 3,
        deadline: float = 360.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(inner)
        self._max_retries = max_retries
        self._deadline = deadline
        self._sleep = sleep

    async def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, after as many tries as it takes."""
        failed: list[ProviderError] = []
        loop = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(lambda error: isinstance(error, ProviderError) and error.retryable),
            wait=_wait,
            stop=self._stop,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            async for attempt in loop:
                with attempt:
                    try:
                        completion = await self.inner.complete(prompt)
                    except ProviderError as error:
                        failed.append(error)
                        raise
        except ProviderError as error:
            error.retries = tuple(failed[:-1])
            raise
        return dataclasses.replace(completion, retries=tuple(failed))

    def _stop(self, state: tenacity.RetryCallState) -> bool:
        waited = state.seconds_since_start or 0.0
        return (
            state.attempt_number > self._max_retries
            or state.upcoming_sleep > MAX_WAIT
            or waited + state.upcoming_sleep > self._deadline
        )


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, ProviderError) else None
    if asked and asked > 0:
        return asked
    exponent: int = min(state.attempt_number - 1, 10)
    return 0.5 * 2.0**exponent * random.uniform(0.75, 1.25)  # noqa: S311  # jitter, not a secret
