"""Whether the text says that something happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tightrope.extract.denials import is_denied
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Clause, Mark, Reading
from tightrope.records import Status, When

_PLAN, _NO, _END = frozenset({"plan"}), frozenset({"no"}), frozenset({"end"})
_UNREAL = frozenset({"maybe", "wish"})
#: Verbs that only say that an act named before them takes place.
TAKES_PLACE = (
    "举行", "召开", "登场", "举办", "交付", "完成", "生效", "take place", "be held", "состо", "пройд",
    "запланирован", "намечен", "планир", "ожида", "предсто", "начн",
)  # fmt: skip
#: How far (in characters) a mark reaches forward to a trigger.
_NO_REACH, _END_REACH, MARK_REACH = 8, 10, 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the marks around a trigger make of it.

    Attributes:
        status: occurred, planned, hypothetical or negated.
        dropped: why nothing may be coded at all; empty if it may.
        ended: whether the act is said to stop.
    """

    status: Status = Status.OCCURRED
    dropped: str = ""
    ended: bool = False


def judge(reading: Reading, hit: Hit, frame: Frame, inherited: Status | None) -> Verdict:
    """Judge one trigger from the marks before it in its clause.

    Args:
        reading: the sentence.
        hit: the trigger.
        frame: the frame it evokes.
        inherited: status of the last act of the sentence, if this clause continues its subject.
    """
    clause = reading.clause_of(hit.start)
    if clause.unreal:
        return Verdict(Status.HYPOTHETICAL)
    # An accusation that is denied has been made all the same.
    stands = frame.code == "ACCUSE" and (reading.linear or "noun" in frame.flags)
    if "absent" in frame.flags or (not stands and is_denied(reading, hit)):
        return Verdict(Status.NEGATED)
    noun = "noun" in frame.flags
    marks = _standing(reading, hit, clause)
    if noun and not reading.linear and _frames_acts(reading, hit):
        return Verdict()
    if not noun and any(mark.kind == "wish" for mark in marks):
        return Verdict(dropped="wish")
    if any(_was_planned(reading, mark) for mark in marks):
        return Verdict(Status.NEGATED)
    if any(mark.kind == "maybe" for mark in marks):
        return Verdict(Status.HYPOTHETICAL)
    if noun and (told := _told_behind(reading, hit, frame, clause)) is not None:
        return told
    ended = any(mark.kind == "end" and hit.start - mark.end <= _END_REACH for mark in marks)
    if any(mark.kind == "no" and hit.start - mark.end <= _reach_of(reading, mark) for mark in marks):
        return Verdict(Status.NEGATED, ended=ended)
    if _is_eve(reading, hit, clause):
        return Verdict(Status.PLANNED, ended=ended)
    if "open" in frame.flags:
        return Verdict(Status.HYPOTHETICAL)
    planned = "planned" in frame.flags or any(mark.kind == "plan" for mark in marks)
    goes_on = inherited is Status.PLANNED and (clause.linked or not marks)
    if planned or goes_on or _takes_place_later(reading, hit, clause):
        return Verdict(Status.PLANNED, ended=ended)
    return Verdict(ended=ended)


def _told_behind(reading: Reading, hit: Hit, frame: Frame, clause: Clause) -> Verdict | None:
    """What the words behind the noun of an act say of it: the visit did not take place, talks are due in May."""
    if not reading.linear:
        return _told_of(reading, hit, clause)
    if reading.scale == 1 or frame.code != "CONSULT":
        return None
    fate = _FATE.search(reading.text, hit.end, _told_until(reading, clause))
    if fate is None:
        return None
    return Verdict(Status.NEGATED if fate.lastgroup == "off" else Status.PLANNED)


def _is_eve(reading: Reading, hit: Hit, clause: Clause) -> bool:
    """總統訪華前夕: on the eve of an act it has not happened."""
    return reading.scale == 1 and reading.text.find("前夕", hit.end, clause.end) >= 0


def _takes_place_later(reading: Reading, hit: Hit, clause: Clause) -> bool:
    """演習將於9月舉行: a plan behind the noun of an act, with a verb that only says that it takes place."""
    later = [mark for mark in reading.marks if mark.kind == "plan" and hit.end <= mark.start < clause.end]
    return bool(later) and any(reading.text.find(word, later[0].start, clause.end) >= 0 for word in TAKES_PLACE)


def _frames_acts(reading: Reading, hit: Hit) -> bool:
    """«Режим продлят по итогам встречи …»: what comes of a meeting is planned, the meeting has been."""
    return _OUTCOME_OF.search(reading.text, max(0, hit.start - MARK_REACH), hit.start) is not None


