"""Form: whether a reply makes the persona's moves, keeps to its length and speaks or passes cleanly."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from paneltakes.text import clean_text, count_words

if TYPE_CHECKING:
    from paneltakes.persona import Persona
    from paneltakes.reply import BriefReply, Reply


def check_form(reply: Reply, persona: Persona) -> list[str]:
    """Return one sentence for each thing about the reply's form that has to be mended; none when it is right."""
    text = clean_text(reply.take)
    if reply.decision == "pass":
        if text:
            return ["The decision is 'pass', but there is a take: leave one of them out."]
        return [] if clean_text(reply.pass_reason) else ["The decision is 'pass', but pass_reason is empty: say why."]
    if not text:
        return ["The decision is 'take', but the take is empty: write it, or pass and say why."]
    problems = []
    words = count_words(text)
    if not persona.words.min <= words <= persona.words.max:
        problems.append(f"The take has {words} words; it must have {persona.words.min} to {persona.words.max}.")
    problems += _check_points(reply, persona)
    if not reply.evidence:
        problems.append("There is no evidence: list the passages of the article that the take rests on.")
    problems += [
        f"The prediction's date '{prediction.by}' is not in the calendar: write YYYY, YYYY-MM or YYYY-MM-DD."
        for prediction in reply.predictions
        if not _is_date(prediction.by)
    ]
    return problems


def check_brief(reply: BriefReply) -> list[str]:
    """Return one sentence for each part of a brief that is empty."""
    parts = {"headline": [reply.headline], "dek": [reply.dek], "story": reply.story}
    return [
        f"The {name} is empty or has an empty paragraph: write it."
        for name, texts in parts.items()
        if not all(clean_text(text) for text in texts)
    ]


def _check_points(reply: Reply, persona: Persona) -> list[str]:
    wanted = [move.id for move in persona.moves]
    made = [point.move for point in reply.points if clean_text(point.text)]
    problems = [f"The move '{move}' is missing from points: make it." for move in wanted if move not in made]
    problems += [
        f"There is no move '{move}'; the moves are: {', '.join(wanted)}."
        for move in dict.fromkeys(made)
        if move not in wanted
    ]
    return problems


def _is_date(by: str) -> bool:
    year, month, day = (by + "-01-01").split("-")[:3]
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
