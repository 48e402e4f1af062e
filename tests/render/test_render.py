"""Tests of the door to the renderings, and of what all of them have to show."""

from __future__ import annotations

import html
import re

import pytest

from hostile import HOSTILE, hostile_panel
from paneltakes.article import Article
from paneltakes.errors import UsageError
from paneltakes.render import Format, format_for, render_panel
from paneltakes.take import Panel
from sample_panel import (
    BUILDER,
    FOUNDER,
    FUTURIST,
    SKEPTIC,
    sample_article,
    sample_brief,
    sample_failure,
    sample_panel,
    sample_pass,
    sample_takes,
)

READABLE: tuple[Format, ...] = ("md", "html", "txt")


def read(panel: Panel, format_: Format) -> str:
    """Return what a reader of the rendering sees, on one line: tags, escapes and wrapping undone."""
    text = render_panel(panel, format_)
    if format_ == "html":
        text = html.unescape(re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL))
    if format_ == "md":
        text = html.unescape(re.sub(r"\\([^\w\s])", r"\1", text))
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("a.json", "json"),
        ("a.md", "md"),
        ("dir.d/a.MARKDOWN", "md"),
        ("a.html", "html"),
        ("a.HTM", "html"),
        ("a.txt", "txt"),
    ],
)
def test_the_ending_of_a_name_picks_the_format(name: str, format_: Format) -> None:
    """Endings count whatever their case."""
    assert format_for(name) == format_


@pytest.mark.parametrize("name", ["a.pdf", "a", "json", ".md"])
def test_an_unknown_ending_is_told_with_the_known_ones(name: str) -> None:
    """The error lists every ending that would do."""
    with pytest.raises(UsageError, match=r"\.json \.md \.html \.txt"):
        format_for(name)


def test_a_mistyped_ending_is_told_the_nearest() -> None:
    """A near miss gets a suggestion."""
    with pytest.raises(UsageError, match=r"Did you mean '\.html?'\?"):
        format_for("a.htlm")


