"""Votes of the General Assembly on the resolutions of its eleventh emergency special session (Ukraine).

Native form: the extracts of the UNxml project, one JSON object per resolution, as lines or as one array. A state in
none of the three lists did not vote; that is never an abstention. The European Union has no vote.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tightrope import __version__
from tightrope.records import Document, Failure, Observation, Origin, Position, SourceError, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.rows import decode, read_bytes
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, place
from tightrope.sources.unxml import Entry, entries, parse_entry

NAME = "unga-es11"
SOURCE = Source(
    producer="United Nations, Department for General Assembly and Conference Management",
    title="General Assembly resolutions, recorded votes of the eleventh emergency special session",
    url="https://github.com/UNxml/GAresolutions",
    licence="free use with acknowledgement of the United Nations as the source, without warranty",
)
CHANNEL = "politics.un_agreement"
UNIT = "percent"
CODER = f"table-{NAME}/{__version__}"
SYMBOL = re.compile(r"A/RES/(ES-11/[0-9]+)")

#: Lists of a resolution, with the vote each stands for as a number: yes 1, abstention 0.5, no 0.
_VOTES = {"MS_in_favour": 1.0, "MS_abstaining": 0.5, "MS_against": 0.0}
_STANCE = {1.0: "supports", 0.5: "abstain", 0.0: "opposes", None: "absent"}
_SENTENCE = {
    "supports": "{who} voted in the General Assembly for resolution {what} on {day}.",
    "opposes": "{who} voted in the General Assembly against resolution {what} on {day}.",
    "abstain": "{who} abstained in the General Assembly's vote on resolution {what} on {day}.",
    "absent": "{who} took no part in the General Assembly's vote on resolution {what} on {day}.",
}
#: States whose English name has an article in a sentence.
_WITH_ARTICLE = frozenset(
    {"ARE", "BHS", "CAF", "COD", "COM", "DOM", "GBR", "GMB", "MDV", "MHL", "NLD", "PHL", "SLB", "USA"}
)
ABOUT = About(
    channels=(CHANNEL,),
    reads="JSON extract ES-11 of UNxml/GAresolutions",
    citation="United Nations, machine-readable General Assembly resolutions",
    years="2022-2023",
    covers="votes of the scope's states and powers on ES-11/1 to ES-11/6",
    fields={
        "symbol": "symbol of the resolution",
        "adoption_date": "day of the vote",
        "MS_in_favour, MS_against, MS_abstaining": "member states by their vote; in none of the lists means absent",
    },
    note="For all roll calls of the Assembly use `tightrope load unga`; `fetch unga` brings this file too.",
    download=Download(
        url="https://raw.githubusercontent.com/UNxml/GAresolutions/"
        "42a69b67bb92d23969fc45bba151320b82eb8e52/data_extract/ES-11.json",
        name="ES-11.json",
        sha256="14c3982981dcbfb7716f4ab086ca2753383a89827ed448e9cffc8f499ecc1fb8",
    ),
)


@dataclass(frozen=True, slots=True)
class _RollCall:
    """One recorded vote: ``votes`` by code; ``complete`` if the lists have as many states as the counts say."""

    number: str
    title: str
    day: date
    votes: Mapping[str, float]
    complete: bool


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the positions of states and powers, and how often each pair agreed in a year.

    ``politics.un_agreement`` is ``100 (1 - mean |difference|)`` with yes 1, abstention 0.5 and no 0, over the
    resolutions of the year on which both voted (Voeten's agreement score); without one in common there is no figure.

    Raises:
        SourceError: the file is not such an extract, or has none of these resolutions.
    """
    content = read_bytes(path)
    origin = SOURCE.origin(hashlib.sha256(content).hexdigest())
    calls: list[_RollCall] = []
    left_out: list[Failure] = []
    for line, entry in entries(decode(content, path), path):
        call, reasons = _roll_call(parse_entry(line, entry), names)
        left_out += [Failure(place(path, line), reason) for reason in reasons]
        if call is not None:
            calls.append(call)
    calls, repeats = _once(calls, path)
    if not calls:
        raise SourceError("has no recorded vote on a resolution of the eleventh emergency special session", str(path))
    calls.sort(key=lambda call: (call.day, len(call.number), call.number))
    actors = [code for code in (*scope.states, *scope.powers) if names.is_state(code)]
    votes = [_statements(call, actors, names, origin) for call in calls]
    observations = list(_agreement(calls, scope, names, origin.id))
    return Table(
        origin=origin,
        observations=tuple(observations),
        left_out=(*left_out, *repeats, *_without_vote(scope, names, path)),
        documents=tuple(document for document, _ in votes),
        evidence=tuple(position for _, positions in votes for position in positions),
    )


