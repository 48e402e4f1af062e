"""Takes that are made of an article's own sentences, over many kinds of article."""

from __future__ import annotations

import itertools
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paneltakes.article import Article
from paneltakes.checks.form import check_form
from paneltakes.persona import DEFAULT_PANEL, Move, Persona, PersonaShelf, Words
from paneltakes.providers.extractive import language
from paneltakes.providers.extractive.brief import compose_brief
from paneltakes.providers.extractive.compose import compose_take
from paneltakes.providers.extractive.language import languages
from paneltakes.providers.extractive.salience import stem, tokens_of
from paneltakes.providers.extractive.speech import quoted
from paneltakes.reply import Reply
from paneltakes.text import count_words

ROOT = Path(__file__).parents[3]
PANEL = PersonaShelf().select(DEFAULT_PANEL)


def example(name: str) -> Article:
    """Return the body of an example article; the reading of sources is not what is tested here."""
    text = (ROOT / "examples" / "articles" / name).read_text(encoding="utf-8")
    if name.endswith(".html"):
        title = re.search("<h1>(.*?)</h1>", text)
        body = text[text.index("</figure>") : text.index("</article>")]
        parts = re.findall(r"<(?:p|h2)[^>]*>(.*?)</(?:p|h2)>", body, re.DOTALL)
        return Article(title=title[1] if title else name, text="\n\n".join(parts))
    if name.endswith(".md"):
        _, front, text = text.split("---", 2)
        found = re.search("^title: (.*)$", front, re.MULTILINE)
        return Article(title=found[1] if found else name, text=text)
    title_line, _, text = text.partition("\n")
    return Article(title=title_line, text=text)


EXAMPLES = {
    name: example(name) for name in ("harbour-heat.md", "ferry-tickets.html", "school-phones.txt", "sternwarte.md")
}
HARBOUR = EXAMPLES["harbour-heat.md"]
FRENCH = (
    "La commune de Valbrune va consacrer 3,2 millions d'euros à un réseau de chaleur. Le conseil municipal votera le "
    "12 mai. « Nous payons trop cher notre énergie, mais personne ne veut d'un chantier de deux ans », a déclaré la "
    "maire, Odile Ferrand. Un essai mené l'an dernier a réduit les factures de 18 %. Selon l'association des "
    "riverains, l'essai n'a concerné que 40 logements. La chaudière fonctionne avec du bois des forêts voisines, et "
    "un technicien la nettoie chaque semaine. Si le prix du bois augmente, la commune devra revoir ses tarifs. En "
    "janvier, une panne a privé l'école de chauffage pendant deux jours. Trois communes de la région attendent le "
    "résultat pour se décider. D'ici 2030, la loi interdira les chaudières au fioul. L'ancienne installation coûtait "
    "moins cher, mais elle polluait davantage. Le prestataire s'est engagé à publier les relevés tous les mois."
)
SPANISH = (
    "El ayuntamiento de Valdoro gastará 2,4 millones de euros en un sistema de riego nuevo. «Pagamos el agua dos "
    "veces, pero nadie quiere cambiar las tuberías», dijo la alcaldesa, Marta Solano. Un ensayo del año pasado redujo "
    "el consumo un 22 por ciento. Según los agricultores, el ensayo solo duró tres meses. Si el precio de la energía "
    "sube, el municipio tendrá que revisar las tarifas. En enero, una avería dejó sin agua a 30 familias durante dos "
    "días. Las bombas funcionan con energía solar, y un técnico las limpia cada semana. Otros tres municipios de la "
    "región esperan el resultado. Para 2030, la ley prohibirá los pozos nuevos. El sistema antiguo costaba menos, "
    "pero perdía la mitad del agua. La empresa publicará los datos cada mes."
)
JAPANESE = (
    "市は2027年までに新しい発電所を建設する計画を発表した。費用は約30億円と見込まれている。"
    "「住民の理解がなければ進められない」と市長は述べた。昨年の試験では電気代が一割ほど下がった。"
    "しかし専門家は、試験の期間が短すぎると指摘している。隣の町も同じ技術に関心を示している。"
    "設備の保守には毎年五千万円かかるという。議会は六月に採決を行う予定だ。反対する市民団体は署名を集めている。"
)
ARABIC = (
    "أعلنت البلدية يوم الاثنين خطة لبناء محطة جديدة بحلول عام 2028. تبلغ تكلفة المشروع نحو 30 مليون دولار. "
    "وقال المهندس سامي إن المضخات تعمل منذ عام 2019 دون توقف. لكن بعض السكان يخشون من ارتفاع الأسعار. "
    "هل يكفي التمويل لإكمال المشروع؟ وأظهرت دراسة أن الاستهلاك انخفض بنسبة 12 في المئة."
)
VERSE = (
    "The harbour sleeps beneath the moon,\nand every mast is still,\nand somebody will come quite soon\n"
    "to light the lamp upon the hill.\n\nThe tide goes out, the tide comes in,\nthe nets are hung to dry,\n"
    "and none can say where we begin\nand where begins the sky."
)
INTERVIEW = "\n\n".join(
    f"Q: What did the board decide in round {n}?\n\nA: The board decided to spend {n} million euros on the new pumps, "
    f"but not before {2026 + n}. We measured the old ones in {2010 + n} and they failed {n + 2} times."
    for n in range(1, 8)
)
CODE = "Install it:\n\n```\npip install demo\ndemo.run(x); y = {1: 2}\n```\n\nThen call `demo()`.\n\n| a | b |\n"

