"""English clauses: where one ends and the next begins, and what kind it is."""

from __future__ import annotations

import re

from tightrope.extract.reading import Clause, Party, conditional
from tightrope.extract.words_en import Words

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SAID = r"(?:said|says|stated|insisted|reiterated|declared|added|warned|confirmed|announced|reported|claimed|noted)"
_WHEN = r"(?:\s(?:on\s)?(?:" + _DAY + r"|today|yesterday))?\s"
#: What may follow the comma that closes a relative clause or an apposition: the verb of the main clause.
_RESUMING = (
    r"(?:has|have|had|will|would|is|was|are|were|may|could|did|does|do|can|came|drew|won|on|also|today|yesterday|again)\s|(?:[a-z]+ly\s)?[a-z]+ed\s|"
    r"(?:met|held|sent|froze|left|sold|built|lent|withdrew|bought|took|told|made|gave|began|struck|sought|said|says|put|led|shot|hit|cut)\s"
)
_CLAUSE = re.compile(
    r"[;:\u2014](?=\s)|--|(?P<rel>,?\s(?:with|from|to|on|in|against|for|of|at)\s(?:which|whom)\s)|"
    r",?\s(?:who|which|whom|whose|where)\s|"
    r",\s(?:and|but|while|as|after|when|because|although|though|with|before|so|since|despite|amid|even|hours|days)\s|"
    r"(?P<part>,\s(?=(?!includ|accord|regard|concern|pend|bar|dur|follow)[a-z]+ing\s))|"
    r"(?P<say>\s"
    + _SAID
    + _WHEN
    + r"(?=(?:it|he|she|they|there)\s)|\s(?:said|says)"
    + _WHEN
    + r"(?=(?:it|he|she|they|there)\s|[^,;]{2,40}\s(?:must|should|would|will|had|has|was|were|is|are)\s))|"
    r"(?P<tail>,\s(?=[^,;]{2,80}\s(?:said|says|announced|reported|confirmed|reports|claimed|told)\b[^;]{0,60}$))|"
    r"(?P<app>,\s(?=(?:an?|the|its|one\sof)\s[^,;]{3,80},\s(?:" + _RESUMING + r")))|"
    r"(?P<comma>,\s)|"
    r"\s(?:(?<!\bat\s)(?<!\bon\s)(?<!\bby\s)(?<!\bin\s)(?<!\bof\s)(?<!\bfor\s)that|while|because|although|whereas|after|before|if|unless|whether|when|as|until|once|since)\s"
    r"(?!well as|of |part of |many as |much as |a )|[\"\u201c\u201d]|``|'',?"
)
#: A clause that only introduces what somebody says ends on the verb of saying, a time or a place.
_SAYS = re.compile(r"\b(?:" + _SAID + r"|told \w+)\b(?! to\b)[^,]{0,40}$|^\W*(?:said|says)\s[^,;]{0,90}$")
_RESUMES = re.compile(_RESUMING)
#: Which hosted troops + until 2014: a time is no clause of its own, and what hung on a noun still does.
_YEAR = re.compile(r"(?:\w+\s){0,4}(?:1[5-9]|20)\d\d\b")


def clauses_of(text: str, parties: list[Party], words: Words) -> list[Clause]:
    """Split a folded sentence into clauses that cover it."""
    clauses: list[Clause] = []
    start, relative, unreal = 0, False, text.startswith(("if ", "unless "))
    for match in [*_CLAUSE.finditer(text), None]:
        if match and (_inside(parties, match.start()) or not _splits(text, match, relative)):
            continue
        end = _end_of(match) if match else len(text)
        if end > start:
            linked = bool(words.lists["linked"] & set(text[start : start + 14].replace(",", "").split()[:2]))
            says = _SAYS.search(text[start:end]) is not None
            clauses.append(Clause(start, end, False, linked, unreal, relative, says))
            start = end
        connector = match.group().strip(' ,;:"`') if match else ""
        goes_on = relative and match is not None and _YEAR.match(text, match.end()) is not None
        relative = connector in ("who", "which", "whom", "whose") or (
            match is not None and (goes_on or match.lastgroup in ("app", "rel"))
        )
        unreal = connector in words.lists["unreal"]
    return conditional(clauses or [Clause(0, len(text))])


def _inside(parties: list[Party], position: int) -> bool:
    return any(party.start < position < party.end for party in parties)


def _splits(text: str, match: re.Match[str], relative: bool) -> bool:
    if match.group()[0] in _QUOTES and _short_quote(text, match):
        return False
    if match.group() == " as " and text.endswith("ed", 0, match.start()):
        return False  # condemned as, described as
    if match.lastgroup != "comma":
        return True
    return relative and _RESUMES.match(text, match.end()) is not None


def _short_quote(text: str, match: re.Match[str]) -> bool:
    """Whether a mark sets off only some words of a clause: a "reckless" attack."""
    near = text[max(0, match.start() - _SHORT) : match.start()], text[match.end() : match.end() + _SHORT]
    return any(mark in piece for piece in near for mark in _QUOTES)


_SHORT = 28
_QUOTES = ('"', "\u201c", "\u201d", "`", "'")


def _end_of(match: re.Match[str]) -> int:
    if match.lastgroup == "say":
        return match.end()
    return match.start() + (1 if match.group()[0] in ",;:" else 0)
