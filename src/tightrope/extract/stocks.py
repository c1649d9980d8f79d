"""Stocks: figures with a holder and a party over which they give weight."""

from __future__ import annotations

from tightrope.extract.confidence import common_signs, probability
from tightrope.extract.holders import Figure, holder_and_over
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Clause, Reading
from tightrope.records import Status, When

_COUNTED = frozenset(["家", "间", "所", "个", "座", "户", "种", "处", "艘", "架", "枚", "项", "校", "辆", "件"]) | {""}
_PEOPLE = frozenset(["名", "人", "位", "人次"]) | {""}
_TIMES = frozenset(["次", "场", "趟", "届"])
_VOLUME = frozenset(["吨", "公吨", "立方米", "立方公尺", "桶", "千瓦时", "度"]) | {""}
_GOODS = frozenset(
    ["剂", "吨", "公吨", "顶", "箱", "套", "台", "辆", "艘", "架", "门", "枚", "支", "头", "件", "批", "发"]
)
_UNITS = {
    "立方米": "m3", "立方公尺": "m3", "吨": "tonnes", "公吨": "tonnes", "桶": "barrels", "千瓦时": "kWh", "度": "kWh",
    "剂": "doses",
}  # fmt: skip
#: Smallest figure that may stand without any counting word ("達5.6萬", "2,030 troops").
_BARE_FIGURE = 10
_CHANGE_REACH = 8


def read_stocks(reading: Reading, memory: Memory, lex: Lexicon) -> list[Figure]:
    """Code the stocks of one sentence."""
    if not any(frame.kind == "stocks" for hit in reading.hits for frame in hit.frames):
        return []
    found: list[Figure] = []
    for quantity in reading.quantities():
        figure = _figure(reading, memory, lex, quantity, found)
        if figure is not None:
            found.append(figure)
    return found


def _figure(reading: Reading, memory: Memory, lex: Lexicon, quantity: Quantity, earlier: list[Figure]) -> Figure | None:
    clause = reading.clause_of(quantity.start)
    if clause.unreal or reading.title or _is_change(reading, clause, quantity, lex):
        reading.reject(quantity, None, "a condition, a heading, a change, a price or a toll")
        return None
    bound = _bind(reading, clause, quantity, lex)
    if bound is None:
        reading.reject(quantity, None, "no word near it says what is counted")
        return None
    hit, frame = bound
    pair = holder_and_over(reading, memory, hit, frame, quantity, earlier, lex.words.get("owe", ()))
    if pair is None:
        reading.reject(quantity, frame, "nobody holds it, or over nobody")
        return None
    wishes = [mark for mark in reading.marks if mark.kind == "wish" and not hit.start <= mark.start < hit.end]
    if any(clause.start <= mark.start < quantity.start for mark in wishes):
        reading.reject(hit, frame, "a figure that somebody wishes for")
        return None
    plan = any(
        mark.kind in ("plan", "wish", "maybe") and clause.start <= mark.start < quantity.start for mark in reading.marks
    )
    status = Status.PLANNED if plan else Status.OCCURRED
    signs = common_signs("stock", reading, frame, status, pair[2])
    figure = Figure(
        holder=pair[0],
        over=pair[1],
        channel=frame.code,
        value=quantity.value,
        lower=quantity.lower,
        upper=quantity.upper,
        unit=_unit(quantity, frame),
        as_of=_as_of(reading, clause, quantity),
        status=status,
        confidence=probability(signs),
    )
    reading.accept(quantity, frame, figure, signs)
    return figure


