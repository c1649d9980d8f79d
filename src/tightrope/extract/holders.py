"""Who holds a figure, and over whom."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.extract.carried import home
from tightrope.extract.figure_pairs import pair_of
from tightrope.extract.figure_parties import code_of, codes_of
from tightrope.extract.figure_roles import Finder, Sides
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Reading
from tightrope.extract.weights import heavier
from tightrope.records import Status, When


@dataclass(frozen=True, slots=True)
class Figure:
    """A stock as a sentence tells it; fields as in :class:`tightrope.records.Stock`."""

    holder: str
    over: str
    channel: str
    value: float
    lower: float
    upper: float
    unit: str
    as_of: When | None
    status: Status
    confidence: float

    @property
    def identity(self) -> tuple[str, str, str, float]:
        """What makes two mentions the same fact."""
        return self.holder, self.over, self.channel, self.value


def holder_and_over(
    reading: Reading,
    memory: Memory,
    hit: Hit,
    frame: Frame,
    quantity: Quantity,
    earlier: list[Figure],
    lex: Lexicon,
) -> Sides | None:
    """Find holder, over and how far they were carried; ``None`` if a side is missing."""
    finder = Finder(reading, memory, hit, lex, quantity)
    if frame.roles.source == ("larger",):
        return _joint(frame, quantity, earlier, finder)
    if (part := _of_those(frame, earlier, finder)) is not None:
        return part
    if finder.listed and ((sides := _listed(frame, finder)) is not None or len(finder.members) > 1):
        return sides
    if finder.borrowed and (inherited := _inherited(frame, quantity, earlier, finder)):
        return inherited
    holder = finder.first(frame.roles.source, "")
    over = finder.first(frame.roles.target, holder)
    if not holder and "party" in frame.roles.source and frame.flags & {"share", "money"}:
        # 七成外債來自國際組織: whoever the word points to is no party.
        return None
    if "last" in frame.flags:
        return (holder, over, 0) if holder and over else None
    if holder and not over:
        holder = finder.first(frame.roles.source, "") or ""
    if not holder or not over:
        inherited = _inherited(frame, quantity, earlier, finder)
        if inherited:
            return inherited
        return finder.complete(holder, over)
    return holder, over, finder.carried


#: What a bare list names the holders of: the largest investors were the Netherlands ($52 billion), …
_HELD = frozenset({"economy.investment", "economy.finance"})


def _listed(frame: Frame, finder: Finder) -> Sides | None:
    """A party with its own number in a list: it is counted, unless the clause names only whom investors hold."""
    if holder := finder.first(frame.roles.source, finder.listed):
        return holder, finder.listed, finder.carried
    if frame.code in _HELD and (over := finder.first(frame.roles.target, finder.listed)):
        return finder.listed, over, finder.carried
    known = home(finder.memory, finder.listed)
    listed = {code_of(one) for one in finder.members}
    return (known, finder.listed, 2) if "people" in frame.flags and known and known not in listed else None


def _takes_up(finder: Finder) -> tuple[str, str] | None:
    """俄羅斯佔印度進口的三成: who takes up a share of whose trade."""
    reading, place = finder.reading, finder.quantity.start
    clause = reading.clause_of(place)
    verb = reading.text.find("占", clause.start, place)
    if reading.text.startswith("占比", verb) or "、" in reading.text[max(verb, 0) : place]:
        # 對華貿易佔比: a share is told, nobody takes one up.
        return None
    before = [code for one in reading.parties_in(clause) if one.end <= verb and (code := code_of(one))]
    after = [code for one in reading.parties_in(clause) if verb < one.start and (code := code_of(one))]
    return (before[0], after[0]) if verb >= 0 and before and after and before[0] != after[0] else None


def _of_those(frame: Frame, earlier: list[Figure], finder: Finder) -> Sides | None:
    """「…留學生17萬人，其中哈薩克學生6萬人」: a part of what was counted before keeps its holder."""
    clause = finder.reading.clause_of(finder.quantity.start)
    own = {code for party in finder.reading.parties_in(clause) for code in codes_of(party)}
    if not earlier or earlier[-1].channel != frame.code or not finder.reading.text.startswith("其中", clause.start):
        return None
    return (earlier[-1].holder, own.pop(), 1) if len(own) == 1 and earlier[-1].holder not in own else None


def _joint(frame: Frame, quantity: Quantity, earlier: list[Figure], finder: Finder) -> Sides | None:
    """Trade counts for the partner that the sentence calls the largest, else for the larger economy."""
    if quantity.unit == "percent" and (of := _takes_up(finder)) is not None:
        return (*of, 0)
    main = dominant(finder.reading)
    pair = pair_of(finder)
    anaphoric = all(party.pronoun for party in finder.parties)
    if main is not None and (pair is None or anaphoric or set(pair) == set(main)):
        return (*main, 1)
    if pair is None:
        return _inherited(frame, quantity, earlier, finder)
    return (*heavier(*pair), finder.carried)


#: Workers and what they send home go the same way.
_EARNED = frozenset({"economy.labour", "economy.remittances"})


def _inherited(frame: Frame, quantity: Quantity, earlier: list[Figure], finder: Finder) -> Sides | None:
    """「…3000餘家，佔外資企業的22%」: a share or a further amount without parties of its own keeps those before it."""
    if not earlier:
        return None
    last = earlier[-1]
    own = set() if finder.borrowed else {code for party in finder.parties for code in codes_of(party)}
    if not own <= {last.holder, last.over}:
        return None
    kin = {last.channel, frame.code} <= _EARNED or (last.channel.split(".")[0] == frame.code.split(".")[0] and not own)
    if last.channel == frame.code or kin:
        return last.holder, last.over, 1
    return None


_LARGEST = (
    "最大",
    "最主要",
    "头号",
    "第一大",
    "largest",
    "biggest",
    "main",
    "top",
    "most important",
    "leading",
    "крупнейш",
    "главн",
    "основн",
    "важнейш",
)
_LARGEST_REACH = 8


def dominant(reading: Reading) -> tuple[str, str] | None:
    """Who is whose largest partner, if the sentence says so: 中國取代俄羅斯成為烏茲別克最大貿易夥伴."""
    for hit in reading.hits:
        if not any(frame.code == "trade-partner" for frame in hit.frames):
            continue
        lead = reading.text[max(0, hit.start - _LARGEST_REACH * reading.scale) : hit.end]
        if not any(word in lead for word in _LARGEST):
            continue
        everyone = reading.parties_in(reading.clause_of(hit.start))
        parties = [one for one in everyone if code_of(one)]
        if any(one.start >= hit.end and one.slot == "in" for one in everyone):
            # Vietnam is the largest partner of Japan in the region.
            continue
        if reading.scale == 1 and "在" in lead:
            # 巴西是中國在拉美最大的貿易夥伴: the largest there is not the largest.
            continue
        before = [code_of(one) for one in parties if one.end <= hit.start]
        after = [one for one in parties if one.start >= hit.end]
        if len(before) > 1 and before[0] != before[-1]:
            return before[0], before[-1]
        if before and after and code_of(after[0]) != before[0]:
            other = code_of(after[0])
            return (before[0], other) if after[0].slot == "of" or not reading.linear else (other, before[0])
    return None
