"""Compose: a persona's take, put together from passages and frames, as the reply that a model would have sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paneltakes.providers.extractive.casting import cast_persona
from paneltakes.providers.extractive.frames import Frames
from paneltakes.providers.extractive.language import language_of
from paneltakes.providers.extractive.salience import Index
from paneltakes.providers.extractive.sentences import split_sentences
from paneltakes.providers.extractive.speech import quoted
from paneltakes.reply import Reply, ReplyEvidence, ReplyPoint
from paneltakes.text import count_words

if TYPE_CHECKING:
    from paneltakes.article import Article
    from paneltakes.persona import Persona
    from paneltakes.providers.extractive.casting import Cast
    from paneltakes.take import Stance

_LEAST_SENTENCES = 4
_LEAST_SHARE = 0.6
"""Of a take's shortest length, what the article's sentences have to bring; frames bring the rest."""
_MOST_QUOTE = 2_000
"""Characters that a reply takes in one quote."""


def read(article: Article) -> Index:
    """Return the article's sentences, looked through once."""
    language = language_of(f"{article.title}\n{article.text}", article.language)
    return Index(article, language, split_sentences(article.text, language))


def compose_take(article: Article, persona: Persona) -> Reply:
    """Return the persona's take on an article, or its pass with the reason; the same bytes for the same two."""
    index = read(article)
    frames = Frames(index.language, article.content_hash)
    words = persona.words
    found = sum(sentence.quotable for sentence in index.sentences)
    if not found:
        return _pass(frames.reason("unquotable"))
    too_short = frames.reason("too_short", found=found, needed=words.min)
    if sum(s.words for s in index.sentences if s.quotable) < _LEAST_SHARE * words.min or found < _LEAST_SENTENCES:
        return _pass(too_short)
    cast = cast_persona(persona, index, frames)
    if 2 * len(cast.silent) > len(persona.moves):
        labels = ", ".join(frames.label(persona, persona.moves[place]) for place in cast.silent)
        return _pass(frames.reason("no_match", lens=persona.lens, labels=labels))
    text = _text(cast, index, frames)
    return _reply(cast, index, frames, text) if words.min <= count_words(text) <= words.max else _pass(too_short)


def _text(cast: Cast, index: Index, frames: Frames) -> str:
    """Return the take: its parts in order, and what there is room for behind them."""
    persona = cast.role.persona
    marks = index.language.marks
    lines = [part.frame.around(quoted(part.passage.text(index.article.text), marks)) for part in cast.in_order()]
    extras = [frames.silent(frames.label(persona, persona.moves[place])) for place in cast.silent]
    for extra in (*extras, frames.closing(persona)):
        if extra and count_words(" ".join([*lines, extra])) <= persona.words.max:
            lines.append(extra)
    return " ".join(lines)


def _reply(cast: Cast, index: Index, frames: Frames, text: str) -> Reply:
    persona = cast.role.persona
    article = index.article.text
    parts = cast.in_order()
    points = []
    for place, move in enumerate(persona.moves):
        lines = [
            part.frame.around(quoted(part.passage.text(article), index.language.marks))
            for part in parts
            if part.move == place and not part.further
        ]
        label = frames.label(persona, move)
        missing = frames.silent(label) if place in cast.silent else frames.crowded(label)
        points.append(ReplyPoint(move=move.id, text=(lines[0] if lines else missing)[:1500]))
    return Reply(
        decision="take",
        pass_reason="",
        evidence=[
            ReplyEvidence(quote=part.passage.text(article)[:_MOST_QUOTE], claim=part.frame.claim) for part in parts
        ],
        points=points,
        outside_knowledge=[],
        predictions=[],  # a sentence that was chosen by rules is nobody's forecast, and has no honest probability
        stance=_stance(cast, index),
        take=text,
    )


def _stance(cast: Cast, index: Index) -> Stance:
    """Return the attitude of the chosen sentences: those that speak of gain against those that speak of trouble."""
    chosen = {n for part in cast.parts for n in part.passage.indexes}
    gain = len(chosen.intersection(index.kinds.get("gain", ())))
    trouble = len(chosen.intersection(index.kinds.get("trouble", ())))
    if gain and trouble:
        return "mixed"
    if max(gain, trouble) < 2:
        return "neutral"
    return "supportive" if gain else "critical"


def _pass(reason: str) -> Reply:
    return Reply(
        decision="pass",
        pass_reason=reason[:1000],
        evidence=[],
        points=[],
        outside_knowledge=[],
        predictions=[],
        stance="neutral",
        take="",
    )
