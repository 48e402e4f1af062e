"""What the vendors' SDKs are known to trip over, and an adapter must not."""

import asyncio
import dataclasses
import json
from typing import Any

import httpx2  # noqa: TID253  # a test may pay for what --help may not
import pytest

from paneltakes.providers.base import ProviderOptions
from paneltakes.providers.vendors.anthropic import AnthropicProvider
from paneltakes.providers.vendors.mistral import MistralProvider
from paneltakes.providers.vendors.openai import OpenAIProvider
from paneltakes.providers.vendors.vendor import VendorProvider
from wire import ADAPTERS, ENV, GOOD, adapter, answer, ask, chat, messages, prompt, responses


@pytest.mark.parametrize(
    "body",
    [
        {key: value for key, value in chat().items() if key != "usage"},
        {"choices": chat()["choices"]},
        chat(finish="a_reason_of_next_year"),
        chat(said={"role": "a role of next year"}),
    ],
)
def test_a_reply_that_mistrals_types_do_not_foresee_is_still_read(body: dict[str, Any]) -> None:
    """The SDK refuses a reply without usage; it was paid for, so it is read all the same."""
    assert answer(MistralProvider, body).text == '{"a": 1}'


def test_a_deprecated_model_of_mistrals_still_answers(caplog: pytest.LogCaptureFixture) -> None:
    """The header that announces a model's end makes the SDK read the reply again, and fail where it is odd."""
    headers = {"x-model-deprecation-timestamp": "2027-01-01T00:00:00Z"}
    body = {key: value for key, value in chat().items() if key != "model"}
    assert answer(MistralProvider, body, headers=headers).outcome == "ok"


def test_a_thinking_mistral_is_read_over_the_wire() -> None:
    """Content as a list of chunks, some of kinds that the SDK does not know."""
    content = [{"type": "thinking", "thinking": []}, {"type": "of_next_year"}, {"type": "text", "text": "{}"}]
    assert answer(MistralProvider, chat(content)).text == "{}"


def test_a_large_budget_needs_no_stream() -> None:
    """Anthropic's SDK refuses large budgets on its own unless a time-out is set; one is."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        assert json.loads(request.content)["max_tokens"] == 64_000
        return httpx2.Response(200, json=messages())

    asked = dataclasses.replace(prompt(), max_tokens=64_000)
    assert ask(adapter(AnthropicProvider, handler), asked).outcome == "ok"


@pytest.mark.parametrize(
    ("cls", "body"),
    [
        (OpenAIProvider, responses("{", status="incomplete", incomplete_details={"reason": "max_output_tokens"})),
        (AnthropicProvider, messages("{", stop_reason="max_tokens")),
        (MistralProvider, chat("{", "length")),
    ],
)
def test_a_reply_cut_off_keeps_its_usage_over_the_wire(cls: type[VendorProvider], body: Any) -> None:
    """No parser between the wire and us throws away what a truncated reply cost."""
    done = answer(cls, body)
    assert done.outcome == "truncated"
    assert done.usage is not None
    assert done.usage.output_tokens == 300


@pytest.mark.parametrize("cls", ADAPTERS, ids=lambda cls: cls.name)
def test_calls_at_once_on_a_fresh_provider_share_one_client(cls: type[VendorProvider]) -> None:
    """The first calls of a panel come together, and none of them leaves a client behind."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=GOOD[cls.name])

    provider = cls(ProviderOptions(env=ENV, transport=httpx2.MockTransport(handler)))

    async def several() -> int:
        await asyncio.gather(*(provider.complete(prompt()) for _ in range(5)))
        open_lines = len(provider._lines)
        await provider.aclose()
        await provider.aclose()
        return open_lines

    assert asyncio.run(several()) == 1
