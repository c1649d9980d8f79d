"""A meeting, a journey or a statement whose time the text gives once: what is told next belongs to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tightrope.extract.acts import Claim
from tightrope.extract.dates import DateHit
from tightrope.extract.memory import Memory, Scene
from tightrope.extract.reading import Reading
from tightrope.records import EventType, Status, When

#: What those who meet do there, and what they say to each other.
_ON_THE_WAY = frozenset({EventType.CONSULT, EventType.AGREE})
_SAID = frozenset({EventType.SUPPORT, EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.THREATEN})
#: Only these are told before and after they happen; what does not happen has no scene.
_TOLD = (Status.OCCURRED, Status.PLANNED)
#: So many sentences in a row that name nobody of a scene have left it. A new paragraph alone has not: in news, many
#: a sentence stands in one of its own.
_LEFT = 3


def in_episode(claims: list[Claim], reading: Reading, memory: Memory) -> list[Claim]:
    """Date what belongs to a meeting or a journey that the text told before, and leave out what was discussed there.

    "The minister arrived in Tashkent on Monday. She met the president. They signed a treaty." Only in sentences that
    name no time at all, for the parties of the meeting or the traveller. A heading belongs to no scene.
    """
    if reading.title:
        return claims
    if memory.scene.when is not None:
        named = {code for one in reading.parties for code in one.codes}
        pass_by(memory, named, [] if claims else reading.dates(), reading.published)
    if not claims:
        return claims
    scene, timed = memory.scene, any(one.kind != "span" for one in reading.dates())
    claims = [one for one in claims if not _told_before(one, scene)]
    if timed and reading.scale > 1:
        # 「今年1月，你成功訪問中國」 is told inside the talks; elsewhere another time ends the scene.
        scene = replace(scene, when=None)
    elif not timed:
        claims = [replace(one, when=scene.when) if _belongs(one, scene) else one for one in claims]
    memory.scene = _next_scene(claims, scene, timed)
    return claims


def pass_by(memory: Memory, named: set[str], times: list[DateHit], published: date | None) -> None:
    """Let a dated scene end where a sentence moves on to another time, or the text has left those who are in it.

    Args:
        memory: holds the scene.
        named: the codes of whom the sentence names.
        times: the times of a sentence that tells of no act; none for another.
        published: the day of publication.
    """
    scene = memory.scene
    if scene.when is None:
        return
    apart = 0 if named & scene.parties else scene.apart + 1
    over = apart >= _LEFT or any(one.kind != "span" and _moves_on(one.when, scene.when, published) for one in times)
    memory.scene = replace(scene, apart=apart, when=None if over else scene.when)


def _moves_on(when: When | None, scene: When, published: date | None) -> bool:
    """Whether a time is no background: trade grew the year before, and is to double by 2030, in talks of today too."""
    if when is None or (when.start <= scene.end and scene.start <= when.end):
        return False
    background = when.start < when.end < scene.start
    return not background and (published is None or when.start <= published)


def _belongs(claim: Claim, scene: Scene) -> bool:
    if claim.when is not None or scene.when is None or claim.status is not scene.status:
        return False
    parties = _parties(claim)
    if claim.event_type in _ON_THE_WAY and (parties <= scene.parties or scene.traveller in claim.source):
        return True
    # What is said in talks is said on their day; a month or a year of talks holds more than they do.
    talks = scene.when.start == scene.when.end and scene.status is Status.OCCURRED
    return talks and claim.event_type in _SAID and parties <= scene.parties


def _next_scene(claims: list[Claim], scene: Scene, timed: bool) -> Scene:
    """The last meeting of a sentence, if it tells of one; else the scene goes on."""
    meetings = [one for one in claims if one.event_type is EventType.CONSULT and one.status in _TOLD]
    if not meetings:
        return scene
    last = next((one for one in reversed(meetings) if one.when is not None), meetings[-1])
    goes_on = "" if timed else scene.traveller
    traveller = last.source[0] if last.mode == "visit" and len(last.source) == 1 else goes_on
    following = Scene(_parties(last), last.when, last.status, traveller)
    return scene if _recalled(following, scene) else following


def _recalled(meeting: Scene, scene: Scene) -> bool:
    """Talks of last May that are spoken of in talks of today: earlier, between the same, and no scene of their own."""
    if meeting.when is None or scene.when is None or meeting.parties != scene.parties:
        return False
    return meeting.when.end < scene.when.start and meeting.when.start < meeting.when.end


def _told_before(claim: Claim, scene: Scene) -> bool:
    """What the parties of talks discussed is no second meeting."""
    return "named" in claim.frame.flags and _parties(claim) <= scene.parties


def _parties(claim: Claim) -> frozenset[str]:
    return frozenset(claim.source + claim.target)
