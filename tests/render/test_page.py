"""Tests of what readers are told, before any format."""

from __future__ import annotations

import pytest

from paneltakes.render.page import Passage, date_words, page_of, voice_of
from paneltakes.take import Prediction
from paneltakes.usage import Cost
from sample_panel import attempt, evidence, sample_brief, sample_failure, sample_panel, sample_takes


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2028", "2028"),
        ("2028-06", "June 2028"),
        ("2028-06-03", "3 June 2028"),
        ("2026-05-12T07:30:00+02:00", "12 May 2026"),
        ("2026-05-12 07:30", "12 May 2026"),
        ("2028-13", "2028-13"),
        ("2028-00-01", "2028-00-01"),
        ("20280", "20280"),
        ("next spring", "next spring"),
        ("", ""),
    ],
)
def test_dates_are_worded(iso: str, words: str) -> None:
    """ISO dates read as people write them, to the precision given; anything else stays as it is."""
    assert date_words(iso) == words


def test_the_time_is_told_only_in_utc() -> None:
    """The time of creation is shown with its zone."""
    assert date_words("2026-05-12T09:41:07Z", with_time=True) == "12 May 2026, 09:41 UTC"
    assert date_words("2026-05-12T09:41:07+02:00", with_time=True) == "12 May 2026"


@pytest.mark.parametrize(
    ("probability", "chance"),
    [(0, "0%"), (0.004, "under 1%"), (0.35, "35%"), (0.999, "over 99%"), (1, "100%")],
)
def test_chances_are_never_rounded_to_certainty(probability: float, chance: str) -> None:
    """Only 0 and 1 themselves are shown as 0% and 100%."""
    prediction = Prediction(claim="It rains.", by="2030", probability=probability)
    assert voice_of(sample_takes()[0].model_copy(update={"predictions": (prediction,)})).forecasts[0].chance == chance


def test_a_claim_in_the_passage_s_own_words_is_told_once() -> None:
    """Whatever the typography, a claim that repeats its quote is left out; a quote in the take is marked."""
    quote = "We are not buying boats"
    take = sample_takes()[0].model_copy(
        update={
            "text": f"She says: “{quote}”.",
            "evidence": (evidence(f"“{quote}.”", quote), evidence("Other.", "nine such")),
        }
    )
    assert voice_of(take).passages == (Passage("", quote, shown=True), Passage("Other.", "nine such", shown=False))


def test_what_is_empty_once_cleaned_is_left_out() -> None:
    """No list shows an entry of nothing but invisible characters, and a pass always has a reason."""
    nothing = "\u200b\x1b[0m"
    take = sample_takes()[0].model_copy(
        update={
            "text": nothing,
            "evidence": (evidence("A claim.", "nine such").model_copy(update={"quote": nothing}),),
            "predictions": (Prediction(claim=nothing, by="2030", probability=0.5),),
            "outside": (nothing,),
        }
    )
    voice = voice_of(take)
    assert (voice.text, voice.passages, voice.forecasts, voice.outside) == ((), (), (), ())
    assert voice.pass_reason == "no reason was given."


def test_quotation_marks_within_a_quote_become_single() -> None:
    """A quote in a quote is set as print sets it."""
    assert Passage("", "it is “closer to nine”", shown=False).quoted == "“it is ‘closer to nine’”"


def test_an_empty_headline_falls_back_to_the_title() -> None:
    """A headline of invisible characters leaves no empty heading."""
    panel = sample_panel(brief=sample_brief().model_copy(update={"headline": "\u200b\x1b[0m"}))
    assert page_of(panel).headline == panel.article.title


def test_calls_without_a_reply_or_a_count_are_told() -> None:
    """The figures say how many calls came to nothing, were answered from the cache, or told no tokens."""
    takes = sample_takes()
    cached = attempt(cost=Cost()).model_copy(update={"cached": True})
    panel = sample_panel(takes=(takes[0].model_copy(update={"attempts": (cached,)}),), failures=(sample_failure(),))
    figures = dict(page_of(panel).figures)
    assert figures["Calls"] == "3 (1 answered from the cache, 2 without a usable reply)"
    assert figures["Tokens"].endswith("not told for 2 calls")
    assert figures["Cost"] == "unknown"
