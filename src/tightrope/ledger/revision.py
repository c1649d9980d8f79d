"""How far a ledger has grown, for whoever keeps what was read from it."""

from __future__ import annotations

from typing import NamedTuple

from tightrope.ledger.connection import Database


class Revision(NamedTuple):
    """How far a ledger has grown, and which ledger it is.

    Attributes:
        begun: when it was made, in microseconds: another one may come to stand in its place.
        run: id of the newest run; empty if there is none.
        documents: how many documents it holds.
        links: number of the last link; what follows are such numbers of other kinds.
    """

    begun: int
    run: str
    documents: int
    links: int
    evidence: int
    observations: int
    checkings: int

    def follows(self, earlier: Revision) -> bool:
        """Whether this can be a later state of the same ledger; one that was put back to a copy is another."""
        return self.begun == earlier.begun and all(now >= then for now, then in zip(self[2:], earlier[2:], strict=True))


def revision(database: Database) -> Revision:
    """How far the ledger has grown."""
    # Numbers of documents follow their days of publication; those of everything else, the order of recording.
    parts = [
        "(SELECT recorded_at FROM migration WHERE number = 1)",
        "coalesce((SELECT id FROM run ORDER BY number DESC LIMIT 1), '')",
        "(SELECT count(*) FROM document)",
    ]
    tables = ("document_link", "evidence", "observation", "checking")
    parts += [f"(SELECT coalesce(max(number), 0) FROM {table})" for table in tables]
    return Revision(*next(database.rows(f"SELECT {', '.join(parts)}")))
