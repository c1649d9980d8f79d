"""English noun phrases around mentions: their head, their preposition and what they are joined with."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import PROGRAMMES, Party, is_body, join, with_plus_one
from tightrope.extract.source import Source
from tightrope.extract.words_en import Words, words_en
from tightrope.names import Kind, Mention

_WORD = re.compile(r"[\w.'\u2013-]*\w[.']?|&")


_JOINT = re.compile(
    r"\s*(?:,|and|,\s*and|&|as well as|or|\+|-|/)\s*(?:both |the |its |neighbou?ring |fellow |ally )?", re.IGNORECASE
)


_STATIONED = re.compile(r"\s(?:to|in|for)\s(?:the\s)?")


def phrases_of(source: Source, mentions: list[Mention], hits: list[Hit], words: Words) -> list[Party]:
    """Grow a phrase from every mention of a sentence."""
    phrases: list[Party] = []
    index = 0
    while index < len(mentions):
        index, party = _phrase(source, mentions, index, hits, words)
        phrases.append(party)
    return phrases


def _phrase(source: Source, mentions: list[Mention], index: int, hits: list[Hit], words: Words) -> tuple[int, Party]:
    first = mentions[index]
    end, head, possessive, last = first.end, "", False, ""
    index += 1
    while True:
        following = mentions[index] if index < len(mentions) else None
        gap = source.text[end : following.start] if following else None
        if following and gap is not None and gap.strip(" ,") == "" and set(following.actors) <= set(first.actors):
            # Tashkent, Uzbekistan; Kazakh President Tokayev.
            head = head or ("state" if following.kind == Kind.PERSON else "")
            end = following.end
            index += 1
            continue
        if following and last in _POSTED and gap is not None and _STATIONED.fullmatch(gap):
            end, last = following.end, ""
            index += 1
            continue
        step = _step(source, end, following.start if following else len(source.text), words, hits)
        if step is None:
            break
        end, role, last = step
        possessive = possessive or role == "possessive"
        head = role if role in _HEADS else head
    head = head or _bare_head(source, first, end, possessive, hits)
    slot = slot_of(source.text, first.start, words, hits)
    if not slot and possessive and head in ("relation", "thing"):
        slot = "of"
    if first.key in PROGRAMMES:
        head = "programme"
    parts, keys, end = with_plus_one(source.text, end, first)
    return index, Party(first.start, end, parts, keys, slot, head, body=is_body(first))


_POSTED = frozenset({"ambassador", "ambassadors", "envoy", "embassy", "representative"})


_HEADS = ("state", "private", "people", "media", "expert", "relation")


def _step(source: Source, end: int, limit: int, words: Words, hits: list[Hit]) -> tuple[int, str, str] | None:
    """Take one more word into a phrase: its end, what it adds, and the word."""
    text = source.text
    if text.startswith("'s", end) or text.startswith("' ", end):
        return end + (2 if text.startswith("'s", end) else 1), "possessive", "'s"
    match = _WORD.match(text, end + 1) if text.startswith(" ", end) else None
    if match is None or match.end() > limit + 1 or match.start() >= limit:
        return None
    word = match.group().rstrip(".'")
    for head in _HEADS:
        if word in words.lists[head]:
            if any(hit.start == match.start() and hit.form != "noun" and hit.form != "base" for hit in hits):
                return None
            return match.start() + len(word), head, word
    if word in words.lists["modifier"] and _leads_to_head(text, match.end(), words):
        return match.end(), "", word
    if source.cased[match.start()].isupper() and not any(hit.start == match.start() for hit in hits):
        return match.start() + len(word), "name", word
    return None


def _leads_to_head(text: str, end: int, words: Words) -> bool:
    for match in list(_WORD.finditer(text, end, end + 60))[:3]:
        word = match.group().rstrip(".'")
        if any(word in words.lists[head] for head in _HEADS):
            return True
        if word not in words.lists["modifier"]:
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
    return "people" if mention.text.lower().endswith("s") and mention.kind == Kind.DEMONYM else "thing"


_TRIGGER_REACH = 14


def slot_of(text: str, start: int, words: Words, hits: list[Hit]) -> str:
    """The preposition that governs a phrase, looked for to the left over titles and articles."""
    position = start
    for _ in range(7):
        before = text[:position].rstrip(" ")
        if not before or before[-1] in ',;:."()':
            return ""
        word = before[before.rfind(" ") + 1 :].strip("'\"(")
        slot = words.prepositions.get(word)
        position = len(before) - len(word)
        if any(hit.start <= position < hit.end for hit in hits):
            # called on + China: the preposition is the verb's.
            return ""
        if slot in ("of", "from"):
            head = text[:position].rstrip(" ")
            noun = head[head.rfind(" ") + 1 :]
            if noun in (words.lists["state"] if slot == "of" else _COMING_FROM) or noun in ("city", "capital"):
                position = len(head) - len(noun)
                continue
        if slot:
            return slot
        if word not in words.lists["skip"] and word not in words.lists["modifier"]:
            return ""
    return ""


_COMING_FROM = frozenset(
    ["officials", "leaders", "representatives", "delegates", "ministers", "diplomats", "counterparts", "members"]
)


def coordinate(text: str, phrases: list[Party]) -> list[Party]:
    """Join the phrases that commas and "and" make one party."""
    groups: list[list[Party]] = []
    for party in phrases:
        last = groups[-1][-1] if groups else None
        if last is not None and not party.pronoun and not last.pronoun and _joins(text, last, party):
            groups[-1].append(party)
        else:
            groups.append([party])
    return [_joined(group) for group in groups]


def _joins(text: str, last: Party, party: Party) -> bool:
    gap = text[last.end : party.start]
    if len(gap) > 40 or party.slot not in ("", last.slot):
        return False
    if not _JOINT.fullmatch(gap):
        rest = _JOINT.match(gap)
        return rest is not None and all(
            word in words_en().lists["state"] | words_en().lists["modifier"] | {"of", "the"}
            for word in gap[rest.end() :].split()
        )
    # "in Kazakhstan, Russia said": a comma alone joins only before another member of a list.
    return gap.strip() != "," or bool(
        re.match(r"\s*,?\s*(?:and|or)\s|\s*,\s*(?:the\s)?[a-z]+(?:,|\sand\s)", text[party.end :])
    )


def _joined(group: list[Party]) -> Party:
    if len(group) == 1:
        return group[0]
    party = join(group)
    acting = next((one.head for one in group if one.head == "state"), party.head)
    return replace(party, head=acting if group[-1].head == "state" else party.head)
