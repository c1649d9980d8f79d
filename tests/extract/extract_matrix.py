"""Plain English sentences made from a table: every act crossed with the constructions that may tell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tightrope.extract.forms_en import verb_forms
from tightrope.records import UNDIRECTED, EventType

HERE = Path(__file__).parent
#: name, adjective, capital, code
STATES = (
    ("Japan", "Japanese", "Tokyo", "JPN"),
    ("Kazakhstan", "Kazakh", "Astana", "KAZ"),
    ("Turkey", "Turkish", "Ankara", "TUR"),
    ("Mongolia", "Mongolian", "Ulaanbaatar", "MNG"),
    ("Poland", "Polish", "Warsaw", "POL"),
    ("Uzbekistan", "Uzbek", "Tashkent", "UZB"),
    ("Iran", "Iranian", "Tehran", "IRN"),
    ("Georgia", "Georgian", "Tbilisi", "GEO"),
    ("China", "Chinese", "Beijing", "CHN"),
    ("Tajikistan", "Tajik", "Dushanbe", "TJK"),
    ("Romania", "Romanian", "Bucharest", "ROU"),
    ("Kyrgyzstan", "Kyrgyz", "Bishkek", "KGZ"),
)
#: Types whose denial is told as news (what somebody did not say is none).
DENIED = {"CONSULT", "MOBILIZE", "AGREE", "RETREAT", "ASSAULT", "SANCTION", "SUPPORT", "AID"}
State = tuple[str, str, str, str]


@dataclass(frozen=True)
class Made:
    """A sentence with what a reader finds in it: records ``(type, sources, targets, status)``.

    ``needed`` must be found, ``free`` may be; anything else is wrong.
    """

    construction: str
    type: str
    text: str
    needed: frozenset[tuple[str, frozenset[str], frozenset[str], str]]
    free: frozenset[tuple[str, frozenset[str], frozenset[str], str]] = frozenset()


def record(
    kind: str, sources: list[State], targets: list[State], status: str = "occurred"
) -> tuple[str, frozenset[str], frozenset[str], str]:
    """One expected record; in a joint act the sides may stand either way."""
    return (kind, frozenset(one[3] for one in sources), frozenset(one[3] for one in targets), status)


def turned(one: tuple[str, frozenset[str], frozenset[str], str]) -> tuple[str, frozenset[str], frozenset[str], str]:
    """A joint act in one order whatever order it was told in."""
    kind, source, target, status = one
    if EventType(kind) in UNDIRECTED:
        together = source | target
        if len(together) == _THREE:
            # Of three that act together each faces the others.
            return kind, together, together, status
        first, second = sorted((source, target), key=sorted)
        return kind, first, second, status
    return one


_THREE = 3


def sentences() -> Iterator[Made]:
    """Every act of the table in every construction that it allows, and the single sentences."""
    number = count()
    for kind, phrase in _lines("english_matrix.tsv"):
        yield from _crossed(kind, phrase, number)
    for kind, pattern, status in _lines("english_sentences.tsv"):
        doer, other = _pick(number)
        text = _fill(pattern, other).format(S=doer[0], SA=doer[1], SC=doer[2])
        needed = {record(kind, [doer], [other], status)}
        if status == "mutual":
            needed = {record(kind, [doer, other], [doer, other])}
        free = {record(kind, [doer], [other], one) for one in ("occurred", "negated", "planned")}
        yield Made("single", kind, text, frozenset() if status == "any" else frozenset(needed), frozenset(free))


def _lines(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _pick(number: Iterator[int]) -> tuple[State, State]:
    at = next(number)
    return STATES[at % len(STATES)], STATES[(at + 1 + at // len(STATES) % (len(STATES) - 1)) % len(STATES)]


def _fill(pattern: str, other: State) -> str:
    return pattern.replace("{T}", other[0]).replace("{A}", other[1])


def _crossed(kind: str, phrase: str, number: Iterator[int]) -> Iterator[Made]:
    verb, _, rest = phrase.partition(" ")
    bare = rest.replace("|", "")
    body = "Collective" in phrase
    crowd = kind == "PROTEST"
    form = verb_forms(verb)
    for name, pattern, status in _CONSTRUCTIONS:
        if crowd and name == "subject gap":
            continue
        doer, other = _pick(number)
        target = ("CSTO", "", "", "CSTO") if body else other
        lead = _subject(doer, next(number), crowd)
        text = pattern.format(S=lead, N=f"people in {doer[0]}" if crowd else doer[0], R=bare, C=doer[1], **form)
        yield _made(name, kind, _fill(text, other), doer, target, status)
    if crowd or body:
        return
    doer, other = _pick(number)
    third = next(one for one in STATES if one not in (doer, other))
    text = f"{doer[0]} and {third[0]} {form['past']} {bare}."
    yield Made("two doers", kind, _fill(text, other), frozenset({record(kind, [doer, third], [other])}))
    if bare.count("{T}") == 1 and bare.endswith("{T}"):
        text = f"{doer[0]} {form['past']} {bare} and {third[0]}."
        yield Made("two others", kind, _fill(text, other), frozenset({record(kind, [doer], [other, third])}))
    yield from _passives(kind, form["part"], rest, number)
    yield from _gaps(kind, form["past"], rest, number)


def _made(name: str, kind: str, text: str, doer: State, other: State, status: str) -> Made:
    one = record(kind, [doer], [other], status)
    if "clash" in text:
        one = record(kind, [doer, other], [doer, other], status)
    refused = {record("REJECT", [doer], [other])}
    if status == "negated":
        # Who refused may be told as a refusal; what was not said, or is not planned, need not be told.
        needed = {one} if kind in DENIED and name == "negated" else set()
        return Made(name, kind, text, frozenset(needed), frozenset({one} | refused))
    return Made(name, kind, text, frozenset({one}))


def _subject(doer: State, at: int, crowd: bool) -> str:
    if crowd:
        return (f"Thousands of people in {doer[0]}", f"Protesters in {doer[2]}")[at // 2 % 2]
    return (doer[0], f"The {doer[1]} government", doer[2], f"{doer[0]}'s foreign ministry")[at // 2 % 4]


#: Construction, pattern ({S} any subject, {N} a bare name, {C} an adjective, {R} what follows the verb), status.
_CONSTRUCTIONS = (
    ("past", "{S} {past} {R}.", "occurred"),
    ("present", "{S} {s} {R}.", "occurred"),
    ("perfect", "{S} has {part} {R}.", "occurred"),
    ("fronted", "On Monday {N} {past} {R}.", "occurred"),
    ("fronted", "By Wednesday evening {N} had {part} {R}.", "occurred"),
    ("fronted", "Since December, {N} has {part} {R}.", "occurred"),
    ("subject gap", "{N}, which {past} {R} last year, has a long coast.", "occurred"),
    ("participle", "{S} spoke out on Monday, {ing} {R}.", "occurred"),
    ("plan", "{S} will {base} {R} on Friday.", "planned"),
    ("plan", "{S} is to {base} {R}.", "planned"),
    ("plan", "{S} plans to {base} {R} next month.", "planned"),
    ("plan", "{S} is expected to {base} {R}.", "planned"),
    ("plan", "{S} is preparing to {base} {R}.", "planned"),
    ("negated", "{S} has not {part} {R}.", "negated"),
    ("refused", "{S} refused to {base} {R}.", "negated"),
    ("no plans", "{S} has no plans to {base} {R}.", "negated"),
    ("modal", "{S} may {base} {R} next month.", "hypothetical"),
    ("modal", "{S} could {base} {R}.", "hypothetical"),
    ("second verb", "{S} held an election and {past} {R}.", "occurred"),
    ("second verb", "{S} closed its schools on Monday and then {past} {R}.", "occurred"),
    ("pronoun", "{N} is a large country. On Monday it {past} {R}.", "occurred"),
    ("title", "The {C} president spoke for an hour. He {past} {R}.", "occurred"),
    ("title", "The {C} president came home. On Monday the president {past} {R}.", "occurred"),
    ("reported", "{S} {past} {R}, the ministry said on Monday.", "occurred"),
    ("reported", "The ministry said on Monday that {N} had {part} {R}.", "occurred"),
)


def _passives(kind: str, part: str, rest: str, number: Iterator[int]) -> Iterator[Made]:
    if kind == "CONSULT":
        return
    if rest.startswith(("{T}", "|")):
        subject, tail = rest.lstrip("|").split("|") if "|" in rest else ("{T}", rest[3:])
        if tail.startswith("'s") or "its" in subject + tail:
            return
        for construction, pattern, status in (
            ("passive", "{0} {be} {part}{1} by {S}.", "occurred"),
            ("passive", "{0} {have} been {part}{1} by {S}, officials said on Monday.", "occurred"),
            ("passive plan", "{0} will be {part}{1} by {S} next month.", "planned"),
        ):
            doer, other = _pick(number)
            many = subject.endswith("s") and subject != "its"
            made = pattern.format(
                subject[0].upper() + subject[1:] if subject[0] != "{" else subject, tail, part=part,
                be="were" if many else "was", have="have" if many else "has", S=doer[0],
            )  # fmt: skip
            yield Made(construction, kind, _fill(made, other), frozenset({record(kind, [doer], [other], status)}))


def _gaps(kind: str, past: str, rest: str, number: Iterator[int]) -> Iterator[Made]:
    """Relative clauses whose object stands before them."""
    doer, other = _pick(number)
    if rest.startswith("{T}") and not rest.startswith("{T}'s"):
        gap = f"which {doer[0]} {past}{rest[3:]}"
    elif rest.endswith("{T}") and "|" in rest and rest.split("|")[2].count(" ") == _ONE_PREPOSITION:
        thing, tail = rest.split("|")[1:]
        gap = f"{tail.split()[0]} which {doer[0]} {past} {thing}"
    else:
        return
    found = frozenset({record(kind, [doer], [other])})
    yield Made("object gap", kind, f"{other[0]}, {gap} in May, has a long coast.", found)


_ONE_PREPOSITION = 2
