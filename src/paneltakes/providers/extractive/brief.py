"""Brief: the neutral story, as paragraphs of the article's own sentences in the article's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paneltakes.providers.extractive.compose import read
from paneltakes.reply import BriefReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paneltakes.article import Article
    from paneltakes.providers.extractive.salience import Index
    from paneltakes.providers.extractive.sentences import Sentence

_LEAST, _MOST = 40, 80
"""Words of a paragraph."""
_DEK_WORDS = 45
_THEMES: tuple[tuple[str, ...], ...] = (
    ("money", "finding", "figure"),
    ("contrast", "negation", "trouble"),
    ("question", "condition", "future"),
)
"""What the paragraphs behind the first are about: what it costs and brings, the tension, the open question."""


def compose_brief(article: Article) -> BriefReply:
    """Return headline, dek and story of an article; where no sentence is whole, the beginning of its text."""
    index = read(article)
    runs = _story(index)
    story = [_one_line(article.text[run[0].start : run[-1].end]) for run in runs] or [_beginning(article.text)]
    dek = article.description or _dek(index) or story[0]
    return BriefReply(headline=_clip(article.title, 300), dek=_clip(dek, 1000), story=story)


def _story(index: Index) -> list[list[Sentence]]:
    """Return runs of neighbouring sentences: the lead, then the best one for each theme, in the article's order."""
    runs = list(_runs(index))
    if not runs:
        return []
    lead = _best_lead(runs)
    chosen = [lead]
    used = {sentence.index for sentence in lead}
    for theme in _THEMES:
        fits = index.of_kinds(dict.fromkeys(theme, 1.0))
        best: tuple[float, list[Sentence]] | None = None
        for run in runs:
            if used.isdisjoint(sentence.index for sentence in run) and run[0].index > lead[-1].index:
                score = sum(fits[s.index] + index.salience[s.index] for s in run) / len(run) + _fullness(run)
                if best is None or score > best[0]:
                    best = (score, run)
        if best:
            chosen.append(best[1])
            used |= {sentence.index for sentence in best[1]}
    return sorted(chosen, key=lambda run: run[0].index)


def _runs(index: Index) -> list[list[Sentence]]:
    """Return every run of quotable neighbours in one paragraph that reads alone and has at most ``_MOST`` words."""
    found = []
    for place, first in enumerate(index.sentences):
        if not first.quotable or first.leans:
            continue
        run: list[Sentence] = []
        for sentence in index.sentences[place:]:
            if not sentence.quotable or sentence.block != first.block:
                break
            run.append(sentence)
            if sum(s.words for s in run) > _MOST:
                break
            found.append(list(run))
    return found


def _best_lead(runs: Sequence[list[Sentence]]) -> list[Sentence]:
    """Return the longest run that begins where the article does."""
    first = runs[0][0].index
    return max((run for run in runs if run[0].index == first), key=len)


def _fullness(run: Sequence[Sentence]) -> float:
    words = sum(sentence.words for sentence in run)
    return min(words, _LEAST) / _LEAST


def _dek(index: Index) -> str:
    """Return the article's most central sentence, with the next one where both fit."""
    candidates = [s for s in index.sentences if s.quotable and not s.leans and s.words <= _DEK_WORDS]
    if not candidates:
        return ""
    best = max(candidates[:12], key=lambda s: (index.salience[s.index] - 0.02 * s.index, -s.index))
    return _one_line(best.text)


def _beginning(text: str) -> str:
    words = text.split()
    part = _one_line(" ".join(words[:_MOST]))
    return _clip(part + (" …" if len(words) > _MOST else ""), 1000)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
