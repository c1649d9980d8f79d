"""The ledger: an append-only SQLite file with search, reads as of a date, and tracing."""

from tightrope.ledger.backup import back_up
from tightrope.ledger.doctor import Health, examine
from tightrope.ledger.ledger import Ledger
from tightrope.ledger.opening import Upgrade, bring_up_to_date
from tightrope.ledger.revision import Revision
from tightrope.ledger.rows import Counts, Link, Placement, Run
from tightrope.ledger.search import Hit, Narrowing
from tightrope.ledger.series import Reading
from tightrope.ledger.shape import Ailment
from tightrope.ledger.trace import Trace

__all__ = [
    "Ailment",
    "Counts",
    "Health",
    "Hit",
    "Ledger",
    "Link",
    "Narrowing",
    "Placement",
    "Reading",
    "Revision",
    "Run",
    "Trace",
    "Upgrade",
    "back_up",
    "bring_up_to_date",
    "examine",
]
