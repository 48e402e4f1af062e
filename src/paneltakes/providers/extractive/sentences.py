"""Sentence: the smallest passage that is quoted, with its place in the article and whether it can stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paneltakes.providers.extractive.speech import Speech, find_speech, plain
from paneltakes.text import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paneltakes.providers.extractive.language import Language

LEAST_WORDS = 5
MOST_WORDS = 48
_LONGEST_ASIDE = 200
"""Characters from a bracket to its partner."""
_LEAST_ITEM_WORDS = 8
"""A list item of that many words is a statement even without a full stop."""

_TERMINATORS = "。！？؟۔।॥"
_END = re.compile(rf"(?:[.!?…]+|[{_TERMINATORS}])[\"'”’»›“‘」』)\]*_]*(?=\s|$|(?<=[{_TERMINATORS}」』]))")
_FENCE = re.compile(r"^\s*(```|~~~)")
_SKIPPED_LINE = re.compile(r"^\s*(#{1,6}\s|\||[-=*_]{3,}\s*$)|^( {4}|\t)\S.*[;{}()=]")
_BULLET = r"(?:[-*+•·▪◦]\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+)"
_LIST_ITEM = re.compile(rf"^\s*{_BULLET}")
_MARKER = re.compile(rf"^\s*(?:>\s*)*{_BULLET}?(?:(?:Q|A|F|Question|Answer)\s*[:.]\s+)?")
_SPEAKER = re.compile(r"^\s*(?:\*\*)?[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*){0,3}(?:\*\*)?:(?:\*\*)?\s")
_MARKUP = re.compile(r"https?://|www\.|\]\(|\S@\S+\.\w|[{}<>\\|`^~*]|__|==|::|[\w)]\(\)|;\s*$")
_LETTER = re.compile(r"[^\W\d_]|\s")
_LAST_TOKEN = re.compile(r"[\w.]+$")
_NEXT_WORD = re.compile(r"[\"'“‘„«»‹›「『(\[¿¡\s]*(\w+)")
_OPENERS = "\"'“‘„‚«»‹›「『(¿¡"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article: ``article.text[start:end] == text``."""

    index: int
    """Its place among all sentences of the article."""
    block: int
    """The paragraph or list item that it stands in."""
    start: int
    end: int
    text: str
    words: int
    """As ``count_words`` counts them."""
    quotable: bool
    """Whole, clean and short enough to be quoted."""
    leans: bool
    """Whether a reader needs the sentence before it."""


def split_sentences(text: str, language: Language) -> list[Sentence]:
    """Return the sentences of an article's text in their order; headings, tables and code have none."""
    cased = _is_cased(text)
    sentences: list[Sentence] = []
    seen: set[str] = set()
    for number, (start, end, is_item) in enumerate(_blocks(text)):
        block = text[start:end]
        speech = find_speech(block)
        for left, right in _cut(block, speech, language, cased=cased):
            raw = block[left:right]
            body = plain(raw)
            words = count_words(body)
            whole_item = is_item and left == 0 and right == len(block) and words >= _LEAST_ITEM_WORDS
            quotable = (
                LEAST_WORDS <= words <= MOST_WORDS
                and body not in seen  # said twice, quoted once
                and speech.closed(left, right)
                and _is_clean(body, language, cased=cased, whole_item=whole_item)
            )
            seen.add(body)
            place = len(sentences)
            leans = _leans(body, language)
            sentences.append(Sentence(place, number, start + left, start + right, raw, words, quotable, leans))
    return sentences


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans of paragraphs and list items, and which they are; hard-wrapped lines stay together."""
    begin = end = -1
    fenced = is_item = False
    position = 0
    last = ""
    for raw in text.split("\n"):
        line, at = raw.rstrip(), position
        position += len(raw) + 1
        if _FENCE.match(line):
            fenced = not fenced
        skipped = fenced or not line.strip() or bool(_FENCE.match(line) or _SKIPPED_LINE.match(line))
        if (
            skipped
            or _LIST_ITEM.match(line)
            or line.lstrip()[:1] == ">"
            or _SPEAKER.match(line)
            or not _continues(last, line)
        ):
            if begin >= 0:
                yield begin, end, is_item
            begin = -1
        if skipped:
            last = ""
            continue
        if begin < 0:
            is_item = bool(_LIST_ITEM.match(line))
            marker = _MARKER.match(line)
            begin = at + (marker.end() if marker else 0)
        end = at + len(line)
        last = line
    if begin >= 0:
        yield begin, max(begin, end), is_item


def _continues(last: str, line: str) -> bool:
    """Whether ``line`` goes on with the sentence of the line above, as in hard-wrapped text and verse."""
    if not last:
        return True
    first = line.lstrip()[:1]
    return first.islower() or len(last) >= 45 or last[-1] in ",;–—-"


def _cut(block: str, speech: Speech, language: Language, *, cased: bool) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences in a block; what is left behind the last full stop is one too."""
    left = 0
    for match in _END.finditer(block):
        if match.end() > left and _ends(block, match, speech, language, cased=cased):
            yield _trimmed(block, left, match.end())
            left = match.end()
    if block[left:].strip():
        yield _trimmed(block, left, len(block))


