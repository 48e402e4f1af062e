"""Terminal: a panel printed part by part, as its takes arrive.

Outside text reaches rich only as ``Text``, never as markup, and cleaned of whatever a terminal would act on.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from paneltakes.render.clean import line
from paneltakes.render.page import disclosure_of, figures_of, gap_of, notice_of, source_of, story_of, voice_of

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from paneltakes.article import Article
    from paneltakes.render.page import Gap, Source, Voice
    from paneltakes.take import Brief, Failure, Panel, Speaker, Take

MEASURE = 88
"""The widest that a line gets, in columns; longer ones are hard to read."""

# Of the sixteen colours that every terminal's own theme keeps legible on its own background.
_COLOURS = ("cyan", "magenta", "green", "blue", "yellow")
_SOFT = "dim"
_ALARM = "bold red"


def colour_of(speaker: Speaker) -> str:
    """Return the colour in which a panelist's name is shown: the same one on every run, whoever speaks first."""
    return _COLOURS[zlib.crc32(speaker.id.encode("utf-8", "replace")) % len(_COLOURS)]


class TerminalView:
    """Prints the parts of a panel in the order in which they are handed over.

    ``console`` decides on colours, width and where to; ``model`` is the one that the panel was asked of, and a take by
    another one names its own.
    """

    def __init__(self, console: Console, *, model: str | None = None) -> None:
        self._console = console
        self._model = model
        self._opened = False

    def heading(self, article: Article, notice: str = "") -> None:
        """Print what was read: title, where, by whom and when, and the address."""
        self._notice(notice)
        source = source_of(article)
        self._print(Text(source.title, style="bold"))
        self._credits(source)

    def brief(self, brief: Brief) -> None:
        """Print the neutral brief: headline, dek and story."""
        self._lead(brief)
        self._story(brief)

    def take(self, take: Take) -> None:
        """Print one take with what it rests on, or its pass."""
        self._open()
        voice = voice_of(take)
        colour = colour_of(take.speaker)
        about = [voice.lens, voice.stance.lower() if voice.text else ""]
        if self._model is not None and take.model != self._model:
            about.append(voice.model)
        self._name(voice.name, colour, about)
        for number, paragraph in enumerate(voice.text):
            if number:
                self._gap()
            self._print(Text(paragraph), indent=2)
        if not voice.text:
            self._print(Text(f"Has nothing to add: {voice.pass_reason}", style="italic"), indent=2)
        self._rests_on(voice, colour)
        self._gap()

    def failure(self, failure: Failure) -> None:
        """Print which part did not come about, and why."""
        self._open()
        self._missing(gap_of(failure))

    def closing(self, panel: Panel) -> None:
        """Print what is missing, who wrote the panel, and what it cost."""
        if notice := notice_of(panel):
            self._print(Text(f"{notice}.", style=_ALARM))
        self._print(Text(disclosure_of(panel), style=_SOFT))
        figures = "  ·  ".join(f"{label}: {value}" for label, value in figures_of(panel))
        self._print(Text(figures, style=_SOFT))

    def panel(self, panel: Panel) -> None:
        """Print a whole panel that is already there."""
        mixed = any(take.model != panel.model for take in panel.takes)
        self._model = "" if mixed else panel.model  # no take is by "", so that each names its own
        if panel.brief:
            self._notice(notice_of(panel))
            self._lead(panel.brief)
            source = source_of(panel.article)
            self._print(Text.assemble(("Original source: ", _SOFT), source.title))
            self._credits(source)
            self._story(panel.brief)
        else:
            self.heading(panel.article, notice_of(panel))
            self._paragraph(line(panel.article.description), style="italic")
        for take in panel.takes:
            self.take(take)
        for failure in panel.failures:
            self.failure(failure)
        self.closing(panel)

    @property
    def _width(self) -> int:
        return min(self._console.width, MEASURE)

    def _print(self, what: RenderableType, indent: int = 0) -> None:
        self._console.print(Padding(what, (0, 0, 0, indent), expand=False), width=self._width, soft_wrap=False)

    def _gap(self) -> None:
        self._console.line()

    def _paragraph(self, text: str, style: str = "") -> None:
        if text:
            self._print(Text(text, style=style))
            self._gap()

    def _notice(self, notice: str) -> None:
        self._paragraph(notice, style=_ALARM)

    def _credits(self, source: Source) -> None:
        if source.credits:
            self._print(Text(" · ".join(source.credits), style=_SOFT))
        if source.link:
            self._print(Text(source.link, style=_SOFT, overflow="fold"))
        self._gap()

    def _lead(self, brief: Brief) -> None:
        if headline := line(brief.headline):
            self._print(Text(headline, style="bold"))
        if dek := line(brief.dek):
            self._print(Text(dek, style="italic"))
        self._gap()

    def _story(self, brief: Brief) -> None:
        for text in story_of(brief):
            self._paragraph(text)

    def _open(self) -> None:
        if not self._opened:
            self._opened = True
            self._print(Text("Panel Takes", style="bold"))
            self._print(Text("─" * len("Panel Takes"), style=_SOFT))
            self._gap()

    def _name(self, name: str, style: str, about: list[str]) -> None:
        rest = " · ".join(part for part in about if part)
        self._print(Text.assemble((name, f"bold {style}"), "  " if rest else "", (rest, _SOFT)))

    def _missing(self, gap: Gap) -> None:
        self._name(gap.name, _ALARM, [gap.lens])
        self._print(Text(f"Missing: {gap.reason}"), indent=2)
        self._gap()

    def _rests_on(self, voice: Voice, colour: str) -> None:
        """Print the passages that the take does not itself quote, its predictions, and what comes from outside."""
        rows: list[tuple[str, Text]] = [
            ("rests on", Text(passage.quoted, style=_SOFT)) for passage in voice.passages if not passage.shown
        ]
        rows += [
            ("predicts", Text.assemble((f"by {item.by}, {item.chance} likely: ", colour), item.claim))
            for item in voice.forecasts
        ]
        rows += [("outside", Text(item)) for item in voice.outside]
        if not rows:
            return
        self._gap()
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=8, no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        before = ""
        for label, text in rows:
            grid.add_row(Text(label if label != before else "", style=_SOFT), text)
            before = label
        self._print(grid, indent=2)
