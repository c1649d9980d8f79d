"""Evidence and documents as Arrow columns: the one definition of the tables that Parquet files of bulk runs hold.

It needs pyarrow, so it is imported by those who write or read such files and not with the other records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pyarrow as pa

from tightrope.records.documents import Document, Failure, Origin
from tightrope.records.evidence import EVIDENCE_KINDS, AnyEvidence, evidence_from_row, kind_of
from tightrope.records.plover import Quad
from tightrope.records.rows import as_row

_ARROW = {"int": pa.int64(), "float": pa.float64(), "tuple[str, ...]": pa.list_(pa.string())}


def _of_evidence() -> dict[str, pa.DataType]:
    """Column types of the fields of all four kinds; times are ISO 8601 text, as in :func:`as_row`."""
    types = {}
    for kind in EVIDENCE_KINDS.values():
        for field in fields(kind):
            types[field.name] = _ARROW.get(str(field.type), pa.string())
    return types


#: One row a piece of evidence: its id and kind, the fields of all four kinds (null where a kind has none), the quote,
#: and of its document the day of publication, the language and the URL.
EVIDENCE = pa.schema(
    {
        **{"id": pa.string(), "kind": pa.string()},
        **_of_evidence(),
        **{"quote": pa.string(), "published": pa.date32(), "language": pa.string(), "url": pa.string()},
    }
)
#: One row a document, with the fields of its origin: ``url``, ``licence``, ``accessed``, ``sha256``; the origin's
#: producer and title as ``producer`` and ``origin_title``.
DOCUMENTS = pa.schema(
    {
        "id": pa.string(),
        "published": pa.date32(),
        "language": pa.string(),
        "title": pa.string(),
        "text": pa.string(),
        "author": pa.string(),
        "name": pa.string(),
        "producer": pa.string(),
        "origin_title": pa.string(),
        "url": pa.string(),
        "licence": pa.string(),
        "accessed": pa.date32(),
        "sha256": pa.string(),
    }
)
#: One row a text that repeats another: its id, where it was found, the id of the text kept (``of``), and whether it is
#: the ``same`` text or a ``near``-duplicate.
DUPLICATES = pa.schema(
    {
        **{"document": pa.string(), "of": pa.string(), "kind": pa.string()},
        **{name: DOCUMENTS.field(name).type for name in ("published", "title", "producer", "url", "name")},
    }
)
#: One row a month, a country that acts and another that is acted upon: events by PLOVER's quad category, the sums of
#: their scores above and below 0 (both told as positive), all events (statements and appeals too, which have neither
#: category nor score), and reports of them (null where the set does not count any). A pair without an event in a month
#: has no row. Written by ``tightrope flows``; docs/event-data.md says what is counted.
FLOWS = pa.schema(
    {
        **{"month": pa.string(), "source": pa.string(), "target": pa.string()},
        **{quad.value: pa.int64() for quad in Quad},
        **{"cooperation": pa.float64(), "conflict": pa.float64(), "events": pa.int64(), "mentions": pa.int64()},
    }
)
#: One row a month: all events of the set, whoever acts, counted as those of :data:`FLOWS`.
FLOW_TOTALS = pa.schema({"month": pa.string(), "events": pa.int64()})
#: One row something that could not be read or coded, and why.
FAILURES = pa.schema({"where": pa.string(), "reason": pa.string()})


def evidence_columns(evidence: AnyEvidence, document: Document) -> dict[str, Any]:
    """Values of the columns :data:`EVIDENCE`; a column that is left out is null."""
    return {
        **{"id": evidence.id, "kind": kind_of(evidence)},
        **as_row(evidence),
        "quote": document.text[evidence.start : evidence.end],
        "published": document.published,
        "language": document.language,
        "url": document.origin.url,
    }


def to_evidence(row: Mapping[str, Any]) -> AnyEvidence:
    """Read the columns :data:`EVIDENCE`.

    Raises:
        CheckError: unknown kind, missing field or impossible value.
    """
    kind = EVIDENCE_KINDS.get(row["kind"])
    wanted = [field.name for field in fields(kind)] if kind else []
    return evidence_from_row(row["kind"], {name: row[name] for name in wanted if name in row})


def document_columns(document: Document) -> dict[str, Any]:
    """Values of the columns :data:`DOCUMENTS`."""
    origin = document.origin
    return {
        "id": document.id,
        "published": document.published,
        "language": document.language,
        "title": document.title,
        "text": document.text,
        "author": document.author,
        "name": document.name,
        "producer": origin.producer,
        "origin_title": origin.title,
        "url": origin.url,
        "licence": origin.licence,
        "accessed": origin.accessed,
        "sha256": origin.sha256,
    }


def to_document(row: Mapping[str, Any]) -> Document:
    """Read the columns :data:`DOCUMENTS`."""
    return Document(
        origin=Origin(
            producer=row["producer"],
            title=row["origin_title"],
            url=row["url"],
            licence=row["licence"],
            accessed=row["accessed"],
            sha256=row["sha256"],
        ),
        **{name: row[name] for name in ("published", "language", "title", "text", "author", "name")},
    )


def failure_columns(failure: Failure) -> dict[str, Any]:
    """Values of the columns :data:`FAILURES`."""
    return {"where": failure.where, "reason": failure.reason}


def month_of(published: date | None) -> str:
    """The partition of a day of publication: ``2024-03``, or ``undated``."""
    return f"{published.year:04d}-{published.month:02d}" if published else "undated"