def _trimmed(block: str, left: int, right: int) -> tuple[int, int]:
    part = block[left:right]
    return left + len(part) - len(part.lstrip()), right - (len(part) - len(part.rstrip()))


def _ends(block: str, match: re.Match[str], speech: Speech, language: Language, *, cased: bool) -> bool:
    opened = block.rfind("(", max(0, match.start() - _LONGEST_ASIDE), match.start())
    if opened > block.rfind(")", 0, match.end()) and ")" in block[match.end() : match.end() + _LONGEST_ASIDE]:
        return False  # in the middle of an aside
    mark = match[0].rstrip("\"'”’»›“‘」』)]")
    if speech.inside(match.start()) and not speech.ends_at(match.end()):
        return False
    rest = block[match.end() :]
    word = _NEXT_WORD.match(rest)
    if not word:
        return True
    following = word[1]
    if cased and following[0].islower():
        return False
    if mark[-1] in "!?" and speech.inside(match.start()):
        # “Is it safe?” Tolk asked. – the question belongs to the sentence around it.
        tail = re.split(r"[.!?]", rest, maxsplit=1)[0]
        return not (len(tail.split()) <= 6 and _matches(tail, language.kinds.get("said", ())))
    return mark != "." or not _is_abbreviation(block[: match.start()], following, language)


def _is_abbreviation(before: str, following: str, language: Language) -> bool:
    """Whether the full stop behind ``before`` belongs to an abbreviation, an initial or an ordinal."""
    token = _LAST_TOKEN.search(before)
    if not token:
        return False
    word = token[0].lower()
    if word in {"no", "nr"}:
        return following[0].isdigit()
    if word in language.closing_abbreviations:
        return following.lower() not in language.stop_words
    if word in language.abbreviations:
        return True
    if len(word) == 1 and word.isalpha():
        return token[0].isupper() or language.ordinals or following[0].isdigit()
    return language.ordinals and word.isdigit() and len(word) <= 2 and following.lower() not in language.stop_words


def _is_clean(body: str, language: Language, *, cased: bool, whole_item: bool) -> bool:
    """Whether the sentence is prose that begins and ends as one."""
    first = body.lstrip(_OPENERS)[:1]
    if not first or (cased and first.islower()) or not (first.isalnum() or first in "€$£¥"):
        return False
    if not whole_item and body.rstrip("\"'”’»›“‘」』)]")[-1:] not in ".!?…" + _TERMINATORS:
        return False
    if len(_LETTER.findall(body)) < 0.72 * len(body) or _MARKUP.search(body) or body.count("(") != body.count(")"):
        return False
    lowered = body.lower()
    return not any(phrase in lowered for phrase in language.boilerplate)


def _leans(body: str, language: Language) -> bool:
    """Whether the sentence begins with a connective, or with a pronoun whose noun stands in the sentence before."""
    outside = find_speech(body).without(body)
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)*", outside)
    if not words:
        return False
    line = "^" + outside.strip().lower()
    if any(link in line for link in language.links):
        return True
    begins_with_speech = body[:1] in _OPENERS
    first = words[0].lower()
    if not begins_with_speech:
        if first in language.openers:
            return True
        if words[1:] and words[1].lower() in language.pronouns and first in language.stop_words:
            return True
        if first in language.determiners or first not in language.stop_words:
            return False  # its own subject stands first, and later pronouns can refer to that
    for word in words[:6]:
        if word.lower() in language.pronouns:
            return True
        if word[0].isupper() and word.lower() not in language.stop_words:
            return False
    return False


def _is_cased(text: str) -> bool:
    """Whether sentences begin with capitals here: not so in scripts without them, nor in all-lower-case prose."""
    upper = sum(c.isupper() for c in text[:20_000])
    lower = sum(c.islower() for c in text[:20_000])
    return upper > 0.004 * (upper + lower)


def _matches(text: str, cues: tuple[str, ...]) -> bool:
    words = re.findall(r"\w+", text.lower())
    stems = tuple(cue[:-1] for cue in cues if cue.endswith("*"))
    return any(word in cues or (stems and word.startswith(stems)) for word in words)