KINDS = {
    **EXAMPLES,
    "60 words": Article(title="Short", text=" ".join(HARBOUR.text.split()[:60])),
    "one paragraph": Article(title="One", text=" ".join(HARBOUR.text.split())),
    "hard-wrapped": Article(title="Wrapped", text=re.sub(r"(.{60}\S*) ", r"\1\n", HARBOUR.text)),
    "list": Article(title="List", text="\n".join("- " + s for s in HARBOUR.text.replace("\n", " ").split(". "))),
    "capitals": Article(title="CAPS", text=HARBOUR.text.upper()),
    "lower case": Article(title="lower", text=HARBOUR.text.lower()),
    "markdown": Article(title="Markup", text=HARBOUR.text.replace("harbour", "[harbour](https://h.example/a_(b))")),
    "interview": Article(title="Interview", text=INTERVIEW),
    "verse": Article(title="Verse", text=VERSE),
    "code": Article(title="Code", text=CODE),
    "no full stop": Article(title="Words", text="word " * 300),
    "french": Article(title="Chaleur", text=FRENCH),
    "spanish": Article(title="Riego", text=SPANISH),
    "japanese": Article(title="発電所", text=JAPANESE),
    "arabic": Article(title="محطة", text=ARABIC),
    "braces": Article(title="{q}", text=HARBOUR.text.replace("harbour", "{q} {label} %s")),
}

CUSTOM = Persona(
    id="teacher",
    name="The Teacher",
    lens="Classroom",
    brief="You teach twelve-year-olds and read the news for what can be shown. You always ask: who explains this?",
    moves=(
        Move(id="number", label="The number", ask="Name the figure that a pupil would remember, and where it is from."),
        Move(id="people", label="Who is affected", ask="Say which people, families or neighbours are changed by it."),
    ),
    words=Words(min=40, max=90),
    version=1,
)


def every_take() -> list[tuple[str, Persona, Article, Reply]]:
    """Return all takes of all kinds of article."""
    return [(kind, p, a, compose_take(a, p)) for kind, a in KINDS.items() for p in (*PANEL, CUSTOM)]


TAKES = every_take()


def texts_in(table: Any) -> list[str]:
    """Return every string of a table of frames."""
    if isinstance(table, str):
        return [table]
    values = table.values() if isinstance(table, dict) else table
    return [text for value in values for text in texts_in(value)]


def marks_of(article: Article) -> language.Marks:
    """Return the quotation marks that a take on the article uses."""
    return language.language_of(f"{article.title}\n{article.text}", article.language).marks


def around_quotes(reply: Reply, article: Article) -> str:
    """Return the take without its quotations."""
    rest = reply.take
    for item in reply.evidence:
        quotation = quoted(item.quote, marks_of(article))
        assert quotation in rest
        rest = rest.replace(quotation, " ", 1)
    return rest


