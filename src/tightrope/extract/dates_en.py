"""English time expressions, on folded text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from tightrope.extract.dates import Clock, DateHit, joined, make, part_of_year, shift_when, without_overlaps
from tightrope.records import When

_MONTH_NAMES = "january february march april may june july august september october november december"
_MONTHS = tuple(_MONTH_NAMES.split(" "))
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBERS = {"a": 1, "an": 1} | {word: value for value, word in enumerate(_COUNTED.split(" "), 1)}
_M = (
    r"(?P<m>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?|july?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_D = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_Y = r"(?P<y>1[789]\d{2}|20\d{2})"
_PART = (
    r"(?:(?P<p>early|mid|late|the (?:beginning|start|end|middle) of|(?:the )?(?:first|second) half of|"
    r"(?:the )?(?:first|second|third|fourth) quarter of|spring|summer|autumn|fall)[ -](?:of )?)?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNT = rf"(?P<n>\d{{1,3}}|an?|{_COUNTED.replace(' ', '|')})"
_UNIT = r"(?P<u>day|week|month|year)s?"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b{pattern}\b", re.IGNORECASE)


_DAY_MONTH = _compile(rf"{_D}(?:\s*(?:-|–|to|and)\s*(?P<d2>3[01]|[12]\d|0?[1-9]))?(?: of)? {_M}(?:,? {_Y})?")
_MONTH_DAY = _compile(rf"{_M} {_D}(?:\s*(?:-|–|to|and)\s*(?P<d2>3[01]|[12]\d|0?[1-9]))?(?:st|nd|rd|th)?(?:,? {_Y})?")
_MONTH_YEAR = _compile(rf"(?:(?:early|mid|late)[ -])?{_M},? (?:of )?{_Y}")
_MONTH = re.compile(
    r"\b(?:(?P<w>[Ll]ast|[Tt]his|[Nn]ext|[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ee]arly|[Ll]ate|[Mm]id)[ -])"
    r"(?P<m>January|February|March|April|May|June|July|August|September|October|November|December)\b(?! \d)"
)
_YEAR = _compile(
    rf"(?:in|since|from|by|until|during|after|before|of|{_PART})?\s?(?<![\d$€£,.-]){_Y}(?P<s>s)?"
    r"(?:\s?(?:-|–|to|and)\s?(?P<y2>1[789]\d{2}|20\d{2}|\d{2}))?(?![\d,]\d|%)"
)
_ORDINAL = _compile(
    r"(?:on )?the (?P<d>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)"
    r"(?! (?:century|anniversary|time|session|meeting|summit|\w+ (?:session|anniversary)))"
)
_WEEKDAY = _compile(
    r"(?:(?P<w>last|this|next|on|late|early|since|by) )?(?P<n>monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_RELATIVE = _compile(
    r"(?P<w>last|this|next|past|previous) (?P<u>week|month|year|weekend|spring|summer|autumn|fall|winter)"
)
_WORD = _compile(r"(?P<w>yesterday|today|tonight|tomorrow)")
_AGO = _compile(rf"{_COUNT} {_UNIT} (?P<dir>ago|since|earlier|later|before|after)")
_IN = _compile(rf"(?:in|within) {_COUNT} {_UNIT}(?:'s? time)?")
_SAME = _compile(r"(?:on )?(?:the same day|that day|(?P<n>the (?:next|following) day))")
_VAGUE = _compile(
    r"recently|lately|in recent (?:days|weeks|months|years)|earlier this (?:week|month|year)|soon|currently|now"
)
_ANNIVERSARY = _compile(r"(?P<n>\d{1,3})(?:st|nd|rd|th)(?= anniversary of (?:\w+ ){1,3}?(?:diplomatic|bilateral))")
_IN_THE_DAY = _compile(r"(?:earlier|later) (?:in the|that|the same) day")
_WEEK_OF = _compile(rf"the (?P<w>first|second|third|last) week of {_M}(?:,? {_Y})?")
_OLD = _compile(r"(?P<n>\d{1,3}) years? of")
_PARTS = {
    "early": "start", "mid": "middle", "late": "end", "beginning": "start", "start": "start", "end": "end",
    "middle": "middle", "first half": "h1", "second half": "h2", "first quarter": "q1", "second quarter": "q2",
    "third quarter": "q3", "fourth quarter": "q4", "spring": "spring", "summer": "summer", "autumn": "autumn",
    "fall": "autumn",
}  # fmt: skip
_OPENING, _FORWARD = 3, 40
#: Between a time and a plan: the act that the time belongs to instead. On Monday he warned that …
_DONE = re.compile(r"(?<!\bis )(?<!\bare )\b\w+ed\b|\bthat\b")
_ANY = re.compile(
    r"\d|day|week|month|year|morrow|today|tonight|recent|soon|now\b|lately|(?:last|this|next|since|in|by) [A-Z]",
    re.IGNORECASE,
)


def find(text: str, clock: Clock) -> list[DateHit]:
    """Find the times of one folded English sentence (see :func:`tightrope.extract.dates.find_dates`)."""
    if not _ANY.search(text):
        return []
    found = [(match, reader) for pattern, reader in _GRAMMAR for match in pattern.finditer(text)]
    hits: list[DateHit] = []
    order = {id(match): position for position, (match, _) in enumerate(found)}
    found.sort(key=lambda one: (one[0].start(), order[id(one[0])]))
    for match, reader in found:
        if hits and match.start() < hits[-1].end:
            continue
        clock.move_to(match.start())
        # On Thursday he is to visit Baku: a time that opens a sentence is the plan's that follows.
        opens = match.start() <= _OPENING and any(_leads(text, match.end(), plan) for plan in clock.plans)
        clock.future = clock.future or opens
        when, kind = reader(match, clock)
        if kind == "none":
            continue
        hits.append(DateHit(match.start(), match.end(), clock.note(when), _kind(text, match, kind), clock.yearless))
    return without_overlaps(hits)


def _leads(text: str, end: int, plan: int) -> bool:
    return 0 <= plan - end <= _FORWARD and _DONE.search(text, end, plan) is None


def _kind(text: str, match: re.Match[str], kind: str) -> str:
    before = text[max(0, match.start() - 8) : match.start()].lower() + match.group().lower()[:6]
    if kind != "point":
        return kind
    if "as of " in before or "by the e" in before:
        return "as-of"
    if text[: match.start()].rstrip().lower().endswith(("through", "valid until", "runs until", "expires in")):
        return "span"  # an agreement valid through 2042
    return "since" if "since " in before else kind


def _month_number(word: str) -> int:
    short = word.lower()[:3]
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(short))


def _with_day(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    return clock.named_days(match, _month_number(match["m"])), "point"


def _month_year(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    return make(int(match["y"]), _month_number(match["m"])), "point"


def _month(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    month, word = _month_number(match["m"]), match["w"].lower()
    if word == "next":
        return Clock(clock.published, None, True).day_and_month(month, None), "point"
    if word == "last" and clock.published and month >= clock.published.month:
        return make(clock.published.year - 1, month), "point"
    return clock.day_and_month(month, None), "point"


def _year(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    year = int(match["y"])
    if match["s"]:
        return joined(make(year), make(year + 9)), "point"
    if match["y2"]:
        last = int(match["y2"]) if len(match["y2"]) == 4 else year // 100 * 100 + int(match["y2"])
        return joined(make(year), make(last)), "point"
    part = (match["p"] or "").lower()
    name = next((value for key, value in _PARTS.items() if key in part), "") if part else ""
    return (part_of_year(year, name) if name else make(year)), "point"


def _weekday(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    weekday = _WEEKDAYS.index(match["n"].lower())
    word = (match["w"] or "").lower()
    if word == "next":
        return Clock(clock.published, None, True).weekday(weekday), "point"
    return clock.weekday(weekday, 0 if word == "this" else None), "point"


def _relative(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    shift = {"this": 0, "next": 1}.get(match["w"].lower(), -1)
    unit = match["u"].lower()
    if match["w"].lower() == "past":
        return None, "span"
    if unit in ("week", "weekend"):
        return clock.weeks(shift), "point"
    if unit == "month":
        return clock.months(shift), "point"
    year = clock.year(shift)
    return (make(year) if unit == "year" else part_of_year(year, _PARTS.get(unit, ""))), "point"


def _ago(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    amount, unit = _count(match["n"]), match["u"].lower()
    direction = match["dir"].lower()
    if direction in ("ago", "since"):
        return shift_when(When.day(clock.published) if clock.published else None, -amount, unit), "point"
    base = clock.earlier
    return shift_when(base, -amount if direction in ("earlier", "before") else amount, unit), "point"


def _in(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    base = When.day(clock.published) if clock.published else None
    return shift_when(base, _count(match["n"]), match["u"].lower()), "point"


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _same(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    return (shift_when(clock.earlier, 1, "day") if match["n"] else clock.earlier), "point"


def _this_day(clock: Clock) -> When | None:
    """Earlier in the day: of the day the text tells of, else of publication."""
    told = clock.earlier
    return told if told and told.start == told.end else clock.days(0)


def _week_of(match: re.Match[str], clock: Clock) -> tuple[When | None, str]:
    month = _month_number(match["m"])
    whole = make(int(match["y"]), month) if match["y"] else clock.day_and_month(month, None)
    if whole is None:
        return None, "point"
    first = {"first": 0, "second": 7, "third": 14}.get(match["w"].lower())
    start = whole.end - timedelta(days=6) if first is None else whole.start + timedelta(days=first)
    return When(start, start + timedelta(days=6)), "point"


_SHIFTS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_Reader = Callable[[re.Match[str], Clock], tuple[When | None, str]]
_GRAMMAR: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_WEEK_OF, _week_of),
    (_DAY_MONTH, _with_day),
    (_MONTH_DAY, _with_day),
    (_MONTH_YEAR, _month_year),
    (_MONTH, _month),
    (_ANNIVERSARY, lambda match, clock: (make(clock.year(-int(match["n"]))), "point")),
    (_IN_THE_DAY, lambda match, clock: (_this_day(clock), "point")),
    (_OLD, lambda match, clock: (None, "span")),
    (_YEAR, _year),
    (_ORDINAL, lambda match, clock: (clock.day_of_month(int(match["d"])), "point")),
    (_AGO, _ago),
    (_IN, _in),
    (_WEEKDAY, _weekday),
    (_RELATIVE, _relative),
    (_WORD, lambda match, clock: (clock.days(_SHIFTS[match["w"].lower()]), "point")),
    (_SAME, _same),
    (_VAGUE, lambda match, clock: (None, "point")),
)
