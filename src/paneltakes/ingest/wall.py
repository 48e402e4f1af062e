"""The gate: whether what was read is an article, and what it is when it is none.

A page is judged by what it says together with how little else there is: an article about cookies, log-ins or paywalls
uses all of their words, but at length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from paneltakes.errors import NotAnArticleError
from paneltakes.ingest import phrases
from paneltakes.ingest.visible import text_of
from paneltakes.text import count_words

if TYPE_CHECKING:
    from paneltakes.ingest.visible import Element

LEAST_WORDS = 60
"""Below this a text is a stub, whatever it says."""

_MOST_LINKS = 2_000
_SHORT = 300
"""Below this a page may be a wall with a text of its own, such as a cookie notice or a preview."""

_SAVE = "Save the article from a browser in which you can read it, and give the file."
_ADVICE = {
    "a bot check": _SAVE,
    "a login page": _SAVE,
    "a cookie wall": _SAVE,
    "a paywall stub": _SAVE,
    "a page that needs JavaScript": _SAVE,
    "an error page (not found)": "Check the address.",
    "a list of articles": "Give the address of one article in it.",
    "nothing": "Give the article's own address, a page saved from a browser, or the text through standard input.",
}
_CHALLENGE = re.compile(
    r"challenges\.cloudflare\.com|/cdn-cgi/challenge-platform|hcaptcha\.com/|/recaptcha/|captcha-delivery\.com|px-captcha|"
    r"_Incapsula_Resource|awswaf|geetest|arkoselabs",
    re.IGNORECASE,
)
_APP_ROOTS = {"root", "app", "__next", "__nuxt", "main-app", "app-root", "gatsby-focus-wrapper", "svelte", "q-app"}
_PROSE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What a page shows besides its text; gathered from the whole tree, before anything is taken out."""

    title: str
    """Of the head."""
    heading: str
    shown: str
    """All text of the body, folded, up to a bound."""
    words: int
    """In all of the body."""
    password: bool
    challenge: bool
    app: bool
    """An empty container that a script is to fill."""
    noscript: str
    headlines: tuple[str, ...]
    """Link texts of four words and more, folded."""
    is_article: bool
    """Open Graph or JSON-LD call it one article."""
    is_list: bool
    """JSON-LD calls it a collection, or describes many articles."""
    free: bool | None


def page_signs(root: Element, *, is_article: bool, is_list: bool, free: bool | None) -> PageSigns:
    """Return the signs of a page's tree."""
    body = root.find("body")
    body = root if body is None else body
    texts = body.xpath(
        ".//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
    )
    shown = " ".join(" ".join(texts).split())
    links = (phrases.fold(text_of(link, 300)) for link in islice(body.iter("a"), _MOST_LINKS))
    sources = " ".join(
        part
        for e in root.iter("script", "iframe", "form")
        for part in (e.get("src"), e.get("action"), (e.text or "")[:2000])
        if part
    )
    title, heading = root.find(".//head/title"), root.find(".//h1")
    return PageSigns(
        title=_folded(title),
        heading=_folded(heading),
        shown=phrases.fold(shown[:6000]),
        words=len(shown.split()),
        password=bool(body.xpath(".//input[translate(@type, 'PASWORD', 'pasword') = 'password']")),
        challenge=bool(_CHALLENGE.search(sources)),
        app=any((e.get("id") or "").lower() in _APP_ROOTS and len(e) <= 1 for e in body.iter("div", "main")),
        noscript=phrases.fold(" ".join(text_of(e) for e in islice(root.iter("noscript"), 20))),
        headlines=tuple(dict.fromkeys(link for link in links if len(link.split()) >= 4)),
        is_article=is_article,
        is_list=is_list,
        free=free,
    )


def _folded(element: Element | None) -> str:
    return "" if element is None else phrases.fold(text_of(element, 300))


def judge_text(text: str, source: str) -> None:
    """Raise NotAnArticleError for a text that is too thin to comment on."""
    words = count_words(text)
    if not words:
        raise _refusal(source, "nothing")
    if words < LEAST_WORDS:
        found = f"a stub of {words} word{'s' * (words != 1)}"
        raise NotAnArticleError(
            f"{source} holds {found}; an article has at least {LEAST_WORDS}. Give the whole article: its own address, "
            "a saved file, or its text through standard input.",
            source=source,
            found=found,
        )


def judge_page(text: str, signs: PageSigns, source: str) -> None:
    """Raise NotAnArticleError, which names what was found, for a page whose extracted ``text`` is no article."""
    for found in _walls(text, signs):
        raise _refusal(source, found)
    judge_text(text, source)


def _refusal(source: str, found: str) -> NotAnArticleError:
    return NotAnArticleError(f"{source} holds {found}, not an article. {_ADVICE[found]}", source=source, found=found)


