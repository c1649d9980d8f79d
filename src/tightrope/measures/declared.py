"""Every number of the model that is a judgement and not a reading, in one place. ``docs/methods.md`` explains each."""

from __future__ import annotations

import math

#: A figure read from a text is this many times noisier than the same figure in a data set.
TEXT_NOISE = 2.0

#: "More than 60,000" is read as somewhere between 60,000 and this many times as much.
OPEN_UPPER = 2.0

#: A series says nothing more than this many years before its first or after its last reading.
REACH_YEARS = 5.0

#: The declared drift of a channel may be this many times too large or too small; its readings decide within that.
DRIFT_SCALES: tuple[float, ...] = tuple(2.0 ** (step / 2) for step in range(-4, 5))

#: Standard deviation of the prior on the logarithm of that factor.
DRIFT_SCALE_SPREAD = math.log(2.0)

#: How far one channel stands from the capital it indicates: standard deviation on the log scale ...
CHANNEL_SPREAD = 0.9

#: ... and the years after which half of such a deviation has gone.
CHANNEL_HALF_LIFE_YEARS = 10.0

#: Concentration, per channel or domain, of the Dirichlet distribution of weights around equal ones.
WEIGHT_CONCENTRATION = 10.0

#: Number of sets of channel weights among which the draws are dealt.
WEIGHT_SETS = 40

#: Elasticities of substitution for which the exposure to coercion is published.
ELASTICITIES = (2, 4, 8)

#: The channel whose figures are expenditure on trade.
TRADE_CHANNEL = "economy.trade"

#: Relations that have a side: ``a`` is the state, ``b`` the power. All others count either way round.
DIRECTED_RELATIONS = frozenset({"base-host"})

#: The relation to a body that makes a common membership.
MEMBERSHIP = "member"
