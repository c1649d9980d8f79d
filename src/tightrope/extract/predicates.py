"""How far an English predicate reaches, and whom it borrows from the words around its clause."""

from __future__ import annotations

import re

from tightrope.extract.fitting import Found
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Clause, Party, Reading
from tightrope.records import EventType

_VERBAL = frozenset({"past", "part", "s", "base", "ing"})
_GAP = re.compile(r",?\s(?:(?P<slot>with|from|to|on|in|against|for|of|at)\s)?(?:which|whom)\s(?:the\s|its\s)?")
_SLOTS = {
    "with": "with", "on": "on", "against": "on", "to": "to", "from": "from", "in": "in", "for": "for", "of": "of",
    "at": "in", "near": "in",
}  # fmt: skip
_STRANDED = (" from", " in", " at", " of", " out of")
#: Acts that states do with what is their own.
_OWN = frozenset({"RETREAT", "MOBILIZE"})
_THAT = re.compile(r"\s?that (?:it|they|he|she) (?:would|will|could|might|may|is|are)\b")


def end_of(reading: Reading, hit: Hit, clause: Clause) -> int:
    """Where the predicate of a trigger ends: "closed its schools **and** trained Kazakh guards" are two.

    Of "condemned and sanctioned Poland" the object belongs to both.
    """
    if reading.scale == 1 or not reading.linear or hit.form not in _VERBAL:
        return clause.end
    finite = _FINITE.search(reading.text, hit.end, clause.end)
    last = finite.start() if finite else clause.end
    for one in reading.hits:
        if hit.end < one.start < last and _alike(hit, one) and one.frames[0].kind == "events":
            joined = _joining(reading.text, hit.end, one.start)
            if joined is not None and joined.start() - hit.end > 1:
                return joined.start()
    return last


def _alike(hit: Hit, other: Hit) -> bool:
    """Whether two verbs may be joined by "and": asked Iran to stop and go joins stop with go."""
    return hit.form == other.form or {hit.form, other.form} == {"past", "part"}


#: An auxiliary behind "and" begins another predicate.
_FINITE = re.compile(r"\b(?:and|but)\s(?:is|are|was|were|has|have|had|will|would|may|could|plans|wants)\s")


def shares_subject(reading: Reading, hit: Hit) -> bool:
    """Whether "and" joins a verb to the one before it: expelled the ambassador of Peru and closed its border."""
    english = reading.linear and reading.scale > 1
    return english and _joining(reading.text, 0, hit.start) is not None


def _joining(text: str, floor: int, end: int) -> re.Match[str] | None:
    """The "and" or "but" that leads from one verb to the next, which ends here."""
    return _AND.search(text, max(floor, end - _LEAD), end)


_AND = re.compile(r"\b(?:and|but)\s(?:(?:also|then|later|has|have|had|will|would|\w+ly)\s){0,2}$")
_LEAD = 30


def antecedent(reading: Reading, hit: Hit, clause: Clause) -> Party | None:
    """Iran, which Turkey accused of this: in a relative clause with a subject, the noun before it is the object."""
    if not (clause.relative and reading.linear and reading.scale > 1):
        return None
    own = [one for one in reading.parties_in(clause) if one.end <= hit.start and one.slot == ""]
    before = [one for one in reading.parties if one.end <= clause.start]
    return before[-1] if own and before and clause.start - before[-1].end <= _HANGING else None


#: How far the noun that a relative clause hangs on may stand before it: a comma.
_HANGING = 2


def gap(reading: Reading, hit: Hit, slot: str) -> Party | None:
    """Whom a relative clause with its own subject leaves out: the CSTO, which Uzbekistan left."""
    clause = reading.clause_of(hit.start)
    if not clause.relative or reading.scale == 1 or not reading.linear:
        return None
    opening = _GAP.match(reading.text, clause.start)
    subject = next((one for one in reading.parties_in(clause) if one.slot in ("", "subj")), None)
    if opening is None or subject is None or subject.start - opening.end() > 0 or subject.end > hit.start:
        return None
    before = [one for one in reading.parties if one.end <= clause.start]
    beside = bool(before) and not reading.text[before[-1].end : clause.start].strip(" ,")
    wanted = _SLOTS[opening["slot"]] if opening["slot"] else "obj"
    return before[-1] if beside and wanted == slot else None


def behind(reading: Reading, hit: Hit) -> Party | None:
    """The party behind the preposition that a passive trigger ends with: withdrawn from Armenia."""
    if reading.scale == 1 or not reading.text[hit.start : hit.end].endswith(_STRANDED):
        return None
    parties = reading.parties_in(reading.clause_of(hit.start))
    return next((one for one in parties if one.slot == "" and 0 <= one.start - hit.end <= _ARTICLE), None)


def follows_verb(reading: Reading, party: Party, hit: Hit) -> bool:
    """Whether a party is where a verb of moving leads before the trigger: before leaving for Beijing, 抵達蒙古會見."""
    if not reading.linear:
        return False
    reach = range(1, _ARTICLE + 1) if reading.scale > 1 else range(1)
    return any(
        one.start < hit.start and "move" in one.frames[0].flags and party.start - one.end in reach
        for one in reading.hits
    )


_ARTICLE = 5
_STANDING = (" are ", " is ")


