"""The chat format, through both of its adapters: the body they send and every way in which a reply can end."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from paneltakes.providers.vendors.chat import decode_chat
from paneltakes.providers.vendors.compatible import CompatibleProvider
from paneltakes.providers.vendors.mistral import MistralProvider
from paneltakes.usage import Usage
from wire import adapter, chat, prompt, reasked

USAGE = Usage(input_tokens=1200, output_tokens=300)


def decode(reply: Any) -> Any:
    """Decode a reply."""
    return decode_chat(reply, "asked-model")


def test_the_body_holds_rules_then_document_then_question() -> None:
    """Everything that shapes the reply is in the body, stable parts first, and no sampling parameter."""
    asked = prompt()
    schema = {"name": "PanelTake", "strict": True, "schema": asked.schema}
    common = {
        "messages": [
            {"role": "system", "content": asked.rules},
            {"role": "user", "content": f"{asked.document}\n\n{asked.question}"},
        ],
        "response_format": {"type": "json_schema", "json_schema": schema},
        "max_tokens": asked.max_tokens,
    }
    assert adapter(CompatibleProvider).body(asked) == {"model": "llama3:8b", **common}
    assert adapter(MistralProvider).body(asked) == {"model": "mistral-medium-3-5", "stream": False, **common}


def test_later_turns_follow_with_alternating_roles() -> None:
    """An empty rejected reply leaves no message, since several servers refuse two of the same speaker."""
    turns = adapter(CompatibleProvider).body(reasked())["messages"]
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant", "user"]
    assert turns[2] == {"role": "assistant", "content": '{"take": 1}'}


def test_the_bodies_are_what_the_sdks_type_as_parameters() -> None:
    """Each SDK's own parameter type accepts the body, and knows each of its keys."""
    from mistralai.client.models import ChatCompletionRequest
    from openai.types.chat.completion_create_params import (
        CompletionCreateParamsBase,
        CompletionCreateParamsNonStreaming,
    )

    body = adapter(CompatibleProvider).body(reasked())
    TypeAdapter(CompletionCreateParamsNonStreaming).validate_python(body)
    assert body.keys() <= CompletionCreateParamsBase.__annotations__.keys()
    body = adapter(MistralProvider).body(reasked())
    assert ChatCompletionRequest.model_validate(body).model_dump(by_alias=True, exclude_unset=True) == body


def test_an_answer_is_read_with_its_usage_and_model() -> None:
    """The model is the one that answered; the one that was asked only where the reply names none."""
    done = decode(chat('{"a": 1}'))
    assert (done.outcome, done.text, done.usage, done.model) == ("ok", '{"a": 1}', USAGE, "a-model-2603")
    assert done.stop_reason == "stop"
    assert decode(chat(model=None)).model == "asked-model"


@pytest.mark.parametrize(
    ("changes", "outcome", "detail"),
    [
        ({"finish": "STOP"}, "ok", ""),
        ({"finish": "eos"}, "ok", ""),
        ({"finish": "length"}, "truncated", "length"),
        ({"finish": "model_length"}, "truncated", "model_length"),
        ({"finish": None}, "truncated", "no finish reason"),
        ({"finish": "content_filter"}, "refused", "content_filter"),
        ({"text": None, "said": {"refusal": "I can't."}}, "refused", "I can't."),
        ({"text": [{"type": "refusal", "refusal": "I can't."}]}, "refused", "I can't."),
        ({"text": None, "finish": "tool_calls", "said": {"tool_calls": [{"id": "t"}]}}, "invalid", "tool"),
        ({"text": "", "said": {"tool_calls": [{"id": "t"}]}}, "invalid", "tool"),
        ({"text": None}, "empty", ""),
        ({"text": " \n"}, "empty", ""),
        ({"text": [], "said": {"reasoning_content": "Hm."}}, "empty", ""),
        ({"choices": []}, "empty", "no choice"),
    ],
)
def test_each_ending_has_its_outcome_and_keeps_its_usage(changes: dict[str, Any], outcome: str, detail: str) -> None:
    """A reply that was refused, cut off, empty or left waiting says so, and what it cost."""
    done = decode(chat(**changes))
    assert (done.outcome, done.usage, done.error) == (outcome, USAGE, None)
    assert detail in done.detail


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}, {"type": "text", "text": "{}"}], "{}"),
        ([{"type": "text", "text": "{"}, {"type": "text", "text": "}"}, {"type": "later"}, 7, None], "{}"),
        ("<think>Let me {see}.</think>\n\n{}", "{}"),
        ("\nLet me see.</think>\n{}", "{}"),
        ('{"take": "the mark </think> itself"}', '{"take": "the mark </think> itself"}'),
        ("<think>Never done", ""),
    ],
)
def test_reasoning_is_no_part_of_the_answer(content: Any, text: str) -> None:
    """Chunks of thought and the marks of local servers are left away; an answer that speaks of the mark is not."""
    assert decode(chat(content)).text == text


@pytest.mark.parametrize(
    ("reply", "kind", "detail"),
    [
        ({"error": {"message": "No credits.", "code": 402}, "choices": None}, "quota", "No credits."),
        ({"error": {"message": "Slow down.", "code": 429}}, "rate_limit", "Slow down."),
        ({"error": {"message": "Upstream.", "code": "502"}}, "server", "Upstream."),
        ({"error": "model 'x' not found"}, "not_found", "model 'x' not found"),
        ({"object": "error", "message": "No.", "type": "invalid_model", "code": "1500"}, "not_found", "No."),
        ({"object": "error", "message": {"detail": [{"loc": ["body", "n"], "msg": "Bad"}]}}, "server", "body.n: Bad"),
        ({"detail": "Invalid API Key"}, "auth", "Invalid API Key"),
        ({"message": "Unauthorized"}, "server", "Unauthorized"),
        (chat(finish="error"), "server", "error"),
        ({"choices": [{"error": {"code": 503, "message": "Busy."}}]}, "overloaded", "Busy."),
    ],
)
def test_a_failure_that_came_as_http_200_is_an_error(reply: Any, kind: str, detail: str) -> None:
    """Whatever the shape of the report, it has a kind and keeps its words."""
    done = decode(reply)
    assert (done.outcome, done.error) == ("invalid", kind)
    assert detail in done.detail


def test_a_filtered_completion_is_a_refusal() -> None:
    """A server that reports its filter as an error says that the model was not let answer."""
    done = decode({"error": {"code": "content_filter", "message": "Filtered.", "status": 400}})
    assert (done.outcome, done.error, done.detail) == ("refused", None, "Filtered.")


@pytest.mark.parametrize(
    ("usage", "read"),
    [
        ({"prompt_tokens_details": {"cached_tokens": 64}, "num_cached_tokens": 1}, 64),
        ({"prompt_tokens_details": None, "num_cached_tokens": 32}, 32),
        ({"prompt_cache_hit_tokens": 16}, 16),
        ({}, 0),
    ],
)
def test_cached_tokens_are_found_under_each_of_their_names(usage: dict[str, Any], read: int) -> None:
    """What was read from a cache is part of the input and counted besides."""
    done = decode(chat(usage={"prompt_tokens": 100, "completion_tokens": 5, **usage}))
    assert done.usage == Usage(input_tokens=100, cache_read_tokens=read, output_tokens=5)
