"""Where sentences begin and end, which ones can be quoted, and how they are quoted."""

from __future__ import annotations

import pytest

from paneltakes.providers.extractive.language import detect, language_of, languages
from paneltakes.providers.extractive.sentences import Sentence, split_sentences
from paneltakes.providers.extractive.speech import find_speech, plain, quoted

EN, DE = languages()["en"], languages()["de"]


def split(text: str, code: str = "en") -> list[str]:
    """Return the texts of the sentences."""
    return [sentence.text for sentence in split_sentences(text, languages()[code])]


def only(text: str, code: str = "en") -> Sentence:
    """Return the one sentence of a text."""
    (sentence,) = split_sentences(text, languages()[code])
    return sentence


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Tolk met Dr. J. P. Abt on Jan. 5 at No. 7 Quay St. in the rain.", 1),
        ("The rate rose to 3.5 per cent. Nobody had expected that.", 2),
        ("The plant runs until 9 p.m. The gates close later.", 2),
        ("The plant runs until 9 p.m. on weekdays.", 1),
        ("A U.S. court ruled on Monday. The firm appealed.", 2),
        ("“Is it safe?” Tolk asked. Nobody answered.", 2),
        ("“It is safe.” Tolk left the room.", 2),
        ("“We tried. It failed. We stopped,” said Tolk.", 1),
        ("He waited … and waited. Then he left.", 2),
        ("What now? Nobody knows!", 2),
        ("He left early. (It was raining.) Then the vote began.", 3),
        ("The vote (see p. 5) is open (Pryle doubts it. Tolk does not) until spring.", 1),
    ],
)
def test_english_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    """Abbreviations, initials, decimals, quotations and ellipses end no sentence."""
    assert len(split(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Am 9. April tagt der Rat. Am 10. Mai folgt die Wahl.", 2),
        ("Elf Sternwarten, z. B. die in Birkmoos, nutzen es. Andere warten.", 2),
        ("„Ist es sicher?“, fragte Dr. Abt. Niemand antwortete.", 2),
        ("Es kostet rund 4.200 Euro bzw. mehr. Das ist viel.", 2),
    ],
)
def test_german_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    """Ordinals and German abbreviations end no sentence."""
    assert len(split(text, "de")) == count


def test_scripts_without_spaces_are_split_at_their_own_stops() -> None:
    """Chinese and Japanese sentences need no blank behind the stop."""
    text = "市长宣布了新的计划。居民们表示担心！结果什么时候公布？"
    sentences = split_sentences(text, language_of(text, None))
    assert [s.text for s in sentences] == ["市长宣布了新的计划。", "居民们表示担心！", "结果什么时候公布？"]


def test_offsets_point_at_the_text() -> None:
    """Each sentence knows where it stands."""
    text = "# Heading\n\n- The first item has seven words here.\n\nA paragraph stands below it. It has two sentences."
    for sentence in split_sentences(text, EN):
        assert text[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    "text",
    [
        "The heading of the second part of the story",
        "and this is the tail of a sentence.",
        "Photo: Jane Doe took it from the pier in spring.",
        "Read more about this in our dossier on heat.",
        "This article was written for the paneltakes examples; its people are invented.",
        "The list of the members is as follows:",
        "Too short.",
        "See https://heat.example/page for all of the figures.",
        "“This quotation is opened and never closed again.",
        "x = {1: 2}; y[3] == foo() && bar(4).",
    ],
)
def test_what_is_no_whole_sentence_is_not_quoted(text: str) -> None:
    """Headings, fragments, credits, notes, links, code and half quotations are left alone."""
    assert not any(sentence.quotable for sentence in split_sentences("A first line stands here.\n\n" + text, EN)[1:])


def test_headings_tables_and_code_are_no_sentences() -> None:
    """Lines of Markdown that hold no prose yield nothing."""
    text = "## Mussels in the filters\n\n| a | b |\n|---|---|\n\n```\nThis is a comment in the code.\n```\n"
    assert split(text) == []


def test_a_list_item_may_lack_its_full_stop() -> None:
    """A whole item of some length is a statement; a short one is not."""
    items = split_sentences("- The harbour network would reach half of all homes by 2029\n- Pumps and pipes", EN)
    assert [item.quotable for item in items] == [True, False]


