"""Alignment in the UN General Assembly: ideal points with their full posterior, and scores of how alike states vote.

``docs/alignment.md`` has the model, its priors, what identifies it and what it cannot tell.
"""

from tightrope.measures.alignment.estimates import alignment_estimates
from tightrope.measures.alignment.posterior import as_dataset, distances, moves, quick
from tightrope.measures.alignment.roll_calls import Period, ballots_of, vote_matrix
from tightrope.measures.alignment.running import Alignment, align
from tightrope.measures.alignment.sampling import PLANS, UPDATES, Plan, Variant, sample
from tightrope.measures.alignment.similarity import absence, agreement_intervals, similarity, similarity_by_subset

__all__ = [
    "PLANS",
    "UPDATES",
    "Alignment",
    "Period",
    "Plan",
    "Variant",
    "absence",
    "agreement_intervals",
    "align",
    "alignment_estimates",
    "as_dataset",
    "ballots_of",
    "distances",
    "moves",
    "quick",
    "sample",
    "similarity",
    "similarity_by_subset",
    "vote_matrix",
]