def own(reading: Reading, hit: Hit, frame: Frame) -> Party | None:
    """Whose troops are moved, if a passive does not say by whom: Russian guards were withdrawn from Armenia."""
    if frame.code not in _OWN or reading.scale == 1:
        return None
    if not reading.linear:
        inside = reading.parties_in(reading.clause_of(hit.start))
        return next((one for one in inside if one.acts and one.slot in ("", "subj", "of")), None)
    if reading.text.endswith(_STANDING, 0, hit.start):
        return None  # soldiers are stationed: where they stand is no act
    clause = reading.clause_of(hit.start)
    before = [one for one in reading.parties_in(clause) if one.end <= hit.start and one.slot == "" and one.acts]
    if not before and clause.relative:
        # The guards who had served there were withdrawn.
        before = [one for one in reading.parties if one.acts and 0 <= clause.start - one.end <= 1]
    return before[-1] if before else None


def only_stands(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """«В стране размещены 7 тысяч военных»: how many stand where is no act."""
    standing = reading.text.startswith(("размещен", "дислоцирован", "сосредоточен"), hit.start)
    if reading.linear or frame.code != "MOBILIZE" or hit.form != "part" or not standing:
        return False
    clause = reading.clause_of(hit.start)
    counted = _COUNTED.search(reading.text, clause.start, clause.end)
    return counted is not None and not _WERE.search(reading.text, clause.start, hit.start)


_COUNTED = re.compile(r"\d\s|\bтысяч|\bсот(?:ен|ни)\b|\bбаз")
_WERE = re.compile(r"\b(?:был|была|было|были|будет|будут)\s")


def facing_slots(reading: Reading, frame: Frame, source: Found) -> tuple[str, ...]:
    """The slots of the target; Almaty hosted talks between two others: whoever else is named is no side of them."""
    slots = frame.roles.target
    if reading.scale > 1 and reading.linear and source.slot == "pair" and len(source.party.parts) > 1:
        return tuple(slot for slot in slots if slot != "any")
    return slots


def is_mission(reading: Reading, party: Party, frame: Frame) -> bool:
    """Whether a crowd stands before an embassy, so that it is the target and not the country of the crowd."""
    place = reading.text[party.start : party.end]
    return frame.code == "PROTEST" and any(word in place for word in _MISSIONS)


_MISSIONS = ("embassy", "consulate", "mission", "使馆", "领馆", "领事馆")


def doer_behind(reading: Reading, hit: Hit, clause: Clause) -> list[Party]:
    """«Закрыв границу, Иран …»: behind the comma of a gerund stands who did both."""
    comma = reading.text.find(", ", hit.end, clause.end) if hit.form == "ing" else -1
    return [one for one in reading.parties_in(clause) if one.start == comma + 2 and one.slot in ("", "subj")]


def sole_subject(reading: Reading, hit: Hit, clause: Clause, before: list[Party]) -> list[Party]:
    """«Войска перебросила КНДР», «объявили Оман и Катар»: the name that may stand in the nominative, and is alone so.

    Only where no other party can be the subject, and where it is no object: the verb has one, or takes none.
    """
    if hit.form not in _FINITE_FORMS or any(one.slot in ("", "subj") for one in before):
        return []
    inside = reading.parties_in(clause)
    bare = [one for one in inside if one.start >= hit.end and one.slot == ""]
    if len(bare) != 1 or not bare[0].acts:
        return []
    with_object = any(one.slot == "obj" and one.start < bare[0].start for one in inside)
    beside = reading.text[hit.end : bare[0].start] in (" ", " «")
    takes_object = all("obj" in (*frame.roles.source, *frame.roles.target) for frame in hit.frames)
    return bare if with_object or (beside and not takes_object) else []


_FINITE_FORMS = frozenset({"past", "pasts", "present", "presents", "future", "futures"})


def unsaid(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """«Введены санкции против Ирана»: a short passive of a ruler's act is done by whom the text speaks of."""
    if reading.linear or hit.form != "part" or frame.code not in _RULED:
        return False
    clause = reading.clause_of(hit.start)
    inside = reading.parties_in(clause)
    if frame.code == "AGREE" and not any(one.slot == "with" for one in inside):
        return False
    before = [one.slot for one in inside if one.end <= hit.start]
    return not clause.relative and not {"in", *(frame.roles.source)} & set(before)


#: Acts of a government, which its passive does not say again.
_RULED = frozenset({"SANCTION", "CONCEDE", "AID", "AGREE", "REJECT", "RETREAT", "MOBILIZE", "COOPERATE", "SUPPORT"})


def threatened(reading: Reading, hit: Hit) -> Party | None:
    """Whom one threatens with an act of one's own: threatened that it would attack Iran."""
    clause = reading.clause_of(hit.start)
    following = next((one for one in reading.clauses if one.start >= clause.end), None)
    if following is None or hit.end < clause.end - 1 or not _THAT.match(reading.text, following.start):
        return None
    others = [one for one in reading.parties_in(following) if not one.pronoun]
    acted = [one for one in reading.hits if following.start <= one.start < following.end]
    return others[0] if others and acted and others[0].start >= acted[0].end else None


def turned_by_ending(frame: Frame) -> tuple[EventType, str] | None:
    """What stopping an act amounts to: aid stopped is a sanction, sanctions stopped are a concession."""
    if frame.code in ("AID", "COOPERATE"):
        return EventType.SANCTION, "suspension"
    if frame.code == "SANCTION":
        return EventType.CONCEDE, "easing"
    if frame.code in ("ASSAULT", "MOBILIZE"):
        return EventType.RETREAT, "withdrawal"
    return None