def test_a_sentence_is_quoted_once_though_it_stands_twice() -> None:
    """The second of two equal sentences can't be chosen."""
    text = "The vote is on the ninth of April. The vote is on the ninth of April."
    assert [s.quotable for s in split_sentences(text, EN)] == [True, False]


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("But the fund's money would be lost.", True),
        ("It returned to the harbour in the spring.", True),
        ("“That is wrong,” she said to the council.", True),
        ("If they join, one company would sell everything.", True),
        ("Now he wants a second intake in deeper water.", True),
        ("The share would be lost, however, and nobody would pay.", True),
        ("The other ports have asked for the drawings.", True),
        ("“That is wrong,” Pryle said to the council.", False),
        ("The company lost money before it was sold.", False),
        ("Harbour Heat says that it needs more customers.", False),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_known(text: str, leans: bool) -> None:
    """Connectives and pronouns without a noun of their own lean; a sentence with its own subject stands."""
    assert only(text).leans is leans


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    """A line break inside a sentence does not end it, and a short line above another one is a heading."""
    wrapped = "The council decides in April whether to build the network\nthat heats homes with water."
    assert split(wrapped) == [wrapped]
    assert split("By Hanne Vollard\nThe council decides in April.")[-1] == "The council decides in April."


@pytest.mark.parametrize(
    ("passage", "code", "expected"),
    [
        ('"We can," said Tolk.', "en", "“‘We can,’ said Tolk.”"),
        ("“We can,” said Tolk.", "en", "“‘We can,’ said Tolk.”"),
        ("Das Programm „Lichtbuch“ läuft.", "de", "„Das Programm ‚Lichtbuch‘ läuft.“"),
        ("« Oui », dit-elle.", "fr", "«\u00a0“Oui”, dit-elle.\u00a0»"),
        ("Tolk's plan\nis ready.", "en", "“Tolk's plan is ready.”"),
        ("A [link](https://h.example/a) and **bold** words.", "en", "“A link and bold words.”"),
        ("An item without a stop", "en", "“An item without a stop”."),
    ],
)
def test_a_passage_is_set_between_the_marks_of_its_language(passage: str, code: str, expected: str) -> None:
    """Quotations within turn into inner ones, line breaks into blanks, and Markdown's signs go."""
    assert quoted(passage, languages()[code].marks) == expected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("He said “yes” and “no”.", 2),
        ('A 5" pipe and no more.', 0),
        ("»Ja«, sagte sie.", 1),
        ("”Joo”, hän sanoi.", 1),
        ("'We tried. It failed,' she said.", 1),
        ("Tolk's and the towns' plan.", 0),
    ],
)
def test_speech_is_found_whatever_its_marks(text: str, spans: int) -> None:
    """English, German, Swedish and single marks are pairs; apostrophes and inch signs are none."""
    assert len(find_speech(text).spans) == spans


def test_plain_leaves_ordinary_signs_alone() -> None:
    """Stars, underscores and brackets that mark nothing stay."""
    assert plain("2 * 3 is six [sic] in snake_case_name") == "2 * 3 is six [sic] in snake_case_name"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council will decide on the plan, and it is not sure that it can pay for it.", "en"),
        ("Der Rat wird über den Plan entscheiden, und er ist nicht sicher, ob er das Geld hat.", "de"),
        ("Le conseil va décider du plan, et il n'est pas sûr de pouvoir le payer avec les fonds.", "fr"),
        ("El consejo decidirá sobre el plan, y no está seguro de que lo pueda pagar con los fondos.", "es"),
        ("Kaupunki päätti maanantaina rakentaa uuden satamalaiturin lähelle keskustaa.", ""),
        ("市长宣布了新的计划。", ""),
    ],
)
def test_the_language_is_told_by_its_function_words(text: str, code: str) -> None:
    """Four languages are known; of others none is claimed."""
    assert detect(text) == code


def test_the_text_is_believed_before_its_tag() -> None:
    """A German text that is tagged as English is German; where the text tells nothing, the tag does."""
    text = "Der Rat wird über den Plan entscheiden, und er ist nicht sicher, ob er das Geld hat."
    assert language_of(text, "en").code == "de"
    assert language_of("Kestermouth 2026", "de-AT").code == "de"
    assert language_of("Kaupunki päätti", "fi").code == "fi"
