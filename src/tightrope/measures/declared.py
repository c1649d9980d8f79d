"""Every number of the model that is a judgement and not a reading, in one place. ``docs/methods.md`` explains each."""

from __future__ import annotations

#: A figure read from a text is this many times noisier than the same figure in a data set.
TEXT_NOISE = 2.0

#: A channel whose declared noise is above this is of low grade: what it deviates by from the capital that it indicates
#: has so many times the variance of others, and it gives capital its scale only where all are of low grade.
GOOD_NOISE, LOW_GRADE_DOUBT = 0.5, 4.0

#: A share that a text gives as 0 percent is known to be below this many percent.
SMALLEST_PERCENT = 0.5

#: A series says nothing more than this many years before its first or after its last reading.
REACH_YEARS = 5.0

#: Elasticities of substitution for which the exposure to coercion is published.
ELASTICITIES = (2, 4, 8)

#: The channel whose figures are expenditure on trade.
TRADE_CHANNEL = "economy.trade"

#: Relations that have a side: ``a`` is the state, ``b`` the power. All others count either way round.
DIRECTED_RELATIONS = frozenset({"base-host"})

#: The relation to a body that makes a common membership.
MEMBERSHIP = "member"

#: Priors of the measurement model, on the log scale; variances are inverse gamma with this shape around the squares of
#: these standard deviations, so that what many channels and states show overrules them.
VARIANCE_SHAPE = 3.0
#: ... of a dyad's mean around its holder's,
MEAN_SD = 1.0
#: ... of capital around the dyad's mean,
WANDERING_SD = 0.5
#: ... of a channel's deviation from the capital that it indicates: of a holder everywhere, of a dyad for good, and of a
#: dyad for a time,
HOLDER_LEVEL_SD, DEVIATION_SD, FADING_SD = 0.6, 0.5, 0.3
#: ... of a count's level from state to state.
LEVEL_SD = 0.7
#: Medians, in years, of the half-lives with which capital returns to the dyad's mean and with which a channel's
#: deviation fades; spread of their logarithms.
HALF_LIFE, FADING_HALF_LIFE, HALF_LIFE_SPREAD = 15.0, 8.0, 0.7
#: Spread of the holders' means, of a channel's intercept, of the logarithm of its loading and of a source's bias.
HOLDER_SD, INTERCEPT_SD, LOADING_SPREAD, BIAS_SD = 1.5, 2.0, 0.6, 0.25
#: Degrees of freedom of noise and innovations.
DEGREES_OF_FREEDOM = 4.0
#: Largest logarithm (or intercept) ever proposed by the sampler, and sizes of its shifts of imputed readings.
LARGEST_LOG, SHIFTS = 12.0, (0.1, 0.3, 1.0)
#: Years between two readings of a count of ties that does not change.
TIE_YEARS = 5
#: Markov chains of each domain, the fewest draws to warm one up, and draws between two reports of progress.
MARKOV_CHAINS, SHORTEST_WARMING, TOLD_EVERY = 2, 150, 25
#: Sweeps from one draw to the next, beyond the first, if all readings are imputed, which makes a chain move slowly; in
#: proportion where some are.
SWEEPS_FOR_INTERVALS = 4
#: Factor on the standard deviations of the priors of the processes when that judgement is taken back.
WIDER_PRIOR = 2.0
#: Changes of a share up to the last year are published since the first year and over so many years.
YEARS_OF_CHANGE = 10
#: Weights of the domains go from nothing to everything in so many steps where all weightings are tried.
WEIGHT_STEPS = 10
#: Parts of an estimate below this are not published.
LEAST_PART = 0.005
#: Two figures are for one time if they are not more than this many years apart.
SAME_TIME_YEARS = 0.5
#: Two sources contradict each other beyond this many joint standard deviations, ...
FIGURES_APART = 2.0
#: ... a reading and all others beyond this many scales of its noise, ...
READING_APART = 3.0
#: ... and two ends of one tie beyond this many years.
ENDS_APART_YEARS = 1.0
