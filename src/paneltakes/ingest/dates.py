"""Dates as pages and files write them, in ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jänner janvier enero gennaio janeiro januari jan janv ene",
            "february februar février febrero febbraio fevereiro februari feb févr fév",
            "march märz mars marzo março maart mar mär",
            "april avril abril aprile apr avr abr",
            "may mai mayo maggio maio mei",
            "june juni juin junio giugno junho jun",
            "july juli juillet julio luglio julho jul juil",
            "august août agosto augustus aug ago",
            "september septembre septiembre settembre setembro sep sept set",
            "october oktober octobre octubre ottobre outubro oct okt",
            "november novembre noviembre novembro nov",
            "december dezember décembre diciembre dicembre dezembro dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})[/.]?(\d{2})[/.]?(\d{2})")
_DAY_FIRST = re.compile(
    r"(?:\w{2,12}[.,]? )?(?:the )?(\d{1,2})(?:st|nd|rd|th|er|º|\.)? (?:de |of )?(\w{3,12})\.?,? (?:de |del )?(\d{4})"
)
_MONTH_FIRST = re.compile(r"(?:\w{2,12}[.,]? )?(\w{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_TIME = re.compile(r"\s*(?:[,|·–-]|at|um|à|T)?\s*(?:\d{1,2}[:.h]\d{2}.{0,24})?\.?")
_CJK = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


def iso_date(text: str | None) -> str | None:
    """Return a date (and time, where one is given) in ISO 8601; None for what is no date between 1800 and 2199.

    Dates whose order is unsure, such as 03/04/2026, are none.
    """
    words = " ".join((text or "").split())[:80]
    if _ISO.fullmatch(words):
        return _known(words.replace(",", "."))
    if re.fullmatch(r"\d{10}|\d{13}", words):
        return _known(datetime.fromtimestamp(int(words[:10]), UTC).isoformat())
    parts: tuple[str, str, str] | None = None
    if found := _COMPACT.match(words) or _CJK.match(words):
        parts = (found[1], found[2], found[3])
    elif found := _GERMAN.match(words):
        parts = (found[3], found[2], found[1])
    elif (found := _DAY_FIRST.match(words)) and (month := _MONTHS.get(found[2].lower())):
        parts = (found[3], str(month), found[1])
    elif (found := _MONTH_FIRST.match(words)) and (month := _MONTHS.get(found[1].lower())):
        parts = (found[3], str(month), found[2])
    if found and parts and _TIME.fullmatch(words, found.end()):
        return _known("-".join(part.zfill(2) for part in parts))
    if (found := _ISO.match(words)) and words[found.end() : found.end() + 1] in {"T", ""}:
        return _known(found[0][:10])
    try:
        return _known(parsedate_to_datetime(words).isoformat()) if ":" in words else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _known(text: str) -> str | None:
    """Return ``text`` when it is a date that exists and a plausible one."""
    text = text.strip()
    compact = re.sub(r"\s(?=[+-]\d{2}:?\d{2}$|Z$)", "", text)
    compact = re.sub(r"^(\d{4}-\d{2}-\d{2}) ", r"\1T", compact)
    try:
        day = datetime.fromisoformat(compact).date() if "T" in compact else date.fromisoformat(compact)
    except ValueError:
        return None
    return compact if 1800 <= day.year < 2200 else None
