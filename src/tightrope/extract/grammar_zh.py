"""Chinese grammar: phrases around mentions, coverbs, coordination, clauses and marks, on folded text."""

from __future__ import annotations

import re

from tightrope.extract.lexicon import Hit, Lexicon, lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_zh import coordinate, inside, phrases_of, slot_of, usable
from tightrope.extract.reading import (
    Clause,
    Mark,
    Party,
    Reading,
    conditional,
    plans,
)
from tightrope.extract.source import Source
from tightrope.extract.words_zh import Words, words_zh

_BRACKETS = re.compile(r"\([^()]{0,120}\)|《[^》]{0,60}》|\[[^\]]{0,80}\]")
_CLAUSE_END = re.compile(r"[，；：,;:？?]|——|\s—\s")
_DATELINE = re.compile(
    r"^.{0,20}?(?:社|网|报|台|讯).{0,12}?\d{1,2}日(?:综合)?(?:外?电|讯|报道)|^.{0,14}(?:消息|讯)(?:\(.{0,12}\))?[：:]"
)
_PRONOUNS = re.compile(
    r"(?P<pair>双方|两国|中方与对方|双边)|(?P<body>该组织|该集团|该联盟|该集团|该机构)|(?P<same>该国|(?<![其吉])他(?![们国人乡说的])|她(?!们))"
)
_SPEAKER_LEAD = re.compile(r"^(?:据|根据|而|但|不过|然而|另据|此外|同时|其中|[，、\s“”‘’]|\d{1,2}日|同一天)+")
_ADVERBIAL = re.compile(r"[一二三四五六七八九十\d]+[次个天年月日]|[“”‘’\s、]")


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one Chinese sentence."""
    text, words = source.text, words_zh()
    brackets = [match.span() for match in _BRACKETS.finditer(text)]
    if lead := _DATELINE.match(text):
        brackets.append(lead.span())
    hits = [hit for hit in source.hits if not inside(hit.start, brackets)]
    phrases = phrases_of(text, usable(text, source.mentions, brackets), hits, words)
    phrases = _with_pronouns(text, phrases, memory, brackets)
    clauses = _clauses(text, phrases, words)
    speaker, opinion = _speaker(source, phrases, words)
    marks = _marks(text, words, phrases)
    source.plans, source.brackets = plans(marks), tuple(brackets)
    return Reading(
        text=text,
        parties=coordinate(text, phrases, hits),
        hits=hits,
        clauses=clauses,
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.rstrip("”’」』)").endswith(("?", "？")),
        light=lambda piece: len(_ADVERBIAL.sub("", words.light.sub("", piece))) <= _LIGHT,
        passive=lambda hit: _passive(text, hit),
        habitual=lambda hit: _habitual(text, hit),
        title=source.title,
        original=source.original,
        topics=lex.topics,
    )


# Up to this many characters of adverb the lists do not know may stand where a subject could.
_LIGHT = 2


def _with_pronouns(text: str, phrases: list[Party], memory: Memory, brackets: list[tuple[int, int]]) -> list[Party]:
    added = list(phrases)
    for match in _PRONOUNS.finditer(text):
        if inside(match.start(), brackets) or any(party.start <= match.start() < party.end for party in phrases):
            continue
        kind = match.lastgroup
        found = _resolve(kind or "", text[: match.start()], phrases, match.start(), memory)
        if found:
            parts, body = found
            slot = slot_of(text, match.start(), "state", 0, [])
            added.append(Party(match.start(), match.end(), parts, tuple("" for _ in parts), slot, "state", True, body))
    return sorted(added, key=lambda party: party.start)


def _resolve(
    kind: str, before: str, phrases: list[Party], position: int, memory: Memory
) -> tuple[tuple[tuple[str, ...], ...], bool] | None:
    earlier = [party for party in phrases if party.end <= position and party.acts]
    if kind == "pair":
        named = list(dict.fromkeys(part for party in earlier for part in party.parts if len(part) == 1))
        if len(named) == 2:
            return tuple(named), False
        return (memory.pair, False) if memory.pair else None
    if kind == "body":
        return ((memory.body,), True) if memory.body else None
    # The subject of the clause it stands in, else the document's topic, else whoever the sentence named last.
    clause_start = max((match.end() for match in _CLAUSE_END.finditer(before)), default=0)
    own = [party for party in earlier if party.start >= clause_start and party.slot == ""]
    if own:
        return (own[0].parts[0],), False
    subjects = [party for party in earlier if party.slot == "" and party.head == "state"]
    if subjects:
        return (subjects[0].parts[0],), False
    return ((memory.topic,), False) if memory.topic else None


def _clauses(text: str, phrases: list[Party], words: Words) -> list[Clause]:
    clauses: list[Clause] = []
    start, fresh = 0, False
    cuts = [match for match in _CLAUSE_END.finditer(text) if not _is_inner(text, match, phrases)]
    for cut in [*cuts, None]:
        end = cut.end() if cut else len(text)
        if end > start:
            lead = words.lead.match(text, start)
            clauses.append(
                Clause(
                    start,
                    end,
                    fresh,
                    bool(lead and lead.lastgroup == "linked"),
                    bool(lead and lead.lastgroup == "unreal"),
                )
            )
        start, fresh = end, bool(cut and cut.group() in "；;")
    return conditional(clauses or [Clause(0, len(text))])


def _is_inner(text: str, match: re.Match[str], phrases: list[Party]) -> bool:
    if match.group() in ",:" and text[match.end() : match.end() + 1].isdigit():
        return True
    return any(party.start < match.start() < party.end for party in phrases)


def _marks(text: str, words: Words, phrases: list[Party]) -> list[Mark]:
    marks = [Mark(start, end, words.kinds[index]) for index, start, end in words.driver.find_matches_as_indexes(text)]
    # 將 before an object is the other 將, which plans nothing.
    objects = {party.start for party in phrases if party.slot == "obj"}
    return [mark for mark in marks if mark.kind != "none" and not (mark.kind == "plan" and mark.end in objects)]


def _passive(text: str, hit: Hit) -> bool:
    return text[max(0, hit.start - 2) : hit.start].endswith(("被", "遭", "遭到", "受到", "获", "遭受", "受"))


_COUNTED = re.compile(r".{0,2}?(?:\d+|[两二三四五六七八九十]+)[多余]?[次场趟轮]")


def _habitual(text: str, hit: Hit) -> bool:
    """Whether acts are counted or habitual (頻頻訪問, 舉行8次會議), so that none of them is an event of its own."""
    before = text[max(0, hit.start - 5) : hit.start]
    return bool(_COUNTED.match(text, hit.end)) or any(word in before for word in lexicon("zh").words["habit"])


def _speaker(source: Source, phrases: list[Party], words: Words) -> tuple[str, bool]:
    """Who speaks, in the words of the document, and whether what follows is a mere view."""
    opinion = False
    for match in words.say.finditer(source.text):
        clause_start = max((cut.end() for cut in _CLAUSE_END.finditer(source.text, 0, match.start())), default=0)
        lead = source.text[clause_start : match.start()]
        if match.lastgroup == "opine":
            opinion = True
        if not lead.strip() or match.start() - clause_start > _LONGEST_SPEAKER:
            continue
        offset = clause_start + (stripped.end() if (stripped := _SPEAKER_LEAD.match(lead)) else 0)
        if offset >= match.start():
            continue
        private = any(party.head == "expert" and clause_start <= party.start < match.start() for party in phrases)
        expert = private or any(word in lead for word in lexicon("zh").words["expert"])
        return source.original[offset : match.start()].strip(), opinion or expert
    return "", opinion


_LONGEST_SPEAKER = 40
