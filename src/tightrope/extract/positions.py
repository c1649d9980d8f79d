"""Positions: stances on an issue without an addressee."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.extract.ballots import denied, is_vote, note_ballot, of_united_nations, voters
from tightrope.extract.confidence import common_signs, probability
from tightrope.extract.gaps import holds, holds_only, opens_with
from tightrope.extract.laws import by_law
from tightrope.extract.lexicon import Frame, Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.needs import needs_met
from tightrope.extract.reading import Clause, Party, Reading
from tightrope.extract.roles import Seeker
from tightrope.extract.rolls import counted, owns, roll_call
from tightrope.extract.timing import time_of
from tightrope.records import Status, When

_LONGEST_ISSUE = 120
#: How far a denial may stand before a vote; in Chinese it stands right before (未否決, but 不是棄權就是…).
_DENIED = 12
_FLIPPED = {"supports": "opposes", "opposes": "supports"}


@dataclass(frozen=True, slots=True)
class Stance:
    """A position as a sentence tells it; fields as in :class:`tightrope.records.Position`."""

    actor: str
    issue: str
    stance: str
    when: When | None
    status: Status
    confidence: float

    @property
    def identity(self) -> tuple[str, str, str]:
        """What makes two mentions the same fact."""
        return self.actor, _FORMAL.sub("", _ASIDE.split(self.issue.lower())[0]).strip(), self.stance


#: What follows is an aside, so that «recognise X» and «recognise X, an island that …» are one position.
_ASIDE = re.compile(r"[,;(，；（]")


#: Formally recognised, recognised the government of, is the only country that recognised.
_FORMAL = re.compile(r"正式|宣[布佈]|公[开開]|政[权權]|的[国國]家$")


def read_positions(reading: Reading, memory: Memory, lex: Lexicon) -> list[Stance]:
    """Code the positions of one sentence."""
    if reading.opinion or reading.title:
        return []
    seeker = Seeker(reading, memory)
    note_ballot(reading, memory, lex)
    rolls = _rolls(reading, memory, lex)
    found: list[Stance] = []
    last: tuple[Clause, list[Party]] | None = None
    finished = -1
    for hit in reading.hits:
        frame = _frame(reading, hit)
        if frame is None or ("list" in frame.flags and hit.start not in rolls):
            continue
        if reason := _unfit(reading, memory, hit, frame, lex):
            reading.reject(hit, frame, reason)
            continue
        if hit.start == finished:
            # 奉行 + 永久中立政策 is one policy.
            continue
        finished = hit.end
        parties = _held(reading, hit, frame, seeker, last)
        if "vote" in frame.flags:
            parties = _voters(reading, hit, frame, parties, rolls)
        last = (reading.clause_of(hit.start), parties)
        found += _told(reading, hit, frame, parties, lex)
    return _joined_votes(found)


def _unfit(reading: Reading, memory: Memory, hit: Hit, frame: Frame, lex: Lexicon) -> str:
    """Why a trigger tells of no position, whoever stands beside it; empty if it may."""
    if "vote" in frame.flags and not of_united_nations(reading, memory, lex):
        return "no vote of the United Nations is told of"
    if "denied" in frame.flags and not denied(reading, hit):
        return "a stance only where it is denied"
    if reading.scale == 1 and reading.text.endswith("在", 0, hit.start) and "vote" not in frame.flags:
        return "what an issue is about, not a stance on it"
    if holds(reading, hit.start, hit.end, "stance_call") and _is_request(reading, hit):
        return "asks both sides to cease fire, which is a request"
    if frame.code == "supports" and "vote" not in frame.flags and _backs_somebody(reading, hit):
        return "backs a state, which is an act toward it"
    return ""


def _held(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker, last: tuple[Clause, list[Party]] | None
) -> list[Party]:
    """The holder: that of the stance before, if this one goes on or names nobody in the same clause.

    不加入…、不派兵…、不接受… are three of one holder.
    """
    clause = reading.clause_of(hit.start)
    before = last[1] if last is not None else []
    if last is not None and before and _goes_on(reading, hit, frame, clause, last[0]):
        return before
    found = _holders(reading, hit, frame, seeker)
    return before if not found and last is not None and last[0] == clause else found


def _told(reading: Reading, hit: Hit, frame: Frame, parties: list[Party], lex: Lexicon) -> list[Stance]:
    """The stance of everybody who holds it."""
    stance = _stance(reading, hit, frame)
    if not parties or stance is None:
        reading.reject(hit, frame, "told as a wish or a possibility" if parties else "nobody holds it")
        return []
    when, _ = time_of(reading, hit)
    issue = _issue(reading, hit, frame, lex)
    signs = common_signs("position", reading, frame, Status.OCCURRED)
    found = []
    # Nobody recognises itself; where a verb may come first, its subject stands behind it.
    recognised = reading.scale == 1 and reading.text.startswith(_RECOGNISES, hit.start) and "vote" not in frame.flags
    behind = [one for one in reading.parties_in(reading.clause_of(hit.start)) if one.start >= hit.end]
    own = {code for one in behind for code in one.codes} if recognised else set()
    for code in dict.fromkeys(code for party in parties for code in party.codes if code not in own):
        told = Stance(code, issue, stance, when, Status.OCCURRED, probability(signs))
        reading.accept(hit, frame, told, signs)
        found.append(told)
    return found


def _frame(reading: Reading, hit: Hit) -> Frame | None:
    return next((one for one in hit.frames if one.kind == "positions" and needs_met(reading, hit, one)), None)


def _rolls(reading: Reading, memory: Memory, lex: Lexicon) -> dict[int, list[Party]]:
    framed = [(one, _frame(reading, one)) for one in reading.hits if is_vote(one)]
    votes = [(one, frame) for one, frame in framed if frame is not None and "vote" in frame.flags]
    told = memory.ballot or any("list" not in frame.flags for _, frame in votes)
    return roll_call(reading, votes) if told and votes and of_united_nations(reading, memory, lex) else {}


def _voters(
    reading: Reading, hit: Hit, frame: Frame, holders: list[Party], rolls: dict[int, list[Party]]
) -> list[Party]:
    """Who is listed beside the vote, or else its subject, unless that one is listed beside another vote."""
    if hit.start in rolls or "list" in frame.flags or opens_with(reading, hit.end, "roll_noun"):
        listed = rolls.get(hit.start, [])
        # Kazakhstan abstained on the resolution …, as did Kyrgyzstan and Uzbekistan.
        led = bool(listed) and listed[0].end <= hit.start and "list" not in frame.flags
        return listed + voters(reading, hit, listed[0])[1:] if led else listed
    if counted(reading, hit):
        return voters(reading, hit, None)
    # 不是棄權，就是沒有投票: abstaining and staying away may be said of the same states.
    others = () if frame.code == "absent" else rolls.values()
    elsewhere = {code for listed in others for party in listed for code in party.codes}
    free = [one for one in holders[:1] if not set(one.codes) & elsewhere and not owns(reading, one)]
    subject = free[0] if free else None
    return voters(reading, hit, subject)


def _goes_on(reading: Reading, hit: Hit, frame: Frame, clause: Clause, last: Clause) -> bool:
    """Whether a stance has the holder of the one before: 恪守一個中國原則，反對… names no other subject."""
    if last == clause:
        return "policy" in frame.flags
    led = any(clause.start <= party.start and party.end <= hit.start for party in reading.parties)
    return reading.scale == 1 and "vote" not in frame.flags and not clause.fresh and not led


def _backs_somebody(reading: Reading, hit: Hit) -> bool:
    """支持亞美尼亞的主權: support for a state is an act toward it, not a principle."""
    clause = reading.clause_of(hit.start)
    if reading.text.startswith(_RECOGNISES, hit.start):
        return False
    owned = any(reading.text.find(word, hit.end, clause.end) >= 0 for word in _OWNED)
    return owned and any(hit.end <= party.start and party.acts for party in reading.parties_in(clause))


#: What a state has, so that backing it is backing the state; recognition is a stance all the same.
_OWNED = (
    "主权",
    "领土",
    "独立",
    "sovereignty",
    "territorial",
    "independence",
    "суверенитет",
    "территориальн",
    "независимост",
)
_RECOGNISES = ("承认", "宣布承认", "正式承认", "公开承认", "不承认", "尊重", "recogni", "respect", "призна", "уваж")


def _is_request(reading: Reading, hit: Hit) -> bool:
    """Calling on both sides to cease fire asks something of them; calling for negotiations is a stance besides."""
    clause = reading.clause_of(hit.start)
    return holds(reading, hit.end, clause.end, "stance_sides") and not holds(
        reading, hit.end, clause.end, "stance_talks"
    )


#: 聖普方重申…: a side that no name resolves is a subject all the same.
_UNKNOWN = re.compile(
    r"[但而并且]?(?!双|各|我|对|官|有关|国际)[\u4e00-\u9fff]{1,2}方"
    r"(?=重申|表示|坚定|支持|反对|强调|恪守|奉行|将|愿)"
)


def _holders(reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> list[Party]:
    passive = reading.text.startswith((" by ", "被"), hit.end) or reading.text.endswith("被", 0, hit.start)
    found = seeker.find(hit, frame, "subj", None) if passive else seeker.subject(hit, frame)
    clause = reading.clause_of(hit.start)
    if found is not None and found.carried and _UNKNOWN.match(reading.text, clause.start):
        return []
    if found is None and holds_only(reading, clause.start, hit.start, "stance_self", "bond_light"):
        # …said that his country respected …
        found = seeker.carried(clause, frame)
    if found is None or found.party.body or found.carried == 2 or not found.party.acts:
        return by_law(reading, hit) if "vote" not in frame.flags else []
    return [found.party]


def _stance(reading: Reading, hit: Hit, frame: Frame) -> str | None:
    if "denied" in frame.flags:
        return frame.code
    if "vote" in frame.flags and reading.marks_before(hit, frozenset({"no"}), _DENIED if reading.scale > 1 else 0):
        # Не поддержал резолюцию: a denied backing is a vote against; any other denied vote says nothing.
        return _FLIPPED["supports"] if frame.code == "supports" else None
    if "vote" in frame.flags or "policy" in frame.flags:
        return frame.code
    kinds = {mark.kind for mark in reading.marks_before(hit, frozenset({"no", "wish", "maybe"}), 6)}
    if kinds & {"wish", "maybe"}:
        return None
    if "no" in kinds:
        return _FLIPPED.get(frame.code)
    return frame.code


def _issue(reading: Reading, hit: Hit, frame: Frame, lex: Lexicon) -> str:
    """What it is about; who opposes 「不加入軍事聯盟」 opposes 加入軍事聯盟, so the word that says no is left out."""
    clause = reading.clause_of(hit.start)
    if "vote" in frame.flags:
        return reading.original[:_LONGEST_ISSUE].strip()
    end = next(
        (one.start for one in reading.hits if one.start > hit.end and any(map(_is_stance, one.frames))),
        clause.end,
    )
    refusals = sorted(lex.words.get("against", ()), key=len, reverse=True)
    start = hit.start + next((len(word) for word in refusals if reading.text.startswith(word, hit.start)), 0)
    return reading.original[start : min(end, clause.end)].strip(" ，。；：、,.;:")[:_LONGEST_ISSUE]


def _is_stance(frame: Frame) -> bool:
    return frame.kind == "positions" and "list" not in frame.flags


def _joined_votes(found: list[Stance]) -> list[Stance]:
    """「不是棄權、就是沒有投票」: one state with both is recorded as either."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for one in found:
        kinds.setdefault((one.actor, one.issue), set()).add(one.stance)
    joined: list[Stance] = []
    for one in found:
        both = {"abstain", "absent"} <= kinds[one.actor, one.issue]
        stance = "abstain_or_absent" if both else one.stance
        new = Stance(one.actor, one.issue, stance, one.when, one.status, one.confidence)
        if new not in joined:
            joined.append(new)
    return joined
