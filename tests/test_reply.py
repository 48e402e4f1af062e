"""Reply: the schema on the wire, and the strict reading of what comes back."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paneltakes.reply import MAX_REPLY_BYTES, BriefReply, InvalidReplyError, Reply, parse_reply, wire_schema
from samples import as_text, brief_reply, reply

MODELS = [Reply, BriefReply]


def nodes(schema: dict[str, Any], depth: int = 1) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield each node of a schema with its depth in objects."""
    yield schema, depth
    for sub in schema.get("properties", {}).values():
        yield from nodes(sub, depth + (sub["type"] == "object"))
    if "items" in schema:
        yield from nodes(schema["items"], depth + (schema["items"]["type"] == "object"))


@pytest.mark.parametrize("model", MODELS)
def test_wire_schema_is_portable(model: Any) -> None:
    """Every vendor takes the schema: closed objects, all fields required, known keywords only, three levels at most."""
    schema = wire_schema(model)
    jsonschema.Draft202012Validator.check_schema(schema)
    for node, depth in nodes(schema):
        assert set(node) <= {"type", "properties", "items", "enum", "description", "required", "additionalProperties"}
        assert node["type"] in ("object", "array", "string", "number", "integer", "boolean")
        assert depth <= 3
        if node["type"] == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])


@pytest.mark.parametrize("model", MODELS)
def test_wire_schema_is_stable(model: Any) -> None:
    """The schema is the same bytes each time: it is part of the prefix that vendors cache."""
    assert json.dumps(wire_schema(model)) == json.dumps(wire_schema(model))


def test_evidence_is_written_before_the_take() -> None:
    """Fields are generated in order, and the grounds come before the verdict."""
    order = list(wire_schema(Reply)["properties"])
    assert order.index("evidence") < order.index("points") < order.index("stance") < order.index("take")


def test_good_replies_satisfy_schema_and_reader() -> None:
    """What the reader accepts is what the schema asks for."""
    jsonschema.validate(reply(), wire_schema(Reply))
    jsonschema.validate(brief_reply(), wire_schema(BriefReply))
    assert parse_reply(as_text(reply()), Reply).stance == "critical"
    assert parse_reply(as_text(brief_reply()), BriefReply).headline


def test_a_fence_around_the_whole_reply_is_taken_off() -> None:
    """Servers that ignore the schema often wrap the object in a Markdown fence."""
    assert parse_reply(f"```json\n{as_text(reply())}\n```", Reply).decision == "take"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not one JSON object"),
        ("I'm sorry, I can't.", "not one JSON object"),
        (as_text(reply()) + " and more", "not one JSON object"),
        ("[1]", "not a JSON object"),
        ('{"take": "a", "take": "b"}', "stands twice"),
        ('{"probability": NaN}', "NaN is not a number"),
        ("[" * 100_000, "nested too deeply"),
        (" " * (MAX_REPLY_BYTES + 1), "longer than"),
        (as_text(reply(take="half \ud800")), "lone surrogate"),
        (as_text(reply(mood="good")), "mood"),
        (as_text({k: v for k, v in reply().items() if k != "stance"}), "stance"),
        (as_text(reply(stance="furious")), "stance"),
        (as_text(reply(take=None)), "take"),
        (as_text(reply(predictions=[{"claim": "c", "by": "soon", "probability": 0.5}])), "predictions.0.by"),
        (as_text(reply(predictions=[{"claim": "c", "by": "2030", "probability": 60}])), "predictions.0.probability"),
        (as_text(reply(take="x" * 20_001)), "take"),
    ],
)
def test_what_was_not_asked_for_is_refused(text: str, problem: str) -> None:
    """A reply that is not to the letter what was asked for is refused, with words that say what to mend."""
    with pytest.raises(InvalidReplyError) as refusal:
        parse_reply(text, Reply)
    assert any(problem in p for p in refusal.value.problems), refusal.value.problems


@given(st.text())
def test_no_text_trips_the_reader(text: str) -> None:
    """Whatever a model writes, it is read or refused."""
    with pytest.raises(InvalidReplyError):
        parse_reply(text, Reply)
