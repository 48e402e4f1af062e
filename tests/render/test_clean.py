"""Tests of the cleaning of outside text."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paneltakes.render.clean import line, paragraphs, plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[1;1Hhome", "home"),
        ("a\x1b]0;evil\x07b", "ab"),
        ("a\x1b]8;;https://x.example\x1b\\b", "ab"),
        ("a\x1bPq#0;2\x1b\\b", "ab"),
        ("a\x1b_apc\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d", "abcd"),
        ("a\x9b31mb", "ab"),
        ("a\x9d0;evil\x9cb", "ab"),
        ("a\x90dcs\x9cb", "ab"),
        ("a\x1bcb", "ab"),
        ("a\x1b(0b", "ab"),
        ("a\x00\x08\x7f\x85b", "ab"),
        ("safe\u202egpj.exe\u2066\u200f", "safegpj.exe"),
        ("half \ud800 a pair", "half  a pair"),
        ("tag\U000e0041s", "tags"),
        ("back\rover", "back\nover"),
        ("a\tb\nc", "a\tb\nc"),
        ("[bold]x[/bold] :smile: {{7*7}}", "[bold]x[/bold] :smile: {{7*7}}"),
        ("😀 naïve £5 日本 שלום", "😀 naïve £5 日本 שלום"),
    ],
)
def test_plain_drops_what_a_terminal_would_act_on(text: str, kept: str) -> None:
    """Sequences and invisible characters go, all that a reader sees stays."""
    assert plain(text) == kept


def test_a_sequence_that_never_ends_swallows_nothing() -> None:
    """Only the introducer of an unterminated OSC goes; the text behind it is still there."""
    assert plain("\x1b]0;the rest of the take\nand its second line") == "0;the rest of the take\nand its second line"


@pytest.mark.parametrize("unit", ["\x1b]", "\x9d", "\x1b[", "\x1b", "\x9b1", "\x1bP\x1b", "\x1b "])
def test_plain_takes_linear_time(unit: str) -> None:
    """A text made of nothing but beginnings of sequences is cleaned at once."""
    started = time.process_time()
    plain(unit * 100_000)
    assert time.process_time() - started < 2


@given(st.text(alphabet=st.characters() | st.sampled_from("\x1b[]P\\;m\x07\x9b\x9c\x9d\u202e\r\n")))
def test_plain_leaves_no_control_and_is_stable(text: str) -> None:
    """No control or format character but line feed, tab and joiners is left, and a second pass finds nothing."""
    kept = plain(text)
    wrong = [c for c in kept if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t\u200c\u200d"]
    assert not wrong
    assert plain(kept) == kept


def test_line_keeps_no_break_spaces() -> None:
    """White space becomes one space, except where it holds a figure and its unit together."""
    assert line(" a \n\n b\t20\u00a0% ") == "a b 20\u00a0%"


def test_paragraphs_part_at_empty_lines_only() -> None:
    """A lone line feed joins, an empty line parts, and empty paragraphs are left out."""
    assert paragraphs("one\nstill one\n \n\ntwo\n\n\x1b[0m\n\n") == ("one still one", "two")


@pytest.mark.parametrize("module", ["paneltakes.render", "paneltakes.render.clean"])
def test_importing_costs_neither_rich_nor_jinja(module: str) -> None:
    """The command line's error messages and format names need no renderer."""
    code = f"import sys, {module}; print([m for m in ('rich', 'jinja2', 'typer', 'html') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