def stems_of(text: str) -> set[str]:
    """Return the stems of a text's content words."""
    stop = languages()["en"].stop_words
    return {stem(token) for token in tokens_of(text) if token not in stop and len(token) > 2}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_gets_a_take_from_every_shipped_voice(name: str) -> None:
    """On a whole article nobody passes, and each take makes the persona's moves within its length."""
    for persona in PANEL:
        reply = compose_take(EXAMPLES[name], persona)
        assert reply.decision == "take", (persona.id, reply.pass_reason)
        assert check_form(reply, persona) == []
        assert "\n" not in reply.take


@pytest.mark.parametrize(("kind", "persona", "article", "reply"), TAKES)
def test_any_article_gets_a_take_or_a_reasoned_pass(
    kind: str, persona: Persona, article: Article, reply: Reply
) -> None:
    """Whatever the article, the reply passes the same checks that a model's reply has to."""
    assert check_form(reply, persona) == []
    if reply.decision == "take":
        assert persona.words.min <= count_words(reply.take) <= persona.words.max
    assert reply.predictions == []
    assert reply.outside_knowledge == []


@pytest.mark.parametrize(("kind", "persona", "article", "reply"), TAKES)
def test_every_quote_is_the_articles_to_the_letter(kind: str, persona: Persona, article: Article, reply: Reply) -> None:
    """Each piece of evidence is found in the article by plain search, and stands in the take between marks."""
    for item in reply.evidence:
        assert item.quote in article.text
        assert quoted(item.quote, marks_of(article)) in reply.take
        assert item.claim
        assert not re.search(r"\d", item.claim)


@pytest.mark.parametrize(("kind", "persona", "article", "reply"), TAKES)
def test_outside_the_quotes_only_frames_speak(kind: str, persona: Persona, article: Article, reply: Reply) -> None:
    """Every word that is not quoted comes from the frames, or from the persona's own file."""
    if reply.decision == "pass":
        return
    code = language.language_of(f"{article.title}\n{article.text}", article.language).code
    frames = languages().get(code, languages()["en"]).frames
    allowed = " ".join([*texts_in(frames), persona.brief, *(move.label for move in persona.moves)])
    known = set(re.findall(r"\w+", allowed.lower()))
    assert set(re.findall(r"\w+", around_quotes(reply, article).lower())) <= known


@pytest.mark.parametrize("code", languages())
def test_frames_state_nothing(code: str) -> None:
    """No frame holds a figure, and each frame for a move has exactly one place for the quotation."""
    frames = languages()[code].frames
    for persona in PANEL:
        for move in persona.moves:
            variants = frames[persona.id][move.id]
            assert variants["any"]
            for text in texts_in(variants):
                assert text.count("{q}") == 1
                assert not re.search(r"\d", text)


@pytest.mark.parametrize("code", languages())
def test_no_two_voices_can_open_alike(code: str) -> None:
    """Whatever variants an article draws, the first three words differ from voice to voice."""
    frames = languages()[code].frames
    openings = [
        {tuple(re.findall(r"\w+", text.replace("{q}", ""))[:3]) for text in texts_in(frames[p.id][p.moves[0].id])}
        for p in PANEL
    ]
    for one, other in itertools.combinations(openings, 2):
        assert one.isdisjoint(other)


@pytest.mark.parametrize("code", [code for code in languages() if code != "en"])
def test_every_language_has_what_english_has(code: str) -> None:
    """A language file has the same tables, kinds and frames as the English one, and every move's name."""
    folder = Path(language.__file__).parent / "languages"
    english, other = (tomllib.loads((folder / f"{c}.toml").read_text(encoding="utf-8")) for c in ("en", code))
    assert english.keys() == other.keys()
    assert english["kinds"].keys() == other["kinds"].keys()
    assert english["frames"].keys() | {"labels"} == other["frames"].keys()
    for persona in PANEL:
        assert {move.id for move in persona.moves} == other["frames"]["labels"][persona.id].keys()


@pytest.mark.parametrize("name", ["harbour-heat.md", "ferry-tickets.html", "school-phones.txt"])
def test_takes_of_one_article_are_apart(name: str) -> None:
    """No passage serves two voices, openings differ, and the takes share few content words."""
    replies = [compose_take(EXAMPLES[name], persona) for persona in PANEL]
    for one, other in itertools.combinations(replies, 2):
        assert {e.quote for e in one.evidence}.isdisjoint(e.quote for e in other.evidence)
        assert one.take.split()[:3] != other.take.split()[:3]
        a, b = stems_of(one.take), stems_of(other.take)
        assert len(a & b) / len(a | b) < 0.20


