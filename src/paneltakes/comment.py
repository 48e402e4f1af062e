"""Comment: one persona + one article -> Take: render, complete, parse, check, re-ask.

A reply that is invalid or fails its checks is asked for once more, with the checker's own words; one that was cut off
is asked for once more with twice the output budget.  Then the part fails, alone, with every attempt on record.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from paneltakes.checks.evidence import check_evidence
from paneltakes.checks.form import check_brief, check_form
from paneltakes.errors import ProviderError
from paneltakes.providers.base import Completion, Provider, author_of, cost_of
from paneltakes.reply import BriefReply, InvalidReplyError, Reply, parse_reply
from paneltakes.take import Attempt, Brief, Failure, Point, Prediction, Speaker, Take
from paneltakes.text import clean_text
from paneltakes.usage import FREE, UNKNOWN_COST, Cost

if TYPE_CHECKING:
    from collections.abc import Callable

    from paneltakes.article import Article
    from paneltakes.cache import ReplyCache
    from paneltakes.persona import Persona
    from paneltakes.prompt import Prompt, Templates

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question is asked with."""

    provider: Provider
    templates: Templates
    cache: ReplyCache | None = None
    second_try: bool = True
    """Whether a reply that can't be used is asked for once more."""

    @property
    def model(self) -> str:
        """``provider:model``."""
        return f"{self.provider.name}:{self.provider.model}"


async def comment(article: Article, persona: Persona, asking: Asking) -> Take | Failure:
    """Return the persona's take on the article, or why there is none; raise nothing of the provider's."""
    prompt = asking.templates.take(article, persona)
    speaker = Speaker(id=persona.id, name=persona.name, lens=persona.lens)

    def accept(text: str) -> Take:
        return _take_from(parse_reply(text, Reply), article, persona, speaker, prompt, asking)

    question = _Question(prompt, asking, accept)
    take = await question.ask()
    if take is None:
        return question.failure("take", speaker)
    return take.model_copy(update={"attempts": tuple(question.attempts)})


async def brief(article: Article, asking: Asking) -> Brief | Failure:
    """Return the neutral brief of the article, or why there is none."""
    prompt = asking.templates.brief(article)

    def accept(text: str) -> Brief:
        reply = parse_reply(text, BriefReply)
        if problems := check_brief(reply):
            raise InvalidReplyError(problems)
        return Brief(
            headline=_line(reply.headline),
            dek=_line(reply.dek),
            story=tuple(map(_line, reply.story)),
            model=asking.model,
            author=author_of(asking.provider),
            fingerprints=prompt.fingerprints,
        )

    question = _Question(prompt, asking, accept)
    made = await question.ask()
    if made is None:
        return question.failure("brief", None)
    return made.model_copy(update={"attempts": tuple(question.attempts)})


