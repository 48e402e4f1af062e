"""paneltakes run: convene a panel on one article."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paneltakes.cli import console
from paneltakes.cli.options import (
    AsJson,
    BaseUrl,
    BriefFlag,
    MaxRetries,
    Model,
    NoCache,
    Outputs,
    PanelName,
    Personas,
    SourceUrl,
    Timeout,
)
from paneltakes.errors import OutputError, PanelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paneltakes.article import Article
    from paneltakes.cli.live import LiveView
    from paneltakes.convening import Convening
    from paneltakes.panel import Part
    from paneltakes.take import Panel


def run(
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="A URL, a path (HTML, Markdown, text, PDF), or - for standard input."),
    ],
    model: Model = None,
    persona: Personas = None,
    panel: PanelName = None,
    output: Outputs = None,
    as_json: AsJson = False,
    brief: BriefFlag = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the exact requests and a token estimate; send nothing.")
    ] = False,
    max_retries: MaxRetries = None,
    timeout: Timeout = None,
    no_cache: NoCache = False,
    url: SourceUrl = None,
    base_url: BaseUrl = None,
) -> None:
    """Convene a panel on one article.

    On a terminal each take is shown as it arrives; piped output comes once, whole, in the personas' order.
    """
    options = {
        "model": model,
        "personas": persona or None,
        "panel": panel,
        "brief": brief,
        "max_retries": max_retries,
        "timeout": timeout,
        "cache": False if no_cache else None,
        "base_url": base_url,
    }
    if dry_run:
        _dry_run(source, url, options, as_json=as_json)
        return
    outputs = list(dict.fromkeys(output or []))
    _check_outputs(outputs)
    convened = _Run(source, url, outputs, as_json=as_json)
    try:
        made = console.wait_for(convened.go(options))
    except KeyboardInterrupt:
        convened.say_what_was_kept()
        raise typer.Exit(130) from None
    if made.partial:
        console.note(f"The panel is partial: {made.missing} missing.")
        raise typer.Exit(5)


class _Run:
    """One run under way: what has arrived, and where it goes."""

    def __init__(self, source: str, url: str | None, outputs: Sequence[Path], *, as_json: bool) -> None:
        self.source = source
        self.url = url
        self.outputs = outputs
        self.as_json = as_json
        self.parts: list[Part] = []
        self.article: Article | None = None
        self.panelists: Convening | None = None

    async def go(self, options: dict[str, Any]) -> Panel:
        """Return the panel, shown and written."""
        from paneltakes import api
        from paneltakes.cli.live import LiveView
        from paneltakes.convening import convening

        async with convening(**options) as self.panelists:
            with LiveView(to_terminal=not self.as_json) as view:
                view.waiting_for_article(self.source)
                self.article = await api.aread(self.source, url=self.url)
                view.begin(self.article, self.panelists)
                try:
                    panel = await self.panelists.convene(self.article, lambda part: self._arrived(part, view))
                except PanelError as error:
                    self._salvage(error.panel)
                    raise
            self._emit(panel, view)
            return panel

    def say_what_was_kept(self) -> None:
        """After Ctrl-C: write what has arrived to the files that were asked for, and say so."""
        from paneltakes.take import Take

        takes = [part for part in self.parts if isinstance(part, Take)]
        if not (takes and self.article and self.panelists):
            console.note("Interrupted. Nothing had arrived yet.")
            return
        names = ", ".join(take.speaker.name for take in takes)
        kept = []
        if self.outputs:
            _write_outputs(self.outputs, self.panelists.assemble(self.article, self.parts))
            kept.append(f"a partial panel was written to {', '.join(map(str, self.outputs))}")
        if self.panelists.asking.cache:
            kept.append("the replies are kept, and the same command asks only for what is missing")
        kept = kept or ["they stand above; nothing was written"]
        console.note(f"Interrupted. Arrived: {names}; {'; '.join(kept)}.")

    def _arrived(self, part: Part, view: LiveView) -> None:
        self.parts.append(part)
        view.show(part)

    def _emit(self, panel: Panel, view: LiveView) -> None:
        from paneltakes.render import render_panel

        _write_outputs(self.outputs, panel)
        if self.as_json:
            console.write(render_panel(panel, "json"))
        elif not view.shown:
            console.write(render_panel(panel, "txt"))
        else:
            view.close(panel)
        for path in self.outputs:
            console.note(f"Wrote {path}")
        kept = sum(attempt.cached for attempt in panel.attempts)
        if kept:
            console.note(f"{kept} of {len(panel.attempts)} replies came from the cache; --no-cache asks anew.")

    def _salvage(self, panel: Panel) -> None:
        """Keep the replies of a panel without a take: they could not be used, but they were paid for."""
        paths = [path for path in self.outputs if path.suffix.lower() == ".json"]
        _write_outputs(paths, panel)
        for path in paths:
            console.note(f"Wrote the attempts to {path}")
        if self.as_json:
            console.write(panel.model_dump_json(indent=2) + "\n")


def _check_outputs(paths: Sequence[Path]) -> None:
    """Refuse an output that could not be written, before anything is paid for."""
    from paneltakes.render import format_for

    for path in paths:
        format_for(path)
        folder = path.parent
        if not folder.is_dir():
            raise UsageError(f"There is no folder {folder} for {path}. Make it first: mkdir -p {folder}")
        if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
            raise UsageError(f"{path} can't be written. Choose another -o FILE.")


def _write_outputs(paths: Sequence[Path], panel: Panel) -> None:
    """Write the panel to each path, whole or not at all."""
    from paneltakes.render import format_for, render_panel

    failed = []
    for path in paths:
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            text = render_panel(panel, format_for(path))
            if path.exists() and not path.is_file():
                path.write_text(text, encoding="utf-8")  # a pipe or /dev/stdout can't be replaced
                continue
            part.write_text(text, encoding="utf-8")
            part.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            failed.append(f"{path} ({error.strerror})")
    if failed:
        if not any(path.suffix.lower() == ".json" for path in paths):
            console.note("The panel itself, so that nothing is lost:")
        console.write(panel.model_dump_json() + "\n")
        raise OutputError(f"Could not write {', '.join(failed)}. The panel was written to standard output as JSON.")


def _dry_run(source: str, url: str | None, options: dict[str, Any], *, as_json: bool) -> None:
    from paneltakes import api
    from paneltakes.render.requests import render_requests

    requests = console.wait_for(api.aplan(source, url=url, **options))
    console.write(render_requests(requests, as_json=as_json))
    console.note(f"Dry run: {len(requests)} request{'s' * (len(requests) != 1)}; nothing was sent.")