def test_no_sentence_is_in_two_takes_of_a_long_enough_article() -> None:
    """Neither whole passages nor single sentences of them come twice."""
    quotes = [e.quote for persona in PANEL for e in compose_take(HARBOUR, persona).evidence]
    sentences = [s for quote in quotes for s in re.split(r"(?<=[.?!])\s+(?=[A-Z])", quote)]
    assert len(sentences) == len(set(sentences))


@pytest.mark.parametrize("kind", ["sternwarte.md", "french"])
def test_a_short_article_is_shared_only_as_far_as_needed(kind: str) -> None:
    """Where two takes rest on one passage, both have a move that it serves, or one would be too short without it."""
    article = KINDS[kind]
    replies = [(persona, compose_take(article, persona)) for persona in PANEL]
    for (one, left), (other, right) in itertools.combinations(replies, 2):
        for passage in {e.quote for e in left.evidence} & {e.quote for e in right.evidence}:
            quotation = quoted(passage, marks_of(article))
            if all(any(quotation in point.text for point in reply.points) for reply in (left, right)):
                continue
            rest = [count_words(reply.take) - count_words(passage) for reply in (left, right)]
            assert rest[0] < one.words.min or rest[1] < other.words.min


def test_openings_vary_from_article_to_article() -> None:
    """A batch does not open every take of one voice with the same words."""
    openings = set()
    for n in range(12):
        reply = compose_take(Article(title="Heat", text=f"{HARBOUR.text}\n\nThis is edition {n}."), PANEL[1])
        openings.add(tuple(reply.take.split()[:3]))
    assert len(openings) > 1


def test_a_custom_voice_keeps_off_the_shipped_voices_sentences() -> None:
    """A persona of one's own, without any cues, has a take of other sentences, under its own labels."""
    reply = compose_take(HARBOUR, CUSTOM)
    assert reply.decision == "take"
    assert reply.take.startswith("The number, in the article's own words: “")
    assert reply.take.endswith("Who explains this?")
    shipped = {e.quote for persona in PANEL for e in compose_take(HARBOUR, persona).evidence}
    assert shipped.isdisjoint(e.quote for e in reply.evidence)


def test_cues_steer_a_custom_voice() -> None:
    """A move's cues decide on the sentence that serves it."""
    move = Move(id="sea", label="The sea", ask="Say something.", cues=("oyster*",))
    persona = CUSTOM.model_copy(update={"moves": (move,), "words": Words(min=12, max=60)})
    panel_free = Article(title="Bay", text=HARBOUR.text.replace("Oyster growers", "Oyster-bed and oyster owners"))
    reply = compose_take(panel_free, persona.model_copy(update={"id": "futurist"}))
    assert "yster" in reply.evidence[0].quote


def test_a_voice_of_the_same_name_with_other_moves_does_not_borrow_our_frames() -> None:
    """A founder with moves of their own is framed by their labels."""
    move = Move(id="tension", label="What hurts", ask="Name the number that hurts.")
    persona = PANEL[0].model_copy(update={"moves": (move,)})
    assert compose_take(HARBOUR, persona).take.startswith("What hurts, in the article's own words:")


def test_the_same_article_gives_the_same_bytes() -> None:
    """Nothing depends on chance, on time or on what was asked before."""
    for persona in (*PANEL, CUSTOM):
        first, second = (compose_take(HARBOUR, persona).model_dump_json() for _ in range(2))
        assert first == second
    assert compose_brief(HARBOUR) == compose_brief(HARBOUR)


@pytest.mark.parametrize("limits", [(10, 30), (20, 45), (75, 125), (200, 320)])
def test_any_word_range_is_kept_or_passed(limits: tuple[int, int]) -> None:
    """Short and long takes alike stay in the persona's range."""
    for persona in (*PANEL, CUSTOM):
        bounded = persona.model_copy(update={"words": Words(min=limits[0], max=limits[1])})
        reply = compose_take(HARBOUR, bounded)
        assert check_form(reply, bounded) == []
        if limits[1] >= 45:
            assert reply.decision == "take"


