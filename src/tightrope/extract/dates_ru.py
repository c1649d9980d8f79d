"""Russian time expressions, on folded text."""

from __future__ import annotations

import re
from collections.abc import Callable

from tightrope.extract.dates import Clock, DateHit, joined, make, part_of_year, shift_when, without_overlaps
from tightrope.records import When

_STEMS = (
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма[йяею]",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
)
_PARTS = {
    "начал": "start", "конц": "end", "середин": "middle", "перв": "h1", "втор": "h2", "весн": "spring", "лет": "summer",
    "осен": "autumn", "i": "q1", "ii": "q2", "iii": "q3", "iv": "q4",
}  # fmt: skip
_M = r"(?P<m>" + "|".join(f"{stem}\\w*" if not stem.startswith("ма[") else stem for stem in _STEMS) + ")"
_Y = r"(?P<y>1[789]\d{2}|20\d{2})"
_YEAR_WORD = r"\s?(?:г\.|г\b|год\w*)"
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:-?(?:го|е|му))?"
_NUMBERS = {
    "один": 1,
    "одну": 1,
    "два": 2,
    "две": 2,
    "три": 3,
    "четыре": 4,
    "пять": 5,
    "шесть": 6,
    "семь": 7,
    "десять": 10,
}
_COUNT = r"(?P<n>\d{1,3}|" + "|".join(_NUMBERS) + ")"
_UNIT = r"(?P<u>дн\w+|день|недел\w+|месяц\w*|год\w*|лет)"
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b{pattern}", re.IGNORECASE)


