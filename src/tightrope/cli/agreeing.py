"""From the ledger's roll calls to scores of who votes with whom."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tightrope.cases import Case
from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.measures.alignment import Period, agreement_intervals, similarity, vote_matrix
from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES
from tightrope.measures.alignment.roll_calls import VoteMatrix
from tightrope.measures.alignment.similarity import LEVELS, MINIMUM_COMMON
from tightrope.names import Names
from tightrope.records import ISSUE_AREAS, CheckError, RollCall
from tightrope.sources.roll_calls import join

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]

#: A session opens in this year plus its number; the year of the published scores (AgreementScores).
OPENED = 1945
NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked.

    Attributes:
        period: what a group of roll calls is. A session is asked for by its number or by the year in which it opened.
        first: first year or session; if neither this nor ``last`` is given, the last in which the most states voted.
        last: last year or session.
        issue: only roll calls of this area (a key of ``ISSUE_AREAS``).
        important: only those that the US Department of State listed as important.
        seed: seed of the bootstrap.
    """

    period: Period = Period.YEAR
    first: int | None = None
    last: int | None = None
    issue: str = ""
    important: bool = False
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How alike two states voted in a year or session; NaN is no score.

    Attributes:
        group: year, or number of the session.
        state: one state.
        other: the other.
        common: roll calls on which both voted.
        agreement: from 0 to 1, as published by Voeten.
        low90: lower end of its 90 % bootstrap interval.
        high90: upper end.
        kappa: Cohen's, with squared distances.
        pi: Scott's, likewise.
        coded: whether the sources say for any roll call of the group whether it belongs to what is counted.
    """

    group: int
    state: str
    other: str
    common: int
    agreement: float
    low90: float
    high90: float
    kappa: float
    pi: float
    coded: bool = True


def show_agreement(
    ledger: Ledger, case: Case, wanted: Wanted, *, states: Sequence[str] = (), others: Sequence[str] = ()
) -> None:
    """Print the scores of a case's states with its powers, or of the states named, and what could not be scored.

    Args:
        ledger: what is known.
        case: whose states and powers are compared where none are named.
        wanted: which roll calls, by year or session.
        states: codes of states.
        others: codes of those they are compared with.

    Raises:
        CheckError: no roll calls, none in the years asked for, or a code that stands for no voter.
    """
    calls = join(ledger.roll_calls(), ledger.origins()).roll_calls
    voters = _voters(calls)
    for code in (*states, *others) if calls else ():
        if code not in voters:
            raise CheckError(_no_voter(code))
    for code in (*(case.states if not states else ()), *(case.powers if not others else ())) if calls else ():
        if code not in voters:
            console.complain(f"not compared: {_no_voter(code)}")
    scores, notes = compare(calls, states or case.states, others or case.powers, wanted)
    sessions = wanted.period is Period.SESSION
    columns = ("session", "opened in") if sessions else ("year",)
    columns = (*columns, "state", "other", "common votes", "agreement", "90 % interval", "kappa", "pi")
    console.show_table(_title(wanted), columns, (_row(score, sessions) for score in scores))
    for note in notes:
        console.complain(note)


def compare(
    calls: Sequence[RollCall], states: Sequence[str], others: Sequence[str], wanted: Wanted
) -> tuple[list[Score], list[str]]:
    """Score all pairs of states and others in every group.

    Args:
        calls: all roll calls known, each once: what a session's source codes shows in all of its roll calls.
        states: codes; those that never voted are left out.
        others: codes, likewise.
        wanted: which roll calls, by year or session.

    Returns:
        Scores by group, state and other, in the order given; and notes on what is not counted and why.

    Raises:
        CheckError: no roll calls at all or in the years asked for, nobody voted, or the first year is after the last.
    """
    matrix = vote_matrix(calls)
    voters = _voters(calls)
    rows, columns = ([code for code in codes if code in voters] for codes in (states, others))
    if not rows or not columns:
        raise CheckError(f"none of {', '.join(states if not rows else others)} voted in the General Assembly")
    groups = np.array([wanted.period.of(call) for call in calls], dtype=np.int64)
    known, counted = _subset(calls, wanted)
    first, last = _span(matrix, groups, counted, {*rows, *columns}, wanted)
    inside = (groups >= first) & (groups <= last)
    held = VoteMatrix(
        tuple(call for call, taken in zip(calls, inside, strict=True) if taken), matrix.states, matrix.votes[inside]
    )
    pairs = [(state, other) for state in rows for other in columns if state != other]
    scores = _scores(held, groups[inside], pairs, known[inside], counted[inside], wanted.seed)
    notes = [*_not_coded(held.calls, known[inside], wanted), *_too_few(scores)]
    return scores, notes


def _subset(calls: Sequence[RollCall], wanted: Wanted) -> tuple[Bools, Bools]:
    """For which roll calls the sources say whether they belong to what is wanted, and which belong to it.

    No source says what it codes. A session in which no roll call at all carries a mark counts as not coded for it.
    """
    known, counted = np.ones((2, len(calls)), dtype=np.bool_)
    marks = []
    if wanted.issue:
        marks.append([wanted.issue in call.issues for call in calls])
    if wanted.important:
        marks.append([bool(call.important) for call in calls])
        known &= [call.important is not None for call in calls]
    for marked in marks:
        coded = {call.session for call, mark in zip(calls, marked, strict=True) if mark}
        known &= [call.session in coded for call in calls]
        counted &= marked
    return known, known & counted


def _span(matrix: VoteMatrix, groups: Counts, counted: Bools, voters: set[str], wanted: Wanted) -> tuple[int, int]:
    """First and last group: as asked, or the last one in which the most of the states voted often enough."""
    have = sorted(set(groups.tolist()))
    if wanted.first is None and wanted.last is None:
        columns = [matrix.states.index(code) for code in sorted(voters)]
        cast = np.isin(matrix.votes[:, columns], (YES, ABSTAIN, NO)) & counted[:, None]
        enough = {group: int((cast[groups == group].sum(axis=0) >= MINIMUM_COMMON).sum()) for group in have}
        best = max(have, key=lambda group: (enough[group], group))
        return best, best
    first, last = (
        default if asked is None else _group(asked, wanted.period)
        for asked, default in ((wanted.first, have[0]), (wanted.last, have[-1]))
    )
    if first > last:
        raise CheckError(f"{first} is after {last}")
    if not any(first <= group <= last for group in have):
        asked = f"{first}" if first == last else f"{first} to {last}"
        raise CheckError(
            f"there is no roll call in {wanted.period.value} {asked}; the ledger has {messages.runs(have)}"
        )
    return first, last


def _group(asked: int, period: Period) -> int:
    """A session by its number, or by the year in which it opened."""
    return asked - OPENED if period is Period.SESSION and asked > OPENED else asked


def _scores(
    held: VoteMatrix, groups: Counts, pairs: Sequence[tuple[str, str]], known: Bools, counted: Bools, seed: int
) -> list[Score]:
    place = {code: number for number, code in enumerate(held.states)}
    at = np.array([(place[state], place[other]) for state, other in pairs], dtype=np.int64).reshape(-1, 2)
    found = similarity(held.votes, groups, subset=counted, minimum=MINIMUM_COMMON)
    ends = _ends(held, groups, at, counted, seed)
    scores = []
    for row, group in enumerate(found.groups.tolist()):
        coded = bool(known[groups == group].any())
        for column, ((state, other), (one, two)) in enumerate(zip(pairs, at.tolist(), strict=True)):
            agreement = float(found.agreement[row, one, two])
            low, high = ends[group][column] if group in ends and not math.isnan(agreement) else (math.nan, math.nan)
            scores.append(
                Score(
                    group=group,
                    state=state,
                    other=other,
                    common=int(found.common[row, one, two]),
                    agreement=agreement,
                    low90=low,
                    high90=high,
                    kappa=float(found.kappa[row, one, two]),
                    pi=float(found.pi[row, one, two]),
                    coded=coded,
                )
            )
    return scores


def _ends(
    held: VoteMatrix, groups: Counts, pairs: Counts, counted: Bools, seed: int
) -> dict[int, list[tuple[float, float]]]:
    """Ends of the 90 % intervals by group and pair; votes on parts of one resolution are drawn together."""
    if not counted.any() or not len(pairs):
        return {}
    texts = [f"{call.session} {call.resolution}" for call, taken in zip(held.calls, counted, strict=True) if taken]
    _, text = np.unique(texts, return_inverse=True)
    found = agreement_intervals(held.votes[counted], groups[counted], pairs, seed=seed, clusters=text)
    level = LEVELS.index(0.9)
    ends = np.stack([found.lower[..., level], found.upper[..., level]], axis=-1)
    return {
        int(group): [(low, high) for low, high in part] for group, part in zip(found.groups, ends.tolist(), strict=True)
    }


def _not_coded(calls: Sequence[RollCall], known: Bools, wanted: Wanted) -> Iterator[str]:
    unknown = [call for call, is_known in zip(calls, known, strict=True) if not is_known]
    if unknown:
        sessions = messages.runs({call.session for call in unknown})
        yield (
            f"not coded: {len(unknown)} of {len(calls)} roll calls (session {sessions}). The sources do not say "
            f"whether they are {_kind(wanted)}; so none of them counts, which is not to say that there were none"
        )


def _too_few(scores: Iterable[Score]) -> Iterator[str]:
    few = sum(score.coded and score.common < MINIMUM_COMMON for score in scores)
    if few:
        yield f"without a score, for fewer than {MINIMUM_COMMON} common votes: {few} pairs"


def _kind(wanted: Wanted) -> str:
    area = f"on {ISSUE_AREAS[wanted.issue]} ({wanted.issue})" if wanted.issue else ""
    return " and ".join(filter(None, [area, "important" if wanted.important else ""]))


def _title(wanted: Wanted) -> str:
    kind = _kind(wanted)
    return f"Who voted with whom in the General Assembly{f': roll calls {kind}' if kind else ''}"


def _row(score: Score, sessions: bool) -> tuple[str, ...]:
    when = (str(score.group), str(score.group + OPENED)) if sessions else (str(score.group),)
    pair = (*when, score.state, score.other)
    if not score.coded:
        return (*pair, NONE, "not coded", NONE, NONE, NONE)
    if math.isnan(score.agreement):
        return (*pair, str(score.common), "too few", NONE, NONE, NONE)
    interval = f"{score.low90:.3f} to {score.high90:.3f}"
    corrected = [NONE if math.isnan(value) else f"{value:+.2f}" for value in (score.kappa, score.pi)]
    return (*pair, str(score.common), f"{score.agreement:.3f}", interval, *corrected)


def _voters(calls: Iterable[RollCall]) -> set[str]:
    return {code for call in calls for code in (*call.yes, *call.abstain, *call.no)}


def _no_voter(code: str) -> str:
    """Why a code has no votes."""
    names = Names.builtin()
    if names.is_organisation(code):
        return f"{code} has no vote in the General Assembly; its members have"
    if names.is_state(code):
        return f"{code} cast no vote in the roll calls of the ledger"
    meant = names.code(code)
    hint = (
        f"the code of {code} is {meant}" if meant else "codes are those of ISO 3166 (KAZ, UZB), and SUN, DDR, YUG, CSK"
    )
    return f"{code!r} is no code of a state; {hint}"
