"""OpenAIProvider: OpenAI's Responses API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paneltakes.providers.base import Completion
from paneltakes.providers.vendors import raw as json
from paneltakes.providers.vendors.conversation import conversation
from paneltakes.providers.vendors.openai_sdk import ERROR_CLASSES, drop_empty, open_client
from paneltakes.providers.vendors.reports import failure, not_a_reply, report
from paneltakes.providers.vendors.vendor import Reply, VendorProvider
from paneltakes.usage import Usage

if TYPE_CHECKING:
    import httpx2

    from paneltakes.errors import ErrorKind
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Outcome

_CALLS = frozenset(
    {
        "function_call",
        "custom_tool_call",
        "computer_call",
        "local_shell_call",
        "shell_call",
        "apply_patch_call",
        "mcp_approval_request",
    }
)
"""Output items that wait for the caller, unless their output stands beside them: the vendor ran those itself."""


class OpenAIProvider(VendorProvider):
    """Asks OpenAI's Responses API, or one that speaks it.

    ``OPENAI_ORG_ID`` and ``OPENAI_PROJECT_ID`` are honoured.  The SDK adds the headers of ``OPENAI_CUSTOM_HEADERS``,
    which can't be switched off.
    """

    name = "openai"
    key_variable = "OPENAI_API_KEY"
    url_variable = "OPENAI_BASE_URL"
    default_url = "https://api.openai.com/v1"
    sdk_modules = ("openai", "openai.resources.responses")
    error_classes = ERROR_CLASSES

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the JSON body of the request, as it goes over the wire."""
        messages: list[dict[str, Any]] = []
        for role, blocks in conversation(prompt):
            if role == "assistant":
                messages.append({"type": "message", "role": role, "content": "\n\n".join(blocks)})
            else:
                content = [{"type": "input_text", "text": block} for block in blocks]
                messages.append({"type": "message", "role": role, "content": content})
        return {
            "model": self.model,
            "instructions": prompt.rules,
            "input": messages,
            "text": {
                "format": {
                    "type": "json_schema",
                    "name": prompt.schema_name,
                    "strict": True,
                    "schema": prompt.schema,
                }
            },
            "max_output_tokens": prompt.max_tokens,
            "store": False,
        }

    def decode(self, raw: Any) -> Completion:
        """Read a response object, whatever it is; never raises."""
        data = json.obj(raw)
        model = json.text(data.get("model")) or self.model
        usage = _usage(data.get("usage"))
        status = json.text(data.get("status"))
        told = report(raw)
        if told and status != "incomplete":
            return failure(told, model, usage, status or None)
        if not isinstance(data.get("output"), list) and not status:
            return not_a_reply(raw, model, usage)
        text, refusal, pending = _output(data.get("output"))
        reason = json.text(json.obj(data.get("incomplete_details")).get("reason"))
        outcome, detail = _outcome(status, reason, text, refusal, pending)
        error: ErrorKind | None = "server" if status in ("failed", "cancelled") else None
        return Completion(outcome, text, model, usage, reason or status or None, detail, error=error)

    def _open(self, http: httpx2.AsyncClient) -> Any:
        env = self._options.env
        return open_client(
            http,
            self._endpoint,
            self._sdk_timeout(),
            organization=env.get("OPENAI_ORG_ID", ""),
            project=env.get("OPENAI_PROJECT_ID", ""),
        )

    async def _authorize(self, request: httpx2.Request) -> None:
        drop_empty(request)
        await super()._authorize(request)

    async def _send(self, sdk: Any, body: dict[str, Any]) -> Reply:
        reply = await sdk.responses.with_raw_response.create(**body)
        return Reply(reply.http_response.text, reply.headers, reply.status_code)


def _output(output: Any) -> tuple[str, str, str]:
    """Return the answer's text, the refusal's, and the type of an item that waits for the caller."""
    texts, refusals, pending = [], [], ""
    found = [json.obj(item) for item in json.items(output)]
    answered = [item.get("call_id") for item in found if json.text(item.get("type")).endswith("_output")]
    for item in found:
        kind = json.text(item.get("type"))
        if kind in _CALLS and item.get("call_id") not in answered:
            pending = kind
        # Commentary is what the model says on its way, and no part of the answer.
        if kind != "message" or item.get("phase") not in (None, "final_answer"):
            continue
        for part in map(json.obj, json.items(item.get("content"))):
            if part.get("type") == "output_text":
                texts.append(json.text(part.get("text")))
            elif part.get("type") == "refusal":
                refusals.append(json.text(part.get("refusal")) or "The model refused.")
    return "".join(texts), "".join(refusals), pending


def _outcome(status: str, reason: str, text: str, refusal: str, pending: str) -> tuple[Outcome, str]:
    """Return the outcome and its detail."""
    if status in ("failed", "cancelled"):
        return "invalid", f"The response is {status}."
    if refusal or reason == "content_filter":
        return "refused", refusal or "The vendor's content filter stopped the reply."
    if status != "completed":
        return "truncated", f"The response is {status or 'without a status'}{': ' + reason if reason else ''}."
    if pending:
        return "invalid", f"The model made a {pending} instead of answering."
    return ("ok", "") if text.strip() else ("empty", "")


def _usage(value: Any) -> Usage | None:
    data = json.obj(value)
    read, written = json.count(data.get("input_tokens")), json.count(data.get("output_tokens"))
    if read is None and written is None:
        return None
    cache, details = json.obj(data.get("input_tokens_details")), json.obj(data.get("output_tokens_details"))
    return Usage(
        input_tokens=read or 0,
        cache_read_tokens=json.count(cache.get("cached_tokens")) or 0,
        cache_write_tokens=json.count(cache.get("cache_write_tokens")) or 0,
        output_tokens=written or 0,
        reasoning_tokens=json.count(details.get("reasoning_tokens")) or 0,
    )
