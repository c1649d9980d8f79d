"""Figures that go on about what was counted before: "it had reached $4.5 billion", из них 1,7 млрд."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tightrope.extract.carried import says
from tightrope.extract.figure_parties import code_of
from tightrope.extract.figure_roles import Sides
from tightrope.extract.holders import holder_and_over
from tightrope.extract.lexicon import Frame, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Reading
from tightrope.extract.weights import heavier

#: The line of the lexicon, the holder and the party over which it gave weight.
Counted = tuple[Frame, str, str]
_LEAST_PART = 10**6
#: "Of which" begins a clause behind its preposition.
_OF = 3
_LIST_GAP = 14
#: Nothing is counted behind the number: «импорт — 8,6 миллиарда,».
_ENDS = re.compile(r"\s?(?:[,;.)»]|$)")
_FEWEST_LISTED = 2


def announced(reading: Reading, memory: Memory, lex: Lexicon) -> Counted | None:
    """What a sentence speaks of without a number: "Turkish investment in Georgia has grown"."""
    for hit in reading.hits:
        frame = next((one for one in hit.frames if one.kind == "stocks" and "money" in one.flags), None)
        if frame is None or frame.needs or reading.title:
            continue
        pair = holder_and_over(reading, memory, hit, frame, Quantity(hit.end, hit.end, 0, 0, 0, ""), [], lex)
        if pair is not None and pair[2] == 0:
            return frame, pair[0], pair[1]
    return None


def going_on(reading: Reading, lex: Lexicon, counted: Counted) -> Iterator[tuple[Quantity, Sides]]:
    """The numbers of a sentence without a countable word, with their sides as the last sentence told them."""
    _, holder, over = counted
    if all(set(party.codes) <= {holder, over} for party in reading.parties):
        for quantity in reading.quantities():
            lead = reading.text[: quantity.start]
            if quantity.is_money and says(lead, "it", lex, 0, len(lead)) and says(lead, "reach", lex, 0, len(lead)):
                yield quantity, (holder, over, 2)
        return
    yield from _listed(reading, counted)


def _listed(reading: Reading, counted: Counted) -> Iterator[tuple[Quantity, Sides]]:
    """На Китай пришлось 16,8%, Казахстан — 8,3%: a list goes on with parties and numbers only."""
    frame, _, over = counted
    listed = []
    for quantity in reading.quantities():
        before = [one for one in reading.parties if one.end <= quantity.start]
        gap = reading.text[before[-1].end : quantity.start] if before else ""
        code = code_of(before[-1]) if before else ""
        if not code or code == over or len(gap) > _LIST_GAP or "," in gap or any(char.isdigit() for char in gap):
            return
        if quantity.unit != "percent" and not quantity.is_money:
            return
        sides = heavier(code, over) if frame.roles.source == ("larger",) else (code, over)
        listed.append((quantity, (*sides, 2)))
    if len(listed) >= _FEWEST_LISTED:
        yield from listed


def with_currency(reading: Reading, lex: Lexicon) -> list[Quantity]:
    """The numbers of a sentence; 「$4.5 billion, of which 1.7 billion」 are both in dollars."""
    found: list[Quantity] = []
    for quantity in reading.quantities():
        clause = reading.clause_of(quantity.start)
        last = found[-1] if found else None
        if last is not None and last.is_money and not quantity.unit and quantity.value >= _LEAST_PART:
            part = says(reading.text, "part", lex, max(0, clause.start - _OF), quantity.start)
            if part or _ENDS.match(reading.text, quantity.end):
                quantity = replace(quantity, unit=last.unit)
        found.append(quantity)
    return found
