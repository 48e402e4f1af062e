"""Prompt: persona + article through the templates, in the one order that lets personas share a cached prefix.

Shared rules, then the article, then the persona: for one article everything up to the persona is the same, byte for
byte.  The article reaches the templates as data only, and stands between two lines that carry a nonce which it can't
contain, because the nonce is a hash of it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, cast

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from paneltakes.data import shipped
from paneltakes.errors import UsageError
from paneltakes.reply import BriefReply, Reply, wire_schema
from paneltakes.take import Fingerprints

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paneltakes.article import Article
    from paneltakes.persona import Persona

TEMPLATE_NAMES = ("rules", "article", "take", "brief", "reask")

DEFAULT_MAX_TOKENS = 8_000
"""Output budget of a call.  Generous, since reasoning counts in it; only what is written is billed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One later turn of the conversation: the reply that was not accepted, or what was wrong with it."""

    role: Literal["assistant", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request, free of any vendor's form."""

    task: Literal["take", "brief"]
    rules: str
    """The system prompt, shared by every call."""
    document: str
    """The fenced article, the first block of the user's turn."""
    question: str
    """The persona and what is asked of it, the last block of the user's turn."""
    schema: dict[str, Any]
    schema_name: str
    article: Article
    persona: Persona | None
    fingerprints: Fingerprints
    max_tokens: int = DEFAULT_MAX_TOKENS
    turns: tuple[Turn, ...] = ()
    """What followed: replies that were not accepted, each with the checker's words."""

    @property
    def key(self) -> str:
        """A hash of everything that shapes the reply, but for the model: the unit of work."""
        parts = [self.rules, self.document, self.question, self.schema, self.max_tokens]
        parts.append([[turn.role, turn.text] for turn in self.turns])
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @property
    def estimated_tokens(self) -> int:
        """About how many input tokens this is: a quarter of its UTF-8 bytes, the schema included."""
        texts = [self.rules, self.document, self.question, json.dumps(self.schema), *(t.text for t in self.turns)]
        return -(-sum(len(text.encode()) for text in texts) // 4)

    def with_larger_budget(self) -> Prompt:
        """Return the same prompt with twice the output budget."""
        return replace(self, max_tokens=2 * self.max_tokens)


@dataclass(frozen=True)
class Templates:
    """The prompt templates in force.  A project's template beats the user's of the same name, and both beat ours.

    ``project`` and ``user`` are folders that hold a ``prompts`` folder; they need not exist.
    """

    project: Path | None = None
    user: Path | None = None
    _env: jinja2.Environment = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        folders = [folder / "prompts" for folder in (self.project, self.user) if folder]
        # Sandboxed: a template found in a project's folder is text to fill in, not code to trust.
        env = ImmutableSandboxedEnvironment(
            loader=jinja2.FileSystemLoader([*folders, shipped("prompts")]),
            undefined=jinja2.StrictUndefined,
            autoescape=False,  # the output is a prompt, not HTML
            trim_blocks=True,
            lstrip_blocks=True,
        )
        object.__setattr__(self, "_env", env)

    def take(self, article: Article, persona: Persona) -> Prompt:
        """Return the prompt that asks ``persona`` for its take on ``article``."""
        return self._prompt("take", article, persona)

    def brief(self, article: Article) -> Prompt:
        """Return the prompt that asks for the neutral brief of ``article``."""
        return self._prompt("brief", article, None)

    def reask(self, prompt: Prompt, reply: str, problems: Sequence[str]) -> Prompt:
        """Return ``prompt`` followed by the reply that was not accepted and the checker's own words."""
        words = self._render("reask", problems=list(problems))
        reply = reply.strip()
        turns = (Turn("assistant", reply),) if reply else ()
        return replace(prompt, turns=(*prompt.turns, *turns, Turn("user", words)))

    def fingerprint(self, task: Literal["take", "brief"]) -> str:
        """Return a short hash of the template texts that shape the task."""
        sources = [self._source(name) for name in ("rules", "article", task, "reask")]
        return _short_hash(*sources)

    def fingerprints(self, task: Literal["take", "brief"], persona: Persona | None) -> Fingerprints:
        """Return the fingerprints that a result of the task will carry."""
        return Fingerprints(
            persona=persona.fingerprint if persona else "",
            prompt=self.fingerprint(task),
            reply_schema=_short_hash(json.dumps(_SCHEMAS[task][1], sort_keys=True)),
        )

    def _prompt(self, task: Literal["take", "brief"], article: Article, persona: Persona | None) -> Prompt:
        name, schema = _SCHEMAS[task]
        return Prompt(
            task=task,
            rules=self._render("rules"),
            document=self._render("article", article=article, nonce=nonce_for(article)),
            question=self._render(task, persona=persona) if persona else self._render(task),
            schema=schema,
            schema_name=name,
            article=article,
            persona=persona,
            fingerprints=self.fingerprints(task, persona),
        )

    def _render(self, name: str, **data: Any) -> str:
        try:
            return self._env.get_template(f"{name}.j2").render(data).strip()
        except jinja2.TemplateError as error:
            raise self._broken(name, error) from None

    def _source(self, name: str) -> str:
        loader = cast("jinja2.BaseLoader", self._env.loader)
        try:
            return loader.get_source(self._env, f"{name}.j2")[0]
        except jinja2.TemplateError as error:
            raise self._broken(name, error) from None

    def _broken(self, name: str, error: jinja2.TemplateError) -> UsageError:
        where = f"prompts/{name}.j2"
        if isinstance(error, jinja2.TemplateSyntaxError):
            where = f"{error.filename or where}, line {error.lineno}"
        return UsageError(f"{where}: {error.message or type(error).__name__}. Mend the template or remove it.")


def nonce_for(article: Article) -> str:
    """Return the fence's nonce: a hash of all that stands inside the fence, so that it can't stand in there itself."""
    inside = "\x00".join(
        str(part or "")
        for part in (article.title, article.description, article.byline, article.site, article.published, article.text)
    )
    nonce = _short_hash(inside)
    while nonce in inside:  # never seen; costs nothing to rule out
        nonce = _short_hash(nonce)
    return nonce


def _short_hash(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]


_SCHEMAS: dict[Literal["take", "brief"], tuple[str, dict[str, Any]]] = {
    "take": ("PanelTake", wire_schema(Reply)),
    "brief": ("PanelBrief", wire_schema(BriefReply)),
}
