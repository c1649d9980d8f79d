"""Russian numbers: 24 млрд 300 млн евро · полтора миллиона · двухсот · треть · от 5 до 7 тыс."""

from __future__ import annotations

import re

from tightrope.extract.quantities import Quantity, bounded, pairs, ranged

_SCALE = {"тыс": 10**3, "млн": 10**6, "милли": 10**6, "млрд": 10**9, "миллиа": 10**9, "трлн": 10**12, "трилл": 10**12}
_MONEY = pairs(
    "долл:USD дол:USD $:USD usd:USD американск:USD €:EUR eur:EUR евро:EUR руб:RUB ₽:RUB юан:CNY тенге:KZT иен:JPY "
    "фунт:GBP сум:UZS сом:KGS сомони:TJS манат:AZN лир:TRY гривен:UAH гривн:UAH драм:AMD лари:GEL злот:PLN вон:KRW "
    "рупи:INR"
)
_COUNTERS = pairs("доз:剂 тонн:吨 баррел:桶 куб:立方米 киловатт:千瓦时 квт:千瓦时")
_SIGNS = {"$": "USD", "€": "EUR", "us$": "USD", "usd": "USD", "eur": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB"}
# Number words by value, in nominative, genitive, dative, instrumental and prepositional.
_FORMS = {
    1: "один одна одно одного одной одному одним одном одну",
    2: "два две двух двум двумя",
    3: "три трех трем тремя",
    4: "четыре четырех четырем четырьмя",
    5: "пять пяти пятью",
    6: "шесть шести шестью",
    7: "семь семи семью",
    8: "восемь восьми восемью",
    9: "девять девяти девятью",
    10: "десять десяти десятью",
    11: "одиннадцать одиннадцати одиннадцатью",
    12: "двенадцать двенадцати двенадцатью",
    13: "тринадцать тринадцати тринадцатью",
    14: "четырнадцать четырнадцати четырнадцатью",
    15: "пятнадцать пятнадцати пятнадцатью",
    16: "шестнадцать шестнадцати шестнадцатью",
    17: "семнадцать семнадцати семнадцатью",
    18: "восемнадцать восемнадцати восемнадцатью",
    19: "девятнадцать девятнадцати девятнадцатью",
    20: "двадцать двадцати двадцатью",
    30: "тридцать тридцати тридцатью",
    40: "сорок сорока",
    50: "пятьдесят пятидесяти",
    60: "шестьдесят шестидесяти",
    70: "семьдесят семидесяти",
    80: "восемьдесят восьмидесяти",
    90: "девяносто девяноста",
    100: "сто ста",
    200: "двести двухсот двумстам",
    300: "триста трехсот тремстам",
    400: "четыреста четырехсот",
    500: "пятьсот пятисот",
    600: "шестьсот шестисот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
    1.5: "полтора полутора полторы",
}
_WORDS = {form: float(value) for value, forms in _FORMS.items() for form in forms.split()}
_ONE_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_FRACTION = {"трет": 33.3, "четвер": 25.0, "половин": 50.0, "две": 66.7, "двух": 66.7, "три": 75.0, "трех": 75.0}
_FRACTION |= {"пят": 20.0, "десят": 10.0}
_EACH = {"втор": 50.0, "трет": 33.3, "четв": 25.0, "пят": 20.0, "десят": 10.0}
_BEFORE = (
    r"не менее|не меньше|по меньшей мере|по крайней мере|не более|не больше|максимум|как минимум|более чем|более|свыше|"
    r"больше|около|почти|примерно|порядка|менее|меньше|приблизительно|без малого|чуть более|чуть больше|чуть менее|"
    r"чуть меньше|превы[шс]\w+"
)
_DIGITS = r"\d{1,3}(?: \d{3}){1,5}(?:,\d{1,6})?(?!\d)|\d{1,3}(?:\.\d{3}){2,5}|\d{1,15}(?:[.,]\d{1,6})?(?!\d)"
_SCALES = r"(?:тыс(?:яч[аиу]?|ячам|ячами)?\b\.?|млн\b\.?|млрд\b\.?|трлн\b\.?|миллион\w*|миллиард\w*|триллион\w*)"
_UNIT = (
    r"%|процент\w*|проц\.|п\.\s?п\.|американск\w+ доллар\w*|долл(?:ар\w*|\.)?|дол\.|\$|€|USD\b|EUR\b|евро\b|"
    r"руб(?:л\w+|\.)?|юан\w+|тенге\b|иен\w*|фунт\w*|сум(?:ов|а)?\b|сомони\b|сом(?:ов|а)?\b|манат\w*|лир\w*|"
    r"грив[еэн]\w+|драм\w*|лари\b|злот\w+|вон\b|рупи\w+|киловатт\S*|доз\w*|тонн\w*|баррел\w*|кВт\S*|"
    r"куб(?:\.\s?м\w*|\.|\w+)?(?:\sм\b)?|в американской валюте|в долларовом эквиваленте"
)
_PATTERN = re.compile(
    rf"(?:\b(?P<b2>{_BEFORE})\s{{1,2}})?\b"
    r"(?P<frac>дв(?:е|ух) трет(?:и|ей)|тр(?:и|ех) четверт(?:и|ей)|трет[ьи](?!й)|четверт(?:ь|и|ью)|половин[аыуе]|"
    r"(?:одн(?:а|у|ой) )?(?:пят|десят)(?:ая|ую|ой) част[ьи]|кажд(?:ый|ая|ого|ые|ое) (?P<each>втор|трет|четверт|пят|"
    r"десят)\w+)\b"
    r"(?! (?:квартал|год|века|срок|мест|раз|стран|сторон))|"
    rf"(?:\b(?P<b>{_BEFORE})\s{{1,2}})?(?:(?P<c>US\$|\$|€|£|¥|USD|EUR)\s?)?(?:\b(?P<from>от|с|между)\s)?"
    r"(?<![\w.,])(?<!\w-)"
    rf"(?:(?P<n>{_DIGITS})(?:-?(?:ти|ми|х|м)(?!\w))?|(?P<w>(?:{_ONE_WORD})(?: (?:{_ONE_WORD})){{0,4}})\b|"
    rf"(?P<half>полмиллиона|полмиллиарда|полтысячи)\b|(?P<bare>(?:миллион|миллиард|тысяч[аиу])\w*)\b(?! раз))"
    rf"(?:\s?(?(from)(?:до|и|–|-)|(?:–|—|-))\s?(?P<n2>{_DIGITS})(?!\w))?(?:\s?(?P<s>{_SCALES}))?"
    rf"(?:\s(?P<low>\d{{1,3}}(?:,\d+)?\b)\s?(?P<s2>{_SCALES})|(?<=тыс\.)\s(?P<ones>\d{{3}}\b)|"
    rf"(?<=тысяч)\s(?P<ones2>\d{{3}}\b))?(?:\s?(?P<u>{_UNIT}))?(?!\w)(?!-(?:лет|дн|я\b|й\b|е\b|го\b|ю\b|му\b|мил))",
    re.IGNORECASE,
)


_TIMES = re.compile(r"(?:[.,]\d+)?\sраза?\b")
_IN = re.compile(r"\bв(?:\s\w+)?\s*$")
_IN_REACH = 12


def _is_growth(text: str, match: re.Match[str]) -> bool:
    """В 2,5 раза tells of growth, not of a size; 5 раз is a count."""
    start = match.start("n") if match["n"] else match.start()
    return bool(_TIMES.match(text, match.end())) and bool(_IN.search(text, max(0, start - _IN_REACH), start))


def find(text: str) -> list[Quantity]:
    """Find the numbers of a folded sentence in order."""
    found = (_read(match) for match in _PATTERN.finditer(text) if not _is_growth(text, match))
    return [one for one in found if one is not None]


def russian_number(text: str) -> float | None:
    """Read ``двухсот``, ``триста сорок пять``, ``полтора``; ``None`` if the words are no one number."""
    total, last = 0.0, 1000.0
    for word in text.lower().split():
        value = _WORDS.get(word)
        # The next word must fit under the last: hundreds, tens, ones; nothing follows eleven to nineteen.
        if value is None or len(str(int(value))) >= len(str(int(last))) or 10 <= last < 20:
            return None
        total, last = total + value, value
    return total


def _read(match: re.Match[str]) -> Quantity | None:
    before = (match["b"] or match["b2"] or "").lower()
    if match["frac"]:
        return bounded(match, _share(match), "percent", before, "")
    scale = _scale(match["s"])
    value = _value(match)
    if value is None or (match["bare"] and not _is_count(match)):
        return None
    value *= scale
    if match["low"]:
        value += float(match["low"].replace(",", ".")) * _scale(match["s2"])
    value += float(match["ones"] or match["ones2"] or 0)
    unit = _unit(match)
    if match["n2"] and (match["from"] or "").lower() == "с":
        # С 1084 до 1060: what it came to, grown or fallen.
        return bounded(match, _digits(match["n2"]) * scale, unit, before, "")
    if match["n2"] and (last := _digits(match["n2"]) * scale) > value:
        return ranged(match, value, last, unit)
    return bounded(match, value, unit, before, "")


def _share(match: re.Match[str]) -> float:
    if match["each"]:
        return next(value for stem, value in _EACH.items() if match["each"].lower().startswith(stem))
    words = re.sub(r"^одн\w+ ", "", match["frac"].lower())
    return next(value for stem, value in _FRACTION.items() if words.startswith(stem))


def _value(match: re.Match[str]) -> float | None:
    if match["n"]:
        return _digits(match["n"])
    if match["half"]:
        return {"полмиллиона": 5e5, "полмиллиарда": 5e8}.get(match["half"].lower(), 500.0)
    if match["bare"]:
        return float(_scale(match["bare"]))
    return russian_number(match["w"])


def _is_count(match: re.Match[str]) -> bool:
    """«около миллиона граждан» is a number, «миллионы граждан» and «тысячи людей» are not."""
    return match["bare"].lower() in ("миллион", "миллиона", "миллиард", "миллиарда", "тысяча", "тысячу") or (
        match["bare"].lower() == "тысячи" and bool(match["b"])
    )


def _digits(text: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    return float(text.replace(" ", "").replace(",", "."))


def _scale(word: str | None) -> int:
    return next((scale for stem, scale in reversed(_SCALE.items()) if (word or "").lower().startswith(stem)), 1)


def _unit(match: re.Match[str]) -> str:
    word = (match["u"] or "").lower()
    if not word:
        return _SIGNS.get((match["c"] or "").lower(), "")
    if word.startswith(("%", "проц")):
        return "percent"
    if word.startswith("п."):
        return "points"
    if word.startswith("в "):
        return "USD"
    known = _COUNTERS | _MONEY
    return next(known[stem] for stem in sorted(known, key=len, reverse=True) if word.startswith(stem))
