"""Form: length, moves, and a clean take or a clean pass."""

from typing import Any

import pytest

from paneltakes.checks.form import check_brief, check_form
from paneltakes.persona import Words
from paneltakes.reply import BriefReply, Reply
from samples import brief_reply, persona, reply

PASS = {"decision": "pass", "take": "", "pass_reason": "Nothing here is for this voice.", "evidence": [], "points": []}


def problems(**changes: Any) -> list[str]:
    """Return the problems of the sample reply, changed as asked."""
    return check_form(Reply.model_validate(reply(**changes)), persona())


def test_a_good_reply_has_no_problem() -> None:
    """The sample reply is right."""
    assert problems() == []


def test_a_reasoned_pass_has_no_problem() -> None:
    """A persona may have nothing to add, if it says why."""
    assert problems(**PASS) == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({**PASS, "pass_reason": " \u200b"}, "say why"),
        ({**PASS, "take": "But still."}, "leave one of them out"),
        ({"take": " "}, "take is empty"),
        ({"take": "Four words are few."}, "The take has 4 words; it must have 5 to 60."),
        ({"take": "word " * 61}, "The take has 61 words"),
        ({"evidence": []}, "no evidence"),
        ({"points": [{"move": "grant", "text": "x"}]}, "move 'gap' is missing"),
        ({"points": [{"move": "grant", "text": "x"}, {"move": "gap", "text": " "}]}, "move 'gap' is missing"),
        ({"points": [*reply()["points"], {"move": "moat", "text": "x"}]}, "no move 'moat'"),
        ({"predictions": [{"claim": "c", "by": "2029-13", "probability": 0.1}]}, "not in the calendar"),
        ({"predictions": [{"claim": "c", "by": "2029-02-30", "probability": 0.1}]}, "not in the calendar"),
    ],
)
def test_each_problem_is_said_in_a_sentence(changes: dict[str, Any], says: str) -> None:
    """What has to be mended is named, so that a model can mend it."""
    found = problems(**changes)
    assert len(found) == 1
    assert says in found[0]


def test_the_ends_of_the_range_are_in_it() -> None:
    """A take of exactly the fewest or the most words passes."""
    speaker = persona(words=Words(min=10, max=12))
    for count, right in ((9, False), (10, True), (12, True), (13, False)):
        made = Reply.model_validate(reply(take=" ".join(["word"] * count)))
        assert (check_form(made, speaker) == []) is right


def test_a_brief_needs_each_of_its_parts() -> None:
    """A blank dek or paragraph is a problem."""
    assert check_brief(BriefReply.model_validate(brief_reply())) == []
    assert "dek" in check_brief(BriefReply.model_validate(brief_reply(dek="  ")))[0]
    assert "story" in check_brief(BriefReply.model_validate(brief_reply(story=["A.", ""])))[0]
