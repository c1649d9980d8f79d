"""Ties: standing relations between a state and a body, or between two states."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from tightrope.extract.confidence import common_signs, probability
from tightrope.extract.factuality import time_of
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.needs import is_wanted, needs_met
from tightrope.extract.reading import Party, Reading
from tightrope.extract.roles import Seeker
from tightrope.records import Status, When

_ADJOINING = 6
_HOST_REACH = 30
_DROPPING = frozenset({"wish", "maybe", "no", "end"})
_FAMILIES = (("observer", "dialogue", "guest"), ("member", "founder", "leader", "chair", "participant"), ("partner",))


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
        frame = next((one for one in hit.frames if one.kind == "ties" and needs_met(reading, hit, one)), None)
        if frame is None:
            continue
        status = _status(reading, hit)
        if status is not None and "planned" in frame.flags:
            status = Status.PLANNED
        if status is None:
            reading.reject(hit, frame, "told as a wish, a possibility, a denial or a heading")
            continue
        signs = common_signs("tie", reading, frame, status)
        pairs = _pairs(reading, memory, hit, frame, seeker, lex)
        if not pairs:
            reading.reject(hit, frame, "no two parties that it ties together")
        for a, b in pairs:
            since = time_of(reading, hit)[0] if "body_target" in frame.flags else None
            bond = Bond(a, b, frame.code, since, status, probability(signs))
            reading.accept(hit, frame, bond, signs)
            bonds.append(bond)
    return _strongest(bonds)


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


def _status(reading: Reading, hit: Hit) -> Status | None:
    if reading.clause_of(hit.start).unreal or reading.title:
        return None
    if reading.scale == 1 and is_wanted(reading, hit, ("批准",)):
        return None
    kinds = {mark.kind for mark in reading.marks_before(hit, _DROPPING | {"plan"}, 30)}
    if kinds & _DROPPING:
        return None
    return Status.PLANNED if "plan" in kinds else Status.OCCURRED


def _pairs(
    reading: Reading, memory: Memory, hit: Hit, frame: Frame, seeker: Seeker, lex: Lexicon
) -> list[tuple[str, str]]:
    if frame.roles.target == ("body",):
        return _with_body(reading, memory, hit, frame, seeker, lex)
    if frame.roles.target == ("owner",):
        return _base(reading, memory, hit)
    return _between_states(reading, hit, frame, seeker)


def _with_body(
    reading: Reading, memory: Memory, hit: Hit, frame: Frame, seeker: Seeker, lex: Lexicon
) -> list[tuple[str, str]]:
    if (passing := _in_passing(reading, hit)) is not None:
        return [passing]
    body = _body(reading, memory, hit, frame)
    if not body or (not reading.linear and hit.form == "noun" and not _governs_body(reading, hit)):
        return []
    clause = reading.clause_of(hit.start)
    if frame.code != "participant" and "body_target" not in frame.flags:
        piece = reading.text[clause.start : clause.end]
        if not any(word in piece for word in lex.words.get("copula", ())):
            return []
    states = [
        one
        for one in reading.parties_in(clause)
        if not _is_body(one) and one.acts and one.slot in ("", "subj", "with", "obj")
    ]
    if not states and (carried := seeker.carried(clause, frame)) is not None and carried.carried < 2:
        states = [carried.party]
    if not states:
        return []
    several = "programme" in frame.flags or (not reading.linear and "наряду с" in reading.text)
    parties = states if several else [max(states, key=lambda one: len(one.parts))]
    codes = dict.fromkeys(code for party in parties for code in party.codes)
    return [(code, one) for one in body for code in codes if code != one and not (one == "BRI" and code == "CHN")]


def _governs_body(reading: Reading, hit: Hit) -> bool:
    """Whether a body stands right behind a noun: член ОДКБ, наблюдатель при ШОС; or is meant by its pronoun."""
    lead = reading.text[reading.clause_of(hit.start).start : hit.start]
    if lead.endswith(_ITS) or any(word in lead for word in _IN_IT):
        return True
    return any(one.body and 0 <= one.start - hit.end <= _ADJOINING * 2 for one in reading.parties)


_ITS = ("ее ", "его ")
_IN_IT = (" в ней ", " в нем ", " при ней ", " при нем ")


def _is_body(party: Party) -> bool:
    """Whether states can belong to it; the EU acts like a state, but has members."""
    return party.body or party.codes == ("EUU",)


def _in_passing(reading: Reading, hit: Hit) -> tuple[str, str] | None:
    """北約成員國土耳其: membership told in passing, by the word between body and state."""
    for body, state in pairwise(reading.parties):
        if body.slot == "member" and body.end <= hit.start and hit.end <= state.start and state.acts:
            return state.codes[0], body.codes[0]
    return None


def _body(reading: Reading, memory: Memory, hit: Hit, frame: Frame) -> tuple[str, ...]:
    clause = reading.clause_of(hit.start)
    bodies = [one for one in reading.parties_in(clause) if _is_body(one)]
    if "body_target" in frame.flags:
        bodies = [one for one in bodies if one.head == "state" and 0 <= one.start - hit.end <= _ADJOINING]
        return bodies[0].codes if bodies else ()
    if "programme" in frame.flags:
        near = [one for one in reading.parties if one.keys[0] == "BRI"]
        return ("BRI",) if near else ()
    if not bodies:
        bodies = [one for one in reading.parties if _is_body(one) and one.start < clause.start][-1:]
    if bodies:
        return min(bodies, key=lambda one: abs(one.end - hit.start)).codes
    return ()


def _between_states(reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> list[tuple[str, str]]:
    clause = reading.clause_of(hit.start)
    parties = [one for one in reading.parties_in(clause) if one.slot not in ("in", "from", "by") or one.end > hit.start]
    between = [
        one for one in parties if one.slot == "pair" or (0 <= one.start - hit.end <= _ADJOINING and len(one.parts) == 2)
    ]
    if between and len(between[0].parts) == 2:
        return _cross(*(Party(0, 0, (part,), ("",)) for part in between[0].parts))
    before = [one for one in parties if one.end <= hit.start and one.slot != "in"]
    joined = [one for one in before if len(one.parts) == 2 and hit.start - one.end <= _near(reading)]
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
    if after and (after[0].slot in ("with", "of", "to") or after[0].start - hit.end <= _ADJOINING):
        return _cross(near, after[0])
    found = seeker.subject(hit, frame) if near.slot in ("with", "of", "to") else None
    return _cross(found.party, near) if found else []


def _near(reading: Reading) -> int:
    """How far two joined states may stand before what ties them: adjectives agree with it where endings bind words."""
    return _ADJOINING * (2 if reading.linear else 10)


def _cross(one: Party, two: Party) -> list[tuple[str, str]]:
    many, single = (one, two) if len(two.codes) == 1 else (two, one)
    if len(single.codes) != 1:
        return []
    return [(code, single.codes[0]) for code in many.codes if code != single.codes[0]]


def _base(reading: Reading, memory: Memory, hit: Hit) -> list[tuple[str, str]]:
    """Host and owner of a base: 俄羅斯…, 包括哈薩克境內的…發射場."""
    earlier = [
        one for one in reading.hits if one.end <= hit.start and any(frame.kind == "ties" for frame in one.frames)
    ]
    floor = earlier[-1].end if earlier else 0
    clause = reading.clause_of(hit.start)
    if (held := _held(reading, hit)) is not None:
        return [held]
    hosts = [one for one in reading.parties_in(clause) if _is_place(one) and _hosts(one, hit, floor, reading.linear)]
    if not hosts:
        return []
    host = hosts[-1].codes[0]
    owners = [
        one.codes[0]
        for one in reading.parties
        if one.slot in ("", "subj", "of") and one.head != "place" and len(one.codes) == 1 and one.codes[0] != host
        and (one.start < hit.start or (one.slot == "of" and not reading.linear))
    ]  # fmt: skip
    return [(host, owners[0])] if owners else []


def _held(reading: Reading, hit: Hit) -> tuple[str, str] | None:
    """「吉爾吉斯設有俄羅斯空軍基地」: the host is the subject, the owner an attribute of the base."""
    before = [one for one in reading.parties_in(reading.clause_of(hit.start)) if one.end <= hit.start + 1]
    if len(before) < 2 or any(len(one.codes) != 1 for one in before[-2:]):
        return None
    host, owner = before[-2:]
    gap = reading.text[host.end : owner.start]
    if host.slot in ("", "subj", "in") and gap.endswith(_HOLDS) and host.codes != owner.codes:
        return host.codes[0], owner.codes[0]
    return None


_HOLDS = ("设有", "驻有", "建有", "内有", "hosts a ", "hosts the ", "host a ", "houses a ", "home to a ")


def _is_place(party: Party) -> bool:
    return (party.slot == "in" or party.head == "place") and len(party.codes) == 1


def _hosts(party: Party, hit: Hit, floor: int, linear: bool) -> bool:
    """Whether a place stands where the host of a base does: shortly before it, or right after it."""
    before = (
        floor <= party.start
        and party.end <= hit.start + 1
        and hit.start - party.end <= _HOST_REACH * (1 if linear else 2)
    )
    return before or (0 <= party.start - hit.end <= _ADJOINING and party.slot == "in")
