"""The library's verbs, as a pipeline would call them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

import paneltakes
from paneltakes.errors import PanelError, ProviderError, UsageError
from paneltakes.persona import DEFAULT_PANEL, NEW_PERSONA, PersonaShelf
from paneltakes.providers import registry
from paneltakes.providers.scripted import ScriptedProvider
from paneltakes.settings import Places, load_settings
from samples import article, brief_reply, full_reply, persona, reply, script

FOUR = PersonaShelf().select(DEFAULT_PANEL)


def test_convene_with_a_provider_of_ones_own() -> None:
    """A handed-in provider speaks for the four and the brief."""
    panel = paneltakes.convene(article(), provider=ScriptedProvider.of(script(*FOUR)))
    assert [take.speaker.name for take in panel.takes] == ["The Founder", "The Skeptic", "The Futurist", "The Builder"]
    assert panel.brief is not None


def test_the_same_provider_serves_several_loops() -> None:
    """Two calls of the sync face are two event loops; the provider survives both."""
    provider = ScriptedProvider.of(script(*FOUR))
    for _ in range(2):
        assert len(paneltakes.convene(article(), provider=provider).takes) == 4


def test_personas_by_id_and_as_objects() -> None:
    """Ids and personas may be mixed; the order is kept, and each speaks once."""
    own = persona()
    provider = ScriptedProvider.of({"critic": reply(), "builder": full_reply(FOUR[3])})
    panel = paneltakes.convene(article(), provider=provider, personas=[own, "builder", own], brief=False)
    assert [take.speaker.id for take in panel.takes] == ["critic", "builder"]
    assert panel.brief is None
    assert not panel.partial


def test_parts_arrive_through_the_callback() -> None:
    """``on_part`` sees each part once."""
    seen: list[Any] = []
    panel = asyncio.run(
        paneltakes.aconvene(article(), provider=ScriptedProvider.of(script(*FOUR)), on_part=seen.append)
    )
    assert len(seen) == 5
    assert {part.speaker.id for part in seen if isinstance(part, paneltakes.Take)} == {
        t.speaker.id for t in panel.takes
    }


def test_stream_yields_takes() -> None:
    """Streaming gives takes, and failures in their place; the brief only when asked for."""

    async def collect(**options: Any) -> list[Any]:
        answers = script(*FOUR, skeptic={"outcome": "refused"})
        return [part async for part in paneltakes.stream(article(), provider=ScriptedProvider.of(answers), **options)]

    parts = asyncio.run(collect())
    assert sorted(type(part).__name__ for part in parts) == ["Failure", "Take", "Take", "Take"]
    assert sorted(type(part).__name__ for part in asyncio.run(collect(brief=True)))[0] == "Brief"


def test_inside_a_running_loop_the_sync_face_says_what_to_write() -> None:
    """A notebook's user is told the async name."""

    async def wrong() -> None:
        paneltakes.convene(article(), model="extractive")

    with pytest.raises(UsageError, match=r"await paneltakes\.aconvene"):
        asyncio.run(wrong())


def test_max_retries_zero_is_one_call_a_part() -> None:
    """0 means 0: a reply that can't be used is not asked for again."""
    provider = ScriptedProvider.of([{"error": "rate_limit"}] * 9)
    with pytest.raises(PanelError):
        paneltakes.convene(article(), provider=provider, max_retries=0)
    assert len(provider.prompts) == 5


def test_nothing_is_sent_when_the_request_is_wrong() -> None:
    """A misspelt persona, panel, model or option is a usage error before any call."""
    provider = ScriptedProvider.of(script(*FOUR))
    wrong: list[dict[str, Any]] = [
        {"personas": ["sceptic"]},
        {"panel": "nobody"},
        {"timeout": -1},
        {"personas": []},
        {"personas": ["skeptic"], "panel": "default"},
        {"personas": "skeptic"},
    ]
    for options in wrong:
        with pytest.raises(UsageError):
            paneltakes.convene(article(), provider=provider, **options)
    with pytest.raises(UsageError, match="Did you mean 'anthropic'"):
        paneltakes.convene(article(), model="antropic")
    assert provider.prompts == []


def test_a_missing_key_names_the_variable_and_the_keyless_way() -> None:
    """Without a key there is no call, and the message says both ways on."""
    with pytest.raises(ProviderError, match=r"ANTHROPIC_API_KEY.*extractive") as error:
        paneltakes.convene(article(), model="anthropic")
    assert error.value.kind == "not_configured"


def test_with_no_model_named_the_extractive_engine_speaks(caplog: pytest.LogCaptureFixture) -> None:
    """With nothing configured the panel is extractive, and one notice says so."""
    panel = paneltakes.convene(article(), brief=False, max_retries=0)
    assert panel.author == "extractive"
    assert "No language model" in panel.disclosure
    assert [record.message for record in caplog.records if "ANTHROPIC_API_KEY" in record.message]


def test_a_projects_own_voice_and_panel(tmp_path: Path) -> None:
    """``project`` names the folder whose personas, prompts and settings count."""
    (tmp_path / "personas").mkdir()
    text = NEW_PERSONA.replace("{id}", "critic").replace("{name}", "The Critic")
    (tmp_path / "personas" / "critic.toml").write_text(text, encoding="utf-8")
    (tmp_path / "paneltakes.toml").write_text('brief = false\n[panels]\nsolo = ["critic"]\n', encoding="utf-8")
    critic = PersonaShelf(project=tmp_path).get("critic")
    provider = ScriptedProvider.of({"critic": full_reply(critic)})
    panel = paneltakes.convene(article(), provider=provider, panel="solo", project=tmp_path)
    assert [take.speaker.name for take in panel.takes] == ["The Critic"]


def test_convene_all_is_its_own_checkpoint(tmp_path: Path) -> None:
    """A list is worked off once; what failed is on record, and tried again the next time."""
    out = tmp_path / "takes.jsonl"
    good, bad = article(), str(tmp_path / "nowhere.md")
    first = paneltakes.convene_all([good, bad], out, provider=ScriptedProvider.of(script(*FOUR)))
    assert (first.done, first.failed) == (1, 1)
    provider = ScriptedProvider.of(script(*FOUR))
    second = paneltakes.convene_all([good, bad], out, provider=provider)
    assert (second.done, second.failed, second.skipped) == (0, 1, 1)
    assert provider.prompts == []
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert sorted(record["status"] for record in records) == ["done", "failed"]
    assert brief_reply()["headline"] in out.read_text(encoding="utf-8")


def test_a_server_of_the_settings_never_gets_a_vendors_key(tmp_path: Path) -> None:
    """``base_url`` in a file is for providers without an address; as an option it is for the one that is named."""
    (tmp_path / "paneltakes.toml").write_text('base_url = "http://127.0.0.1:9/v1"\n', encoding="utf-8")
    env = {"OPENAI_API_KEY": "sk-test"}
    places = Places(tmp_path, tmp_path, tmp_path)
    configured = load_settings(places, env).base_url
    vendor = registry.make("openai", env=env, server_url=configured)
    named = registry.make("openai", env=env, server_url=configured, base_url="https://proxy.example/v1")
    server = registry.make("compatible:m", env=env, server_url=configured)
    scopes = [getattr(provider, "cache_scope", "") for provider in (vendor, named, server)]
    assert "127.0.0.1" not in scopes[0]
    assert scopes[1:] == ["https://proxy.example/v1", "http://127.0.0.1:9/v1"]
