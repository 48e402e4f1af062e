"""AnthropicProvider: the body it sends and every way in which a message can end."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from paneltakes.providers.vendors.anthropic import AnthropicProvider
from paneltakes.usage import Usage
from wire import adapter, messages, prompt, reasked

USAGE = Usage(input_tokens=1250, cache_read_tokens=1000, cache_write_tokens=50, output_tokens=300, reasoning_tokens=120)


def decode(reply: Any) -> Any:
    """Decode a reply."""
    return adapter(AnthropicProvider).decode(reply)


def test_the_body_holds_rules_then_document_then_question() -> None:
    """Everything that shapes the reply is in the body, stable parts first, and no sampling parameter."""
    asked = prompt()
    assert adapter(AnthropicProvider).body(asked) == {
        "model": "claude-sonnet-5-5",
        "max_tokens": asked.max_tokens,
        "system": [{"type": "text", "text": asked.rules}],
        "messages": [
            {
                "role": "user",
                "content": [{"type": "text", "text": asked.document}, {"type": "text", "text": asked.question}],
            }
        ],
        "output_config": {"format": {"type": "json_schema", "schema": asked.schema}},
    }


def test_later_turns_follow_with_alternating_roles() -> None:
    """An empty rejected reply leaves no block, which the API would refuse, and the words about it join the question."""
    turns = adapter(AnthropicProvider).body(reasked())["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert len(turns[0]["content"]) == 3
    assert turns[1]["content"] == [{"type": "text", "text": '{"take": 1}'}]


def test_the_body_is_what_the_sdk_types_as_parameters() -> None:
    """The SDK's own parameter type accepts the body, and knows each of its keys."""
    from anthropic.types.message_create_params import MessageCreateParamsBase, MessageCreateParamsNonStreaming

    body = adapter(AnthropicProvider).body(reasked())
    TypeAdapter(MessageCreateParamsNonStreaming).validate_python(body)
    assert body.keys() <= MessageCreateParamsBase.__annotations__.keys()


def test_an_answer_is_read_with_its_usage_and_model() -> None:
    """Thinking is skipped, and the input is counted with what was cached, which this vendor counts apart."""
    done = decode(messages('{"a": 1}'))
    assert (done.outcome, done.text, done.usage) == ("ok", '{"a": 1}', USAGE)
    assert (done.model, done.stop_reason, done.detail) == ("claude-sonnet-5-5-20261001", "end_turn", "")


@pytest.mark.parametrize(
    ("changes", "outcome", "detail"),
    [
        ({"stop_reason": "stop_sequence"}, "ok", ""),
        ({"stop_reason": "a_reason_of_next_year"}, "ok", ""),
        ({"stop_reason": "max_tokens"}, "truncated", "max_tokens"),
        ({"stop_reason": "model_context_window_exceeded"}, "truncated", "context_window"),
        ({"stop_reason": None}, "truncated", "no stop reason"),
        ({"stop_reason": "tool_use"}, "invalid", "tool_use"),
        ({"stop_reason": "pause_turn"}, "invalid", "pause_turn"),
        ({"stop_reason": "end_turn", "content": []}, "empty", ""),
        ({"stop_reason": "end_turn", "content": None}, "empty", ""),
        ({"stop_reason": "end_turn", "content": [{"type": "text", "text": "\n"}]}, "empty", ""),
        ({"stop_reason": "refusal"}, "refused", '{"a": 1}'),
        ({"stop_reason": "refusal", "content": []}, "refused", ""),
        ({"stop_reason": "refusal", "stop_details": {"type": "refusal", "category": "bio"}}, "refused", "bio"),
        ({"stop_reason": "refusal", "stop_details": {"explanation": "Not this."}}, "refused", "Not this."),
    ],
)
def test_each_stop_reason_has_its_outcome_and_keeps_its_usage(
    changes: dict[str, Any], outcome: str, detail: str
) -> None:
    """A message that was refused, cut off, empty or left waiting says so, and what it cost."""
    done = decode(messages(**changes))
    assert (done.outcome, done.stop_reason, done.usage, done.error) == (outcome, changes["stop_reason"], USAGE, None)
    assert detail in done.detail


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("overloaded_error", "overloaded"),
        ("api_error", "server"),
        ("billing_error", "quota"),
        ("not_found_error", "not_found"),
        ("rate_limit_error", "rate_limit"),
        ("timeout_error", "timeout"),
    ],
)
def test_an_error_object_is_an_error_whatever_its_status(type_: str, kind: str) -> None:
    """The type tells the kind, since an overload may come as HTTP 200."""
    done = decode({"type": "error", "error": {"type": type_, "message": "No."}, "request_id": "req_1"})
    assert (done.outcome, done.error, done.detail) == ("invalid", kind, "No.")


def test_a_cache_write_that_is_only_split_by_age_is_summed() -> None:
    """The parts stand in for a missing sum."""
    usage = {"input_tokens": 1, "output_tokens": 2, "cache_creation": {"ephemeral_5m_input_tokens": 3, "x": 4}}
    assert decode(messages(usage=usage)).usage == Usage(input_tokens=8, cache_write_tokens=7, output_tokens=2)


def test_no_usage_is_unknown_usage() -> None:
    """A message without usage has none, which is not the same as nothing used."""
    assert decode(messages(usage=None)).usage is None
