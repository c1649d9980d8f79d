"""The kinds of pages, in the order in which addresses are compared with them."""

from tightrope.web.pages import claims, overview, scorecard, sources
from tightrope.web.view import Kind

KINDS: tuple[Kind, ...] = (overview.KIND, overview.SINCE, claims.KIND, scorecard.KIND, sources.KIND)

__all__ = ["KINDS"]
