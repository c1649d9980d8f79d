"""Stocks: figures with a holder and a party over which they give weight."""

from __future__ import annotations

import re

from tightrope.extract.carried import says
from tightrope.extract.confidence import common_signs, probability
from tightrope.extract.continued import Counted, announced, going_on, with_currency
from tightrope.extract.countables import bind, countable, unit_of
from tightrope.extract.figure_lists import goes_on
from tightrope.extract.figure_roles import Sides
from tightrope.extract.holders import Figure, holder_and_over
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Clause, Reading
from tightrope.extract.weights import heavier
from tightrope.records import Status, When

_CHANGE_REACH = 8
_PRICE_REACH = 12
#: Farther before a number than this many Chinese characters, a plan is about something else.
_PLAN_REACH = 24


def read_stocks(reading: Reading, memory: Memory, lex: Lexicon) -> list[Figure]:
    """Code the stocks of one sentence."""
    counted, memory.counted = memory.counted, None
    if not any(frame.kind == "stocks" for hit in reading.hits for frame in hit.frames):
        return [] if counted is None else _continued(reading, memory, lex, counted)
    found: list[Figure] = []
    for quantity in with_currency(reading, lex):
        figure = _figure(reading, memory, lex, quantity, found)
        if figure is not None:
            found.append(figure)
    if len(found) > 1 and len(rest := set.intersection(*({one.holder, one.over} for one in found))) == 1:
        memory.shared = rest.pop()
    if not found:
        memory.counted = announced(reading, memory, lex)
    elif (frame := _kept(reading, found[-1])) is not None:
        memory.counted = (frame, found[-1].holder, found[-1].over)
    return found


def _kept(reading: Reading, figure: Figure) -> Frame | None:
    """The line of the lexicon behind a figure of money or shares, which the next sentence may go on with."""
    frames = (one for hit in reading.hits for one in hit.frames if one.kind == "stocks" and one.code == figure.channel)
    wanted = "share" if figure.unit == "percent" else "money"
    return next((one for one in frames if wanted in one.flags), None)


def _continued(reading: Reading, memory: Memory, lex: Lexicon, counted: Counted) -> list[Figure]:
    """Code the numbers of a sentence that names nothing countable but goes on about what the last one counted."""
    found = []
    for quantity, sides in going_on(reading, lex, counted):
        clause = reading.clause_of(quantity.start)
        if not _unfit(reading, clause, quantity, lex):
            found.append(_told(reading, clause, quantity, counted[0], Status.OCCURRED, sides))
    memory.counted = counted if found else None
    return found


def _figure(reading: Reading, memory: Memory, lex: Lexicon, quantity: Quantity, earlier: list[Figure]) -> Figure | None:
    clause = reading.clause_of(quantity.start)
    if reason := _unfit(reading, clause, quantity, lex):
        reading.reject(quantity, None, reason)
        return None
    if earlier and (listed := _next_of_list(reading, quantity, earlier[-1])) is not None:
        return _told(reading, clause, quantity, listed[0], earlier[-1].status, listed[1])
    for hit, frame in (bounds := bind(reading, clause, quantity, lex)):
        status = _status(reading, clause, quantity, hit, lex)
        if status is None:
            reading.reject(quantity, frame, "a figure that somebody wishes for")
            return None
        if _is_target(reading, clause, quantity, frame, status, lex):
            reading.reject(quantity, frame, "a target that is not reached yet")
            return None
        pair = holder_and_over(reading, memory, hit, frame, quantity, earlier, lex)
        if pair is not None:
            return _told(reading, clause, quantity, frame, status, pair)
        reading.reject(quantity, frame, "nobody holds it, or over nobody")
    if not bounds:
        reading.reject(quantity, None, "no word near it says what is counted")
    return None


