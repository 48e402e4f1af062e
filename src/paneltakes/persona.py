"""Persona: who speaks.  One TOML file a voice, found first with the project, then with the user, then as shipped."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from paneltakes.data import shipped
from paneltakes.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Origin = Literal["project", "user", "shipped"]

ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"


class Move(BaseModel):
    """A labelled argumentative move that the persona's take has to make."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID, max_length=40)
    label: str = Field(min_length=1, max_length=60)
    """The move's name for readers, e.g. "Stress test"."""
    ask: str = Field(min_length=1, max_length=600)
    """What to do, addressed to the writer."""
    cues: tuple[str, ...] = ()
    """Words that a passage of the article which serves this move is likely to hold; a trailing ``*`` matches any
    ending.  Only the extractive engine reads them; without any it takes the words of ``ask``."""


class Words(BaseModel):
    """A take's length in words, both ends included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min: int = Field(ge=1, le=2000)
    max: int = Field(ge=1, le=2000)

    @model_validator(mode="after")
    def _ordered(self) -> Words:
        if self.min > self.max:
            raise ValueError("min is larger than max")
        return self


class Persona(BaseModel):
    """One voice of the panel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID, max_length=40)
    name: str = Field(min_length=1, max_length=60)
    """For readers, e.g. "The Founder"."""
    lens: str = Field(min_length=1, max_length=80)
    """What they look through, e.g. "Business & Market"."""
    brief: str = Field(min_length=1, max_length=4000)
    """Who speaks, what they care about, what they always ask."""
    moves: tuple[Move, ...] = Field(min_length=1, max_length=8)
    must_avoid: tuple[str, ...] = ()
    """What this voice never does."""
    words: Words
    version: int = Field(ge=1)
    """Raised by whoever edits the file; the fingerprint tells the rest."""

    @field_validator("brief")
    @classmethod
    def _trim(cls, value: str) -> str:
        return value.strip()

    @model_validator(mode="after")
    def _moves_differ(self) -> Persona:
        ids = [move.id for move in self.moves]
        for id_ in ids:
            if ids.count(id_) > 1:
                raise ValueError(f"two moves have the id '{id_}'")
        return self

    @property
    def fingerprint(self) -> str:
        """A short hash of all that the file says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PersonaFile:
    """A persona's file, unread: whose it is and which ones of lower rank it hides."""

    id: str
    path: Path
    origin: Origin
    hides: tuple[Origin, ...] = ()

    def read(self) -> Persona:
        """Return the persona in the file; raise UsageError when the file is wrong."""
        persona = read_persona(self.path)
        if persona.id != self.id:
            raise UsageError(
                f"{self.path}: the persona's id is '{persona.id}', but the file is named '{self.path.name}'. "
                f"Rename one of them."
            )
        return persona


class PersonaShelf:
    """All persona files in reach.  A project's file beats the user's of the same name, and both beat ours.

    ``project`` and ``user`` are folders that hold a ``personas`` folder; they need not exist.
    """

    def __init__(self, *, project: Path | None = None, user: Path | None = None) -> None:
        self._folders: list[tuple[Origin, Path]] = [("shipped", shipped("personas"))]
        if user:
            self._folders.append(("user", user / "personas"))
        if project:
            self._folders.append(("project", project / "personas"))

    def files(self) -> dict[str, PersonaFile]:
        """Return the file in force for each persona id, the shipped four first, then by id."""
        found: dict[str, PersonaFile] = {}
        for origin, folder in self._folders:
            for path in sorted(folder.glob("*.toml")):
                id_ = path.stem
                hidden = found.get(id_)
                if hidden and hidden.path.resolve() == path.resolve():
                    continue  # working inside the checkout, where the project's folder is the shipped one
                hides = (*hidden.hides, hidden.origin) if hidden else ()
                found[id_] = PersonaFile(id_, path, origin, hides)
        order = {id_: n for n, id_ in enumerate(DEFAULT_PANEL)}
        return dict(sorted(found.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))

    def get(self, id_: str) -> Persona:
        """Return the persona of that id; raise UsageError with the nearest known one when there is none."""
        files = self.files()
        if id_ not in files:
            raise UsageError(
                f"There is no persona '{id_}'.{did_you_mean(id_, files)} Known: {', '.join(files)}. "
                f"To make one: paneltakes personas new ID"
            )
        return files[id_].read()

    def select(self, ids: Sequence[str]) -> tuple[Persona, ...]:
        """Return the personas of these ids, in their order, each once."""
        return tuple(self.get(id_) for id_ in dict.fromkeys(ids))

    def __iter__(self) -> Iterator[PersonaFile]:
        """Iterate over the files in force."""
        return iter(self.files().values())


DEFAULT_PANEL = ("founder", "skeptic", "futurist", "builder")


def read_persona(path: Path) -> Persona:
    """Read one persona file; raise UsageError that names the file, the key and what to write instead."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}. Check the path.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no valid TOML: {error}. Mend that line.") from error
    try:
        return Persona.model_validate(data)
    except ValidationError as error:
        raise UsageError(explain_invalid(str(path), error, Persona)) from None


def explain_invalid(where: str, error: ValidationError, model: type[BaseModel]) -> str:
    """Say each problem of a hand-written file in a line: the key, what is wrong, and the nearest right key.

    The values themselves are left out: a file may hold what should not reach a log.
    """
    lines = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            owner = _model_at(model, problem["loc"][:-1])
            fields = list(owner.model_fields) if owner else []
            message = f"there is no such key.{did_you_mean(str(problem['loc'][-1]), fields)}"
            if fields:
                message += f" Known here: {', '.join(fields)}."
        elif problem["type"] == "missing":
            message = "this key is missing. Add it."
        else:
            message = re.sub(r"^Value error, ", "", problem["msg"]) + "."
        lines.append(f"{where}: {key + ': ' if key else ''}{message}")
    return "\n".join(lines)


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """Return the model that a location of a validation error lies in."""
    for part in loc:
        if isinstance(part, int):
            continue
        field: Any = model.model_fields.get(part)
        if field is None:
            return None
        annotation = field.annotation
        inner = [annotation, *getattr(annotation, "__args__", ())]
        models = [a for a in inner if isinstance(a, type) and issubclass(a, BaseModel)]
        if not models:
            return None
        model = models[0]
    return model


NEW_PERSONA = '''# A voice of the panel. Every key is needed but must_avoid and cues; a misspelt one is an error.
id = "{id}"
name = "{name}"
lens = "What They Look Through"
version = 1

# Who speaks, what they care about, and what they always ask. Written to the speaker: "You have ...".
brief = """
You have spent years with the kind of thing that this article reports, on the side that the others on the panel do not
see. You care about what it does to the people who did not choose it. You always ask: who bears this, and did they
agree?
"""

must_avoid = [
  "repeating what another voice on the panel would say",
]

words = { min = 75, max = 125 }

# The labelled moves that every take of this voice has to make, two to four of them.
[[moves]]
id = "claim"
label = "The claim"
ask = "State the one thing that this voice sees and the others miss, with a name or a figure of the article."
# Optional: words of passages that serve this move. Only the extractive engine reads them.
cues = ["people*", "resident*", "worker*"]

[[moves]]
id = "question"
label = "The question"
ask = "End on the question that decides the matter, and name who would have to answer it."
'''
"""A persona file to fill in; ``{id}`` and ``{name}`` are replaced."""
