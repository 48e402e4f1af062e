"""ScriptedProvider: answers from a list or a file, for tests, examples and documentation.

A script is a list of answers, played in the order of the calls, or an object that names the answer to each part: a
persona's id, or ``"brief"``, to an answer or a list of answers.  An answer is

* an object of the reply's fields, as a model would send it;
* a string: the reply's raw text, whatever it is;
* ``{"outcome": "refused", "text": ..., "detail": ..., "usage": {...}}``: a reply that ended in another way;
* ``{"error": "rate_limit", "message": ..., "retry_after": 1}``: an error of one of the kinds in ``paneltakes.errors``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from paneltakes.errors import ErrorKind, ProviderError, UsageError, did_you_mean
from paneltakes.providers.base import Completion, Outcome, Readiness
from paneltakes.usage import FREE, Cost, Usage

if TYPE_CHECKING:
    from paneltakes.prompt import Prompt
    from paneltakes.providers.base import ProviderOptions
    from paneltakes.take import AuthorKind

Answer = str | Mapping[str, Any]
Script = Sequence[Answer] | Mapping[str, Answer | Sequence[Answer]]

_HEALING = frozenset({"rate_limit", "overloaded", "server", "timeout", "connection", "bad_reply"})


class ScriptedProvider:
    """Plays a script.  As a command's model: ``scripted:FILE``, a JSON or JSON Lines file.

    ``prompts`` holds the prompts it was sent, oldest first.
    """

    name = "scripted"
    author: AuthorKind = "scripted"

    def __init__(self, options: ProviderOptions) -> None:
        if not options.model:
            raise ProviderError(
                "The scripted provider needs its script: -m scripted:FILE, with a JSON file of replies.",
                kind="not_configured",
                provider=self.name,
            )
        self._begin(_read_script(Path(options.model)), Path(options.model).name)

    @classmethod
    def of(cls, script: Script, *, model: str = "script") -> ScriptedProvider:
        """Return a provider that plays ``script``."""
        provider = cls.__new__(cls)
        provider._begin(script, model)
        return provider

    def _begin(self, script: Script, model: str) -> None:
        self.model = model
        self.prompts: list[Prompt] = []
        self._script = script
        self._played: dict[str, int] = {}

    @classmethod
    def readiness(cls, env: Mapping[str, str]) -> Readiness:
        """Return ready: a script is all that it needs."""
        return Readiness(True, "built in: -m scripted:FILE plays the replies of a JSON file")

    def cost(self, completion: Completion) -> Cost:
        """Return nothing: playing a script is free."""
        return FREE

    async def complete(self, prompt: Prompt) -> Completion:
        """Play the next answer."""
        self.prompts.append(prompt)
        part = prompt.persona.id if prompt.persona else "brief"
        return self._play(self._next(part), part)

    async def aclose(self) -> None:
        """Do nothing: there is nothing open."""

    def _next(self, part: str) -> Answer:
        script: Answer | Sequence[Answer] | None
        if isinstance(self._script, Mapping):
            script, track = self._script.get(part), part
        else:
            script, track = self._script, ""
        if isinstance(script, str | Mapping):
            return script  # a single answer is given every time
        played = self._played.get(track, 0)
        if script is None or played >= len(script):
            raise ProviderError(
                f"The script has no {'further ' if script else ''}answer for '{part}'. Add one to it.",
                kind="bad_request",
                provider=self.name,
            )
        self._played[track] = played + 1
        return script[played]

    def _play(self, answer: Answer, part: str) -> Completion:
        if isinstance(answer, str):
            return Completion("ok" if answer.strip() else "empty", answer, self.model, Usage(), "script")
        if "error" in answer:
            kind = _one_of(answer["error"], get_args(ErrorKind), part)
            raise ProviderError(
                str(answer.get("message", f"The script answers '{part}' with an error of the kind {kind}.")),
                kind=kind,
                provider=self.name,
                retryable=kind in _HEALING,
                retry_after=answer.get("retry_after"),
            )
        if "outcome" in answer:
            return Completion(
                _one_of(answer["outcome"], get_args(Outcome), part),
                str(answer.get("text", "")),
                self.model,
                Usage.model_validate(answer.get("usage", {})),
                "script",
                str(answer.get("detail", "")),
            )
        return Completion("ok", json.dumps(answer, ensure_ascii=False), self.model, Usage(), "script")


def _one_of(word: Any, known: tuple[Any, ...], part: str) -> Any:
    if word not in known:
        raise UsageError(
            f"The script answers '{part}' with '{word}'.{did_you_mean(str(word), known)} Known: {', '.join(known)}."
        )
    return word


def _read_script(path: Path) -> Script:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The script {path} can't be read: {error}. Check the path.") from error
    try:
        lines = [line for line in text.splitlines() if line.strip()]
        script = [json.loads(line) for line in lines] if path.suffix == ".jsonl" else json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"The script {path} is no valid JSON: {error}. Mend it.") from error
    if not isinstance(script, list | dict):
        raise UsageError(
            f"The script {path} must be a list of answers, or an object that names the answer of each part."
        )
    return script
