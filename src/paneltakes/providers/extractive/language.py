"""Language: what the engine knows of one, all of it data: one file a language in ``languages/``.

An article in another language is served by ``UNKNOWN``: English frames, that language's quotation marks where they are
listed, and passages chosen by figures, names, speech and position alone.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent / "languages"
_TOKEN = re.compile(r"[^\W_]+")
_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
}
_LEAST_HITS = 4
_LEAST_SHARE = 0.12
"""Function words make up 35 to 50 % of running text in the languages listed; in others few of them occur by chance."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The quotation marks of a language: the outer pair, and the inner pair for a quotation within."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


@dataclass(frozen=True, slots=True)
class Language:
    """The tables of one language; every word in them is lower case, a trailing ``*`` stands for any ending."""

    code: str
    marks: Marks
    stop_words: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    """Never end a sentence."""
    closing_abbreviations: frozenset[str] = frozenset()
    """May end a sentence: they do when a word of ``stop_words`` follows with a capital."""
    ordinals: bool = False
    """Whether a number with a full stop is an ordinal, as in German dates."""
    openers: frozenset[str] = frozenset()
    """A sentence that begins with one leans on the sentence before it."""
    determiners: frozenset[str] = frozenset()
    """A sentence that begins with one brings its own subject."""
    pronouns: frozenset[str] = frozenset()
    """Persons and things that were named before."""
    links: tuple[str, ...] = ()
    """Connectives that tie a sentence to the one before it wherever they stand; ``^`` is the sentence's beginning."""
    boilerplate: tuple[str, ...] = ()
    """Sentences that hold one belong to the page, not to the article."""
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that show what a sentence does: "contrast", "condition", ..."""
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words in a move's request that ask for such a sentence."""
    frames: Mapping[str, Any] = field(default_factory=dict)


@functools.cache
def languages() -> dict[str, Language]:
    """Return every language that has a file, by its two-letter code."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("??.toml"))}


def language_of(text: str, tag: str | None) -> Language:
    """Return the language of ``text``: by its function words, else by ``tag`` (BCP 47), else the unknown one."""
    code = detect(text) or (tag or "").lower().replace("_", "-").split("-")[0] or _by_script(text)
    return languages().get(code) or Language(code=code or "und", marks=_marks(code), frames=languages()["en"].frames)


def detect(text: str) -> str:
    """Return the code of the language whose function words the text uses most, or "" when none stands out."""
    words = [word.lower() for word in _TOKEN.findall(text[:20_000])]
    if not words:
        return ""
    counts = Counter(words)
    scores = sorted(
        ((sum(counts[word] for word in sorted(lang.stop_words)), code) for code, lang in languages().items()),
        reverse=True,
    )
    (best, code), (second, _) = scores[0], scores[1]
    clear = best >= _LEAST_HITS and best >= _LEAST_SHARE * len(words) and best >= 1.3 * second
    return code if clear else ""


def _by_script(text: str) -> str:
    """Return the code of the language that a script most often stands for, or ""; it decides on quotation marks."""
    counts = {code: len(signs.findall(text[:20_000])) for code, signs in _SCRIPTS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] > 20 else ""


def _read(path: Path) -> Language:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Language(
        code=path.stem,
        marks=_marks(path.stem),
        stop_words=frozenset(data["stop_words"].split()),
        abbreviations=frozenset(data["abbreviations"].split()),
        closing_abbreviations=frozenset(data["closing_abbreviations"].split()),
        ordinals=data["ordinals"],
        openers=frozenset(data["openers"].split()),
        determiners=frozenset(data["determiners"].split()),
        pronouns=frozenset(data["pronouns"].split()),
        links=tuple(data["links"]),
        boilerplate=tuple(data["boilerplate"]),
        kinds={kind: tuple(words) for kind, words in data["kinds"].items()},
        asks={kind: tuple(words) for kind, words in data["asks"].items()},
        frames=data["frames"],
    )


@functools.cache
def _marks(code: str) -> Marks:
    table = tomllib.loads((_FOLDER / "quotation-marks.toml").read_text(encoding="utf-8"))
    return Marks(*table.get(code, table["en"]))