def test_an_unknown_format_is_a_usage_error() -> None:
    """A program that asks for a format of no renderer is told the formats."""
    with pytest.raises(UsageError, match="json, md, html, txt"):
        render_panel(sample_panel(), "pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("panel", [sample_panel(brief=sample_brief()), *(hostile_panel(text) for text in HOSTILE[:12])])
def test_json_round_trips(panel: Panel) -> None:
    """The JSON file reads back as the panel that it was made of."""
    text = render_panel(panel, "json")
    assert Panel.model_validate_json(text) == panel
    assert text.endswith("}\n")


@pytest.mark.parametrize("format_", READABLE)
class TestEveryFormat:
    """What each rendering for readers shows."""

    def test_shows_the_whole_panel(self, format_: Format) -> None:
        """Brief, source, each take's words, quotes, predictions and outside knowledge, disclosure and figures."""
        panel = sample_panel(brief=sample_brief())
        text = read(panel, format_)
        brief = sample_brief()
        for part in (brief.headline, brief.dek, *brief.story, panel.article.title, "Ida Brekke", "12 May 2026"):
            assert part in text
        for take in panel.takes:
            for part in (take.speaker.name, take.speaker.lens, take.text, *take.outside):
                assert part in text
            for prediction in take.predictions:
                assert prediction.claim in text
            assert f"{take.evidence[0].quote}" in text
        for part in (panel.disclosure, "anthropic:claude-sample-1", "$0.0405", "11,550", "35% likely", "March 2029"):
            assert part in text
        assert "Partial" not in text

    def test_reads_in_the_order_of_the_page(self, format_: Format) -> None:
        """Headline, story, then the takes as the personas were called."""
        text = read(sample_panel(brief=sample_brief()), format_)
        marks = [sample_brief().headline, sample_brief().story[0], "Panel Takes", "The Founder", "The Skeptic"]
        places = [text.rindex(mark) if mark == "Panel Takes" else text.index(mark) for mark in marks]
        assert places == sorted(places)

    def test_leads_with_the_notice_of_a_partial_panel(self, format_: Format) -> None:
        """What is missing stands in the heading, and the reason with the part."""
        takes = sample_takes()
        panel = sample_panel(takes=(takes[0],), failures=(sample_failure(), sample_failure(None, "It timed out.")))
        text = read(panel, format_)
        notice = "Partial panel: The Skeptic and the brief are missing"
        assert notice in text[: text.rindex("Panel Takes")]
        assert "The model refused to answer twice. Try another model: --model openai" in text
        assert "It timed out." in text

    def test_one_missing_part_is_singular(self, format_: Format) -> None:
        """One part "is" missing, and that is told before the story where there is one."""
        panel = sample_panel(brief=sample_brief(), takes=sample_takes()[:1], failures=(sample_failure(),))
        text = read(panel, format_)
        assert text.index("Partial panel: The Skeptic is missing") < text.index(sample_brief().story[0])

    def test_shows_a_pass_as_one(self, format_: Format) -> None:
        """A panelist who passed is named with the reason, and no stance."""
        panel = sample_panel(takes=tuple(sample_pass(speaker) for speaker in (FOUNDER, SKEPTIC, FUTURIST, BUILDER)))
        text = read(panel, format_)
        assert text.lower().count("has nothing to add: the article reports a local purchase") == 4
        assert "neutral" not in text.lower()
        assert "Partial" not in text

    def test_without_a_brief_the_article_leads(self, format_: Format) -> None:
        """Title, description and credits of the article stand where the brief would."""
        text = read(sample_panel(), format_)
        assert text.index(sample_article().title) < text.index(sample_article().description)
        assert "The Norrvik Observer" in text
        assert "Ida Brekke" in text

    def test_a_bare_article_leaves_no_empty_heading(self, format_: Format) -> None:
        """With a title and a text alone, nothing is credited and no label stands without its value."""
        text = read(sample_panel(article=Article(title="A note", text="Some text.")), format_)
        assert "A note" in text
        assert "Original source" not in text
        assert "None" not in text

    def test_an_unknown_cost_is_not_zero(self, format_: Format) -> None:
        """A price that nobody knows is called unknown."""
        text = read(sample_panel(takes=(), failures=(sample_failure(),)), format_)
        assert re.search(r"Cost:? unknown", text)
        assert "$0" not in text

    def test_models_are_named_where_they_differ(self, format_: Format) -> None:
        """A take by another model than the panel's makes each take name its own; otherwise none does."""
        takes = sample_takes()
        mixed = (takes[0], takes[1].model_copy(update={"model": "openai:sample-2"}))
        text = read(sample_panel(takes=mixed), format_)
        assert "openai:sample-2" in text
        assert text.count("anthropic:claude-sample-1") == 3
        assert read(sample_panel(takes=takes), format_).count("anthropic:claude-sample-1") == 2

    def test_the_disclosure_never_falls_off(self, format_: Format) -> None:
        """A panel whose disclosure is empty is still told to be generated."""
        assert "Generated by an AI language model" in read(sample_panel(disclosure=" \u200b"), format_)

    def test_an_extractive_panel_says_that_no_model_wrote_it(self, format_: Format) -> None:
        """The disclosure is the author's own."""
        text = read(sample_panel(author="extractive", model="extractive"), format_)
        assert "No language model wrote this" in text

    @pytest.mark.parametrize("hostile", [*HOSTILE, "\u200b\x1b[0m"])
    def test_any_string_in_any_field_renders(self, format_: Format, hostile: str) -> None:
        """No string makes a renderer fail, and no control character reaches the file."""
        for panel in (hostile_panel(hostile), hostile_panel(hostile).model_copy(update={"brief": None})):
            text = render_panel(panel, format_)
            assert text.endswith("\n")
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", text)