def _next_of_list(reading: Reading, quantity: Quantity, last: Figure) -> tuple[Frame, Sides] | None:
    """The line and the sides of a number that goes on with what the last one of the sentence counted."""
    frames = (one for hit in reading.hits for one in hit.frames if one.kind == "stocks" and one.code == last.channel)
    frame = next((one for one in frames if countable(one, quantity)), None)
    if frame is None or unit_of(quantity, frame) != last.unit:
        return None
    sides = goes_on(reading, quantity, last.holder, last.over)
    if sides is None:
        return None
    if frame.roles.source == ("larger",):
        return frame, (*heavier(*sides), 1)
    return frame, ((sides[0], sides[1], 1) if sides[1] == last.over else (sides[1], sides[0], 1))


def _told(reading: Reading, clause: Clause, quantity: Quantity, frame: Frame, status: Status, pair: Sides) -> Figure:
    signs = common_signs("stock", reading, frame, status, pair[2])
    figure = Figure(
        holder=pair[0],
        over=pair[1],
        channel=frame.code,
        value=quantity.value,
        lower=quantity.lower,
        upper=quantity.upper,
        unit=unit_of(quantity, frame),
        as_of=_as_of(reading, clause, quantity),
        status=status,
        confidence=probability(signs),
    )
    reading.accept(quantity, frame, figure, signs)
    return figure


def _status(reading: Reading, clause: Clause, quantity: Quantity, hit: Hit, lex: Lexicon) -> Status | None:
    """Planned if the words before the number say so; ``None`` if it is only wished for."""
    # Киргизия должна Китаю: the word that counts a number is no wish.
    counting = {one.start for one in reading.hits if any(frame.kind == "stocks" for frame in one.frames)}
    marks = {
        mark.kind
        for mark in reading.marks
        if max(clause.start, quantity.start - _PLAN_REACH * reading.scale) <= mark.start < quantity.start
        and reading.holds(clause, mark.start)
        and (mark.start == mark.end or (not hit.start <= mark.start < hit.end and mark.start not in counting))
    }
    if "wish" in marks or says(reading.text, "asked", lex, clause.start, quantity.start):
        return None
    coming = says(reading.text, "coming", lex, clause.start, quantity.start) or _governed_behind(
        reading, clause, quantity
    )
    return Status.PLANNED if coming or marks & {"plan", "maybe"} else Status.OCCURRED


def _governed_behind(reading: Reading, clause: Clause, quantity: Quantity) -> bool:
    """«30 млн долларов выделит Китай»: where word order is free, the only verb of a figure may stand behind it."""
    verbs = [one for one in reading.hits if one.form in _FINITE and reading.holds(clause, one.start)]
    return not reading.linear and bool(verbs) and verbs[0].start >= quantity.end and verbs[0].form in _FUTURE


_FUTURE = frozenset({"future", "futures"})
_FINITE = _FUTURE | {"past", "pasts", "present", "presents", "part"}


def _is_target(
    reading: Reading, clause: Clause, quantity: Quantity, frame: Frame, status: Status, lex: Lexicon
) -> bool:
    """Whether trade, shares or people are only meant to reach a number; a pledge of money is a plan with a party."""
    if frame.roles.source != ("larger",) and not frame.flags & {"share", "people"}:
        return False
    if says(reading.text, "target", lex, clause.start, quantity.start):
        return not says(reading.text, "done", lex, clause.start, clause.end)
    return status is Status.PLANNED


def _unfit(reading: Reading, clause: Clause, quantity: Quantity, lex: Lexicon) -> str:
    """Why a number is no stock, whatever it counts; empty if it may be one."""
    if clause.unreal or reading.title:
        return "a condition or a heading"
    text, before = reading.text, reading.text[clause.start : quantity.start]
    after = min(clause.end, quantity.end + _CHANGE_REACH)
    if quantity.unit == "points" or _is_change(reading, before, quantity, after, lex):
        return "a change"
    told = clause.end if not quantity.is_money and quantity.unit != "percent" else after
    if says(text, "no_stock", lex, clause.start, quantity.start) or says(text, "no_stock", lex, quantity.end, told):
        return "a toll, a poll or a list"
    if quantity.unit != "percent" and (_POPULATION.search(before) or text.startswith(("口", "人口"), quantity.end)):
        return "a population"
    if not quantity.unit and before.endswith(", ") and text.startswith(",", quantity.end):
        return "somebody's age"
    if reading.scale > 1 and not quantity.unit and _OTHER_UNIT.match(text, quantity.end):
        return "a span of time, or a number of states"
    reach = _PRICE_REACH * reading.scale
    if says(text, "price", lex, max(clause.start, quantity.start - reach), min(clause.end, quantity.end + reach)):
        return "a price"
    return ""