def test_a_pass_names_what_is_missing() -> None:
    """Too short, and without sentences at all: the reasons differ and are plain."""
    short = compose_take(KINDS["60 words"], PANEL[0]).pass_reason
    none = compose_take(KINDS["no full stop"], PANEL[0]).pass_reason
    assert "too short" in short
    assert "about 75 words" in short
    assert "No sentence" in none


def test_what_belongs_to_the_page_is_never_quoted() -> None:
    """Credits, bylines, links to more and remarks on the example itself stay out of takes and story."""
    noise = (
        "Photo: Kester Courier archive, taken in the spring of 2024.\n\nRead more about heat pumps in our dossier.\n\n"
    )
    article = Article(title="Heat", text=noise + HARBOUR.text)
    said = "".join(compose_take(article, p).take for p in PANEL) + "".join(compose_brief(article).story)
    assert "Photo:" not in said
    assert "Read more" not in said
    school = EXAMPLES["school-phones.txt"]
    said = "".join(compose_take(school, p).take for p in PANEL) + "".join(compose_brief(school).story)
    assert "paneltakes" not in said
    assert "Lotte Amberg" not in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_brief_tells_the_article_in_its_own_sentences(kind: str) -> None:
    """Headline, dek and story are never empty; the story's paragraphs stand in the article, in its order."""
    article = KINDS[kind]
    brief = compose_brief(article)
    assert brief.headline == article.title
    assert brief.dek
    flat = " ".join(article.text.split())
    places = [flat.find(paragraph.removesuffix(" …")) for paragraph in brief.story]
    assert places == sorted(places)
    assert -1 not in places
    assert all(count_words(paragraph) <= 90 for paragraph in brief.story)


def test_the_brief_of_a_news_article_has_four_paragraphs() -> None:
    """The lead comes first, and the paragraphs are of a readable length."""
    brief = compose_brief(HARBOUR)
    assert len(brief.story) == 4
    assert brief.story[0].startswith("Kestermouth's town council will decide")
    assert all(40 <= count_words(paragraph) <= 80 for paragraph in brief.story)


def test_the_marks_are_those_of_the_language() -> None:
    """German, French, Spanish and Japanese quotations stand between their own marks."""
    starts = {"sternwarte.md": "„", "french": "«\u00a0", "spanish": "«", "japanese": "「"}
    for kind, mark in starts.items():
        replies = [compose_take(KINDS[kind], persona) for persona in PANEL]
        takes = [reply.take for reply in replies if reply.decision == "take"]
        assert takes
        assert all(f" {mark}" in take for take in takes)


def test_ten_thousand_words_take_no_time() -> None:
    """A very long article is dealt with in well under a second of computing."""
    lines = [
        f"{s.strip()} in the year {1000 + n}." for n, s in enumerate(HARBOUR.text.replace("\n", " ").split(".") * 16)
    ]
    article = Article(title="Long", text="\n\n".join(lines))
    assert article.word_count > 10_000
    started = time.process_time()
    compose_take(article, PANEL[0])
    assert time.process_time() - started < 2  # about 0.3 s alone; the rest is for machines under load


@settings(max_examples=80, deadline=None)
@given(text=st.text(min_size=1, max_size=2_000), number=st.integers(0, 4))
def test_no_text_breaks_it(text: str, number: int) -> None:
    """Any text at all gives a take or a pass, and a brief."""
    if not text.strip():
        return
    try:
        article = Article(title="Anything", text=text)
    except ValueError:
        return  # nothing visible is left of it
    persona = (*PANEL, CUSTOM)[number]
    assert check_form(compose_take(article, persona), persona) == []
    assert compose_brief(article).story


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(
        st.sampled_from(
            [
                *HARBOUR.text.split(". "),
                *FRENCH.split(". "),
                '"',
                "“",
                "’",
                ". ",
                ".\n\n",
                "?",
                "!",
                "(",
                ")",
                "- ",
                "* ",
            ]
        ),
        min_size=1,
        max_size=60,
    )
)
def test_no_torn_article_breaks_it(parts: list[str]) -> None:
    """Sentences in any order with loose punctuation between them keep every promise about quotes."""
    text = " ".join(parts)
    if not text.strip():
        return
    article = Article(title="Torn", text=text)
    for persona in (PANEL[0], CUSTOM):
        reply = compose_take(article, persona)
        assert check_form(reply, persona) == []
        assert all(item.quote in article.text for item in reply.evidence)
