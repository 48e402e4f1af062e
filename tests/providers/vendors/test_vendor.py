"""The adapters on the wire: real SDKs through a transport that plays replies, and through a real server."""

import asyncio
import contextlib
import dataclasses
import json
import subprocess
import sys
import time
from typing import Any

import httpx2  # noqa: TID253  # a test may pay for what --help may not
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paneltakes.errors import ProviderError
from paneltakes.providers.base import Completion, Provider, ProviderOptions
from paneltakes.providers.vendors.anthropic import AnthropicProvider
from paneltakes.providers.vendors.compatible import CompatibleProvider
from paneltakes.providers.vendors.mistral import MistralProvider
from paneltakes.providers.vendors.openai import OpenAIProvider
from paneltakes.providers.vendors.vendor import VendorProvider
from wire import ADAPTERS, ENV, GOOD, KEY, adapter, answer, ask, prompt, reasked, server

PATHS = {
    "openai": "/v1/responses",
    "anthropic": "/v1/messages",
    "mistral": "/v1/chat/completions",
    "compatible": "/v1/chat/completions",
}
every_adapter = pytest.mark.parametrize("cls", ADAPTERS, ids=lambda cls: cls.name)


def failed(cls: type[VendorProvider], body: Any, status: int = 200, **options: Any) -> ProviderError:
    """Ask a vendor that fails; return the error."""
    with pytest.raises(ProviderError) as caught:
        answer(cls, body, status, **options)
    return caught.value


def failed_by(cls: type[VendorProvider], error: Exception, **options: Any) -> ProviderError:
    """Ask over a network that fails; return the error."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error

    with pytest.raises(ProviderError) as caught:
        ask(adapter(cls, handler, **options))
    return caught.value


@every_adapter
def test_the_wire_carries_the_body_and_nothing_else(cls: type[VendorProvider]) -> None:
    """The SDK sends exactly what ``body`` returns, to the vendor's path, with the key as a bearer token."""
    sent: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return httpx2.Response(200, json=GOOD[cls.name])

    provider = adapter(cls, handler)
    for asked in (prompt(), reasked()):
        ask(provider, asked)
        assert json.loads(sent[-1].content) == provider.body(asked)
    assert sent[0].url.path == PATHS[cls.name]
    assert sent[0].headers["authorization"] == f"Bearer {KEY}"
    assert "openai-organization" not in sent[0].headers


@every_adapter
def test_a_real_server_is_asked_over_one_kept_connection(cls: type[VendorProvider]) -> None:
    """Over a real socket the same body arrives and the reply is read; a second call reuses the connection."""
    with server(GOOD[cls.name]) as (address, had):
        suffix = "/v1" if cls.name in ("openai", "compatible") else ""
        provider = adapter(cls, base_url=address + suffix)

        async def twice() -> list[Completion]:
            try:
                return [await provider.complete(prompt()) for _ in range(2)]
            finally:
                await provider.aclose()

        done = asyncio.run(twice())
    assert [one.text for one in done] == ['{"a": 1}'] * 2
    assert [one["path"] for one in had] == [PATHS[cls.name]] * 2
    assert json.loads(had[0]["body"]) == provider.body(prompt())
    assert had[0]["peer"] == had[1]["peer"]


@every_adapter
def test_a_provider_outlives_an_event_loop(cls: type[VendorProvider]) -> None:
    """Each event loop gets connections of its own, so that one provider serves several ``asyncio.run``."""
    with server(GOOD[cls.name]) as (address, had):
        provider = adapter(cls, base_url=f"{address}/v1")
        assert [ask(provider).outcome for _ in range(2)] == ["ok", "ok"]
        loops = [asyncio.new_event_loop() for _ in range(2)]  # and both at a time
        for loop in loops:
            assert loop.run_until_complete(provider.complete(prompt())).outcome == "ok"
        for loop in loops:
            loop.run_until_complete(provider.aclose())
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()
    assert len({one["peer"] for one in had}) == 4


@every_adapter
def test_many_calls_at_once_keep_their_own_replies(cls: type[VendorProvider]) -> None:
    """Replies that come in another order than the calls reach the call that they answer."""

    async def handler(request: httpx2.Request) -> httpx2.Response:
        asked = next(n for n in range(20) if f"<{n}>" in request.content.decode())
        await asyncio.sleep((20 - asked) / 500)
        text = json.dumps(GOOD[cls.name]).replace("a-model", f"m{asked}").replace('{\\"a\\": 1}', str(asked))
        return httpx2.Response(200, text=text)

    provider = cls(ProviderOptions(env=ENV, transport=httpx2.MockTransport(handler)))

    async def all_at_once() -> list[Completion]:
        asked = [dataclasses.replace(prompt(), question=f"<{n}>") for n in range(20)]
        done = await asyncio.gather(*map(provider.complete, asked))
        await provider.aclose()
        return done

    assert [one.text for one in asyncio.run(all_at_once())] == [str(n) for n in range(20)]


