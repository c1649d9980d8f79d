"""Whether and when the text says that something happened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tightrope.extract.dates import DateHit
from tightrope.extract.denials import is_denied
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Clause, Mark, Reading
from tightrope.extract.resuming import of_another_act
from tightrope.records import Status, When

_PLAN, _NO, _END = frozenset({"plan"}), frozenset({"no"}), frozenset({"end"})
_UNREAL = frozenset({"maybe", "wish"})
#: Verbs that only say that an act named before them takes place.
TAKES_PLACE = (
    "举行", "召开", "登场", "举办", "交付", "完成", "生效", "take place", "be held", "состо", "пройд",
    "запланирован", "намечен", "планир", "ожида", "предсто", "начн",
)  # fmt: skip
#: How far (in characters) a mark reaches forward to a trigger.
_NO_REACH, _END_REACH, _MARK_REACH = 8, 10, 60


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
    if "absent" in frame.flags or (frame.code != "ACCUSE" and is_denied(reading, hit)):
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
    return reading.text.endswith(_FRAMING, 0, hit.start)


_FRAMING = ("по итогам ", "по результатам ", "по итогам рабочей ", "по итогам недавней ", "по итогам прошедшей ")


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
            if mark.kind == "end" and mark.end - hit.end <= _MARK_REACH:
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
    return _MARK_REACH if governed else _NO_REACH


def _standing(reading: Reading, hit: Hit, clause: Clause) -> list[Mark]:
    """The marks of the clause before the trigger that no later finite verb has used up."""
    return reading.marks_before(hit, _PLAN | _NO | _END | _UNREAL, _MARK_REACH)


def time_of(reading: Reading, hit: Hit, verbal: bool = False) -> tuple[When | None, bool]:
    """When the act happens, and whether the text says anything about it.

    ``verbal`` acts are done by saying so, so that the day of "said on Monday that" is theirs; no other act's.

    The last time before the trigger in its clause counts, else the first after it, else that of an earlier clause
    of the sentence, unless the clause moves on in time.
    """
    clause = reading.clause_of(hit.start)
    inside = [one for one in reading.dates() if _times(reading, clause, one, hit) and one.kind != "span"]
    before = [one for one in inside if one.end <= hit.start and not _of_another(reading, one, hit)]
    if before:
        return _point(before[-1]), True
    after = [one for one in inside if one.start >= hit.end and not _attributive(reading, one)]
    if verbal and not reading.linear:
        # Пригласил министра посетить Баку в мае: behind an infinitive a time belongs to what is asked for.
        after = [one for one in after if not INFINITIVE.search(reading.text, hit.end, one.start)]
    after = after or _hanging_times(reading, hit)
    if after:
        return _point(after[0]), True
    return _carried_time(reading, clause, hit, verbal)


#: The ending of a Russian infinitive.
INFINITIVE = re.compile(r"\w(?:ть|ться|сти|йти)\b")


def _times(reading: Reading, clause: Clause, date: DateHit, hit: Hit) -> bool:
    """Whether a time stands in a clause, or opens it: two years since + Russia invaded."""
    if reading.scale > 1 and reading.linear and of_another_act(reading, date, hit):
        return False
    return reading.holds(clause, date.start) or date.start < clause.start < date.end


def _hanging_times(reading: Reading, hit: Hit) -> list[DateHit]:
    """«Встреча министров, назначенная на 30 июня, …»: the times of a clause that hangs on the noun of an act."""
    hung = next((one for one in reading.clauses if one.relative and 0 <= one.start - hit.end <= _MARK_REACH), None)
    if reading.linear or hit.form != "noun" or hung is None:
        return []
    return [one for one in reading.dates() if reading.holds(hung, one.start) and one.kind == "point"]


def by_publication(status: Status, when: When | None, published: date | None) -> Status:
    """What is dated after the day of publication has not occurred yet, whatever its verb says."""
    late = published and when and when.start > published + timedelta(days=1)  # east of the outlet
    return Status.PLANNED if late and status is Status.OCCURRED else status


def due(reading: Reading, hit: Hit) -> When | None:
    """When a promise falls due: the first time after it in its clause; the day of the promise is not asked for."""
    clause = reading.clause_of(hit.start)
    after = [one for one in reading.dates() if hit.end <= one.start < clause.end and one.kind == "point"]
    return after[0].when if after else None


def _carried_time(reading: Reading, clause: Clause, hit: Hit, verbal: bool) -> tuple[When | None, bool]:
    if clause.linked:
        return None, False
    for earlier in reversed([one for one in reading.clauses if one.start < clause.start]):
        if (earlier.says and not verbal) or _announces(reading, earlier, clause):
            return None, False
        inside = [one for one in reading.dates() if reading.holds(earlier, one.start) and one.kind != "span"]
        if inside and verbal and earlier.says and reading.linear and reading.scale > 1:
            # Peskov said on Thursday that Moldova should …: said on that day.
            return _point(inside[-1]), True
        if inside and _is_anothers(reading, inside[-1], earlier, clause, hit):
            return None, False
        if inside and (_is_frame(reading, inside, earlier) or _goes_on(reading, clause)):
            return _point(inside[-1]), True
        if earlier.linked:
            break
    return _said_behind(reading, clause) if verbal and reading.linear and reading.scale > 1 else (None, False)


def _said_behind(reading: Reading, clause: Clause) -> tuple[When | None, bool]:
    """Japan has protested to Russia, an official said Monday: the day of a verbal act stands behind it."""
    last = reading.clauses[-1]
    if not last.says or last.start < clause.end:
        return None, False
    dates = [one for one in reading.dates() if reading.holds(last, one.start) and one.kind == "point"]
    return (_point(dates[-1]), True) if dates else (None, False)


def _announces(reading: Reading, earlier: Clause, clause: Clause) -> bool:
    """「14日宣布，將解除制裁」: the day of the announcement is not the day of what is planned."""
    announced = reading.text[earlier.start : earlier.end].rstrip("，：:, ").endswith(("宣布", "承诺"))
    return announced and any(mark.kind == "plan" and clause.start <= mark.start < clause.end for mark in reading.marks)


def said_on(reading: Reading, before: tuple[tuple[str, ...], When | None]) -> tuple[tuple[str, ...], When | None]:
    """Who says something in a sentence, and when; the last one, if the sentence names no speaker and goes on."""
    said = next((one for one in reading.clauses if one.says), None)
    if said is None:
        return before
    # 發言人週五在記者會上，被問及…時表示: Chinese may name the speaker some clauses before the saying.
    scope = [said] if reading.scale > 1 else [one for one in reading.clauses if one.start <= said.start]
    for clause in scope:
        speakers = [one for one in reading.parties_in(clause) if one.slot in ("", "subj") and one.acts]
        if speakers:
            dates = [one.when for one in reading.dates() if clause.start <= one.start < clause.end and one.when]
            return speakers[0].codes, dates[-1] if dates else None
    return before


def _is_anothers(reading: Reading, date: DateHit, earlier: Clause, clause: Clause, hit: Hit) -> bool:
    """「伊朗13日扣押貨輪，葡萄牙要求放行」: a time behind a subject is only that subject's."""
    doers = [one for one in reading.parties_in(earlier) if one.end <= date.start and one.slot in ("", "subj")]
    own = [one for one in reading.parties_in(clause) if one.slot in ("", "subj") and one.acts]
    if reading.scale == 1:
        # 「大會6日通過決議，要求俄羅斯撤軍」: what stands behind the verb does not do it.
        own = [one for one in own if one.start < hit.start]
    if not doers or not own or own[0].start - clause.start > _SCENE * reading.scale or own[0].pronoun:
        return False
    return not set(own[0].codes) & set(doers[0].codes)


