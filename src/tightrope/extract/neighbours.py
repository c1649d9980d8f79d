"""What the verbs and clauses beside a trigger say about who fills its roles."""

from __future__ import annotations

import re

from tightrope.extract.gaps import any_of, holds, places
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Clause, Party, Reading

#: Names this many characters from a verb, or from a clause's start, stand right beside it.
_BESIDE = 2


def told_of(reading: Reading, party: Party, hit: Hit, clause: Clause) -> bool:
    """對北京打壓台灣表示遺憾: the name has a verb and that an object, so that it is the subject."""
    if party.slot not in ("on", "about") or hit.start - party.end > 1:
        return False
    after = [one for one in reading.parties_in(clause) if one.start >= hit.end]
    return bool(after) and after[0].slot in ("", "of") and after[0].start - hit.end <= _BESIDE


def somebody(text: str, position: int) -> bool:
    """指其協助俄羅斯: whoever the pronoun before a verb means, it is not the subject of the sentence."""
    if text.endswith(("他们", "它们", "她们", "有人"), 0, position):
        return True
    return text.endswith("其", 0, position) and not text.endswith(("耳其", "尤其", "极其"), 0, position)


def named_next(reading: Reading, clause: Clause) -> Party | None:
    """「在訪問東京期間，馬克宏…」: who acts in a Chinese clause of time is named at the start of the next one."""
    if reading.scale > 1 or not reading.text.endswith(_MEANWHILE, clause.start, clause.end - 1):
        return None
    following = next((one for one in reading.clauses if one.start >= clause.end), None)
    parties = reading.parties_in(following) if following else []
    beside = following is not None and parties and parties[0].start - following.start <= _BESIDE
    return parties[0] if beside else None


def suffers(reading: Reading, party: Party, hit: Hit) -> bool:
    """«Осудил нападение на посольство России», "condemned the attack on Israel": who is attacked is not to blame."""
    if reading.linear and reading.scale > 1:
        return _HARMED.search(reading.text, hit.end, party.start) is not None
    if reading.linear or party.slot not in ("to", "on", "in", "of"):
        return False
    between = reading.text[hit.end : party.start]
    words = _KILLED if party.slot == "of" else _SUFFERED
    return any(word in between for word in words)


def resumes(reading: Reading, clause: Clause, earlier: Clause) -> bool:
    """«Иран сообщил, что Ирак отказался, и призвал …»: behind its comma «и» takes up the clause before «что»."""
    said = reading.text.startswith(("что ", "чтобы ", "если ", "когда "), earlier.start)
    return said and not reading.linear and reading.text.startswith(("и ", "а также "), clause.start)


def points_at_body(reading: Reading, clause: Clause, frame: Frame) -> bool:
    """Whether a clause that names no body points back at the one that the document spoke of."""
    piece = reading.text[clause.start : clause.end]
    if any(word in piece for word in _THIS):
        return True
    # «Страна приостановила участие», «на саммите выступил …»: what the text speaks of needs no name again.
    nouns = places(reading, clause.start, clause.end, "bare_body") if frame.mode in _OF_MEMBERS else ()
    return any(_ALONE.match(reading.text, end, clause.end) for end in nouns)


def is_speaking(reading: Reading, frame: Frame) -> bool:
    """Whether a Chinese frame is a verb of speaking whose content follows it."""
    return reading.scale == 1 and "content" in frame.flags and frame.code in ("REQUEST", "ACCUSE")


def acts_between(reading: Reading, hit: Hit, party: Party) -> bool:
    """呼籲支持烏克蘭, 要求釋放美國公民: whom the content of a request names is not asked."""
    return any(
        hit.end <= one.start < party.start and any(other.kind == "events" for other in one.frames)
        for one in reading.hits
    )


def warned(reading: Reading, hit: Hit, clause: Clause) -> Party | None:
    """「…警告，以色列若反擊將付出代價」: whom a warning is for is the subject of what it says."""
    following = next((one for one in reading.clauses if one.start >= clause.end), None)
    if following is None or not _warns_of(reading, following, beside=hit.end >= clause.end - _BESIDE):
        return None
    slots = ("", "of", "subj") if reading.linear else ("", "of", "subj", "to", "obj")
    own = {code for one in reading.parties_in(clause) for code in one.codes}
    parties = [one for one in reading.parties_in(following) if one.slot in slots and one.acts]
    return next((one for one in parties if not set(one.codes) <= own), None)


def _warns_of(reading: Reading, following: Clause, *, beside: bool) -> bool:
    """Whether the clause behind a warning says what it is about: its consequences, or the condition of an act."""
    if not reading.linear and reading.text.startswith("если ", following.start):
        return True
    named = [one.end for one in reading.parties_in(following)][:1]
    if beside and any(reading.text.startswith(_CONDITIONS, place) for place in [following.start, *named]):
        return True  # 「放話，哈薩克若投向西方…」
    said = reading.text.startswith("что ", following.start) and not reading.linear
    return (beside or said) and holds(reading, following.start, len(reading.text), "consequence")


def governed_subject(reading: Reading, hit: Hit, reach: int) -> Party | None:
    """The subject of the clause that a verb governs: demands that Russia stop."""
    clause = reading.clause_of(hit.start)
    following = next((one for one in reading.clauses if one.start >= clause.end), None)
    if following is None or clause.end - hit.end > reach:
        return None
    return next((one for one in reading.parties_in(following) if one.slot in _BARE and one.acts), None)


