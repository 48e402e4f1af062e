"""Renderings of a panel: JSON, Markdown, one HTML page, plain text, and the terminal as takes arrive.

Each rendering is safe for any string, takes and error messages of vendors included.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, cast, get_args

from paneltakes.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from paneltakes.take import Panel

Format = Literal["json", "md", "html", "txt"]

FORMATS: tuple[Format, ...] = get_args(Format)

_SUFFIXES: dict[str, Format] = {f".{name}": name for name in FORMATS} | {".markdown": "md", ".htm": "html"}
_RENDERERS: dict[Format, str] = {"json": "document", "md": "markdown", "html": "html", "txt": "text"}


def format_for(path: str | PathLike[str]) -> Format:
    """Return the format that a file's name asks for; raise UsageError when its ending is not one of ours."""
    suffix = PurePath(path).suffix
    try:
        return _SUFFIXES[suffix.lower()]
    except KeyError:
        problem = f"The ending '{suffix}' names no format" if suffix else "The name has no ending that names a format"
        raise UsageError(
            f"{path}: {problem}.{did_you_mean(suffix, _SUFFIXES) if suffix else ''} "
            f"Known endings: {' '.join(_SUFFIXES)}. End the name in one of them."
        ) from None


def render_panel(panel: Panel, format: Format) -> str:  # noqa: A002 - the word that callers expect
    """Return ``panel`` as a whole file of that format, its last line ended; raise UsageError for an unknown format."""
    if format not in _RENDERERS:
        raise UsageError(
            f"There is no format '{format}'.{did_you_mean(format, FORMATS)} Known formats: {', '.join(FORMATS)}."
        )
    module = import_module(f"{__name__}.{_RENDERERS[format]}")
    return cast("Callable[[Panel], str]", module.render)(panel)
