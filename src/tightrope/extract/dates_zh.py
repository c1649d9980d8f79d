"""Chinese time expressions, on folded text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from tightrope.extract import date_words_zh as words
from tightrope.extract.dates import Clock, DateHit, joined, make, part_of_year, shift_when
from tightrope.records import When

_ANY = re.compile(r"[次间年月日号周天期昨今明近前后晚]|\d[-/.]\d|最近|此前|未来|稍早|礼拜")
# 20日，外長將…: a plan may stand after its time, too.
_PLANNED = re.compile(
    r"(?![^，。；]{0,4}(?:承诺|宣布|表示|称|说|透露|指出|强调)[，：])[^。；]{0,12}?(?:(?<!即)将(?!军|领|其|关系|两国)|拟|(?<![峰协议社大晚年盛宴委理商])会在|预定|预计)"
)
_BEFORE_DAY = frozenset("至到于在从自的，。；：、（()和与及是为,；")
_NEXT_CLAUSE = 6
_RELATIVE_YEAR = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_MONTH_PART = {"初": (1, 10), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_YEAR_PART = {
    "年初": "start", "初": "start", "年底": "year-end", "年末": "year-end", "底": "year-end", "末": "year-end",
    "年中": "middle", "中期": "middle", "上半年": "h1", "下半年": "h2", "春": "spring", "夏": "summer", "秋": "autumn",
}  # fmt: skip


def number(text: str) -> int:
    """A small Chinese or Arabic whole number (十二, 二十八, 31)."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(words.DIGITS.get(char, "") for char in text) or "0")
    return int(words.DIGITS.get(tens, "1")) * 10 + int(words.DIGITS.get(ones, "0"))


def find(text: str, clock: Clock) -> list[DateHit]:
    """Find the times of one folded Chinese sentence (see :func:`tightrope.extract.dates.find_dates`)."""
    if not _ANY.search(text):
        return []
    taken: list[tuple[int, int, re.Match[str], _Reader]] = []
    for pattern, reader in _GRAMMAR:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end, _, _ in taken):
                taken.append((match.start(), match.end(), match, reader))
    hits: list[DateHit] = []
    for start, end, match, reader in sorted(taken, key=lambda one: one[0]):
        clock.move_to(start)
        clock.future = clock.future and _same_plan(text, start, clock)
        clock.future = clock.future or _PLANNED.match(text, end) is not None
        when, kind = reader(match, clock)
        hits.append(DateHit(start, end, clock.note(when), _kind(text, start, end, kind), clock.yearless))
    return hits


def _same_plan(text: str, start: int, clock: Clock) -> bool:
    """Whether the plan still governs: 將於9月訪華，10月訪日, but not 將建核電站，合約於普丁5月訪問時簽署."""
    plan = max((one for one in clock.plans if one <= start), default=start)
    cut = max(text.rfind(mark, plan, start) for mark in "，；：")
    return cut < 0 or start - cut <= _NEXT_CLAUSE


def _kind(text: str, start: int, end: int, kind: str) -> str:
    if kind != "point":
        return kind
    if text.startswith(_REPORTED + _ANNIVERSARY, end) or _COMPARED.search(text, max(0, start - 2), start):
        # 4月30日報道: the day of the report; 比去年同期: what the time is compared with.
        return "span"
    before = text[max(0, start - 3) : start]
    if before.endswith(("截至", "截止", "截止到", "截至到", "到目前")):
        return "as-of"
    if before.endswith(("自从", "自", "从")) or text.startswith(("以来", "起"), end):
        return "since"
    return kind


_REPORTED = ("报道", "电", "讯", "综合报道", "专电", "综合外电", "消息")
# 入侵今天屆滿一年: the day of an anniversary.
_ANNIVERSARY = ("届满", "满", "刚满", "已满", "迎来", "适逢", "正值")
_COMPARED = re.compile("[比较]$|相比$")


