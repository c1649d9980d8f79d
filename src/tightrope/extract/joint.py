"""Acts that several do together: who faces whom."""

from __future__ import annotations

import re

from tightrope.extract.bodies import Bodies
from tightrope.extract.fitting import Found
from tightrope.extract.gaps import holds
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.needs import needed, needs_met
from tightrope.extract.reading import Party, Reading
from tightrope.extract.roles import Seeker
from tightrope.records import UNDIRECTED, EventType


def to_both_sides(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """呼籲舉行談判來結束俄烏衝突: a call for talks goes to both sides of the conflict."""
    found = seeker.source(hit, frame)
    rest = reading.text[hit.end :]
    if found is None or not any(word in rest for word in _TALKS):
        return None
    for party in reading.parties:
        codes = tuple(code for code in party.codes if code not in found.party.codes)
        if party.start >= hit.end and party.head in ("relation", "ground") and len(party.parts) == len(codes) == 2:
            return found.party.codes, codes, found
    return None


def answer(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """«Тегеран отверг обвинения и в ответ потребовал …»: whom one answers is who faced one before."""
    replies = frame.code in ("REJECT", "REQUEST") and _IN_ANSWER.search(reading.text) is not None
    known = tuple(part[0] for part in seeker.memory.pair if len(part) == 1)
    if reading.linear or not replies or len(known) != _TWO:
        return None
    found = seeker.source(hit, frame)
    if found is None or len(found.party.codes) != 1 or found.party.codes[0] not in known:
        return None
    if any(set(one.codes) - set(known) and not one.pronoun for one in reading.parties if one.slot != "of"):
        return None
    return found.party.codes, tuple(code for code in known if code not in found.party.codes), found


def sole_other(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """«Нанесли удар по складам у порта области»: the only other party of the clause is meant."""
    unsure = not frame.needs or "noun" in frame.flags or frame.code not in _TOWARD
    if reading.linear or unsure or {"body", "sayer"} & {*frame.roles.target}:
        return None
    found = seeker.source(hit, frame)
    if found is None or found.carried or found.party.pronoun:
        return None
    others = [
        one
        for one in reading.parties_in(reading.clause_of(hit.start))
        if set(one.codes) - set(found.party.codes) and one.slot != "none"
    ]
    if len(others) != 1 or others[0].start < hit.end or others[0].body or others[0].head not in _MEANT:
        return None
    return None if _is_bound_for(reading, others[0], frame) else (found.party.codes, others[0].codes, found)


def _is_bound_for(reading: Reading, party: Party, frame: Frame) -> bool:
    """«Задержали танкер в Иран», «груз для Ирана»: where a thing goes or lies is not whom an act is against.

    Aid reaches people in a state, and bans and their end hold for them: «ограничения для граждан Ирана».
    """
    into = party.slot == "to" and reading.text.endswith(_INTO, 0, party.start)
    lies = into or party.slot == "in" or (party.slot == "for" and frame.code not in ("SANCTION", "CONCEDE"))
    return lies and frame.code != "AID"


_TOWARD = frozenset({"SANCTION", "CONCEDE", "ASSAULT", "AID", "RETREAT", "MOBILIZE", "COERCE"})
_MEANT = frozenset({"state", "thing", "private", "people", "place", "ground"})
_INTO = (" в ", " во ", " на ", " с ", " границам ")
_TWO = 2
_IN_ANSWER = re.compile(
    r"\bв ответ\b|\b(?:отверг|отклони|опроверг)\w*\s(?:эти\s|все\s|такие\s)?(?:обвинени|упрек|претензи)"
)
_TALKS = ("谈判", "停火", "和平", "对话", "停战", "negotiat", "talks", "ceasefire", "peace", "переговор", "перемири")


def sides(party: Party, other: Party, frame: Frame, apart: bool) -> tuple[str, ...]:
    """The codes of one side; in a joint act of exactly three parties all stand on both sides.

    Visits, and acts told as done one after the other (``apart``), face each partner alone.
    """
    codes = party.codes
    undirected = EventType(frame.code) in UNDIRECTED
    together = tuple(dict.fromkeys(codes + other.codes))
    if (
        undirected
        and not apart
        and frame.mode not in _BETWEEN_TWO
        and len(party.parts) + len(other.parts) == 3 == len(together)
        and not (party.body or other.body)
    ):
        return together
    return tuple(code for code in codes if code not in other.codes) or codes


#: What two of three do is no act between the other two.
_BETWEEN_TWO = frozenset(
    {
        "visit",
        "call",
        "basing",
        "mediation",
        "promise",
        "arms purchase",
        "arms sale",
        "arms delivery",
        "energy supply",
        "extradition",
    }
)


def joint_act(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker, bodies: Bodies
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """A joint act of one coordinated subject: 中國和塔吉克簽署…; a body's members toward the body."""
    if "planned" in frame.flags and not reading.linear:
        # Астана предложила переговоры между Россией и Украиной: who offers is no side of what others may do.
        return None
    between = seeker.find(hit, frame, "pair", None)
    found = between if between and len(between.party.parts) > 1 else seeker.source(hit, frame)
    if found is None and (both := _signed_by_both(reading, hit, frame, seeker)) is not None:
        return both
    if found is None or (frame.mode == "relations" and len(found.party.parts) < _TWO):
        # 將中烏關係提升為…: whose relations they are.
        ours = [one for one in reading.parties_in(reading.clause_of(hit.start)) if one.head == "relation"]
        pair = next((one for one in ours if one.end <= hit.start and len(one.codes) == len(one.parts) == _TWO), None)
        if pair is not None and reading.scale == 1 and frame.mode == "relations":
            return pair.codes[:1], pair.codes[1:], Found(pair, hit.start - pair.end)
    if found is None:
        return None
    party = found.party
    if "noun" in frame.flags and not reading.linear and party.slot in ("", "subj") and not _frames(reading, hit):
        return None
    if party.body and len(party.codes) == 1 and (reading.linear or party.slot in ("", "subj")):
        if not frame.needs and reading.scale == 1:
            # 成員國商定不降低要求: a decision of a body, no document that its members signed.
            return None
        members = bodies.members(party.codes[0])
        return (members, party.codes, found) if members and bodies.speaks_of_members(reading, party) else None
    if len(party.parts) < 2 or found.carried == 2:
        return None
    sides = split_joint(party)
    return (*sides, found) if sides else None


def _signed_by_both(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """Bilateral documents were signed after the talks: a passive that names nobody, by the two named before."""
    pair = seeker.memory.pair
    here = reading.parties_in(reading.clause_of(hit.start))
    if not reading.linear:
        return _came_of_talks(reading, hit, frame, pair) if not here else None
    if frame.code != "AGREE" or not frame.needs or len(pair) != 2 or here or not _BILATERAL.search(reading.text):
        return None
    if not (reading.passive(hit) or _TO_BE_SIGNED.search(reading.text, 0, hit.start)):
        return None
    both = Party(0, 0, pair, ("", ""), "", "state", True)
    return pair[0], pair[1], Found(both, 0, 1)


def _came_of_talks(
    reading: Reading, hit: Hit, frame: Frame, pair: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """«По итогам переговоров подписан ряд документов»: by the two that the sentence names, or the one before."""
    passive = reading.passive(hit) or "noun" in frame.flags
    if frame.code != "AGREE" or not (frame.needs and passive and _OF_TALKS.search(reading.text)):
        return None
    named = list(dict.fromkeys(part for one in reading.parties if not one.body for part in one.parts))
    sides = tuple(named) or pair
    if len(sides) != _TWO or any(len(part) > 1 for part in sides):
        return None
    both = Party(0, 0, sides, ("", ""), "", "state", True)
    return sides[0], sides[1], Found(both, 0, 1)


#: The sides themselves, or the meeting that the signing came of; «с другой стороны» and «по итогам года» are neither.
_OF_TALKS = re.compile(
    r"(?<!\bс )(?<!\bсо )(?<!\bот )(?<![ое]й )\bстороны\b|\bсторонами\b|\bдвусторонн\w+|\bсовместн\w+|"
    r"\bпо (?:ее|его|их) (?:итогам|результатам|окончании|завершении)|\bв (?:ходе|рамках) котор|"
    r"\b(?:по (?:итогам|результатам|окончании|завершении)|в (?:ходе|рамках)|после) "
    r"(?:[\w-]+(?:ой|ей|их|ых|ого|его|й) ){0,2}"
    r"(?:переговор|встреч|визит|поездк|саммит|заседани|консультаци|бесед|форум|раунд)"
)
_BILATERAL = re.compile(r"\b(?:bilateral|both sides|joint|(?:following|after) the (?:talks|meeting|negotiations))\b")
_TO_BE_SIGNED = re.compile(r"\bit (?:is|was) (?:planned|expected|scheduled) to\b")


def _frames(reading: Reading, hit: Hit) -> bool:
    """«В ходе переговоров министры …»: whether the noun of an act frames what its parties do."""
    lead = reading.text[: hit.start].rsplit(maxsplit=_LEAD)
    start = len(lead[0]) if len(lead) > _LEAD else 0
    return holds(reading, start, hit.start, "framing")


_LEAD = 3


def both_ways(
    reading: Reading, hit: Hit, frame: Frame, seeker: Seeker
) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """互相指責, 交火: every party is source and target."""
    found = seeker.fill(hit, frame)
    if found is not None:
        if found[1].party.head == "people":
            # 軍隊與民眾發生衝突: a people has no army.
            return found[0].party.codes, found[1].party.codes, found[0]
        codes = tuple(dict.fromkeys(found[0].party.codes + found[1].party.codes))
        return (codes, codes, found[0]) if len(codes) > 1 else None
    source = seeker.source(hit, frame)
    if source is None or len(source.party.parts) < 2:
        return None
    return source.party.codes, source.party.codes, source


def hosted(hit: Hit, frame: Frame, seeker: Seeker) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """An exercise of a body faces its host: 集安組織在吉爾吉斯舉行軍演."""
    source = seeker.source(hit, frame)
    if source is None or not source.party.body:
        return None
    place = seeker.find(hit, frame, "in", source.party)
    return (source.party.codes, place.party.codes, source) if place is not None else None


def split_joint(party: Party) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the two sides of a coordinated subject.

    Two parties face each other, three stand on both sides, of more the first faces the others; a country and a
    group: country → the members.
    """
    group = next((index for index, part in enumerate(party.parts) if len(part) > 1), None)
    if group is not None:
        others = tuple(code for index, part in enumerate(party.parts) for code in part if index != group)
        members = tuple(code for code in party.parts[group] if code not in others)
        return (others, members) if others and members else None
    codes = party.codes
    if len(codes) == 2:
        return codes[:1], codes[1:]
    if len(codes) == 3:
        return codes, codes
    return (codes[:1], codes[1:]) if len(codes) > 3 else None


def joint_before(reading: Reading, hit: Hit) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """美俄會談: two names right before the noun of a meeting that takes place."""
    for party in reading.parties:
        if any(
            one.start > hit.end
            and any("before" in frame.flags and needs_met(reading, one, frame) for frame in one.frames)
            for one in reading.hits
        ):
            return None
        if party.start < hit.start <= party.end + reading.scale // 2 and len(party.parts) >= 2:
            sides = split_joint(party)
            return (*sides, Found(party, 0)) if sides else None
    return None


def guests(reading: Reading, hit: Hit, frame: Frame) -> tuple[tuple[str, ...], tuple[str, ...], Found] | None:
    """阿拉木圖舉行 + 亞美尼亞與阿塞拜疆 + 會談: the host of talks is no party to them."""
    if reading.scale > 1 or frame.mode not in ("meeting", "summit"):
        return None
    noun = min((start for start, _ in needed(reading, hit, frame)), default=-1)
    for party in reading.parties_in(reading.clause_of(hit.start)):
        beside = hit.end <= party.start and 0 <= noun - party.end <= _BESIDE
        if beside and party.slot in ("", "of") and len(party.parts) > 1 and (sides := split_joint(party)):
            return (*sides, Found(party, party.start - hit.end))
    return None


#: How far the noun of a meeting may stand behind its parties: 兩國外長級.
_BESIDE = 6
