"""Reply: what a model is asked to send back, the schema of it on the wire, and the strict reading of it.

One reply model serves every persona, because the schema is part of the prefix that vendors cache.  It keeps to the
subset of JSON Schema that every vendor takes: each field required and non-null, at most three levels, no constraints
(pydantic holds those when the reply is read).
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from paneltakes.take import Stance

MAX_REPLY_BYTES = 200_000
"""Far above any honest reply; checked before parsing."""

_FENCED = re.compile(r"^\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


M = TypeVar("M", bound=BaseModel)


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReplyEvidence(_Wire):
    """A passage that the take rests on."""

    quote: str = Field(
        max_length=2000, description="One passage of the article, copied letter for letter, 4 to 60 words."
    )
    claim: str = Field(max_length=1000, description="What the take says on the strength of that passage.")


class ReplyPoint(_Wire):
    """One move of the persona."""

    move: str = Field(max_length=60, description="The id of the move, as listed in the persona's brief.")
    text: str = Field(max_length=1500, description="The point that the take makes with this move, in one sentence.")


class ReplyPrediction(_Wire):
    """A dated claim about the future."""

    claim: str = Field(max_length=1000, description="A claim that will turn out true or false.")
    by: str = Field(
        max_length=10,
        pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        description="When it can be checked: YYYY, YYYY-MM or YYYY-MM-DD.",
    )
    probability: float = Field(ge=0, le=1, description="How likely, from 0 to 1.")


class Reply(_Wire):
    """The reply to a persona's prompt; fields stand in the order in which they are to be written."""

    decision: Literal["take", "pass"] = Field(
        description="'pass' only when this persona has nothing of substance to add."
    )
    pass_reason: str = Field(max_length=1000, description="Why there is nothing to add; empty when decision is 'take'.")
    evidence: list[ReplyEvidence] = Field(max_length=20, description="The passages that the take rests on.")
    points: list[ReplyPoint] = Field(max_length=20, description="One entry for each move of the persona.")
    outside_knowledge: list[str] = Field(
        max_length=20, description="Each statement of the take that is not in the article."
    )
    predictions: list[ReplyPrediction] = Field(
        max_length=10, description="The take's own forecasts; empty when it makes none."
    )
    stance: Stance = Field(description="The take's attitude to what the article reports.")
    take: str = Field(
        max_length=20_000, description="The take itself, one paragraph of plain text; empty when decision is 'pass'."
    )


class BriefReply(_Wire):
    """The reply to the prompt for the neutral brief."""

    headline: str = Field(min_length=1, max_length=300, description="The news in one line.")
    dek: str = Field(min_length=1, max_length=1000, description="One or two sentences: who, what, how much, what for.")
    story: list[str] = Field(min_length=1, max_length=12, description="The paragraphs of the neutral story.")


class InvalidReplyError(ValueError):
    """A reply that is not what was asked for; ``problems`` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


_KEPT_KEYS = frozenset({"type", "properties", "items", "enum", "description"})


def wire_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the model's JSON Schema in the subset that every vendor takes.

    References are written out, every property is required, objects are closed, and constraints, titles and defaults
    are left away.  The same model gives the same bytes, always.
    """
    schema = model.model_json_schema()
    return _portable(schema, schema.get("$defs", {}), top=True)


def _portable(node: dict[str, Any], defs: dict[str, Any], *, top: bool = False) -> dict[str, Any]:
    if "$ref" in node:
        target = dict(defs[node["$ref"].removeprefix("#/$defs/")])
        if "description" in node:
            target["description"] = node["description"]
        node = target
    out: dict[str, Any] = {key: value for key, value in node.items() if key in _KEPT_KEYS}
    if top:
        out.pop("description", None)
    if "properties" in node:
        out["properties"] = {name: _portable(sub, defs) for name, sub in node["properties"].items()}
        out["required"] = list(node["properties"])
        out["additionalProperties"] = False
    if "items" in node:
        out["items"] = _portable(node["items"], defs)
    return out


def parse_reply(text: str, model: type[M]) -> M:
    """Read a model's reply strictly; raise InvalidReplyError with what to mend.

    Refused before validation: over ``MAX_REPLY_BYTES``, no JSON, a duplicate key, NaN, lone surrogates, deep nesting.
    A Markdown fence around the whole reply is taken off: servers that ignore the schema often add one.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_REPLY_BYTES:
        raise InvalidReplyError([f"The reply is longer than {MAX_REPLY_BYTES} bytes."])
    fenced = _FENCED.match(text)
    try:
        data = json.loads(fenced[1] if fenced else text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InvalidReplyError([f"The reply is not one JSON object: {error.msg} at character {error.pos}."]) from None
    except RecursionError:
        raise InvalidReplyError(["The reply is nested too deeply."]) from None
    if not isinstance(data, dict):
        raise InvalidReplyError(["The reply is not a JSON object."])
    if _SURROGATE.search(json.dumps(data, ensure_ascii=False)):
        raise InvalidReplyError(["The reply holds half of a character (a lone surrogate)."])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidReplyError(
            [f"Field {'.'.join(map(str, p['loc'])) or '(root)'}: {p['msg']}." for p in problems[:8]]
        ) from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InvalidReplyError([f"The key '{twice[:60]}' stands twice in one object."])
    return dict(pairs)


def _no_constant(name: str) -> float:
    raise InvalidReplyError([f"{name} is not a number that JSON knows."])
