"""Matching: one passage for each move, all of them different, so that the whole panel comes out best.

Dealt in turns first, the persona with the fewest passages before the others, then improved by exchanges as long as one
pays: a move takes a better passage, and whoever had that one takes its own next best.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paneltakes.providers.extractive.frames import Frame
    from paneltakes.providers.extractive.passages import Passage

_OVERLAP_COST = 0.9
_LEAST_GAIN = 0.02
_ROUNDS = 40


@dataclass(frozen=True)
class Option:
    """A passage that could serve a move, with the frame that it would stand in."""

    score: float
    passage: Passage
    frame: Frame
    stems: frozenset[str]

    @cached_property
    def words(self) -> int:
        """What it adds to the take."""
        return self.passage.words + self.frame.words

    def clashes(self, other: Option) -> bool:
        """Whether both hold the same sentence."""
        return not set(self.passage.indexes).isdisjoint(other.passage.indexes)


@dataclass(slots=True)
class Slot:
    """A move of a persona, what could serve it, best first, and what was chosen."""

    persona: int
    move: int
    options: list[Option]
    chosen: Option | None = None
    least_words: int = field(init=False)
    """What serving it takes at least."""

    def __post_init__(self) -> None:
        self.least_words = min((option.words for option in self.options), default=0)


@dataclass(slots=True)
class Matching:
    """The slots of all personas.  ``room`` says how many words a persona's passages and frames may have together."""

    slots: list[Slot]
    room: Callable[[int], int]
    _overlaps: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = field(default_factory=dict)

    def run(self) -> None:
        """Choose for every slot that can be served."""
        while self._deal_one():
            pass
        for _ in range(_ROUNDS):
            if not self._exchange():
                break

    def _deal_one(self) -> bool:
        ranked: list[tuple[tuple[int, float, int], Slot, Option]] = []
        for number, slot in enumerate(self.slots):
            if slot.chosen:
                continue
            dealt = sum(1 for other in self.slots if other.persona == slot.persona and other.chosen)
            free = (o for o in slot.options if self._fits(slot, o) and not any(self._holders(o)))
            ranked += [((dealt, -self._value(slot, o), number), slot, o) for o in free]
        if not ranked:
            return False
        _, slot, option = min(ranked, key=lambda item: item[0])
        slot.chosen = option
        return True

    def _exchange(self) -> bool:
        """Make the one exchange that gains most; False when none gains."""
        best: tuple[float, list[tuple[Slot, Option]]] = (_LEAST_GAIN, [])
        for slot in self.slots:
            if not slot.chosen:
                continue
            before = self._value(slot, slot.chosen)
            for option in slot.options:
                if option.score - before <= best[0]:
                    break  # sorted, and overlap only costs
                if option is slot.chosen or not self._fits(slot, option):
                    continue
                holders = [holder for holder in self._holders(option) if holder is not slot]
                if len(holders) > 1:
                    continue
                gain = self._value(slot, option) - before
                changes = [(slot, option)]
                if holders:
                    lost, found = self._displace(holders[0], slot, option)
                    if found is None:
                        continue
                    gain -= lost
                    changes.append((holders[0], found))
                if gain > best[0]:
                    best = (gain, changes)
        for slot, option in best[1]:
            slot.chosen = option
        return bool(best[1])

    def _displace(self, holder: Slot, slot: Slot, option: Option) -> tuple[float, Option | None]:
        """Return what ``holder`` loses when ``slot`` takes ``option``, and what it takes instead."""
        if holder.chosen is None:
            return 0.0, None
        before, kept = self._value(holder, holder.chosen), slot.chosen
        slot.chosen = option  # as if it were done
        try:
            for other in holder.options:
                free = all(h is holder for h in self._holders(other))
                if free and self._fits(holder, other):
                    return before - self._value(holder, other), other
            return 0.0, None
        finally:
            slot.chosen = kept

    def _holders(self, option: Option) -> Iterator[Slot]:
        return (slot for slot in self.slots if slot.chosen and slot.chosen.clashes(option))

    def _fits(self, slot: Slot, option: Option) -> bool:
        """Whether the persona's take has room for it; open moves are kept room for by the shortest of their options."""
        used = option.words
        for other in self.slots:
            if other.persona == slot.persona and other is not slot:
                used += other.chosen.words if other.chosen else other.least_words
        return used <= self.room(slot.persona)

    def _value(self, slot: Slot, option: Option) -> float:
        """Return the option's score, less what it repeats of a passage that is chosen elsewhere."""
        others = (other.chosen for other in self.slots if other is not slot and other.chosen)
        return option.score - _OVERLAP_COST * max((self._overlap(option, other) for other in others), default=0.0)

    def _overlap(self, one: Option, other: Option) -> float:
        key = (one.passage.indexes, other.passage.indexes)
        if key not in self._overlaps:
            self._overlaps[key] = overlap(one.stems, other.stems)
        return self._overlaps[key]


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller set's words that the other one has as well."""
    return len(one & other) / max(1, min(len(one), len(other)))