def _full(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = _year(match, clock)
    if match["m"] or match.string.startswith(("，", ",", "、"), match.end()):
        # 2022年戰爭爆發後，5月…: a year inside a phrase is only that phrase's.
        clock.stated = year
    if match["m"]:
        return _month_part(make(year, number(match["m"]), number(match["d"]) if match["d"] else None), match), "point"
    part = (match["p"] or "").removesuffix("来").removesuffix("以")
    if "季" in part and part not in ("春季", "夏季", "秋季"):
        quarter = number(part.strip("第季度"))
        return part_of_year(year, f"q{quarter}"), "point"
    name = _YEAR_PART.get(part) or _YEAR_PART.get(part[:1], "") if part else ""
    when = part_of_year(year, name) if name else make(year)
    return when, "since" if (match["p"] or "").endswith("来") else "point"


def _year(match: re.Match[str], clock: Clock) -> int | None:
    if match["y"]:
        return _spelled(match["y"])
    word = match["ry"]
    if word is None:
        return clock.year()
    if word in _RELATIVE_YEAR:
        return clock.year(_RELATIVE_YEAR[word])
    if clock.earlier is None:
        return None
    return clock.earlier.start.year + (1 if word in ("翌年", "次年", "隔年") else 0)


def _spelled(year: str) -> int:
    """A year written digit by digit: 2022, 二零二二."""
    return int("".join(words.DIGITS.get(char, char) for char in year))


def _month_part(when: When | None, match: re.Match[str]) -> When | None:
    part = match["mp"]
    if when is None or not part or part in "底末":
        return when
    first, last = _MONTH_PART[part]
    return When(when.start.replace(day=first), when.start.replace(day=min(last, when.end.day)))


def _month(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    day = number(match["d"]) if match["d"] else None
    relative = match["rm"]
    if relative is None:
        return _month_part(clock.day_and_month(number(match["m"]), day), match), "point"
    if relative in ("同月", "当月"):
        base = shift_when(clock.earlier, 0, "month")
    else:
        base = clock.months({"本": 0, "上": -1, "下": 1}[relative[0]])
    if base and day:
        base = make(base.start.year, base.start.month, day)
    return _month_part(base, match), "point"


def _day(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    text, start, end = match.string, match.start(), match.end()
    # 停火30日 is a length of time, 當地時間30日 is none.
    counted = start and text[start - 1] not in _BEFORE_DAY and not text.endswith("时间", 0, start)
    if counted and (end == len(text) or text[end] in "，。；！"):
        return None, "span"
    return clock.day_of_month(number(match["d"])), "point"


def _worded_day(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    first = clock.day_of_month(number(match["d"]))
    return joined(first, clock.day_of_month(number(match["d2"]))) if match["d2"] else first, "point"


def _weekday(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    names = "一二三四五六日"
    weekday = names.index(match["n"].replace("天", "日"))
    week = {"本": 0, "这": 0, "上": -1, "下": 1}.get((match["w"] or "")[:1])
    first = clock.weekday(weekday, week)
    if first is None or not match["n2"]:
        return first, "point"
    further = names.index(match["n2"].replace("天", "日")) - weekday
    return joined(first, When.day(first.start + timedelta(days=further)) if further > 0 else None), "point"


def _same_day(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    word = match.group()
    if word[0] in "翌次隔":
        return shift_when(clock.earlier, 1, "day"), "point"
    if word.startswith("前一"):
        return shift_when(clock.earlier, -1, "day"), "point"
    return clock.earlier, "point"


def _ago(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    amount, unit = number(match["n"]), _unit(match["u"])
    direction = match["dir"]
    if "前" in direction:
        base = When.day(clock.published) if clock.published else None
        return shift_when(base, -amount, unit), "point"
    if "后" in direction and unit in ("day", "week") and clock.earlier is not None:
        # 9月3日訪華，兩天後…: from the day just named; "三年後" counts from a time that the sentence rarely names.
        return shift_when(clock.earlier, amount, unit), "point"
    return None, "span"


def _unit(word: str) -> str:
    return {"天": "day", "日": "day", "周": "week", "星": "week", "月": "month", "年": "year"}[
        word.removeprefix("个")[0]
    ]


def _before_event(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    if match["after"]:
        return shift_when(clock.earlier, 1, "year" if match["after"].endswith("年") else "day"), "point"
    # "The three months before": with 前三个月 in front of a verb the length counts, not the point.
    amount = number(match["n"])
    if not match.group().startswith("的") or clock.earlier is None:
        return None, "span"
    return shift_when(clock.earlier, -amount, _unit(match["u"])), "point"


def _past(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    """過去一周, 過去24小時: up to the day of writing; longer spans date nothing."""
    unit = match["u"]
    days = {"小时": 1, "天": 1, "日": 1, "周": 7, "星": 7}[unit if unit == "小时" else unit.removeprefix("个")[0]]
    amount = number(match["n"]) if match["n"] and unit != "小时" else 1
    if clock.published is None or days * amount > _LONGEST_PAST:
        return None, "span"
    return When(clock.published - timedelta(days=days * amount), clock.published), "point"


_LONGEST_PAST = 31


def _digits(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    return make(int(match["y"]), int(match["m"]), int(match["d"])), "point"


def _republic(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = 1911 + number(match["y"])
    return make(year, number(match["m"]) if match["m"] else None, number(match["d"]) if match["d"] else None), "point"


def _part_alone(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    word = match.group()
    if word == "年内":
        return make(clock.year()), "point"
    if word[0] == "年":
        return part_of_year(clock.year(), _YEAR_PART[word]), "point"
    month = clock.months(0)
    if month is None or word == "月内":
        return month, "point"
    first, last = {"月初": (1, 10), "月中": (11, 20), "月底": (21, 31), "月末": (21, 31)}[word]
    return When(month.start.replace(day=first), month.start.replace(day=min(last, month.end.day))), "point"


def _decade(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = _spelled(match["y"]) if match["y"] else 1900 + number(match["t"] or match["t2"])
    return joined(make(year), make(year + 9)), "point"


def _range_days(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    month = int(match["m"]) if match["m"] else None
    if match["y"] or match["ry"]:
        year = _year(match, clock)
        return joined(*(make(year, month, int(match[end])) if month else None for end in "ab")), "point"
    days = [
        clock.day_and_month(month, int(match[end])) if month else clock.day_of_month(int(match[end])) for end in "ab"
    ]
    return joined(days[0], days[1]), "point"


def _range_months(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    if match["y"] or match["ry"]:
        year = _year(match, clock)
        return joined(make(year, int(match["a"])), make(year, int(match["b"]))), "point"
    return joined(clock.day_and_month(int(match["a"]), None), clock.day_and_month(int(match["b"]), None)), "point"


def _range_years(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    return joined(make(int(match["a"])), make(int(match["b"]))), "point"


_Reader = Callable[[re.Match[str], Clock], tuple[When | None, str]]
_GRAMMAR: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (words.DECADE, _decade),
    (words.REPUBLIC, _republic),
    (words.ISO, _digits),
    (words.RANGE_YEARS, _range_years),
    (words.RANGE_MONTHS, _range_months),
    (words.RANGE_DAYS, _range_days),
    (words.PAST, _past),
    (words.FULL, _full),
    (words.BEFORE_EVENT, _before_event),
    (words.AGO, _ago),
    (words.MONTH, _month),
    (words.PART_ALONE, _part_alone),
    (words.WEEKDAY, _weekday),
    (words.PERIOD, lambda match, clock: (clock.weeks({"本": 0, "这": 0, "上": -1, "下": 1}[match["w"]]), "point")),
    (words.WORDS, lambda match, clock: (clock.days(words.WORD[match.group()]), "point")),
    (words.SAME_DAY, _same_day),
    (words.DAY, _day),
    (words.WORDED_DAY, _worded_day),
    (words.VAGUE, lambda match, clock: (None, "point")),
)
