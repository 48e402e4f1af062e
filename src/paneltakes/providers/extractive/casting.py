"""Casting: which passage serves which move of which persona, so that no two voices rest on the same sentence.

Each take is asked for alone, and may be the only one.  So the panel that it has to differ from is not looked at but
worked out: passages are dealt to the four shipped voices together, always in the same way, and any other persona
chooses from what they leave.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paneltakes.providers.extractive.passages import Passage, follows, passages_of
from paneltakes.providers.extractive.roles import role_of, shipped_panel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paneltakes.persona import Persona
    from paneltakes.providers.extractive.frames import Frame, Frames
    from paneltakes.providers.extractive.roles import Role
    from paneltakes.providers.extractive.salience import Index

_SHORTLIST = 40
"""Passages looked at for each move: the best ones before it is known what the others take."""
_RESERVE = 22
"""Words kept back for each move that has no passage yet."""
_OVERLAP_COST = 0.9
_STRETCH_COST = 0.25
_PAIR_COST = 0.12
_GROWTH_BONUS = 0.25
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
        return self.passage.words + self.frame.words


@dataclass(slots=True)
class Cast:
    """What was dealt to one persona so far."""

    role: Role
    parts: list[Part] = field(default_factory=list)

    @property
    def words(self) -> int:
        """The length of the take that would come of it."""
        return sum(part.words for part in self.parts)

    @property
    def goal(self) -> int:
        """The length at which nothing more is added: safely inside the persona's range."""
        words = self.role.persona.words
        return words.min + (words.max - words.min) // 4

    def open_moves(self) -> list[int]:
        """Return the places of the moves that have no passage."""
        served = {part.move for part in self.parts}
        return [place for place in range(len(self.role.persona.moves)) if place not in served]

    def in_order(self) -> list[Part]:
        """Return the parts in the order of the persona's moves, further passages behind the first one."""
        return sorted(self.parts, key=lambda part: (part.move, part.further))


