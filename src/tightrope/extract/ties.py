"""Ties: standing relations between a state and a body, or between two states."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.extract.bases import base
from tightrope.extract.bonds import Standing, atoms, bearers, led, listed, standing, unsure
from tightrope.extract.confidence import common_signs, probability
from tightrope.extract.fitting import Found
from tightrope.extract.gaps import ends_with, holds, holds_only, opens_with
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.needs import needs_met
from tightrope.extract.reading import PROGRAMMES, Party, Reading, has_members, is_state
from tightrope.extract.roles import Seeker
from tightrope.extract.timing import time_of
from tightrope.records import Status, When

_ADJOINING = 6
#: Two states that are the only ones of a clause may stand far from the noun that ties them.
_ALONE = 12
_DROPPING = frozenset({"wish", "maybe", "no", "end"})


@dataclass(frozen=True, slots=True)
class Bond:
    """A tie as a sentence tells it; fields as in :class:`tightrope.records.Tie`."""

    a: str
    b: str
    relation: str
    since: When | None
    status: Status
    confidence: float
    until: When | None = None

    @property
    def identity(self) -> tuple[frozenset[str], str]:
        """What makes two mentions the same fact: the pair and the kind of relation."""
        return frozenset({self.a, self.b}), self.relation


def read_ties(reading: Reading, memory: Memory, lex: Lexicon) -> list[Bond]:
    """Code the ties of one sentence."""
    bonds: list[Bond] = []
    seeker = Seeker(reading, memory)
    for hit in reading.hits:
        for frame in hit.frames:
            if frame.kind != "ties" or not needs_met(reading, hit, frame):
                continue
            told = _told(reading, memory, hit, frame, seeker)
            bonds += told
            if told:
                break
    return _strongest(bonds)


def _told(reading: Reading, memory: Memory, hit: Hit, frame: Frame, seeker: Seeker) -> list[Bond]:
    """The ties that one line of the lexicon finds at its trigger."""
    status = _status(reading, hit, frame)
    if status is None:
        reading.reject(hit, frame, "told as a wish, a possibility, a denial, an end or a heading")
        return []
    signs = common_signs("tie", reading, frame, status)
    pairs = _pairs(reading, memory, hit, frame, seeker)
    if not pairs:
        reading.reject(hit, frame, "no two parties that it ties together")
    since = time_of(reading, hit)[0] if pairs and "body_target" in frame.flags else None
    relation = _rank(reading, hit, frame)
    bonds = [Bond(a, b, relation, since, status, probability(signs)) for a, b in pairs]
    for bond in bonds:
        reading.accept(hit, frame, bond, signs)
    return bonds


def _rank(reading: Reading, hit: Hit, frame: Frame) -> str:
    """Joined *as an observer*: the rank told behind the body is the relation."""
    ranks = ("observer", "dialogue-partner") if "body_target" in frame.flags else ()
    return next((one for one in ranks if holds(reading, hit.end, len(reading.text), f"bond_as_{one}")), frame.code)


def _strongest(bonds: list[Bond]) -> list[Bond]:
    """A strategic partner is not told again as a partner."""
    return [
        one
        for one in bonds
        if not (
            one.relation == "partner"
            and any({one.a, one.b} == {other.a, other.b} and other is not one for other in bonds)
        )
    ]


def _status(reading: Reading, hit: Hit, frame: Frame) -> Status | None:
    clause = reading.clause_of(hit.start)
    if clause.unreal or reading.title:
        return None
    kinds = {mark.kind for mark in reading.marks_before(hit, _DROPPING | {"plan"}, 30)}
    if frame.code == "base-host" and _ended(reading, hit, frame):
        # A base that may be closed, or that somebody wants closed, is there.
        open_end = kinds & {"wish", "maybe", "no"} or holds(reading, clause.start, hit.start, "bond_whether")
        return Status.OCCURRED if open_end else None
    if kinds & (_DROPPING - {"end"} if "noun" in frame.flags else _DROPPING):
        return None
    if frame.roles.target != ("body",) and _ended(reading, hit, frame):
        return None
    if frame.code in _CONCLUDED and holds(reading, clause.start, hit.start, "bond_talks"):
        return None
    if (
        frame.roles.target == ("body",)
        and "planned" not in frame.flags
        and holds(reading, clause.start, hit.start, "bond_invited")
    ):
        return None
    planned = "plan" in kinds or "planned" in frame.flags
    if planned and reading.opinion:
        return None
    return Status.PLANNED if planned else Status.OCCURRED


def _ended(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether a word before the noun says that the tie is over: closed its base, a former ally."""
    clause = reading.clause_of(hit.start)
    near, last = max(clause.start, hit.start - _ENDED_REACH * reading.scale), hit.start
    if frame.code == "base-host":
        # Latvia, which is a former Soviet republic, hosts a base: a comma ends what "former" is said of.
        near = max(clause.start, reading.text.rfind(",", clause.start, hit.start))
        return holds(reading, near, last, "bond_ended") or holds(reading, clause.start, last, "bond_left")
    if reading.text.endswith("close ", near, last):
        # Close allies have closed nothing.
        last -= len("close ")
    return holds(reading, near, last, "bond_ended")