def sayer(reading: Reading, hit: Hit) -> Party | None:
    """Who says what the clause tells: the subject of the nearest clause of saying before it, else behind it."""
    clause = reading.clause_of(hit.start)
    for one in sorted(reading.clauses, key=lambda one: (one.start > clause.start, -one.start)):
        if one.says and one != clause:
            return next((party for party in reading.parties_in(one) if party.slot in _BARE and party.acts), None)
    return None


def is_vague(reading: Reading, hit: Hit) -> bool:
    """Whether somebody is spoken to whom nobody can name: urged them, where the text has not said whom."""
    known = any(one.pronoun and one.start == hit.end + 1 for one in reading.parties)
    return reading.text.startswith(reading.vague, hit.end) and not known


def foreigner(reading: Reading, hit: Hit, source: Party, reach: int) -> Party | None:
    """The first party of another state behind a trigger in its clause, whatever ties it to the act."""
    for party in reading.parties_in(reading.clause_of(hit.start)):
        near = 0 <= party.start - hit.end <= reach
        if near and party.head != "media" and not set(party.codes) & set(source.codes):
            return party
    return None


def says_that(reading: Reading, party: Party, other: Party) -> bool:
    """外長強調 + 總理簽署協議: whoever stands before a verb of saying is no party to what is said."""
    return reading.scale == 1 and _SAYING.search(reading.text, party.end, other.start) is not None


_SAYING = re.compile("(?:强调|表示|称|说|指出|透露|声称|证实|重申|宣称|报道)$")


def of_talks(reading: Reading, party: Party, hit: Hit) -> bool:
    """Agreed to US mediation in the talks with Iran: with whom one talks is no side of the other act."""
    return reading.scale > 1 and reading.linear and _TALKS_WITH.search(reading.text, hit.end, party.start) is not None


_TALKS_WITH = re.compile(
    r"\b(?:talks|negotiations|dialogue|discussions|meetings?|consultations|relations)\swith\s(?:\w+\s){0,2}$"
)


def owns_next(reading: Reading, party: Party) -> bool:
    """支持 + 中 + 土天然氣管道: a name right before a thing with another name is no object of its own."""
    return reading.scale == 1 and any(
        one.start == party.end and one.head in ("private", "thing") and one.codes != party.codes
        for one in reading.parties
    )


def stands_for(codes: tuple[str, ...]) -> Party:
    """A party that no words of the sentence name: the state that it is about."""
    return Party(0, 0, (codes,), ("",), "", "state", True)


def lightly_led(reading: Reading, clause: Clause, hit: Hit, before: list[Party]) -> bool:
    """Whether only light words and what is known lead from the clause's start to a trigger: no subject is missed."""
    pieces, position = [], clause.start
    dates = [(one.start, one.end) for one in reading.dates() if clause.start <= one.start < hit.start]
    earlier = [(one.start, one.end) for one in reading.hits if clause.start <= one.start and one.end <= hit.start]
    for start, end in sorted([(party.start, party.end) for party in before] + dates + earlier):
        pieces.append(reading.text[position:start])
        position = max(position, end)
    pieces.append(reading.text[position : hit.start])
    piece = "".join(pieces).strip("，。；：,;: ")
    if reading.scale == 1 and len(piece) > 1 and _acts_unnamed(reading, piece):
        return False
    return reading.light(piece)


def _acts_unnamed(reading: Reading, piece: str) -> bool:
    """因西方對莫斯科實施制裁: somebody acts whom no code stands for, or what befalls a country."""
    if any_of(reading.language, "unexpanded").search(piece):
        return True
    ends = [match.end() for match in any_of(reading.language, "befalls").finditer(piece)]
    # 地震 + 摧毀了城市: right before the trigger.
    return bool(ends) and len(piece) - ends[-1] <= _BEFALLEN and not set(piece[ends[-1] :]) & set("在，")


_BEFALLEN = 3
_BARE = frozenset({"", "subj"})
_CONDITIONS = ("如果", "若", "倘若", "假如", "一旦", "要是", "只要", "任何")
_SUFFERED = (
    "нападени", "атак", "удар", "обстрел", "теракт", "вторжени", "покушени", "давлени", "санкци",
)  # fmt: skip
_HARMED = re.compile(
    r"\b(?:(?:attacks?|strikes?|air\s?strikes?|raids?|assaults?|wars?|aggression|invasion|sanctions?|pressure|violence|"
    r"threats?|bombings?|shelling|offensives?|operations?|hostilities|embargo|tariffs|coup|blockade)\s"
    r"(?:on|against|upon|in|to|of|targeting)|(?:killings?|murders?|deaths?|assassinations?|abductions?|occupation|"
    r"annexation|bombardment|isolation|partition|siege)\sof)\s(?:\w+\s){0,2}$"
)
_KILLED = ("убийств", "гибел", "похищени", "покушени")
_MEANWHILE = ("期间", "之际", "时", "后", "前夕", "途中", "当天", "之前", "之后")
_OF_MEMBERS = frozenset({"suspension", "treaty exit", "accession", "summit", "refusal"})
#: Nothing behind a noun says whose it is or what it is about: участие, but not участие в учениях, саммит глав.
_ALONE = re.compile(
    r"(?!\s+(?:в|во|по|на|с|к|о|об|между|лидер|глав|стран|[«\"a-z0-9]))(?=[\s,.]+(?!\w+(?:ого|ой|их|ых|ий)\b))"
)
#: Words that point back at a meeting or body named before.
_THIS = ("此次", "本次", "这次", "该", "本届", "this", "the summit", "этом", "этой", "нынешн")
