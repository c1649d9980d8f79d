"""How often states vote alike: agreement as published and corrected for chance, for all pairs of states.

Everything rests on one table per pair of states and group of roll calls: n_ab, on how many of the roll calls on which
**both** voted the first state voted a and the second b, with a, b in (yes, abstain, no). With n = sum n_ab, row sums
r_a and column sums c_b:

- agreement  A = 1 - sum_ab |a - b| n_ab / (2 n), categories numbered 0, 1, 2: yes 1, abstention 1/2 and no 0 of the
  published scores. (Voeten, AgreementScores, Harvard Dataverse doi:10.7910/DVN/LEJUQZ. The year of a published score
  is that in which the session opened, session + 1945, not the calendar year of the vote.)
- Cohen's kappa  = 1 - D_o / D_e,  D_o = sum_ab d_ab n_ab / n,  D_e = sum_ab d_ab r_a c_b / n^2: by chance, each state
  keeps its own marginal.
- Scott's pi  = 1 - D_o / D_e,  D_e = sum_ab d_ab m_a m_b,  m = (r + c) / (2 n): both states share the mean marginal.

The disagreement d_ab is (a - b)^2 (``squared``, the default), |a - b| (``linear``) or 1 if a differs from b
(``nominal``). Häge (2011, *Political Analysis* 19(3), 287-305) uses squared distances: in the Stata program of his
replication archive (msim-data11-simmeasures.do), with votes x, y numbered 1 to 3, kappa is
1 - sum (x - y)^2 / (sum x^2 + sum y^2 - 2 sum x sum y / n) and pi has the denominator
sum x^2 + sum y^2 - (sum x + sum y)^2 / (2 n): the same as above, written without the table. Linear weights: Cohen 1968,
*Psychological Bulletin* 70, 213-220; nominal: Cohen 1960, Scott 1955.

**What is not defined is NaN, never 0 or 1**: any score without a common vote; kappa and pi where D_e is 0, that is
where both states cast one and the same vote throughout (Häge's program writes 0 there). If only one of them never
varies, kappa is 0 whatever the other does, by construction; if both are constant but differ, kappa is 0 and pi is -1.

An absent state or one that is no member has no vote: such roll calls are left out, never read as abstentions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES
from tightrope.measures.kalman import Floats
from tightrope.records import CheckError

Counts = NDArray[np.int64]
Votes = NDArray[np.integer[Any]]
Distance = Literal["squared", "linear", "nominal"]

CAST = (YES, ABSTAIN, NO)
_RANK = np.arange(len(CAST))
_GAP: Counts = np.abs(_RANK[:, None] - _RANK[None, :]).astype(np.int64)
#: Disagreement d_ab by name of the distance, (3, 3).
DISAGREEMENT: Mapping[str, Counts] = {
    "squared": np.square(_GAP),
    "linear": _GAP,
    "nominal": (_GAP > 0).astype(np.int64),
}


def vote_tables(votes: Votes, others: Counts | None = None) -> Counts:
    """Count n_ab for all pairs of states over the given roll calls, in one matrix product.

    Args:
        votes: (J, N) codes of ballots.
        others: (M,) indices of the states in the columns; all if not given.

    Returns:
        (N, M, 3, 3): for each pair, rows the vote of the state and columns the vote of the other, in the order yes,
        abstain, no. Counts.
    """
    # Counts stay far below 2^24, up to which single precision is exact.
    cast = np.stack([votes == code for code in CAST], axis=-1).astype(np.float32)
    partner = cast if others is None else cast[:, others]
    size, states, columns = len(votes), cast.shape[1], partner.shape[1]
    tables = cast.reshape(size, 3 * states).T @ partner.reshape(size, 3 * columns)
    return tables.reshape(states, 3, columns, 3).transpose(0, 2, 1, 3).astype(np.int64)


def agreement_score(tables: Counts) -> Floats:
    """A = 1 - sum_ab |a - b| n_ab / (2 n).

    Args:
        tables: (..., 3, 3) counts n_ab, as :func:`vote_tables` gives them.

    Returns:
        (...), from 0 to 1; NaN where n = 0. Source: Voeten's AgreementScores (see the module).
    """
    return one_minus(_total(tables, _GAP), 2 * tables.sum(axis=(-2, -1)))


def cohens_kappa(tables: Counts, distance: Distance = "squared") -> Floats:
    """Cohen's kappa, 1 - n sum_ab d_ab n_ab / sum_ab d_ab r_a c_b.

    Args:
        tables: (..., 3, 3) counts n_ab.
        distance: disagreement d_ab; Häge's is ``squared``.

    Returns:
        (...), from -1 to 1; NaN where n = 0 or both states cast one and the same vote throughout.
        Source: Cohen 1960, 1968; Häge 2011.

    Raises:
        CheckError: no such distance.
    """
    weights = _disagreement(distance)
    rows, columns = tables.sum(axis=-1), tables.sum(axis=-2)
    expected = ((rows @ weights) * columns).sum(axis=-1)
    return one_minus(rows.sum(axis=-1) * _total(tables, weights), expected)


def scotts_pi(tables: Counts, distance: Distance = "squared") -> Floats:
    """Scott's pi, 1 - 4 n sum_ab d_ab n_ab / sum_ab d_ab (r_a + c_a) (r_b + c_b).

    Args:
        tables: (..., 3, 3) counts n_ab.
        distance: disagreement d_ab; Häge's is ``squared``.

    Returns:
        (...), from -1 to 1; NaN where n = 0 or both states cast one and the same vote throughout.
        Source: Scott 1955; Häge 2011.

    Raises:
        CheckError: no such distance.
    """
    weights = _disagreement(distance)
    both = tables.sum(axis=-1) + tables.sum(axis=-2)
    expected = ((both @ weights) * both).sum(axis=-1)
    return one_minus(2 * both.sum(axis=-1) * _total(tables, weights), expected)


def one_minus(numerator: NDArray[Any], denominator: NDArray[Any]) -> Floats:
    """1 - numerator / denominator; NaN where the denominator is 0."""
    ratio = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    return np.asarray(1 - ratio, dtype=np.float64)


def _total(tables: Counts, weights: Counts) -> Counts:
    """sum_ab weights_ab n_ab, in whole numbers."""
    return np.asarray(tables.reshape(*tables.shape[:-2], -1) @ weights.ravel())


def _disagreement(distance: str) -> Counts:
    if distance not in DISAGREEMENT:
        raise CheckError(f"no such distance: {distance!r}; there are {', '.join(DISAGREEMENT)}", "distance")
    return DISAGREEMENT[distance]
