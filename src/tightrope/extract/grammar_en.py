"""English grammar: from a sentence to its reading."""

from __future__ import annotations

import re
from functools import partial

from tightrope.extract.anaphora_en import pronouns, without_pointed
from tightrope.extract.clauses_en import clauses_of
from tightrope.extract.home_en import home_of, local_parties, with_groups
from tightrope.extract.lexicon import Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_en import coordinate, facing, phrases_of
from tightrope.extract.reading import Clause, Mark, Party, Reading, plans
from tightrope.extract.source import Source
from tightrope.extract.verbs_en import is_act, is_passive, is_past
from tightrope.extract.words_en import Words, words_en
from tightrope.names import Kind, Mention

_EACH_OTHER = re.compile(r"\b(?:each other|one another)\b")
_NEWS = re.compile(r"^[A-Z][A-Z .,]+(?:, \w+\.? \d+)?(?: \(\w+\))?\s[-\u2013\u2014]+\s")
_QUANTITY_NEXT = re.compile(
    r"\s(?:more than |over |about )?\d+ (?:times|rounds|(?:\w+ ){0,2}(?:exercises|meetings|visits|drills|summits))\b"
)
#: An English or Russian word is about three times as long as a Chinese one.
_SCALE = 3
_LONGEST_SPEAKER = 80
_TITLES = frozenset({"president", "minister", "premier", "chancellor"})


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one English sentence."""
    text, cased, words = source.text, source.cased, words_en()
    dateline = _NEWS.match(cased)
    floor = dateline.end() if dateline else 0
    edges = {one.start - 1 for one in source.mentions} & {one.end for one in source.mentions}
    mentions = [one for one in source.mentions if one.start >= floor and _usable(text, one, edges)]
    if source.domestic:
        mentions = with_groups(text, mentions)
    told = (hit.keep(partial(is_act, text, cased, hit, words)) for hit in source.hits if hit.start >= floor)
    hits = [hit for hit in told if hit is not None]
    parties, home = _parties(source, mentions, hits, words, memory)
    speaker, opinion = _speaker(source, words)
    marks = [one for one in _marks(text, words) if not cased.startswith("May", one.start, one.end)]
    clauses = clauses_of(text, parties, words)
    hits = _outside_polls(text, hits, clauses, words)
    source.plans = plans([one for one in marks if not _WAS.search(text, 0, one.start) and not _is_past(text, one)])
    return Reading(
        text=text,
        parties=parties,
        hits=hits,
        clauses=clauses,
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.endswith("?"),
        light=lambda piece: _is_light(piece, cased, words),
        passive=lambda hit: is_passive(text, hit),
        past=lambda hit: is_past(text, hit),
        habitual=lambda hit: bool(_QUANTITY_NEXT.match(text, hit.end)),
        mutual=lambda hit: bool(_EACH_OTHER.search(text, hit.end, hit.end + 40)),
        apart=lambda hit: any(word in text for word in ("respectively", "separately", " separate ")),
        title=source.title,
        scale=_SCALE,
        original=source.original,
        topics=lex.topics,
        home=home,
    )


def _outside_polls(text: str, hits: list[Hit], clauses: list[Clause], words: Words) -> list[Hit]:
    """Leave out what those say who were asked in a poll: in the clause that names them, and what it governs."""
    if not any(word in text for word in words.lists["poll"]):
        return hits
    asked: list[Clause] = []
    for one in clauses:
        names = any(word in words.lists["poll"] for word in re.findall(r"\w+", text[one.start : one.end]))
        content = asked and asked[-1].end == one.start and text.startswith(" that ", one.start)
        asked += [one] if names or content else []
    return [hit for hit in hits if not any(one.start <= hit.start < one.end for one in asked)]


def _parties(
    source: Source, mentions: list[Mention], hits: list[Hit], words: Words, memory: Memory
) -> tuple[list[Party], tuple[str, ...]]:
    """The parties of a sentence, and the state that it is about, if acts inside one state are wanted."""
    text = source.text
    memory.group = next((one.actors for one in mentions if one.key == "C5" and len(one.actors) > 1), memory.group)
    phrases = phrases_of(source, mentions, hits, words)
    for party in phrases:
        for word in text[party.start : party.end].split():
            if word in _TITLES and len(party.codes) == 1:
                memory.titles.setdefault(word, []).append(party.codes[0])
    home: tuple[str, ...] = ()
    if source.domestic:
        home = home_of(phrases, hits, memory)
        phrases += local_parties(text, phrases, hits, words, home)
    phrases = without_pointed(text, phrases)
    phrases = sorted(phrases + pronouns(text, coordinate(text, phrases), memory, hits), key=lambda one: one.start)
    return [facing(text, party, hits) for party in coordinate(text, phrases)], home


#: Was due to deliver in March: what was planned once lies behind, so that its times do.
_WAS = re.compile(r"\b(?:was|were|had)\s(?:been\s)?$")


def _is_past(text: str, mark: Mark) -> bool:
    return text.startswith(("was ", "were "), mark.start)


def _usable(text: str, mention: Mention, edges: set[int]) -> bool:
    """Russian-led, pro-Russian, ex-Soviet: parts of compound words are no actors, but in U.S.-China trade both are."""
    if mention.text in ("US", "U.S.") and text.startswith((" $", "$"), mention.end):
        return False  # US $50 million
    beside = [at for at in (mention.end, mention.start - 1) if at >= 0 and text.startswith("-", at)]
    if any(at not in edges for at in beside):
        return mention.kind == Kind.GROUP
    return not (mention.actors == ("SUN",) and text[: mention.start].endswith(("former ", "ex-")))


#: Japan's plans, its plans: no plan to do something.
_OWNED = ("'s ", "its ", "their ", "his ", "her ", "the ", "these ")


def _marks(text: str, words: Words) -> list[Mark]:
    marks = []
    for index, start, end in words.driver.find_matches_as_indexes(text):
        word, kind = words.mark_words[index]
        inside = (start and text[start - 1].isalpha() and not word.startswith(("n'", "'"))) or (
            end < len(text) and text[end].isalpha()
        )
        noun = word == "plans" and text.endswith(_OWNED, 0, start)
        if not inside and not noun and kind != "none":
            marks.append(Mark(start, end, kind))
    return marks


def _is_light(piece: str, cased: str, words: Words) -> bool:
    rest = [word.strip(",.'\"") for word in piece.split()]
    return all(
        not word or word in words.light or word.endswith("ly") or word in words.lists["state"] or _capital(word, cased)
        for word in rest
    )


def _capital(word: str, cased: str) -> bool:
    """Whether a word stands capitalised in the sentence: the name of somebody whose state was named before."""
    position = cased.lower().find(word)
    if position == 0:
        # The first word is capitalised anyway; it is a name if the next word is capitalised too, or after a title.
        following = cased[len(word) :].lstrip(" .")
        return bool(following) and following[0].isupper()
    return position > 0 and cased[position].isupper()


def _speaker(source: Source, words: Words) -> tuple[str, bool]:
    opinion = any(word in words.lists["opine"] for word in source.text.split())
    match = words.say.search(source.text)
    if match is None:
        return "", opinion
    if match.group() == "according to":
        tail = re.split(r"[,.;]", source.original[match.end() :])[0]
        return tail.strip()[:_LONGEST_SPEAKER], opinion
    lead = re.split(r"[,;\"\u201d]", source.original[: match.start()].rstrip())[-1].strip()
    return (lead if 0 < len(lead) <= _LONGEST_SPEAKER else ""), opinion
