"""paneltakes batch: panels for a list of articles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paneltakes.cli import console
from paneltakes.cli.options import BaseUrl, BriefFlag, MaxRetries, Model, NoCache, PanelName, Personas, Timeout
from paneltakes.errors import UsageError

if TYPE_CHECKING:
    from paneltakes.batch import BatchProgress

_CODES = {"FetchError": 3, "NotAnArticleError": 3, "list": 3, "invalid": 6, "empty": 6, "truncated": 6, "internal": 1}


def batch(
    list_file: Annotated[
        str,
        typer.Argument(
            metavar="LIST", help="Sources: a text file (one a line), CSV or JSON Lines, or - for standard input."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="JSON Lines: one line an article.")],
    model: Model = None,
    persona: Personas = None,
    panel: PanelName = None,
    brief: BriefFlag = None,
    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", "-c", metavar="N", min=1, max=256, help="Calls at a time.", show_default="8"),
    ] = None,
    max_retries: MaxRetries = None,
    timeout: Timeout = None,
    no_cache: NoCache = False,
    base_url: BaseUrl = None,
) -> None:
    """Convene a panel for each article of a list.

    One JSON line is appended for each finished article. Run the same command again, and only what is missing is done.
    """
    import tempfile

    from paneltakes import api
    from paneltakes.cli.progress import BatchBar
    from paneltakes.ingest.lists import sources

    if not output.parent.is_dir():
        raise UsageError(f"There is no folder {output.parent}. Make it first: mkdir -p {output.parent}")
    if list_file != "-" and output.exists() and Path(list_file).exists() and output.samefile(list_file):
        raise UsageError("LIST and -o are the same file. Choose another -o FILE.")
    options: dict[str, Any] = {
        "model": model,
        "personas": persona or None,
        "panel": panel,
        "brief": brief,
        "concurrency": concurrency,
        "max_retries": max_retries,
        "timeout": timeout,
        "cache": False if no_cache else None,
        "base_url": base_url,
    }
    with tempfile.TemporaryDirectory(prefix="paneltakes-") as folder:
        path = _spool(Path(folder)) if list_file == "-" else Path(list_file)
        total = sum(1 for _ in sources(path))
        if not total:
            raise UsageError(f"{list_file} lists no source. Put one URL or path on each line.")
        with BatchBar(total) as bar:
            work = api.aconvene_all(sources(path), output, on_progress=bar.update, total=total, **options)
            try:
                progress = console.wait_for(work)
            except KeyboardInterrupt:
                bar.stop()
                console.note(f"Interrupted. {_kept(bar.progress, output)}")
                raise typer.Exit(130) from None
    console.note(_summary(progress, output))
    if code := _exit_code(progress):
        raise typer.Exit(code)


def _spool(folder: Path) -> Path:
    """Put standard input into a file: it is read twice, once to count it."""
    path = folder / "stdin"
    with path.open("wb") as file:
        for chunk in iter(lambda: sys.stdin.buffer.read(1 << 16), b""):
            file.write(chunk)
    return path


def _kept(progress: BatchProgress, output: Path) -> str:
    finished = progress.done + progress.partial
    return (
        f"{finished} finished in this run, {progress.skipped} before; all are in {output}. "
        "Run the same command again to go on."
    )


def _summary(progress: BatchProgress, output: Path) -> str:
    counts = [
        f"{progress.done} done",
        f"{progress.partial} partial" if progress.partial else "",
        f"{progress.failed} failed" if progress.failed else "",
        f"{progress.skipped} done before or listed twice" if progress.skipped else "",
    ]
    text = f"{', '.join(filter(None, counts))} · cost {progress.cost} · {output}"
    if progress.failures:
        kinds = ", ".join(f"{count} × {kind}" for kind, count in sorted(progress.failures.items()))
        text += f"\nFailed: {kinds}. The reasons are on record there; run the same command again to try these again."
    return text


def _exit_code(progress: BatchProgress) -> int:
    """Return 0 when all are done, 5 when some are missing, and the failures' own code when none was made."""
    if not (progress.failed or progress.partial):
        return 0
    if progress.done or progress.partial or progress.skipped:
        return 5
    codes = {_CODES.get(kind, 4) for kind in progress.failures}
    return codes.pop() if len(codes) == 1 else 1
