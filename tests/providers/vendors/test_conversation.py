"""Conversation: a prompt as messages whose roles alternate."""

from dataclasses import replace

from paneltakes.prompt import Turn
from paneltakes.providers.vendors.conversation import conversation
from wire import prompt


def test_document_and_question_come_first_and_apart() -> None:
    """Two blocks of one message, the document before the question."""
    asked = prompt()
    assert conversation(asked) == [("user", [asked.document, asked.question])]


def test_turns_of_one_speaker_are_joined_and_empty_ones_left_out() -> None:
    """No server is sent two messages of one speaker in a row, nor an empty block."""
    turns = (Turn("user", "a"), Turn("assistant", " \n"), Turn("user", "b"), Turn("assistant", "c"), Turn("user", "d"))
    asked = replace(prompt(), turns=turns)
    assert conversation(asked) == [
        ("user", [asked.document, asked.question, "a", "b"]),
        ("assistant", ["c"]),
        ("user", ["d"]),
    ]
