"""The kinds of pages, in the order in which addresses are compared with them."""

from tightrope.web.pages import claims, scorecard, sources
from tightrope.web.view import Kind

KINDS: tuple[Kind, ...] = (claims.KIND, scorecard.KIND, sources.KIND)

__all__ = ["KINDS"]
