"""The command: paneltakes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from paneltakes.cli import batch, cache, console, models, personas, read, run
from paneltakes.errors import PaneltakesError, did_you_mean
from paneltakes.version import __version__

if TYPE_CHECKING:
    pass

EPILOG = (
    "Exit codes: 0 done · 1 error · 2 usage · 3 the source is unusable · 4 the provider refused, failed or is not "
    "configured · 5 the panel is partial (batch: some articles are missing) · 6 validation failed for every take · "
    "7 a budget stopped the run · 130 interrupted."
)


class SourceFirstGroup(TyperGroup):
    """Commands, of which ``run`` may go unnamed: ``paneltakes SOURCE`` is ``paneltakes run SOURCE``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put ``run`` before arguments that name no command."""
        own = {name for parameter in self.get_params(ctx) for name in (*parameter.opts, *parameter.secondary_opts)}
        if args and args[0] not in self.commands and args[0] not in own:
            self._check_word(args[0], ctx)
            args = ["run", *args]
        return super().parse_args(ctx, args)

    def _check_word(self, word: str, ctx: Any) -> None:
        """Refuse a word that is no file, and looks like a command mistyped."""
        meant = did_you_mean(word, self.commands) if word.isalpha() and not Path(word).exists() else ""
        if meant:
            raise typer.BadParameter(f"There is no command and no file '{word}'.{meant}", ctx=ctx)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; show an error of ours as its message, and exit with its code."""
        console.show_notices()
        try:
            return super().invoke(ctx)
        except PaneltakesError as error:
            console.note(f"Error: {error}")
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            console.note("Interrupted.")
            raise typer.Exit(130) from None


app = typer.Typer(
    name="paneltakes",
    cls=SourceFirstGroup,
    help="Turn an article into a panel of commentary: distinct voices, each checked against the article.\n\n"
    "SOURCE is a URL, a path, or - for standard input; paneltakes SOURCE is short for paneltakes run SOURCE.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,  # plain help costs no import of rich, and reads well piped and at any width
    pretty_exceptions_enable=False,  # a traceback with locals could show a key
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        console.write(f"paneltakes {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Hold the options of the command itself; its help text stands above."""


app.command("run")(run.run)
app.command("read")(read.read)
app.command("batch")(batch.batch)
app.add_typer(personas.app, name="personas")
app.command("models")(models.models)
app.add_typer(cache.app, name="cache")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SystemExit as stop:
        if stop.code != 130:
            raise
        # At once: a thread that still imports an SDK or looks up a host is not waited for.
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                continue
        os._exit(130)
