"""comment and brief: one answer asked for, checked, asked for once more, and every attempt on record."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from paneltakes.cache import ReplyCache
from paneltakes.comment import Asking, brief, comment
from paneltakes.prompt import Templates
from paneltakes.providers.retry import RetryingProvider
from paneltakes.providers.scripted import ScriptedProvider
from paneltakes.take import Brief, Failure, Take
from paneltakes.usage import Cost, Usage
from samples import TEXT, article, brief_reply, persona, reply

BAD = reply(take="Too short.")
CUT = {"outcome": "truncated", "text": '{"decision": "ta', "usage": {"input_tokens": 9, "output_tokens": 4}}


async def _no_sleep(seconds: float) -> None:
    """Wait for nothing."""


def ask(script: Any, **options: Any) -> tuple[Take | Failure, ScriptedProvider]:
    """Return what comes of asking the sample persona, with the provider that was asked."""
    inner = ScriptedProvider.of(script)
    provider = RetryingProvider(inner, sleep=_no_sleep)
    return asyncio.run(comment(article(), persona(), Asking(provider, Templates(), **options))), inner


def test_a_good_reply_becomes_a_take() -> None:
    """Everything that the reply says is in the take, its evidence with offsets, its points with labels."""
    take, provider = ask([reply()])
    assert isinstance(take, Take)
    assert take.text.startswith("Averley bought a figure")
    assert (take.stance, take.author, take.model) == ("critical", "scripted", "scripted:script")
    (evidence,) = take.evidence
    assert TEXT[evidence.start : evidence.end] == evidence.quote == "Their guild counted 41 days without usable tide"
    assert [point.label for point in take.points] == ["What is real", "The gap"]
    assert take.predictions[0].by == "2029"
    assert take.outside == ("Tidal plants elsewhere needed years of repairs.",)
    assert [attempt.outcome for attempt in take.attempts] == ["ok"]
    assert len(provider.prompts) == 1


def test_a_pass_is_a_result() -> None:
    """A persona with nothing to add says so, and is not asked again."""
    take, provider = ask([reply(decision="pass", take="", pass_reason="Not my field.", evidence=[], points=[])])
    assert isinstance(take, Take)
    assert take.passed
    assert take.pass_reason == "Not my field."
    assert len(provider.prompts) == 1


def test_what_fails_its_checks_is_asked_for_once_more_in_the_checkers_words() -> None:
    """The second request quotes the reply and each problem; both attempts are kept, the first with its text."""
    take, provider = ask([BAD, reply()])
    assert isinstance(take, Take)
    assert [attempt.outcome for attempt in take.attempts] == ["invalid", "ok"]
    assert take.attempts[0].problems == ("The take has 2 words; it must have 5 to 60.",)
    assert "Too short." in take.attempts[0].text
    assert "The take has 2 words; it must have 5 to 60." in provider.prompts[1].turns[-1].text
    assert "Too short." in provider.prompts[1].turns[0].text


@pytest.mark.parametrize(("second", "kind"), [(BAD, "invalid"), ("no JSON at all", "invalid"), ("", "empty")])
def test_a_second_bad_reply_is_the_end(second: Any, kind: str) -> None:
    """One re-ask, then the take fails, with both attempts."""
    failure, provider = ask([BAD, second, reply()])
    assert isinstance(failure, Failure)
    assert failure.kind == kind
    assert failure.speaker is not None
    assert failure.speaker.name == "The Critic"
    assert len(failure.attempts) == len(provider.prompts) == 2


def test_an_invented_quote_is_asked_about() -> None:
    """A quote that is not in the article is named in the re-ask."""
    invented = reply(evidence=[{"claim": "c", "quote": "Their guild counted 44 days without usable tide"}])
    take, provider = ask([invented, reply()])
    assert isinstance(take, Take)
    assert "44 days" in provider.prompts[1].turns[-1].text


def test_a_truncated_reply_gets_one_larger_budget() -> None:
    """Cut off: once more, with twice the budget and without the torn reply."""
    take, provider = ask([CUT, reply()])
    assert isinstance(take, Take)
    assert provider.prompts[1].max_tokens == 2 * provider.prompts[0].max_tokens
    assert provider.prompts[1].turns == ()
    assert take.attempts[0].usage == Usage(input_tokens=9, output_tokens=4)
    failure, provider = ask([CUT, CUT, reply()])
    assert isinstance(failure, Failure)
    assert failure.kind == "truncated"
    assert len(provider.prompts) == 2


def test_each_remedy_is_used_at_most_once() -> None:
    """Invalid, then cut off, then invalid again: three calls, and no more."""
    failure, provider = ask([BAD, CUT, BAD, reply()])
    assert isinstance(failure, Failure)
    assert len(provider.prompts) == 3
    assert provider.prompts[2].turns != ()


def test_a_refusal_is_not_argued_with() -> None:
    """A refusal ends the take with the model's words."""
    failure, provider = ask([{"outcome": "refused", "detail": "I won't."}, reply()])
    assert isinstance(failure, Failure)
    assert failure.kind == "refused"
    assert "I won't." in failure.reason
    assert len(provider.prompts) == 1


