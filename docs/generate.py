"""Write the generated pages of docs/: the JSON Schemas and the command line's help.

Run it with ``make docs``; the gate fails when a page is not current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from typer.testing import CliRunner

from paneltakes.article import Article
from paneltakes.batch import BatchRecord
from paneltakes.cli.main import app
from paneltakes.persona import Persona
from paneltakes.settings import Settings
from paneltakes.take import Panel, Take

SCHEMAS = {
    "article": Article,
    "take": Take,
    "panel": Panel,
    "batch-record": BatchRecord,
    "persona": Persona,
    "settings": Settings,
}

COMMANDS = [
    [],
    ["run"],
    ["read"],
    ["batch"],
    ["personas"],
    ["personas", "list"],
    ["personas", "show"],
    ["personas", "check"],
    ["personas", "new"],
    ["models"],
    ["cache"],
    ["cache", "info"],
    ["cache", "clear"],
]


def pages() -> dict[str, str]:
    """Return each generated page by its path below docs/."""
    made = {
        f"schema/{name}.schema.json": json.dumps(model.model_json_schema(mode="serialization"), indent=2) + "\n"
        for name, model in SCHEMAS.items()
    }
    made["cli.md"] = _command_line()
    return made


def _command_line() -> str:
    runner = CliRunner()
    parts = ["# The command line\n\nThis page is generated from `--help` by `make docs`.\n"]
    for command in COMMANDS:
        shown = runner.invoke(app, [*command, "--help"], prog_name="paneltakes", terminal_width=100)
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        parts.append(f"## {' '.join(['paneltakes', *command])}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def main(folder: Path) -> None:
    """Write every page."""
    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
