"""What a provider needs before it can send anything: a key that can be sent, an address, a model."""

from typing import Any

import pytest

from paneltakes.errors import PaneltakesError, ProviderError, UsageError
from paneltakes.providers.base import ProviderOptions
from paneltakes.providers.vendors.compatible import CompatibleProvider
from paneltakes.providers.vendors.mistral import MistralProvider
from paneltakes.providers.vendors.openai import OpenAIProvider
from wire import ADAPTERS, ENV, KEY, adapter

KEYED = [cls for cls in ADAPTERS if not cls.key_optional]
every_adapter = pytest.mark.parametrize("cls", ADAPTERS, ids=lambda cls: cls.name)


@pytest.mark.parametrize("cls", KEYED, ids=lambda cls: cls.name)
@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_a_missing_key_names_the_variable_and_the_keyless_way(cls: Any, value: str | None) -> None:
    """No key, no provider; the message says what to set, or what to type instead."""
    env = {} if value is None else {cls.key_variable: value}
    with pytest.raises(ProviderError, match="-m extractive") as caught:
        cls(ProviderOptions(env=env))
    assert str(caught.value).startswith(f"{cls.key_variable} is not set")
    assert (caught.value.kind, caught.value.exit_code) == ("not_configured", 4)
    assert not cls.readiness(env).ready
    assert cls.key_variable in cls.readiness(env).how


@every_adapter
@pytest.mark.parametrize("key", ["two words", "line\nbreak", "kéy", "“quoted”", "nul\x00"])
def test_a_key_that_cant_be_sent_is_refused_unseen(cls: Any, key: str) -> None:
    """Whitespace and characters beyond ASCII can't stand in a header; the key itself is not shown."""
    with pytest.raises(ProviderError) as caught:
        cls(ProviderOptions(env={**ENV, cls.key_variable: key}))
    assert cls.key_variable in str(caught.value)
    assert key not in str(caught.value)


@every_adapter
def test_whitespace_around_a_key_is_dropped(cls: Any) -> None:
    """A line's end behind the key comes from how it was set."""
    assert cls(ProviderOptions(env={**ENV, cls.key_variable: f" {KEY}\r\n"}))._endpoint.key == KEY


@every_adapter
def test_a_set_key_makes_ready(cls: Any) -> None:
    """Readiness says what makes it so, and shows no key."""
    readiness = cls.readiness(ENV)
    assert readiness.ready
    assert "set" in readiness.how
    assert KEY not in readiness.how


@every_adapter
@pytest.mark.parametrize(
    "url",
    [
        "localhost:11434/v1",
        "ftp://a.example",
        "http://",
        "https://a b/v1",
        "http://a:x/v1",
        "http://[/",
        "http://a/?b=1",
    ],
)
def test_an_address_that_is_none_says_what_to_type(cls: Any, url: str) -> None:
    """A base URL must be an http(s) one that a path can follow; the message names where it was given."""
    with pytest.raises(UsageError, match=r"--base-url .* Give it like this: https://"):
        adapter(cls, base_url=url)
    with pytest.raises(UsageError, match=rf"{cls.url_variable} .* Give it like this: https://"):
        adapter(cls, env={**ENV, cls.url_variable: url})


@every_adapter
def test_the_option_beats_the_environment_and_that_the_default(cls: Any) -> None:
    """Where requests go can be said twice; the command line wins."""
    env = {**ENV, cls.url_variable: "https://env.example"}
    assert adapter(cls, env=env, base_url="https://flag.example/").cache_scope == "https://flag.example"
    assert adapter(cls, env=env).cache_scope == "https://env.example"


def test_a_path_that_the_sdk_adds_itself_is_not_added_twice() -> None:
    """Mistral's and Anthropic's addresses may be given with or without their /v1."""
    assert adapter(MistralProvider, base_url="https://m.example/v1/").cache_scope == "https://m.example"
    assert adapter(OpenAIProvider, base_url="https://m.example/v1/").cache_scope == "https://m.example/v1"


@pytest.mark.parametrize(
    ("missing", "said"), [("COMPATIBLE_BASE_URL", "--base-url http"), ("COMPATIBLE_MODEL", "-m compatible:MODEL")]
)
def test_a_compatible_server_needs_an_address_and_a_model(missing: str, said: str) -> None:
    """Either can't be guessed; each message says what to type."""
    env = {name: value for name, value in ENV.items() if name != missing}
    with pytest.raises(ProviderError, match=said) as caught:
        CompatibleProvider(ProviderOptions(env=env))
    assert missing in str(caught.value)
    assert caught.value.kind == "not_configured"
    assert missing in CompatibleProvider.readiness(env).how


def test_a_compatible_server_needs_no_key() -> None:
    """Local servers take none."""
    env = {name: value for name, value in ENV.items() if name != "COMPATIBLE_API_KEY"}
    provider = CompatibleProvider(ProviderOptions(env=env, model="qwen3:4b"))
    assert (provider.model, provider.price_id) == ("qwen3:4b", None)


@every_adapter
@pytest.mark.parametrize("options", [{"model": "a"}, {"base_url": "http://x.example/v1"}, {"timeout": 1.0}])
def test_making_a_provider_sends_nothing_and_raises_nothing_else(cls: Any, options: dict[str, Any]) -> None:
    """With all that it needs, a provider is made; without, only our own errors come out."""
    assert cls(ProviderOptions(env=ENV, **options)).name == cls.name
    with pytest.raises(PaneltakesError):
        cls(ProviderOptions(env={}, base_url="nowhere"))
