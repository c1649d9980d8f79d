"""Words, numbers and dates in the language of the page; the words are in ``locale/*.po``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal

from babel import dates, lists, numbers
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from tightrope.records import TightropeError, When

#: Locales there is a brief in, as BCP 47 tags, with the names that the files and CLDR use.
LOCALES: Mapping[str, str] = MappingProxyType({"en": "en", "zh-Hant": "zh_Hant"})

#: Numbers below this are written out; above, "2.4 billion".
COMPACT_FROM = 1_000_000
#: A range of at most so many days is how long a thing took; a longer one, between which days it happened.
LONGEST_MEETING = 14
#: CLDR has no long form where the short one is a word already.
_COMPACT_FORM: Mapping[str, Literal["short", "long"]] = MappingProxyType({"en": "long", "zh-Hant": "short"})

#: What HTML forbids, line breaks, and marks of direction.
_CONTROLLING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


@cache
def read_catalogue(locale: str) -> Mapping[str, str]:
    """Read the words of a locale, by key.

    Raises:
        TightropeError: there is no brief in that locale.
    """
    if locale not in LOCALES:
        raise TightropeError(f"there is no brief in {locale!r}; there is one in {', '.join(LOCALES)}")
    with (resources.files("tightrope.brief") / "locale" / f"{LOCALES[locale]}.po").open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[locale])
    return MappingProxyType({str(message.id): str(message.string) for message in catalogue if message.id})


def plain(value: str) -> str:
    """Return text from outside for where no element can isolate it: nothing in it controls or turns what is around."""
    return _CONTROLLING.sub(" ", value)


class Words:
    """Says things in one locale. Everything returned is safe to put into HTML."""

    def __init__(self, locale: str) -> None:
        self._texts = read_catalogue(locale)
        self.locale = locale
        self._cldr = LOCALES[locale]
        #: What stands between two sentences.
        self.gap = Markup(" " if locale == "en" else "")

    def __call__(self, key: str, **values: object) -> Markup:
        """Return the text of a key; values are escaped unless they are ``Markup``."""
        return escape(self._texts[key]).format(**values)

    def term(self, group: str, value: str) -> Markup:
        """Return the word for a value of an open list (a unit, a relation), or the value itself if it has none."""
        key = f"{group}.{value.replace(' ', '-')}"
        return self(key) if key in self._texts else escape(plain(value).replace("-", " ").replace("_", " "))

    def listing(self, items: Iterable[object]) -> Markup:
        """Join with commas and "and"."""
        return Markup(lists.format_list([escape(item) for item in items], locale=self._cldr))

    def percent(self, share: float) -> Markup:
        """Return a share in [0, 1] in whole percent; what would round to 0 or 100 without being it is said so."""
        if 0 < share <= 0.005:
            return Markup("&lt;") + self._percent(0.01)
        if 0.995 <= share < 1:
            return Markup("&gt;") + self._percent(0.99)
        return self._percent(share)

    def _percent(self, share: float) -> Markup:
        return _whole_percent(round(100 * share), self._cldr)

    def number(self, value: float, digits: int = 1) -> Markup:
        """Return a number with a fixed number of decimals; below zero with a minus sign, not a hyphen."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        shown = round(value, digits) + 0.0  # no minus before what rounds to zero
        return _decimal(shown, pattern, self._cldr)

    def signed(self, value: float, digits: int = 1) -> Markup:
        """Return a change: with a plus or minus sign unless it rounds to zero."""
        return Markup("+" if round(value, digits) > 0 else "") + self.number(value, digits)

    def percent_range(self, low: float, high: float) -> Markup:
        """Return two shares in whole percent: ``21–48%``."""
        first, last = self.percent(low), self.percent(high)
        return first if first == last else Markup("{}–{}").format(Markup(first.removesuffix("%")), last)

    def number_range(self, low: float, high: float, digits: int = 1) -> Markup:
        """Return two numbers: ``2.1–3.4``; in words if one is negative, since a dash would read as a minus."""
        if low < 0:
            return self("number.range", low=self.number(low, digits), high=self.number(high, digits))
        return Markup("{}–{}").format(self.number(low, digits), self.number(high, digits))

    def count(self, value: float, beside: float = 0.0) -> Markup:
        """Return a figure: digits while it and the one beside it can be read so, "2.4 billion" beyond."""
        if max(abs(value), abs(beside)) >= COMPACT_FROM:
            text = numbers.format_compact_decimal(
                value, locale=self._cldr, fraction_digits=1, format_type=_COMPACT_FORM[self.locale]
            )
        else:
            text = numbers.format_decimal(value, format="#,##0.##" if value < 100 else "#,##0", locale=self._cldr)
        return escape(text)

    def figure(self, lower: float, upper: float, unit: str) -> Markup:
        """Return a figure with its bounds and unit: a point, a range, "more than" or "at most"."""
        if math.isinf(upper):
            return self("figure.more_than", figure=self._with_unit(self.count(lower), unit))
        if lower == upper:
            return self._with_unit(self.count(lower), unit)
        if lower == 0:
            return self("figure.at_most", figure=self._with_unit(self.count(upper), unit))
        return self._with_unit(Markup("{}–{}").format(self.count(lower, upper), self.count(upper)), unit)

    def _with_unit(self, figure: Markup, unit: str) -> Markup:
        key = f"unit.{unit.replace(' ', '-')}"
        return self(key, figure=figure) if key in self._texts else self("figure.unit", figure=figure, unit=plain(unit))

    def quantity(self, name: str) -> Markup:
        """Return the name of a quantity; that of an exposure says its elasticity."""
        exposure, _, elasticity = name.rpartition("_e")
        if exposure and elasticity.isdigit():
            return self(f"quantity.{exposure}", elasticity=elasticity)
        return self.term("quantity", name)

    def day(self, day: date) -> Markup:
        """Return a day in full."""
        return escape(dates.format_date(day, "long", locale=self._cldr))

    def when(self, when: When | None) -> Markup:
        """Return a day, a month, a year or a range, as exact as it is known."""
        if when is None:
            return self("when.unknown")
        first, slash, last = str(when).partition("/")
        if not slash:
            return self._instant(first, when.start)
        if len(first) == len(last) == 10 and when.start.year == when.end.year:
            return self._days(when)
        return self("when.range", first=self._instant(first, when.start), last=self._instant(last, when.end))

    def moment(self, when: When | None) -> Markup:
        """Return when something happened: of a long range only that it lies between its ends is known."""
        if when is None or (when.end - when.start).days < LONGEST_MEETING:
            return self.when(when)
        first, slash, last = str(when).partition("/")
        if not slash:
            return self.when(when)
        return self("when.between", first=self._instant(first, when.start), last=self._instant(last, when.end))

    def _days(self, when: When) -> Markup:
        """Two days of one year, the year said once: at the end in English, at the start in Chinese."""
        first, last = self._instant(str(when.start), when.start), self._instant(str(when.end), when.end)
        if self.locale == "en":
            first = escape(dates.format_skeleton("MMMd", when.start, locale=self._cldr))
        else:
            last = escape(dates.format_skeleton("MMMd", when.end, locale=self._cldr))
        return self("when.range", first=first, last=last)

    def _instant(self, text: str, day: date) -> Markup:
        if len(text) == 4:
            return self.year(day.year)
        if len(text) == 7:
            return escape(dates.format_skeleton("yMMM", day, locale=self._cldr))
        return escape(dates.format_date(day, "medium" if self.locale == "en" else "long", locale=self._cldr))

    def span(self, when: When) -> Markup:
        """Return the year of a time, or its first and last: ``1991–2025``."""
        first, last = when.start.year, when.end.year
        return escape(first) if first == last else Markup("{}–{}").format(first, last)

    def spans(self, years: Iterable[int]) -> Markup:
        """Return years as runs: ``1992–1996, 2023``."""
        runs: list[list[int]] = []
        for year in sorted(years):
            if runs and year == runs[-1][-1] + 1:
                runs[-1][1:] = [year]
            else:
                runs.append([year])
        return self("list.comma").join(Markup("–".join(map(str, run))) for run in runs)

    def year(self, year: int) -> Markup:
        """Return a calendar year."""
        return self("when.year", year=str(year))


@cache
def _decimal(value: float, pattern: str, locale: str) -> Markup:
    return escape(numbers.format_decimal(value, format=pattern, locale=locale).replace("-", "−"))


@cache
def _whole_percent(percent: int, locale: str) -> Markup:
    return escape(numbers.format_percent(percent / 100, locale=locale))
