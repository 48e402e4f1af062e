"""Page: a panel in readers' words.  Cleaned and worded once, so that a renderer only lays out and escapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paneltakes.render.clean import line, paragraphs
from paneltakes.render.link import web_link
from paneltakes.take import DISCLOSURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paneltakes.article import Article
    from paneltakes.take import Attempt, AuthorKind, Brief, Failure, Panel, Prediction, Stance, Take

STANCES: dict[Stance, str] = {
    "supportive": "Supportive",
    "mixed": "Mixed",
    "critical": "Critical",
    "neutral": "Neutral",
}
_MONTHS = "January February March April May June July August September October November December".split()
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|T\d|\s\d)")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T(\d{2}:\d{2})(?::\d{2})?(?:Z|\+00:00)")
_INNER_QUOTES = str.maketrans('“”"', "‘’'")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Source:
    """The article that was read."""

    title: str
    link: str | None
    """Where to read it; None when there is no address that a reader may follow."""
    site: str
    byline: str
    published: str
    """For readers: "12 May 2026"."""

    @property
    def credits(self) -> tuple[str, ...]:
        """Where, by whom and when, as far as known."""
        return tuple(part for part in (self.site, self.byline, self.published) if part)


@dataclass(frozen=True, slots=True)
class Passage:
    """What a take says and the passage of the article that it rests on."""

    claim: str
    """Empty where the take says it in the passage's own words."""
    quote: str
    shown: bool
    """Whether the take itself already holds the passage, word for word."""

    @property
    def quoted(self) -> str:
        """The passage in quotation marks, those within it made single, as print has it."""
        return f"“{self.quote.translate(_INNER_QUOTES)}”"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A prediction of a take."""

    claim: str
    by: str
    """For readers: "June 2028"."""
    chance: str
    """For readers: "60%"."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One panelist's take, or pass."""

    name: str
    lens: str
    stance: str
    text: tuple[str, ...]
    """Paragraphs; empty when the panelist passed."""
    pass_reason: str
    passages: tuple[Passage, ...]
    forecasts: tuple[Forecast, ...]
    outside: tuple[str, ...]
    model: str
    author: AuthorKind


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that did not come about."""

    name: str
    lens: str
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """All that a reader is shown of a panel, in the order of reading."""

    headline: str
    dek: str
    notice: str
    """What is missing: "Partial panel: The Skeptic is missing"; empty when nothing is."""
    disclosure: str
    source: Source
    told: bool
    """Whether a brief leads the page; without one it is led by the article's own title."""
    story: tuple[str, ...]
    voices: tuple[Voice, ...]
    gaps: tuple[Gap, ...]
    name_models: bool
    """Whether a take was written by another model than the panel's, so that each names its own."""
    figures: tuple[tuple[str, str], ...]
    """Model, cost, tokens, calls, time and version: labels and values for the page's foot."""


def page_of(panel: Panel) -> Page:
    """Return what a reader is shown of ``panel``."""
    source = source_of(panel.article)
    brief = panel.brief
    return Page(
        headline=(line(brief.headline) if brief else "") or source.title,
        dek=line(brief.dek if brief else panel.article.description),
        notice=notice_of(panel),
        disclosure=disclosure_of(panel),
        source=source,
        told=brief is not None,
        story=story_of(brief) if brief else (),
        voices=tuple(voice_of(take) for take in panel.takes),
        gaps=tuple(gap_of(failure) for failure in panel.failures),
        name_models=any(take.model != panel.model for take in panel.takes),
        figures=figures_of(panel),
    )


def source_of(article: Article) -> Source:
    """Return how the article is credited.  A link that can't be followed falls back to where it was read from."""
    return Source(
        title=line(article.title) or "Untitled article",
        link=web_link(article.canonical_url) or web_link(article.url),
        site=line(article.site or ""),
        byline=line(article.byline or ""),
        published=date_words(line(article.published or "")),
    )


def story_of(brief: Brief) -> tuple[str, ...]:
    """Return the paragraphs of the neutral story."""
    return tuple(part for text in brief.story for part in paragraphs(text))