@dataclass(slots=True)
class _Question(Generic[R]):
    """One question on its way to an accepted answer, with what was tried so far."""

    prompt: Prompt
    asking: Asking
    accept: Callable[[str], R]
    attempts: list[Attempt] = field(default_factory=list)
    kind: str = ""
    reason: str = ""

    async def ask(self) -> R | None:
        """Return the accepted answer, or None: then ``kind`` and ``reason`` say why."""
        kept = self._from_cache()
        if kept is not None:
            return kept
        prompt: Prompt | None = self.prompt
        while prompt is not None:
            started = time.monotonic()
            try:
                completion = await self.asking.provider.complete(prompt)
            except ProviderError as error:
                self._record_errors((*error.retries, error), time.monotonic() - started)
                self.kind, self.reason = error.kind, str(error)
                return None
            self._record_errors(completion.retries, 0.0)
            answer, problems = self._read(completion)
            self._record(completion, problems, time.monotonic() - started)
            if answer is not None:
                if self.asking.cache:
                    self.asking.cache.put(self.asking.provider, self.prompt, completion)
                return answer
            prompt = self._next(prompt, completion, problems)
        return None

    def failure(self, part: str, speaker: Speaker | None) -> Failure:
        """Return the record of a question that found no answer."""
        return Failure.model_validate(
            {
                "part": part,
                "speaker": speaker,
                "reason": self.reason,
                "kind": self.kind,
                "model": self.asking.model,
                "attempts": tuple(self.attempts),
            }
        )

    def _from_cache(self) -> R | None:
        cache, provider = self.asking.cache, self.asking.provider
        completion = cache.get(provider, self.prompt) if cache else None
        if completion is None:
            return None
        answer, _ = self._read(completion)  # the checks may have become stricter since
        if answer is not None:
            self.attempts.append(Attempt(outcome="ok", model=completion.model, cost=FREE, cached=True))
        return answer

    def _read(self, completion: Completion) -> tuple[R | None, list[str]]:
        if completion.outcome != "ok":
            return None, [completion.detail] if completion.detail else []
        try:
            return self.accept(completion.text), []
        except InvalidReplyError as error:
            return None, error.problems

    def _next(self, prompt: Prompt, completion: Completion, problems: list[str]) -> Prompt | None:
        """Return what to ask next, or None when it is enough."""
        outcome = self.attempts[-1].outcome
        said = " ".join(problems)
        self.kind = outcome
        if outcome == "refused":
            self.reason = f"The model refused. {said}".strip()
            return None
        if outcome == "truncated":
            self.reason = f"The reply was cut off at {prompt.max_tokens} output tokens."
            enlarged = prompt.max_tokens > self.prompt.max_tokens
            return None if enlarged or not self.asking.second_try else prompt.with_larger_budget()
        self.reason = f"The reply can't be used. {said}".strip()
        if outcome == "empty":
            problems = ["The reply was empty."]
            self.reason = "The reply was empty."
        reasked = bool(prompt.turns)
        if reasked or not self.asking.second_try:
            return None
        return self.asking.templates.reask(prompt, completion.text, problems)

    def _record(self, completion: Completion, problems: list[str], seconds: float) -> None:
        outcome = "invalid" if completion.outcome == "ok" and problems else completion.outcome
        self.attempts.append(
            Attempt(
                outcome=outcome,
                model=completion.model or self.asking.provider.model,
                usage=completion.usage,
                cost=cost_of(self.asking.provider, completion),
                seconds=round(seconds, 3),
                request_id=completion.request_id,
                stop_reason=completion.stop_reason,
                problems=tuple(problems),
                text="" if outcome == "ok" else _storable(completion.text),
            )
        )

    def _record_errors(self, errors: tuple[ProviderError, ...], seconds: float) -> None:
        for error in errors:
            self.attempts.append(
                Attempt(
                    outcome="error",
                    model=self.asking.provider.model,
                    cost=_cost_of_error(error),
                    seconds=round(seconds if error is errors[-1] else 0.0, 3),
                    request_id=error.request_id,
                    stop_reason=error.kind,
                    problems=(str(error),),
                )
            )


def _cost_of_error(error: ProviderError) -> Cost:
    """Return nothing for a call that was turned away before any token was made; else nobody knows."""
    turned_away = error.status is not None and 400 <= error.status < 500
    return FREE if turned_away or error.kind in ("not_configured", "bad_request", "connection") else UNKNOWN_COST


def _take_from(
    reply: Reply, article: Article, persona: Persona, speaker: Speaker, prompt: Prompt, asking: Asking
) -> Take:
    problems = check_form(reply, persona)
    evidence, unfounded = check_evidence([(e.claim, e.quote) for e in reply.evidence], article.text)
    passes = reply.decision == "pass"
    if problems or (unfounded and not passes):
        raise InvalidReplyError([*problems, *unfounded])
    origin = {"model": asking.model, "author": author_of(asking.provider), "fingerprints": prompt.fingerprints}
    if passes:
        return Take(speaker=speaker, pass_reason=_line(reply.pass_reason), **origin)
    labels = {move.id: move.label for move in persona.moves}
    return Take(
        speaker=speaker,
        text=_line(reply.take),
        stance=reply.stance,
        evidence=evidence,
        points=tuple(Point(move=p.move, label=labels[p.move], text=_line(p.text)) for p in reply.points),
        predictions=tuple(
            Prediction(claim=_line(p.claim), by=p.by, probability=p.probability) for p in reply.predictions
        ),
        outside=tuple(line for line in map(_line, reply.outside_knowledge) if line),
        **origin,
    )


def _line(text: str) -> str:
    """Return text as one line, without what no reader sees."""
    return " ".join(clean_text(text).split())


def _storable(text: str) -> str:
    """Return a reply's text as a string that JSON can hold: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode()
