"""Ties told by a noun: a member of B · B member S · B's members are S, S and S. Who is tied, and to whom.

A noun of standing (member, ally, trading partner) has an *anchor*, the body or state it belongs to, and *bearers*, the
states it is said of. Both are found by what stands between, never by mere nearness: see :mod:`tightrope.extract.gaps`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from tightrope.extract.gaps import ends_with, holds, holds_only, opens_with
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Party, Reading, has_members, is_state, join

_CLOSED = (",", ".", ")", "，", "。", ";", "—", "–", "-", '"', "”")
_COUNCIL = "UNSC"
_THE_COUNTRY = ("страны", "республики", "государства")


@dataclass(frozen=True, slots=True)
class Standing:
    """A noun of standing with its anchor.

    Attributes:
        start: where noun and anchor begin.
        end: where they end.
        codes: of the anchor.
        anchor: the party that is the anchor; none if it was named before.
        verbs: the list of the verbs that say the noun of somebody.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    anchor: Party | None = None
    verbs: str = "bond_is"


def atoms(reading: Reading) -> list[Party]:
    """The parties, with bodies and states that commas join taken apart: «Члены ОДКБ — Россия, Армения»."""
    found: list[Party] = []
    for party in reading.parties:
        runs: list[list[Party]] = []
        for one in party.members or (party,):
            if runs and has_members(runs[-1][-1]) == has_members(one):
                runs[-1].append(one)
            else:
                runs.append([one])
        found += [party] if len(runs) == 1 else [join(run) if len(run) > 1 else run[0] for run in runs]
    return found


def standing(reading: Reading, hit: Hit, frame: Frame, memory: Memory, to_body: bool) -> Standing | None:
    """The noun with its anchor beside it, or else with the body that «its», «which» or the clause before point at."""
    wanted = has_members if to_body else _single
    if (related := opens_with(reading, hit.end, "bond_which")) is not None:
        # Москва, союзником которой является …; a bloc, a member of which …
        led = [one for one in atoms(reading) if one.end <= hit.start and wanted(one)]
        return Standing(hit.start, related.end(), led[-1].codes, led[-1]) if led else None
    beside = _beside(reading, hit, wanted, of_noun="noun" in frame.flags)
    if beside is not None:
        start, end = min(beside.start, hit.start), max(beside.end, hit.end)
        # A membership may be wished for or talked about; that it is suspended says that it is there.
        verbs = "bond_frozen" if {"noun"} == frame.flags & {"noun", "planned"} else "bond_is"
        if beside.slot == "in" and holds(reading, beside.end, hit.start, "bond_is"):
            # 在集安組織保持觀察員身份: the verb stands behind the body, the bearer before 在.
            verbs = "bond_at"
        return Standing(start, end, _codes_of(reading, beside, start, end), beside, verbs)
    return _pointing(reading, hit, memory) if to_body else _whom(reading, hit)


def unsure(reading: Reading, hit: Hit, memory: Memory) -> bool:
    """«Партнеры страны»: that is the country a text speaks of, which need not be the one named last."""
    beside = [one for one in reading.parties if 0 <= one.start - hit.end <= 1]
    if not beside or not reading.text.startswith(_THE_COUNTRY, beside[0].start):
        return False
    return memory.named.get(beside[0].codes[0], 0) < max(memory.named.values(), default=0)


def _whom(reading: Reading, hit: Hit) -> Standing | None:
    """«…, with which S has a strategic partnership»: the state right before the clause."""
    clause = reading.clause_of(hit.start)
    led = [one for one in reading.parties if clause.start - _SINCE < one.end <= clause.start and _single(one)]
    if not led or not holds(reading, clause.start, hit.start, "bond_whom"):
        return None
    return Standing(hit.start, hit.end, led[-1].codes, led[-1])


def _single(party: Party) -> bool:
    return len(party.codes) == 1 and party.head in ("state", "thing", "relation", "people", "place", "ground")


def _codes_of(reading: Reading, anchor: Party, start: int, end: int) -> tuple[str, ...]:
    # A seat on the Security Council is a tie to the Council: every state belongs to the United Nations.
    return (_COUNCIL,) if anchor.codes == ("UN",) and holds(reading, start, end, "bond_council") else anchor.codes


