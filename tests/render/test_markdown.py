"""Tests of the Markdown rendering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hostile import HOSTILE, hostile_panel, wordless
from paneltakes.render.clean import line
from paneltakes.render.markdown import escape, render
from sample_panel import sample_article, sample_brief, sample_panel

# With tables and strikethrough, as code hosts have them.
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

OURS = {"paragraph", "heading", "bullet_list", "list_item", "blockquote", "hr", "inline", "text", "strong", "em"}


def kinds(text: str) -> set[str]:
    """Return the kinds of all blocks and inline pieces that a parser finds in ``text``."""
    found = set()
    for token in PARSER.parse(text):
        for piece in [token, *(token.children or [])]:
            found.add(piece.type.removesuffix("_open").removesuffix("_close"))
    return found


def links(text: str) -> list[str]:
    """Return the targets of all links and images in ``text``."""
    pieces = [piece for token in PARSER.parse(text) for piece in token.children or []]
    return [str(piece.attrs.get("href") or piece.attrs.get("src")) for piece in pieces if piece.attrs]


def shown(text: str) -> str:
    """Return the text that a reader sees."""
    return "".join(p.content for token in PARSER.parse(text) for p in token.children or [] if p.type == "text")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_outside_text_stays_text(hostile: str) -> None:
    """No string of an outsider becomes HTML, a link, an image, code, a table, or a block of its own."""
    for panel in (hostile_panel(hostile), wordless(hostile_panel(hostile))):
        page = render(panel)
        assert kinds(page) <= OURS | {"link"}
        assert set(links(page)) <= {hostile}  # a web address in the address field is meant to be one


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("before", ["", "> ", "- ", "# ", "- **Label:** "])
def test_escaped_text_reads_as_it_was(before: str, hostile: str) -> None:
    """At the start of a line or behind our own signs, a reader sees the text itself."""
    text = before + escape(f"{hostile}")
    assert shown(text).removeprefix("Label: ").strip() == line(hostile)


@given(st.text(alphabet=st.characters() | st.sampled_from("\\`*_{}[]()<>#+-.!|~&;:=$\"' \n\t19ax/w"), max_size=60))
def test_any_text_survives_escaping(text: str) -> None:
    """Whatever the text, the parser finds one paragraph of nothing but that text."""
    escaped = escape(text)
    assert kinds(escaped) <= {"paragraph", "inline", "text"}
    assert shown(escaped) == line(text)


def test_ordinary_prose_is_left_alone() -> None:
    """Money, dashes, quotes, colons, ampersands and hyphens need no escape, so that the file reads well as it is."""
    text = "R&D at Norrvik: “well-run”, $6 billion (US$7bn) — 5.5% up, isn't it? 10 - 4 = 6."
    assert escape(text) == text


def test_bare_addresses_do_not_become_links() -> None:
    """The signs by which liberal viewers find addresses in text are escaped."""
    assert escape("https://evil.example www.evil.example") == "https\\://evil.example www\\.evil.example"


def test_the_source_is_the_only_link() -> None:
    """A full panel holds one link: to the article, by its canonical address."""
    assert links(render(sample_panel(brief=sample_brief()))) == ["https://news.example/norrvik/ferries"]


def test_the_address_can_not_leave_its_parentheses() -> None:
    """Parentheses, spaces and entities in an address are encoded."""
    address = "https://news.example/a(b) c?x=1&lt;y=2"
    article = sample_article().model_copy(update={"canonical_url": address})
    page = render(sample_panel(article=article))
    assert links(page) == ["https://news.example/a%28b%29%20c?x=1&lt;y=2"]


def test_an_address_that_may_not_be_followed_falls_back() -> None:
    """A canonical address with a forbidden scheme gives way to where the article was read from, and that to none."""
    article = sample_article().model_copy(update={"canonical_url": "javascript:alert(1)"})
    assert links(render(sample_panel(article=article))) == ["https://news.example/norrvik/ferries?from=feed"]
    article = article.model_copy(update={"url": "data:text/html,x"})
    assert links(render(sample_panel(article=article))) == []


def test_headings_make_an_outline() -> None:
    """One title, "Panel Takes" beneath it, and beneath that a heading for each panelist."""
    tokens = PARSER.parse(render(sample_panel(brief=sample_brief())))
    outline = [(t.tag, tokens[n + 1].content) for n, t in enumerate(tokens) if t.type == "heading_open"]
    names = ["The Founder", "The Skeptic", "The Futurist", "The Builder"]
    headline = "Norrvik Orders Two Battery Ferries for €38M"
    assert outline == [("h1", headline), ("h2", "Panel Takes"), *(("h3", name) for name in names)]
