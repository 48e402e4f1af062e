"""paneltakes cache: the replies that were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from paneltakes.cli import console

if TYPE_CHECKING:
    from paneltakes.cache import ReplyCache

app = typer.Typer(help="Show or clear the kept replies.", no_args_is_help=True)


@app.command()
def info() -> None:
    """Show where the cache is and what it holds."""
    held = _cache().info()
    console.write(
        f"{held.path}\n{held.replies} repl{'y' if held.replies == 1 else 'ies'}, {held.size / 1_000_000:.1f} MB\n"
    )


@app.command()
def clear() -> None:
    """Remove every reply from the cache."""
    removed = _cache().clear()
    console.note("Removed 1 reply." if removed == 1 else f"Removed {removed} replies.")


def _cache() -> ReplyCache:
    from paneltakes.cache import ReplyCache
    from paneltakes.settings import Places, read_environment

    return ReplyCache(Places.find(read_environment()).cache / "replies.sqlite3")
