"""Evidence: a quote stands in the article, to the letter but for typography, or it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paneltakes.checks.evidence import check_evidence, locate

TEXT = (
    "“We don’t sell,” said Ines Faro — the mayor. The plan cost 15 million euros\xa0last year, not 5 million as hoped. "
    "A *key* figure: 1.5 million homes. The caf\u00e9 closed at 41 per\u00adcent."
)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('"We don\'t sell," said Ines Faro - the mayor', "We don’t sell,” said Ines Faro — the mayor"),
        ("15 million euros last year", "15 million euros\xa0last year"),
        ("5 million as hoped", "5 million as hoped"),
        ("A key figure", "A *key* figure"),
        ("The cafe\u0301 closed", "The caf\u00e9 closed"),
        ("at 41 percent.", "at 41 per\u00adcent"),
        ("  the mayor. The plan cost…", "the mayor. The plan cost"),
    ],
)
def test_typography_is_folded(quote: str, found: str) -> None:
    """Quotation marks, dashes, spaces, accents' encoding and Markdown may differ; the span is the original's."""
    span = locate(quote, TEXT)
    assert span is not None
    assert TEXT[slice(*span)] == found


@pytest.mark.parametrize(
    "quote",
    [
        "We do sell",
        "said Ines Farol",
        "5 million euros last year",  # stands only inside "15 million euros"
        "million homes for all",
        "5 million homes",  # stands only inside "1.5 million"
        "The plan cost ... million",
        "THE PLAN COST 15 MILLION",
        "…",
        "",
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    """A changed word, a figure that is part of another, an omission: none of them passes."""
    assert locate(quote, TEXT) is None


def test_first_of_several_places_as_a_whole_word() -> None:
    """The first occurrence that is not a part of a longer word counts."""
    assert locate("art", "party art art") == (6, 9)


def test_scripts_without_spaces() -> None:
    """A passage in the middle of Chinese text is found."""
    text = "市議会は潮力発電所の建設を承認した。"
    assert locate("潮力発電所の建設", text) == (4, 12)


def test_offsets_point_at_the_quote() -> None:
    """Evidence carries the article's own words and where they stand."""
    evidence, problems = check_evidence([("It cost a lot.", "The plan cost 15 million euros")], TEXT)
    assert not problems
    assert TEXT[evidence[0].start : evidence[0].end] == evidence[0].quote == "The plan cost 15 million euros"


def test_problems_quote_what_is_wrong() -> None:
    """An invented passage and one that is too short are told apart, in words that a model can act on."""
    evidence, problems = check_evidence([("c", "The plan cost 99 million euros"), ("c", "Ines")], TEXT)
    assert not evidence
    assert "does not stand in the article" in problems[0]
    assert "99 million" in problems[0]
    assert "too short" in problems[1]


def test_the_same_evidence_twice_counts_once() -> None:
    """A repeated pair is kept once."""
    pair = ("c", "The plan cost 15 million")
    assert len(check_evidence([pair, pair], TEXT)[0]) == 1


@given(st.text(max_size=200), st.data())
def test_any_span_of_words_is_found_where_it_reads_the_same(text: str, data: st.DataObject) -> None:
    """Whatever the text, looking for a piece of it never fails, and a find lies within the text."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = locate(text[start:end], text)
    assert span is None or 0 <= span[0] < span[1] <= len(text)
