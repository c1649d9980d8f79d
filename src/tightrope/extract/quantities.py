"""Numbers as the text states them: value in base units, the interval its words allow, and what is counted.

"逾130億美元" is 13 billion USD or more; "近半" is at most 50 percent; "2.4萬家" is 24,000 of something counted with 家.
Numbers that say nothing definite (數百億, dozens, несколько) are not found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tightrope.extract.dates import DateHit


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a sentence.

    Attributes:
        start: first code point, relative to the text that was searched.
        end: code point after the last one, unit included.
        value: in base units; a fraction as percent.
        lower: lower bound of what the words allow.
        upper: upper bound; ``inf`` for "more than".
        unit: ISO 4217 code, ``percent``, or the counting word as written; empty if there is none.
    """

    start: int
    end: int
    value: float
    lower: float
    upper: float
    unit: str

    @property
    def is_money(self) -> bool:
        """Whether the unit is a currency."""
        return self.unit in CURRENCIES


CURRENCIES = frozenset(
    re.findall(
        r"\w+",
        "USD EUR CNY RUB KZT JPY GBP TRY UZS KGS TJS TMT AZN AMD GEL UAH BYN KRW AUD CAD NZD HKD TWD SGD INR PKR CHF "
        "SEK NOK DKK PLN",
    )
)


def pairs(text: str) -> dict[str, str]:
    """Read ``word:code word:code``."""
    return dict(pair.split(":", 1) for pair in text.split())


def _set(text: str) -> frozenset[str]:
    """Read words; ``_`` stands for a space."""
    return frozenset(word.replace("_", " ") for word in text.split())


_MORE = _set(
    "超过 超 逾 多于 高于 突破 大于 至少 不少于 不下 以上 more_than well_over just_over over at_least no_less_than "
    "no_fewer_than exceed exceeded exceeding exceeds above surpass surpassed surpasses or_more более более_чем свыше "
    "больше не_менее по_меньшей_мере по_крайней_мере как_минимум чуть_более чуть_больше не_меньше"
)
_LESS = _set("近 接近 将近 几乎 nearly almost close_to just_under почти без_малого чуть_менее чуть_меньше")
_BELOW = _set(
    "不足 不到 低于 少于 最多 至多 以下 以内 under below up_to fewer_than less_than as_many_as as_much_as менее меньше "
    "до не_более не_больше максимум"
)
_ABOUT = _set(
    "大约 约有 约 大概 左右 上下 some about around approximately roughly an_estimated около примерно порядка "
    "приблизительно"
)


def find_quantities(text: str, language: str, dates: list[DateHit] | None = None) -> list[Quantity]:
    """Find the numbers of a folded sentence in order; numbers that are part of a date are left out."""
    taken = [(hit.start, hit.end) for hit in dates or ()]
    found = [
        quantity
        for quantity in _finder(language)(text)
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    ]
    for at in reversed(range(len(found) - 1)):
        one, following = found[at], found[at + 1]
        if _is_bare_sum(one) and following.is_money and _JOINS.fullmatch(text, one.end, following.start):
            # «12,4 млрд и 9,9 млрд долларов» are both in dollars.
            found[at] = replace(one, unit=following.unit)
    return found


def _is_bare_sum(quantity: Quantity) -> bool:
    return not quantity.unit and quantity.value >= _LEAST_SUM


_LEAST_SUM = 10**6
_JOINS = re.compile(r"\s?(?:и|and|or|,|、|和|及|,\s?(?:and|и))\s?")


def _finder(language: str) -> Callable[[str], list[Quantity]]:
    from tightrope.extract import quantities_en, quantities_ru, quantities_zh

    if language.startswith("zh"):
        return quantities_zh.find
    return quantities_ru.find if language == "ru" else quantities_en.find


# "About" leaves a tenth either way; "nearly" a tenth below: a convention, stated here once.
_TENTH = 0.1
#: Enough to write 4.18 times a billion as people write it.
_DIGITS = 4


def bounded(match: re.Match[str], value: float, unit: str, before: str, after: str) -> Quantity:
    """A number with the interval that the words around it allow."""
    lower = upper = value = round(value, _DIGITS)
    for word in (before, after):
        if word in _MORE or word.startswith("превы"):
            upper = math.inf
        elif word in _LESS:
            lower = value * (1 - _TENTH)
        elif word in _BELOW:
            lower = 0.0
        elif word in _ABOUT:
            lower, upper = round(value * (1 - _TENTH), _DIGITS), round(value * (1 + _TENTH), _DIGITS)
    if unit == "percent" and math.isinf(upper):
        upper = max(100.0, value)
    return Quantity(match.start(), match.end(), value, lower, upper, unit)


def ranged(match: re.Match[str], first: float, last: float, unit: str) -> Quantity:
    """A number that the text gives as a range: it is no less than its beginning."""
    first = round(first, _DIGITS)
    return Quantity(match.start(), match.end(), first, first, round(last, _DIGITS), unit)


_MONEY_WORD = re.compile(
    r"\s?(?:dollars?|rubles?|roubles?|yuan|tenge|yen|lira|валют|доллар|рубл|юан|тенге|иен)", re.IGNORECASE
)


def is_currency(text: str, start: int, end: int) -> bool:
    """Whether a name is only part of a currency: US dollars, долларов США, в американской валюте."""
    if _MONEY_WORD.match(text, end) or (text.startswith(" won", end) and "korea" in text[start:end].lower()):
        return True  # South Korean won; but Turkey won praise
    return text.startswith("сша", start) and _DOLLARS.search(text, max(0, start - _MONEY_LEAD), start) is not None


_DOLLARS = re.compile(r"долл(?:ар\w*|\.)?\s?$")
_MONEY_LEAD = 12
