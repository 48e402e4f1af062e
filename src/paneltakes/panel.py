"""Panel: many personas at once.  One failure does not sink the rest."""

from __future__ import annotations

import asyncio
import datetime
from typing import TYPE_CHECKING

from paneltakes.comment import Asking, brief, comment
from paneltakes.errors import PanelError
from paneltakes.providers.base import author_of
from paneltakes.take import DISCLOSURES, Brief, Failure, Panel, Speaker, Take, sum_attempts
from paneltakes.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable, Sequence

    from paneltakes.article import Article
    from paneltakes.persona import Persona

Part = Take | Brief | Failure


async def stream_parts(
    article: Article, personas: Sequence[Persona], asking: Asking, *, with_brief: bool
) -> AsyncGenerator[Part, None]:
    """Yield each part of the panel as it comes about, in the order of arrival; calls run side by side.

    Closing the iterator cancels what is still under way.
    """
    work = [brief(article, asking)] if with_brief else []
    ordered: list[asyncio.Task[Part]] = [
        asyncio.ensure_future(part) for part in (*work, *(comment(article, p, asking) for p in personas))
    ]
    tasks = set(ordered)
    try:
        while tasks:
            done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in sorted(done, key=ordered.index):  # what arrives together keeps the order of a page
                yield task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def assemble(
    article: Article, parts: Iterable[Part], personas: Sequence[Persona], asking: Asking, *, with_brief: bool
) -> Panel:
    """Return the panel that these parts make, in the personas' order.

    What was asked for and is not among the parts stands in it as interrupted.
    """
    parts = list(parts)
    takes = {part.speaker.id: part for part in parts if isinstance(part, Take)}
    failures = {part.speaker.id if part.speaker else "": part for part in parts if isinstance(part, Failure)}
    made = next((part for part in parts if isinstance(part, Brief)), None)
    ordered = [failures.get(p.id) or _interrupted(p, asking) for p in personas if p.id not in takes]
    if with_brief and made is None:
        ordered.append(failures.get("") or _interrupted(None, asking))
    usage, cost = sum_attempts(tuple(attempt for part in parts for attempt in part.attempts))
    author = author_of(asking.provider)
    return Panel(
        paneltakes_version=__version__,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        article=article,
        model=asking.model,
        author=author,
        disclosure=DISCLOSURES[author].format(model=asking.model),
        brief=made,
        takes=tuple(takes[p.id] for p in personas if p.id in takes),
        failures=tuple(ordered),
        usage=usage,
        cost=cost,
    )


def require_takes(panel: Panel) -> Panel:
    """Return the panel; raise PanelError when it has no take at all.

    The error's exit code is 6 when replies came and failed validation, 4 when the provider failed or refused.
    """
    if panel.takes:
        return panel
    failures = [failure for failure in panel.failures if failure.part == "take"]
    reasons = dict.fromkeys(failure.reason for failure in failures)
    validation = any(failure.kind in ("invalid", "empty", "truncated") for failure in failures)
    advice = "Try another model: -m PROVIDER:MODEL" if validation else ""
    raise PanelError(
        "\n".join(["No take came about.", *reasons, *([advice] if advice else [])]),
        panel=panel,
        exit_code=6 if validation else 4,
    )


def _interrupted(persona: Persona | None, asking: Asking) -> Failure:
    speaker = Speaker(id=persona.id, name=persona.name, lens=persona.lens) if persona else None
    return Failure(
        part="take" if persona else "brief",
        speaker=speaker,
        reason="The run was interrupted before it came.",
        kind="interrupted",
        model=asking.model,
    )