def _roll_call(entry: Entry, names: CountryNames) -> tuple[_RollCall | None, list[str]]:
    """Read one resolution; without a call, the reasons say why."""
    symbol = entry.symbol
    match = SYMBOL.fullmatch(symbol)
    if match is None:
        return None, [f"{symbol or 'a resolution without symbol'} is not of the eleventh emergency special session"]
    if entry.day is None:
        return None, [f"{symbol} has no readable date: {entry.date!r}"]
    votes, reasons = _votes(entry, names)
    if not votes:
        return None, [*reasons, f"{symbol} has no list of votes"]
    stated = sum(entry.counts.values())
    if stated != len(votes):
        reasons.append(f"lists {len(votes)} votes, its counts add up to {stated}: who was absent is not certain")
    call = _RollCall(match[1], entry.title, entry.day, votes, stated == len(votes))
    return call, [f"{symbol}: {reason}" if symbol not in reason else reason for reason in reasons]


def _votes(entry: Entry, names: CountryNames) -> tuple[dict[str, float], list[str]]:
    """Vote by code. A state in two different lists has no vote; one that is named twice in a list has one."""
    found: dict[str, set[float]] = defaultdict(set)
    reasons: list[str] = []
    for kind, vote in _VOTES.items():
        for name in entry.lists[kind]:
            code = names.code(name)
            if code is None:
                reasons.append(f"unknown member state {name!r}")
            found[code or f"?{name}"].add(vote)
    torn = sorted(code for code, votes in found.items() if len(votes) > 1)
    reasons += [f"{code} stands in more than one list" for code in torn]
    return {code: votes.pop() for code, votes in found.items() if code not in torn}, reasons


def _once(calls: list[_RollCall], path: Path) -> tuple[list[_RollCall], list[Failure]]:
    """A resolution that is in the file more than once counts once, or not at all if the entries differ."""
    counts = Counter(call.number for call in calls)
    first = {call.number: call for call in reversed(calls)}
    torn = {call.number for call in calls if call != first[call.number]}
    repeats = [
        Failure(path.name, f"A/RES/{number} stands {count} times" + (" with different votes" * (number in torn)))
        for number, count in sorted(counts.items())
        if count > 1
    ]
    return [call for number, call in first.items() if number not in torn], repeats


def _statements(
    call: _RollCall, actors: Sequence[str], names: CountryNames, origin: Origin
) -> tuple[Document, tuple[Position, ...]]:
    """One document about a roll call, one sentence of our own per actor, and positions whose spans are these."""
    # The same words as a case's notes on this origin and day, so that a vote that both bring counts once.
    title = f"Notes on “{origin.title}” ({origin.producer}, {call.day.isoformat()})"
    text = title
    spans: list[tuple[int, int, str, str]] = []
    for actor in actors:
        stance = _STANCE[call.votes.get(actor)]
        if stance == "absent" and not call.complete:
            continue
        start = len(text) + 2
        text += f"\n\n{_sentence(call, actor, stance, names)}"
        spans.append((start, len(text), actor, stance))
    document = Document(origin=origin, published=call.day, language="en", title=title, text=text)
    return document, tuple(
        _position(document.id, start, end, call, actor, stance) for start, end, actor, stance in spans
    )


def _sentence(call: _RollCall, actor: str, stance: str, names: CountryNames) -> str:
    who = ("The " if actor in _WITH_ARTICLE else "") + names.name(actor, "en")
    what = f"A/RES/{call.number} ({call.title})"
    return _SENTENCE[stance].format(who=who, what=what, day=f"{call.day.day} {call.day:%B %Y}")


def _position(document: str, start: int, end: int, call: _RollCall, actor: str, stance: str) -> Position:
    return Position(
        document=document,
        start=start,
        end=end,
        coder=CODER,
        actor=actor,
        issue=f"UN General Assembly resolution {call.number}: {call.title}",
        stance=stance,
        when=When.day(call.day),
    )


def _agreement(calls: Iterable[_RollCall], scope: Scope, names: CountryNames, origin: str) -> Iterator[Observation]:
    by_year: dict[int, list[_RollCall]] = defaultdict(list)
    for call in calls:
        by_year[call.day.year].append(call)
    for state in sorted(scope.states):
        for power in sorted(power for power in scope.powers if names.is_state(power) and power != state):
            for year, held in sorted(by_year.items()):
                common = [call for call in held if state in call.votes and power in call.votes]
                if common:
                    score = 100 * agreement([(call.votes[state], call.votes[power]) for call in common])
                    yield _observation(state, power, year, score, common, origin)


def agreement(votes: list[tuple[float, float]]) -> float:
    """``1 - mean |a - b|`` over pairs of votes with yes 1, abstention 0.5, no 0; 1 is full agreement."""
    return 1 - math.fsum(abs(a - b) for a, b in votes) / len(votes)


def _observation(state: str, power: str, year: int, score: float, common: list[_RollCall], origin: str) -> Observation:
    letters = {1.0: "Y", 0.5: "A", 0.0: "N"}
    votes = ", ".join(f"{call.number} {letters[call.votes[state]]}/{letters[call.votes[power]]}" for call in common)
    return Observation(
        channel=CHANNEL,
        holder=power,
        over=state,
        when=When.year(year),
        lower=score,
        upper=score,
        unit=UNIT,
        origin=origin,
        locator=f"{year}, {state}/{power}: {votes}",
    )


def _without_vote(scope: Scope, names: CountryNames, path: Path) -> Iterator[Failure]:
    for power in scope.powers:
        if not names.is_state(power):
            yield Failure(path.name, f"{power} has no vote in the General Assembly")
