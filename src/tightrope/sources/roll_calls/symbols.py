"""Symbols of resolutions in one spelling, and sessions of the General Assembly by day."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tightrope.records import SourceError

_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_MODERN = re.compile(r"A/RES/(?P<session>(?:ES-|S-)?\d+)/(?P<number>\d+)\s*(?P<part>.*)")
_OLD = re.compile(r"A/RES/(?P<number>\d+)\s*(?P<before>[A-Z]*)\s*\((?P<session>[IVXLC]+|[A-Z0-9-]+)\)\s*(?P<after>.*)")
_VOETEN = re.compile(r"R/(?P<session>\d{1,3})/(?P<number>\d+)/?(?P<part>[A-Z]*)(?P<rest>/[IVX]+)?")
_VOETEN_SPECIAL = re.compile(r"(?P<kind>ESS|SS)/(?P<number>\d+)")
_SPECIAL = re.compile(r"(?:ES|S)-\d+")
_WORDS = re.compile(r"[^A-Z0-9-]+")
#: Sessions before the 31st whose ``R/`` numbers in Voeten's data are numbers of resolutions, not pages of the record.
_NUMBERED = frozenset((18, *range(21, 31)))
#: From this session on a symbol names the session (``A/RES/31/4``).
_FIRST_MODERN = 31
#: The Assembly opens on Tuesday of the third week of September, from its 78th session of the second one.
_FIRST_OF_SECOND_WEEK = 2023


def canonical(symbol: str) -> str:
    """Write a symbol in the one form that all sources share.

    ``A/RES/46/36D``, ``A/RES/46/36[D]`` and ``R/46/36D`` are ``A/RES/46/36 D``; ``A/RES/3379(XXX)`` and ``R/30/3379``
    are ``A/RES/3379 (XXX)``. What is no symbol of a resolution (``R/1/66``: a page of the record) stays as it is.
    """
    plain = " ".join(symbol.upper().split())
    if match := _MODERN.fullmatch(plain):
        return _join(f"A/RES/{match['session']}/{match['number']}", match["part"])
    if match := _OLD.fullmatch(plain):
        return _join(f"A/RES/{match['number']}", match["before"] or match["after"]) + f" ({match['session']})"
    if match := _VOETEN.fullmatch(plain):
        return _from_voeten(plain, match)
    return plain


def _from_voeten(plain: str, match: re.Match[str]) -> str:
    session, letters = int(match["session"]), match["part"] + (match["rest"] or "").replace("/", " ")
    if session >= _FIRST_MODERN:
        return _join(f"A/RES/{session}/{match['number']}", letters)
    if session in _NUMBERED:
        return _join(f"A/RES/{match['number']}", letters) + f" ({roman(session)})"
    return plain


def _join(stem: str, part: str) -> str:
    words = _WORDS.sub(" ", part).strip()
    return f"{stem} {words}" if words else stem


def roman(number: int) -> str:
    """Write a number below 40 in Roman numerals."""
    result = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        result += letters * count
    return result


def is_resolution(symbol: str) -> bool:
    """Whether a canonical symbol is the United Nations' own, which other sources share."""
    return symbol.startswith("A/RES/")


def special_session(text: str) -> str:
    """Return ``ES-11`` of ``A/RES/ES-11/1`` or ``ES-11``, ``S-5`` of ``SS/5``; empty for a regular session."""
    if match := _VOETEN_SPECIAL.match(text):
        return f"{'ES' if match['kind'] == 'ESS' else 'S'}-{match['number']}"
    match = _SPECIAL.search(text.removeprefix("A/RES/").partition("/")[0])
    return match[0] if match else ""


def opening(year: int) -> date:
    """Return the day in a year on which a regular session opens by the rules of procedure.

    Tuesday of the third week of September, counted from the first week with a working day (from 2023 on, of the second
    week). The sessions before the 58th kept to about the same time; a few opened weeks later (the 6th, 7th, 11th and
    19th), which this does not know.
    """
    first = date(year, 9, 1)
    monday = first - timedelta(days=first.weekday())
    if first.weekday() >= 5:
        monday += timedelta(days=7)
    return monday + timedelta(days=8 if year >= _FIRST_OF_SECOND_WEEK else 15)


def session_on(day: date) -> int:
    """Return the number of the regular session that is current on a day (the 80th from September 2025)."""
    number = day.year - (1945 if day >= opening(day.year) else 1946)
    return max(number, 1)


def regular_session(text: str, day: date) -> int:
    """Return the regular session of ``74``, ``74.0`` or, for a special one (``ES-11``), of the day.

    Raises:
        SourceError: neither.
    """
    plain = text.strip().removesuffix(".0")
    if plain.isdecimal() and len(plain) < 4 and 1 <= int(plain) <= 200:
        return int(plain)
    if special_session(plain):
        return session_on(day)
    raise SourceError(f"{text[:40]!r} is no session")