@every_adapter
def test_a_request_id_is_kept(cls: type[VendorProvider]) -> None:
    """The vendor's id of a call is in the completion and in the error: support asks for it."""
    headers = {cls.request_id_header: "req_7"}
    assert answer(cls, GOOD[cls.name], headers=headers).request_id == "req_7"
    assert failed(cls, {"error": {"message": "No."}}, 500, headers=headers).request_id == "req_7"


STATUSES = [
    (400, "bad_request", False),
    (401, "auth", False),
    (402, "quota", False),
    (403, "permission", False),
    (404, "not_found", False),
    (408, "timeout", True),
    (409, "server", True),
    (413, "too_large", False),
    (418, "bad_request", False),
    (422, "bad_request", False),
    (429, "rate_limit", True),
    (500, "server", True),
    (503, "overloaded", True),
    (504, "timeout", True),
    (529, "overloaded", True),
    (308, "not_found", False),
]


@every_adapter
@pytest.mark.parametrize(("status", "kind", "retryable"), STATUSES)
def test_each_status_has_its_kind(cls: type[VendorProvider], status: int, kind: str, retryable: bool) -> None:
    """A bare status tells what happened, whether to try again, and what to do; nothing is retried below."""
    calls = 0

    def handler(request: httpx2.Request) -> httpx2.Response:
        nonlocal calls
        calls += 1
        return httpx2.Response(status, json={}, headers={"location": "http://127.0.0.1:9/"})

    with pytest.raises(ProviderError) as caught:
        ask(adapter(cls, handler))
    error = caught.value
    assert (error.kind, error.retryable, error.status, calls) == (kind, retryable, status, 1)
    assert error.provider == cls.name
    assert str(error).count(". ") >= 1
    assert error.__cause__ is None


VENDOR_ERRORS = [
    # What each vendor says -> kind; bodies written by us in the vendors' shapes.
    (OpenAIProvider, 429, {"error": {"message": "Quota.", "code": "insufficient_quota"}}, "quota"),
    (
        OpenAIProvider,
        400,
        {"error": {"message": "No 'x'.", "code": "model_not_found"}},
        "not_found",
    ),
    (OpenAIProvider, 400, {"error": {"message": "Long.", "code": "context_length_exceeded"}}, "too_large"),
    (OpenAIProvider, 429, {"error": {"message": "Request too large for m on tokens per min (TPM)"}}, "too_large"),
    (OpenAIProvider, 503, {"error": {"message": "Slow", "code": "slow_down"}}, "overloaded"),
    (AnthropicProvider, 400, {"error": {"message": "prompt is too long: 9 tokens > 8 maximum"}}, "too_large"),
    (AnthropicProvider, 400, {"error": {"message": "Your credit balance is too low"}}, "quota"),
    (AnthropicProvider, 429, {"error": {"details": {"error_code": "enforced_spend_limit_reached"}}}, "quota"),
    (AnthropicProvider, 404, {"error": {"type": "not_found_error", "message": "model: x"}}, "not_found"),
    (AnthropicProvider, 529, {"error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded"),
    (AnthropicProvider, 200, {"type": "error", "error": {"type": "overloaded_error", "message": "O"}}, "overloaded"),
    (MistralProvider, 401, {"detail": "Unauthorized"}, "auth"),
    (
        MistralProvider,
        422,
        {"detail": [{"loc": ["body", "a"], "msg": "Bad", "input": "i"}]},
        "bad_request",
    ),
    (MistralProvider, 422, {"detail": "not a list at all"}, "bad_request"),
    (MistralProvider, 400, {"object": "error", "message": "No", "type": "invalid_model"}, "not_found"),
    (MistralProvider, 429, {"message": "Service tier capacity exceeded for this model."}, "overloaded"),
    (CompatibleProvider, 429, {"error": {"message": "Busy.", "code": 429}}, "rate_limit"),
    (CompatibleProvider, 200, {"error": {"message": "No credits.", "code": 402}}, "quota"),
    (CompatibleProvider, 404, {"error": "model 'x' not found"}, "not_found"),
    (CompatibleProvider, 400, {"error": {"type": "exceed_context_size_error", "message": "big"}}, "too_large"),
]


@pytest.mark.parametrize(("cls", "status", "body", "kind"), VENDOR_ERRORS)
def test_a_vendors_own_words_beat_the_status(cls: type[VendorProvider], status: int, body: Any, kind: str) -> None:
    """Codes, types and phrases say what a status leaves open."""
    assert failed(cls, body, status).kind == kind


@every_adapter
def test_a_filter_that_answers_with_an_error_is_a_refusal(cls: type[VendorProvider]) -> None:
    """HTTP 400 with a content filter's code means that the model was not let answer: not an error of the call."""
    body = {"error": {"code": "content_filter", "message": "Filtered.", "status": 400}}
    done = answer(cls, body, 400, headers={cls.request_id_header: "req_7"})
    assert (done.outcome, done.detail, done.request_id) == ("refused", "Filtered.", "req_7")


@every_adapter
@pytest.mark.parametrize(
    "body", ["<html><body>Log <b>in</b></body></html>", '{"cut": ', "", "null", "[]", "7", '{"a": 1}']
)
def test_what_is_not_the_vendors_api_is_a_bad_reply(cls: type[VendorProvider], body: str) -> None:
    """HTTP 200 with a page or broken JSON is an error that names the base URL, and is worth another try."""
    error = failed(cls, body)
    assert (error.kind, error.retryable, error.status) == ("bad_reply", True, 200)
    assert cls.url_variable in str(error)
    if "html" in body:
        assert "Log in" in str(error)
        assert "<" not in str(error)


@every_adapter
def test_a_reply_with_another_content_type_is_still_read(cls: type[VendorProvider]) -> None:
    """Proxies mislabel JSON; what counts is what is in it."""
    assert answer(cls, json.dumps(GOOD[cls.name])).text == '{"a": 1}'


@every_adapter
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ReadTimeout("slow"), "timeout"),
        (httpx2.ConnectTimeout("slow"), "timeout"),
        (httpx2.PoolTimeout("slow"), "timeout"),
        (httpx2.ConnectError("All attempts failed"), "connection"),
        (httpx2.RemoteProtocolError("Server disconnected"), "connection"),
        (httpx2.ReadError("Reset"), "connection"),
        (OSError("No route"), "connection"),
    ],
)
def test_a_failing_network_is_told_apart(cls: type[VendorProvider], error: Exception, kind: str) -> None:
    """A time-out names the setting, a connection error the host; both are worth another try."""
    found = failed_by(cls, error, base_url="https://user:hunter22@gate.example:8443/v1")
    assert (found.kind, found.retryable, found.status) == (kind, True, None)
    assert ("--timeout (now 120 seconds)" if kind == "timeout" else "gate.example:8443") in str(found)
    assert "hunter22" not in str(found)


