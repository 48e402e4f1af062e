"""Markdown: a panel as one document, safe for any string in any common dialect.

Whatever came from outside stays text: each piece is put on one line, and what could mean something is escaped, with
entities for angle brackets because older dialects do not take a backslash before them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paneltakes.render.clean import line
from paneltakes.render.page import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paneltakes.render.page import Page, Source, Voice
    from paneltakes.take import Panel

# Braces guard against template languages and attribute lists, "://" and "www." against links made from bare text, "$"
# before anything but a figure against formulas.  What only acts between two signs or at certain places is left alone
# elsewhere, so that the file itself stays readable.
_SPECIAL = re.compile(
    r"[\\`*_{}\[\]|~#]"
    r"|!(?=\[)"
    r"|\$(?!\d)"
    r"|&(?=#?\w+;)"
    r"|:(?=//|[\w+-]+:)"
    r"|(?<=\bwww)\.",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^(?:[-+=:]|\d+(?=[.)]))")
_ENTITY = re.compile(r"&(?=#|\w+;)")


def escape(text: str) -> str:
    """Return ``text`` cleaned, on one line, so that Markdown shows it as it is, at the start of a line too."""
    text = _SPECIAL.sub(r"\\\g<0>", line(text)).replace("<", "&lt;").replace(">", "&gt;")
    return _OPENING.sub(_shield, text, count=1)


def render(panel: Panel) -> str:
    """Return the panel as a Markdown document."""
    page = page_of(panel)
    return "\n\n".join(block for block in _blocks(page) if block) + "\n"


def _shield(found: re.Match[str]) -> str:
    sign = found[0]
    return f"{sign}\\" if sign[0].isdigit() else f"\\{sign}"


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {escape(page.headline)}"
    if page.notice:
        yield f"**{escape(page.notice)}**"
    yield escape(page.dek)
    yield f"*{escape(page.disclosure)}*"
    yield _source(page.source, told=page.told)
    yield from map(escape, page.story)
    yield "## Panel Takes"
    for voice in page.voices:
        yield from _voice(voice, name_model=page.name_models)
    if page.gaps:
        yield "## Missing"
        yield "\n".join(f"- **{escape(gap.name)}:** {escape(gap.reason)}" for gap in page.gaps)
    yield "---"
    yield "\n".join(f"- {label}: {escape(value)}" for label, value in page.figures)


def _source(source: Source, *, told: bool) -> str:
    """Credit the article: by its title beneath a headline of ours, else by its site, since the title leads the page."""
    credits_ = list(source.credits)
    name = source.title if told else source.site or source.link or ""
    if not told and source.site:
        credits_.remove(source.site)
    shown = f"[{escape(name)}]({_target(source.link)})" if source.link else escape(name)
    parts = [part for part in (shown, *map(escape, credits_)) if part]
    return f"Original source: {' · '.join(parts)}" if parts else ""


def _target(link: str) -> str:
    return _ENTITY.sub("&amp;", link)


def _voice(voice: Voice, *, name_model: bool) -> Iterator[str]:
    yield f"### {escape(voice.name)}"
    about = [f"*{escape(voice.lens)}*" if voice.lens else "", voice.stance if voice.text else ""]
    yield " · ".join(part for part in about if part)
    if voice.text:
        yield "\n>\n".join(f"> {escape(paragraph)}" for paragraph in voice.text)
    else:
        yield f"{escape(voice.name)} has nothing to add: {escape(voice.pass_reason)}"
    yield "\n".join(_rests_on(voice, name_model=name_model))


def _rests_on(voice: Voice, *, name_model: bool) -> Iterator[str]:
    for passage in voice.passages:
        claim = f"{escape(passage.claim)} " if passage.claim else ""
        yield f"- **Rests on:** {claim}{escape(passage.quoted)}"
    for forecast in voice.forecasts:
        yield f"- **Predicts, by {escape(forecast.by)} ({forecast.chance} likely):** {escape(forecast.claim)}"
    for item in voice.outside:
        yield f"- **From outside the article:** {escape(item)}"
    if name_model:
        yield f"- **Written by:** {escape(voice.model)}"
