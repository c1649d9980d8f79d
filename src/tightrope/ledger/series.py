"""One series of a table as it grew: every row ever loaded, with what replaced it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tightrope.ledger.connection import Database, Row, moment
from tightrope.ledger.rows import OBSERVATION, to_observation
from tightrope.records import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One row of a series.

    Attributes:
        row: the row.
        recorded: when the ledger stored it (UTC).
        replaced_by: id of the row of the same source (producer and title of the origin) that a later load gave for
            the same time; ``None`` if it is the latest.
    """

    row: Observation
    recorded: datetime
    replaced_by: str | None


def read_series(database: Database, channel: str, holder: str, over: str) -> Iterator[Reading]:
    """Stream all rows of one channel, holder and party held over, in order of time, the latest of each source first."""
    newer = (
        "SELECT n.id FROM observation n JOIN origin m ON m.number = n.origin "
        "WHERE n.channel = b.channel AND n.holder = b.holder AND n.over = b.over AND n.period = b.period "
        "AND n.recorded_at > b.recorded_at AND m.producer = o.producer AND m.title = o.title "
        "ORDER BY n.recorded_at DESC, n.number LIMIT 1"
    )
    sql = (
        f"SELECT {OBSERVATION}, b.recorded_at, ({newer}) FROM observation b JOIN origin o ON o.number = b.origin "
        "WHERE b.channel = ? AND b.holder = ? AND b.over = ? "
        "ORDER BY b.period, o.producer, o.title, b.recorded_at DESC, b.number"
    )
    return database.records(_reading, sql, (channel, holder, over))


def _reading(row: Row) -> Reading:
    return Reading(row=to_observation(row[:-2]), recorded=moment(row[-2]), replaced_by=row[-1])
