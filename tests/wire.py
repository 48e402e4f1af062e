"""The vendors' side of the wire, for tests of the adapters: replies in their shapes, and a transport that plays them.

All replies are written by us, after the vendors' published formats; none was recorded.
"""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from paneltakes.prompt import Prompt, Templates
from paneltakes.providers.base import Completion, ProviderOptions
from paneltakes.providers.vendors.anthropic import AnthropicProvider
from paneltakes.providers.vendors.compatible import CompatibleProvider
from paneltakes.providers.vendors.mistral import MistralProvider
from paneltakes.providers.vendors.openai import OpenAIProvider
from samples import article, persona

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx2

    from paneltakes.providers.vendors.vendor import VendorProvider

KEY = "sk-test-0123456789abcdef"
ENV = {
    "OPENAI_API_KEY": KEY,
    "ANTHROPIC_API_KEY": KEY,
    "MISTRAL_API_KEY": KEY,
    "COMPATIBLE_API_KEY": KEY,
    "COMPATIBLE_BASE_URL": "http://models.example/v1",
    "COMPATIBLE_MODEL": "llama3:8b",
}
ADAPTERS: list[type[VendorProvider]] = [OpenAIProvider, AnthropicProvider, MistralProvider, CompatibleProvider]


def prompt() -> Prompt:
    """Return the prompt for the sample persona and article."""
    return Templates().take(article(), persona())


def reasked() -> Prompt:
    """Return a prompt with two rejected replies, the first of which was empty."""
    templates = Templates()
    first = templates.reask(prompt(), "", ["It was empty."])
    return templates.reask(first, '{"take": 1}', ["Field take: not a string."])


def responses(text: str | None = '{"a": 1}', **changes: Any) -> dict[str, Any]:
    """Return a reply of OpenAI's Responses API."""
    output = [{"type": "reasoning", "id": "rs_1", "summary": []}]
    if text is not None:
        output.append(message(text))
    return {
        "id": "resp_1",
        "object": "response",
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": "gpt-6.1-sol-2026-10-01",
        "output": output,
        "usage": {
            "input_tokens": 1200,
            "input_tokens_details": {"cached_tokens": 1000, "cache_write_tokens": None},
            "output_tokens": 300,
            "output_tokens_details": {"reasoning_tokens": 120},
            "total_tokens": 1500,
        },
        **changes,
    }


def message(text: str, **changes: Any) -> dict[str, Any]:
    """Return a message item of a response."""
    part = {"type": "output_text", "text": text, "annotations": []}
    return {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part], **changes}


def messages(text: str | None = '{"a": 1}', **changes: Any) -> dict[str, Any]:
    """Return a reply of Anthropic's Messages API."""
    content = [{"type": "thinking", "thinking": "Hm.", "signature": "x"}]
    if text is not None:
        content.append({"type": "text", "text": text})
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-5-5-20261001",
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 200,
            "cache_read_input_tokens": 1000,
            "cache_creation_input_tokens": 50,
            "output_tokens": 300,
            "output_tokens_details": {"thinking_tokens": 120},
        },
        **changes,
    }


def chat(
    text: Any = '{"a": 1}', finish: str | None = "stop", said: dict[str, Any] | None = None, **changes: Any
) -> Any:
    """Return a chat completion; ``said`` adds to its message."""
    choice: dict[str, Any] = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}
    choice["message"].update(said or {})
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "a-model-2603",
        "choices": [choice],
        "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500},
        **changes,
    }


GOOD: dict[str, Any] = {"openai": responses(), "anthropic": messages(), "mistral": chat(), "compatible": chat()}
"""A reply that is an answer, by provider."""


def adapter(
    cls: type[VendorProvider],
    handler: Callable[[httpx2.Request], httpx2.Response] | None = None,
    *,
    env: dict[str, str] | None = None,
    **options: Any,
) -> VendorProvider:
    """Return an adapter whose SDK talks to ``handler`` instead of the network."""
    if handler is not None:
        import httpx2

        options["transport"] = httpx2.MockTransport(handler)
    return cls(ProviderOptions(env=ENV if env is None else env, **options))


def ask(provider: VendorProvider, asked: Prompt | None = None) -> Completion:
    """Ask once, on a loop of its own, and close."""

    async def once() -> Completion:
        try:
            return await provider.complete(asked or prompt())
        finally:
            await provider.aclose()

    return asyncio.run(once())


def answer(
    cls: type[VendorProvider], body: Any, status: int = 200, headers: dict[str, str] | None = None, **options: Any
) -> Completion:
    """Ask a vendor that answers with ``body``: JSON, or a text as it is."""
    import httpx2

    def handler(request: httpx2.Request) -> httpx2.Response:
        if isinstance(body, str):
            return httpx2.Response(status, text=body, headers=headers)
        return httpx2.Response(status, json=body, headers=headers)

    return ask(adapter(cls, handler, **options))


@contextmanager
def server(reply: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Run a real HTTP server on this machine; yield its address and the requests that it has had."""
    had: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            had.append({"path": self.path, "body": body, "peer": self.client_address, "headers": dict(self.headers)})
            data = json.dumps(reply).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the base class's
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}", had
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()
