"""Roll calls: the lists of states that a sentence puts beside its words of voting.

"Against were S, S and S, while 35 abstained, among them S and S": a list belongs to the vote right before it or right
behind it, and only if nothing but words of counting and listing parts them.
"""

from __future__ import annotations

import re

from tightrope.extract.bonds import atoms, listed
from tightrope.extract.gaps import ends_with, holds, holds_only, opens_with
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Party, Reading, is_state

#: «воздержались – 35», and nothing more.
_BARE_COUNT = re.compile(r"[\s–—:-]*\d+\s*(?:[.,;)。，；]|$)")


def roll_call(reading: Reading, votes: list[tuple[Hit, Frame]]) -> dict[int, list[Party]]:
    """The listed voters of each vote, by where its word starts."""
    found: dict[int, list[Party]] = {}
    joining: list[Party] = []
    for group in _groups(reading):
        if opens_with(reading, group[-1].end, "stance_joins"):
            # Belarus and Syria joined Russia in voting against.
            joining = group
            continue
        before = [one for one in votes if one[0].end <= group[0].start]
        after = [hit for hit, frame in votes if hit.start >= group[-1].end and "list" not in frame.flags]
        if before and _behind(reading, *before[-1], group[0].start):
            found.setdefault(before[-1][0].start, []).extend(group)
        elif after and _before(reading, group, after[0]):
            found.setdefault(after[0].start, []).extend(joining + group)
        joining = []
    return found


def _behind(reading: Reading, hit: Hit, frame: Frame, start: int) -> bool:
    """Whether a list behind a vote is that of its voters; a bare word (against) needs a word that opens a list."""
    opened = "list" not in frame.flags or holds(reading, hit.start, start, "roll_opens")
    return opened and holds_only(reading, hit.end, start, "roll_back", "roll_opens")


def _before(reading: Reading, group: list[Party], hit: Hit) -> bool:
    """Whether a list before a vote is its subject; «проголосовали 107 государств» has another one."""
    counted_behind = opens_with(reading, hit.end, "roll_count")
    return (
        group[0].slot in _LISTED and not counted_behind and holds_only(reading, group[-1].end, hit.start, "roll_fore")
    )


_LISTED = ("", "subj", "obj", "of", "with", "none")


def counted(reading: Reading, hit: Hit) -> bool:
    """Whether so many countries vote so, which makes no state named elsewhere the subject."""
    return bool(
        opens_with(reading, hit.end, "roll_count")
        or ends_with(reading, hit.start, "roll_count")
        or _BARE_COUNT.match(reading.text, hit.end)
    )


def owns(reading: Reading, party: Party) -> bool:
    """China, Georgia's new partner, abstained: whose partner somebody is does not vote."""
    return reading.text[party.end - 2 : party.end] in ("'s", "s'")


def _groups(reading: Reading) -> list[list[Party]]:
    states = [one for one in atoms(reading) if is_state(one) and not owns(reading, one)]
    groups: list[list[Party]] = []
    while states:
        groups.append(listed(reading, states))
        states = states[len(groups[-1]) :]
    return groups
