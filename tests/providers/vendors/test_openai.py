"""OpenAIProvider: the body it sends and every way in which a response can end."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from paneltakes.providers.vendors.openai import OpenAIProvider
from paneltakes.usage import Usage
from wire import adapter, message, prompt, reasked, responses

USAGE = Usage(input_tokens=1200, cache_read_tokens=1000, output_tokens=300, reasoning_tokens=120)


def decode(reply: Any) -> Any:
    """Decode a reply."""
    return adapter(OpenAIProvider).decode(reply)


def test_the_body_holds_rules_then_document_then_question() -> None:
    """Everything that shapes the reply is in the body, stable parts first, and nothing is kept at the vendor's."""
    asked = prompt()
    body = adapter(OpenAIProvider).body(asked)
    assert body == {
        "model": "gpt-6.1-sol",
        "instructions": asked.rules,
        "input": [
            {
                "type": "message",
                "role": "user",
                "content": [
                    {"type": "input_text", "text": asked.document},
                    {"type": "input_text", "text": asked.question},
                ],
            }
        ],
        "text": {
            "format": {"type": "json_schema", "name": "PanelTake", "strict": True, "schema": asked.schema},
        },
        "max_output_tokens": asked.max_tokens,
        "store": False,
    }


def test_later_turns_follow_with_alternating_roles() -> None:
    """An empty rejected reply leaves no message, and the words about it join the question's."""
    turns = adapter(OpenAIProvider).body(reasked())["input"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert len(turns[0]["content"]) == 3
    assert turns[1]["content"] == '{"take": 1}'
    assert "Field take: not a string." in turns[2]["content"][0]["text"]


def test_the_body_is_what_the_sdk_types_as_parameters() -> None:
    """The SDK's own parameter type accepts the body, and knows each of its keys."""
    from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

    body = adapter(OpenAIProvider).body(reasked())
    TypeAdapter(ResponseCreateParamsNonStreaming).validate_python(body)
    assert body.keys() <= ResponseCreateParamsNonStreaming.__annotations__.keys() | _inherited()


def _inherited() -> set[str]:
    from openai.types.responses.response_create_params import ResponseCreateParamsBase

    return set(ResponseCreateParamsBase.__annotations__)


def test_an_answer_is_read_with_its_usage_and_model() -> None:
    """Cached tokens are counted within the input, reasoning within the output; a null count is nothing."""
    done = decode(responses('{"a": 1}'))
    assert (done.outcome, done.text, done.usage) == ("ok", '{"a": 1}', USAGE)
    assert (done.model, done.stop_reason, done.detail, done.error) == (
        "gpt-6.1-sol-2026-10-01",
        "completed",
        "",
        None,
    )


def test_commentary_is_no_part_of_the_answer() -> None:
    """Of the messages only the final answer counts; several parts of it are joined."""
    final = message("{", phase="final_answer")
    final["content"].append({"type": "output_text", "text": "}"})
    done = decode(responses(output=[message("I look first.", phase="commentary"), final]))
    assert (done.outcome, done.text) == ("ok", "{}")


REFUSAL = message("", content=[{"type": "refusal", "refusal": "I can't."}])
CALL = {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"}


@pytest.mark.parametrize(
    ("changes", "outcome", "reason", "detail"),
    [
        ({"output": [REFUSAL]}, "refused", "completed", "I can't."),
        ({"output": [message("{"), REFUSAL]}, "refused", "completed", "I can't."),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "truncated",
            "max_output_tokens",
            "max_output_tokens",
        ),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
            "refused",
            "content_filter",
            "filter",
        ),
        ({"status": "incomplete", "incomplete_details": None}, "truncated", "incomplete", "incomplete"),
        ({"status": "in_progress"}, "truncated", "in_progress", "in_progress"),
        ({"status": None}, "truncated", None, "without a status"),
        ({"output": []}, "empty", "completed", ""),
        ({"output": None}, "empty", "completed", ""),
        ({"output": [message(" \n ")]}, "empty", "completed", ""),
        ({"output": [message("Let me see."), CALL]}, "invalid", "completed", "function_call"),
    ],
)
def test_what_is_no_answer_keeps_its_usage(changes: dict[str, Any], outcome: str, reason: str, detail: str) -> None:
    """A response that was refused, cut off, empty or left waiting says so, and what it cost."""
    done = decode(responses(**changes))
    assert (done.outcome, done.stop_reason, done.usage, done.error) == (outcome, reason, USAGE, None)
    assert detail in done.detail


def test_a_response_of_reasoning_alone_is_truncated() -> None:
    """A model that spent its whole budget on reasoning was cut off, not silent."""
    done = decode(responses(None, status="incomplete", incomplete_details={"reason": "max_output_tokens"}))
    assert (done.outcome, done.text, done.usage) == ("truncated", "", USAGE)


def test_a_call_that_the_vendor_ran_itself_leaves_the_answer_standing() -> None:
    """A tool call whose output stands beside it waits for nobody."""
    ran = [{"type": "shell_call", "call_id": "s"}, {"type": "shell_call_output", "call_id": "s"}, message("{}")]
    assert decode(responses(output=ran)).outcome == "ok"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("server_error", "server"), ("rate_limit_exceeded", "rate_limit"), ("unheard_of", "server")],
)
def test_a_failure_that_came_as_http_200_is_an_error(code: str, kind: str) -> None:
    """Status "failed" is an error whose kind is its code's, with the usage so far."""
    done = decode(responses(None, status="failed", error={"code": code, "message": "It broke."}))
    assert (done.outcome, done.error, done.detail, done.usage) == ("invalid", kind, "It broke.", USAGE)


def test_a_failure_for_policy_is_a_refusal() -> None:
    """A model that was not let answer refused, whatever the status is called."""
    done = decode(responses(None, status="failed", error={"code": "bio_policy", "message": "Not this."}))
    assert (done.outcome, done.error, done.detail) == ("refused", None, "Not this.")


def test_a_cancelled_response_is_an_error() -> None:
    """Nobody here cancels a response, so a cancelled one is the server's doing."""
    assert decode(responses(status="cancelled")).error == "server"


def test_no_usage_is_unknown_usage() -> None:
    """A response without usage has none, which is not the same as nothing used."""
    assert decode(responses(usage=None)).usage is None
    assert decode(responses(usage={})).usage is None
    assert decode(responses(usage={"input_tokens": 5})).usage == Usage(input_tokens=5)
