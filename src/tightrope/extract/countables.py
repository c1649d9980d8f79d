"""Which word of a sentence a number counts: the frame that binds a quantity, and the units of stocks."""

from __future__ import annotations

import re

from tightrope.extract.carried import says
from tightrope.extract.gaps import opens_with
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Clause, Reading

_COUNTED = frozenset(
    ["家", "间", "所", "个", "座", "户", "种", "处", "艘", "架", "枚", "项", "校", "辆", "件", "对"]
) | {""}
_PEOPLE = frozenset(["名", "人", "位", "人次"]) | {""}
_TIMES = frozenset(["次", "场", "趟", "届"])
_CUBIC = "m3"
_UNITS = {
    "立方米": _CUBIC, "立方公尺": _CUBIC, "立方": _CUBIC, "方": _CUBIC, "吨": "tonnes", "公吨": "tonnes",
    "桶": "barrels", "千瓦时": "kWh", "度": "kWh", "剂": "doses",
}  # fmt: skip
_VOLUME = frozenset(_UNITS) - {"剂"}
_GOODS = frozenset(["剂", "吨", "公吨", "顶", "箱", "套", "台", "辆", "艘", "架", "门", "枚", "头", "件", "批", "发"])
#: Smallest figure that may stand without any counting word ("達5.6萬", "2,030 troops").
_BARE_FIGURE = 10
_MOST_TIMES = 1000
_LEAST_VOLUME = 10**6
#: Of every three tonnes two go to China.
_LEAST_COUNTED_VOLUME = 1000
#: Twenty buses are a present; a million doses give weight.
_LEAST_GOODS = 1000
_MOST_CAMPUSES = 2000


#: A word that counts a number, with the line of the lexicon.
Bound = tuple[Hit, Frame]


def bind(reading: Reading, clause: Clause, quantity: Quantity, lex: Lexicon) -> list[Bound]:
    """The words that may say what is counted, best first: the nearest of the clause, else of the clause before."""
    before = _before(reading, clause)
    part = before if before and says(reading.text, "part", lex, clause.start, quantity.start) else clause
    own = _nearest(reading, clause, part, quantity)
    if own:
        return own
    bound = _nearest(reading, before, clause, quantity) if before else []
    return [one for one in bound if _reaches(reading, clause, quantity, one[1], lex)]


def _nearest(reading: Reading, place: Clause, clause: Clause, quantity: Quantity) -> list[Bound]:
    found: list[tuple[int, int, Hit, Frame]] = []
    for hit in reading.hits:
        if not place.start <= hit.start < place.end:
            continue
        frame = next((one for one in hit.frames if _counts(one, reading, (place, clause), quantity)), None)
        if frame is None or ("times" in frame.flags and not _is_count(reading, hit, quantity)):
            continue
        if "people" in frame.flags and opens_with(reading, hit.end, "equipment"):
            # 45 военных самолетов: an adjective counts nobody.
            continue
        distance = hit.start - quantity.end if hit.start >= quantity.end else quantity.start - hit.end + 2
        if quantity.unit == "percent" and "share" in frame.flags:
            # 貿易佔比超90%、中國投資…: a figure belongs to its own item of a list.
            parted = reading.scale == 1 and "、" in reading.text[quantity.end : hit.start]
            distance = min(distance, -1) if frame.needs and not parted else distance
        if "last" in frame.flags:
            distance += _FAR
        found.append((distance, -hit.start, hit, frame))
    return [(hit, frame) for _, _, hit, frame in sorted(found, key=lambda one: one[:2])[:_MOST_BOUND]]


_TIMES_WORD = re.compile(r"\s?(?:times|fold|раза?|倍)\b")
#: Farther than any word of a sentence: 「提供貸款」 is a loan before it is something given.
_FAR = 10**6
_MOST_BOUND = 3
_COUNT_REACH = 24


def _is_count(reading: Reading, hit: Hit, quantity: Quantity) -> bool:
    """16 joint exercises, visited five times; "a meeting of three states" counts no meetings."""
    if quantity.unit or reading.scale == 1:
        return True
    after = reading.text[quantity.end : quantity.end + _COUNT_REACH]
    return after.lstrip().startswith(("times", "раз")) or 0 <= hit.start - quantity.end <= _COUNT_REACH


def _reaches(reading: Reading, clause: Clause, quantity: Quantity, frame: Frame, lex: Lexicon) -> bool:
    """Whether the clause before says what is counted: 「…的外債中，中國佔三成」, "trade, which …, became"."""
    if "times" in frame.flags or "energy" in frame.flags:
        return True
    if frame.flags & {"share", "money"} and says(reading.text, "portion", lex, clause.start, clause.end):
        return True
    # 中資公司數量已居首位，達2337家; «– их число достигло 3467».
    told = (0, clause.start) if reading.scale == 1 else (clause.start, quantity.start)
    level = reading.scale > 1 or reading.text[quantity.start] in "达共约为超逾有增升"
    if level and says(reading.text, "tally", lex, *told):
        return True
    # China is the largest investor in Laos, with $2 billion.
    led = reading.text[clause.start : quantity.start].strip() in ("with", "at", "с", "—")
    return quantity.is_money and (led or says(reading.text, "reach", lex, clause.start, quantity.start))


def _before(reading: Reading, clause: Clause) -> Clause | None:
    earlier = [one for one in reading.clauses if one.start < clause.start]
    return earlier[-1] if earlier and not clause.fresh else None


def _counts(frame: Frame, reading: Reading, places: tuple[Clause, ...], quantity: Quantity) -> bool:
    """Whether a stock frame counts this quantity and the words it needs stand anywhere in the clauses."""
    if frame.kind != "stocks" or not countable(frame, quantity):
        return False
    if frame.code == "culture.campuses" and quantity.value > _MOST_CAMPUSES:
        # В вузах России учатся 60 тысяч студентов.
        return False
    if "times" not in frame.flags and _TIMES_WORD.match(reading.text, quantity.end):
        # The number of students has risen 14 times.
        return False
    return not frame.needs or any(_find(reading, word, place) for word in frame.needs for place in places)


def _find(reading: Reading, word: str, place: Clause) -> bool:
    position = reading.text.find(word, place.start, place.end)
    while position > 0 and reading.scale > 1 and reading.text[position - 1].isalnum():
        # Western lists hold beginnings of words: no "arms" in "farms".
        position = reading.text.find(word, position + 1, place.end)
    return position >= 0


def countable(frame: Frame, quantity: Quantity) -> bool:
    """Whether a line counts numbers with this unit."""
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
        return unit in _TIMES or (unit == "" and 1 < quantity.value < _MOST_TIMES)
    if "energy" in flags:
        return unit in _VOLUME and quantity.value >= (_LEAST_COUNTED_VOLUME if unit else _LEAST_VOLUME)
    if "goods" in flags:
        return unit in _GOODS and quantity.value >= _LEAST_GOODS
    if "people" in flags:
        return unit in _PEOPLE and (unit != "" or quantity.value >= _BARE_FIGURE)
    return unit in _COUNTED


def unit_of(quantity: Quantity, frame: Frame) -> str:
    """The unit of a stock: the currency, percent, the unit of volume or what the frame counts."""
    if quantity.is_money or quantity.unit == "percent":
        return quantity.unit
    return _UNITS.get(quantity.unit, "") or frame.mode or "count"
