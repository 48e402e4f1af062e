"""Article: what it works out by itself, and what it does not let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paneltakes.article import Article
from paneltakes.text import clean_text, count_words, hash_text
from samples import article


def test_title_and_text_are_enough() -> None:
    """An article made of a title and a text knows its word count and its hash."""
    made = Article(title="A title", text="Three short words")
    assert made.word_count == 3
    assert made.content_hash == hash_text("Three short words")


def test_json_round_trip() -> None:
    """An article read back from its JSON equals it."""
    made = article()
    assert Article.model_validate_json(made.model_dump_json()) == made


def test_edited_text_is_noticed() -> None:
    """A text that no longer fits its stored hash is refused, since offsets elsewhere would point to nothing."""
    data = {**article().model_dump(), "text": "Other words"}
    with pytest.raises(ValidationError, match="leave it out"):
        Article.model_validate(data)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\n \t\n\n\n\nb", "a\n\nb"),
        ("zero\u200bwidth \u202eevil\u202c \ufeffend", "zerowidth evil end"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("bell\x07 \x1b[31mred", "bell [31mred"),
        ("half \ud800 pair", "half  pair"),
        ("mi\u200cravam \u200d\u200d\u200d", "mi\u200cravam \u200d"),
    ],
)
def test_cleaning(raw: str, clean: str) -> None:
    """What no reader sees is dropped; single joiners, which some scripts need, stay."""
    assert clean_text(raw) == clean


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    """Cleaning is idempotent, so that an article's hash survives storage."""
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("The mayor's 1,200-page plan — “late” — costs 3.5 million", 8),
        ("潮力発電", 4),
        ("Ärger über Öl", 3),
        ("a\n\nb", 2),
    ],
)
def test_word_count(text: str, words: int) -> None:
    """Words are counted as an editor would; in scripts without spaces each sign counts."""
    assert count_words(text) == words


def test_metadata_is_one_clean_line() -> None:
    """Title and byline lose line breaks and control characters."""
    made = article(title="Two\nlines\x1b]0;x\x07", byline=" Kim \u202e Osei ")
    assert made.title == "Two lines]0;x"
    assert made.byline == "Kim Osei"


def test_unknown_field_is_refused() -> None:
    """A misspelt field is an error, not a silent loss."""
    with pytest.raises(ValidationError):
        Article(title="T", text="x", autor="Kim")  # type: ignore[call-arg]
