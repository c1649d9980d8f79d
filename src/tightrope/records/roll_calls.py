"""Recorded votes of the UN General Assembly: who voted how on one resolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from tightrope.records.errors import CheckError
from tightrope.records.rows import content_id

#: Issue areas of roll calls, as Voeten's data name them, in words. One roll call can be in several.
ISSUE_AREAS: Mapping[str, str] = MappingProxyType(
    {
        "me": "Palestine",
        "nu": "nuclear weapons",
        "di": "arms control and disarmament",
        "hr": "human rights",
        "co": "colonialism",
        "ec": "economic development",
    }
)


class Vote(StrEnum):
    """What a state did when a roll was called. Absent is not abstain."""

    YES = "yes"
    ABSTAIN = "abstain"
    NO = "no"
    ABSENT = "absent"
    NOT_MEMBER = "not a member"


class Part(StrEnum):
    """What was voted on: the resolution as a whole, one paragraph of it, or an amendment to it."""

    WHOLE = "whole"
    PARAGRAPH = "paragraph"
    AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCall:
    """One recorded vote.

    Attributes:
        resolution: symbol of the resolution (``A/RES/74/246``) where the source gives one, else the record's own number
            (``R/1/66``); roll calls of one day and symbol are the same vote, whichever source lists them.
        session: regular session of the Assembly, from 1; a special session counts to the regular one that it fell in.
        special: number of a special or emergency special session (``S-32``, ``ES-11``); empty for a regular one.
        day: day of the vote.
        title: title of the resolution, or the words in which the source describes what was voted on.
        issues: issue areas, sorted (codes: ``ISSUE_AREAS``); empty if none or not known.
        important: whether the US Department of State listed the vote as important; ``None`` if not known.
        part: the whole resolution, a paragraph or an amendment.
        repeats: name of the text: roll calls that name the same one voted on a text that repeats word for word from
            session to session. Empty if not known.
        yes: codes of the states that voted for it, sorted; ``abstain``, ``no``, ``absent`` likewise. A state in none of
            the four was not a member.
        origin: id of the :class:`Origin`.
        locator: where it stands there (``rcid 5345``, ``74.json, line 12``).
    """

    resolution: str
    session: int
    special: str = ""
    day: date
    title: str
    issues: tuple[str, ...] = ()
    important: bool | None = None
    part: Part = Part.WHOLE
    repeats: str = ""
    yes: tuple[str, ...]
    abstain: tuple[str, ...]
    no: tuple[str, ...]
    absent: tuple[str, ...]
    origin: str
    locator: str

    def __post_init__(self) -> None:
        where = f"roll call on {self.resolution or self.locator}"
        if self.session < 1:
            raise CheckError(f"sessions count from 1, not {self.session}", where)
        listed: set[str] = set()
        for group in (self.yes, self.abstain, self.no, self.absent):
            if any(first >= second for first, second in pairwise(group)) or listed.intersection(group):
                raise CheckError("a state stands twice, or the codes are not sorted", where)
            listed.update(group)

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)

    @property
    def votes(self) -> dict[str, Vote]:
        """Vote by code of every member."""
        groups = {Vote.YES: self.yes, Vote.ABSTAIN: self.abstain, Vote.NO: self.no, Vote.ABSENT: self.absent}
        return {code: vote for vote, codes in groups.items() for code in codes}
