"""Settings: flag > environment > project file > user file > default, as one frozen object."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from paneltakes.errors import UsageError, did_you_mean
from paneltakes.persona import DEFAULT_PANEL, explain_invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_FILE = "paneltakes.toml"
USER_FILE = "config.toml"
ENV_PREFIX = "PANELTAKES_"


class Settings(BaseModel):
    """What a run is done with.  The same keys stand in ``paneltakes.toml`` and in the user's ``config.toml``.

    In the environment they are ``PANELTAKES_MODEL``, ``PANELTAKES_TIMEOUT`` and so on; ``panels`` is for files only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str | None = None
    """``provider``, ``provider:model`` or an alias; None for the first configured provider."""
    base_url: str | None = None
    """The server of a provider that has no address of its own, such as ``compatible``; never a vendor's."""
    panel: str = "default"
    """The name of the panel to convene."""
    panels: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Panels by name, each a list of persona ids; "default" may be given anew."""
    brief: bool = True
    """Whether the neutral brief is asked for too."""
    max_retries: int = Field(default=3, ge=0, le=20)
    """How often a failed call is tried again; 0: every call is made once, and no reply is asked for anew."""
    timeout: float = Field(default=120.0, gt=0, le=3600)
    """Seconds for one call."""
    concurrency: int = Field(default=8, ge=1, le=256)
    """How many calls may be in flight at a time."""
    cache: bool = True
    """Whether accepted replies are kept and used again."""

    @field_validator("panels")
    @classmethod
    def _panels_speak(cls, panels: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, ids in panels.items():
            if not ids:
                raise ValueError(f"the panel '{name}' names no persona")
        return panels

    def persona_ids(self, panel: str | None = None) -> tuple[str, ...]:
        """Return the persona ids of a panel; raise UsageError when there is no panel of that name."""
        panels = {"default": DEFAULT_PANEL, **self.panels}
        name = panel or self.panel
        if name not in panels:
            raise UsageError(
                f"There is no panel '{name}'.{did_you_mean(name, panels)} Known: {', '.join(panels)}. "
                f'To make one, write into {PROJECT_FILE}: [panels] and below it {name} = ["founder", "skeptic"]'
            )
        return panels[name]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that a run looks into."""

    project: Path
    """The nearest folder, from the current one upwards, that holds a ``paneltakes.toml``; else the current one."""
    user: Path
    cache: Path

    @classmethod
    def find(cls, env: Mapping[str, str], cwd: Path | None = None) -> Places:
        """Return the places for this user and this working directory.

        ``PANELTAKES_CONFIG_DIR`` and ``PANELTAKES_CACHE_DIR`` name others than the platform's usual ones.
        """
        here = (cwd or Path.cwd()).resolve()
        project = next((folder for folder in (here, *here.parents) if (folder / PROJECT_FILE).is_file()), here)
        user = env.get("PANELTAKES_CONFIG_DIR") or platformdirs.user_config_dir("paneltakes", appauthor=False)
        cache = env.get("PANELTAKES_CACHE_DIR") or platformdirs.user_cache_dir("paneltakes", appauthor=False)
        return cls(project, Path(user), Path(cache))


def read_environment(cwd: Path | None = None) -> dict[str, str]:
    """Return the process's environment over what the nearest ``.env`` file says; neither is changed."""
    from dotenv import dotenv_values

    here = (cwd or Path.cwd()).resolve()
    file = next((folder / ".env" for folder in (here, *here.parents) if (folder / ".env").is_file()), None)
    try:
        written = dotenv_values(file) if file else {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} can't be read: {error}. Mend the file or remove it.") from None
    return {**{key: value for key, value in written.items() if value}, **os.environ}


def load_settings(places: Places, env: Mapping[str, str], **flags: Any) -> Settings:
    """Return the settings in force.  A flag that is None was not given."""
    merged: dict[str, Any] = {}
    for file in (places.user / USER_FILE, places.project / PROJECT_FILE):
        layer = _read_file(file)
        panels = {**merged.get("panels", {}), **layer.get("panels", {})}
        merged = {**merged, **layer, **({"panels": panels} if panels else {})}
    merged.update(_read_variables(env))
    merged.update({key: value for key, value in flags.items() if value is not None})
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise UsageError(explain_invalid("settings", error, Settings)) from None


def _read_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        Settings.model_validate(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} can't be read: {error}. Mend that line.") from None
    except ValidationError as error:
        raise UsageError(explain_invalid(str(path), error, Settings)) from None
    return data


def _read_variables(env: Mapping[str, str]) -> dict[str, str]:
    known = {ENV_PREFIX + name.upper(): name for name in Settings.model_fields if name != "panels"}
    found = {name: env[variable] for variable, name in known.items() if env.get(variable)}
    for name, value in found.items():
        try:
            Settings.model_validate({name: value})
        except ValidationError as error:
            raise UsageError(explain_invalid(f"the variable {ENV_PREFIX}{name.upper()}", error, Settings)) from None
    return found
