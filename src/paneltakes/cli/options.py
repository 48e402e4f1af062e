"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="PROVIDER[:MODEL]",
        help="Who writes: a provider, provider:model, or an alias such as sonnet. See: paneltakes models.",
        show_default="the first configured provider, else extractive",
    ),
]
Personas = Annotated[
    list[str] | None,
    typer.Option("--persona", "-p", metavar="ID", help="Who speaks; repeat it for more. See: paneltakes personas."),
]
PanelName = Annotated[str | None, typer.Option("--panel", metavar="NAME", help="A panel named in paneltakes.toml.")]
BriefFlag = Annotated[
    bool | None,
    typer.Option("--brief/--no-brief", help="Ask for the neutral brief too.", show_default="brief"),
]
MaxRetries = Annotated[
    int | None,
    typer.Option(
        "--max-retries",
        metavar="N",
        min=0,
        max=20,
        help="How often a failed call is tried again. 0: every call is made once, and no reply is asked for anew.",
        show_default="3",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", min=0.001, help="For one call.", show_default="120"),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Neither use nor keep replies: every take is asked for anew.")
]
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="The endpoint, e.g. of a compatible provider.")
]
SourceUrl = Annotated[str | None, typer.Option("--url", metavar="URL", help="The address that a saved file came from.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write the panel to FILE too: .json, .md, .html or .txt. Repeatable."
    ),
]
