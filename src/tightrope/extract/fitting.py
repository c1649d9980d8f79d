"""Parties in roles, and which kinds of phrases may fill which slots of a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Party, Reading, has_members


@dataclass(frozen=True, slots=True)
class Found:
    """A party in a role, and how it was found.

    Attributes:
        party: the party.
        distance: characters between it and the trigger.
        carried: 0 in the clause itself, 1 from an earlier clause, 2 from an earlier sentence.
        slot: which slot of the frame it was found for.
        target: the other party, where the two were found apart.
    """

    party: Party
    distance: int
    carried: int = 0
    slot: str = ""
    target: Found | None = None


def told(party: Party | None, hit: Hit) -> Found | None:
    """A party that the sentence names elsewhere: carried, if it stands before the trigger."""
    return Found(party, max(0, party.start - hit.end), int(party.end <= hit.start)) if party is not None else None


def fits(party: Party, frame: Frame, slot: str) -> bool:
    """Whether a phrase of this kind may fill a slot of this frame: firms do not sign treaties, but are sanctioned."""
    if "crowd" in frame.flags and slot == "subj" and not party.crowd:
        return party.head in ("people", "private", "place")
    if party.head == "state":
        return True
    if party.head == "relation" and frame.mode == "relations cut":
        return slot == "with"
    if party.head == "ground":
        # Атаковал боевиков у границы с Турцией: where it was, not whom it reached.
        return frame.code in (_AT_BORDER if slot == "in" else _ON_GROUND) and slot != "subj"
    if "any_head" in frame.flags and slot != "subj":
        return party.head in ("private", "people", "place", "thing", "expert", "media")
    if "people" in frame.flags:
        return party.head in ("people", "place")
    if party.head == "place":
        return slot in ("in", "from", "obj", "to", "on")
    return False


def excluded(found: tuple[Found, Found], frame: Frame, *, inside: bool) -> bool:
    """Whether a source and a target do not go together: a joiner needs a body, and nobody faces himself abroad."""
    source, target = found[0].party, found[1].party
    if "body_target" in frame.flags and not has_members(target):
        return True
    if "state_target" in frame.flags and target.body:
        return True
    return not inside and set(target.codes) <= set(source.codes)


def nearest(reading: Reading, hit: Hit, accepts: Callable[[Party], bool]) -> Found | None:
    """The acceptable party of a trigger's clause that stands nearest to it."""
    best: Found | None = None
    for party in reading.parties_in(reading.clause_of(hit.start)):
        if accepts(party):
            distance = hit.start - party.end if party.end <= hit.start else party.start - hit.end + 1
            if best is None or distance < best.distance:
                best = Found(party, distance)
    return best


def hangs(reading: Reading, party: Party, hit: Hit) -> bool:
    """Whether a genitive behind a trigger, or an adjective right before it, can be an attribute of it."""
    if party.start < hit.end:
        return hit.start - party.end <= _ADJECTIVE_REACH
    return hit.form != "noun" or not any(
        hit.end <= one.start < party.start and one.form == "noun" and one.frames[0].kind == "events"
        for one in reading.hits
    )


_ADJECTIVE_REACH = 24
#: Acts that reach a state at its border or on its soil.
_ON_GROUND = frozenset({"MOBILIZE", "RETREAT", "ASSAULT"})
#: What is done at a border concerns who lies behind it: troops face him, crossings close to him.
_AT_BORDER = frozenset({"MOBILIZE", "SANCTION", "CONCEDE"})
