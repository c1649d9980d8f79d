"""The evidence a case starts with: facts in our own words become documents with spans, table rows observations.

For each origin and day of publication there is one document of notes: a title line, then one paragraph per statement.
Each fact points at its statement, so the quote is in our own words and the origin says where it is from; an origin that
appeared bit by bit has notes for each day, so that nothing seems known before it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tightrope.cases.alignment import AlignmentRow, read_alignment
from tightrope.cases.facts import EVENT_COLUMNS, POSITION_COLUMNS, STOCK_COLUMNS, TIE_COLUMNS, FactReader
from tightrope.cases.rows import Row, read_rows
from tightrope.records import AnyEvidence, CaseError, Channel, CheckError, Document, Estimate, Observation, Origin

ORIGIN_COLUMNS = ("key", "producer", "title", "url", "licence", "accessed")
OBSERVATION_COLUMNS = ("channel", "holder", "over", "when", "lower", "upper", "unit", "origin", "locator")


#: A row, the id of its document, start and end of its statement there; the evidence.
_Reader = Callable[[Row, str, int, int], AnyEvidence]
_Fact = tuple[Row, _Reader]


@dataclass(frozen=True, slots=True)
class Starter:
    """What a case brings along.

    Attributes:
        documents: notes with their evidence, in the order of the files.
        tables: origins with their observations, those of the alignment included.
        alignment: positions and distances computed from votes; each rests on an observation of the tables.
    """

    documents: tuple[tuple[Document, tuple[AnyEvidence, ...]], ...]
    tables: tuple[tuple[Origin, tuple[Observation, ...]], ...]
    alignment: tuple[Estimate, ...] = ()


def read_starter(folder: Path, *, coder: str, codes: frozenset[str], channels: Mapping[str, Channel]) -> Starter:
    """Read the tables of a case; each of them may be missing.

    They are ``origins*.csv``, ``facts/*.csv``, ``observations/*.csv`` and ``alignment.csv``.

    Args:
        folder: the case's folder.
        coder: coder of the evidence.
        codes: every code that a row may name.
        channels: the case's channels by name.

    Raises:
        CaseError: a row is wrong; names file, line and column.
    """
    origins = read_origins(folder)
    readers = FactReader(coder, codes, channels)
    path = folder / "alignment.csv"
    keys = {key: origin.id for key, origin in origins.items()}
    aligned = tuple(read_alignment(path, keys, codes)) if path.exists() else ()
    return Starter(
        _read_documents(folder, origins, readers),
        _read_tables(folder, origins, codes, channels, aligned),
        tuple(estimate for one in aligned for estimate in one.estimates),
    )


def read_origins(folder: Path) -> dict[str, Origin]:
    """Read the origins of a case by their keys.

    Raises:
        CaseError: a row is wrong or a key stands twice; names file, line and column.
    """
    origins: dict[str, Origin] = {}
    seen: dict[str, Row] = {}
    for path in sorted(folder.glob("origins*.csv")):
        for row in read_rows(path, ORIGIN_COLUMNS):
            key = row.needed("key")
            if key in seen:
                raise row.refuse(f"{key!r} stands twice (first in {seen[key].path.name}:{seen[key].line})", "key")
            seen[key] = row
            origins[key] = Origin(
                producer=row.needed("producer"),
                title=row.needed("title"),
                url=row.text("url"),
                licence=row.text("licence"),
                accessed=row.day("accessed"),
            )
    return origins


def origin_of(row: Row, origins: Mapping[str, Origin]) -> Origin:
    """Return the origin whose key stands in the row.

    Raises:
        CaseError: the cell is empty or names no origin.
    """
    key = row.needed("origin")
    if key not in origins:
        raise row.refuse(f"no origin {key!r} in origins*.csv", "origin")
    return origins[key]


def _read_documents(
    folder: Path, origins: Mapping[str, Origin], readers: FactReader
) -> tuple[tuple[Document, tuple[AnyEvidence, ...]], ...]:
    kinds: tuple[tuple[str, tuple[str, ...], _Reader], ...] = (
        ("events.csv", EVENT_COLUMNS, readers.event),
        ("stocks.csv", STOCK_COLUMNS, readers.stock),
        ("ties.csv", TIE_COLUMNS, readers.tie),
        ("positions.csv", POSITION_COLUMNS, readers.position),
        ("votes.csv", POSITION_COLUMNS, readers.position),
    )
    _refuse_other_tables(folder / "facts", [name for name, _, _ in kinds])
    groups: dict[tuple[str, date | None], list[_Fact]] = {}
    seen: dict[tuple[str, ...], Row] = {}
    for name, columns, reader in kinds:
        path = folder / "facts" / name
        for row in read_rows(path, columns) if path.exists() else ():
            origin_of(row, origins)
            _refuse_repeated(row, seen, (name, *row.cells.values()))
            groups.setdefault((row.text("origin"), row.day("published")), []).append((row, reader))
    return tuple(_notes(origins[key], published, facts) for (key, published), facts in groups.items())


def _refuse_other_tables(facts: Path, known: list[str]) -> None:
    """Refuse a table that would never be read, such as ``tie.csv``."""
    for path in sorted(facts.glob("*.csv")):
        if path.name not in known:
            raise CaseError(f"no such table; facts stand in {', '.join(known)}", str(path))


def _refuse_repeated(row: Row, seen: dict[tuple[str, ...], Row], content: tuple[str, ...]) -> None:
    if content in seen:
        raise row.refuse(f"the same row as {seen[content].path.name}:{seen[content].line}")
    seen[content] = row


def _notes(origin: Origin, published: date | None, facts: list[_Fact]) -> tuple[Document, tuple[AnyEvidence, ...]]:
    producer = f"{origin.producer}, {published.isoformat()}" if published else origin.producer
    title = f"Notes on “{origin.title}” ({producer})"
    text, spans = title, {}
    for row, _ in facts:
        statement = _statement(row)
        if statement not in spans:
            spans[statement] = len(text) + 2
            text += f"\n\n{statement}"
    document = Document(origin=origin, published=published, language="en", title=title, text=text)
    evidence = tuple(
        reader(row, document.id, spans[_statement(row)], spans[_statement(row)] + len(_statement(row)))
        for row, reader in facts
    )
    return document, evidence


def _statement(row: Row) -> str:
    statement = row.needed("statement")
    if " ".join(statement.split()) != statement:
        raise row.refuse("a statement is one line with single spaces", "statement")
    return statement


def _read_tables(
    folder: Path,
    origins: Mapping[str, Origin],
    codes: frozenset[str],
    channels: Mapping[str, Channel],
    aligned: tuple[AlignmentRow, ...],
) -> tuple[tuple[Origin, tuple[Observation, ...]], ...]:
    tables: dict[str, list[Observation]] = {}
    seen: dict[tuple[str, ...], Row] = {}
    for path in sorted((folder / "observations").glob("*.csv")):
        for row in read_rows(path, OBSERVATION_COLUMNS):
            origin = origin_of(row, origins)
            tables.setdefault(row.text("origin"), []).append(_observation(row, origin, codes, channels))
            cell = tuple(row.text(column) for column in ("channel", "holder", "over", "when", "origin"))
            _refuse_repeated(row, seen, cell)
    for one in aligned:
        tables.setdefault(one.row.text("origin"), []).append(one.observation)
    return tuple((origins[key], tuple(rows)) for key, rows in tables.items())


def _observation(row: Row, origin: Origin, codes: frozenset[str], channels: Mapping[str, Channel]) -> Observation:
    name, when = row.needed("channel"), row.when("when")
    if name not in channels:
        raise row.refuse(f"the case has no channel {name!r}", "channel")
    if row.text("unit") != channels[name].unit:
        raise row.refuse(f"{name} is in {channels[name].unit!r}, not {row.text('unit')!r}", "unit")
    if when is None:
        raise row.refuse("must not be empty", "when")
    for column in ("holder", "over"):
        if row.needed(column) not in codes:
            raise row.refuse(f"the case does not know {row.text(column)!r}", column)
    try:
        return Observation(
            channel=name,
            holder=row.text("holder"),
            over=row.text("over"),
            when=when,
            lower=row.number("lower"),
            upper=row.upper_bound("upper"),
            unit=row.text("unit"),
            origin=origin.id,
            locator=row.needed("locator"),
        )
    except CheckError as error:
        raise row.refuse(error.what, "lower") from error