def _is_change(reading: Reading, before: str, quantity: Quantity, after: int, lex: Lexicon) -> bool:
    """Whether a figure is a rate or an amount of change; "grew to 40 percent" is a level."""
    lead = before.rstrip().rpartition(" ")[2]
    if not reading.linear and reading.text.startswith("до ", quantity.start):
        return False
    if reading.scale > 1:
        if lead in _LEVELS:
            return False
        grew = says(before, "change", lex, 0, len(before))
        if lead in _STEPS and not before.rstrip().endswith(_SHARING) and (grew or quantity.unit == "percent"):
            return True
        if quantity.unit == "percent" and _MORE.match(reading.text, quantity.end):
            return True
        if quantity.is_money or quantity.unit != "percent":
            return lead in lex.words.get("change", ())
        return grew or says(reading.text, "change", lex, quantity.end, after)
    words = lex.words.get("change", ())
    if quantity.unit == "percent":
        later = reading.text[quantity.end : after]
        return any(word in before or word in later for word in words)
    return any(before.rstrip("了约近 ").endswith(word) for word in words)


#: Words right before a number that say a level was reached, or a step made.
_LEVELS = frozenset({"to", "at", "reached", "hit", "до"})
_SHARING = ("make up", "makes up", "made up", "making up", "spoken by", "used by", "owned by", "held by", "shared by")
_MORE = re.compile(r"\s(?:more|less|higher|lower|fewer|больше|меньше|выше|ниже)\b")
_STEPS = frozenset({"by", "up", "down", "на"})


def _as_of(reading: Reading, clause: Clause, quantity: Quantity) -> When | None:
    """The time right behind the number ("$1.2 billion in 2016"), else the last one before it."""
    dates = [one for one in reading.dates() if one.kind in ("point", "as-of") and one.when]
    for one in dates:
        gap = _without_parties(reading, quantity.end, one.start)
        if reading.scale > 1 and one.start >= quantity.end and len(gap) <= _DATE_GAP and not _BREAK.search(gap):
            return one.when
    before = [one for one in dates if one.end <= quantity.start]
    return before[-1].when if before else None


def _without_parties(reading: Reading, start: int, end: int) -> str:
    """What stands between a number and a time beside whom it is about: worth of goods (to China) in 2023."""
    pieces, position = [], start
    for party in reading.parties:
        if position <= party.start and party.end <= end:
            pieces.append(_TOWARD.sub("", reading.text[position : party.start]))
            position = party.end
    return "".join([*pieces, reading.text[position:end]])


_TOWARD = re.compile(r"\bto\s(?:the\s)?$")
_DATE_GAP = 24
#: "Of a population of 7 million, 1.5 million work in Russia".
_POPULATION = re.compile(
    r"(?:population of|население|населением|人口(?:为|約|约|超过|達|达)?)\s?(?:в|about|some|около|более)?\s?$"
)
#: After fourteen months, the five countries: what is counted is no party's weight.
_OTHER_UNIT = re.compile(
    r"[\s-](?:more\s|full\s|straight\s|consecutive\s|other\s|central asian\s|полных\s)?"
    r"(?:months?|years?|days?|weeks?|hours?|minutes?|decades?|"
    r"countries|states|nations|republics|км|километр|месяц|лет|год|дн[яейи]|суток|недел|час|минут|стран|государств|республик|"
    r"kilomet|km|miles?)(?!\w*-)"
)
_BREAK = re.compile(r"[,;:.(]|\d|\b(?:and|but|to|while|compared|than|against|by|и|а|до|чем)\b")
