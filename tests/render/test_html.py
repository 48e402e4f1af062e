"""Tests of the HTML page."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import paneltakes.render.html as html_page
from hostile import HOSTILE, hostile_panel, wordless
from paneltakes.render.clean import line
from paneltakes.render.html import render
from paneltakes.take import AuthorKind, Panel
from sample_panel import sample_article, sample_brief, sample_failure, sample_panel, sample_pass

TEMPLATE = Path(html_page.__file__).with_name("page.html.j2").read_text(encoding="utf-8")
OUR_TAGS = set(re.findall(r"<([a-z][a-z0-9]*)", TEMPLATE))
OUR_ATTRIBUTES = set(re.findall(r"\s([a-z-]+)=\"", TEMPLATE))


class Shape(HTMLParser):
    """The elements of a page with their attributes, without its text."""

    def __init__(self) -> None:
        super().__init__()
        self.shape: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.shape.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_endtag(self, tag: str) -> None:
        """Note an element's end."""
        self.shape.append((f"/{tag}", ()))


def parse(page: str) -> Shape:
    """Return the shape of a page as Python's own parser sees it."""
    shape = Shape()
    shape.feed(page)
    shape.close()
    return shape


def tree(page: str) -> Any:
    """Return the page as lxml sees it."""
    import lxml.html

    return lxml.html.document_fromstring(page)


def linked_data(page: str) -> dict[str, Any]:
    """Return the page's JSON-LD."""
    (found,) = tree(page).xpath("//script")
    assert found.get("type") == "application/ld+json"
    data: dict[str, Any] = json.loads(found.text)
    return data


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_element_and_no_attribute_comes_from_outside(hostile: str) -> None:
    """Two parsers find the tags and attributes of our template, in number as for harmless words, and no others."""
    harmless = "harmless" if not hostile.startswith("https:") else "https://harmless.example"
    page, plain_page = render(hostile_panel(hostile)), render(hostile_panel(harmless))
    found = parse(page)
    paragraphs = page.count("<p ") - plain_page.count("<p ")  # an empty line in a take makes another paragraph of it
    assert {tag.removeprefix("/") for tag, _ in found.shape} <= OUR_TAGS
    assert {name for _, names in found.shape for name in names} <= OUR_ATTRIBUTES
    assert len(found.shape) == len(parse(plain_page).shape) + 2 * paragraphs
    assert found.links in (["data:,"], ["data:,", hostile])
    elements = [e for e in tree(page).iter() if isinstance(e.tag, str)]
    assert {e.tag for e in elements} <= OUR_TAGS
    assert {name for e in elements for name in e.attrib} <= OUR_ATTRIBUTES


@pytest.mark.parametrize("hostile", HOSTILE)
def test_outside_text_reads_as_it_was(hostile: str) -> None:
    """Headline, speaker, evidence and reasons show the very characters that came."""
    page = tree(render(hostile_panel(hostile)))
    for path in ("//h1", "//h3/bdi", "//details//q", "//p[@class='disclosure']", "//*[contains(@class, 'gap')]//p/bdi"):
        assert page.xpath(path)[0].text_content() == line(hostile)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_linked_data_holds_any_string(hostile: str) -> None:
    """The JSON-LD reads back with the hostile words in it, and its script element ends where we end it."""
    page = render(hostile_panel(hostile))
    assert linked_data(page)["headline"] == line(hostile)
    assert page.lower().count("</script") == 1
    assert "<!--" not in page


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters() | st.sampled_from("<>&\"'/=!-[](){}%;#scriptyle \n"), min_size=1, max_size=60))
def test_any_text_stays_text(text: str) -> None:
    """Whatever the words, the elements are ours and the headline shows the words."""
    panel = sample_panel(brief=sample_brief().model_copy(update={"headline": text, "dek": text}), disclosure=text)
    page = render(panel)
    assert {tag.removeprefix("/") for tag, _ in parse(page).shape} <= OUR_TAGS
    assert linked_data(page)["headline"] == (line(text) or sample_article().title)


