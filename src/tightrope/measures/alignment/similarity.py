"""Who votes with whom: scores of every pair of states by year or session, by subset of roll calls, with intervals.

The scores and their sources: :mod:`tightrope.measures.alignment.agreement`. They hang on the texts that came to a vote:
from one year to the next they also change where only the agenda did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tightrope.measures.alignment.agreement import (
    CAST,
    Counts,
    Distance,
    Votes,
    agreement_score,
    cohens_kappa,
    one_minus,
    scotts_pi,
    vote_tables,
)
from tightrope.measures.alignment.ballots import ABSENT, OUT
from tightrope.measures.kalman import Floats
from tightrope.records import CheckError

Bools = NDArray[np.bool_]

#: Probabilities of the intervals of :func:`agreement_intervals`.
LEVELS = (0.5, 0.9)
#: Common votes below which a subset of roll calls gives no score, unless told otherwise.
MINIMUM_COMMON = 10


@dataclass(frozen=True, slots=True)
class Similarity:
    """Scores of all pairs by group. G groups, N states, M others; NaN is not defined.

    Attributes:
        groups: (G,) year or session, ascending.
        others: (M,) index of the state that each column stands for.
        common: (G, N, M) roll calls on which both voted.
        agreement: (G, N, M) from 0 (always opposed) to 1.
        kappa: (G, N, M) Cohen's kappa, from -1 to 1; 0 is what chance gives.
        pi: (G, N, M) Scott's pi, likewise.
        distance: disagreement that ``kappa`` and ``pi`` use.
        minimum: fewest common votes that give a score.
    """

    groups: Counts
    others: Counts
    common: Counts
    agreement: Floats
    kappa: Floats
    pi: Floats
    distance: Distance
    minimum: int


@dataclass(frozen=True, slots=True)
class Absence:
    """How often states stayed away, by group: ``rate = absent / member``.

    Attributes:
        groups: (G,) year or session, ascending.
        absent: (G, N) roll calls that the state missed as a member.
        member: (G, N) roll calls at which it was a member, whatever it did.
        rate: (G, N) from 0 to 1; NaN if it was no member, or the group's source lists no absences.
    """

    groups: Counts
    absent: Counts
    member: Counts
    rate: Floats


@dataclass(frozen=True, slots=True)
class Intervals:
    """Bootstrap intervals of the agreement of P pairs in G groups.

    Attributes:
        groups: (G,) year or session, ascending.
        pairs: (P, 2) indices of the states.
        common: (G, P) roll calls on which both voted.
        agreement: (G, P) score on the roll calls themselves; NaN without a common vote.
        lower: (G, P, 2) lower ends, one for each of ``LEVELS``; NaN where ``agreement`` is.
        upper: (G, P, 2) upper ends, likewise.
        undefined: (G, P) share of draws without a common vote, left out of the percentiles.
    """

    groups: Counts
    pairs: Counts
    common: Counts
    agreement: Floats
    lower: Floats
    upper: Floats
    undefined: Floats


def similarity(
    votes: Votes,
    groups: Counts,
    *,
    others: Counts | None = None,
    subset: Bools | None = None,
    distance: Distance = "squared",
    minimum: int = 1,
) -> Similarity:
    """Agreement, kappa and pi of all pairs in every group.

    Args:
        votes: (J, N) codes of ballots.
        groups: (J,) year or session of each roll call, from 0.
        others: (M,) indices of the states to compare with (the powers, say); all if not given.
        subset: (J,) roll calls to count, all if not given; groups without one stay, with 0 common votes.
        distance: disagreement that kappa and pi use.
        minimum: fewest common votes that give a score; below it, the score is NaN and the count stands.

    Raises:
        CheckError: shapes do not fit, a code, index or distance is not known, or ``minimum`` is below 1.
    """
    _check(votes, groups)
    if minimum < 1:
        raise CheckError(f"a score needs at least one common vote, not {minimum}", "minimum")
    columns = np.arange(votes.shape[1]) if others is None else _indices(others, votes.shape[1], "others")
    counted = np.ones(len(votes), dtype=np.bool_) if subset is None else _mask(subset, len(votes), "subset")
    names = np.unique(groups).astype(np.int64)
    shape = (len(names), votes.shape[1], len(columns))
    common = np.zeros(shape, dtype=np.int64)
    scores = np.empty((3, *shape))
    for at, name in enumerate(names):
        tables = vote_tables(votes[counted & (groups == name)], columns)
        common[at] = tables.sum(axis=(-2, -1))
        scores[:, at] = agreement_score(tables), cohens_kappa(tables, distance), scotts_pi(tables, distance)
    agreement, kappa, pi = np.where(common < minimum, np.nan, scores)
    return Similarity(names, columns, common, agreement, kappa, pi, distance, minimum)


def similarity_by_subset(
    votes: Votes,
    groups: Counts,
    subsets: Mapping[str, Bools],
    *,
    others: Counts | None = None,
    distance: Distance = "squared",
    minimum: int = MINIMUM_COMMON,
) -> dict[str, Similarity]:
    """:func:`similarity` for each named subset of roll calls: issue areas, important votes. Subsets may overlap.

    All results have the same groups, so that they can be laid side by side.

    Raises:
        CheckError: as there; a mask is not boolean or not (J,).
    """
    return {
        name: similarity(
            votes, groups, others=others, subset=_mask(mask, len(votes), name), distance=distance, minimum=minimum
        )
        for name, mask in subsets.items()
    }


def absence(votes: Votes, groups: Counts) -> Absence:
    """Absence of every state by group.

    A group without a single absence is taken for one whose source does not list them: its rates are NaN, not 0
    (Voeten's votes in the form without absences are such a source; in the form with them, 9 % of ballots are absences).

    Args:
        votes: (J, N) codes of ballots.
        groups: (J,) year or session of each roll call, from 0.

    Raises:
        CheckError: shapes do not fit or a code is not known.
    """
    _check(votes, groups)
    names = np.unique(groups).astype(np.int64)
    away = np.stack([(votes[groups == name] == ABSENT).sum(axis=0) for name in names]).astype(np.int64)
    member = np.stack([(votes[groups == name] != OUT).sum(axis=0) for name in names]).astype(np.int64)
    known = (member > 0) & (away.sum(axis=1, keepdims=True) > 0)
    rate = np.full(away.shape, np.nan)
    np.divide(away, member, out=rate, where=known)
    return Absence(names, away, member, rate)


def agreement_intervals(
    votes: Votes, groups: Counts, pairs: Counts, *, seed: int, draws: int = 2000, clusters: Counts | None = None
) -> Intervals:
    """Percentile bootstrap of the agreement of chosen pairs: each draw takes the roll calls of a group anew.

    A draw weights the J_g roll calls of group g by a multinomial (J_g; 1/J_g, ...) and is the same for all pairs; the
    interval of level p runs from the (1 - p)/2 to the (1 + p)/2 quantile. (Efron 1979, *Annals of Statistics* 7.)
    It says how far the score hangs on which texts came to a vote, as if these were drawn at random. Votes on the
    paragraphs of one text are not independent: ``clusters`` keeps them together. A pair that never differed has an
    interval of no width, and few roll calls give intervals that are too narrow.

    Args:
        votes: (J, N) codes of ballots.
        groups: (J,) year or session of each roll call, from 0.
        pairs: (P, 2) indices of states.
        seed: from 0. The draws of a group depend on the seed and its own roll calls, not on other groups.
        draws: number of draws.
        clusters: (J,) number of the text that each roll call is about; each is its own if not given.

    Raises:
        CheckError: shapes do not fit, a code or index is not known, ``seed`` is negative or ``draws`` below 1.
    """
    _check(votes, groups)
    if seed < 0 or draws < 1:
        raise CheckError("needs a seed from 0 on and at least one draw", "agreement_intervals")
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise CheckError(f"pairs are (P, 2), not {pairs.shape}", "pairs")
    chosen = _indices(pairs, votes.shape[1], "pairs")
    texts = np.arange(len(votes)) if clusters is None else clusters
    if texts.shape != groups.shape:
        raise CheckError(f"{texts.shape} does not fit {groups.shape}", "clusters")
    names = np.unique(groups).astype(np.int64)
    parts = [
        _resample(votes[at], chosen, texts[at], draws, (seed, int(name))) for name in names for at in [groups == name]
    ]
    common, score, lower, upper, undefined = (np.stack(column) for column in zip(*parts, strict=True))
    return Intervals(names, chosen, common, score, lower, upper, undefined)


def _resample(
    votes: Votes, pairs: Counts, clusters: Counts, draws: int, seed: tuple[int, int]
) -> tuple[Counts, Floats, Floats, Floats, Floats]:
    """Common votes, score, ends of the intervals and undefined share of P pairs in one group."""
    first, second = votes[:, pairs[:, 0]], votes[:, pairs[:, 1]]
    both = np.isin(first, CAST) & np.isin(second, CAST)
    gap = np.where(both, np.abs(first.astype(np.int64) - second), 0)
    _, member = np.unique(clusters, return_inverse=True)
    size = int(member.max()) + 1
    counts, gaps = np.zeros((2, size, len(pairs)))
    np.add.at(counts, member, both)
    np.add.at(gaps, member, gap)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=draws).astype(np.float64)
    resampled = one_minus(weights @ gaps, 2 * (weights @ counts))
    common = both.sum(axis=0).astype(np.int64)
    tails = [(1 - level) / 2 for level in LEVELS]
    ends = np.full((2 * len(LEVELS), len(pairs)), np.nan)
    seen = common > 0
    if seen.any():
        ends[:, seen] = np.nanquantile(resampled[:, seen], [*tails, *(1 - tail for tail in tails)], axis=0)
    score = one_minus(gap.sum(axis=0), 2 * common)
    return common, score, ends[: len(LEVELS)].T, ends[len(LEVELS) :].T, np.isnan(resampled).mean(axis=0)


def _check(votes: Votes, groups: Counts) -> None:
    if votes.ndim != 2 or 0 in votes.shape:
        raise CheckError(f"needs (roll calls, states) with at least one of each, not {votes.shape}", "votes")
    if votes.dtype.kind not in "iu":
        raise CheckError(f"codes of ballots are whole numbers, not {votes.dtype}", "votes")
    unknown = np.setdiff1d(votes, (*CAST, ABSENT, OUT))
    if unknown.size:
        raise CheckError(f"no such ballot: {unknown[0]}", "votes")
    if groups.shape != votes.shape[:1] or groups.dtype.kind not in "iu" or groups.min() < 0:
        raise CheckError(f"needs a whole number from 0 for each of {len(votes)} roll calls", "groups")


def _indices(values: Counts, states: int, where: str) -> Counts:
    if values.dtype.kind not in "iu" or (values.size and not 0 <= values.min() <= values.max() < states):
        raise CheckError(f"states are numbered from 0 to {states - 1}", where)
    return values.astype(np.int64)


def _mask(values: Bools, size: int, where: str) -> Bools:
    if values.dtype != np.bool_ or values.shape != (size,):
        raise CheckError(f"needs true or false for each of {size} roll calls", where)
    return values
