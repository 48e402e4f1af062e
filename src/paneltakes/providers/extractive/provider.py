"""The embedded provider: takes composed from the article's own sentences, by rules and without a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from paneltakes.errors import ProviderError
from paneltakes.providers.base import Completion, Readiness
from paneltakes.providers.extractive.brief import compose_brief
from paneltakes.providers.extractive.compose import compose_take
from paneltakes.usage import Cost, Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import ProviderOptions
    from paneltakes.take import AuthorKind

_MODEL = "rules-1"


class ExtractiveProvider:
    """Answers from the article and the persona in the prompt alone: no model, no key, no network, always the same."""

    name: ClassVar[str] = "extractive"
    author: ClassVar[AuthorKind] = "extractive"

    def __init__(self, options: ProviderOptions) -> None:
        if options.model not in ("", _MODEL):
            raise ProviderError(
                f"extractive has no model '{options.model}': it is a set of rules. "
                f"Use -m extractive, or name a model provider: paneltakes models",
                kind="not_found",
                provider=self.name,
            )

    @property
    def model(self) -> str:
        """The version of the rules."""
        return _MODEL

    @classmethod
    def readiness(cls, env: Mapping[str, str]) -> Readiness:
        """Say that nothing is needed."""
        return Readiness(True, "built in: no key, no network")

    def cost(self, completion: Completion) -> Cost:
        """Return nothing, which is what it costs."""
        return Cost()

    async def complete(self, prompt: Prompt) -> Completion:
        """Return the take or the brief as the JSON that a model would have been asked for."""
        reply = compose_take(prompt.article, prompt.persona) if prompt.persona else compose_brief(prompt.article)
        return Completion("ok", reply.model_dump_json(), _MODEL, usage=Usage(), stop_reason="composed")

    async def aclose(self) -> None:
        """Do nothing: there is no connection."""