def test_the_policy_allows_our_style_and_nothing_else() -> None:
    """The hash in the policy is that of the style as the browser sees it; no script may run, nothing may load."""
    page = render(sample_panel())
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = tree(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert page.index("Content-Security-Policy") < page.index("<style>")
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_loads_nothing() -> None:
    """The only addresses are the link to the source and the empty icon."""
    found = parse(render(sample_panel(brief=sample_brief())))
    assert found.links == ["data:,", "https://news.example/norrvik/ferries"]
    assert not {"img", "iframe", "form", "object", "embed", "base"} & {tag for tag, _ in found.shape}


def test_every_element_is_closed() -> None:
    """Each start tag has its end tag, in order, in pages with and without their optional parts."""
    full = sample_panel(brief=sample_brief(), failures=(sample_failure(), sample_failure(None)))
    mixed = sample_panel(takes=(sample_pass(),), model="other")
    for panel in (full, mixed, wordless(hostile_panel("x"))):
        stack: list[str] = []
        for tag, _ in parse(render(panel)).shape:
            if tag.startswith("/"):
                assert stack.pop() == tag[1:]
            elif tag not in {"meta", "link"}:
                stack.append(tag)
        assert not stack


def test_the_outline_has_one_title_and_no_empty_heading() -> None:
    """One h1; no level is skipped on the way down; each heading says something."""
    for panel in (sample_panel(brief=sample_brief()), sample_panel(failures=(sample_failure(None),))):
        headings = [e for e in tree(render(panel)).iter() if re.fullmatch(r"h\d", str(e.tag))]
        levels = [int(e.tag[1]) for e in headings]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert all(e.text_content().strip() for e in headings)


@pytest.mark.parametrize(
    ("author", "source_type"),
    [
        ("model", "TrainedAlgorithmicMediaDigitalSource"),
        ("extractive", "AlgorithmicMediaDigitalSource"),
        ("scripted", "CompositeDigitalSource"),
    ],
)
def test_machines_are_told_who_wrote_it(author: AuthorKind, source_type: str) -> None:
    """The JSON-LD names the digital source type of the page and of each take, and the generator is named."""
    takes = tuple(take.model_copy(update={"author": author}) for take in sample_panel().takes)
    panel = sample_panel(brief=sample_brief(), takes=takes, author=author)
    data = linked_data(render(panel))
    assert data["digitalSourceType"] == f"https://schema.org/{source_type}"
    assert {take["digitalSourceType"] for take in data["comment"]} == {f"https://schema.org/{source_type}"}
    assert data["creditText"] == panel.disclosure
    assert data["isBasedOn"]["url"] == "https://news.example/norrvik/ferries"
    assert tree(render(panel)).xpath("//meta[@name='generator']/@content") == ["paneltakes 0.1.0"]


def test_quotation_marks_are_not_put_around_the_article_s_own_sentences() -> None:
    """A take that a model wrote is set as a quote; one made of quotes is not quoted once more."""
    take = sample_panel().takes[0]
    extractive = sample_panel(takes=(take.model_copy(update={"author": "extractive"}),))
    assert tree(render(sample_panel(takes=(take,)))).xpath("//blockquote/@class") == ["quoted"]
    assert tree(render(extractive)).xpath("//blockquote/@class") == []


@pytest.mark.parametrize(
    ("tag", "language", "direction"),
    [
        ("en", "en", "ltr"),
        ("pt-BR", "pt-BR", "ltr"),
        ("ar", "ar", "rtl"),
        ("he-IL", "he-IL", "rtl"),
        ("fa", "fa", "rtl"),
        ("ur", "ur", "rtl"),
        (None, "en", "ltr"),
        ('en" onload="x', "en", "ltr"),
        ("english language", "en", "ltr"),
    ],
)
def test_the_language_is_the_article_s(tag: str | None, language: str, direction: str) -> None:
    """Only a language tag becomes one, and it sets the direction of the page."""
    article = sample_article().model_copy(update={"language": tag})
    page = tree(render(sample_panel(article=article)))
    assert (page.get("lang"), page.get("dir")) == (language, direction)


def test_our_own_words_are_marked_english_in_a_foreign_page() -> None:
    """A screen reader is told where the page's language is not the article's."""
    article = sample_article().model_copy(update={"language": "he"})
    assert (
        tree(render(sample_panel(article=article))).xpath("string(//h2[@id='takes']/bdi[@lang='en'])") == "Panel Takes"
    )
    assert not tree(render(sample_panel())).xpath("//*[@lang='en' and not(self::html)]")


def test_a_partial_panel_says_so_before_the_headline_and_in_the_title() -> None:
    """The notice leads the page, and the browser's tab shows it too."""
    page = tree(render(sample_panel(failures=(sample_failure(),))))
    (notice,) = page.xpath("//main/header/*[1][@class='notice']")
    assert notice.text_content() == "Partial panel: The Skeptic is missing"
    assert page.xpath("string(//title)").endswith("Panel Takes (partial)")
    assert not tree(render(sample_panel())).xpath("//*[@class='notice']")


def luminance(colour: str) -> float:
    """Return the relative luminance of a ``#rrggbb`` or ``#rgb`` colour, as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_meets_wcag_aa_by_day_at_night_and_in_print() -> None:
    """Each text colour stands out from both grounds by 4.5 to 1 or more in all three palettes."""
    style = Path(html_page.__file__).with_name("page.css").read_text(encoding="utf-8")
    palettes = [
        dict(re.findall(r"--(\w+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(palettes) == 3
    for palette in palettes:
        for ground in ("paper", "wash"):
            for ink in ("ink", "soft", "accent", "alarm"):
                light, dark = sorted((luminance(palette[ground]), luminance(palette[ink])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink)


def test_the_same_panel_gives_the_same_page() -> None:
    """Nothing in the page depends on when or where it was rendered."""
    panel: Panel = sample_panel(brief=sample_brief())
    assert render(panel) == render(Panel.model_validate_json(panel.model_dump_json()))
