"""Panel: parts side by side, in order, and one failure alone."""

import asyncio
from typing import Any

import pytest

from paneltakes.comment import Asking
from paneltakes.errors import PanelError
from paneltakes.panel import Part, assemble, require_takes, stream_parts
from paneltakes.persona import DEFAULT_PANEL, PersonaShelf
from paneltakes.prompt import Prompt, Templates
from paneltakes.providers.base import Completion
from paneltakes.providers.scripted import ScriptedProvider
from paneltakes.take import Failure, Panel
from samples import article, full_reply, script

FOUR = PersonaShelf().select(DEFAULT_PANEL)


def convene(answers: Any, *, brief: bool = True) -> Panel:
    """Return the panel that a script makes of the sample article."""
    asking = Asking(ScriptedProvider.of(answers), Templates(), second_try=False)

    async def go() -> list[Part]:
        return [part async for part in stream_parts(article(), FOUR, asking, with_brief=brief)]

    return assemble(article(), asyncio.run(go()), FOUR, asking, with_brief=brief)


def test_four_takes_and_a_brief() -> None:
    """Takes stand in the personas' order, whatever order they came in."""
    panel = convene(script(*FOUR))
    assert [take.speaker.id for take in panel.takes] == list(DEFAULT_PANEL)
    assert panel.brief is not None
    assert not panel.partial
    assert panel.missing == ""
    assert "No language model wrote this" in panel.disclosure


def test_json_round_trip() -> None:
    """A panel read back from its JSON equals it, failures and all."""
    panel = convene(script(*FOUR, skeptic="nonsense"))
    assert Panel.model_validate_json(panel.model_dump_json()) == panel


def test_one_failure_does_not_sink_the_rest() -> None:
    """The others stand; the missing one is named with its reason."""
    panel = convene(script(*FOUR, skeptic={"outcome": "refused", "detail": "no"}))
    assert [take.speaker.id for take in panel.takes] == ["founder", "futurist", "builder"]
    assert panel.partial
    assert panel.missing == "The Skeptic"
    assert panel.failures[0].kind == "refused"


def test_a_failed_brief_makes_the_panel_partial() -> None:
    """All takes but no brief is partial, and says what is missing."""
    panel = convene(script(*FOUR, brief="nonsense", founder=""))
    assert panel.missing == "The Founder and the brief"
    assert require_takes(panel) is panel


@pytest.mark.parametrize(
    ("answer", "code"),
    [("nonsense", 6), ({"error": "auth"}, 4), ({"outcome": "refused"}, 4), ({"outcome": "truncated"}, 6)],
)
def test_no_take_at_all_is_an_error_that_carries_the_panel(answer: Any, code: int) -> None:
    """Without a take the error holds every attempt; its code tells a failed provider from failed validation."""
    panel = convene({**dict.fromkeys(DEFAULT_PANEL, answer), "brief": answer})
    with pytest.raises(PanelError) as error:
        require_takes(panel)
    assert error.value.exit_code == code
    assert len(error.value.panel.attempts) == 5


def test_what_has_not_come_is_interrupted() -> None:
    """A panel assembled early names what is missing."""
    asking = Asking(ScriptedProvider.of([]), Templates())
    panel = assemble(article(), [], FOUR[:1], asking, with_brief=True)
    assert [failure.kind for failure in panel.failures] == ["interrupted", "interrupted"]


class Slow:
    """A provider that answers the founder at once and the others never; it notes what was cancelled."""

    name = "slow"
    model = "m"
    author = "scripted"

    def __init__(self) -> None:
        self.cancelled = 0

    async def complete(self, prompt: Prompt) -> Completion:
        """Answer, or hang."""
        assert prompt.persona is not None
        if prompt.persona.id == "founder":
            return await ScriptedProvider.of([full_reply(prompt.persona)]).complete(prompt)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        raise AssertionError

    async def aclose(self) -> None:
        """Do nothing."""


def test_a_take_arrives_before_the_others_are_done() -> None:
    """The first take is handed on at once; leaving the stream cancels the calls still under way."""
    provider = Slow()

    async def first() -> Part:
        stream = stream_parts(article(), FOUR, Asking(provider, Templates()), with_brief=False)
        part = await anext(stream)
        await stream.aclose()
        return part

    part = asyncio.run(asyncio.wait_for(first(), 10))
    assert not isinstance(part, Failure)
    assert provider.cancelled == 3
