"""Raw: reading JSON whose shape can't be trusted."""

from typing import Any

import pytest

from paneltakes.providers.vendors import raw


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        (7, 7),
        (7.9, 7),
        (-3, 0),
        (10**30, raw.MAX_COUNT),
        (float("inf"), raw.MAX_COUNT),
        (float("nan"), None),
        (True, None),
        ("7", None),
        (None, None),
        ([], None),
    ],
)
def test_a_count_is_a_sane_number_or_none(value: Any, number: int | None) -> None:
    """Numbers are brought into range; what is no number is none, and not zero."""
    assert raw.count(value) == number


def test_what_is_no_json_stays_text() -> None:
    """A page, a torn reply or endless nesting is handed on as it came."""
    assert raw.parse('{"a": [1]}') == {"a": [1]}
    for text in ("<html>", '{"a":', "", "[" * 100_000):
        assert raw.parse(text) == text


def test_a_line_is_short_and_printable() -> None:
    """Line breaks, control and direction marks and half characters are gone, and so is what is too long."""
    assert raw.line(" a\n\x1b[0m\u202eb\ud800 c ") == "a [0m b c"
    assert raw.line("x" * 400, 10) == "x" * 9 + "…"


def test_the_words_of_a_page_come_without_its_markup() -> None:
    """A proxy's page is quoted by what a reader would see of it."""
    page = "<html><style>p {color: red}</style><script>var a = 1 < 2;</script><p>Log <b>in</b></p></html>"
    assert raw.plain(page) == "Log in"
