"""AnthropicProvider: Anthropic's Messages API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from paneltakes.providers.base import Completion
from paneltakes.providers.vendors import raw as json
from paneltakes.providers.vendors.conversation import conversation
from paneltakes.providers.vendors.reports import failure, not_a_reply, report
from paneltakes.providers.vendors.vendor import Reply, VendorProvider
from paneltakes.usage import Usage

if TYPE_CHECKING:
    import httpx2

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Outcome
    from paneltakes.providers.vendors.reports import ClassTable

_OUTCOMES: dict[str, Outcome] = {
    "refusal": "refused",
    "max_tokens": "truncated",
    "model_context_window_exceeded": "truncated",
    # Both wait for the caller to go on, so that no answer has been given yet.
    "pause_turn": "invalid",
    "tool_use": "invalid",
}
"""Stop reasons that are not the end of an answer; an unknown one is taken for an end, since replies are checked."""


class AnthropicProvider(VendorProvider):
    """Asks Anthropic's Messages API, or one that speaks it.

    The SDK adds the headers of ``ANTHROPIC_CUSTOM_HEADERS``, which can't be switched off.
    """

    name = "anthropic"
    key_variable = "ANTHROPIC_API_KEY"
    url_variable = "ANTHROPIC_BASE_URL"
    default_url = "https://api.anthropic.com"
    url_suffix = "/v1"
    request_id_header = "request-id"
    sdk_modules = ("anthropic", "anthropic.resources.messages")
    error_classes: ClassVar[ClassTable] = {
        "AnthropicError": "bad_request",
        "APIError": "server",
        "APITimeoutError": "timeout",
        "APIConnectionError": "connection",
        "APIResponseValidationError": "bad_reply",
        "APIWebhookValidationError": "bad_request",
        "APIStatusError": None,
        "BadRequestError": "bad_request",
        "AuthenticationError": "auth",
        "CredentialsError": "auth",
        "IdentityTokenFileError": "auth",
        "PaymentRequiredError": "quota",
        "PermissionDeniedError": "permission",
        "NotFoundError": "not_found",
        "RequestTimeoutError": "timeout",
        "ConflictError": "server",
        "PreconditionFailedError": "bad_request",
        "ContentTooLargeError": "too_large",
        "RequestHeaderFieldsTooLargeError": "too_large",
        "UnprocessableEntityError": "bad_request",
        "RateLimitError": "rate_limit",
        "ContractSpendLimitReachedError": "quota",
        "EnforcedSpendLimitReachedError": "quota",
        "LinkedOrganizationBillingUnavailableError": "quota",
        "LinkedOrganizationSpendLimitReachedError": "quota",
        "ClientClosedRequestError": "timeout",
        "RetryableError": "server",
        "InternalServerError": None,
        "HTTPNotImplementedError": "bad_request",
        "ServiceUnavailableError": "overloaded",
        "GatewayTimeoutError": "timeout",
        "OverloadedError": "overloaded",
        "StreamAlreadyConsumed": "bad_reply",
    }

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the JSON body of the request, as it goes over the wire."""
        return {
            "model": self.model,
            "max_tokens": prompt.max_tokens,
            "system": [{"type": "text", "text": prompt.rules}],
            "messages": [
                {"role": role, "content": [{"type": "text", "text": block} for block in blocks]}
                for role, blocks in conversation(prompt)
            ],
            "output_config": {"format": {"type": "json_schema", "schema": prompt.schema}},
        }

    def decode(self, raw: Any) -> Completion:
        """Read a message object, whatever it is; never raises."""
        data = json.obj(raw)
        model = json.text(data.get("model")) or self.model
        usage = _usage(data.get("usage"))
        told = report(raw)
        if told:
            return failure(told, model, usage)
        if "content" not in data and "stop_reason" not in data:
            return not_a_reply(raw, model, usage)
        blocks = [json.obj(block) for block in json.items(data.get("content"))]
        text = "".join(json.text(block.get("text")) for block in blocks if block.get("type") == "text")
        reason = json.text(data.get("stop_reason"))
        outcome, detail = _outcome(reason, json.obj(data.get("stop_details")), text)
        return Completion(outcome, text, model, usage, reason or None, detail)

    def _open(self, http: httpx2.AsyncClient) -> Any:
        import anthropic

        return anthropic.AsyncAnthropic(
            api_key=self._endpoint.key,  # any explicit credential keeps the SDK from looking for others
            base_url=self._endpoint.base_url,
            timeout=self._sdk_timeout(),
            max_retries=0,
            open_telemetry=False,  # an article may be confidential; what is traced of it is not the SDK's to decide
            http_client=http,
        )

    async def _send(self, sdk: Any, body: dict[str, Any]) -> Reply:
        reply = await sdk.messages.with_raw_response.create(**body)
        return Reply(await reply.text(), reply.headers, reply.status_code)


def _outcome(reason: str, details: dict[str, Any], text: str) -> tuple[Outcome, str]:
    """Return the outcome and its detail."""
    if not reason:
        return "truncated", "The message has no stop reason."
    outcome = _OUTCOMES.get(reason)
    if outcome == "refused":
        category = json.text(details.get("category"))
        return outcome, json.text(details.get("explanation")) or category or text
    if outcome == "truncated":
        return outcome, f"The message ended with {reason}."
    if outcome == "invalid":
        return outcome, f"The message ended with {reason} instead of an answer."
    return ("ok", "") if text.strip() else ("empty", "")


def _usage(value: Any) -> Usage | None:
    data = json.obj(value)
    fresh, written = json.count(data.get("input_tokens")), json.count(data.get("output_tokens"))
    if fresh is None and written is None:
        return None
    cached = json.count(data.get("cache_read_input_tokens")) or 0
    stored = json.count(data.get("cache_creation_input_tokens"))
    if stored is None:
        split = json.obj(data.get("cache_creation"))
        stored = sum(json.count(tokens) or 0 for tokens in split.values())
    return Usage(
        input_tokens=(fresh or 0) + cached + stored,  # this vendor alone counts what was cached apart
        cache_read_tokens=cached,
        cache_write_tokens=stored,
        output_tokens=written or 0,
        reasoning_tokens=json.count(json.obj(data.get("output_tokens_details")).get("thinking_tokens")) or 0,
    )