def _beside(reading: Reading, hit: Hit, wanted: Callable[[Party], bool], *, of_noun: bool) -> Party | None:
    parties = atoms(reading)
    around = [one for one in parties if one.start < hit.end <= one.end and wanted(one)]
    if around and not (reading.scale == 1 and around[0].start == hit.start):
        # The phrase has grown over the noun: председателем ШОС, NATO members.
        return around[0]
    after = [one for one in parties if one.start >= hit.end][: 2 if of_noun else 1]
    floor = hit.end
    for party in after:
        governed = holds_only(reading, floor, party.start, "bond_of")
        bare = not reading.linear and party.slot in ("of", "") and not reading.text[floor : party.start].strip(' «"')
        worded = bool(reading.text[floor : party.start].strip(' «"'))
        if wanted(party) and governed and (worded or bare) and not opens_with(reading, party.end, "bond_not"):
            return party
        floor = party.end
    before = [one for one in parties if one.end <= hit.start and wanted(one)]
    if before and holds_only(reading, before[-1].end, hit.start, "bond_adjective"):
        return before[-1]
    inner = bool(before) and reading.scale == 1 and before[-1].slot == "in"
    if inner and holds_only(reading, before[-1].end, hit.start, "bond_is", "bond_adjective", "bond_light"):
        return before[-1]
    return None


def _pointing(reading: Reading, hit: Hit, memory: Memory) -> Standing | None:
    """«Its members are», "of which", 成員國包括: the body was named before."""
    clause = reading.clause_of(hit.start)
    if opens_with(reading, hit.end, "bond_other"):
        return None
    earlier = [one for one in atoms(reading) if has_members(one) and one.end <= hit.start]
    points = ends_with(reading, hit.start, "bond_its") or holds(reading, clause.start, hit.start, "bond_which")
    opens = holds_only(reading, clause.start, hit.start, "bond_adjective", "bond_its", "bond_light")
    if earlier and (points or reading.scale == 1):
        return Standing(hit.start, hit.end, earlier[-1].codes)
    generic = opens_with(reading, hit.end, "bond_generic")
    listed = opens_with(reading, generic.end() if generic else hit.end, "bond_list")
    if not earlier and memory.body and opens and (points or listed) and clause.start == 0:
        return Standing(hit.start, generic.end() if generic else hit.end, memory.body)
    return None


def led(reading: Reading, hit: Hit, frame: Frame) -> list[tuple[str, str]]:
    """The Russian-led CSTO; the CSTO, a Russian-led bloc; 俄羅斯主導的集安組織: who leads which body."""
    parties = atoms(reading)
    before = [one for one in parties if one.end <= hit.start]
    after = [one for one in parties if one.start >= hit.end]
    leader, start = frame.mode, hit.start
    if not leader:
        if not before or before[-1].end != hit.start or not is_state(before[-1]) or len(before[-1].codes) != 1:
            return []
        leader, start = before[-1].codes[0], before.pop().start
    leading = ("bond_adjective", "bond_kind", "bond_comma")
    if after and after[0].body and holds_only(reading, hit.end, after[0].start, *leading):
        return [(leader, code) for code in after[0].codes]
    named = before and before[-1].body and opens_with(reading, hit.end, "bond_kind")
    if named and holds_only(reading, before[-1].end, start, "bond_light", "bond_adjective"):
        return [(leader, code) for code in before[-1].codes]
    return []


def bearers(reading: Reading, place: Standing) -> list[Party]:
    """The states a noun of standing is said of; empty if the sentence does not say it of any."""
    others = [one for one in atoms(reading) if is_state(one) or one.codes == ("EUU",)]
    others = [one for one in others if one is not place.anchor and not set(one.codes) & set(place.codes)]
    others = [one for one in others if not ends_with(reading, one.start, "bond_rival")]
    after = [one for one in others if one.start >= place.end]
    before = [one for one in others if one.start < place.start and one.end < place.end]
    if found := _after(reading, place, after):
        return found
    found = _before(reading, place, before)
    if found and after and opens_with(reading, place.end, "bond_alongside"):
        # S is a member of B along with S and S.
        alongside = holds_only(reading, place.end, after[0].start, "bond_alongside", "bond_light")
        found = found + (listed(reading, after) if alongside else [])
    return found


def _after(reading: Reading, place: Standing, after: list[Party]) -> list[Party]:
    if not after:
        return []
    end, start = place.end, after[0].start
    if holds_only(reading, end, start, "bond_named") and ("," not in reading.text[end:start]):
        # NATO member Turkey; 北約成員國土耳其
        return after[:1]
    # "A member of B, which also includes S": the list is told of B by its own verb.
    apart = _OF_ANCHOR.match(reading.text, end) is not None
    if (
        not apart
        and holds(reading, end, start, "bond_list")
        and holds_only(reading, end, start, "bond_list", "bond_light")
    ):
        return listed(reading, after)
    clause = reading.clause_of(place.start)
    opening = holds_only(reading, clause.start, place.start, "bond_as", "bond_light", "bond_adjective")
    if opening and reading.text[end:start].strip() in (",", "，"):
        # As a member of B, S …; a member of B, S …
        return _led(reading, after[0]) if after[0].slot in ("", "subj") else []
    return []


