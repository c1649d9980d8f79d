"""English noun phrases around mentions: their head, their preposition and what they are joined with."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import PROGRAMMES, Party, is_organisation, join, with_plus_one
from tightrope.extract.source import Source
from tightrope.extract.words_en import Words, words_en
from tightrope.names import Kind, Mention

_WORD = re.compile(r"[\w.'\u2013-]*\w[.']?|&")
_JOINT = re.compile(
    r"\s*(?:,|and|,\s*and|&|as well as|or|\+|-|\u2013|/)\s*"
    r"(?:both |the |its |his |her |their |neighbou?ring |fellow |ally )?",
    re.IGNORECASE,
)
_STATIONED = re.compile(r"\s(?:to|in|for)\s(?:the\s)?")
#: A crowd outside the embassy in Tirana: the town is where the crowd is.
_OUTSIDE = re.compile(r"\b(?:outside|front of|near|at|surrounding)\s(?:the\s)?$")
_POSTED = frozenset({"ambassador", "ambassadors", "envoy", "embassy", "consulate", "representative"})
_HEADS = ("state", "private", "people", "media", "expert", "relation", "place", "ground")
#: Heads that act for their state where acts inside a state are wanted.
_ACTING_INSIDE = frozenset({"private", "people", "expert"})


def phrases_of(source: Source, mentions: list[Mention], hits: list[Hit], words: Words) -> list[Party]:
    """Grow a phrase from every mention of a sentence."""
    phrases: list[Party] = []
    index = 0
    while index < len(mentions):
        floor = phrases[-1].end if phrases else 0
        index, party = _phrase(source, mentions, index, hits, words, floor)
        phrases.append(party)
    return phrases


def _phrase(
    source: Source, mentions: list[Mention], index: int, hits: list[Hit], words: Words, floor: int
) -> tuple[int, Party]:
    first = mentions[index]
    index, end, head, possessive, noun = _grow(source, mentions, index, hits, words)
    head = head or _bare_head(source, first, end, possessive, hits)
    crowd = source.domestic and head in _ACTING_INSIDE and noun not in words.lists["goods"]
    head = "state" if crowd else head
    crowd = crowd or (not noun and _is_people(first))
    slot, start = governed(source.text, first.start, words, hits, inside=source.domestic, floor=floor)
    if start < first.start:
        lead = source.text[start : first.start].split(" ", 1)[0]
        crowd = crowd or (source.domestic and lead in words.local and lead not in words.lists["state"])
    if not slot and possessive and head in ("relation", "thing", "ground"):
        slot = "of"
    if first.key in PROGRAMMES:
        head = "programme"
    parts, keys, end = with_plus_one(source.text, end, first)
    return index, Party(
        start, end, parts, keys, slot, head, body=is_organisation(first), crowd=crowd or first.text in words.local
    )


def _grow(
    source: Source, mentions: list[Mention], index: int, hits: list[Hit], words: Words
) -> tuple[int, int, str, bool, str]:
    """Take words to the right into a phrase: next mention, end, head, whether possessive, and the last head noun."""
    first = mentions[index]
    end, head, possessive, last, noun = first.end, "", False, "", ""
    index += 1
    while True:
        following = mentions[index] if index < len(mentions) else None
        gap = source.text[end : following.start] if following else None
        same = following and gap is not None and gap.strip(" ,") == "" and set(following.actors) <= set(first.actors)
        if same and following and not _is_scene(source.text, first, following, gap or "", head):
            # Tashkent, Uzbekistan; Kazakh President Tokayev.
            # The Georgian capital Tbilisi: the name says more than the noun.
            head = ("" if head == "place" else head) or ("state" if following.kind == Kind.PERSON else "")
            end = following.end
            index += 1
            continue
        before = source.text[max(0, first.start - 16) : first.start]
        posted = following and last in _POSTED and gap is not None and _STATIONED.fullmatch(gap)
        if posted and following and not _OUTSIDE.search(before):
            end, last = following.end, ""
            index += 1
            continue
        step = _step(source, end, following.start if following else len(source.text), words, hits)
        if step is None:
            return index, end, head, possessive, noun
        end, role, last = step
        possessive = possessive or role == "possessive"
        if role in _HEADS:
            head, noun = role, last


def _is_scene(text: str, first: Mention, following: Mention, gap: str, head: str) -> bool:
    """In Kyiv, President Zelenskiy …: a place that sets the scene is no part of the name behind the comma."""
    person = following.kind == Kind.PERSON or following.text[:1].islower() or " " in following.text
    inside = _IN.search(text, max(0, first.start - 8), first.start) is not None
    return "," in gap and inside and not head and person and following.kind != Kind.PLACE


_IN = re.compile(r"\b(?:in|at|from|near)\s(?:the\s)?$")


def _step(source: Source, end: int, limit: int, words: Words, hits: list[Hit]) -> tuple[int, str, str] | None:
    """Take one more word into a phrase: its end, what it adds, and the word."""
    text = source.text
    if text.startswith("'s", end) or text.startswith("' ", end):
        return end + (2 if text.startswith("'s", end) else 1), "possessive", "'s"
    match = _WORD.match(text, end + 1) if text.startswith(" ", end) else None
    if match is None or match.end() > limit + 1 or match.start() >= limit:
        return None
    word = match.group().rstrip(".'")
    if word in _ARTICLES:
        return None  # from Beijing the president flew on
    for head in _HEADS:
        if word in words.lists[head]:
            if any(hit.start == match.start() and _ends_phrase(hit) for hit in hits):
                return None
            return match.start() + len(word), head, word
    if source.domestic and word in words.local and not any(hit.start == match.start() for hit in hits):
        return match.start() + len(word), "private", word
    if any(hit.start == match.start() and _ends_phrase(hit) for hit in hits):
        return None
    if word not in words.stops and _leads_to_head(text, match.end(), words, word in words.lists["modifier"]):
        return match.end(), "", word
    if source.cased[match.start()].isupper():
        return match.start() + len(word), "name", word
    return None


def _ends_phrase(hit: Hit) -> bool:
    """Whether a trigger is no noun of the phrase itself, as companies or students are."""
    counted = any(one.kind == "stocks" and form == "noun" for one, form in zip(hit.frames, hit.forms, strict=True))
    return not counted and (hit.form not in ("noun", "base") or hit.frames[0].kind == "events")


def _leads_to_head(text: str, end: int, words: Words, known: bool) -> bool:
    """Whether a head noun follows over modifiers; a word nobody knows may stand right before it."""
    for match in list(_WORD.finditer(text, end, end + 60))[:3]:
        if text[end : match.start()].strip():
            return False
        end = match.end()
        word = match.group().rstrip(".'")
        if any(word in words.lists[head] for head in _HEADS):
            return True
        if word not in words.lists["modifier"] or not known:
            return False
    return False


def _bare_head(source: Source, mention: Mention, end: int, possessive: bool, hits: list[Hit]) -> str:
    """What a mention without a head noun stands for: a name is the state, an adjective only before a trigger."""
    if mention.kind != Kind.DEMONYM and not possessive:
        return "state"
    following = _WORD.match(source.text, end + 1)
    near = [hit for hit in hits if 0 <= hit.start - end <= _TRIGGER_REACH]
    if near or following is None:
        return "state"
    return "people" if _is_people(mention) else "thing"


def _is_people(mention: Mention) -> bool:
    return mention.kind == Kind.DEMONYM and mention.text.lower().endswith("s")


_TRIGGER_REACH = 14
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})


def slot_of(text: str, start: int, words: Words, hits: list[Hit]) -> str:
    """The preposition that governs a phrase, looked for to the left over titles and articles."""
    return governed(text, start, words, hits)[0]


def governed(
    text: str, start: int, words: Words, hits: list[Hit], *, inside: bool = False, floor: int = 0
) -> tuple[str, int]:
    """The slot of the phrase that holds a name, by the preposition before it, and where the phrase starts.

    The walk to the left ends at an article or possessive (only a preposition may stand before it), at a verb, at a
    mark, or after six words. "The government of", "the city of" and, inside a state, "rebels in" belong to the phrase.
    """
    position, edge, closed = start, start, False
    for _ in range(_WALK):
        before = text[:position].rstrip(" ")
        if len(before) <= floor or before[-1] in ',;:."()\u201c\u201d':
            return "", edge
        word = before[before.rfind(" ") + 1 :].strip("'\"(`")
        slot = words.prepositions.get(word, "")
        position = len(before) - len(word)
        if any(hit.start <= position < hit.end for hit in hits):
            # called on + China: the preposition is the verb's.
            return "", edge
        if word == "to" and before.endswith("up to"):
            # up to 16 Russian advisers: a number, no direction.
            position -= 3
            continue
        if slot and (carried := _head_before(text, position, slot, word, words, inside)) is not None:
            position = edge = carried
            closed = False
            continue
        if slot:
            return slot, edge
        if word in words.lists["determiner"]:
            closed = True
        elif closed or word in words.stops or _YEAR.fullmatch(word):
            return "", edge
    return "", edge


_WALK = 8
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


def _head_before(text: str, position: int, slot: str, word: str, words: Words, inside: bool) -> int | None:
    """Where the noun starts that a preposition ties to the name after it, if the two are one party."""
    head = text[:position].rstrip(" ")
    noun = head[head.rfind(" ") + 1 :]
    start = len(head) - len(noun)
    if noun in ("city", "capital", "town", "village", "province", "state", "republic") and slot == "of":
        return start
    if slot == "of" and (noun in words.lists["state"] or noun in words.lists["quantity"]):
        return start
    if slot == "from" and noun in _COMING_FROM:
        return start
    lead = text[:start].rstrip(" ").rpartition(" ")[2]
    if word == "in" and noun in _RULING and not lead.endswith(_OF_A_STATE):
        return start  # pressed authorities in Astana
    owned = text[:start].rstrip().endswith(("its", "their", "his", "her", "'s"))
    if inside and not owned and noun in words.local and word in _AT_HOME:
        return start
    return None


_AT_HOME = frozenset({"in", "of", "from", "throughout", "across", "at", "inside"})


_RULING = frozenset({"authorities", "officials", "rulers", "leadership"})
#: American officials in Astana are another's.
_OF_A_STATE = ("an", "ish", "ese", "ch", "i", "u.s.", "us", "'s", "eu", "un", "their", "its", "his", "senior")
_COMING_FROM = frozenset(
    [
        "warplanes",
        "jets",
        "officers",
        "officials",
        "leaders",
        "representatives",
        "delegates",
        "ministers",
        "diplomats",
        "counterparts",
        "members",
    ]
)


def coordinate(text: str, phrases: list[Party]) -> list[Party]:
    """Join the phrases that commas and "and" make one party."""
    groups: list[list[Party]] = []
    for party in phrases:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and not (party.pronoun or last.pronoun or party.local or last.local)
            and not (_is_closed(text, groups[-1]) and text[last.end : party.start].strip() == ",")
            and _joins(text, last, party, len(groups[-1]))
        ):
            groups[-1].append(party)
        else:
            groups.append([party])
    return [_joined(group) for group in groups]


def facing(text: str, party: Party, hits: list[Hit]) -> Party:
    """A meeting of the Russian and Turkish ministers is one between them."""
    meeting = any(
        one.noun_of == "CONSULT" and text.startswith(" of ", one.end) and 0 < party.start - one.end <= _OF_BOTH
        for one in hits
    )
    return replace(party, slot="pair") if party.slot == "of" and len(party.parts) == 2 and meeting else party


_OF_BOTH = 24


def _is_closed(text: str, group: list[Party]) -> bool:
    """Whether "and" has brought the last member of a list: Despite X and Y, A and B signed it."""
    return len(group) > 1 and bool(re.search(r"\band\b", text[group[-2].end : group[-1].start]))


def _joins(text: str, last: Party, party: Party, members: int) -> bool:
    gap = text[last.end : party.start]
    listed = members > 1 or "," in text[last.start : last.end]
    if not listed and gap.startswith(", and"):
        return False  # It struck in Karabakh, and Armenia appealed…
    if _ONWARD.fullmatch(gap) and last.slot in ("", "to") and text.endswith(_GOING, 0, last.start):
        return True  # to Tokyo and then to Seoul
    if len(gap) > 40 or party.slot not in ("", last.slot):
        return False
    if not _JOINT.fullmatch(gap):
        rest = _JOINT.match(gap)
        scene = members == 1 and last.slot == "in" and " and " not in gap  # In Kyiv, President Zelenskiy …
        return (
            rest is not None
            and not scene
            and all(
                word in words_en().lists["state"] | words_en().lists["modifier"] | {"of", "the"}
                for word in gap[rest.end() :].split()
            )
        )
    # "in Kazakhstan, Russia said": a comma alone joins only before another member of a list.
    return gap.strip() != "," or bool(
        re.match(r"\s*,?\s*(?:and|or)\s|\s*,\s*(?:the\s)?[a-z]+(?:,|\sand\s)", text[party.end :])
    )


_ONWARD = re.compile(r",?\s(?:and\s(?:then\s|later\s)?|then\s)(?:on\s)?to\s(?:the\s)?")
_GOING = (" to ", " to the ")


def _joined(group: list[Party]) -> Party:
    if len(group) == 1:
        return group[0]
    party = join(group)
    acting = next((one.head for one in group if one.head == "state"), party.head)
    return replace(party, head=acting if group[-1].head == "state" else party.head, crowd=group[-1].crowd)
