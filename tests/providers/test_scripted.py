"""ScriptedProvider: answers from a list, from an object, and from a file."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from paneltakes.errors import ProviderError, UsageError
from paneltakes.prompt import Templates
from paneltakes.providers.base import Completion, ProviderOptions
from paneltakes.providers.scripted import ScriptedProvider
from samples import article, persona, reply

TAKE = Templates().take(article(), persona())
BRIEF = Templates().brief(article())


def play(provider: ScriptedProvider, *prompts: Any) -> list[Completion]:
    """Return what the provider answers to these prompts, in turn."""
    return [asyncio.run(provider.complete(prompt)) for prompt in prompts]


def test_a_list_is_played_in_order() -> None:
    """The first call gets the first answer; the prompts are kept."""
    provider = ScriptedProvider.of(["one", reply(), ""])
    first, second, third = play(provider, TAKE, TAKE, BRIEF)
    assert first.text == "one"
    assert json.loads(second.text) == reply()
    assert third.outcome == "empty"
    assert provider.prompts == [TAKE, TAKE, BRIEF]


def test_an_object_names_the_parts() -> None:
    """Each part has its own answers; a single one is given every time."""
    provider = ScriptedProvider.of({"critic": ["a", "b"], "brief": "story"})
    assert [c.text for c in play(provider, BRIEF, TAKE, BRIEF, TAKE)] == ["story", "a", "story", "b"]


def test_other_outcomes_and_errors() -> None:
    """A script can refuse, and fail."""
    provider = ScriptedProvider.of(
        [
            {"outcome": "refused", "detail": "no", "usage": {"input_tokens": 5}},
            {"error": "overloaded", "retry_after": 2},
        ]
    )
    (refused,) = play(provider, TAKE)
    assert (refused.outcome, refused.detail) == ("refused", "no")
    assert refused.usage is not None
    assert refused.usage.input_tokens == 5
    with pytest.raises(ProviderError) as failure:
        play(provider, TAKE)
    assert (failure.value.kind, failure.value.retryable, failure.value.retry_after) == ("overloaded", True, 2)


def test_a_script_that_is_used_up_says_so() -> None:
    """A call that the script has no answer for fails with the part's name."""
    with pytest.raises(ProviderError, match="no further answer for 'critic'"):
        play(ScriptedProvider.of(["one"]), TAKE, TAKE)
    with pytest.raises(ProviderError, match="no answer for 'brief'"):
        play(ScriptedProvider.of({"critic": "a"}), BRIEF)


@pytest.mark.parametrize("name", ["s.json", "s.jsonl"])
def test_a_file(tmp_path: Path, name: str) -> None:
    """``scripted:FILE`` plays a JSON or a JSON Lines file."""
    path = tmp_path / name
    answers = [reply(), "raw"]
    path.write_text(json.dumps(answers) if name == "s.json" else "\n".join(map(json.dumps, answers)), encoding="utf-8")
    provider = ScriptedProvider(ProviderOptions(model=str(path)))
    assert provider.model == name
    assert [c.text for c in play(provider, TAKE, TAKE)] == [json.dumps(reply(), ensure_ascii=False), "raw"]


@pytest.mark.parametrize("text", ["{", "3", '"x"'])
def test_a_file_that_is_no_script(tmp_path: Path, text: str) -> None:
    """A broken script is a usage error that names the file."""
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"s\.json"):
        ScriptedProvider(ProviderOptions(model=str(path)))


def test_no_file_at_all() -> None:
    """The bare provider says what it needs."""
    with pytest.raises(ProviderError, match="scripted:FILE"):
        ScriptedProvider(ProviderOptions())


def test_a_misspelt_outcome_suggests_the_right_one() -> None:
    """A mistake in a script is told, not played."""
    with pytest.raises(UsageError, match="Did you mean 'refused'"):
        play(ScriptedProvider.of([{"outcome": "refsed"}]), TAKE)