def _is_change(reading: Reading, clause: Clause, quantity: Quantity, lex: Lexicon) -> bool:
    """Whether a figure is a rate or an amount of change, a casualty count or a price."""
    before = reading.text[clause.start : quantity.start]
    after = reading.text[quantity.end : min(clause.end, quantity.end + _CHANGE_REACH)]
    if quantity.unit == "points":
        return True
    if any(word in before + after for word in lex.words.get("no_stock", ())):
        return True
    if not reading.linear and reading.text.startswith("до ", quantity.start):
        # Вырос на 15 процентов is a change, вырос до 12 процентов a level.
        return False
    if not reading.linear and before.rstrip().endswith(" на") and quantity.unit == "percent":
        return True
    if quantity.unit == "percent":
        return any(word in before or word in after for word in lex.words.get("change", ()))
    return any(before.rstrip("了约近 ").endswith(word) for word in lex.words.get("change", ()))


def _bind(reading: Reading, clause: Clause, quantity: Quantity, lex: Lexicon) -> tuple[Hit, Frame] | None:
    """The word that says what is counted: the nearest fitting one of the clause, else of the clause before."""
    for place in (clause, _before(reading, clause)):
        if place is None:
            continue
        best: tuple[int, Hit, Frame] | None = None
        for hit in reading.hits:
            if not place.start <= hit.start < place.end:
                continue
            frame = next((one for one in hit.frames if _counts(one, reading, place, quantity)), None)
            if frame is None:
                continue
            distance = hit.start - quantity.end if hit.start >= quantity.end else quantity.start - hit.end + 2
            if quantity.unit == "percent" and "share" in frame.flags:
                distance = min(distance, -1) if frame.needs else distance
            if best is None or distance <= best[0]:
                best = (distance, hit, frame)
        if best is not None and (
            place is clause or "times" in best[2].flags or _is_portion(reading, clause, best, lex)
        ):
            return best[1], best[2]
    return None


def _is_portion(reading: Reading, clause: Clause, best: tuple[int, Hit, Frame], lex: Lexicon) -> bool:
    """「吉爾吉斯的外債中，中國佔三成」: the clause before says what it is a share of; 「向…供氣，每日900萬立方米」."""
    words = lex.words.get("portion", ())
    if "energy" in best[2].flags:
        return True
    return "share" in best[2].flags and any(reading.text.find(one, clause.start, clause.end) >= 0 for one in words)


def _counts(frame: Frame, reading: Reading, place: Clause, quantity: Quantity) -> bool:
    """Whether a stock frame counts this quantity and the words it needs stand anywhere in the clause."""
    if frame.kind != "stocks" or not _countable(frame, quantity):
        return False
    return not frame.needs or any(reading.text.find(word, place.start, place.end) >= 0 for word in frame.needs)


def _before(reading: Reading, clause: Clause) -> Clause | None:
    earlier = [one for one in reading.clauses if one.start < clause.start]
    return earlier[-1] if earlier and not clause.fresh else None


def _countable(frame: Frame, quantity: Quantity) -> bool:
    unit, flags = quantity.unit, frame.flags
    if "money" in flags:
        return quantity.is_money
    if quantity.is_money:
        return False
    if unit == "percent":
        return not flags & {"times", "energy", "goods"} or "share" in flags
    if "share" in flags:
        return False
    if "times" in flags:
        return unit in _TIMES or (unit == "" and quantity.value >= 2 and quantity.value < 1000)
    if "energy" in flags:
        return unit in _VOLUME and (unit != "" or quantity.value >= 10**6)
    if "goods" in flags:
        return unit in _GOODS
    if "people" in flags:
        return unit in _PEOPLE and (unit != "" or quantity.value >= _BARE_FIGURE)
    return unit in _COUNTED


def _unit(quantity: Quantity, frame: Frame) -> str:
    if quantity.is_money or quantity.unit == "percent":
        return quantity.unit
    return _UNITS.get(quantity.unit, "") or frame.mode or "count"


def _as_of(reading: Reading, clause: Clause, quantity: Quantity) -> When | None:
    dates = [
        one for one in reading.dates() if one.kind in ("point", "as-of") and one.when and one.end <= quantity.start
    ]
    return dates[-1].when if dates else None
