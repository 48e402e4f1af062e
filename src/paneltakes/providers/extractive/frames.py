"""Frame: the words around a quotation.  They say what the voice looks for and state nothing about the article."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from paneltakes.providers.extractive.language import detect
from paneltakes.providers.extractive.roles import is_shipped
from paneltakes.text import count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from paneltakes.persona import Move, Persona
    from paneltakes.providers.extractive.language import Language

_OWN_QUESTION = re.compile(r":\s+([^:?\n]{10,160}\?)")


@dataclass(frozen=True)
class Frame:
    """A sentence or two with the place ``{q}`` for a quotation."""

    template: str

    @cached_property
    def words(self) -> int:
        """Its length without the quotation."""
        return count_words(self.template.replace("{q}", " "))

    @property
    def claim(self) -> str:
        """What it says of the quotation, as a line of its own."""
        before, _, after = (part.strip() for part in self.template.partition("{q}"))
        return ": ".join(part for part in (before.rstrip(":").rstrip(), after) if part)

    def around(self, quotation: str) -> str:
        """Return the frame with a quotation in its place, whatever the quotation holds."""
        before, _, after = self.template.partition("{q}")
        return before + quotation + after


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames for one article.  ``seed`` spreads the variants over articles: the same article gets the same ones."""

    language: Language
    seed: str

    def opening(self, persona: Persona, move: Move, kinds: Collection[str]) -> Frame:
        """Return the frame for the passage that serves a move: the persona's own where we know it, else the label's."""
        own: Mapping[str, Sequence[str]] = self._table.get(persona.id, {}).get(move.id, {})
        if own and is_shipped(persona, move):
            fitting = next((variants for kind, variants in own.items() if kind in kinds), own["any"])
            return Frame(self._pick(fitting, persona.id, move.id))
        variants = self._table["first" if move == persona.moves[0] else "next"]
        return Frame(self._pick(variants, persona.id, move.id).replace("{label}", self.label(persona, move)))

    def further(self, persona: Persona, count: int) -> Frame:
        """Return the frame for one more passage, the ``count``-th of the take."""
        variants = self._table["also"]
        return Frame(variants[(_number(self.seed, persona.id) + count) % len(variants)])

    def label(self, persona: Persona, move: Move) -> str:
        """Return a move's name: for the shipped ones in the article's language where we know it."""
        if not is_shipped(persona, move):
            return move.label
        return str(self._table.get("labels", {}).get(persona.id, {}).get(move.id, move.label))

    def silent(self, label: str) -> str:
        """Return the sentence that says that nothing serves a move."""
        return str(self._table["silent"]).replace("{label}", label)

    def crowded(self, label: str) -> str:
        """Return the sentence that says that the take has no room for a move."""
        return str(self._table["crowded"]).replace("{label}", label)

    def closing(self, persona: Persona) -> str:
        """Return the question that the persona's file says it always asks, when it is in the article's language."""
        found = _OWN_QUESTION.findall(persona.brief)
        if not found or is_shipped(persona, persona.moves[0]) or detect(persona.brief) != self.language.code:
            return ""
        question = " ".join(found[-1].split())
        return question[0].upper() + question[1:]

    def reason(self, name: str, **values: object) -> str:
        """Return a reason to pass, filled in."""
        text = str(self._table[name])
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        return text

    @property
    def _table(self) -> Mapping[str, Any]:
        return self.language.frames

    def _pick(self, variants: Sequence[str], *salt: str) -> str:
        return variants[_number(self.seed, *salt) % len(variants)]


def _number(*parts: str) -> int:
    # Not hash(): that differs from process to process.
    return int.from_bytes(hashlib.sha256("\x00".join(parts).encode()).digest()[:4], "big")