def _is_frame(reading: Reading, dates: list[DateHit], clause: Clause) -> bool:
    """Whether the times of a clause set the scene: they stand first, or right after the subject."""
    lead = reading.text[clause.start : dates[0].start]
    local = reading.scale == 1 and lead.endswith("时间")
    return (
        local
        or len(lead.strip()) <= _SCENE
        or any(
            party.start - clause.start <= _SCENE and dates[0].start - party.end <= _SCENE
            for party in reading.parties_in(clause)
        )
    )


def _goes_on(reading: Reading, clause: Clause) -> bool:
    """«…прибыл во вторник в Баку, где подписал …»: a clause without a subject of its own keeps the time."""
    return not reading.linear and not any(one.slot in ("", "subj") for one in reading.parties_in(clause))


_SCENE = 4
_ONCE_PLANNED = ("原定", "原本", "原计划", "本应", "原拟")
_CALLED_OFF = ("取消", "作罢", "未能成行", "泡汤", "告吹", "无法成行", "没有成行", "中止行程")
_COVERBS_BETWEEN = frozenset("就与和同跟向对在为给把将")
#: 今天與來訪的總統會談: behind a coverb the attribute is another phrase, and the time is not its own.
_COVERBS = frozenset("与和同跟向对在给")


def _point(hit: DateHit) -> When | None:
    return hit.when if hit.kind in ("point", "since") else None


def _of_another(reading: Reading, date: DateHit, hit: Hit) -> bool:
    """Whether a time belongs to a verb in a relative clause (1995年簽署的…) rather than to the trigger."""
    between = [
        one
        for one in reading.hits
        if date.end <= one.start <= date.end + _SCENE
        and one.end <= hit.start
        and not set(reading.text[date.end : one.start]) & _COVERBS
    ]
    return any(reading.text.startswith("的", one.end) for one in between)


def _attributive(reading: Reading, date: DateHit) -> bool:
    if reading.scale > 1:
        return False
    following = [one for one in reading.hits if one.start >= date.end and one.start - date.end <= _SCENE]
    # 演習將於9月舉行: the verb only says that the act named before takes place.
    following = [one for one in following if not reading.text.startswith(TAKES_PLACE, one.start)]
    # 取消 + 去年11月對番茄實施的 + 禁令: the time of the verb before 的.
    clause = reading.clause_of(date.start)
    within = any(
        date.end <= one.start < clause.end
        and reading.text.startswith("的", one.end)
        and not reading.text.startswith(TAKES_PLACE, one.start)
        for one in reading.hits
    )
    return bool(following) or within or reading.text.startswith("的", date.end)