_OF_YEAR = r"(?P<ry>прошлого|минувшего|этого|текущего|нынешнего|следующего|будущего)\sгода"
_DAY_MONTH = _compile(
    rf"{_D}(?:\s*(?:-|–|—|и|по)\s*(?P<d2>3[01]|[12]\d|0?[1-9]))?\s{_M}\b(?:\s{_Y}(?:{_YEAR_WORD})?|\s{_OF_YEAR})?"
)
_MONTH_YEAR = _compile(rf"{_M}\s(?:{_Y}(?:{_YEAR_WORD})?|{_OF_YEAR})")
_MONTH = _compile(rf"(?:в|с|на|до|к|конце|начале|середине|концу|по)\s(?:(?P<w>прошлом|этом)\s)?{_M}\b(?!\s\d{{4}})")
_YEAR = _compile(rf"{_Y}(?:\s?(?:-|–|—)\s?(?P<y2>1[789]\d{{2}}|20\d{{2}}))?(?P<s>-?[ехм]+)?(?:{_YEAR_WORD})")
_YEAR_BARE = _compile(rf"(?:в|с|до|к|на)\s{_Y}\b(?!\s?(?:человек|тыс|млн|руб|доллар|км|тонн))(?![.,]\d)")
_PART = _compile(
    r"(?:(?:в|к|с|до|на|под)\s)?(?:(?P<part>начал[ео]|конц[еяу]|конец|середин[еу]|весн(?:ой|ы|у)|летом|осен(?:ью|и))|"
    r"(?P<half>перв|втор)\w+\s(?:полугоди\w|половин\w)|(?P<q>(?:I{1,3}|IV)|перв\w+|втор\w+|треть\w+|четверт\w+)\sквартал\w?)"
    rf"\s(?:{_Y}(?:{_YEAR_WORD})?|(?P<ry>прошлого|этого|текущего|нынешнего|следующего|будущего)\sгода)"
)
_SEASON = _compile(r"(?P<part>весной|летом|осенью)\b(?!\s(?:\d|прошл|этого|следующ|текущ))")
_MONTHS = _compile(rf"(?:в|за)\s{_M}\s?(?:-|–|—)\s?(?P<m2>[а-я]+)\s{_Y}(?:{_YEAR_WORD})?")
_YEAR_OF = _compile(r"(?P<ry>прошлого|минувшего|этого|текущего|нынешнего|следующего)\sгода\b")
_RELATIVE = _compile(
    r"(?:в|на|за)\s(?P<w>прошлом|прошлой|прошлый|минувшем|минувшей|минувший|прошедшей|прошедшем|этом|этой|нынешнем|нынешней|текущем|текущей|следующем|следующей|будущем|будущей|предстоящей)\s(?P<u>году?|месяце?|неделе)"
)
_WORD = _compile(r"(?P<w>позавчера|вчера|сегодня|завтра|послезавтра)\b")
_WEEKDAY = _compile(
    r"(?:во?|со?|ко?)\s(?:(?P<w>прошл\w+|минувш\w+|следующ\w+|эт\w+)\s)?(?P<n>понедельник|вторник|сред[уы]|четверг|пятницу|субботу|воскресенье)\b"
)
_AGO = _compile(rf"(?:{_COUNT}\s)?{_UNIT}\s(?P<dir>назад)\b")
_IN = _compile(rf"через\s(?:{_COUNT}\s)?{_UNIT}\b")
_EVE = _compile(r"накануне\b")
_SAME = _compile(r"в\sтот\sже\sдень|в\sэтот\s(?:же\s)?день")
_SAME_YEAR = _compile(r"в\s(?:том|этом)\sже\sгоду")
_DAY = _compile(r"(?P<d>3[01]|[12]\d|[1-9])-?го\s(?:числа)")
_VAGUE = _compile(
    r"(?:недавно|на\sднях|в\sпоследнее\sвремя|в\sпоследние\s(?:дни|недели|месяцы|годы)|ранее|вскоре|скоро|сейчас|теперь)\b"
)
_SHIFTS = {"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2}


def find(text: str, clock: Clock) -> list[DateHit]:
    """Find the times of one folded Russian sentence (see :func:`tightrope.extract.dates.find_dates`)."""
    found = [(match, reader) for pattern, reader in _GRAMMAR for match in pattern.finditer(text)]
    chosen: list[tuple[re.Match[str], _Reader]] = []
    for match, reader in sorted(found, key=lambda one: one[0].start() - one[0].end()):
        # В июне этого года: the longest of overlapping times.
        if not any(match.start() < other.end() and other.start() < match.end() for other, _ in chosen):
            chosen.append((match, reader))
    hits: list[DateHit] = []
    for match, reader in sorted(chosen, key=lambda one: one[0].start()):
        clock.move_to(match.start())
        when, kind = reader(match, clock)
        hits.append(DateHit(match.start(), match.end(), clock.note(when), _kind(text, match, kind), clock.yearless))
    return without_overlaps(hits)


def _kind(text: str, match: re.Match[str], kind: str) -> str:
    before = f" {text[max(0, match.start() - 16) : match.start()].lower()}"
    if kind != "point":
        return kind
    if before.endswith(("по состоянию на ", "на конец ", "к концу ")):
        return "as-of"
    if before.endswith((" до ", " вплоть до ")) or match.group().lower().startswith("до "):
        # Продлены до февраля: the end of what lasts is not when the act happens.
        return "span"
    return "since" if before.endswith((" с ", "начиная с ")) or match.group().lower().startswith("с ") else kind


def _month_number(word: str) -> int:
    return next(number for number, stem in enumerate(_STEMS, 1) if re.match(stem, word, re.IGNORECASE))


def _with_day(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    month = _month_number(match["m"])
    if match["ry"]:
        days = [int(match[name]) for name in ("d", "d2") if match[name]]
        whens = [make(clock.year(_shift(match["ry"])), month, day) for day in days]
        return joined(whens[0], whens[-1]), "point"
    return clock.named_days(match, month), "point"


def _month_year(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    if match["y"]:
        return make(int(match["y"]), _month_number(match["m"])), "point"
    return make(clock.year(_shift(match["ry"])), _month_number(match["m"])), "point"


def _shift(word: str) -> int:
    """прошлый, минувший: −1; этот, текущий, нынешний: 0; следующий, будущий, предстоящий: 1."""
    lowered = word.lower()
    if lowered.startswith(("след", "буд", "предст")):
        return 1
    return -1 if lowered.startswith(("прош", "мин")) else 0


def _part(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = int(match["y"]) if match["y"] else clock.year(_shift(match["ry"]))
    return part_of_year(year, _part_name(match)), "point"


def _part_name(match: re.Match[str]) -> str:
    if match["q"]:
        number = {"пер": 1, "вто": 2, "тре": 3, "чет": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
        word = match["q"].lower()
        return f"q{number.get(word[:3], number.get(word, 1))}"
    word = (match["part"] or match["half"]).lower().replace("конец", "конце")
    return next(name for beginning, name in _PARTS.items() if word.startswith(beginning))


def _season(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    name = next(name for beginning, name in _PARTS.items() if match["part"].lower().startswith(beginning))
    when = part_of_year(clock.year(), name)
    if when is None or clock.published is None:
        return None, "point"
    if not clock.future and when.start > clock.published:
        return part_of_year(clock.year(-1), name), "point"
    return (part_of_year(clock.year(1), name) if clock.future and when.end < clock.published else when), "point"


def _months(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    last = next((number for number, stem in enumerate(_STEMS, 1) if re.match(stem, match["m2"], re.IGNORECASE)), None)
    first = make(int(match["y"]), _month_number(match["m"]))
    return (joined(first, make(int(match["y"]), last)) if last else first), "point"


def _month(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    month = _month_number(match["m"])
    if (match["w"] or "").lower() == "прошлом":
        return make(clock.year(-1), month), "point"
    return clock.day_and_month(month, None), "point"


def _year(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = int(match["y"])
    if match["y2"]:
        return joined(make(year), make(int(match["y2"]))), "point"
    decade = bool(match["s"]) and year % 10 == 0 and "м" not in match["s"]
    return (joined(make(year), make(year + 9)) if decade else make(year)), "point"


def _relative(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    shift = _shift(match["w"])
    unit = match["u"].lower()
    if unit.startswith("недел"):
        return clock.weeks(shift), "point"
    return (clock.months(shift) if unit.startswith("месяц") else make(clock.year(shift))), "point"


def _weekday(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    weekday = next(number for number, stem in enumerate(_WEEKDAYS) if match["n"].lower().startswith(stem))
    if (match["w"] or "").lower().startswith("след"):
        return Clock(clock.published, None, True).weekday(weekday), "point"
    return clock.weekday(weekday), "point"


def _unit(word: str) -> str:
    return {"д": "day", "н": "week", "м": "month"}.get(word[0].lower(), "year")


def _count(word: str | None) -> int:
    if word is None:
        return 1
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _ago(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    base = When.day(clock.published) if clock.published else None
    return shift_when(base, -_count(match["n"]), _unit(match["u"])), "point"


def _in(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    base = When.day(clock.published) if clock.published else None
    return shift_when(base, _count(match["n"]), _unit(match["u"])), "point"


_Reader = Callable[[re.Match[str], Clock], tuple[When | None, str]]
_GRAMMAR: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_DAY_MONTH, _with_day),
    (_PART, _part),
    (_MONTHS, _months),
    (_MONTH_YEAR, _month_year),
    (_YEAR, _year),
    (_MONTH, _month),
    (_YEAR_BARE, lambda match, clock: (make(int(match["y"])), "point")),
    (_RELATIVE, _relative),
    (_SEASON, _season),
    (_YEAR_OF, lambda match, clock: (make(clock.year(_shift(match["ry"]))), "point")),
    (_WORD, lambda match, clock: (clock.days(_SHIFTS[match["w"].lower()]), "point")),
    (_WEEKDAY, _weekday),
    (_AGO, _ago),
    (_IN, _in),
    (_EVE, lambda match, clock: (clock.days(-1), "point")),
    (_SAME, lambda match, clock: (clock.earlier, "point")),
    (_SAME_YEAR, lambda match, clock: (make(clock.earlier.start.year) if clock.earlier else None, "point")),
    (_DAY, lambda match, clock: (clock.day_of_month(int(match["d"])), "point")),
    (_VAGUE, lambda match, clock: (None, "point")),
)
