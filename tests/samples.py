"""What several tests start from: an article, a reply to it, a persona.  All of it is invented."""

from __future__ import annotations

import json
from typing import Any

from paneltakes.article import Article
from paneltakes.persona import Move, Persona, Words

TEXT = """The town of Averley voted on Tuesday to spend 12 million euros on a tidal mill, the first of its kind.

Mayor Ines Faro said the mill would supply 900 homes by 2029. “We have looked at this water for a century,” she said.

Fishermen doubt the figure. Their guild counted 41 days without usable tide last year, and nobody at the town hall has
answered its letter. The builder, Norra Works, has finished two smaller mills, of which one stands idle.

Whether the state will pay its half is to be decided in March."""


def article(**changes: Any) -> Article:
    """Return the sample article, changed as asked."""
    return Article(
        **{
            "title": "Averley bets on the tide",
            "text": TEXT,
            "url": "https://news.example/averley?ref=feed",
            "canonical_url": "https://news.example/averley",
            "description": "A coastal town spends 12 million euros on a mill.",
            "byline": "Kim Osei",
            "site": "The Example",
            "published": "2026-11-20",
            "language": "en",
            **changes,
        }
    )


def persona(**changes: Any) -> Persona:
    """Return a small persona with two moves and a range of 5 to 60 words, changed as asked."""
    return Persona(
        **{
            "id": "critic",
            "name": "The Critic",
            "lens": "Second Look",
            "brief": "You look twice.",
            "moves": (
                Move(id="grant", label="What is real", ask="Grant what holds."),
                Move(id="gap", label="The gap", ask="Name what is missing."),
            ),
            "words": Words(min=5, max=60),
            "version": 1,
            **changes,
        }
    )


def reply(**changes: Any) -> dict[str, Any]:
    """Return a good reply to the sample persona's prompt on the sample article, changed as asked."""
    return {
        "decision": "take",
        "pass_reason": "",
        "evidence": [
            {"claim": "Forty-one days had no tide to use.", "quote": "Their guild counted 41 days without usable tide"},
        ],
        "points": [
            {"move": "grant", "text": "The vote is real money."},
            {"move": "gap", "text": "Nobody has set the 900 homes against the idle days."},
        ],
        "outside_knowledge": ["Tidal plants elsewhere needed years of repairs."],
        "predictions": [{"claim": "The mill supplies fewer than 900 homes.", "by": "2029", "probability": 0.6}],
        "stance": "critical",
        "take": "Averley bought a figure before it counted the tide. The guild did count, and found 41 idle days.",
        **changes,
    }


def brief_reply(**changes: Any) -> dict[str, Any]:
    """Return a good reply to the prompt for the sample article's brief, changed as asked."""
    return {
        "headline": "Averley puts 12 million euros into a tidal mill",
        "dek": "The town hopes to supply 900 homes by 2029.",
        "story": ["Averley's council has backed the mill.", "The state decides on its half in March."],
        **changes,
    }


def moves_of(speaker: Persona) -> list[dict[str, str]]:
    """Return one point for each of a persona's moves."""
    return [{"move": move.id, "text": f"A point on {move.label}."} for move in speaker.moves]


def full_reply(speaker: Persona, **changes: Any) -> dict[str, Any]:
    """Return a good reply for a shipped persona on the sample article: its moves, its length."""
    words = " ".join(f"{speaker.id} weighs the 12 million euros against the 41 idle days." for _ in range(9))
    return reply(**{"points": moves_of(speaker), "take": words, **changes})


def script(*speakers: Persona, **changes: Any) -> dict[str, Any]:
    """Return a script in which each of these speakers, and the brief, answers well; changed as asked."""
    return {**{speaker.id: full_reply(speaker) for speaker in speakers}, "brief": brief_reply(), **changes}


def as_text(answer: dict[str, Any]) -> str:
    """Return a reply as the text that a model would send."""
    return json.dumps(answer)