#: Adjectives may stand between: по итогам трехсторонней встречи.
_OUTCOME_OF = re.compile(r"\bпо (?:итогам|результатам)\s(?:[\w-]+(?:ой|ей|их|ых|ого|его)\s){0,2}$")


def _told_until(reading: Reading, clause: Clause) -> int:
    """Where the predicate of a noun ends: behind a relative clause that interrupts it."""
    hung = next((one for one in reading.clauses if one.start >= clause.end), None)
    return len(reading.text) if hung is not None and hung.relative else clause.end


#: What becomes of a visit: was postponed, did not take place; is due in May.
_FATE = re.compile(
    r"\b(?P<off>(?:was|were|been|being)\s(?:\w+\s){0,2}(?:postponed|cancelled|canceled|called off|put off|scrapped)|"
    r"(?:did not|didn't|never|will not|won't)\s(?:take place|happen|materiali[sz]e|go ahead))\b|"
    r"\b(?:is|are)\s(?:now\s|also\s)?(?:due|scheduled|slated|planned|expected|set)\s(?:for|in|on|to take|to be held|"
    r"next|this|later|at)\b|\bwill (?:take place|be held)\b"
)


def _told_of(reading: Reading, hit: Hit, clause: Clause) -> Verdict | None:
    """«Визит не состоялся», «встреча отменена»: what a verb behind the noun of an act says of it."""
    for mark in reading.marks:
        if mark.start >= hit.end and mark.end <= clause.end and reading.clause_of(mark.start) == clause:
            if mark.kind == "end" and mark.end - hit.end <= (1 if reading.linear else 2) * MARK_REACH:
                return Verdict(ended=True)
            if mark.kind == "maybe" and reading.text.startswith(_TAKING_PLACE, mark.end):
                return Verdict(Status.HYPOTHETICAL)
            if mark.kind == "no" and reading.text[mark.start : mark.end].endswith(_PLANNED):
                return Verdict(Status.NEGATED)
            if mark.kind == "no" and reading.text.startswith(_TAKING_PLACE, mark.end):
                return Verdict(Status.NEGATED)
    return None


_PLANNED = (
    "состоится", "состоятся", "пройдет", "пройдут", "ируется", "ируются", "дается", "даются", "чено", "чена", "чен",
)  # fmt: skip
_TAKING_PLACE = (" состо", " пройд", " прош", " будет", " начал", " начн", " произо")


def _was_planned(reading: Reading, mark: Mark) -> bool:
    """原定8月訪問，但因地震取消行程: planned once, and called off."""
    once = reading.text.startswith(_ONCE_PLANNED, mark.start)
    return once and any(word in reading.text for word in _CALLED_OFF)


def _reach_of(reading: Reading, mark: Mark) -> int:
    """未能就草案達成共識: a phrase with a coverb may stand between a negation and its verb."""
    governed = reading.scale == 1 and reading.text[mark.end : mark.end + 1] in _COVERBS_BETWEEN
    return MARK_REACH if governed else _NO_REACH


def _standing(reading: Reading, hit: Hit, clause: Clause) -> list[Mark]:
    """The marks of the clause before the trigger that no later finite verb has used up."""
    marks = reading.marks_before(hit, _PLAN | _NO | _END | _UNREAL, MARK_REACH)
    if reading.scale > 1 or not marks or hit.frames[0].code not in ("CONSULT", "AGREE"):
        return marks
    # 就推動合作交換意見: what talks are about says nothing of whether they take place.
    topics = [match.start() for match in _TOPIC.finditer(reading.text, clause.start, hit.start)]
    return [mark for mark in marks if not topics or mark.start < topics[-1]]


_TOPIC = re.compile("(?<![成造])就(?![是此任要业])|围绕")


def by_publication(status: Status, when: When | None, published: date | None) -> Status:
    """What is dated after the day of publication has not occurred yet, whatever its verb says."""
    return Status.PLANNED if status is Status.OCCURRED and is_ahead(when, published) else status


def is_ahead(when: When | None, published: date | None) -> bool:
    """Whether a time begins after the day of publication, which is a day earlier west of the date line."""
    return bool(published and when and when.start > published + timedelta(days=1))


_ONCE_PLANNED = ("原定", "原本", "原计划", "本应", "原拟")
_CALLED_OFF = ("取消", "作罢", "未能成行", "泡汤", "告吹", "无法成行", "没有成行", "中止行程")
_COVERBS_BETWEEN = frozenset("就与和同跟向对在为给把将")
