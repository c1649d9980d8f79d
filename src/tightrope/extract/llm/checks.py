"""What a claim must pass before it is evidence. Each check rejects with a reason that is counted.

A claim counts only if its quote stands in the document code point for code point; its actors are named in the quote or,
where the quote points back, in what stood just before; its words are of the vocabulary; its figure stands in the quote.
A time that the text does not name is left out and the claim kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from tightrope.extract.acts import Act
from tightrope.extract.factuality import by_publication
from tightrope.extract.holders import Figure
from tightrope.extract.llm import vocabulary
from tightrope.extract.llm.answer import RawClaim
from tightrope.extract.llm.chunks import Chunk
from tightrope.extract.llm.passage import Passage, Quote
from tightrope.extract.llm.tally import Tally
from tightrope.extract.merging import Told
from tightrope.extract.positions import Stance
from tightrope.extract.quantities import Quantity
from tightrope.extract.ties import Bond
from tightrope.records import UNDIRECTED, CheckError, Domain, EventType, Status, When

#: A model's own confidence counts up to here; what it found by pointing back, or in somebody's mouth, for less.
CAP, UNSAID, LESS_CARRIED, LESS_SAID = 0.8, 0.5, 0.2, 0.1
_LONGEST_ISSUE = 120
#: Figures agree within this share: 33.3 and 33.33 are the same third.
_SAME = 0.005
_JOINT = 3
_W = TypeVar("_W", Status, EventType, Domain)


class _RejectedError(Exception):
    """A claim that fails a check; the message is the reason."""


@dataclass(slots=True)
class Checker:
    """Checks the claims of one document.

    Attributes:
        passage: the document.
        tally: counts what was rejected, and what was left out of what was not.
    """

    passage: Passage
    tally: Tally

    def check(self, claim: RawClaim | None, chunk: Chunk) -> list[Told]:
        """Return the facts that a claim holds: none if it is rejected, one a holder for several holders."""
        self.tally.claims += 1
        try:
            if claim is None:
                raise _RejectedError("not an object")
            told = self._told(claim, chunk)
        except _RejectedError as reason:
            self.tally.rejected[str(reason)] += 1
            return []
        self.tally.accepted += 1
        return told

    def _told(self, claim: RawClaim, chunk: Chunk) -> list[Told]:
        quote = self.passage.locate(claim.text("quote"), chunk)
        if isinstance(quote, str):
            raise _RejectedError(quote)
        status = _word(Status, claim.text("status"), "status")
        speaker = self._verbatim(claim.text("attributed_to"), quote, "speaker not in the quote")
        basis = _Basis(claim, quote, status, speaker)
        facts: list[Act] | list[Figure] | list[Bond] | list[Stance]
        if claim.kind == "events":
            facts = [self._event(basis)]
        elif claim.kind == "stocks":
            facts = [self._stock(basis)]
        elif claim.kind == "ties":
            facts = self._ties(basis)
        else:
            facts = self._positions(basis)
        return [Told(quote.sentence, speaker, fact) for fact in facts]

    def _event(self, basis: _Basis) -> Act:
        claim = basis.claim
        kind = _word(EventType, claim.text("type"), "type")
        domain = _word(Domain, claim.text("domain"), "domain")
        source, target = self._codes(claim.texts("source")), self._codes(claim.texts("target"))
        source, target = _sides(source, target, kind)
        carried = self._named(basis, source, target)
        mode = claim.text("mode").strip().lower()
        if mode and mode not in vocabulary.MODES:
            self.tally.dropped["unknown mode"] += 1
            mode = ""
        when = self._when(basis, "date")
        status = by_publication(basis.status, when, self.passage.document.published)
        return Act(source, target, kind, mode, domain, status, when, basis.confidence(carried))

    def _stock(self, basis: _Basis) -> Figure:
        claim = basis.claim
        channel = claim.text("channel")
        if channel not in vocabulary.CHANNELS:
            raise _RejectedError("unknown channel")
        holder, over = self._party(claim.text("holder")), self._party(claim.text("over"))
        if {holder, *self._expand(holder)} & {over, *self._expand(over)}:
            raise _RejectedError("both sides are the same")
        quantity = self._quantity(basis)
        unit = _unit(quantity, channel, claim.text("unit"))
        known = self.passage.by_language(basis.quote) if channel in vocabulary.BY_LANGUAGE else frozenset()
        carried = self._named(basis, () if holder in known else (holder,), (over,))
        return Figure(
            holder=holder,
            over=over,
            channel=channel,
            value=quantity.value,
            lower=quantity.lower,
            upper=quantity.upper,
            unit=unit,
            as_of=self._when(basis, "as_of"),
            status=basis.status,
            confidence=basis.confidence(carried),
        )

    def _ties(self, basis: _Basis) -> list[Bond]:
        claim = basis.claim
        relation = claim.text("relation")
        if relation not in vocabulary.RELATIONS:
            raise _RejectedError("unknown relation")
        a, b = self._codes(claim.texts("a")), self._codes(claim.texts("b"))
        if relation in vocabulary.WITH_BODY:
            body = self.passage.names.is_organisation
            if len(a) == 1 and body(a[0]) and not any(map(body, b)):
                a, b = b, a
            if not all(map(body, b)):
                raise _RejectedError("relation to a body without a body")
        if set(a) & set(b) or len(b) != 1:
            raise _RejectedError("both sides are the same" if set(a) & set(b) else "a tie needs one other side")
        carried = self._named(basis, a, b)
        since, until = self._when(basis, "since"), self._when(basis, "until")
        if since and until and until.end < since.start:
            raise _RejectedError("a tie that ends before it begins")
        sure = basis.confidence(carried)
        return [Bond(code, b[0], relation, since, basis.status, sure, until) for code in a]

    def _positions(self, basis: _Basis) -> list[Stance]:
        claim = basis.claim
        stance = claim.text("stance")
        if stance not in vocabulary.STANCES:
            raise _RejectedError("unknown stance")
        actors = self._codes(claim.texts("actor"))
        carried = self._named(basis, actors, ())
        issue = self._verbatim(claim.text("issue"), basis.quote, "issue not in the quote, whole quote taken")
        issue = (issue or self.passage.document.text[basis.quote.start : basis.quote.end])[:_LONGEST_ISSUE].strip()
        when, sure = self._when(basis, "date"), basis.confidence(carried)
        return [Stance(code, issue, stance, when, basis.status, sure) for code in actors]

    def _codes(self, written: tuple[str, ...]) -> tuple[str, ...]:
        """Codes of one side, groups as their members."""
        found = dict.fromkeys(code for one in written for code in self._expand(self._party(one)))
        if not found:
            raise _RejectedError("a side is missing")
        return tuple(found)

    def _expand(self, code: str) -> tuple[str, ...]:
        names = self.passage.names
        group = not names.is_organisation(code) and not names.is_state(code)
        return (names.members(code) if group else ()) or (code,)

    def _party(self, written: str) -> str:
        """The code of one party; a name instead of a code is understood, an unknown one rejected."""
        names, text = self.passage.names, written.strip()
        for code in (text.upper(), names.code(text) or ""):
            try:
                names.name(code, "en")
            except CheckError:
                continue
            return code
        raise _RejectedError("unknown actor")

    def _named(self, basis: _Basis, *sides: tuple[str, ...]) -> bool:
        """Whether actors had to be looked for before the quote.

        Raises:
            _RejectedError: an actor is not named in the quote, and the quote does not point back to it.
        """
        passage, quote = self.passage, basis.quote
        here = passage.named(quote.start, quote.end)
        missing = {code for side in sides for code in side if code not in here}
        if basis.claim.kind == "events":
            missing -= self._attending(sides, here)
        if not missing:
            return False
        somebody, several = passage.points_back(quote)
        if not somebody:
            raise _RejectedError("actor not named in the quote")
        if not missing <= passage.named_before(quote):
            raise _RejectedError("actor neither in the quote nor in its antecedent")
        # 他訪問該國: one pronoun stands for one party; the other one must be named.
        if not several and sum(bool(missing & set(side)) for side in sides) > 1:
            raise _RejectedError("actor not named in the quote")
        return True

    def _attending(self, sides: tuple[tuple[str, ...], ...], here: frozenset[str]) -> set[str]:
        """Members of a body that the quote names, where the body itself is the other side: who attends its summit."""
        bodies = [side[0] for side in sides if len(side) == 1 and side[0] in here]
        return {code for body in bodies for code in self.passage.bodies.members(body)}

    def _quantity(self, basis: _Basis) -> Quantity:
        value = basis.claim.number("value")
        if value is None:
            raise _RejectedError("figure missing")
        found = self.passage.quantities(basis.quote)
        same = [one for one in found if abs(one.value - value) <= _SAME * abs(one.value) and one.unit != "points"]
        if not same:
            raise _RejectedError("figure not in the quote")
        return same[0]

    def _when(self, basis: _Basis, name: str) -> When | None:
        """The time a field states, if the text bears it out; a range of the text for its beginning."""
        written = basis.claim.fields.get(name)
        if written in (None, ""):
            return None
        try:
            claimed = When.parse(written) if isinstance(written, str) else None
        except CheckError:
            claimed = None
        if claimed is None:
            self.tally.dropped["date that is none"] += 1
            return None
        times = self.passage.times(basis.quote)
        if any(claimed.start <= time.start and time.end <= claimed.end for time in times):
            return claimed
        begun = next((time for time in times if "/" in str(time) and time.opening == written.strip()), None)
        if begun is None:
            self.tally.dropped["date that the text does not name"] += 1
        return begun

    def _verbatim(self, words: str, quote: Quote, otherwise: str) -> str:
        found = words.strip()
        if found and found not in self.passage.document.text[quote.start : quote.end]:
            self.tally.dropped[otherwise] += 1
            return ""
        return found


@dataclass(frozen=True, slots=True)
class _Basis:
    """What every kind of claim has."""

    claim: RawClaim
    quote: Quote
    status: Status
    speaker: str

    def confidence(self, carried: bool) -> float:
        said = self.claim.number("confidence")
        start = min(said, CAP) if said is not None and 0 <= said <= 1 else UNSAID
        return round(max(0.0, start - LESS_CARRIED * carried - LESS_SAID * bool(self.speaker)), 2)


def _word(words: type[_W], text: str, name: str) -> _W:
    try:
        return words(text)
    except ValueError:
        raise _RejectedError(f"unknown {name}") from None


def _sides(
    source: tuple[str, ...], target: tuple[str, ...], kind: EventType
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both sides of an event, which differ, unless three or more act jointly; a pair written twice is taken apart."""
    if not set(source) & set(target):
        return source, target
    if kind in UNDIRECTED and set(source) == set(target):
        if len(source) >= _JOINT:
            return source, target
        if len(source) == 2:
            return source[:1], source[1:]
    raise _RejectedError("both sides are the same")


def _unit(quantity: Quantity, channel: str, written: str) -> str:
    """The unit as the text has it; a counted thing's is the channel's."""
    allowed = vocabulary.CHANNELS[channel]
    kind = vocabulary.MONEY if quantity.is_money else quantity.unit
    if quantity.is_money or quantity.unit == vocabulary.SHARE:
        if kind not in allowed:
            raise _RejectedError("unit does not fit the channel")
        return quantity.unit
    if written.strip() not in allowed or written.strip() in (vocabulary.MONEY, vocabulary.SHARE):
        raise _RejectedError("unit does not fit the channel")
    return written.strip()