@dataclass(slots=True)
class Deal:
    """One dealing of an article's passages."""

    index: Index
    frames: Frames
    casts: list[Cast]
    taken: Counter[int] = field(default_factory=Counter)
    """How many personas rest on each sentence."""
    passages: list[Passage] = field(init=False)
    _dealt: list[frozenset[str]] = field(default_factory=list)
    """The content words of each passage that was given to somebody."""
    _stems_of: dict[tuple[int, ...], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.passages = list(passages_of(self.index.sentences))

    def run(self) -> None:
        """Deal: a passage for each move first, then more until each take is long enough."""
        shortlists = [[self._shortlist(cast, move) for move in cast.open_moves()] for cast in self.casts]
        while self._serve(shortlists):
            pass
        for sharers in range(1, _MOST_SHARERS + 1):
            while any([self._extend(cast, sharers) for cast in self.casts]):
                pass

    def _shortlist(self, cast: Cast, move: int) -> list[tuple[float, Part]]:
        """Return what could serve a move, best first."""
        persona, serving, scores = cast.role.persona, cast.role.serving[move], cast.role.scores[move]
        ideal = max(12.0, (persona.words.min + persona.words.max) / 2 / len(persona.moves) - 12)
        # Where the language is unknown nothing speaks for a sentence but its weight in the article.
        blind = not self.index.language.kinds
        rated = []
        for passage in self.passages:
            own = sorted((scores[n] for n in passage.indexes), reverse=True)
            score = own[0] if len(own) == 1 else 0.75 * own[0] + 0.25 * own[1] - _PAIR_COST
            if blind or any(serving[n] > 0 for n in passage.indexes):
                rated.append((score - _STRETCH_COST * abs(passage.words - ideal) / ideal, passage))
        rated.sort(key=lambda item: (-item[0], item[1].indexes))
        return [(score, self._part(persona, move, passage)) for score, passage in rated[:_SHORTLIST]]

    def _part(self, persona: Persona, move: int, passage: Passage) -> Part:
        kinds = frozenset[str]().union(*(self.index.kinds_by_sentence[n] for n in passage.indexes))
        return Part(move, passage, self.frames.opening(persona, persona.moves[move], kinds))

    def _serve(self, shortlists: list[list[list[tuple[float, Part]]]]) -> bool:
        """Give one open move its best passage; the persona with the fewest comes first.  False when none is left."""
        best: tuple[tuple[int, float, int, int], Cast, Part] | None = None
        for c, cast in enumerate(self.casts):
            room = self._room(cast)
            for m in cast.open_moves():
                for score, part in shortlists[c][m]:
                    if best and (len(cast.parts), -score) > best[0][:2]:
                        break  # sorted: the rest is no better
                    if part.words > room or self._most_taken(part.passage):
                        continue
                    rank = (len(cast.parts), self._overlap(part.passage) - score, c, m)
                    if best is None or rank < best[0]:
                        best = (rank, cast, part)
        if best is None:
            return False
        self._give(best[1], best[2])
        return True

    def _room(self, cast: Cast) -> int:
        """Return how many words the next part may have, so that the other open moves find room as well."""
        words, moves = cast.role.persona.words, cast.role.persona.moves
        reserved = _RESERVE * (len(cast.open_moves()) - 1) if words.max > _RESERVE * len(moves) else 0
        return words.max - cast.words - reserved

    def _extend(self, cast: Cast, sharers: int) -> bool:
        """Lengthen a take that is too short: by the next sentence of a passage, or by one more passage."""
        if not cast.parts or cast.words >= cast.goal or len(cast.parts) >= _MOST_PARTS:
            return False
        room = cast.role.persona.words.max - cast.words
        options = [o for o in (*self._growths(cast, sharers), *self._additions(cast, sharers)) if o.words <= room]
        if not options:
            return False
        best = min(options, key=lambda o: (-o.score, o.passage.indexes))
        if best.part is None:
            self._give(cast, best.new)
        else:
            best.part.passage = Passage(best.part.passage.sentences + best.passage.sentences)
            self.taken.update(best.passage.indexes)
            self._dealt.append(self._stems(best.passage))
        return True

    def _growths(self, cast: Cast, sharers: int) -> Iterator[_Option]:
        """Yield the sentences that go on where a passage of the take ends."""
        own = _own(cast)
        for part in cast.parts:
            last = part.passage.sentences[-1]
            after = self.index.sentences[last.index + 1] if last.index + 1 < len(self.index.sentences) else None
            if after is None or after.index in own or self.taken[after.index] >= sharers or not follows(last, after):
                continue
            passage = Passage((after,))
            score = cast.role.scores[part.move][after.index] + _GROWTH_BONUS - self._overlap(passage)
            yield _Option(score, passage, after.words, part, part)

    def _additions(self, cast: Cast, sharers: int) -> Iterator[_Option]:
        """Yield the passages that the take could name beside those it has, each with the move that it is nearest to."""
        own = _own(cast)
        moves = sorted({part.move for part in cast.parts})
        frame = self.frames.further(cast.role.persona, len(cast.parts))
        for passage in self.passages:
            if self._most_taken(passage) >= sharers or not own.isdisjoint(passage.indexes):
                continue
            score, move = max((max(cast.role.scores[m][n] for n in passage.indexes), -m) for m in moves)
            new = Part(-move, passage, frame, further=True)
            yield _Option(score - self._overlap(passage), passage, new.words, None, new)

    def _give(self, cast: Cast, part: Part) -> None:
        cast.parts.append(part)
        self.taken.update(part.passage.indexes)
        self._dealt.append(self._stems(part.passage))

    def _most_taken(self, passage: Passage) -> int:
        return max(self.taken[n] for n in passage.indexes)

    def _overlap(self, passage: Passage) -> float:
        """Return the cost of a passage that says again, in the same words, what another one in the deal says."""
        stems = self._stems(passage)
        shares = (len(stems & other) / max(1, min(len(stems), len(other))) for other in self._dealt)
        return _OVERLAP_COST * max(shares, default=0.0)

    def _stems(self, passage: Passage) -> frozenset[str]:
        if passage.indexes not in self._stems_of:
            self._stems_of[passage.indexes] = frozenset[str]().union(*(self.index.stems[n] for n in passage.indexes))
        return self._stems_of[passage.indexes]


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to lengthen a take: ``part`` grows by ``passage``, or where it is None, ``new`` is added."""

    score: float
    passage: Passage
    words: int
    part: Part | None
    new: Part


def _own(cast: Cast) -> frozenset[int]:
    return frozenset(n for part in cast.parts for n in part.passage.indexes)


def cast_persona(persona: Persona, index: Index, frames: Frames) -> Cast:
    """Return the passages for one persona's take on an article; the same ones whoever else is asked."""
    panel = shipped_panel()
    deal = Deal(index, frames, [Cast(role_of(p, index)) for p in panel])
    deal.run()
    if persona in panel:
        return deal.casts[panel.index(persona)]
    # A voice that replaces a shipped one of its name may use what that one would have used.
    others = [cast for cast in deal.casts if cast.role.persona.id != persona.id]
    taken = Counter(n for cast in others for n in sorted(_own(cast)))
    alone = Deal(index, frames, [Cast(role_of(persona, index))], taken)
    alone.run()
    return alone.casts[0]
