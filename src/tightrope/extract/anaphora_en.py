"""English anaphors: he, it after a verb of saying, the two sides, the country, the minister, its invasion."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.lexicon import Hit
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_en import slot_of
from tightrope.extract.reading import Party
from tightrope.extract.words_en import words_en

_TWO = (
    r"(?:countries|sides|leaders|nations|states|governments|presidents|ministers|parties|neighbou?rs|heads of state|"
    r"delegations|men|powers|allies|capitals|republics|diplomats)"
)
_OFFICES = r"(?:presidents|leaders|(?:\w+ )?ministers|counterparts|heads of state|heads|officials|representatives)"
_REGION = (
    r"(?:central asian|south caucasus|caucasus|baltic|former soviet|ex-soviet|asian|african|west african|european|"
    r"middle eastern|landlocked)"
)
#: Past forms that "it" may stand before, beside those in -ed.
_PASTS = (
    "held|sent|took|told|made|gave|began|struck|sought|said|put|led|shot|hit|cut|left|withdrew|froze|built|sold|let|"
    "broke|met|shut|fired|laid|lent|bought|brought|fought|came|went"
)
_PRONOUNS = re.compile(
    r"\b(?P<pair>(?:(?:the |his |her |their )?" + _OFFICES + r" (?:of|in|from) )?"
    r"(?:the two|both|these two) (?:(?:central )?[a-z]+(?:an|ing|ern|ic|et|us|h) )?" + _TWO + r"|"
    r"the (?:sides|interlocutors|presidents|heads of state|foreign ministers)(?= (?!of|from|and|who)))\b|"
    r"\b(?P<we>we|our (?:side|country|government))\b|"
    r"\b(?P<count>the (?P<number>three|four|five|six) (?:central asian )?(?:countries|states|republics|nations|"
    r"presidents|leaders|neighbou?rs))\b(?! (?:of|in|that|which|who|from)\b)|"
    r"^(?P<opening>it)(?= (?:has|had|will|would|could|may|also|did|does|"
    + _PASTS
    + r"|(?!emerg|seem|appear|happen)\w+ed)\b)|"
    r"\b(?P<body>the (?:bloc|organi[sz]ation|alliance))\b|"
    r"(?:(?<=urging )|(?<=urged )|(?<=asking )|(?<=asked )|(?<=thanked )|(?<=told )|(?<=invited ))"
    r"(?P<them>them|him|her|it)\b|"
    r"\b(?P<region>the " + _REGION + r" (?:country|nation|state|republic|neighbou?r|ally))\b|"
    r"\b(?P<same>he|she|"
    r"the (?:delegation|country|president|minister|premier|chancellor|secretary|ambassador))\b"
    r"(?! (?:of|from))|"
    r"\b(?P<it>they|(?:(?<=and )|(?<=but )|(?<=that )|(?<=, )|(?<=said )|(?<=says )|(?<=announced )|(?<=ay )|"
    r"(?<=confirmed ))it"
    r"(?= (?:will|would|has|had|was|is|could|may|also|again|no|did|does|condemn|reject|support|oppose|welcome|"
    r"want|plan|ready|prepared|\w+ed|" + _PASTS + r")\b))\b"
)
_OWN = re.compile(r"\b(?:its|his|her|their)(?= )")
#: Words that may stand between "its" and the noun of an act: its full-scale invasion.
_BETWEEN = re.compile(r" (?:[\w-]+ ){0,2}")
#: The states that the name of a region points at.
_STATES = {
    "central asian": frozenset(["KAZ", "KGZ", "TJK", "TKM", "UZB"]),
    "caucasus": frozenset(["ARM", "AZE", "GEO"]),
    "baltic": frozenset(["EST", "LVA", "LTU"]),
    "soviet": frozenset(
        ["ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "TJK", "TKM", "UKR", "UZB"]
    ),
}


def pronouns(text: str, phrases: list[Party], memory: Memory, hits: list[Hit]) -> list[Party]:
    """A party for every anaphor whose antecedent is known."""
    added: list[Party] = []
    for match in _PRONOUNS.finditer(text):
        if any(party.start < match.end() and match.start() < party.end for party in phrases if not party.local):
            continue
        if any(match.start() <= party.start < match.end() for party in phrases):
            continue
        parts, body = _antecedent(match, sorted([*phrases, *added], key=_start), memory)
        couple = [one for one in [*phrases, *added] if one.end <= match.start() and len(one.parts) > 1]
        if match.group() == "they" and couple:
            parts, body = couple[-1].parts, False
        if match.group() == "the delegation" and memory.scene.traveller:
            parts, body = ((memory.scene.traveller,),), False
        if parts:
            party = _party(text, match.start(), match.end(), parts, body)
            # Germany and the five countries are one party.
            added.append(replace(party, pronoun=False) if match["count"] else party)
    return added + _owners(text, [*phrases, *added], hits)


def without_pointed(text: str, phrases: list[Party]) -> list[Party]:
    """The phrases without those that lie in "the two Central Asian nations", which names no group."""
    spans = [one.span() for one in _PRONOUNS.finditer(text) if one.lastgroup in ("pair", "region")]
    return [one for one in phrases if not any(start <= one.start and one.end <= end for start, end in spans)]


def _party(text: str, start: int, end: int, parts: tuple[tuple[str, ...], ...], body: bool) -> Party:
    before = text[:start].split()
    if text.startswith("the ", start):
        # At that meeting the three states …: before an article only a preposition of its own may stand.
        slot = words_en().prepositions.get(before[-1], "") if before else ""
    else:
        slot = slot_of(text, start, words_en(), [])
    return Party(start, end, parts, tuple("" for _ in parts), slot, "state", True, body)


def _antecedent(match: re.Match[str], phrases: list[Party], memory: Memory) -> tuple[tuple[tuple[str, ...], ...], bool]:
    kind, position = _kind(match), match.start()
    earlier = [one for one in phrases if one.end <= position and one.acts and one.slot == ""]
    if kind == "pair":
        return _two(phrases, position, memory), False
    if kind == "we":
        return _speaker(match, phrases, memory), False
    if kind == "count":
        return _counted(match["number"], memory), False
    if kind == "them":
        return _addressed(phrases, position), False
    if match.group() == "the country" and (there := _place(match, phrases)):
        return (there,), False
    if kind == "region":
        return _of_region(match.group(), phrases, memory), False
    if kind == "body":
        return ((memory.body,) if memory.body else ()), True
    if kind == "same":
        earlier = [one for one in earlier if not one.body]
    if earlier:
        return (earlier[0].parts[0],), earlier[0].body
    holders = set(memory.titles.get(match.group().removeprefix("the "), ()))
    if len(holders) == 1 and not holders & set(memory.topic):
        # The chancellor: whoever is spoken of, only one state has had one.
        return (tuple(holders),), False
    return ((memory.topic,) if memory.topic else ()), False


def _kind(match: re.Match[str]) -> str:
    return "count" if match["count"] else match.lastgroup or ""


def _counted(number: str, memory: Memory) -> tuple[tuple[str, ...], ...]:
    """The three states, the five countries: the last list or group of so many."""
    if len(memory.listed) == _NUMBERS[number]:
        return tuple((code,) for code in memory.listed)
    return (memory.group,) if len(memory.group) == _NUMBERS[number] else ()


_NUMBERS = {"three": 3, "four": 4, "five": 5, "six": 6}


def _two(phrases: list[Party], position: int, memory: Memory) -> tuple[tuple[str, ...], ...]:
    """The couple meant: the only two named so far in the sentence, else two that stand together, else the last pair."""
    before = [one for one in phrases if one.end <= position]
    named = tuple(dict.fromkeys(part for one in before for part in one.parts))
    if len(named) == 2:
        return named
    couples = [one for one in before if len(one.parts) == 2 and not one.body]
    if couples:
        return couples[-1].parts
    other = {code for part in named for code in part}
    return memory.pair if not other & {code for part in memory.pair for code in part} else ()


def _of_region(words: str, phrases: list[Party], memory: Memory) -> tuple[tuple[str, ...], ...]:
    """The one state of a region that the text has named; of a continent, the one it named beside the subject."""
    here = {code for one in phrases for code in one.codes}
    states = next((codes for name, codes in _STATES.items() if name in words), None)
    known = [code for code in memory.named if code not in here and (states is None or code in states)]
    return ((known[0],),) if len(known) == 1 else ()


def _addressed(phrases: list[Party], position: int) -> tuple[tuple[str, ...], ...]:
    """Lavrov spoke with his Tajik counterpart, urging him …: whom the subject spoke with."""
    before = [one for one in phrases if one.end <= position and one.acts]
    return before[-1].parts if len(before) > 1 else ()


def _speaker(match: re.Match[str], phrases: list[Party], memory: Memory) -> tuple[tuple[str, ...], ...]:
    """Who says "we" in a quotation: whom the sentence names outside it, else who spoke last."""
    text, position = match.string, match.start()
    opening = max(text.rfind(mark, 0, position) for mark in _OPENING)
    closing = min((at for mark in _CLOSING if (at := text.find(mark, position)) >= 0), default=len(text))
    if opening < 0:
        return ()
    outside = [one for one in phrases if (one.start >= closing or one.end <= opening) and one.slot == "" and one.acts]
    if outside:
        return outside[-1].parts if outside[-1].start >= closing else outside[0].parts
    return (memory.said[0],) if memory.said[0] else ()


_OPENING, _CLOSING = ('"', "\u201c", "``"), ('"', "\u201d", "''")


def _place(match: re.Match[str], phrases: list[Party]) -> tuple[str, ...]:
    """In "sent troops to Niger … in the country" the country is where one went, not the subject."""
    if slot_of(match.string, match.start(), words_en(), []) not in ("in", "from", "of", "to"):
        return ()
    places = [one for one in phrases if one.end <= match.start() and one.slot in ("in", "to", "from")]
    return places[-1].parts[0] if places else ()


def _owners(text: str, parties: list[Party], hits: list[Hit]) -> list[Party]:
    """Whose act a noun tells of: Russia … its invasion of Ukraine, Putin … during his visit to Dushanbe."""
    added = []
    for hit in hits:
        if not hit.noun_of:
            continue
        match = next(_OWN.finditer(text, max(0, hit.start - _LEAD), hit.start), None)
        if match is None or not _BETWEEN.fullmatch(text, match.end(), hit.start):
            continue
        after = next((one.codes for one in sorted(parties, key=_start) if one.start >= hit.end), ())
        before = [one for one in parties if one.end <= match.start() and len(one.parts) == 1]
        owners = [one for one in before if not set(one.codes) & set(after) and one.head not in ("media", "expert")]
        if owners:
            last = max(owners, key=_start)
            added.append(Party(match.start(), hit.start - 1, last.parts, ("",), "of", "state", True, last.body))
    return added


def _start(party: Party) -> int:
    return party.start


_LEAD = 40
