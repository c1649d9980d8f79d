"""Evidence and documents as Arrow columns, there and back."""

from __future__ import annotations

import math
from dataclasses import fields
from datetime import date

import pyarrow as pa
import pytest

from tightrope.records import (
    EVIDENCE_KINDS,
    CheckError,
    Document,
    Domain,
    Event,
    EventType,
    Origin,
    Position,
    Status,
    Stock,
    Tie,
    When,
)
from tightrope.records.columns import (
    DOCUMENTS,
    EVIDENCE,
    FLOW_TOTALS,
    FLOWS,
    document_columns,
    evidence_columns,
    month_of,
    to_document,
    to_evidence,
)

DOCUMENT = Document(
    origin=Origin(producer="P", title="T", url="https://x.example", sha256="ab", accessed=date(2024, 5, 1)),
    published=date(2024, 3, 5),
    language="zh-Hant",
    title="走鋼索",
    text="走鋼索\n\n哈薩克與中國簽署協議。",
    author="A",
    name="a.md",
)
WHERE = {"document": DOCUMENT.id, "start": 5, "end": 16, "coder": "rules/1", "confidence": 0.25}
KINDS = [
    Event(
        **WHERE,
        source=("KAZ",),
        target=("CHN", "RUS"),
        event_type=EventType.AGREE,
        mode="treaty",
        domain=Domain.ECONOMY,
        when=When.month(2024, 3),
        status=Status.PLANNED,
        attributed_to="部長",
    ),
    Stock(
        **WHERE,
        holder="CHN",
        over="KAZ",
        channel="economy.trade",
        value=3.0,
        lower=3.0,
        upper=math.inf,
        unit="USD",
        as_of=When.year(2023),
    ),
    Tie(**WHERE, a="KAZ", b="CSTO", relation="member", since=When.year(1992)),
    Position(**WHERE, actor="KAZ", issue="war", stance="abstain"),
]


@pytest.mark.parametrize("evidence", KINDS, ids=lambda one: type(one).__name__)
def test_evidence_of_every_kind_comes_back_from_its_columns_as_it_was(evidence):
    table = pa.Table.from_pylist([evidence_columns(evidence, DOCUMENT)], schema=EVIDENCE)
    (row,) = table.to_pylist()
    assert to_evidence(row) == evidence
    assert row["id"] == evidence.id
    assert row["quote"] == DOCUMENT.text[5:16]
    assert (row["published"], row["language"], row["url"]) == (date(2024, 3, 5), "zh-Hant", "https://x.example")


def test_every_field_of_every_kind_has_a_column():
    assert {field.name for kind in EVIDENCE_KINDS.values() for field in fields(kind)} <= set(EVIDENCE.names)


def test_a_document_comes_back_from_its_columns_as_it_was():
    (row,) = pa.Table.from_pylist([document_columns(DOCUMENT)], schema=DOCUMENTS).to_pylist()
    assert to_document(row) == DOCUMENT
    assert row["id"] == DOCUMENT.id


def test_a_row_of_an_unknown_kind_is_refused():
    with pytest.raises(CheckError, match="unknown kind of evidence 'vote'"):
        to_evidence({"kind": "vote"})


def test_the_partition_of_a_day_is_its_month_and_no_day_has_its_own():
    assert month_of(date(991, 2, 3)) == "0991-02"
    assert month_of(None) == "undated"


def test_flows_have_a_column_for_each_quad_category_and_totals_share_their_names():
    assert FLOWS.names == [
        *("month", "source", "target", "verbal_cooperation", "material_cooperation", "verbal_conflict"),
        *("material_conflict", "cooperation", "conflict", "events", "mentions"),
    ]
    assert set(FLOW_TOTALS.names) < set(FLOWS.names)
