"""LimitedProvider: how many calls are in flight."""

import asyncio

from paneltakes.prompt import Prompt, Templates
from paneltakes.providers.base import Completion
from paneltakes.providers.limit import LimitedProvider
from samples import article, persona


class Counting:
    """A provider that notes how many calls it holds at a time."""

    name = "counting"
    model = "m"

    def __init__(self) -> None:
        self.now = self.most = 0

    async def complete(self, prompt: Prompt) -> Completion:
        """Hold the call for a moment."""
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1
        return Completion("ok", "{}", "m")

    async def aclose(self) -> None:
        """Do nothing."""


def test_no_more_than_the_limit_at_a_time() -> None:
    """Of twenty calls three are in flight, and all are answered."""
    inner = Counting()
    prompt = Templates().take(article(), persona())

    async def all_of_them() -> list[Completion]:
        provider = LimitedProvider(inner, 3)
        return await asyncio.gather(*(provider.complete(prompt) for _ in range(20)))

    assert len(asyncio.run(all_of_them())) == 20
    assert inner.most == 3
