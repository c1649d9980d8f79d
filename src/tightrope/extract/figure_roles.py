"""Who fills the slots of a stock's line: holder and over among the parties of a clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tightrope.extract.carried import home, partner, place_of, says
from tightrope.extract.figure_lists import named, others, own_party, owns, shared_with
from tightrope.extract.figure_parties import code_of
from tightrope.extract.lexicon import Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Clause, Party, Reading
from tightrope.extract.weights import language_state

#: Holder, over, and how far they were carried.
Sides = tuple[str, str, int]
_ATTRIBUTE_REACH = 8


@dataclass(slots=True)
class Finder:
    """Looks up the slots of a stock's line among the parties of its clause; notes how far one was carried."""

    reading: Reading
    memory: Memory
    hit: Hit
    lex: Lexicon
    quantity: Quantity
    carried: int = 0
    parties: list[Party] = field(init=False)
    listed: str = field(init=False)
    borrowed: bool = field(init=False)
    compared: bool = field(init=False)
    members: list[Party] = field(init=False)

    def __post_init__(self) -> None:
        reading, quantity = self.reading, self.quantity
        clause, other = reading.clause_of(self.hit.start), reading.clause_of(quantity.start)
        places = [clause] if other == clause else [clause, other]
        if not reading.linear:
            # Сумма переводов, отправленных ими из России, превысила …: the participle tells of the counted noun.
            places += [
                one for one in reading.clauses if 0 <= one.start - self.hit.end <= _TWO and one.end <= clause.end
            ]
        everyone = named(reading)
        found = [one for place in places for one in everyone if reading.holds(place, one.start)]
        self.borrowed = not found and not clause.fresh
        if self.borrowed:
            # …, with $52 billion in accumulated investment: a clause without anybody goes on about the one before.
            before = [one for one in reading.clauses if one.end <= clause.start]
            found = [one for one in everyone if reading.holds(before[-1], one.start)] if before else []
        # 800 млн в американской валюте: a currency is no party; nor is the agency or expert that tells it.
        rivals = [one for one in found if self._is_rival(one)]
        inside = [
            one
            for one in found
            if not (quantity.start <= one.start and one.end <= quantity.end)
            and one.head not in _TELLERS
            and one not in rivals
        ]
        self.compared = bool(rivals)
        peer = own_party(reading, everyone, quantity)
        self.listed = code_of(peer) if peer is not None else ""
        self.members = [one for one in everyone if any(owns(reading, one, each) for each in reading.quantities())]
        inside = list(others(reading, inside, quantity))
        if peer is not None:
            inside = [one for one in inside if one.start != peer.start and not (peer.slot and one.slot == peer.slot)]
            inside += [peer] if (shared := shared_with(everyone, peer)) is None else [shared, peer]
        self.parties = [self._settled(one, inside) for one in inside]

    def _is_rival(self, party: Party) -> bool:
        """Опередив Китай, second only to Russia: somebody to compare with."""
        start = max(0, party.start - _RIVAL_REACH * self.reading.scale)
        place = place_of(self.reading.text, "rival", self.lex, start, party.start)
        gap = self.reading.text[place : party.start]
        # 超過6萬名哈薩克學生, 超過三成、中國投資: a number that is exceeded.
        numbers = any(place <= one.end - 1 < party.start for one in self.reading.quantities())
        return place >= 0 and len(gap.split()) <= _TWO and not numbers and not any(char.isdigit() for char in gap)

    def _settled(self, party: Party, parties: list[Party]) -> Party:
        """Let "the country", «в стране» mean what the document is about, rather than whom its last sentence named."""
        named = self.memory.named
        words = self.reading.original[party.start : party.end]
        if any(char.isupper() for char in words[1:]):
            # Страны Евросоюза: a name stands beside the word.
            return party
        if not says(self.reading.text, "home", self.lex, party.start, party.end) or len(party.codes) != 1:
            return party
        known = next((code_of(one) for one in parties if one is not party and code_of(one) != party.codes[0]), "")
        code = home(self.memory, known or "EUU")
        if not code or (party.codes != ("EUU",) and named.get(code, 0) <= named.get(party.codes[0], 0)):
            return party
        return replace(party, parts=((code,),), keys=(code,))

    def first(self, slots: tuple[str, ...], other: str) -> str:
        """The code of the best-placed party, other than ``other``; empty if there is none."""
        for slot in slots:
            if self.borrowed and slot in _INNER:
                # In the clause before, an attribute belongs to another noun.
                continue
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
            if self.quantity.unit == "percent" and (doer := self._takes_up(other)):
                return doer
            limit = self._subject_limit()
            return self._pick(lambda party: party.slot in ("", "subj") and party.start < limit, other)
        if slot == "topic":
            return self.topic(other)
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
        if slot == "owner":
            # На российской базе в Таджикистане: whose the place is.
            return self._pick(lambda party: party.slot == "in" and party.head in _OWNED, other)
        if slot in ("place", "in"):
            place = self._pick(lambda party: party.slot == "in" and party.head not in _OWNED, other)
            return place or self._pick(
                lambda party: party.slot == "in" or party.head == "place" or self._is_goal(party), other
            )
        if slot in ("lender", "borrower") and (bank := self._bank()):
            return bank if slot == "lender" else self._pick(lambda party: party.slot in ("", "subj"), other)
        owed = self._owed() if slot in ("lender", "borrower") else -1
        if owed >= 0:
            # 吉爾吉斯欠中國…: whom the debt is owed to stands after the verb.
            return self._pick(lambda party: (party.start > owed) == (slot == "lender"), other)
        if slot == "lender" and (doer := self._pick(lambda party: party.slot == "by", other)):
            return doer
        if slot in ("lender", "borrower", "energy"):
            return self._pick(lambda party: party.slot in (_DIRECTED[slot]), other)
        if slot == "from" and any(one.slot == "in" and code_of(one) for one in self.parties):
            # Remittances from the Moldovans working in Russia.
            return self._pick(lambda party: party.slot == slot and not party.crowd and party.head == "state", other)
        return self._pick(lambda party: party.slot == slot, other)

    def _bank(self) -> str:
        """向中國貸款: without a verb of giving, whom one turns to lends."""
        beside = [one for one in self.parties if one.slot == "to" and 0 <= self.hit.start - one.end <= 1]
        return code_of(beside[0]) if beside and self.reading.scale == 1 else ""

    def _subject_limit(self) -> int:
        """Where subjects end: before the trigger, and before the verb of a share (俄羅斯｜佔印度石油進口的35%)."""
        if self.quantity.unit != "percent" or self.reading.scale > 1:
            return self.hit.start
        clause = self.reading.clause_of(self.hit.start)
        verb = place_of(self.reading.text, "portion", self.lex, clause.start, self.hit.start)
        return verb if verb >= 0 else self.hit.start

    def _owed(self) -> int:
        clause = self.reading.clause_of(self.hit.start)
        return place_of(self.reading.text, "owe", self.lex, clause.start, clause.end)

    def _of_debt(self, slot: str, other: str) -> str:
        """欠中國, 對中國的債務, 來自中國的外債: the creditor; 吉爾吉斯外債: the debtor stands right before the word."""
        owed = self._owed()
        if owed >= 0:
            side = self._pick(lambda party: (party.start > owed) == (slot == "creditor"), other)
            return side or ("" if slot == "creditor" else self.topic(other))
        if borrower := self._whose_creditor():
            return borrower if slot == "debtor" else self._pick(lambda party: True, borrower)
        if not self.reading.linear:
            return ""
        marked = self._pick(lambda party: party.slot in ("on", "from", "to"), other)
        attribute = self._pick(self._lies_in_debt, other) or self._pick(self._is_attribute, other, nearest=True)
        if slot == "creditor":
            return marked or self._pick(lambda party: True, attribute) or self.topic(attribute)
        bare = self._pick(lambda party: party.slot in ("", "subj", "of"), other)
        return attribute or bare or self.topic(other)

    def _takes_up(self, other: str) -> str:
        """蒙古貿易…、中國投資佔其外資的三成: who takes up a share, in its own item of a list."""
        clause = self.reading.clause_of(self.quantity.start)
        verb = self.reading.text.rfind("占", clause.start, self.quantity.start)
        start = self.reading.text.rfind("、", clause.start, verb) if verb >= 0 else -1
        bare = ("", "subj", "of")
        return self._pick(lambda one: start < one.start < verb and one.slot in bare, other) if start >= 0 else ""

    def _lies_in_debt(self, party: Party) -> bool:
        """中國在老撾的外債中佔…: the place owes."""
        gap = self.reading.text[party.end : self.hit.start]
        return self.reading.scale == 1 and party.slot == "in" and gap in ("", "的")

    def _whose_creditor(self) -> str:
        """Laos' main creditor, the Development Bank of China: the party that "creditor" belongs to owes."""
        clause = self.reading.clause_of(self.hit.start)
        place = place_of(self.reading.text, "creditor", self.lex, clause.start, clause.end)
        if place < 0:
            return ""
        owners = [one for one in self.parties if one.slot == "of" and abs(one.start - place) <= _CREDITOR_REACH]
        return code_of(min(owners, key=lambda one: abs(one.start - place))) if owners else ""

    def _is_goal(self, party: Party) -> bool:
        """前往俄羅斯工作: where they go to work is where they are counted."""
        return self.reading.text.endswith(("前往", "赴", "去"), 0, party.start)

    def _is_attribute(self, party: Party) -> bool:
        start = self.hit.start
        covers = party.start <= start < party.end and party.slot != "in"
        clause = self.reading.clause_of(start)
        reach = _ATTRIBUTE_REACH * min(self.reading.scale, _TWO)
        return covers or (
            clause.start <= party.start
            and party.end <= start
            and start - party.end <= reach
            and party.slot in ("", "of", "subj")
        )

    def _pick(self, accepts: Callable[[Party], bool], other: str, nearest: bool = False) -> str:
        parties = self.parties
        for party in sorted(parties, key=lambda one: -one.start) if nearest else parties:
            code = code_of(party)
            if code and code != other and accepts(party):
                return code
        return ""

    def topic(self, other: str) -> str:
        """Whom the text speaks of, other than a party: a subject of the sentence, else of the document."""
        clause = self.reading.clause_of(self.hit.start)
        earlier = [
            one
            for one in self.reading.parties
            if one.start < clause.start
            and not (one.body and self.reading.clause_of(one.start).says)
            and not self._is_view(self.reading.clause_of(one.start))
        ]
        for party in sorted(earlier, key=self._prominence):
            if (code := code_of(party)) and code != other:
                self.carried = 1
                return code
        known = [code for code in self.memory.named if code != other]
        if not self.memory.topic and len(known) == 1:
            self.carried = 2
            return known[0]
        if len(self.memory.topic) == 1 and self.memory.topic[0] != other:
            self.carried = 2
            return self.memory.topic[0]
        return ""

    def _is_view(self, clause: Clause) -> bool:
        """Whether a clause only says whose estimate it is."""
        return says(self.reading.text, "opine", self.lex, clause.start, clause.end)

    def _prominence(self, party: Party) -> tuple[bool, int, int]:
        """Subjects first; of those, the ones of the nearest clause; of those, the first."""
        return (
            party.slot not in ("", "subj") or not party.acts,
            -self.reading.clause_of(party.start).start,
            party.start if self.reading.linear else -party.start,
        )

    def complete(self, holder: str, over: str) -> Sides | None:
        """Fill one missing side: with the country that the clause points to, else with the only other party around."""
        if not (holder or over):
            return None
        clause = self.reading.clause_of(self.hit.start)
        if rest := partner(self.reading, clause, self.memory, self.lex, holder or over):
            return (holder or rest, over or rest, 2)
        rest = self.topic(holder or over)
        if not rest or self.carried == 2:
            return None
        return (holder or rest, over or rest, self.carried)


_TWO = 2
_OWNED = ("thing", "relation", "ground")
_INNER = ("of", "attr", "obj")
_RIVAL_REACH = 8
_CREDITOR_REACH = 30
_TELLERS = ("media", "expert")


_DIRECTED = {"lender": ("", "subj", "of"), "borrower": ("to", "on", "for", "in"), "energy": ("", "subj", "from")}
