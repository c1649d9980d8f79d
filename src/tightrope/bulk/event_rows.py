"""What is counted of an event, whatever set it comes from, and how the values of a set are understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from tightrope.bulk.lines import Packed, distinct, pack, unpack
from tightrope.names import country_codes
from tightrope.records import GOLDSTEIN, EventType, cameo_type

T = TypeVar("T")

#: One row an event: the day; who acts and who is acted upon (a country as its three letters, any other actor as a hash,
#: 0 if nobody is named); what (a CAMEO code, or the first letters of a PLOVER type); its score in hundredths; reports
#: of it. Actors and kinds are :func:`tightrope.bulk.lines.pack`-ed.
EVENTS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    **{"day": pl.Date, "source": pl.UInt64, "target": pl.UInt64, "kind": pl.UInt64},
    **{"score": pl.Int16, "mentions": pl.Int64},
}
#: Largest number that is a country.
LAST_COUNTRY = pack("ZZZ")
#: An event dated so many days or more before its report is dated by words such as "last year": the day is a guess.
GUESSED_DAYS = 28
#: Different values of a field whose meaning is remembered.
_REMEMBERED = 20_000
_EPOCH = date(1970, 1, 1).toordinal()
#: The bit that tells the hash of an actor from a country.
HASHED = np.uint64(1 << 63)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


@dataclass(slots=True)
class Rows:
    """What came of some lines.

    Attributes:
        events: see :data:`EVENTS`.
        wrong: lines that are no event, by their number from 0, and why.
        lines: how many lines there were.
        read: how many have the form of the set.
        guessed: events left out because their day is a guess.
        unlike: events whose score is another than Goldstein's for their CAMEO code.
        others: how often each code or name stood for an actor's country that is no country.
    """

    events: pl.DataFrame
    wrong: dict[int, str] = field(default_factory=dict)
    lines: int = 0
    read: int = 0
    guessed: int = 0
    unlike: int = 0
    others: Counter[str] = field(default_factory=Counter)


def recode(values: Packed, understand: Callable[[int], Any], missing: object, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return what each packed value means, asked once a value.

    Args:
        values: packed fields, (n,).
        understand: the meaning of a packed field; ``None`` if it has none.
        missing: stands for no meaning.
        kind: of the result, (n,).
    """
    unique, place = distinct(values)
    meant = [understand(value) for value in unique.tolist()]
    return np.array([missing if one is None else one for one in meant], kind)[place]


def of_text(understand: Callable[[str], T]) -> Callable[[int], T]:
    """What understands a packed field by its text; it remembers what was asked, which comes again with each block."""
    return lru_cache(_REMEMBERED)(lambda value: understand(unpack(value).decode("latin-1")))


def day_of(text: str) -> int | None:
    """Days from 1970 to ``20191024``, ``20191024143000`` or ``2019-10-24``; ``None`` if that is no day since 1900."""
    digits = text.replace("-", "")[:8]
    if len(digits) != 8 or not digits.isascii() or not digits.isdigit() or digits < "1900":
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).toordinal() - _EPOCH
    except ValueError:
        return None


def cameo_of(text: str) -> int | None:
    """A CAMEO code, packed; ``None`` if it is none.

    Sets write no root alone (14): two digits are a code whose zero was lost (014), which is something else.
    """
    if 3 <= len(text) <= 4 and text.isascii() and text.isdigit() and (text in GOLDSTEIN or text[:2] in GOLDSTEIN):
        return pack(text)
    return None


def type_of(text: str) -> int | None:
    """A PLOVER type, packed; ``None`` if it is none. DEMAND is the older name of REQUEST."""
    name = "REQUEST" if text.upper() == "DEMAND" else text.upper()
    return pack(name[:8]) if name in EventType.__members__ else None


def hundredths(text: str) -> int | None:
    """A score in hundredths; ``None`` if it is no number from -10 to 10."""
    try:
        score = round(100 * float(text))
    except (ValueError, OverflowError):
        return None
    return score if -1000 <= score <= 1000 else None


def country_of(code: str) -> int | None:
    """The country of a code of three letters, packed; ``None`` if it is none (``EUR``, ``AFR``)."""
    known = country_codes().get(code)
    return pack(known) if known else None


def kind_type(kind: int) -> EventType | None:
    """The PLOVER type of a packed kind; ``None`` for statements and appeals."""
    text = unpack(int(kind)).decode("ascii")
    return cameo_type(text) if text.isdigit() else next((one for one in EventType if one[:8] == text), None)


def goldstein_of(code: str) -> int | None:
    """Goldstein's score of a CAMEO code in hundredths; ``None`` if GDELT's table has none."""
    score = GOLDSTEIN.get(code)
    return None if score is None else round(100 * score)


def actor_hash(first: Packed, second: Packed) -> Packed:
    """A number for an actor without a country, from the first 16 bytes of its code; 0 if it has none."""
    mixed = (first * _FIRST) ^ ((second + (first >> np.uint64(7))) * _SECOND)
    return np.where(first == 0, np.uint64(0), mixed | HASHED)