_ENDED_REACH = 12
#: What is only negotiated does not stand yet.
_CONCLUDED = frozenset({"free-trade-agreement", "base-host"})


def _pairs(reading: Reading, memory: Memory, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    if frame.roles.target == ("owner",):
        return base(reading, hit)
    if frame.roles.target != ("body",):
        return _between_states(reading, memory, hit, frame, seeker)
    if "programme" in frame.flags:
        return _programme(reading, hit, frame, seeker)
    if "list" in frame.flags:
        return _composed(reading, hit)
    if "body_target" in frame.flags:
        return _entered(reading, hit, frame, seeker)
    if frame.code == "leader":
        return led(reading, hit, frame)
    place = standing(reading, hit, frame, memory, to_body=True)
    if "adjacent" in frame.flags and (place is None or place.anchor is None):
        # NATO ally Turkey belongs to NATO; an ally told of elsewhere does not.
        return []
    states = _borne(reading, hit, frame, place, seeker) if place else []
    if frame.code == "chair" and len({code for one in states for code in one.codes}) > 1:
        # One state holds the chair at a time; of several, the sentence tells something else.
        return []
    # 突厥國家組織有土耳其…五個成員國: the list may stand before the noun.
    return _with(states, place.codes) if place and states else _composed(reading, hit)


def _with(states: list[Party], bodies: tuple[str, ...]) -> list[tuple[str, str]]:
    codes = dict.fromkeys(code for one in states for code in one.codes)
    # Whose programme it is leads it; it does not take part in it.
    return [(code, body) for body in bodies for code in codes if code not in (body, PROGRAMMES.get(body))]


def _borne(reading: Reading, hit: Hit, frame: Frame, place: Standing, seeker: Seeker) -> list[Party]:
    """The bearers of a noun of standing, in the sentence or, where the subject is dropped, from the clause before."""
    found = bearers(reading, place)
    clause = reading.clause_of(hit.start)
    own = [one for one in reading.parties_in(clause) if is_state(one) and one.end <= place.start]
    if own and found in ([], own[-1:]) and _joined_verb(reading, own[-1].end, place.start):
        # Tajikistan joined the first in 2013 and is a member of the second: the clause has one subject.
        leads = own[0].slot in ("", "subj") and own[0].start - clause.start <= _OPENING
        found = own[:1] if leads else []
    light = holds_only(reading, clause.start, place.start, "bond_is", "bond_light", "bond_adjective")
    if not found and not own and light and holds(reading, clause.start, place.start, "bond_is"):
        carried = seeker.carried(clause, frame)
        found = [carried.party] if carried and carried.carried < 2 and is_state(carried.party) else []
    return found


def _joined_verb(reading: Reading, start: int, end: int) -> bool:
    """Whether "and" gives the subject of a clause a second verb, which says the noun of standing of it."""
    found = [match.end() for match in _CONJUNCTION.finditer(reading.text, start, end)] if reading.scale > 1 else []
    light = ("bond_is", "bond_light", "bond_adjective")
    return bool(found) and holds(reading, found[-1], end, "bond_is") and holds_only(reading, found[-1], end, *light)


_CONJUNCTION = re.compile(r"\s(?:and|but|и|но)\s")
#: How far from the start of a clause its subject begins.
_OPENING = 24


def _programme(reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    programmes = tuple(dict.fromkeys(key for one in reading.parties for key in one.keys if key in PROGRAMMES))
    if not programmes:
        return []
    clause = reading.clause_of(hit.start)
    states = [one for one in reading.parties_in(clause) if is_state(one) and one.slot in ("", "subj", "with", "obj")]
    if not states and (carried := seeker.carried(clause, frame)) is not None and carried.carried < 2:
        states = [carried.party]
    return _with(states, programmes)


def _composed(reading: Reading, hit: Hit) -> list[tuple[str, str]]:
    """B consists of S, S and S; 由S、S與S組成: at least two, named in one list."""
    bodies = [one for one in atoms(reading) if has_members(one) and one.end <= hit.start]
    if not bodies:
        return []
    states, origin, last = _listed_before(reading, hit, bodies[-1].end)
    if not states:
        states = listed(reading, [one for one in atoms(reading) if is_state(one) and one.start >= hit.end])
        origin, last = bodies[-1].end, hit.start
        if not states or not holds_only(reading, hit.end, states[0].start, *_LEADING_IN):
            return []
    if len({code for one in states for code in one.codes}) < 2:
        return []
    return _with(states, bodies[-1].codes) if holds_only(reading, origin, last, *_OF_BODY) else []


def _listed_before(reading: Reading, hit: Hit, floor: int) -> tuple[list[Party], int, int]:
    """上合組織現有S、S四個觀察員國和S、S六個對話夥伴國: the list before a noun, and where what leads to it begins."""
    before = [one for one in atoms(reading) if is_state(one) and floor <= one.start and one.end <= hit.start]
    adjoins = bool(before) and holds_only(reading, before[-1].end, hit.start, "bond_light", "bond_count")
    if reading.scale > 1 or not adjoins:
        return [], floor, hit.start
    nouns = [one.end for one in reading.hits if floor <= one.start < before[-1].start and one.frames[0].kind == "ties"]
    return before[-1:], max([floor, *nouns]), before[-1].start


_LEADING_IN = ("bond_light", "bond_of", "bond_named", "bond_adjective", "bond_list")
_OF_BODY = ("bond_light", "bond_list", "bond_adjective", "bond_kind")


def _entered(reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    """S joins B, B admits S, S belongs to B: the body stands right behind the verb, or right before it."""
    clause = reading.clause_of(hit.start)
    bodies = [one for one in reading.parties_in(clause) if has_members(one)]
    after = [one for one in bodies if one.start >= hit.end]
    before = [one for one in bodies if one.end <= hit.start]
    body = None
    if after and holds_only(reading, hit.end, after[0].start, "bond_of", "bond_entry", "bond_light"):
        body = after[0]
    elif before and (
        frame.roles.source == ("obj",) or holds_only(reading, before[-1].end, hit.start, "bond_light", "bond_adjective")
    ):
        body = before[-1]
    if body is None or body.head in ("ground", "place") or opens_with(reading, body.end, "bond_not"):
        return []
    admitted = frame.roles.source == ("obj",)
    found = seeker.find(hit, frame, "obj", body) if admitted else seeker.subject(hit, frame)
    if (found is None or found.carried == 2) and not reading.linear:
        # В СНГ председательствует Таджикистан: right behind the verb.
        behind = [one for one in reading.parties_in(clause) if one.start == hit.end + 1 and is_state(one)]
        found = Found(behind[0], 1) if behind else found
    if found is None or (found.carried == 2 and not found.party.pronoun) or not is_state(found.party):
        # В состав ШОС входят десять государств: S, S и S.
        return [] if reading.linear else _composed(reading, hit)
    states = [found.party]
    if found.party.start >= hit.end:
        states = listed(reading, [one for one in atoms(reading) if is_state(one) and one.start >= found.party.start])
    return _with(states, body.codes)


def _between_states(reading: Reading, memory: Memory, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    if unsure(reading, hit, memory):
        return []
    place = standing(reading, hit, frame, memory, to_body=False)
    states = _borne(reading, hit, frame, place, seeker) if place is not None else []
    pairs = _with(states, place.codes) if place is not None and states else _joint(reading, hit, frame, seeker)
    if frame.code != "ally":
        return pairs
    bodies = {code for one in atoms(reading) if one.body for code in one.codes}
    # Allies in NATO are its members.
    return [pair for pair in pairs if not bodies & set(pair)]


def _joint(reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    clause = reading.clause_of(hit.start)
    # China overtook Russia as the largest partner: who is outdone is tied by nothing.
    every = [one for one in reading.parties_in(clause) if not ends_with(reading, one.start, "bond_rival")]
    parties = [one for one in every if one.slot not in ("in", "from", "by") or one.end > hit.start]
    between = [
        one for one in parties if one.slot == "pair" or (0 <= one.start - hit.end <= _ADJOINING and len(one.parts) == 2)
    ]
    if between and len(between[0].parts) == 2:
        return _cross(*(Party(0, 0, (part,), ("",)) for part in between[0].parts))
    before = [one for one in parties if one.end <= hit.start and one.slot != "in"]
    alone = len({frozenset(one.codes) for one in parties}) == 1
    reach = _ADJOINING * reading.scale * (_ALONE if alone else 2)
    joined = [one for one in before if len(one.parts) == 2 and hit.start - one.end <= reach]
    same = len({frozenset(one.codes) for one in before}) == 1
    if joined and (same or not before[:-1] or hit.start - joined[-1].end <= 2):
        return _cross(Party(0, 0, (joined[-1].parts[0],), ("",)), Party(0, 0, (joined[-1].parts[1],), ("",)))
    if not before and not seeker.reading.linear:
        before = parties
    if not before and clause.start:
        # 「亞塞拜然和土耳其簽署宣言，建立同盟關係」: the pair of the clause before.
        earlier = [one for one in reading.parties if one.end <= clause.start and one.slot in ("", "subj")]
        if len(earlier) == 1 and len(earlier[0].parts) == 2 and not earlier[0].body:
            return _cross(*(Party(0, 0, (part,), ("",)) for part in earlier[0].parts))
    if not before:
        return []
    near, rest = before[-1], [one for one in before[:-1] if set(one.codes) != set(before[-1].codes)]
    if near.head == "private":
        return []
    if rest:
        return _cross(rest[0], near)
    after = [one for one in parties if one.start >= hit.end and set(one.codes) - set(near.codes)]
    beside = bool(after) and holds_only(reading, hit.end, after[0].start, "bond_of", "bond_light", "bond_named")
    if after and (after[0].slot in ("with", "of", "to") or (beside and after[0].start - hit.end <= _ADJOINING)):
        return _cross(near, after[0])
    found = seeker.subject(hit, frame) if near.slot in ("with", "of", "to") else None
    return _cross(found.party, near) if found else []


def _cross(one: Party, two: Party) -> list[tuple[str, str]]:
    many, single = (one, two) if len(two.codes) == 1 else (two, one)
    if len(single.codes) != 1:
        return []
    return [(code, single.codes[0]) for code in many.codes if code != single.codes[0]]
