"""Role: a persona as the engine reads it: what each of its moves looks for in a sentence."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paneltakes.persona import DEFAULT_PANEL, PersonaShelf
from paneltakes.providers.extractive.language import languages
from paneltakes.providers.extractive.salience import stem, tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paneltakes.persona import Move, Persona
    from paneltakes.providers.extractive.salience import Index

_OWN_CUES = 0.6
"""How far the cues of our own moves count beside the kinds of sentence that we know them to want."""
_LENS_WEIGHT = 0.35
_SALIENCE_WEIGHT = 0.45
_LEAD_COST = 1.5
"""The first sentence is the news itself, which the reader has just read: a take had better rest on another."""
_SHORT = 8
"""Sentences of an article too short to spare its first one."""


@dataclass(frozen=True, slots=True)
class Role:
    """A persona before one article."""

    persona: Persona
    serving: tuple[tuple[float, ...], ...]
    """For each move and sentence, how much of what the move asks for the sentence holds; nothing at 0 and below."""
    scores: tuple[tuple[float, ...], ...]
    """The same with the persona's other interests and the sentence's weight in the article counted in."""


def role_of(persona: Persona, index: Index) -> Role:
    """Return what ``persona`` sees in the sentences of an article."""
    cues = [_cues(persona, move, index) for move in persona.moves]
    lens = index.answering([*(cue for own in cues for cue in own), *_words_of(persona.lens)])
    first = next((s.index for s in index.sentences if s.quotable), -1) if len(lens) > _SHORT else -1
    lead = [_LEAD_COST if n == first else 0.0 for n in range(len(lens))]
    interest = tuple(
        _LENS_WEIGHT * near + _SALIENCE_WEIGHT * weight - cost
        for near, weight, cost in zip(lens, index.salience, lead, strict=True)
    )
    serving, scores = [], []
    for move, own in zip(persona.moves, cues, strict=True):
        by_cue, by_kind = index.answering(own), index.of_kinds(kinds_wanted(persona, move))
        serving.append(tuple(max(pair) for pair in zip(by_cue, by_kind, strict=True)))
        trust = _OWN_CUES if is_shipped(persona, move) else 1.0
        scores.append(tuple(trust * c + k + i for c, k, i in zip(by_cue, by_kind, interest, strict=True)))
    return Role(persona, tuple(serving), tuple(scores))


def is_shipped(persona: Persona, move: Move) -> bool:
    """Whether a move is one of ours, so that our cues and frames fit it, in whosever file it stands."""
    return any(p.id == persona.id and (m.id, m.ask) == (move.id, move.ask) for p in shipped_panel() for m in p.moves)


def kinds_wanted(persona: Persona, move: Move) -> Mapping[str, float]:
    """Return the kinds of sentence that serve a move, with their weights."""
    own: Mapping[str, float] | None = _table().get(persona.id, {}).get(move.id)
    return own if own and is_shipped(persona, move) else dict.fromkeys(kinds_asked(move), 1.0)


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "moves.toml").read_text(encoding="utf-8"))


@functools.cache
def kinds_asked(move: Move) -> tuple[str, ...]:
    """Return the kinds of sentence that a move asks for, by the words of its label and its request."""
    line = f" {' '.join(tokens_of(f'{move.label} {move.ask}'))} "
    found: dict[str, None] = {}
    for language in languages().values():
        for kind, cues in language.asks.items():
            if any((f" {cue[:-1]}" if cue.endswith("*") else f" {cue} ") in line for cue in cues):
                found[kind] = None
    return tuple(found)


@functools.cache
def shipped_panel() -> tuple[Persona, ...]:
    """Return the four voices that come with the package."""
    return PersonaShelf().select(DEFAULT_PANEL)


def _cues(persona: Persona, move: Move, index: Index) -> tuple[str, ...]:
    """Return what to look for: the move's own cues; for want of them, the words of its request."""
    if is_shipped(persona, move):
        return move.cues if index.language.code == "en" else ()  # ours are English words
    return move.cues or _words_of(f"{move.label} {move.ask}")


@functools.cache
def _words_of(text: str) -> tuple[str, ...]:
    stop = frozenset[str]().union(*(language.stop_words for language in languages().values()))
    words: Sequence[str] = [w for w in tokens_of(text) if w not in stop and len(w) > 2 and not re.search(r"\d", w)]
    return tuple(dict.fromkeys(f"{stem(w)}*" if len(w) > 5 else w for w in words))
