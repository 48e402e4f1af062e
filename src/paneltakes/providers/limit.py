"""LimitedProvider: at most so many calls in flight."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from paneltakes.providers.base import WrappingProvider

if TYPE_CHECKING:
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion, Provider


class LimitedProvider(WrappingProvider):
    """Lets at most ``limit`` calls through at a time; the others wait their turn."""

    def __init__(self, inner: Provider, limit: int) -> None:
        super().__init__(inner)
        self._semaphore = asyncio.Semaphore(limit)

    async def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt when its turn has come."""
        async with self._semaphore:
            return await self.inner.complete(prompt)
