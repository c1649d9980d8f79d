"""Numbers as the text states them: value in base units, the interval its words allow, and what is counted.

"逾130億美元" is 13 billion USD or more; "近半" is at most 50 percent; "2.4萬家" is 24,000 of something counted with 家.
Numbers that say nothing definite (數百億, dozens, несколько) are not found.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

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


def _pairs(text: str) -> dict[str, str]:
    """Read ``word:code word:code``."""
    return dict(pair.split(":", 1) for pair in text.split())


def _set(text: str) -> frozenset[str]:
    """Read words; ``_`` stands for a space."""
    return frozenset(word.replace("_", " ") for word in text.split())


_ZH_VALUE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000}
_ZH_SCALE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ZH_MONEY = _pairs(
    "美元:USD 美金:USD 欧元:EUR 元人民币:CNY 人民币:CNY 元:CNY 卢布:RUB 坚戈:KZT 日元:JPY "
    "日圆:JPY 英镑:GBP 里拉:TRY 苏姆:UZS 索姆:KGS 索莫尼:TJS 马纳特:TMT 德拉姆:AMD 拉里:GEL 格里夫纳:UAH "
    "韩元:KRW 韩圆:KRW 韩圜:KRW 澳元:AUD 澳币:AUD 加元:CAD 加币:CAD 纽元:NZD 纽币:NZD 港元:HKD 港币:HKD 新台币:TWD "
    "台币:TWD 新元:SGD 印度卢比:INR 卢比:INR 瑞士法郎:CHF 瑞典克朗:SEK 挪威克朗:NOK 丹麦克朗:DKK 兹罗提:PLN"
)
_ZH_COUNTER = (
    "名|人次|人|位|家|间|所|座|个|次|场|项|份|艘|架|辆|枚|门|套|公吨|吨|立方米|立方公尺|桶|剂|支|辆次|台|顶|箱|头|公里|平方公里|千瓦时|千瓦|兆瓦|吉瓦|度|户|种|处|件|"
    "条|趟|班|届|国|校|发|枚次"
)
_ZH_BEFORE = (
    "超过|超|逾|多于|高于|突破|大于|至少|不少于|不下|近|接近|将近|不足|不到|低于|少于|几乎|大约|约有|约|大概|左右|最多|至多|高达|"
    "多达|达到|达|共|第"
)
_N = r"(?:\d[\d,]*(?:\.\d+)?|[零一二三四五六七八九十百千两]+)"
_ZH = re.compile(
    rf"(?P<b>{_ZH_BEFORE})?\s*(?:约|了|有)?\s*(?:"
    rf"百分之(?P<pc>{_N})|(?P<den>{_N})分之(?P<num>{_N})|"
    r"(?P<ten>[一二三四五六七八九两\d])成(?![员为立功果就长交熟])(?P<ten5>[一二三四五六七八九])?|"
    rf"(?<![数几])(?P<n>{_N})(?![\d.,]*\d)(?:\s*(?:至|到|-|—|–|~|～)\s*(?P<n2>{_N}))?\s*(?P<more>多|余|几)?"
    rf"(?P<s>[万亿兆千百]{{0,2}})(?P<low>(?<=[万亿])\d{{1,4}}万?(?!\d))?(?P<more2>多|余)?\s*(?P<u>%|个百分点|{'|'.join(_ZH_MONEY)}|(?:{_ZH_COUNTER})|(?![年月日周天岁号点世军度]))|"
    r"(?P<half>一?半数?)(?![年月天日个岛途路夜场小]))"
    r"(?P<a>以上|以下|左右|上下|以内)?"
)
_THOUSAND, _MILLION, _BILLION, _TRILLION = 10**3, 10**6, 10**9, 10**12
_EN_SCALE = {"thousand": _THOUSAND, "million": _MILLION, "mln": _MILLION, "billion": _BILLION, "bln": _BILLION}
_EN_SCALE |= {"bn": _BILLION, "trillion": _TRILLION, "m": _MILLION}
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve"
_EN_WORD = dict(zip(_SMALL.split(" "), range(13), strict=True))
CURRENCY_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB"}
_EN_MONEY = _pairs(
    "dollars:USD dollar:USD usd:USD euros:EUR euro:EUR yuan:CNY renminbi:CNY rubles:RUB roubles:RUB tenge:KZT yen:JPY "
    "pounds:GBP lira:TRY won:KRW rupees:INR"
)
#: What goods and volumes are counted in, under the Chinese counting word that the frames know.
COUNTERS = _pairs("dose:剂 ton:吨 metric_ton:吨 barrel:桶 cubic:立方米 доз:剂 тонн:吨 баррел:桶 куб:立方米")
_EN_BEFORE = (
    "more than|over|at least|exceed(?:ed|ing|s)?|above|some|about|around|nearly|almost|close to|approximately|roughly|"
    "up to|fewer than|less than|under|below|as many as"
)
_EN = re.compile(
    rf"(?P<b>{_EN_BEFORE})?\s*(?:(?P<c>US\$|[$€£¥₽])\s?)?(?<![\w.,-])"
    rf"(?:(?P<n>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<w>{'|'.join(_EN_WORD)})\b)"
    rf"(?:[ -]?(?P<s>{'|'.join(_EN_SCALE)})\b)?"
    rf"(?:\s?(?P<u>%|percent\b|per cent\b|percentage points?\b|doses?\b|tons\b|tonnes?\b|metric tons\b|barrels?\b|"
    rf"cubic met(?:er|re)s\b|{'|'.join(_EN_MONEY)})|"
    r"\s(?:US )?(?P<u2>dollars?)\b)?(?!\w)|"
    rf"(?P<b2>{_EN_BEFORE})?\s*(?P<frac>an? (?:third|quarter|fifth|half)|(?:two|three)[- ](?:thirds|quarters|fifths)|"
    r"one[- ](?:third|quarter|fifth|half)|half)\b",
    re.IGNORECASE,
)
_EN_FRACTION = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "half": 2}
_MORE = _set(
    "超过 超 逾 多于 高于 突破 大于 至少 不少于 不下 以上 more_than over at_least exceed exceeded exceeding exceeds "
    "above более свыше больше не_менее по_меньшей_мере более_чем как_минимум не_меньше чуть_более чуть_больше"
)
_LESS = _set("近 接近 将近 几乎 nearly almost close_to почти чуть_менее чуть_меньше")
_BELOW = _set(
    "不足 不到 低于 少于 最多 至多 以下 以内 under below up_to fewer_than less_than as_many_as менее меньше "
    "не_более не_больше максимум"
)
_ABOUT = _set(
    "大约 约有 约 大概 左右 上下 some about around approximately roughly около примерно порядка приблизительно"
)


def find_quantities(text: str, language: str, dates: list[DateHit] | None = None) -> list[Quantity]:
    """Find the numbers of a folded sentence in order; numbers that are part of a date are left out."""
    if language.startswith("zh"):
        found = [_chinese(match) for match in _ZH.finditer(text)]
    elif language == "ru":
        from tightrope.extract.quantities_ru import find

        found = find(text)
    else:
        found = [_english(match) for match in _EN.finditer(text)]
    taken = [(hit.start, hit.end) for hit in dates or ()]
    return [
        quantity
        for quantity in found
        if quantity is not None and not any(start < quantity.end and quantity.start < end for start, end in taken)
    ]


def chinese_number(text: str) -> float | None:
    """Read 2.4, 3,000, 二百三十, 十二 or 两千零五; ``None`` if the text is no number."""
    if text[:1].isdigit():
        return float(text.replace(",", "").rstrip("."))
    total = current = 0
    for char in text:
        if char in _ZH_UNIT:
            total += (current or 1) * _ZH_UNIT[char]
            current = 0
        elif char in _ZH_VALUE:
            # 二零二二 is spelled digit by digit.
            current = current * 10 + _ZH_VALUE[char] if current and "十" not in text else _ZH_VALUE[char]
        else:
            return None
    return float(total + current)


def _chinese(match: re.Match[str]) -> Quantity | None:
    before, after = match["b"] or "", match["a"] or ""
    if before == "第" or match["more"] == "几":
        return None
    if match["n"] is None:
        value = _chinese_share(match)
        return None if value is None else bounded(match, value, "percent", before, after)
    value = chinese_number(match["n"])
    last = chinese_number(match["n2"]) if match["n2"] else None
    if value is None:
        return None
    scale = math.prod(_ZH_SCALE.get(char, _ZH_UNIT.get(char, 1)) for char in match["s"])
    unit = _chinese_unit(match["u"])
    if match["low"]:
        # 5万4000, 1亿2000万: a second, smaller scale.
        low = float(match["low"].rstrip("万")) * (_ZH_SCALE["万"] if match["low"].endswith("万") else 1)
        return bounded(match, value * scale + low, unit, before, after)
    # A lone numeral without scale or counting word (一 in 一直, 千 in 千万) is a word, not a number.
    if not match["n"][0].isdigit() and not match["s"] and (not unit or value < 2):
        return None
    more = "以上" if match["more"] or match["more2"] else after
    if last is not None and last > value:
        return Quantity(match.start(), match.end(), value * scale, value * scale, last * scale, unit)
    return bounded(match, value * scale, unit, before, more)


def _chinese_share(match: re.Match[str]) -> float | None:
    if match["pc"]:
        return chinese_number(match["pc"])
    if match["den"]:
        parts, whole = chinese_number(match["num"]), chinese_number(match["den"])
        return round(100 * parts / whole, 1) if parts is not None and whole else None
    if match["half"]:
        return 50.0
    tens = chinese_number(match["ten"]) or 0
    return tens * 10 + (chinese_number(match["ten5"]) or 0 if match["ten5"] else 0)


def _chinese_unit(word: str) -> str:
    if word == "%":
        return "percent"
    if word == "个百分点":
        return "points"
    return _ZH_MONEY.get(word, word)


def _english(match: re.Match[str]) -> Quantity | None:
    before = (match["b"] or match["b2"] or "").lower()
    if match["frac"]:
        words = re.split(r"[- ]", match["frac"].lower())
        parts = {"two": 2, "three": 3}.get(words[0], 1)
        return bounded(match, round(100 * parts / _EN_FRACTION[words[-1]], 1), "percent", before, "")
    value = float(match["n"].replace(",", "")) if match["n"] else float(_EN_WORD[match["w"].lower()])
    scale = _EN_SCALE[match["s"].lower()] if match["s"] else 1
    unit = CURRENCY_SIGNS.get((match["c"] or "").lower(), "")
    word = (match["u"] or match["u2"] or "").lower()
    if word:
        counter = next((code for stem, code in COUNTERS.items() if word.startswith(stem.replace("_", " "))), "")
        unit = counter or (
            "points" if "point" in word else "percent" if word[0] in "%p" and "pound" not in word else _EN_MONEY[word]
        )
    return bounded(match, value * scale, unit, before, "")


# "About" leaves a tenth either way; "nearly" a tenth below: a convention, stated here once.
_TENTH = 0.1


def bounded(match: re.Match[str], value: float, unit: str, before: str, after: str) -> Quantity:
    """A quantity with the interval that the words before and after it allow."""
    lower = upper = value
    for word in (before, after):
        if word in _MORE:
            upper = math.inf
        elif word in _LESS:
            lower = value * (1 - _TENTH)
        elif word in _BELOW:
            lower = 0.0
        elif word in _ABOUT:
            lower, upper = value * (1 - _TENTH), value * (1 + _TENTH)
    if unit == "percent" and math.isinf(upper):
        upper = max(100.0, value)
    return Quantity(match.start(), match.end(), value, lower, upper, unit)