def _walls(text: str, signs: PageSigns) -> list[str]:
    """Return what the page is instead of an article, the likeliest first; nothing for an article."""
    words = count_words(text)
    told = phrases.fold(text[:6000])
    # In a page that is small as a whole, what stands around the text belongs to it.
    said = f"{told} {signs.shown}" if signs.words < _SHORT else told
    prose = sum(count_words(p) for p in text.split("\n\n") if _PROSE_END.search(p.strip()) and count_words(p) >= 12)
    checks = {
        "a bot check": words < 150 and _is_bot_check(said, prose, signs),
        "an error page (not found)": words < 200 and _is_not_found(said, prose, signs),
        "a cookie wall": words < _SHORT and _is_consent(text, said, signs),
        "a login page": words < _SHORT and _is_login(said, prose, signs),
        "a paywall stub": words < _SHORT and _is_paywall(text, words, signs),
        "a page that needs JavaScript": words < 120 and _needs_javascript(said, prose, signs),
        "a list of articles": _is_list(text, words, prose, signs),
    }
    return [found for found, holds in checks.items() if holds]


def _titles(pattern: re.Pattern[str], signs: PageSigns) -> bool:
    return bool(pattern.search(signs.title) or pattern.search(signs.heading))


def _is_bot_check(said: str, prose: int, signs: PageSigns) -> bool:
    spoken = bool(phrases.BOT_CHECK.search(said) or phrases.BOT_CHECK.search(signs.noscript))
    titled = _titles(phrases.BOT_TITLE, signs)
    return (spoken and (titled or signs.challenge or prose < 60)) or (titled and (signs.challenge or prose < 60))


def _is_not_found(said: str, prose: int, signs: PageSigns) -> bool:
    titled = _titles(phrases.NOT_FOUND_TITLE, signs)
    spoken = bool(phrases.NOT_FOUND.search(said))
    return (titled and (spoken or prose < 80)) or (spoken and prose < 40)


def _is_consent(text: str, said: str, signs: PageSigns) -> bool:
    """Tell whether most of the paragraphs, or all of a small page, ask for consent."""
    parts = [phrases.fold(part) for part in text.split("\n\n") if part.strip()]
    about = sum(len(part) for part in parts if phrases.CONSENT.search(part) or phrases.CONSENT_BUTTON.search(part))
    whole = sum(map(len, parts)) or 1
    buttons = len({found[0] for found in phrases.CONSENT_BUTTON.finditer(f"{said} {signs.shown[:3000]}")})
    return buttons >= 2 and about >= 0.6 * whole and bool(phrases.CONSENT.search(said))


def _is_login(said: str, prose: int, signs: PageSigns) -> bool:
    spoken = len({found[0] for found in phrases.LOGIN.finditer(said)})
    titled = _titles(phrases.LOGIN_TITLE, signs)
    if signs.password:
        return prose < 120 and (titled or spoken >= 1 or prose < 40)
    return prose < 60 and (titled or spoken >= 2)


def _is_paywall(text: str, words: int, signs: PageSigns) -> bool:
    # The offer stands at the end of what is shown or beside it; in the midst of prose it is a subject.
    parts = [phrases.fold(part) for part in text.split("\n\n")]
    said = f"{signs.shown} {' '.join(parts[-2:])}"
    for part in parts[:-2]:
        said = said.replace(part, " ")
    strong = len({found[0] for found in phrases.PAYWALL.finditer(said)})
    hints = len({found[0] for found in phrases.PAYWALL_HINT.finditer(said)})
    if signs.free is False:
        return words < 200 or strong + hints >= 1
    return (strong >= 1 and (hints >= 1 or words < 200)) or (hints >= 3 and words < 120)


def _needs_javascript(said: str, prose: int, signs: PageSigns) -> bool:
    spoken = bool(phrases.JAVASCRIPT.search(said) or phrases.JAVASCRIPT.search(signs.noscript))
    loading = bool(phrases.LOADING.match(signs.shown))
    return prose < 40 and (spoken or ((signs.app or loading) and signs.words < LEAST_WORDS))


def _is_list(text: str, words: int, prose: int, signs: PageSigns) -> bool:
    """Tell whether the text is made of teasers: its paragraphs are the page's own link texts, or it has hardly any."""
    if len(signs.headlines) < 8:
        return False
    if words < LEAST_WORDS:
        return not signs.is_article or signs.is_list
    linked = set(signs.headlines)
    parts = [phrases.fold(line) for part in text.split("\n\n") for line in part.split("\n")]
    teasers = sum(1 for part in parts if part in linked)
    sure = signs.is_list or not signs.is_article
    if teasers >= 6 and teasers * 60 > words:
        return sure or teasers * 25 > words
    return sure and (signs.is_list or len(signs.headlines) >= 20) and prose < 80
