"""English numbers: 2,030 · $1.5 billion · USD 4.18bn · sixty thousand · a third · nine in ten · 5 to 7 percent."""

from __future__ import annotations

import re

from tightrope.extract.quantities import Quantity, bounded, pairs, ranged

_THOUSAND, _MILLION, _BILLION, _TRILLION = 10**3, 10**6, 10**9, 10**12
_SCALE = {"hundred": 100, "thousand": _THOUSAND, "million": _MILLION, "mln": _MILLION, "mn": _MILLION, "m": _MILLION}
_SCALE |= {"billion": _BILLION, "bln": _BILLION, "bn": _BILLION, "trillion": _TRILLION, "trn": _TRILLION}
_SMALL = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
_TENS = dict(
    zip(re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety"), range(20, 100, 10), strict=True)
)
_WORD = dict(zip(_SMALL, range(20), strict=True)) | _TENS
_SIGNS = {"$": "USD", "us$": "USD", "u.s.$": "USD", "a$": "AUD", "c$": "CAD", "nt$": "TWD", "hk$": "HKD", "s$": "SGD"}
_SIGNS |= {"€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB", "rmb": "CNY", "usd": "USD", "eur": "EUR", "cny": "CNY"}
_SIGNS |= {"gbp": "GBP", "rub": "RUB", "kzt": "KZT", "jpy": "JPY", "₸": "KZT", "₴": "UAH", "₹": "INR"}
_MONEY = pairs(
    "dollars:USD dollar:USD usd:USD euros:EUR euro:EUR eur:EUR yuan:CNY renminbi:CNY rmb:CNY rubles:RUB roubles:RUB "
    "ruble:RUB rouble:RUB tenge:KZT yen:JPY pounds:GBP lira:TRY won:KRW rupees:INR soms:KGS som:KGS soums:UZS "
    "somoni:TJS manat:AZN hryvnia:UAH hryvnias:UAH dram:AMD lari:GEL"
)
#: What goods and volumes are counted in, under the Chinese counting word that the frames know.
_COUNTERS = pairs("dose:剂 ton:吨 metric_ton:吨 barrel:桶 cubic:立方米 bcm:立方米 kilowatt:千瓦时 kwh:千瓦时")
_BEFORE = (
    "more than|well over|just over|over|at least|no less than|no fewer than|exceed(?:ed|ing|s)?|above|"
    "surpass(?:ed|es)?|some|about|around|nearly|almost|close to|approximately|roughly|an estimated|just under|"
    "up to|fewer than|less than|under|below|as many as|as much as"
)
_AFTER = r"\s(?:or more|or so)\b|\+|-plus\b"
_DIGITS = (
    r"\d{1,4},\d{1,2}(?=\s?(?:thousand|[mb]illion|mln|bln|bn|trillion|%|per))|\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|"
    r"\d{1,15}(?:\.\d{1,6})?"
)
_ONE_WORD = "|".join(sorted(_WORD, key=len, reverse=True))
_WORDS = (
    rf"half a|a quarter of a|(?:{_ONE_WORD}|a(?= hundred| thousand| [mb]illion))"
    rf"(?:(?: and |[- ])(?:{_ONE_WORD}|hundred)(?![a-z])){{0,5}}(?![a-z])"
)
_SIGN = r"(?:US|U\.S\. ?|A|C|NT|HK|S)?\$|[€£¥₽₸₴₹]|(?:USD|EUR|CNY|RMB|GBP|RUB|KZT|JPY)(?=\s?\d)"
_TENTHS = {
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "tenth": 10,
    "half": 2,
}
_NOT_HALF = (
    r"(?! (?:of (?:the |this |that |last )?(?:year|month|week|day|decade|century|game|match)|a (?:century|decade|year|"
    r"day|million|billion|dozen)|-|year|century|day|dozen|time|mast|way|brother))(?!-)"
)
_NO_SHARE = (
    r"(?! (?:country|countries|party|parties|state|person|round|meeting|time|term|way|option|world|consecutive|"
    r"straight))"
)
_PATTERN = re.compile(
    rf"(?:\b(?P<b2>{_BEFORE})\s{{1,2}})?(?<!first )(?<!second )(?<!in )(?<!\w-)\b(?P<frac>"
    rf"(?:(?P<parts>{'|'.join(_SMALL[1:10])}|an?|the)[- ])?(?P<whole>thirds?|quarters?|fourths|fifths?|sixths?|"
    rf"sevenths?|eighths?|tenths?|half){_NOT_HALF}{_NO_SHARE}|(?P<of>{'|'.join(_SMALL[1:10])})"
    rf"(?: out of| in)(?: every)? (?P<all>{'|'.join(_SMALL[2:11])}))\b|"
    rf"(?:\b(?P<b>{_BEFORE})\s{{1,2}})?(?:\b(?P<from>from|between)\s)?(?:(?P<c>{_SIGN})\s?)?(?<![\w.,])(?<!\w-)(?<!\d/)"
    rf"(?:(?P<n>{_DIGITS})|(?P<w>{_WORDS}))(?P<plus> and a half)?"
    rf"(?:\s?(?(from)(?:to|and|-|–)|(?:to|-|–|—))\s?(?(c)(?:{_SIGN})?)(?P<n2>{_DIGITS})(?!\w))?"
    rf"(?:[ -]?(?P<s>{'|'.join(sorted(_SCALE, key=len, reverse=True))})\b)?"
    rf"(?:[\s-]?(?P<u>%|percentage points?\b|percent\b|per cent\b|pct\b|doses?\b|tons\b|tonnes?\b|metric tons\b|"
    rf"barrels?\b|cubic met(?:er|re)s\b|bcm\b|kilowatt[- ]hours?\b|kWh\b|(?:{'|'.join(_MONEY)})\b)|"
    rf"\s(?:US |U\.S\. )(?P<u2>dollars?)\b)?(?P<a>{_AFTER})?(?!\w)(?!/\d)"
    r"(?!-(?:year|day|week|month|hour|nation|member|point|way))",
    re.IGNORECASE,
)


def find(text: str) -> list[Quantity]:
    """Find the numbers of a folded sentence in order."""
    found = (_read(match) for match in _PATTERN.finditer(text))
    return [one for one in found if one is not None]


def english_number(text: str) -> float | None:
    """Read ``twenty-five``, ``a hundred and six``, ``half a``; ``None`` if the text is no number."""
    text = text.lower()
    if text in ("half a", "a quarter of a"):
        return 0.5 if text == "half a" else 0.25
    total = current = 0
    for word in text.replace("-", " ").split():
        if word == "and":
            continue
        if word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALE:
            total, current = total + (current or 1) * _SCALE[word], 0
        elif word == "a":
            current = 1
        elif word not in _WORD or not _may_follow(current % 100, _WORD[word]):
            return None
        else:
            current += _WORD[word]
    return float(total + current)


def _may_follow(last: int, value: int) -> bool:
    """Whether a numeral goes on: twenty-five, but not five three or twenty-twelve."""
    return not last or (last in _TENS.values() and value < _SMALL.index("ten"))


def _read(match: re.Match[str]) -> Quantity | None:
    before = (match["b"] or match["b2"] or "").lower()
    if match["frac"]:
        return _fraction(match, before)
    value = _number(match["n"]) if match["n"] else english_number(match["w"])
    if value is None:
        return None
    value += 0.5 if match["plus"] else 0
    scale = _SCALE[match["s"].lower()] if match["s"] else 1
    if match["w"] and match["w"].lower() in ("half a", "a quarter of a", "a") and not match["s"]:
        return None
    unit = _unit(match)
    if match["n2"]:
        return _range(match, before, value, scale, unit)
    after = "or more" if match["a"] and "so" not in match["a"] else ""
    return bounded(match, value * scale, unit, before, after)


def _range(match: re.Match[str], before: str, value: float, scale: int, unit: str) -> Quantity | None:
    """5 to 7 billion; "2 and 3" or "8-3" is no range."""
    last = _number(match["n2"])
    if (match["from"] or "").lower() == "from":
        return bounded(match, last * scale, unit, before, "")
    return (
        ranged(match, value * scale, last * scale, unit)
        if last > value
        else bounded(match, value * scale, unit, before, "")
    )


def _number(digits: str) -> float:
    if re.fullmatch(r"\d+,\d{1,2}", digits):
        return float(digits.replace(",", "."))
    return float(digits.replace(",", ""))


def _unit(match: re.Match[str]) -> str:
    word = (match["u"] or match["u2"] or "").lower()
    if not word:
        return _SIGNS.get((match["c"] or "").lower().replace(" ", ""), "")
    if word == "%" or word.startswith(("percent", "per cent", "pct")):
        return "points" if "point" in word else "percent"
    counter = next((code for stem, code in _COUNTERS.items() if word.startswith(stem.replace("_", " "))), "")
    return counter or _MONEY[word]


def _fraction(match: re.Match[str], before: str) -> Quantity | None:
    if match["of"]:
        parts, whole = _WORD[match["of"].lower()], _WORD[match["all"].lower()]
    else:
        parts = _WORD.get((match["parts"] or "a").lower(), 1)
        word = match["whole"].lower()
        whole = _TENTHS[word if word in _TENTHS else word.rstrip("s")]
        if match["parts"] is None and word != "half":
            # "the third quarter", "fifth": an ordinal.
            return None
        if (match["parts"] or "").lower() == "the" or (parts == 1) == (word.endswith("s")):
            return None
    if parts >= whole:
        return None
    return bounded(match, round(100 * parts / whole, 1), "percent", before, "")