def _led(reading: Reading, party: Party) -> list[Party]:
    """身為成員國，土耳其與美國…: the one that deals with the other."""
    pair = party.members
    apart = reading.scale == 1 and len(pair) > 1 and reading.text[pair[0].end : pair[1].start] in ("与", "同")
    return [pair[0] if apart else party]


_OF_ANCHOR = re.compile(r",\s(?:which|котор|в котор|куда)")
#: A state of a list that no name resolves does not end it.
_UNNAMED = re.compile(
    r",\s(?:the\s)?[A-ZА-ЯЁ][\w’'-]+(?:\s[A-ZА-ЯЁ][\w’'-]+){0,2},?\s(?:(?:and|и)\s)?|[、][^、，。；的]{2,8}[、和與与及]"
)
_BRACKETED = re.compile(r"[(（][^()（）]*\d[^()（）]*[)）]")


def listed(reading: Reading, parties: list[Party]) -> list[Party]:
    """The parties from the first on that stand in one list."""
    found = parties[:1]
    for one in parties[1:]:
        # Япония ($4,1 млрд), Вьетнам ($2 млрд): a figure in brackets parts no list.
        gap = _BRACKETED.sub("", reading.text[found[-1].end : one.start]).strip(" ,、()")
        place = reading.text.find(gap, found[-1].end) if gap else one.start
        longer = sum(len(each.parts) for each in found) > 1
        unnamed = longer and _UNNAMED.fullmatch(reading.original, found[-1].end, one.start) is not None
        if not unnamed and not holds_only(reading, place, place + len(gap), "bond_and"):
            break
        found.append(one)
    return found


def _before(reading: Reading, place: Standing, before: list[Party]) -> list[Party]:
    if not before:
        return []
    party = before[-1]
    if party.end > place.start:
        # Китай — государство-основатель: the phrase has grown into the noun.
        told = party.slot in _BORNE and holds(reading, party.start, place.start, "bond_is")
        return [party] if told else []
    start, end = party.end, place.start
    gap = reading.text[start:end].strip()
    if not gap and reading.scale > 1:
        # Iran's accession, Iran's bid
        owns = reading.text[party.end - 2 : party.end] in ("'s", "s'") and place.verbs == "bond_is"
        return [party] if owns else []
    # In Russian a dash is the verb "is"; elsewhere it opens an apposition, like a comma.
    lead = 1 if gap[:1] in (",", "(", "，") or (reading.linear and gap[:1] in ("—", "–", "-")) else 0
    offset = start + reading.text[start:end].find(gap[0]) + lead if gap else start
    if reading.scale > 1 and (aside := _INSERTED.match(reading.text, start, end)):
        # Mongolia, whose trade goes south, remains a member.
        lead, offset = 0, aside.end()
    if not holds_only(reading, offset, end, place.verbs, "bond_light", "bond_adjective", "bond_its"):
        return []
    if lead and reading.scale == 1:
        # Behind a comma the subject is carried over, whatever stands last before it.
        return []
    if lead == 0 and opens_with(reading, start, "bond_fellow"):
        return [party]
    if lead == 0 or place.verbs != "bond_is":
        return [party] if party.slot in _BORNE and holds(reading, start, end, place.verbs) else []
    closed = _closes(reading, place.end)
    named = holds(reading, offset, end, "bond_appos") or not reading.linear
    if not (named and (closed or holds(reading, offset, end, "bond_is") or reading.clause_of(place.start).relative)):
        return []
    single = opens_with(reading, offset, "bond_single") and len(party.parts) > 1
    return [replace(party, parts=party.parts[-1:], keys=party.keys[-1:])] if single else [party]


#: What commas set apart behind a subject.
_INSERTED = re.compile(r",\s[^,;:()]{3,120},\s(?=\w)")
_BORNE = ("", "subj", "of", "obj", "none")


def _closes(reading: Reading, end: int) -> bool:
    """Whether an apposition ends here, or after a time: a member of the SCO since 2001."""
    dates = [one.end for one in reading.dates() if 0 <= one.start - end <= _SINCE]
    rest = reading.text[max([end, *dates]) :].lstrip("”\"'")
    return not rest.strip() or rest.startswith(_CLOSED)


_SINCE = 8
