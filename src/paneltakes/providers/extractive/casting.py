"""Casting: which passages each persona's take is made of, so that no two voices rest on the same sentence.

Each take is asked for alone, and may be the only one.  So the panel that it has to differ from is not looked at but
worked out: passages are dealt to the four shipped voices together, always in the same way, and any other persona
chooses from what they leave.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING

from paneltakes.providers.extractive.matching import Matching, Option, Slot, overlap
from paneltakes.providers.extractive.passages import Passage, follows, passages_of
from paneltakes.providers.extractive.roles import role_of, shipped_panel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paneltakes.persona import Persona
    from paneltakes.providers.extractive.frames import Frame, Frames
    from paneltakes.providers.extractive.roles import Role
    from paneltakes.providers.extractive.salience import Index

_SHORTLIST = 30
"""Passages looked at for each move: the best ones before it is known what the others take."""
_FRAME_WORDS = 9
_STRETCH_COST = 0.3
"""What a passage costs that is far longer or shorter than its share of the take."""
_PAIR_COST = 0.06
_LEAST_SERVICE = 0.15
"""How much of what a move asks for a passage has to hold; about one word of the right kind."""
_GROWTH_BONUS = 0.25
_OVERLAP_COST = 0.9
_MOST_PARTS = 20
"""As many passages as a reply may carry."""
_MOST_SHARERS = 2
"""Voices that may rest on one sentence when an article has too few."""


@dataclass(slots=True)
class Part:
    """A passage in a take, with its frame; ``move`` is the place of the move that it serves."""

    move: int
    passage: Passage
    frame: Frame
    further: bool = False
    """Whether it stands beside another passage of the same move."""

    @property
    def words(self) -> int:
        """What it adds to the take."""
        return self.passage.words + self.frame.words


@dataclass(slots=True)
class Cast:
    """What was dealt to one persona so far."""

    role: Role
    parts: list[Part] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    """The places of the moves that no sentence of the article serves."""

    @property
    def words(self) -> int:
        """The length of the take that would come of it."""
        return sum(part.words for part in self.parts)

    @property
    def goal(self) -> int:
        """The length at which nothing more is added: safely inside the persona's range."""
        words = self.role.persona.words
        return words.min + (words.max - words.min) // 4

    @property
    def own(self) -> frozenset[int]:
        """The places of its sentences."""
        return frozenset(n for part in self.parts for n in part.passage.indexes)

    def open_moves(self) -> list[int]:
        """Return the places of the moves that have no passage."""
        served = {part.move for part in self.parts}
        return [place for place in range(len(self.role.persona.moves)) if place not in served]

    def in_order(self) -> list[Part]:
        """Return the parts in the order of the persona's moves, further passages behind the first one."""
        return sorted(self.parts, key=lambda part: (part.move, part.further))


def cast_persona(persona: Persona, index: Index, frames: Frames) -> Cast:
    """Return the passages for one persona's take on an article; the same ones whoever else is asked."""
    panel = shipped_panel()
    deal = Deal(index, frames, [Cast(role_of(member, index)) for member in panel])
    deal.run()
    if persona in panel:
        return deal.casts[panel.index(persona)]
    # A voice that replaces a shipped one of its name may use what that one would have used.
    others = [cast for cast in deal.casts if cast.role.persona.id != persona.id]
    taken = Counter(n for cast in others for n in sorted(cast.own))
    alone = Deal(index, frames, [Cast(role_of(persona, index))], taken)
    alone.run()
    return alone.casts[0]