def voice_of(take: Take) -> Voice:
    """Return a take in readers' words."""
    said = _letters(take.text)
    return Voice(
        name=line(take.speaker.name) or "A panelist",
        lens=line(take.speaker.lens),
        stance=STANCES[take.stance],
        text=paragraphs(take.text),
        pass_reason=line(take.pass_reason) or "no reason was given.",
        passages=tuple(
            Passage(
                claim="" if _letters(item.claim) == _letters(item.quote) else line(item.claim),
                quote=line(item.quote),
                shown=_letters(item.quote) in said,
            )
            for item in take.evidence
            if line(item.quote)
        ),
        forecasts=tuple(_forecast(item) for item in take.predictions if line(item.claim)),
        outside=tuple(kept for item in take.outside if (kept := line(item))),
        model=line(take.model),
        author=take.author,
    )


def gap_of(failure: Failure) -> Gap:
    """Return a failure in readers' words."""
    speaker = failure.speaker
    name = (line(speaker.name) or "A panelist") if speaker else "The brief"
    reason = line(failure.reason) or line(failure.kind) or "no reason was given."
    return Gap(name, line(speaker.lens) if speaker else "", reason)


def notice_of(panel: Panel) -> str:
    """Say in a line what is missing; empty when nothing is."""
    if not panel.partial:
        return ""
    missing = line(panel.missing) or "a part"
    return f"Partial panel: {missing} {'is' if len(panel.failures) == 1 else 'are'} missing"


def disclosure_of(panel: Panel) -> str:
    """Return who wrote the panel; never empty."""
    return line(panel.disclosure) or DISCLOSURES[panel.author].format(model=line(panel.model))


def figures_of(panel: Panel) -> tuple[tuple[str, str], ...]:
    """Return model, cost, tokens, calls, time and version as labels and values."""
    return (
        ("Model", line(panel.model) or "unknown"),
        ("Cost", str(panel.cost)),
        ("Tokens", _tokens(panel)),
        ("Calls", _calls(panel.attempts)),
        ("Created", date_words(line(panel.created), with_time=True)),
        ("Version", f"paneltakes {line(panel.paneltakes_version)}"),
    )


def date_words(iso: str, *, with_time: bool = False) -> str:
    """Return an ISO 8601 date for readers: "2028", "June 2028", "30 June 2028"; anything else as it is."""
    found = _DATE.match(iso)
    if not found:
        return iso
    year, month, day = found[1], int(found[2] or 1), found[3]
    if not 1 <= month <= len(_MONTHS):
        return iso
    words = f"{_MONTHS[month - 1]} {year}" if found[2] else year
    if day:
        words = f"{int(day)} {words}"
    instant = _INSTANT.fullmatch(iso) if with_time else None
    return f"{words}, {instant[1]} UTC" if instant else words


def _forecast(item: Prediction) -> Forecast:
    chance = f"{item.probability:.0%}"
    if 0 < item.probability < 0.01:
        chance = "under 1%"
    elif 0.99 < item.probability < 1:
        chance = "over 99%"
    return Forecast(line(item.claim), date_words(line(item.by)), chance)


def _tokens(panel: Panel) -> str:
    usage = panel.usage
    text = f"{usage.input_tokens:,} in"
    if usage.cache_read_tokens:
        text += f" ({usage.cache_read_tokens:,} from the vendor’s cache)"
    text += f", {usage.output_tokens:,} out"
    if usage.reasoning_tokens:
        text += f" ({usage.reasoning_tokens:,} for reasoning)"
    silent = sum(1 for attempt in panel.attempts if attempt.usage is None)
    if silent:
        text += f"; not told for {silent} {_calls_word(silent)}"
    return text


def _calls(attempts: Iterable[Attempt]) -> str:
    attempts = tuple(attempts)
    notes = []
    if cached := sum(1 for attempt in attempts if attempt.cached):
        notes.append(f"{cached} answered from the cache")
    if refused := sum(1 for attempt in attempts if attempt.outcome != "ok"):
        notes.append(f"{refused} without a usable reply")
    return f"{len(attempts)}" + (f" ({', '.join(notes)})" if notes else "")


def _calls_word(count: int) -> str:
    return "call" if count == 1 else "calls"


def _letters(text: str) -> str:
    """Fold ``text`` to its letters and digits, to compare wordings whatever their typography."""
    return _NOT_LETTERS.sub(" ", line(text)).strip().casefold()
