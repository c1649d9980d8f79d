"""Russian numbers: digits and words, scales, currencies, shares and ranges, on folded text."""

from __future__ import annotations

import re

from tightrope.extract.quantities import COUNTERS, CURRENCY_SIGNS, Quantity, bounded

_SCALES = (("тыс", 10**3), ("миллион", 10**6), ("млн", 10**6), ("миллиард", 10**9), ("млрд", 10**9), ("тр", 10**12))
_UNITS = {
    "долл": "USD", "$": "USD", "€": "EUR", "евро": "EUR", "руб": "RUB", "₽": "RUB", "юан": "CNY", "тенге": "KZT",
    "иен": "JPY", "фунт": "GBP", "сомони": "TJS", "сомов": "KGS", "сума": "UZS", "сумов": "UZS", "лир": "TRY",
    "драм": "AMD", "лари": "GEL", "грив": "UAH", "злот": "PLN", "вон": "KRW", "рупи": "INR", "манат": "AZN",
} | COUNTERS | {"киловатт": "千瓦时", "квт": "千瓦时"}  # fmt: skip
_WORDS = {
    "два две двух двумя двум": 2, "три трех тремя трем": 3, "четыре четырех четырем": 4, "пять пяти пятью": 5,
    "шесть шести": 6, "семь семи": 7, "восемь восьми": 8, "девять девяти": 9, "десять десяти": 10,
    "двенадцать двенадцати": 12, "двадцать двадцати": 20, "тридцать тридцати": 30, "сорок сорока": 40,
    "пятьдесят": 50, "сто ста": 100, "двести двухсот": 200, "триста трехсот": 300, "пятьсот пятисот": 500,
    "полтора полторы полутора": 1.5,
}  # fmt: skip
_NUMBERS = {word: float(value) for words, value in _WORDS.items() for word in words.split()}
_FRACTIONS = (
    ("две трети", 66.7), ("двух третей", 66.7), ("три четверти", 75.0), ("трех четвертей", 75.0), ("трет", 33.3),
    ("четверт", 25.0), ("половин", 50.0), ("пят", 20.0), ("десят", 10.0),
)  # fmt: skip
_BEFORE = (
    r"более чем|более|свыше|больше|около|почти|примерно|порядка|приблизительно|не менее|не меньше|по меньшей мере|"
    r"как минимум|чуть более|чуть больше|чуть менее|чуть меньше|не более|не больше|максимум|менее|меньше|превы\w+"
)
_SCALE = r"тыс(?:\.|яч\w*)?|миллион\w*|миллиард\w*|триллион\w*|млн\.?|млрд\.?|трлн\.?"
_UNIT = (
    r"%|процент\w*|долл\w*\.?|\$|€|₽|евро|руб\w*\.?|юан\w+|тенге|иен\w*|фунт\w*|сомони|сомов|сумов|сума|лир\w*|драм\w*|"
    r"лари|грив\w+|злот\w+|вон|рупи\w+|манат\w*|доз\w*|тонн\w*|баррел\w*|куб\w*\.?(?:\s?м\w*\.?)?|киловатт\S*|квт\S*"
)
_DIGITS = r"\d{1,3}(?:[ \u00a0]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?:\b(?P<b2>{_BEFORE})\s+)?\b(?P<frac>трет[ьи]|четверт[ьи]|половин[аыу]|две трети|двух третей|три четверти|"
    r"трех четвертей|(?:пят|десят)(?:ая|ую|ой) част[ьи])\b|"
    rf"(?:\b(?P<b>{_BEFORE})\s+)?(?:(?:\bот\s)?(?P<lo>{_DIGITS})\s?(?:до|-|–|—)\s?)?(?:(?P<c>[$€])\s?)?"
    rf"(?<![\w.,])(?:(?P<n>{_DIGITS})(?:-?(?:ти|ми|х|го|й|я))?|(?P<w>{'|'.join(_NUMBERS)})\b|"
    r"(?P<half>пол)(?=миллион|тысяч)|(?P<one>)(?=\b(?:миллион|миллиард|тысяч[аиу]\b)))"
    rf"(?:\s?(?P<s>{_SCALE}))?(?:\s?(?P<u>{_UNIT}))?(?!\w)",
    re.IGNORECASE,
)


_TIMES = re.compile(r"(?:[.,]\d+)?\sраза?\b")


def find(text: str) -> list[Quantity | None]:
    """Find the numbers of a folded Russian sentence, in order."""
    # В 2,5 раза tells of growth, not of a size.
    return [_read(match) for match in _NUMBER.finditer(text) if not _TIMES.match(text, match.end())]


def _read(match: re.Match[str]) -> Quantity | None:
    if match["frac"]:
        share = next(value for beginning, value in _FRACTIONS if match["frac"].lower().startswith(beginning))
        return bounded(match, share, "percent", (match["b2"] or "").lower(), "")
    value = _number(match)
    scale_word = (match["s"] or "").lower()
    scale = next((size for beginning, size in _SCALES if scale_word.startswith(beginning)), 1)
    unit, word = CURRENCY_SIGNS.get(match["c"] or "", ""), (match["u"] or "").lower()
    if word:
        unit = "percent" if word[0] in "%п" else next(code for stem, code in _UNITS.items() if word.startswith(stem))
    if match["lo"] and (lower := _digits(match["lo"])) < value:
        return Quantity(match.start(), match.end(), lower * scale, lower * scale, value * scale, unit)
    return bounded(match, value * scale, unit, (match["b"] or "").lower(), "")


def _number(match: re.Match[str]) -> float:
    if match["n"]:
        return _digits(match["n"])
    if match["w"]:
        return _NUMBERS[match["w"].lower()]
    return 0.5 if match["half"] else 1.0


def _digits(text: str) -> float:
    return float(re.sub(r"[ \u00a0]", "", text).replace(",", "."))
