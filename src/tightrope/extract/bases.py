"""Military bases: whose they are, and where. The host is the first party of the tie."""

from __future__ import annotations

import re

from tightrope.extract.gaps import holds, holds_only, opens_with
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Party, Reading, is_state

_HOST_REACH = 30
_WHERE = re.compile(r"(?:where|где|в которо[мй])\b")


def base(reading: Reading, hit: Hit) -> list[tuple[str, str]]:
    """Host and owner of each base that a noun tells of; none if the sentence does not name both."""
    clause = reading.clause_of(hit.start)
    every = [one for party in reading.parties for one in party.members or (party,)]
    every = [one for one in every if len(one.codes) == 1 and not one.body]
    parties = [one for one in every if reading.holds(clause, one.start)]
    owner = _attributed(reading, hit, parties)
    place = _place(reading, hit, parties, owner)
    if owner is None and place is not None:
        owner = _operator(reading, hit, parties, place)
    if owner is not None and place is None:
        place = _hosting(reading, hit, every, owner)
    if owner is None or place is None:
        return []
    hosts = dict.fromkeys(one.codes[0] for one in _joined(reading, every, place))
    leading = _joined(reading, [one for one in every if one.start < hit.start and not _is_named_place(one)], owner)
    owners = dict.fromkeys([one.codes[0] for one in leading])
    return [(host, code) for host in hosts for code in owners if host not in owners]


def _joined(reading: Reading, parties: list[Party], one: Party) -> list[Party]:
    """A party with those that stand in one list with it: Russian bases in Tajikistan and Kyrgyzstan."""
    found = [one]
    for party in parties:
        if party.start >= found[-1].end and _adjoins(reading, found[-1], party):
            found.append(party)
    for party in reversed(parties):
        if party.end <= found[0].start and _adjoins(reading, party, found[0]):
            found.insert(0, party)
    return found


def _adjoins(reading: Reading, one: Party, two: Party) -> bool:
    return two.start - one.end < _LIST_GAP and holds_only(reading, one.end, two.start, "bond_and", "bond_comma")


_LIST_GAP = 8


def _attributed(reading: Reading, hit: Hit, parties: list[Party]) -> Party | None:
    """The 201st Russian base, Russia's base, 俄羅斯空軍基地: whose it is stands right before the noun, or behind it."""
    before = [one for one in parties if one.start < hit.start and _owns(one)]
    before = [one for one in before if one.slot not in ("in", "from") or _is_attribute(reading, one)]
    if before and holds_only(reading, min(before[-1].end, hit.start), hit.start, "bond_base"):
        return before[-1]
    after = [one for one in parties if one.start >= hit.end and _owns(one)][:1]
    if after and after[0].start - hit.end <= _OF_REACH:
        # The base of Russia; the base Russia leases
        leased = after[0].start == hit.end + 1 and opens_with(reading, after[0].end, "bond_operates")
        return after[0] if after[0].slot == "of" or leased else None
    return None


_OF_REACH = 8


def _is_attribute(reading: Reading, party: Party) -> bool:
    """At a Russian base, at Russia's base: the preposition is the noun's."""
    return party.head in ("thing", "relation", "ground") or reading.text[party.end - 2 : party.end] == "'s"


def _owns(party: Party) -> bool:
    return party.head in ("state", "relation", "thing", "private", "ground") and not _is_named_place(party)


def _is_named_place(party: Party) -> bool:
    """Baikonur, Gyumri, Manas: places that data files know, by the state they lie in; they own nothing."""
    return party.keys[0].startswith("place:") and party.keys[0] not in _SEATS


#: Buildings that stand for a government, which owns bases.
_SEATS = frozenset(f"place:{one}" for one in ("kremlin", "white-house", "pentagon", "state-department", "elysee"))


def _place(reading: Reading, hit: Hit, parties: list[Party], owner: Party | None) -> Party | None:
    """Where it is: in X behind it or before it, at a place by name, or leased from X."""
    reach = _HOST_REACH * reading.scale
    there = [one for one in parties if one is not owner and (_lies(one) or _behind_town(reading, one))]
    around = [one for one in there if one.start <= hit.start < one.end and _is_named_place(one)]
    if around:
        return around[0]
    after = [one for one in there if 0 <= one.start - hit.end <= reach]
    if after and (owner is None or after[0].codes != owner.codes):
        return after[0]
    before = [one for one in there if 0 <= hit.start - one.end <= reach]
    if before:
        return before[-1]
    if not holds(reading, reading.clause_of(hit.start).start, hit.start, "bond_lease"):
        return None
    lessor = [one for one in parties if one is not owner and one.slot in ("to", "of", "from")]
    return lessor[0] if lessor else None


def _behind_town(reading: Reading, party: Party) -> bool:
    """A base in Kant, Kyrgyzstan: the state stands behind a town that no name knows."""
    return reading.scale > 1 and _TOWN.search(reading.text, max(0, party.start - _TOWN_REACH), party.start) is not None


_TOWN = re.compile(r"\b(?:in|at|near|outside|в|под|близ)\s[\w'’-]+(?:\s[\w'’-]+)?,\s$")
_TOWN_REACH = 40


def _lies(party: Party) -> bool:
    return party.slot in ("in", "from") or party.head == "place" or _is_named_place(party)


def _operator(reading: Reading, hit: Hit, parties: list[Party], place: Party) -> Party | None:
    """Russia operates a base in X, 俄羅斯在X設有基地: the subject of a verb of having."""
    before = [
        one
        for one in (reading.parties if reading.scale == 1 else parties)
        if one.end <= min(hit.start, place.start if reading.scale == 1 else hit.start)
        and is_state(one)
        and one.slot in _SUBJECT
        and len(one.codes) == 1
        and not _lies(one)
    ]
    at = reading.scale == 1 and bool(before) and reading.text[before[-1].end : place.start] == "在"
    if at and holds_only(reading, place.end, hit.start, "bond_base"):
        # 俄羅斯在亞美尼亞領土上的軍事基地
        return before[-1]
    if before and holds(reading, before[-1].end, hit.start, "bond_operates"):
        return before[-1]
    # Russia won an extension for the base it leases in X.
    return before[0] if before and opens_with(reading, hit.end, "bond_leased") else None


_SUBJECT = ("", "subj", "of")


def _hosting(reading: Reading, hit: Hit, every: list[Party], owner: Party) -> Party | None:
    """X hosts a Russian base: the subject of a verb of housing."""
    clause = reading.clause_of(hit.start)
    earlier = [one for one in every if one.end <= owner.start and one is not owner]
    before = [one for one in earlier if reading.holds(clause, one.start) and _may_host(one)]
    if before and holds(reading, before[-1].end, owner.start, "bond_hosts"):
        return before[-1]
    if earlier and _WHERE.match(reading.text, clause.start) and _lies(earlier[-1]):
        # В Таджикистане, где дислоцирована российская база; in Tajikistan, where Russia has a base.
        return earlier[-1]
    led = [one for one in earlier if one.end <= clause.start and is_state(one) and not _owns_one(reading, one)]
    relative = clause.relative or holds_only(reading, clause.start, owner.start, "bond_hosts", "bond_light")
    if led and relative and holds(reading, clause.start, owner.start, "bond_hosts"):
        return led[-1]
    return None


def _owns_one(reading: Reading, party: Party) -> bool:
    """既有俄羅斯的軍事基地，也有美國的: whose base it is does not host the next one."""
    return reading.text.startswith("的", party.end)


def _may_host(party: Party) -> bool:
    return is_state(party) and party.slot in _SUBJECT and not _lies(party)
