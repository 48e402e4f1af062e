"""paneltakes personas: the voices in reach."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paneltakes.cli import console
from paneltakes.cli.options import AsJson
from paneltakes.errors import OutputError, PaneltakesError, UsageError

if TYPE_CHECKING:
    from paneltakes.persona import Persona, PersonaShelf
    from paneltakes.settings import Places

app = typer.Typer(help="List, show, check and make personas.", invoke_without_command=True)


@app.callback()
def default(ctx: typer.Context) -> None:
    """List, show, check and make personas."""
    if ctx.invoked_subcommand is None:
        list_()


@app.command("list")
def list_() -> None:
    """List the personas in force, and whose each is."""
    from paneltakes.render.clean import plain

    places = _places()
    for file in _shelf(places):
        whose = {"project": "project's", "user": "yours", "shipped": "shipped"}[file.origin]
        hides = f", hides the {' and the '.join(file.hides)} one" if file.hides else ""
        where = "" if file.origin == "shipped" else f", {file.path}"
        try:
            persona = file.read()
            line = f"{persona.name} · {persona.lens}"
        except PaneltakesError as error:
            line = f"broken: {str(error).splitlines()[0]}"
        console.write(plain(f"{file.id:<12} {line}  ({whose}{hides}{where})") + "\n")


@app.command()
def show(
    persona_id: Annotated[str, typer.Argument(metavar="ID", help="The persona's id.")], as_json: AsJson = False
) -> None:
    """Show one persona whole."""
    from paneltakes.render.clean import plain

    persona = _shelf(_places()).get(persona_id)
    console.write((persona.model_dump_json(indent=2) if as_json else plain(_describe(persona))) + "\n")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Persona files.")],
) -> None:
    """Check persona files; say each mistake with its file and key."""
    from paneltakes.persona import PersonaFile

    wrong = []
    for file in files:
        try:
            persona = PersonaFile(file.stem, file, "project").read()
            console.note(f"{file}: right ({persona.name}, {persona.lens}).")
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(wrong))


@app.command()
def new(
    persona_id: Annotated[str, typer.Argument(metavar="ID", help="The new persona's id, e.g. ethicist.")],
    user: Annotated[bool, typer.Option("--user", help="Put it into your own folder, for every project.")] = False,
) -> None:
    """Write a new persona file to fill in, into ./personas or your own folder."""
    from paneltakes.persona import ID, NEW_PERSONA

    if not re.match(ID, persona_id) or len(persona_id) > 40:
        raise UsageError(f"'{persona_id}' can't be an id. Use small letters, digits and single hyphens, e.g. ethicist.")
    places = _places()
    path = (places.user if user else places.project) / "personas" / f"{persona_id}.toml"
    name = "The " + persona_id.replace("-", " ").title()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(NEW_PERSONA.replace("{id}", persona_id).replace("{name}", name))
    except FileExistsError:
        raise UsageError(f"{path} exists already. Edit it, or choose another id.") from None
    except OSError as error:
        raise OutputError(f"{path} can't be written: {error.strerror}.") from error
    console.write(f"{path}\n")
    console.note(f"Fill it in, then: paneltakes personas check {path}")


def _describe(persona: Persona) -> str:
    lines = [
        f"{persona.name} · {persona.lens}",
        f"id {persona.id} · version {persona.version} · {persona.words.min}-{persona.words.max} words · "
        f"fingerprint {persona.fingerprint}",
        "",
        persona.brief,
        "",
        "Moves:",
        *(f"- {move.id} ({move.label}): {move.ask}" for move in persona.moves),
    ]
    if persona.must_avoid:
        lines += ["", "Avoids:", *(f"- {item}" for item in persona.must_avoid)]
    return "\n".join(lines)


def _places() -> Places:
    from paneltakes.settings import Places, read_environment

    return Places.find(read_environment())


def _shelf(places: Places) -> PersonaShelf:
    from paneltakes.persona import PersonaShelf

    return PersonaShelf(project=places.project, user=places.user)
