"""Deeds that a Chinese clause only names as the reason of a reproach: 因導彈襲擊譴責…, 就制裁向…提出抗議.

In English and Russian a preposition before a noun says so, and nouns have frames of their own. A Chinese verb looks
like its noun: only what stands before and behind it tells that who blames did not do it.
"""

from __future__ import annotations

import re

from tightrope.extract.fitting import Found
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.needs import needed
from tightrope.extract.reading import Reading
from tightrope.records import UNDIRECTED, EventType


def only_reason(reading: Reading, hit: Hit, frame: Frame, doer: Found) -> bool:
    """Whether a deed is what somebody is blamed for by the one who would be its doer.

    因俄羅斯入侵烏克蘭, 因被美國制裁: a reason with a subject of its own tells of an act.
    """
    if reading.scale > 1:
        return False
    clause = reading.clause_of(hit.start)
    leads = _LEAD.finditer(reading.text, clause.start, hit.start)
    return any(_leads_to(reading, hit, frame, one) for one in leads if doer.carried or one.end() > doer.party.start)


def _leads_to(reading: Reading, hit: Hit, frame: Frame, lead: re.Match[str]) -> bool:
    """Whether 因, 就, 為 or 對 makes a deed the reason of the verb behind it."""
    if _CLOSED.search(reading.text, lead.end(), hit.start):
        return False
    if _SPOKEN_OF.match(reading.text, hit.end):
        return True
    joint = EventType(frame.code) in UNDIRECTED and frame.mode != "visit"
    if lead.lastgroup == "on" or (lead.lastgroup != "why" and joint):
        return False  # 對伊朗實施制裁, 就停火舉行會談
    if any(one.start == lead.end() and one.slot == "for" for one in reading.parties):
        return False
    end = reading.clause_of(hit.start).end
    return any(_blames(reading, hit, frame, one) for one in reading.hits if hit.end <= one.start < end)


def _blames(reading: Reading, hit: Hit, frame: Frame, verb: Hit) -> bool:
    """Whether a later verb is what the clause tells: against somebody, and not joined to the deed as another one."""
    text = reading.text
    hostile = any(one.kind == "events" and one.code in _HOSTILE for one in verb.frames)
    if not hostile or text.startswith("的", verb.end) or _JOINED.search(text, hit.end, verb.start):
        return False
    return all(not start <= verb.start < end for start, end in needed(reading, hit, frame))


_HOSTILE = frozenset({"ACCUSE", "REQUEST", "PROTEST", "REJECT", "THREATEN", "SANCTION", "COERCE", "ASSAULT"})
_LEAD = re.compile(
    "(?P<why>(?<![原基起诱主内外病成归])因(?![此而素])为?|由于|鉴于)|"
    "(?P<over>(?<![早后前久来年月日天时次刻即便也旦这那成造去始一])就(?![业是读任职算近地此会要已能可被连]))|"
    "(?P<aim>(?<![因认作成称视即列定名行以])为了?)|(?P<on>(?<![面应绝相反针])对(?![话抗立等外内]))"
)
#: 因台灣問題制裁…, 因攻擊而制裁…: the reason has ended before the verb.
_CLOSED = re.compile("问题|一事|事件|一案|为由|而")
#: 就空襲向以色列表示…, 對俄羅斯的襲擊表示…
_SPOKEN_OF = re.compile(
    "(?:一事|事件|行动|行为|行径|活动)?(?:[对向][^，。]{1,14}?)?(?:强烈|严厉|深|坚决|公开|正式)?"
    "(?:表示|深表|表达|提出|感到|予以|加以|进行谴责)"
)
#: 因…制裁並要求…: two verbs of one subject. 因入侵…被…制裁: who did it suffers it.
_JOINED = re.compile("[被遭受]|引发|引起|招致|面临|导致|(?:[并且和及、又还也或再后]|同时|甚至|进而|从而)[^，。]{0,3}$")
