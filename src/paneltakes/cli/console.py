"""The two streams: data on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Any, TypeVar

from paneltakes.errors import OutputError
from paneltakes.render.clean import plain

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from rich.console import Console

T = TypeVar("T")


def out() -> Console:
    """Return the console of standard output."""
    return _console(stderr=False)


def err() -> Console:
    """Return the console of standard error."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    class QuietConsole(Console):
        def on_broken_pipe(self) -> None:
            # The reader has gone (`| head`).  What was paid for has yet to be written to its files: go on silently.
            self.quiet = True
            _to_devnull(self.file)

    # Outside a terminal lines are not wrapped to a width that nobody has.
    file = sys.stderr if stderr else sys.stdout
    return QuietConsole(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=not file.isatty())


def write(text: str) -> None:
    """Write text to standard output as it is; a reader that has gone is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _to_devnull(sys.stdout)
    except UnicodeEncodeError as error:
        raise OutputError(
            f"The terminal's encoding, {sys.stdout.encoding}, can't show this text. Set PYTHONIOENCODING=utf-8."
        ) from error


def note(message: str) -> None:
    """Write a line for the person to standard error, without control sequences."""
    text = plain(message).encode("utf-8", "replace").decode()
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns
        text = "\n".join(textwrap.fill(line, width, break_on_hyphens=False) for line in text.splitlines())
    with contextlib.suppress(BrokenPipeError, ValueError):
        print(text, file=sys.stderr, flush=True)  # noqa: T201


def _to_devnull(stream: Any) -> None:
    """Point a broken stream's descriptor at the null device, so that the exit does not fail on flushing it."""
    with contextlib.suppress(OSError, ValueError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, stream.fileno())
        os.close(devnull)


class _Notices(logging.Handler):
    """Shows the library's notices as lines on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        note(record.getMessage())


def show_notices() -> None:
    """Send the library's log to standard error, once."""
    logger = logging.getLogger("paneltakes")
    if not any(isinstance(handler, _Notices) for handler in logger.handlers):
        logger.addHandler(_Notices(logging.INFO))
        logger.propagate = False
        logger.setLevel(logging.INFO)


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, or raise KeyboardInterrupt as soon as Ctrl-C has cancelled it.

    The loop is left unclosed then: closing it waits for threads, such as one that looks up a host's name.
    """
    import asyncio

    runner = asyncio.Runner()
    try:
        result = runner.run(work)
    except KeyboardInterrupt:
        raise
    except BaseException:
        runner.close()
        raise
    runner.close()
    return result
