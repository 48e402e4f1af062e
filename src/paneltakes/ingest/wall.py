"""Wall: whether there is an article, and what stands there instead.

A phrase alone refuses nothing: an article about cookies or logins is full of such phrases.  It counts where little
else is left, and the less text there is the less it takes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paneltakes.errors import NotAnArticleError
from paneltakes.text import count_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paneltakes.ingest.page import Page

LEAST_WORDS = 60
"""Fewer words than this are a stub, whatever they say."""

_SAVE = "Open it in a browser, save the page, and give the file."
_ADDRESS = "Give the address of one article."
_TEXT = "Give the whole text: save it as a file, or paste it into standard input (paneltakes -)."

_BOT = re.compile(
    r"verify (?:that )?you(?:'|’)?(?: a)?re (?:a )?(?:human|not a robot)|checking (?:if the site|your browser)|captcha|"
    r"unusual traffic|are you a robot|i(?:'|’)m not a robot|enable javascript and cookies to continue|"
    r"access (?:to this page has been )?denied|security check|just a moment|sind sie ein mensch|kein roboter|"
    r"vous n(?:'|’)êtes pas un robot|no eres un robot|ddos protection",
)
_SCRIPT = re.compile(
    r"(?:enable|turn on|requires?|needs?|without|aktivier\w*|activer|activez|habilit\w*|active) (?:\w+ ){0,3}"
    r"javascript|"
    r"javascript (?:is|must be|to be|wird|ist|est|está|aktivier\w*|disabled|deaktiviert|required)",
)
_CONSENT = re.compile(
    r"we (?:and our (?:\d+ )?partners )?(?:use|store|value your privacy)\b|uses? cookies|accept (?:all|cookies)|"
    r"reject all|manage (?:preferences|cookies|settings|options)|cookie (?:policy|settings|preferences|notice)|"
    r"your (?:privacy|consent|choices)|withdraw your consent|legitimate interest|"
    r"verwenden (?:wir )?cookies|wir (?:verwenden|nutzen|benötigen)|alle akzeptieren|alles akzeptieren|ablehnen|"
    r"einwilligung|zustimm\w+|datenschutzeinstellungen|mit werbung|"
    r"utilis(?:ons|ent) des cookies|tout accepter|tout refuser|votre consentement|vos préférences|nos partenaires|"
    r"utilizamos cookies|aceptar (?:todo|todas|y continuar)|rechazar|su consentimiento|nuestros socios",
)
_LOGIN = re.compile(
    r"\blog ?in\b|\bsign ?in\b|forgot(?:ten)? (?:your )?password|create an account|your password|remember me|"
    r"anmelden|einloggen|passwort vergessen|registrieren|angemeldet bleiben|"
    r"se connecter|connexion|mot de passe|créer un compte|iniciar sesión|contraseña|crear (?:una )?cuenta",
)
_PAYWALL = re.compile(
    r"to (?:continue|keep) reading|to read (?:the )?(?:full|rest|whole|more of)|continue reading (?:with|for|your)|"
    r"(?:article|story|content) is (?:for|only|available|reserved|exclusive)\b[^.]{0,30}\bsubscribers?|"
    r"subscribers? only|"
    r"already (?:a )?(?:subscriber|member)|subscribe (?:now|today|to (?:read|continue|unlock|get full))|"
    r"unlock (?:this|the full)|free articles? (?:left|remaining|this month)|start your (?:free )?trial|"
    r"weiterlesen mit|jetzt (?:abonnieren|weiterlesen|testen)|nur für abonnent|abo abschließen|bereits abonnent|"
    r"mit (?:einem )?abo\b|réservée? aux abonnés|abonnez-vous|déjà abonné|pour lire la suite|"
    r"(?:solo|exclusivo) para suscriptores|suscríbete|suscríbase|para seguir leyendo|ya eres suscriptor",
)
_MISSING = re.compile(
    r"\b404\b|\b410\b|page (?:not found|can(?:'|’)?t be found|no longer|does(?:n(?:'|’)t| not) exist)|not found|"
    r"(?:page|article|story) (?:has been |was )?(?:removed|deleted|moved)|nothing (?:was )?found|went wrong|oops|"
    r"seite (?:wurde )?nicht gefunden|nicht gefunden|existiert nicht|"
    r"page (?:introuvable|non trouvée)|n(?:'|’)existe (?:pas|plus)|página no (?:encontrada|existe)|"
    r"no se (?:ha )?encontr",
)
_SENTENCE_END = re.compile(r"[.!?…](?=[\s\"”»’)]|$)|[。！？]")
_LIST_TYPES = frozenset({"collectionpage", "itemlist", "searchresultspage"})


def judge_page(page: Page, paragraphs: Sequence[str], source: str) -> None:
    """Raise NotAnArticleError, which names what was found, when the page holds no article."""
    text = "\n".join(paragraphs)
    words = count_words(text)
    for found, advice in _suspects(page, paragraphs, text, words):
        raise NotAnArticleError(f"{source} is {found}, not an article. {advice}", source=source, found=found)
    judge_text(text, source)


def judge_text(text: str, source: str) -> None:
    """Raise NotAnArticleError when there is no text, or too little of it to be commented on."""
    words = count_words(text)
    if words == 0:
        raise NotAnArticleError(f"{source} holds no text. {_SAVE}", source=source, found="no text")
    if words < LEAST_WORDS:
        raise NotAnArticleError(
            f"{source} is a stub of {words} words, too few to be commented on. {_TEXT}",
            source=source,
            found=f"a stub of {words} words",
        )


def _suspects(page: Page, paragraphs: Sequence[str], text: str, words: int) -> list[tuple[str, str]]:
    """Return what the page is instead of an article, the surest first; nothing for an article."""
    shown, said = page.shown, text.lower()
    found: list[tuple[str, str]] = []
    prose = sum(1 for paragraph in paragraphs if count_words(paragraph) >= 25 and _SENTENCE_END.search(paragraph))
    if words < 120 and (_BOT.search(page.heading) or (page.words < 150 and _BOT.search(shown))):
        found.append(("a bot check", _SAVE))
    if page.words < LEAST_WORDS and (_SCRIPT.search(f"{page.noscript} {shown}") or page.scripts >= 3):
        found.append(("a page that needs JavaScript", _SAVE))
    if words < 200 and _MISSING.search(page.heading) and prose < 4:
        found.append(("an error page that names no article", "Check the address."))
    if words < 150 and (page.password or _hits(_LOGIN, shown) >= 3) and prose < 3 and _hits(_LOGIN, shown) >= 1:
        found.append(("a login page", _SAVE))
    if words < 300 and _hits(_CONSENT, said) >= 3 and _hits(_CONSENT, said) * 60 >= words:
        found.append(("a cookie or consent wall", _SAVE))
    if words < LEAST_WORDS and page.words < 400 and _hits(_CONSENT, shown) >= 3:
        found.append(("a cookie or consent wall", _SAVE))
    closed = page.meta.data.free is False and words < 200
    if closed or (words < 250 and _PAYWALL.search(said[-600:])) or (words < 150 and _hits(_PAYWALL, shown) >= 2):
        found.append(("a paywall stub", "Open it with your subscription, save the page, and give the file."))
    if _is_listing(page, paragraphs, prose):
        found.append(("a list of articles, or a home page", _ADDRESS))
    return found[:1]


def _is_listing(page: Page, paragraphs: Sequence[str], prose: int) -> bool:
    if prose >= 4 and page.meta.data.articles <= 3:
        return False
    teasers = sum(1 for paragraph in paragraphs if count_words(paragraph) < 25)
    named = bool(_LIST_TYPES & page.meta.data.types) and page.meta.meta_type != "article"
    mostly_links = page.links >= 15 and page.link_words > 0.5 * max(page.words, 1)
    short = teasers >= 8 and prose <= teasers // 4
    return (
        (named and prose < 3) or (page.meta.data.articles >= 5 and prose < 4) or (mostly_links and (short or prose < 2))
    )


def _hits(pattern: re.Pattern[str], text: str) -> int:
    """Return how many different phrases of a family the text has."""
    return len({match.group() for match in pattern.finditer(text)})
