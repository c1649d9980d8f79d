"""The ledger: an append-only SQLite file with search, reads as of a date, and tracing."""

from tightrope.ledger.ledger import Ledger
from tightrope.ledger.rows import Counts, Link, Placement, Revision, Run
from tightrope.ledger.search import Hit
from tightrope.ledger.trace import Trace

__all__ = ["Counts", "Hit", "Ledger", "Link", "Placement", "Revision", "Run", "Trace"]
