"""Summits and acts of organisations: the participants face the body, or the parties of a format face each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tightrope.extract.fitting import Found
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Party, Reading
from tightrope.extract.roles import Seeker
from tightrope.names import Kind, Mention

#: A summit of more members than this is a conference; who attended is not known from the membership.
_MOST_MEMBERS = 15
_SUMMIT_REACH = 12
_Pair = tuple[tuple[str, ...], tuple[str, ...], Found]
#: Organs of a body that count as the body itself.
_ORGANS = {"UNGA": "UN", "UNSC": "UN"}


def as_actor(mention: Mention) -> Mention:
    """The mention, with the body in the place of its organ: the General Assembly acts as the United Nations."""
    if len(mention.actors) == 1 and mention.actors[0] in _ORGANS:
        code = _ORGANS[mention.actors[0]]
        return replace(mention, actors=(code,), key=code, kind=Kind.ORGANISATION)
    return mention


@dataclass(slots=True)
class Bodies:
    """Who belongs to a body, and who stayed away from its meetings in this document.

    Attributes:
        of: members of a body on the day of the document.
        absent: (state, body) pairs said to have stayed away.
    """

    of: Callable[[str], tuple[str, ...]]
    absent: set[tuple[str, str]] = field(default_factory=set)

    def members(self, body: str) -> tuple[str, ...]:
        """The members that may have attended; empty if unknown or too many to infer attendance from."""
        members = self.of(body)
        return members if len(members) <= _MOST_MEMBERS else ()

    def speaks_of_members(self, reading: Reading, party: Party) -> bool:
        """Whether a phrase names a body's members (成員國, member states, страны ОДКБ), not its secretariat."""
        piece = reading.text[max(0, party.start - _SUMMIT_REACH) : party.end + _SUMMIT_REACH]
        return any(
            word in piece for word in ("成员", "各国", "国家", "元首", "领导人", "member", "leaders", "стран", "член")
        )

    def summit(self, reading: Reading, hit: Hit, frame: Frame, seeker: Seeker) -> _Pair | None:
        """Parties of a summit: subject → body; all members → body if none is named; country → the five."""
        form = _format(reading, frame, hit)
        if frame.roles.source == ("pair",):
            return _sides_of_format(form) if form else self._held(seeker, hit)
        subject = seeker.subject(hit, frame)
        if form and _has_group(form):
            # 哈薩克總統出席中國—中亞峰會: whoever is named, each of the five meets the power.
            return _sides_of_format(form)
        if form and subject and set(subject.party.codes) & set(form.codes):
            others = tuple(code for code in form.codes if code not in subject.party.codes)
            return (subject.party.codes, others, subject) if others else None
        if form:
            sides = _sides_of_format(form)
            return sides if subject is None else None
        found = seeker.find(hit, frame, "body", subject.party if subject else None)
        if found is None or subject is None or subject.party.body or not _is_one_body(found.party):
            return None
        if found.carried == 0 and not _governs(reading, hit, found.party, frame):
            return None
        return subject.party.codes, found.party.codes, subject

    def format_met(self, reading: Reading, hit: Hit, frame: Frame) -> _Pair | None:
        """«Встреча министров в формате C5+1»: a meeting of a country and a group that its format names."""
        form = None if reading.linear or frame.mode != "meeting" else _format(reading, frame, hit)
        return _sides_of_format(form) if form and _has_group(form) else None

    def _held(self, seeker: Seeker, hit: Hit) -> _Pair | None:
        reading = seeker.reading
        for party in reading.parties:
            if _is_one_body(party) and party.end <= hit.start and _names_summit(reading, party):
                members = self.members(party.codes[0])
                return (members, party.codes, Found(party, hit.start - party.end)) if members else None
        return None


def _has_group(form: Party) -> bool:
    return any(len(part) > 1 for part in form.parts)


def _is_one_body(party: Party) -> bool:
    return party.body and len(party.codes) == 1


_SUMMITS = (
    "峰会", "高峰会", "首脑会议", "外长会", "领导人会议", "元首", "理事会",
    "summit", "meeting", "саммит", "заседани", "встреч",
)  # fmt: skip


def _names_summit(reading: Reading, party: Party) -> bool:
    text = reading.text
    # 集安組織 + 峰會, a summit of + the CSTO, саммит + ОДКБ.
    piece = text[party.end : party.end + _SUMMIT_REACH]
    if reading.scale > 1:
        # Встреча министров иностранных дел «Центральная Азия — Япония»: titles stand between where cases bind words.
        lead = (2 if reading.linear else 4) * _SUMMIT_REACH
        piece = text[max(0, party.start - lead) : party.end + 2 * _SUMMIT_REACH]
    return any(word in piece for word in _SUMMITS)


def _called(reading: Reading, party: Party, hit: Hit) -> bool:
    piece = reading.text[party.end : min(hit.start, party.end + _SUMMIT_REACH)]
    return any(word in piece for word in _SUMMITS)


def _governs(reading: Reading, hit: Hit, party: Party, frame: Frame) -> bool:
    """Whether the body is the one whose meeting the trigger is about, not just any body in the clause."""
    if _AFTERWARDS.search(reading.text, max(0, party.start - 4 * _SUMMIT_REACH), party.start):
        return False
    return frame.mode != "summit" or party.end > hit.start or _names_summit(reading, party)


#: «По завершении саммита ШОС посетит …»: the summit only says when.
_AFTERWARDS = re.compile(
    r"(?:завершени|окончани|итогам|после|преддверии|накануне|полях|кулуарах)\s?\w*\s(?:[\w-]+\s){0,2}(?:саммит|заседани|встреч)"
)


def _format(reading: Reading, frame: Frame, hit: Hit) -> Party | None:
    """「中亞五國+俄羅斯」峰會, 中國-中亞峰會: a group and a country joined right before the summit."""
    if frame.mode not in ("summit", "meeting"):
        return None
    clause = reading.clause_of(hit.start)
    parties = reading.parties_in(clause) or [one for one in reading.parties if one.end <= hit.start]
    for party in parties:
        joined = len(party.parts) == 2
        # 中國、俄羅斯 + 出席 + 上合組織峰會: the summit behind the verb is not named by those before it.
        apart = reading.scale == 1 and party.end <= hit.start and not _called(reading, party, hit)
        if joined and not apart and _names_summit(reading, party):
            return party
    return None


def _sides_of_format(party: Party) -> _Pair | None:
    group = 0 if len(party.parts[0]) > 1 else 1
    if all(len(part) == 1 for part in party.parts):
        return party.parts[0], party.parts[1], Found(party, 0)
    country = party.parts[1 - group]
    members = tuple(code for code in party.parts[group] if code not in country)
    return (country, members, Found(party, 0)) if len(country) == 1 else None
