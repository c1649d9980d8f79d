"""Chinese numbers: 2.4萬家 · 逾130億美元 · 二百三十 · 5萬4000 · 三分之一 · 七至八成 · 近半."""

from __future__ import annotations

import math
import re

from tightrope.extract.quantities import Quantity, bounded, pairs, ranged

_ZH_VALUE = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_ZH_UNIT = {"十": 10, "百": 100, "千": 1000}
_ZH_SCALE = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_ZH_MONEY = pairs(
    "美元:USD 美金:USD 欧元:EUR 元人民币:CNY 人民币:CNY 元:CNY 卢布:RUB 坚戈:KZT 日元:JPY "
    "日圆:JPY 英镑:GBP 里拉:TRY 苏姆:UZS 索姆:KGS 索莫尼:TJS 马纳特:TMT 德拉姆:AMD 拉里:GEL 格里夫纳:UAH "
    "韩元:KRW 韩圆:KRW 韩圜:KRW 澳元:AUD 澳币:AUD 加元:CAD 加币:CAD 纽元:NZD 纽币:NZD 港元:HKD 港币:HKD 新台币:TWD "
    "台币:TWD 新元:SGD 印度卢比:INR 卢比:INR 瑞士法郎:CHF 瑞典克朗:SEK 挪威克朗:NOK 丹麦克朗:DKK 兹罗提:PLN"
)
_ZH_COUNTER = (
    "名|人次|人|位|家|间|所|座|个|次|场|项|份|艘|架|辆|枚|门|套|公吨|吨|立方米|立方公尺|立方|方(?![面式案向法针便圆])|桶|剂|支|辆次|台|顶|箱|头|公里|平方公里|千瓦时|千瓦|兆瓦|吉瓦|度|户|种|处|件|"
    "条|趟|班|届|国|校|发|枚次"
)
_ZH_BEFORE = (
    "超过|超|逾|多于|高于|突破|大于|至少|不少于|不下|近|接近|将近|不足|不到|低于|少于|几乎|大约|约有|约|大概|左右|最多|至多|高达|"
    "多达|达到|达|共|第"
)
_N = r"(?:\d[\d,]{0,19}(?:\.\d{1,6})?|[零一二三四五六七八九十百千两]{1,12})"
_D = r"[一二三四五六七八九两\d]"
_ZH = re.compile(
    rf"(?:(?P<b>{_ZH_BEFORE})\s?)?(?:(?:约|了|有)\s?)?(?P<cny>人民币)?(?:"
    rf"百分之(?P<pc>{_N})|(?P<den2>[二三四五六七八九十\d]{{1,2}})\s?分\s?(?P<num2>[一二两三四1-4])(?![\d.分秒次个名人])|(?P<den>{_N})分之(?P<num>{_N})|"
    rf"(?P<ten>{_D})(?:[至到、~-]?(?P<ten2>{_D}))?成(?![员为立功果就长交熟])(?P<ten5>[一二三四五六七八九])?|"
    rf"(?<![数几A-Za-z\d.-])(?P<n>{_N})(?![\d.,]{{0,20}}\d)(?:[万亿]{{0,2}}\s?(?:至|到|-|—|–|~|～)\s?(?P<n2>{_N}))?\s?(?P<more>多|余|几)?"
    rf"(?P<s>[万亿兆千百]{{0,2}})(?P<low>(?<=[万亿])(?:\d{{1,4}}千?|[零一二三四五六七八九十百千两]{{1,7}})万?(?!\d))?(?P<more2>多|余)?\s?(?P<u>%|个百分点|{'|'.join(_ZH_MONEY)}|(?:{_ZH_COUNTER})|(?!学年|学期|赛季|财年|[年月日周天岁号点世军度]))|"
    r"(?P<half>一?半数?)(?![年月天日个岛途路夜场小]))"
    r"(?P<a>以上|以下|左右|上下|以内)?"
)


def find(text: str) -> list[Quantity]:
    """Find the numbers of a folded sentence in order."""
    found = (_chinese(match) for match in _ZH.finditer(text))
    return [one for one in found if one is not None]


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
        return _portion(match, before, after)
    value = chinese_number(match["n"])
    last = chinese_number(match["n2"]) if match["n2"] else None
    if value is None:
        return None
    scale = math.prod(_ZH_SCALE.get(char, _ZH_UNIT.get(char, 1)) for char in match["s"])
    unit = _chinese_unit(match["u"]) or ("CNY" if match["cny"] else "")
    if match["low"]:
        # 5万4000, 1亿2000万, 三亿五千万: a second, smaller scale.
        return bounded(match, value * scale + _low(match["low"]), unit, before, after)
    # A lone numeral without scale or counting word (一 in 一直, 千 in 千万) is a word, not a number.
    if not match["n"][0].isdigit() and not match["s"] and (not unit or value < _FEWEST):
        return None
    more = "以上" if match["more"] or match["more2"] else after
    if last is not None and last > value:
        return ranged(match, value * scale, last * scale, unit)
    return bounded(match, value * scale, unit, before, more)


_FEWEST = 2


def _low(text: str) -> float:
    number = text.rstrip("万")
    value = (
        (chinese_number(number.rstrip("千")) or 0) * 1000
        if number[0].isdigit() and number.endswith("千")
        else (chinese_number(number) or 0)
    )
    return value * (_ZH_SCALE["万"] if text.endswith("万") else 1)


def _portion(match: re.Match[str], before: str, after: str) -> Quantity | None:
    value = _chinese_share(match)
    if value is None:
        return None
    if match["ten2"] and (last := 10 * (chinese_number(match["ten2"]) or 0)) > value:
        return ranged(match, value, last, "percent")
    return bounded(match, value, "percent", before, after)


def _chinese_share(match: re.Match[str]) -> float | None:
    if match["pc"]:
        return chinese_number(match["pc"])
    if match["den"] or match["den2"]:
        parts, whole = chinese_number(match["num"] or match["num2"]), chinese_number(match["den"] or match["den2"])
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
