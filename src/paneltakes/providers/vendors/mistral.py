"""MistralProvider: Mistral's chat API."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from paneltakes.providers.vendors.chat import chat_body, decode_chat
from paneltakes.providers.vendors.vendor import Reply, VendorProvider

if TYPE_CHECKING:
    import httpx2

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion
    from paneltakes.providers.vendors.reports import ClassTable

_received: ContextVar[list[httpx2.Response] | None] = ContextVar("_received", default=None)
"""The responses to the call that this task is making."""


class MistralProvider(VendorProvider):
    """Asks Mistral's chat API.

    The SDK hands out no raw reply, so the bytes are kept on their way to it: the same JSON is read whether it was
    recorded or has just come, and a reply that the SDK's types do not foresee is still read.
    """

    name = "mistral"
    key_variable = "MISTRAL_API_KEY"
    url_variable = "MISTRAL_BASE_URL"
    default_url = "https://api.mistral.ai"
    url_suffix = "/v1"
    request_id_header = "mistral-correlation-id"
    sdk_modules = ("mistralai.client", "mistralai.client.chat")
    error_classes: ClassVar[ClassTable] = {
        "MistralError": None,
        "SDKError": None,
        "HTTPValidationError": "bad_request",
        "ObservabilityError": None,
        "ResponseValidationError": None,
        "NoResponseError": "connection",
    }

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the JSON body of the request, as it goes over the wire."""
        body = chat_body(prompt, self.model)
        for message in body["messages"]:
            if message["role"] == "assistant":
                message["prefix"] = False  # which the SDK says each time, as it does "stream"
        return {**body, "stream": False}

    def decode(self, raw: Any) -> Completion:
        """Read a chat completion, whatever it is; never raises."""
        return decode_chat(raw, self.model)

    def _open(self, http: httpx2.AsyncClient) -> Any:
        from mistralai.client import Mistral

        http.event_hooks = {**http.event_hooks, "response": [_keep]}
        return Mistral(
            api_key=self._endpoint.key,
            server_url=self._endpoint.base_url,
            async_client=http,
            timeout_ms=int(self._options.timeout * 1000),
        )

    async def _send(self, sdk: Any, body: dict[str, Any]) -> Reply:
        received: list[httpx2.Response] = []
        token = _received.set(received)
        try:
            await sdk.chat.complete_async(**body)
        except Exception:
            if not received or not received[-1].is_success:
                raise
        finally:
            _received.reset(token)
        return Reply(received[-1].text, received[-1].headers, received[-1].status_code)


async def _keep(response: httpx2.Response) -> None:
    """Keep a response for the call that it answers."""
    received = _received.get()
    if received is not None:
        await response.aread()
        received.append(response)
