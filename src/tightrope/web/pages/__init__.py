"""The kinds of pages, in the order in which addresses are compared with them."""

from tightrope.web.pages import (
    claims,
    dyad,
    evidence,
    figure,
    overview,
    scenario,
    scorecard,
    search,
    series,
    sources,
    state,
)
from tightrope.web.view import Kind

KINDS: tuple[Kind, ...] = (
    *(overview.KIND, overview.SINCE),
    *(state.KIND, scenario.KIND),
    *(dyad.KIND, dyad.OLDER, evidence.KIND, series.KIND, search.KIND),
    *(claims.KIND, scorecard.KIND, sources.KIND),
    figure.KIND,
)

__all__ = ["KINDS"]
