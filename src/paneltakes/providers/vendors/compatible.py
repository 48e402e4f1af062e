"""CompatibleProvider: any server that speaks chat completions, local or hosted."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from paneltakes.errors import ProviderError
from paneltakes.providers.base import Readiness
from paneltakes.providers.vendors.chat import chat_body, decode_chat
from paneltakes.providers.vendors.endpoint import KEYLESS, find_base_url
from paneltakes.providers.vendors.openai_sdk import ERROR_CLASSES, drop_empty, open_client
from paneltakes.providers.vendors.vendor import Reply, VendorProvider

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import Completion, ProviderOptions

MODEL_VARIABLE = "COMPATIBLE_MODEL"


class CompatibleProvider(VendorProvider):
    """Asks a server at ``--base-url`` or ``COMPATIBLE_BASE_URL``, through OpenAI's SDK.

    ``COMPATIBLE_API_KEY`` is optional.  Nothing that was meant for OpenAI goes to the server: neither the key nor the
    organization nor the headers of ``OPENAI_CUSTOM_HEADERS``.
    """

    name = "compatible"
    label = "The server"
    key_variable = "COMPATIBLE_API_KEY"
    key_optional = True
    url_variable = "COMPATIBLE_BASE_URL"
    sdk_modules = ("openai", "openai.resources.chat")
    error_classes = ERROR_CLASSES

    def __init__(self, options: ProviderOptions) -> None:
        if not find_base_url(options, self.url_variable):
            raise ProviderError(
                f"The compatible provider needs the server's address. Give --base-url http://localhost:11434/v1 or "
                f"set {self.url_variable}, {KEYLESS}",
                kind="not_configured",
                provider=self.name,
            )
        super().__init__(options)
        self.model = self.model or options.env.get(MODEL_VARIABLE, "").strip()
        if not self.model:
            raise ProviderError(
                f"The compatible provider needs the name of a model. Give -m compatible:MODEL or set "
                f"{MODEL_VARIABLE}, {KEYLESS}",
                kind="not_configured",
                provider=self.name,
            )

    @classmethod
    def readiness(cls, env: Mapping[str, str]) -> Readiness:
        """Say whether the server's address and a model are set."""
        missing = [variable for variable in (cls.url_variable, MODEL_VARIABLE) if not env.get(variable, "").strip()]
        if missing:
            how = f"set {' and '.join(missing)}, or give --base-url http://localhost:11434/v1 -m compatible:MODEL"
            return Readiness(False, how)
        return Readiness(True, f"{cls.url_variable} and {MODEL_VARIABLE} are set")

    def body(self, prompt: Prompt) -> dict[str, Any]:
        """Return the JSON body of the request, as it goes over the wire."""
        return chat_body(prompt, self.model)

    def decode(self, raw: Any) -> Completion:
        """Read a chat completion, whatever it is; never raises."""
        return decode_chat(raw, self.model)

    def _open(self, http: httpx2.AsyncClient) -> Any:
        return open_client(http, self._endpoint, self._sdk_timeout())

    async def _authorize(self, request: httpx2.Request) -> None:
        # The SDK reads this variable in its constructor, and takes no argument against it.
        ambient = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
        names = [line.partition(":")[0].strip() for line in ambient if ":" in line]
        for header in names:
            request.headers.pop(header, None)
        drop_empty(request)
        await super()._authorize(request)

    async def _send(self, sdk: Any, body: dict[str, Any]) -> Reply:
        reply = await sdk.chat.completions.with_raw_response.create(**body)
        return Reply(reply.http_response.text, reply.headers, reply.status_code)
