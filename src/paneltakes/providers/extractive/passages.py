"""Passage: one or two neighbouring sentences that can be read alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paneltakes.providers.extractive.sentences import Sentence

MOST_WORDS = 55


@dataclass(frozen=True)
class Passage:
    """A run of sentences of one paragraph; the first one leans on nothing before it."""

    sentences: tuple[Sentence, ...]

    @cached_property
    def indexes(self) -> tuple[int, ...]:
        """The places of its sentences in the article."""
        return tuple(sentence.index for sentence in self.sentences)

    @cached_property
    def words(self) -> int:
        """Its length, as ``count_words`` counts."""
        return sum(sentence.words for sentence in self.sentences)

    def text(self, article_text: str) -> str:
        """Return its words, to the letter."""
        return article_text[self.sentences[0].start : self.sentences[-1].end]


def passages_of(sentences: Sequence[Sentence]) -> Iterator[Passage]:
    """Yield every passage of an article in its order: sentences that stand alone, and those with the next one."""
    for place, sentence in enumerate(sentences):
        if not sentence.quotable or sentence.leans:
            continue
        yield Passage((sentence,))
        if place + 1 < len(sentences) and follows(sentence, sentences[place + 1]):
            pair = Passage((sentence, sentences[place + 1]))
            if pair.words <= MOST_WORDS:
                yield pair


def follows(sentence: Sentence, after: Sentence) -> bool:
    """Whether ``after`` can be quoted in one run with ``sentence``."""
    return after.quotable and after.block == sentence.block and after.index == sentence.index + 1
