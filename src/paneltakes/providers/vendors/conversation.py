"""Conversation: a prompt as messages whose roles alternate, free of any vendor's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from paneltakes.prompt import Prompt

Message = tuple[Literal["user", "assistant"], list[str]]
"""Who speaks, and the blocks of text."""


def conversation(prompt: Prompt) -> list[Message]:
    """Return the messages below the rules: document and question first, then the later turns.

    Turns of the same speaker are joined, since several servers refuse two in a row, and empty ones left out, since an
    empty block is refused too.
    """
    messages: list[Message] = [("user", [prompt.document, prompt.question])]
    for turn in prompt.turns:
        if not turn.text.strip():
            continue
        if messages[-1][0] == turn.role:
            messages[-1][1].append(turn.text)
        else:
            messages.append((turn.role, [turn.text]))
    return messages