@every_adapter
def test_the_whole_call_has_a_time_limit(cls: type[VendorProvider]) -> None:
    """A server that never finishes is left after the time-out, whatever the SDK's own would be."""

    async def handler(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(30)
        raise AssertionError("waited too long")

    cls.preload()
    provider = cls(ProviderOptions(env=ENV, timeout=0.2, transport=httpx2.MockTransport(handler)))
    started = time.monotonic()
    with pytest.raises(ProviderError) as caught:
        ask(provider)
    assert (caught.value.kind, caught.value.retryable) == ("timeout", True)
    assert time.monotonic() - started < 5


@every_adapter
def test_cancelling_passes_through(cls: type[VendorProvider]) -> None:
    """Ctrl-C stops a call at once; it is no error of the provider's."""

    async def handler(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(30)
        raise AssertionError("waited too long")

    provider = cls(ProviderOptions(env=ENV, transport=httpx2.MockTransport(handler)))

    async def cancelled() -> bool:
        task = asyncio.create_task(provider.complete(prompt()))
        await asyncio.sleep(0.2)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await provider.aclose()
        return task.cancelled()

    cls.preload()
    assert asyncio.run(cancelled())


@every_adapter
def test_a_key_never_reaches_a_message(cls: type[VendorProvider]) -> None:
    """A vendor that repeats the key, whole or starred out, does not get it into an error or a repr."""
    key = "plain0123456789"
    words = f"Bad key {key} (sk-proj-abcdefgh, abcd****wxyz, Bearer tok-12345678)"
    error = failed(cls, {"error": {"message": words}}, 401, env={**ENV, cls.key_variable: key})
    for secret in (key, "sk-proj", "wxyz", "tok-12345678"):
        assert secret not in f"{error} {error!r} {error.__context__ if error.__cause__ else ''}"
    assert "Bad key [key]" in str(error)
    assert cls.key_variable in str(error)
    assert KEY not in repr(adapter(cls)) + repr(vars(adapter(cls)))


@every_adapter
def test_a_message_is_one_short_line(cls: type[VendorProvider]) -> None:
    """Control sequences, line breaks and endless text from a vendor are tamed."""
    message = str(failed(cls, {"error": {"message": "a\x1b[31m\nb\ud800" + " long" * 1000}}, 500))
    assert "\x1b" not in message
    assert "\n" not in message
    message.encode()
    assert len(message) < 500


@every_adapter
def test_the_vendors_wait_is_kept(cls: type[VendorProvider]) -> None:
    """The error carries how long to wait; a vendor that says not to try again is believed."""
    assert failed(cls, {}, 429, headers={"retry-after": "7"}).retry_after == 7
    assert failed(cls, {}, 500, headers={"x-should-retry": "false"}).retryable is False


@every_adapter
def test_prompts_stay_out_of_the_log(cls: type[VendorProvider], caplog: pytest.LogCaptureFixture) -> None:
    """At the default level nothing of a call is logged, by any SDK."""
    answer(cls, GOOD[cls.name])
    assert not caplog.records


LEAK = """
import asyncio, httpx2, sys
sys.path.insert(0, "tests")
from wire import ADAPTERS, GOOD, adapter, ask
for cls in ADAPTERS:
    def handler(request):
        found = str(request.headers) + str(request.url)
        assert "ambient" not in found or cls.name in ("openai", "anthropic"), (cls.name, found)
        assert request.headers["authorization"] == "Bearer sk-test-0123456789abcdef", cls.name
        for header in ("openai-organization", "openai-project", "x-api-key"):
            assert header not in request.headers, (cls.name, header)
        return httpx2.Response(200, json=GOOD[cls.name])
    assert ask(adapter(cls, handler)).outcome == "ok"
"""


def test_the_processs_environment_is_no_source_of_keys() -> None:
    """Keys, organizations, addresses and extra headers that lie about in the process reach no vendor unasked."""
    env = {
        "OPENAI_API_KEY": "ambient",
        "OPENAI_ORG_ID": "ambient",
        "OPENAI_PROJECT_ID": "ambient",
        "OPENAI_BASE_URL": "http://ambient.example",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer ambient\nX-Extra: ambient",
        "ANTHROPIC_AUTH_TOKEN": "ambient",
        "ANTHROPIC_CUSTOM_HEADERS": "Authorization: Bearer ambient",
        "ANTHROPIC_BASE_URL": "http://ambient.example",
        "MISTRAL_API_KEY": "ambient",
    }
    script = LEAK.replace("import asyncio", f"import os; os.environ.update({env!r}); import asyncio")
    # The tests' own start-up clears these variables, so they are set behind it.
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_organization_of_the_given_environment_is_sent() -> None:
    """OpenAI's organization and project go along when the environment we were handed names them."""
    seen: list[httpx2.Request] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json=GOOD["openai"])

    ask(adapter(OpenAIProvider, handler, env={**ENV, "OPENAI_ORG_ID": "org-1", "OPENAI_PROJECT_ID": "proj-1"}))
    assert seen[0].headers["openai-organization"] == "org-1"
    assert seen[0].headers["openai-project"] == "proj-1"


def test_adapters_cost_no_sdk_import() -> None:
    """Making a provider, its body and its decoding import no SDK, and no HTTP client."""
    script = """
import sys
sys.path.insert(0, "tests")
from wire import ADAPTERS, GOOD, adapter, prompt
for cls in ADAPTERS:
    provider = adapter(cls)
    provider.body(prompt()), provider.decode(GOOD[cls.name]), cls.readiness({})
assert not {"openai", "anthropic", "mistralai", "httpx2"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = [
    *("choices", "message", "content", "text", "type", "error", "code", "status", "output", "usage", "detail", "loc"),
    *("finish_reason", "stop_reason", "refusal", "tool_calls", "model", "input_tokens", "prompt_tokens", "details"),
    *("input_tokens_details", "prompt_tokens_details", "cache_creation", "incomplete_details", "phase", "call_id"),
    *("stop_details", "output_tokens", "reason", "msg", "object", "error_code", "cached_tokens"),
]
WORDS = ["message", "text", "output_text", "refusal", "failed", "completed", "incomplete", "error", "stop", "end_turn"]
LIKELY = st.recursive(
    JSON | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=30,
)


@every_adapter
@given(reply=LIKELY)
def test_decoding_never_raises(cls: type[VendorProvider], reply: Any) -> None:
    """Whatever JSON comes, decoding it gives a completion of a known outcome, with usage that adds up."""
    done = adapter(cls).decode(reply)
    assert done.outcome in ("ok", "refused", "truncated", "empty", "invalid")
    assert isinstance(done.text, str)
    assert isinstance(done.detail, str)
    assert isinstance(done.model, str)
    assert done.outcome != "ok" or done.text.strip()
    assert done.error is None or done.outcome == "invalid"


@every_adapter
def test_an_adapter_is_a_provider(cls: type[VendorProvider]) -> None:
    """An adapter has all that the seam asks for, and says who writes with it."""
    provider = adapter(cls)
    assert isinstance(provider, Provider)
    assert provider.author == "model"
    asyncio.run(provider.aclose())
