"""Who holds a figure, and over whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Party, Reading
from tightrope.extract.weights import heavier, language_state
from tightrope.records import Status, When

_ATTRIBUTE_REACH = 8


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


_Pair = tuple[str, str, int]


def holder_and_over(
    reading: Reading,
    memory: Memory,
    hit: Hit,
    frame: Frame,
    quantity: Quantity,
    earlier: list[Figure],
    owe: tuple[str, ...],
) -> _Pair | None:
    """Find holder, over and how far they were carried; ``None`` if a side is missing."""
    finder = _Roles(reading, memory, hit, owe, quantity.start)
    if frame.roles.source == ("larger",):
        return _joint(frame, quantity, earlier, finder)
    if (part := _of_those(frame, earlier, finder)) is not None:
        return part
    holder = finder.first(frame.roles.source, "")
    over = finder.first(frame.roles.target, holder)
    if holder and not over:
        holder = finder.first(frame.roles.source, "") or ""
    if not holder or not over:
        inherited = _inherited(frame, quantity, earlier, finder)
        if inherited:
            return inherited
        return finder.complete(holder, over)
    return holder, over, finder.carried


def _of_those(frame: Frame, earlier: list[Figure], finder: _Roles) -> _Pair | None:
    """「…留學生17萬人，其中哈薩克學生6萬人」: a part of what was counted before keeps its holder."""
    clause = finder.reading.clause_of(finder.place)
    own = {code for party in finder.reading.parties_in(clause) for code in codes_of(party)}
    if not earlier or earlier[-1].channel != frame.code or not finder.reading.text.startswith("其中", clause.start):
        return None
    return (earlier[-1].holder, own.pop(), 1) if len(own) == 1 and earlier[-1].holder not in own else None


def _joint(frame: Frame, quantity: Quantity, earlier: list[Figure], finder: _Roles) -> _Pair | None:
    """Trade counts for the partner that the sentence calls the largest, else for the larger economy."""
    main = dominant(finder.reading)
    pair = finder.pair()
    anaphoric = all(party.pronoun for party in finder.own())
    if main is not None and (pair is None or anaphoric or set(pair) == set(main)):
        return (*main, 1)
    if pair is None:
        return _inherited(frame, quantity, earlier, finder)
    return (*heavier(*pair), finder.carried)


def _inherited(frame: Frame, quantity: Quantity, earlier: list[Figure], finder: _Roles) -> _Pair | None:
    """「…3000餘家，佔外資企業的22%」: a share or a further amount without parties of its own keeps those before it."""
    if not earlier:
        return None
    last = earlier[-1]
    own = {code for party in finder.own() for code in codes_of(party)}
    if not own <= {last.holder, last.over}:
        return None
    if last.channel == frame.code or last.channel.split(".")[0] == frame.code.split(".")[0]:
        return last.holder, last.over, 1
    return None


@dataclass(slots=True)
class _Roles:
    reading: Reading
    memory: Memory
    hit: Hit
    owe: tuple[str, ...]
    place: int
    carried: int = 0

    def _clause_parties(self) -> list[Party]:
        clause, other = self.reading.clause_of(self.hit.start), self.reading.clause_of(self.place)
        parties = self.reading.parties_in(clause)
        return parties if other == clause else parties + self.reading.parties_in(other)

    def own(self) -> list[Party]:
        """The parties of the clause itself."""
        return self._clause_parties()

    def first(self, slots: tuple[str, ...], other: str) -> str:
        """The code of the best-placed party, other than ``other``; empty if there is none."""
        for slot in slots:
            code = self._slot(slot, other)
            if code and code != other:
                return code
        return ""

    def _slot(self, slot: str, other: str) -> str:
        if slot in ("lang", "ethnic"):
            return language_state(self.reading.text[self.hit.start : self.hit.end])
        if slot == "attr":
            return self._pick(self._is_attribute, other, nearest=True)
        if slot == "subj":
            return self._pick(lambda party: party.slot in ("", "subj") and party.start < self.hit.start, other)
        if slot == "topic":
            return self._topic(other)
        if slot in ("creditor", "debtor"):
            return self._of_debt(slot, other)
        if slot == "party":
            return self._pick(lambda party: party.start >= self.hit.end, other)
        if slot == "other":
            return self._pick(lambda party: True, other)
        if slot == "obj":
            return self._pick(
                lambda party: party.slot == "obj" or (party.slot == "" and party.start >= self.hit.end), other
            )
        if slot in ("place", "in"):
            return self._pick(lambda party: party.slot == "in" or party.head == "place" or self._is_goal(party), other)
        owed = self._owed() if slot in ("lender", "borrower") else -1
        if owed >= 0:
            # 吉爾吉斯欠中國…: whom the debt is owed to stands after the verb.
            return self._pick(lambda party: (party.start > owed) == (slot == "lender"), other)
        if slot in ("lender", "borrower", "energy"):
            return self._pick(lambda party: party.slot in (_DIRECTED[slot]), other)
        return self._pick(lambda party: party.slot == slot, other)

    def _owed(self) -> int:
        clause = self.reading.clause_of(self.hit.start)
        places = (self.reading.text.find(word, clause.start, clause.end) for word in self.owe)
        return next((place for place in places if place >= 0), -1)

    def _of_debt(self, slot: str, other: str) -> str:
        """欠中國, 對中國的債務, 來自中國的外債: the creditor; 吉爾吉斯外債: the debtor stands right before the word."""
        owed = self._owed()
        if owed >= 0:
            side = self._pick(lambda party: (party.start > owed) == (slot == "creditor"), other)
            return side or ("" if slot == "creditor" else self._topic(other))
        marked = self._pick(lambda party: party.slot in ("on", "from", "to"), other)
        attribute = self._pick(self._is_attribute, other, nearest=True)
        if slot == "creditor":
            return marked or self._pick(lambda party: True, attribute) or self._topic(attribute)
        bare = self._pick(lambda party: party.slot in ("", "subj", "of"), other)
        return attribute or bare or self._topic(other)

    def _is_goal(self, party: Party) -> bool:
        """前往俄羅斯工作: where they go to work is where they are counted."""
        return self.reading.text.endswith(("前往", "赴", "去"), 0, party.start)

    def _is_attribute(self, party: Party) -> bool:
        start = self.hit.start
        covers = party.start <= start < party.end and party.slot != "in"
        return covers or (
            party.end <= start and start - party.end <= _ATTRIBUTE_REACH and party.slot in ("", "of", "subj")
        )

    def _pick(self, accepts: Callable[[Party], bool], other: str, nearest: bool = False) -> str:
        parties = self._clause_parties()
        for party in sorted(parties, key=lambda one: -one.start) if nearest else parties:
            code = code_of(party)
            if code and code != other and accepts(party):
                return code
        return ""

    def _topic(self, other: str) -> str:
        clause = self.reading.clause_of(self.hit.start)
        earlier = [
            one
            for one in self.reading.parties
            if one.start < clause.start and not (one.body and self.reading.clause_of(one.start).says)
        ]
        for party in sorted(earlier, key=lambda one: (one.slot not in ("", "subj") or not one.acts, -one.start)):
            if (code := code_of(party)) and code != other:
                self.carried = 1
                return code
        if len(self.memory.topic) == 1 and self.memory.topic[0] != other:
            self.carried = 2
            return self.memory.topic[0]
        return ""

    def pair(self) -> tuple[str, str] | None:
        """The two parties of a joint figure: of the clause, or of the sentence if the clause names none."""
        for place in (self._clause_parties(), self.reading.parties):
            codes = list(dict.fromkeys(code for party in place if not party.body for code in codes_of(party)))
            if len(codes) == 2:
                return codes[0], codes[1]
            self.carried = 1
            if codes and place is not self.reading.parties and len(codes) > 2:
                return None
        return None

    def complete(self, holder: str, over: str) -> _Pair | None:
        """Fill one missing side from the only other party around."""
        if not (holder or over):
            return None
        rest = self._topic(holder or over)
        if not rest or self.carried == 2:
            return None
        return (holder or rest, over or rest, self.carried)


_DIRECTED = {"lender": ("", "subj", "of"), "borrower": ("to", "on", "for", "in"), "energy": ("", "subj", "from")}


_LARGEST = ("最大", "最主要", "头号", "第一大", "largest", "biggest", "main", "top", "крупнейш", "главн")
_LARGEST_REACH = 8


def dominant(reading: Reading) -> tuple[str, str] | None:
    """Who is whose largest partner, if the sentence says so: 中國取代俄羅斯成為烏茲別克最大貿易夥伴."""
    for hit in reading.hits:
        if not any(frame.code == "trade-partner" for frame in hit.frames):
            continue
        lead = reading.text[max(0, hit.start - _LARGEST_REACH * reading.scale) : hit.end]
        if not any(word in lead for word in _LARGEST):
            continue
        if reading.scale == 1 and "在" in lead:
            # 巴西是中國在拉美最大的貿易夥伴: the largest there is not the largest.
            continue
        parties = [one for one in reading.parties_in(reading.clause_of(hit.start)) if code_of(one)]
        before = [code_of(one) for one in parties if one.end <= hit.start]
        after = [one for one in parties if one.start >= hit.end]
        if len(before) > 1 and before[0] != before[-1]:
            return before[0], before[-1]
        if before and after and code_of(after[0]) != before[0]:
            other = code_of(after[0])
            return (before[0], other) if after[0].slot == "of" or not reading.linear else (other, before[0])
    return None


def code_of(party: Party) -> str:
    """The one code of a party for a stock: ``C5`` for the group; empty if it joins several."""
    codes = codes_of(party)
    return codes[0] if len(codes) == 1 else ""


def codes_of(party: Party) -> list[str]:
    """The codes of a party, with ``C5`` kept as the group."""
    return [
        "C5" if key == "C5" or len(part) > 1 else part[0] for key, part in zip(party.keys, party.parts, strict=True)
    ]
