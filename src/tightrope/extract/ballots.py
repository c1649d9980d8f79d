"""Who votes how: lists behind a vote, voters who join others, and votes told sentences after the ballot was named."""

from __future__ import annotations

from tightrope.extract.bonds import atoms, listed
from tightrope.extract.gaps import ends_with, holds, opens_with
from tightrope.extract.lexicon import Hit, Lexicon
from tightrope.extract.memory import BALLOT, Memory
from tightrope.extract.reading import Party, Reading, is_state

_DENIED_REACH = 14


def note_ballot(reading: Reading, memory: Memory, lex: Lexicon) -> None:
    """Remember that a resolution of the United Nations is spoken of; forget it some sentences later."""
    named = sum(word in reading.text for word in lex.words.get("vote", ()))
    memory.ballot = BALLOT if named > 1 else max(0, memory.ballot - 1)


def of_united_nations(reading: Reading, memory: Memory, lex: Lexicon) -> bool:
    """Whether the sentence tells of a vote of the United Nations, or goes on about one."""
    named = any(word in reading.text for word in lex.words.get("vote", ()))
    if named:
        memory.ballot = BALLOT
    return named or memory.ballot > 0


def denied(reading: Reading, hit: Hit) -> bool:
    """Whether what the trigger tells is denied: will not join, would join no bloc, отказался вступать."""
    if opens_with(reading, hit.end, "stance_none"):
        return True
    reach = _DENIED_REACH if reading.scale > 1 else _DENIED_REACH // 2
    # «Не собирался вступать»: the word that denies may reach into the trigger.
    inside = any(one.kind == "no" and one.start < hit.start < one.end for one in reading.marks)
    return inside or bool(reading.marks_before(hit, frozenset({"no"}), reach))


def voters(reading: Reading, hit: Hit, subject: Party | None) -> list[Party]:
    """The subject with those who vote along with it, or the list behind: among those abstaining were S and S."""
    states = [one for one in atoms(reading) if is_state(one)]
    clause = reading.clause_of(hit.start)
    found = [subject] if subject is not None else []
    if subject is not None and clause.start <= subject.start < hit.start:
        # Belarus joined Russia in voting against: whichever is the subject, both voted.
        led = [one for one in states if clause.start <= one.start and one.end <= hit.start]
        joining = any(opens_with(reading, one.end, "stance_joins") for one in led[:-1])
        found = led if joining and subject.start in {one.start for one in led} else found
    if subject is not None and subject.end > 0 and opens_with(reading, subject.end, "stance_alongside"):
        found += listed(reading, [one for one in states if one.start > subject.end])
    stop = min((one.start for one in reading.hits if one.start >= hit.end and is_vote(one)), default=len(reading.text))
    position = hit.end
    for party in [one for one in states if hit.end <= one.start < stop]:
        if party.start < position:
            continue
        if holds(reading, position, party.start, "stance_except"):
            break
        word = "stance_list" if found == [] else "stance_along"
        if ends_with(reading, party.start, word):
            more = listed(reading, [one for one in states if one.start >= party.start])
            found += more
            position = more[-1].end
        else:
            position = party.end
    return found


def is_vote(hit: Hit) -> bool:
    """Whether a word tells how somebody votes."""
    return any("vote" in frame.flags and "denied" not in frame.flags for frame in hit.frames)
