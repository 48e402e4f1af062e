"""Salience: what each sentence of an article holds, and how well it answers words, kinds and the article as a whole."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paneltakes.article import Article
    from paneltakes.providers.extractive.language import Language
    from paneltakes.providers.extractive.sentences import Sentence

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[€$£¥]?\d+(?:[.,]\d+)*%?|[€$£¥%]")
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2,}")
_SIGNS_OF = {
    "figure": re.compile(r"\d+(?:[.,]\d+)*"),
    "date": re.compile(r"\b(?:19|20)\d\d\b|\d+\s*年"),
    "voice": re.compile('[“„«「]|(?:^|\\s)"|"(?=\\s|$)'),
    "question": re.compile("[?？؟]"),
}
"""Kinds of sentence that show in any language."""
_ONE_HIT = 0.35
"""What one word of a kind leaves to be had by further ones."""
_STEM = 6
"""Letters that are kept of a word: enough to join its inflections in the languages of Europe."""


def tokens_of(text: str) -> list[str]:
    """Return the words and figures of a text in lower case; scripts without spaces as pairs of signs."""
    found = [match[0].lower() for match in _WORD.finditer(_SIGNS.sub(" ", text))]
    for run in _SIGNS.findall(text):
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def stem(word: str) -> str:
    """Return what a word has in common with its inflections."""
    return re.sub(r"['’]\w*$", "", word)[:_STEM]


@dataclass(frozen=True)
class Index:
    """The words of all sentences, looked up once, and what is worked out from them."""

    article: Article
    language: Language
    sentences: Sequence[Sentence]

    @cached_property
    def tokens(self) -> list[list[str]]:
        """The words of each sentence."""
        return [tokens_of(sentence.text) for sentence in self.sentences]

    @cached_property
    def stems(self) -> list[frozenset[str]]:
        """The stems of each sentence's content words."""
        stop = self.language.stop_words
        return [frozenset(stem(t) for t in tokens if t not in stop and len(t) > 1) for tokens in self.tokens]

    @cached_property
    def _lines(self) -> list[str]:
        return [f" {' '.join(tokens)} " for tokens in self.tokens]

    @cached_property
    def _postings(self) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for number, tokens in enumerate(self.tokens):
            for token in tokens:
                found.setdefault(token, set()).add(number)
        return found

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._postings)

    def holding(self, cue: str) -> set[int]:
        """Return the sentences that hold a cue: a word, a phrase, or the beginning of one (trailing ``*``)."""
        bare = cue.rstrip("*").lower()
        if " " in bare:
            wanted = f" {bare}" if cue.endswith("*") else f" {bare} "
            return {number for number, line in enumerate(self._lines) if wanted in line}
        if not cue.endswith("*"):
            return self._postings.get(bare, set())
        found: set[int] = set()
        for word in self._vocabulary[bisect_left(self._vocabulary, bare) :]:
            if not word.startswith(bare):
                break
            found |= self._postings[word]
        return found

    def answering(self, cues: Iterable[str]) -> list[float]:
        """Return for each sentence how much it holds of ``cues``; a cue that few sentences hold weighs more."""
        scores = [0.0] * len(self.sentences)
        for cue in dict.fromkeys(cues):
            holding = self.holding(cue)
            weight = self._rarity(len(holding))
            for number in sorted(holding):
                scores[number] += weight
        return [1 - math.exp(-score) for score in scores]

    def _rarity(self, count: int) -> float:
        return math.log((1 + len(self.sentences)) / (1 + count)) / math.log(2 + len(self.sentences))

    @cached_property
    def kinds(self) -> Mapping[str, Mapping[int, float]]:
        """Which sentences are of which kind, and how strongly: those of the language's tables, and what signs show."""
        found = {kind: Counter[int]() for kind in (*self.language.kinds, "figure", "date", "voice", "question")}
        for kind, words in self.language.kinds.items():
            for word in words:
                found[kind].update(self.holding(word))
        for number, sentence in enumerate(self.sentences):
            for kind, sign in _SIGNS_OF.items():
                found[kind][number] += len(sign.findall(sentence.text))
        return {
            kind: {n: 1 - _ONE_HIT**hits for n, hits in sorted(counted.items()) if hits}
            for kind, counted in found.items()
        }

    @cached_property
    def kinds_by_sentence(self) -> list[frozenset[str]]:
        """The kinds that each sentence is of."""
        return [frozenset(k for k, members in self.kinds.items() if n in members) for n in range(len(self.sentences))]

    def of_kinds(self, wanted: Mapping[str, float]) -> list[float]:
        """Return for each sentence the weights of its kinds; a wanted kind that few sentences are of weighs more."""
        scores = [0.0] * len(self.sentences)
        whole = math.hypot(*(weight for weight in wanted.values() if weight > 0)) or 1.0
        for kind, weight in wanted.items():
            members = self.kinds.get(kind, {})
            value = weight * (0.5 + self._rarity(len(members))) / whole if weight > 0 else weight
            for number, strength in members.items():
                scores[number] += value * strength
        return scores

    @cached_property
    def salience(self) -> list[float]:
        """How central each sentence is: words that the article, its title and its dek use again, names and figures."""
        counts = Counter(s for stems in self.stems for s in sorted(stems))
        heading = {stem(token) for token in tokens_of(f"{self.article.title} {self.article.description}")}
        weights = {s: (math.log(count) + (1.0 if s in heading else 0.0)) for s, count in counts.items()}
        raw = [
            sum(weights[s] for s in sorted(stems)) / (8 + len(stems)) + 0.3 * _specific(sentence.text)
            for sentence, stems in zip(self.sentences, self.stems, strict=True)
        ]
        top = max(raw, default=0.0) or 1.0
        return [value / top for value in raw]


def _specific(text: str) -> float:
    """Return how many names and figures a sentence has, up to four, as a share of four."""
    names = len(re.findall(r"(?<=[\w,;] )[A-ZÀ-Þ][^\W\d_]+", text))
    return min(4, names + len(re.findall(r"\d+(?:[.,]\d+)*", text))) / 4
