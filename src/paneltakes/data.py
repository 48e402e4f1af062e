"""Where the shipped data folders are: ``personas/`` and ``prompts/``.

In a wheel they lie inside the package; in a checkout they lie at its root.
"""

from __future__ import annotations

from pathlib import Path

from paneltakes.errors import PaneltakesError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(folder: str) -> Path:
    """Return the shipped data folder of that name (``"personas"`` or ``"prompts"``)."""
    for root in (_PACKAGE, _CHECKOUT):
        if (root / folder).is_dir():
            return root / folder
    raise PaneltakesError(
        f"The installation is incomplete: it has no {folder} folder. "
        "Install it again: pip install --force-reinstall paneltakes"
    )
