"""Figures in lists, where each party has its own number: Kazakhstan (61 thousand), Poland (3 thousand)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tightrope.extract.figure_parties import code_of, codes_of, with_slot
from tightrope.extract.quantities import Quantity
from tightrope.extract.reading import Party, Reading

_MARKS = ("(", "—", "——", "–", "-", ":", "(about", "(около", "(约", "- это")
_RESPECTIVELY = re.compile(r"\b(?:respectively|соответственно)\b|分别")
#: How far behind the last number "respectively" may stand.
_TAIL = 90
_FEWEST = 2


def named(reading: Reading) -> list[Party]:
    """The parties of a sentence; those that a list joins stand alone where they have numbers of their own."""
    found: list[Party] = []
    for party in reading.parties:
        members = party.members
        if any(owns(reading, member, one) for member in members for one in reading.quantities()):
            found.extend(replace(member, slot=party.slot) for member in members)
        else:
            found.append(party)
    return [with_slot(reading.text, one, reading.language) for one in found]


def _stands_before(reading: Reading, party: Party, quantity: Quantity) -> bool:
    return party.end <= quantity.start and reading.text[party.end : quantity.start].strip(" ") in _MARKS


def own_party(reading: Reading, parties: list[Party], quantity: Quantity) -> Party | None:
    """The party of a list to which a number belongs."""
    if (party := _in_turn(reading, parties, quantity)) is not None:
        return party
    return next((one for one in parties if code_of(one) and owns(reading, one, quantity)), None)


def owns(reading: Reading, party: Party, quantity: Quantity) -> bool:
    """Whether a number stands right behind a party; bare, it must go on with a number told before."""
    if _stands_before(reading, party, quantity):
        return True
    return reading.text[party.end : quantity.start] == " " and any(
        one.start < party.start and one.unit == quantity.unit and _alike(one, quantity)
        for one in reading.quantities()
        if reading.clause_of(one.start) == reading.clause_of(quantity.start)
    )


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers may count the same: "Japan hosts 50,000 soldiers and South Korea 28,500"."""
    least = min(one.value, other.value)
    return bool(one.unit) or (least >= _LEAST and max(one.value, other.value) <= least * _SPREAD)


_LEAST = 100
_SPREAD = 100


def _in_turn(reading: Reading, parties: list[Party], quantity: Quantity) -> Party | None:
    """Of several parties told together, the one whose number this is: 5 and 3 billion, respectively."""
    run = _run(reading, quantity)
    if len(run) < _FEWEST:
        return None
    lead = reading.text[reading.clause_of(run[0].start).start : run[0].start]
    if not _RESPECTIVELY.search(lead) and not _RESPECTIVELY.search(reading.text[run[-1].end : run[-1].end + _TAIL]):
        return None
    place = run.index(quantity)
    joint = [one for one in parties if len(one.parts) == len(run)]
    if not joint and (shared := [one for one in parties if len(one.parts) == len(run) + 1]):
        # 中國與哈薩克、烏茲別克的貿易額分別為…: the first is told of each of the others.
        place, joint = place + 1, shared
    if not joint:
        side_by_side = _side_by_side(reading, parties)
        return side_by_side[place] if len(side_by_side) == len(run) else None
    party = min(joint, key=lambda one: abs(one.start - run[0].start))
    return replace(party, parts=(party.parts[place],), keys=(party.keys[place],), members=())


def shared_with(parties: list[Party], peer: Party) -> Party | None:
    """Who is told with each of a list: 中國 in 中國與哈薩克、烏茲別克的貿易額分別為…."""
    whole = next((one for one in parties if one.start == peer.start and len(one.parts) > _FEWEST), None)
    if whole is None or len(peer.parts) != 1 or peer.parts[0] == whole.parts[0]:
        return None
    return replace(whole, parts=whole.parts[:1], keys=whole.keys[:1], members=())