def test_zero_retries_mean_one_call() -> None:
    """With second tries off, neither a bad nor a torn reply is asked for again."""
    for answer in (BAD, CUT, ""):
        failure, provider = ask([answer, reply()], second_try=False)
        assert isinstance(failure, Failure)
        assert len(provider.prompts) == 1


def test_failed_tries_are_on_record() -> None:
    """A rate limit before the answer is an attempt too."""
    take, _ = ask([{"error": "rate_limit"}, reply()])
    assert [attempt.outcome for attempt in take.attempts] == ["error", "ok"]
    assert take.attempts[0].stop_reason == "rate_limit"


def test_a_provider_error_is_a_failure_not_an_exception() -> None:
    """The other personas must not be sunk; a time-out's price is unknown, since it may have been billed."""
    failure, _ = ask([{"error": "timeout", "message": "No answer within 120 s."}] * 4)
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.reason) == ("timeout", "No answer within 120 s.")
    assert len(failure.attempts) == 4
    assert all(attempt.cost == Cost(unknown=1) for attempt in failure.attempts)


def test_a_kept_reply_is_not_paid_for_again(tmp_path: Path) -> None:
    """The second time the reply comes from the cache: nothing is sent, nothing is spent, and it says so."""
    cache = ReplyCache(tmp_path / "c.sqlite3")
    first, _ = ask([BAD, reply()], cache=cache)
    second, provider = ask([], cache=cache)
    assert isinstance(first, Take)
    assert isinstance(second, Take)
    assert provider.prompts == []
    assert [attempt.cached for attempt in second.attempts] == [True]
    assert second.model_copy(update={"attempts": ()}) == first.model_copy(update={"attempts": ()})


def test_failures_are_never_kept(tmp_path: Path) -> None:
    """A reply that was not accepted is asked for anew the next time."""
    cache = ReplyCache(tmp_path / "c.sqlite3")
    ask([BAD, BAD], cache=cache)
    assert cache.info().replies == 0


def test_control_characters_of_a_model_reach_nobody() -> None:
    """What a model writes is cleaned as an article is."""
    take, _ = ask([reply(take="Averley bought\x1b]0;x\x07 a figure\u202e before\nit counted the tide.")])
    assert isinstance(take, Take)
    assert take.text == "Averley bought]0;x a figure before it counted the tide."


def test_the_brief() -> None:
    """The brief is asked for, checked and re-asked in the same way."""
    provider = ScriptedProvider.of([brief_reply(dek=" "), brief_reply()])
    made = asyncio.run(brief(article(), Asking(provider, Templates())))
    assert isinstance(made, Brief)
    assert made.story == ("Averley's council has backed the mill.", "The state decides on its half in March.")
    assert [attempt.outcome for attempt in made.attempts] == ["invalid", "ok"]
