"""When something happens, by the times of its clause and of those before it."""

from __future__ import annotations

import re

from tightrope.extract.dates import DateHit, a_year_before
from tightrope.extract.factuality import MARK_REACH, TAKES_PLACE, is_ahead
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Clause, Reading
from tightrope.extract.resuming import of_another_act
from tightrope.records import When


def time_of(reading: Reading, hit: Hit, verbal: bool = False, done: bool = False) -> tuple[When | None, bool]:
    """When the act happens, and whether the text says anything about it.

    ``verbal`` acts are done by saying so, so that the day of "said on Monday that" is theirs; no other act's. Of acts
    that are ``done`` a month that lies ahead is the one of a year before, if their verb is past.

    The last time before the trigger in its clause counts, else the first after it, else that of an earlier clause
    of the sentence, unless the clause moves on in time.
    """
    clause = reading.clause_of(hit.start)
    inside = [one for one in reading.dates() if _times(reading, clause, one, hit) and one.kind != "span"]
    before = [one for one in inside if one.end <= hit.start and not _of_another(reading, one, hit)]
    past = done and reading.past(hit)
    if before:
        return _settled(reading, before[-1], past), True
    after = [one for one in inside if one.start >= hit.end and not _attributive(reading, one)]
    if verbal and not reading.linear:
        # Пригласил министра посетить Баку в мае: behind an infinitive a time belongs to what is asked for.
        after = [one for one in after if not INFINITIVE.search(reading.text, hit.end, one.start)]
    elif verbal and reading.scale > 1:
        # Told India to withdraw by March: a term is that of what is asked for.
        after = [one for one in after if not _is_term(reading, one)]
    if done and any(one.kind == "events" and one.code == "AGREE" for one in hit.frames):
        # Agreed to build a railway by 2030: when what was agreed is to be done.
        after = [one for one in after if not _of_content(reading, hit, one)]
    after = after or _hanging_times(reading, hit)
    if after:
        return _settled(reading, after[0], past and not verbal), True
    return _carried_time(reading, clause, hit, verbal, past)


def _of_content(reading: Reading, hit: Hit, date: DateHit) -> bool:
    """Whether a time behind an agreement belongs to what it is about: a term, or one to come behind an infinitive."""
    if not is_ahead(date.when, reading.published) or reading.scale == 1:
        return _is_term(reading, date) or (reading.scale == 1 and any("content" in one.flags for one in hit.frames))
    names = {one.start for one in reading.parties}
    to_do = (_TO_DO if reading.linear else INFINITIVE).finditer(reading.text, hit.start, date.start)
    return _is_term(reading, date) or any(one.end() - 1 not in names for one in to_do)


def _is_term(reading: Reading, date: DateHit) -> bool:
    """By March, until the end of the year."""
    return reading.text.startswith(_BY, date.start) or reading.text.endswith(_BY, 0, date.start)


_BY = ("by ", "until ", "before ", "к ")
#: Agreed to build, agreed with Iran to meet; but agreed to a ceasefire.
_TO_DO = re.compile(r"\bto (?!an?\b|the\b|its\b|their\b|this\b|that\b)[a-z]")
#: The ending of a Russian infinitive.
INFINITIVE = re.compile(r"\w(?:ть|ться|сти|йти)\b")


def _times(reading: Reading, clause: Clause, date: DateHit, hit: Hit) -> bool:
    """Whether a time stands in a clause, or opens it: two years since + Russia invaded."""
    if reading.scale > 1 and reading.linear and of_another_act(reading, date, hit):
        return False
    return reading.holds(clause, date.start) or date.start < clause.start < date.end


def _hanging_times(reading: Reading, hit: Hit) -> list[DateHit]:
    """«Встреча министров, назначенная на 30 июня, …»: the times of a clause that hangs on the noun of an act."""
    hung = next((one for one in reading.clauses if one.relative and 0 <= one.start - hit.end <= MARK_REACH), None)
    if reading.linear or hit.form != "noun" or hung is None:
        return []
    return [one for one in reading.dates() if reading.holds(hung, one.start) and one.kind == "point"]


def due(reading: Reading, hit: Hit) -> When | None:
    """When a promise falls due: the first time after it in its clause; the day of the promise is not asked for.

    「東京準備在八月提議…」: a time between the word of planning and the act is the act's, too.
    """
    clause = reading.clause_of(hit.start)
    inside = [one for one in reading.dates() if clause.start <= one.start < clause.end and one.kind == "point"]
    after = [one for one in inside if one.start >= hit.end]
    plans = [one.end for one in reading.marks if one.kind == "plan" and clause.start <= one.start < hit.start]
    planned = [one for one in inside if plans and plans[0] <= one.start < hit.start]
    found = after or planned
    return found[0].when if found else None


def _carried_time(reading: Reading, clause: Clause, hit: Hit, verbal: bool, past: bool) -> tuple[When | None, bool]:
    if clause.linked:
        return None, False
    for earlier in reversed([one for one in reading.clauses if one.start < clause.start]):
        if earlier.relative and not clause.relative:
            # Kyrgyzstan, which joined in 2001, signed a treaty: what hangs on a noun has a time of its own.
            continue
        if (earlier.says and not verbal) or _announces(reading, earlier, clause):
            return None, False
        inside = [one for one in reading.dates() if reading.holds(earlier, one.start) and one.kind != "span"]
        if inside and verbal and earlier.says and reading.linear and reading.scale > 1:
            # Peskov said on Thursday that Moldova should …: said on that day.
            return _point(inside[-1]), True
        if inside and _is_anothers(reading, inside[-1], earlier, clause, hit):
            return None, False
        if inside and (_is_frame(reading, inside, earlier) or _goes_on(reading, clause)):
            return _settled(reading, inside[-1], past), True
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
#: 今天與來訪的總統會談: behind a coverb the attribute is another phrase, and the time is not its own.
_COVERBS = frozenset("与和同跟向对在给")


def _point(hit: DateHit) -> When | None:
    return hit.when if hit.kind in ("point", "since") else None


def _settled(reading: Reading, date: DateHit, past: bool) -> When | None:
    """In June Kazakhstan signed …, published in May: what lies behind (``past``) was in June of the year before.

    Not so a time from which something is to hold, or for which it is set: banned from 1 June, called for June.
    """
    when = _point(date)
    if when is None or not (past and date.yearless and is_ahead(when, reading.published)):
        return when
    lead = reading.text[max(0, date.start - _LEAD) : date.start].rpartition(",")[2]
    set_for = reading.text.startswith(_OUTSET, date.start) or f" {lead}".endswith(_OUTSET_BEFORE)
    return when if set_for else a_year_before(when)


_OUTSET = ("from ", "for ", "by ", "until ", "till ", "starting ", "effective ", "beginning ", "с ", "со ", "на ", "к ")
_OUTSET_BEFORE = tuple(f" {word}" for word in _OUTSET)
_LEAD = 16


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