def _side_by_side(reading: Reading, parties: list[Party]) -> list[Party]:
    """The first parties that only 和 or a comma of lists parts from each other; they all stand where the first does."""
    row: list[Party] = []
    for party in parties:
        if row and reading.text[row[-1].end : party.start] not in ("、", "和", "与", "及", "以及"):
            if len(row) > 1:
                break
            row = []
        row.append(replace(party, slot=row[0].slot) if row else party)
    return row


def _run(reading: Reading, quantity: Quantity) -> list[Quantity]:
    """The numbers that are told in one breath with a number."""
    run: list[Quantity] = []
    for one in reading.quantities():
        if run and not (one.unit == run[-1].unit and _AND.fullmatch(reading.text[run[-1].end : one.start])):
            if quantity in run:
                return run
            run = []
        run.append(one)
    return run if quantity in run else []


_AND = re.compile(r"\s?(?:人|名)?(?:and|и|、|和|,|,\s?and|,\s?и)\s?")


def goes_on(reading: Reading, quantity: Quantity, holder: str, over: str) -> tuple[str, str] | None:
    """Who takes whose place where a list goes on: «с Китаем составил 5 млрд, с Россией — 4», "and 3,000 in Poland"."""
    parties = named(reading)
    party = own_party(reading, parties, quantity) or _behind(reading, parties, quantity)
    party = party or _having(reading, parties, quantity)
    if party is None or not (code := code_of(party)) or code in (holder, over):
        return None
    like = [one for one in parties if one.start < party.start and set(codes_of(one)) & {holder, over}]
    listed = [one for one in like if any(_stands_before(reading, one, each) for each in reading.quantities())]
    listed = listed or [one for one in like if _mark(reading, one) == _mark(reading, party)]
    if not listed:
        return None
    known = holder if holder in codes_of(listed[0]) else over
    return code, over if known == holder else holder


def _mark(reading: Reading, party: Party) -> str:
    """What a place in a list has in common: its preposition; without one, "Russia — 19%" may be in any case."""
    if reading.scale == 1:
        return party.slot
    match = _PREPOSITION.search(reading.text, max(0, party.start - _LEAD), party.start)
    return match.group(1) if match else ""


_PREPOSITION = re.compile(r"\b(from|to|in|with|of|on|by|for|с|со|из|в|во|на|к|для|от|у)\s(?:the\s)?$")
_LEAD = 10


def _having(reading: Reading, parties: list[Party], quantity: Quantity) -> Party | None:
    """哈薩克有5所孔子學院，吉爾吉斯有4所: a verb parts the next one from its number, which ends the clause."""
    if reading.scale > 1 or reading.text[quantity.end : quantity.end + 1] not in _ENDS:
        return None
    gaps = ((reading.text[one.end : quantity.start], one) for one in parties if one.end <= quantity.start)
    led = reading.text[quantity.start] in _HAVING
    return next((one for gap, one in gaps if gap in _HAVING or (led and not gap)), None)


_ENDS = ("，", "。", "；", "、", ",", ";", "")
_HAVING = ("有", "则有", "也有", "为", "则为", "是", "达", "约", "占", "约为", "约有", "境内有", "近", "逾")


def _behind(reading: Reading, parties: list[Party], quantity: Quantity) -> Party | None:
    gaps = ((reading.text[quantity.end : one.start], one) for one in parties if one.start >= quantity.end)
    return next((one for gap, one in gaps if gap in (" in ", " в ", " to ", " from ", " из ", " with ")), None)


def others(reading: Reading, parties: list[Party], quantity: Quantity) -> Iterator[Party]:
    """The parties that have no number of their own."""
    taken = {
        (one.start, one.end)
        for figure in reading.quantities()
        if figure.start != quantity.start
        and figure.unit == quantity.unit
        and (one := own_party(reading, parties, figure)) is not None
    }
    yield from (one for one in parties if (one.start, one.end) not in taken)
