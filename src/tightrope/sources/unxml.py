"""Resolutions in the extracts of the UNxml project, one JSON object each, as lines or as one array."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tightrope.records import SourceError

#: Lists of a resolution: who voted yes, no, and who abstained. A state in none of them did not vote.
LISTS = ("MS_in_favour", "MS_against", "MS_abstaining")

_COUNT = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One resolution of an extract.

    Attributes:
        line: line of the file, or number in its array.
        symbol: as the extract writes it.
        title: in one line.
        date: day of adoption as the extract writes it.
        day: the same; ``None`` if it cannot be read.
        recorded: whether it was adopted by a recorded vote.
        lists: names as listed, by list.
        counts: length that the extract states for each list.
    """

    line: int
    symbol: str
    title: str
    date: str
    day: datetime.date | None
    recorded: bool
    lists: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, int]


def entries(text: str, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of JSON lines or of one JSON array, with their line (or their number in the array).

    Raises:
        SourceError: not JSON, or something else than objects.
    """
    try:
        if text.lstrip().startswith("["):
            found = list(enumerate(json.loads(text), start=1))
        else:
            found = [(at, json.loads(line)) for at, line in enumerate(text.split("\n"), start=1) if line.strip()]
    except (ValueError, RecursionError) as error:
        raise SourceError(f"is not JSON: {error}", str(path)) from error
    for line, entry in found:
        if not isinstance(entry, dict):
            raise SourceError("is not an object that describes a resolution", f"{path.name}, line {line}")
        yield line, entry


def parse_entry(line: int, entry: Mapping[str, Any]) -> Entry:
    """Read the fields of one object."""
    lists: dict[str, tuple[str, ...]] = {}
    for kind in LISTS:
        listed = entry.get(kind)
        lists[kind] = tuple(str(name) for name in listed) if isinstance(listed, list) else ()
    counts = {kind: _count(entry.get(f"{kind}_count")) for kind in LISTS}
    said = f"{entry.get('adoption_type') or ''} {entry.get('voting_type') or ''}".casefold().replace(" ", "")
    written = str(entry.get("adoption_date") or "")
    return Entry(
        line=line,
        symbol=" ".join(str(entry.get("symbol") or "").split()),
        title=" ".join(str(entry.get("title") or "").split()),
        date=written,
        day=parse_day(written),
        recorded="recordedvote" in said or any(lists.values()),
        lists=lists,
        counts=counts,
    )


def _count(value: object) -> int:
    text = str(value or "0").strip()
    return int(text) if _COUNT.fullmatch(text) else 0


def parse_day(text: str) -> datetime.date | None:
    """Read ``2 March 2022`` (with any spaces) or ``2019-11-07 00:00:00``; ``None`` for anything else."""
    plain = " ".join(text.split())
    for form, length in (("%d %B %Y", None), ("%Y-%m-%d", 10)):
        try:
            return datetime.datetime.strptime(plain[:length], form).date()
        except ValueError:
            continue
    return None
