"""Chat: the chat-completions format, which Mistral and most other servers speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paneltakes.providers.base import Completion
from paneltakes.providers.vendors import raw as json
from paneltakes.providers.vendors.conversation import conversation
from paneltakes.providers.vendors.reports import Report, failure, not_a_reply, report
from paneltakes.usage import Usage

if TYPE_CHECKING:
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Outcome

_OUTCOMES: dict[str, Outcome] = {
    "length": "truncated",
    "model_length": "truncated",
    "max_tokens": "truncated",
    "insufficient_system_resource": "truncated",
    "content_filter": "refused",
    "safety": "refused",
    # Both wait for the caller to do something, so that no answer has been given yet.
    "tool_calls": "invalid",
    "function_call": "invalid",
}
"""Finish reasons that are not the end of an answer; an unknown one is taken for an end, since replies are checked."""


def chat_body(prompt: Prompt, model: str) -> dict[str, Any]:
    """Return the JSON body of a request.

    Contents are plain strings, the one form that every server takes, and the output budget is ``max_tokens``, the one
    name that every server but OpenAI's own knows.
    """
    messages = [{"role": "system", "content": prompt.rules}]
    messages += [{"role": role, "content": "\n\n".join(blocks)} for role, blocks in conversation(prompt)]
    return {
        "model": model,
        "messages": messages,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": prompt.schema_name, "strict": True, "schema": prompt.schema},
        },
        "max_tokens": prompt.max_tokens,
    }


def decode_chat(reply: Any, asked: str) -> Completion:
    """Read a chat completion, whatever it is; never raises.  ``asked`` is the model where the reply names none."""
    data = json.obj(reply)
    model = json.text(data.get("model")) or asked
    usage = _usage(data.get("usage"))
    choices = [json.obj(choice) for choice in json.items(data.get("choices"))]
    choice = choices[0] if choices else {}
    told = report({"error": choice.get("error")}) or (None if choices else report(reply))
    reason = json.text(choice.get("finish_reason"))
    if told or reason.lower() == "error":
        told = told or Report("The server ended the reply with an error")
        return failure(told, model, usage, reason or None)
    if not isinstance(data.get("choices"), list):
        return not_a_reply(reply, model, usage)
    if not choices:
        return Completion("empty", "", model, usage, detail="The reply holds no choice.")
    message = json.obj(choice.get("message"))
    text, refusal = _content(message)
    outcome, detail = _outcome(reason, text, refusal, called=bool(message.get("tool_calls")))
    return Completion(outcome, text, model, usage, reason or None, detail)


def _content(message: dict[str, Any]) -> tuple[str, str]:
    """Return the answer's text and the refusal's.  Reasoning, which comes in several places, is no part of either."""
    content, refusal = message.get("content"), json.text(message.get("refusal"))
    texts = [json.text(content)]
    for chunk in json.items(content):
        part = json.obj(chunk)
        if isinstance(chunk, str):
            texts.append(chunk)
        elif part.get("type") == "text":
            texts.append(json.text(part.get("text")))
        elif part.get("type") == "refusal":
            refusal += json.text(part.get("refusal"))
    return _without_thoughts("".join(texts)), refusal


def _without_thoughts(text: str) -> str:
    """Return the text without the reasoning that local servers leave at its head.

    Some templates open the reasoning themselves, so that only its end stands in the reply; a JSON answer that merely
    speaks of the mark is left alone.
    """
    start = text.lstrip()
    if start.startswith("<think>"):
        return start.partition("</think>")[2].lstrip()
    if "</think>" in start and not start.startswith(("{", "[", "```", '"')):
        return start.partition("</think>")[2].lstrip()
    return text


def _outcome(reason: str, text: str, refusal: str, *, called: bool) -> tuple[Outcome, str]:
    """Return the outcome and its detail."""
    outcome = _OUTCOMES.get(reason.lower())
    if refusal or outcome == "refused":
        return "refused", refusal or f"The server ended the reply with {reason}."
    if not reason:
        return "truncated", "The reply has no finish reason."
    if outcome == "truncated":
        return outcome, f"The reply ended with {reason}."
    if outcome == "invalid" or called:
        return "invalid", "The model called a tool instead of answering."
    return ("ok", "") if text.strip() else ("empty", "")


def _usage(value: Any) -> Usage | None:
    data = json.obj(value)
    read, written = json.count(data.get("prompt_tokens")), json.count(data.get("completion_tokens"))
    if read is None and written is None:
        return None
    cache, details = json.obj(data.get("prompt_tokens_details")), json.obj(data.get("completion_tokens_details"))
    # The second and third name are an older one of Mistral's and DeepSeek's.
    cached = (cache.get("cached_tokens"), data.get("num_cached_tokens"), data.get("prompt_cache_hit_tokens"))
    return Usage(
        input_tokens=read or 0,
        cache_read_tokens=next((n for n in map(json.count, cached) if n is not None), 0),
        cache_write_tokens=json.count(cache.get("cache_write_tokens")) or 0,
        output_tokens=written or 0,
        reasoning_tokens=json.count(details.get("reasoning_tokens")) or 0,
    )