@dataclass(slots=True)
class Deal:
    """One dealing of an article's passages."""

    index: Index
    frames: Frames
    casts: list[Cast]
    taken: Counter[int] = field(default_factory=Counter)
    """How many personas rest on each sentence."""
    passages: list[Passage] = field(init=False)

    def __post_init__(self) -> None:
        self.passages = list(passages_of(self.index.sentences))

    def run(self) -> None:
        """Deal: a passage for each move first, then more until each take is long enough.

        Both without a sentence standing in two takes as far as the article goes round, then with.
        """
        slots = [Slot(c, m, self._options(cast, m)) for c, cast in enumerate(self.casts) for m in cast.open_moves()]
        for slot in slots:
            if not slot.options:
                self.casts[slot.persona].silent.append(slot.move)
        free = [replace(slot, options=[o for o in slot.options if not self._most_taken(o.passage)]) for slot in slots]
        Matching(free, lambda c: self.casts[c].role.persona.words.max).run()
        for slot in free:
            if slot.chosen:
                self._give(self.casts[slot.persona], Part(slot.move, slot.chosen.passage, slot.chosen.frame))
        for slot in slots:
            self._share(self.casts[slot.persona], slot)
        for sharers in range(1, _MOST_SHARERS + 1):
            while sum(self._extend(cast, sharers) for cast in self.casts):  # not any(): each has its turn
                pass

    def _share(self, cast: Cast, slot: Slot) -> None:
        """Give a move that came away empty the best passage that fewest others rest on."""
        if slot.move not in cast.open_moves():
            return
        room = cast.role.persona.words.max - cast.words
        own = cast.own
        left = [o for o in slot.options if o.words <= room and own.isdisjoint(o.passage.indexes)]
        left = [o for o in left if self._most_taken(o.passage) < _MOST_SHARERS]
        if left:
            best = min(left, key=lambda o: (self._most_taken(o.passage), -o.score, o.passage.indexes))
            self._give(cast, Part(slot.move, best.passage, best.frame))

    def _options(self, cast: Cast, move: int) -> list[Option]:
        """Return what could serve a move, best first."""
        persona, serving, scores = cast.role.persona, cast.role.serving[move], cast.role.scores[move]
        ideal = max(12.0, (persona.words.min + persona.words.max) / 2 / len(persona.moves) - _FRAME_WORDS)
        # Where the language is unknown nothing speaks for a sentence but its weight in the article.
        blind = not self.index.language.kinds
        rated: list[tuple[float, Passage]] = []
        for passage in self.passages:
            own = sorted((scores[n] for n in passage.indexes), reverse=True)
            score = own[0] if len(own) == 1 else 0.85 * own[0] + 0.15 * own[1] - _PAIR_COST
            if blind or max(serving[n] for n in passage.indexes) > _LEAST_SERVICE:
                rated.append((score - _STRETCH_COST * abs(passage.words - ideal) / ideal, passage))
        rated.sort(key=lambda item: (-item[0], item[1].indexes))
        best = rated[0][0] if rated else 0.0
        # Squared, so that one move far from its best passage weighs more than several that are a little off.
        return [
            self._option(persona, move, score - best - (best - score) ** 2, passage)
            for score, passage in rated[:_SHORTLIST]
        ]

    def _option(self, persona: Persona, move: int, score: float, passage: Passage) -> Option:
        kinds = frozenset[str]().union(*(self.index.kinds_by_sentence[n] for n in passage.indexes))
        frame = self.frames.opening(persona, persona.moves[move], kinds)
        return Option(score, passage, frame, self._stems(passage))

    def _extend(self, cast: Cast, sharers: int) -> bool:
        """Lengthen a take that is too short: by the next sentence of a passage, or by one more passage."""
        # What others rest on already is taken only as far as the take can't do without.
        goal = cast.goal if sharers == 1 else cast.role.persona.words.min
        if not cast.parts or cast.words >= goal or len(cast.parts) >= _MOST_PARTS:
            return False
        room = cast.role.persona.words.max - cast.words
        options = [e for e in (*self._growths(cast, sharers), *self._additions(cast, sharers)) if e.words <= room]
        if not options:
            return False
        best = min(options, key=lambda e: (-e.score, e.passage.indexes))
        if best.grows is None:
            self._give(cast, best.part)
        else:
            best.grows.passage = best.part.passage
            self.taken.update(best.passage.indexes)
        return True

    def _growths(self, cast: Cast, sharers: int) -> Iterator[_Extension]:
        """Yield the sentences that stand right before or behind a passage of the take."""
        own, sentences = cast.own, self.index.sentences
        for part in cast.parts:
            run = part.passage.sentences
            grown = []
            if run[0].index and follows(sentences[run[0].index - 1], run[0]):
                grown.append((sentences[run[0].index - 1], (sentences[run[0].index - 1], *run)))
            if run[-1].index + 1 < len(sentences) and follows(run[-1], sentences[run[-1].index + 1]):
                grown.append((sentences[run[-1].index + 1], (*run, sentences[run[-1].index + 1])))
            for new, longer in grown:
                stands_alone = longer[0].quotable and not longer[0].leans
                if stands_alone and new.index not in own and self.taken[new.index] < sharers:
                    score = cast.role.scores[part.move][new.index] + _GROWTH_BONUS
                    larger = Part(part.move, Passage(longer), part.frame, part.further)
                    yield self._extension(score, Passage((new,)), new.words, larger, part)

    def _additions(self, cast: Cast, sharers: int) -> Iterator[_Extension]:
        """Yield the passages that the take could name beside those it has, each with the move that it is nearest to."""
        own = cast.own
        moves = sorted({part.move for part in cast.parts})
        moves = moves[:-1] or moves  # the last move closes the take, often with a question
        frame = self.frames.further(cast.role.persona, len(cast.parts))
        for passage in self.passages:
            if all(n not in own and self.taken[n] < sharers for n in passage.indexes):
                score, move = max((fmean(cast.role.scores[m][n] for n in passage.indexes), -m) for m in moves)
                part = Part(-move, passage, frame, further=True)
                yield self._extension(score, passage, part.words, part, None)

    def _extension(self, score: float, passage: Passage, words: int, part: Part, grows: Part | None) -> _Extension:
        stems = self._stems(passage)
        said = (self._stems(other.passage) for c in self.casts for other in c.parts if other is not grows)
        cost = _OVERLAP_COST * max((overlap(stems, other) for other in said), default=0.0)
        return _Extension(score - cost, passage, words, part, grows)

    def _give(self, cast: Cast, part: Part) -> None:
        cast.parts.append(part)
        self.taken.update(part.passage.indexes)

    def _most_taken(self, passage: Passage) -> int:
        return max(self.taken[n] for n in passage.indexes)

    def _stems(self, passage: Passage) -> frozenset[str]:
        return frozenset[str]().union(*(self.index.stems[n] for n in passage.indexes))


@dataclass(frozen=True, slots=True)
class _Extension:
    """One way to lengthen a take by ``passage``: ``part`` is added, or takes the place of ``grows``."""

    score: float
    passage: Passage
    words: int
    part: Part
    grows: Part | None
