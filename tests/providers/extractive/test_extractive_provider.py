"""The extractive provider at the seam."""

from __future__ import annotations

import asyncio

import pytest

from paneltakes.article import Article
from paneltakes.errors import ProviderError
from paneltakes.persona import DEFAULT_PANEL, PersonaShelf
from paneltakes.prompt import Templates
from paneltakes.providers.base import Provider, ProviderOptions, cost_of
from paneltakes.providers.extractive import ExtractiveProvider
from paneltakes.reply import BriefReply, Reply, parse_reply
from paneltakes.usage import Cost, Usage

TEXT = " ".join(
    f"The council of Kestermouth will spend {n} million euros on pump {n}, but no vote on it is due before {2030 + n}."
    for n in range(1, 20)
)
ARTICLE = Article(title="Pumps for Kestermouth", text=TEXT, description="Nineteen pumps, one council.")


def provider() -> ExtractiveProvider:
    """Return one as the registry makes it."""
    return ExtractiveProvider(ProviderOptions())


def test_it_is_a_provider() -> None:
    """It has the seam's verbs, a name and a model."""
    made = provider()
    assert isinstance(made, Provider)
    assert (made.name, made.model, made.author) == ("extractive", "rules-1", "extractive")
    asyncio.run(made.aclose())


def test_it_is_always_ready() -> None:
    """It needs neither key nor network, and says so."""
    readiness = ExtractiveProvider.readiness({})
    assert readiness.ready
    assert "no key" in readiness.how


def test_it_has_one_model() -> None:
    """The version of the rules may be named; any other model is an error that says what to type."""
    assert ExtractiveProvider(ProviderOptions(model="rules-1")).model == "rules-1"
    with pytest.raises(ProviderError, match="-m extractive") as caught:
        ExtractiveProvider(ProviderOptions(model="gpt-9"))
    assert caught.value.kind == "not_found"


def test_a_take_goes_the_way_of_a_models_reply() -> None:
    """Its answer is JSON that the strict reader takes, and it costs nothing."""
    persona = PersonaShelf().get(DEFAULT_PANEL[0])
    completion = asyncio.run(provider().complete(Templates().take(ARTICLE, persona)))
    assert completion.outcome == "ok"
    assert completion.usage == Usage()
    assert cost_of(provider(), completion) == Cost()
    assert parse_reply(completion.text, Reply).decision in ("take", "pass")


def test_a_brief_goes_the_way_of_a_models_reply() -> None:
    """The brief has the article's title and its own dek."""
    completion = asyncio.run(provider().complete(Templates().brief(ARTICLE)))
    brief = parse_reply(completion.text, BriefReply)
    assert (brief.headline, brief.dek) == (ARTICLE.title, ARTICLE.description)
    assert brief.story


def test_it_reads_the_article_and_not_the_prompt() -> None:
    """What the templates say has no part in the answer."""
    import dataclasses

    persona = PersonaShelf().get("skeptic")
    prompt = Templates().take(ARTICLE, persona)
    bare = dataclasses.replace(prompt, rules="", document="", question="")
    texts = [asyncio.run(provider().complete(p)).text for p in (prompt, bare)]
    assert texts[0] == texts[1]
