from __future__ import annotations

import dataclasses
import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import (
    EVIDENCE_KINDS,
    CheckError,
    Document,
    Domain,
    Estimate,
    Event,
    EventType,
    Observation,
    Origin,
    Position,
    Status,
    Stock,
    Tie,
    TightropeError,
    When,
    as_row,
    evidence_from_row,
    kind_of,
)

SPAN = {"document": "d", "start": 0, "end": 5, "coder": "test/1"}
EVENT = Event(
    **SPAN,
    source=("USA",),
    target=("KAZ", "UZB"),
    event_type=EventType.CONSULT,
    domain=Domain.POLITICS,
    when=When.parse("2023-02-28"),
)
STOCK = Stock(
    **SPAN,
    holder="RUS",
    over="KAZ",
    channel="culture.students",
    value=60000,
    lower=60000,
    upper=math.inf,
    unit="persons",
    as_of=When.parse("2024-11"),
)
TIE = Tie(**SPAN, a="KAZ", b="CSTO", relation="member", since=When.parse("1994"))
POSITION = Position(**SPAN, actor="KAZ", issue="A/RES/ES-11/6", stance="abstain", status=Status.OCCURRED)
OBSERVATION = Observation(
    channel="economy.trade",
    holder="RUS",
    over="KAZ",
    when=When.year(2010),
    lower=1.0,
    upper=1.0,
    unit="USD",
    origin="o",
    locator="2010 RUS KAZ",
)
ESTIMATE = Estimate(
    quantity="capital_share",
    state="KAZ",
    power="RUS",
    domain="economy",
    when=When.year(2010),
    mean=0.4,
    low90=0.2,
    low50=0.3,
    high50=0.5,
    high90=0.6,
    rests_on=("x",),
    model="m/1",
)


@pytest.mark.parametrize(
    "text", ["2022", "2022-02", "2024-02-29", "2022-01/2022-03", "2014/2022", "2022-01-03/2022-02-09"]
)
def test_a_time_is_written_back_as_it_was_read(text):
    assert str(When.parse(text)) == text


@pytest.mark.parametrize("text", ["", "22", "2022-13", "2023-02-29", "2022-1", "yesterday", "2023/2022", "2022-01-01/"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(CheckError):
        When.parse(text)


@given(st.dates(), st.dates())
def test_every_interval_of_days_survives_being_written_and_read(one, other):
    when = When(min(one, other), max(one, other))
    assert When.parse(str(when)) == when


def test_a_month_opens_with_the_month_and_a_range_with_its_first_day():
    assert When.parse("2022-02").opening == "2022-02"
    assert When.parse("2023-01/2023-03").opening == "2023-01"
    assert When.parse("2025-08-31/2025-09-01").opening == "2025-08-31"


def test_the_middle_of_a_year_is_half_way_in_leap_years_too():
    assert When.year(2022).middle_year == pytest.approx(2022.5)
    assert When.year(2024).middle_year == pytest.approx(2024.5)
    assert When.day(date(2023, 1, 1)).middle_year == pytest.approx(2023 + 0.5 / 365)


@pytest.mark.parametrize("evidence", [EVENT, STOCK, TIE, POSITION])
def test_evidence_survives_the_way_through_json_values(evidence):
    row = as_row(evidence)
    assert evidence_from_row(kind_of(evidence), row) == evidence
    assert evidence_from_row(kind_of(evidence), row).id == evidence.id


def test_every_kind_of_evidence_has_a_name_of_its_own():
    assert {kind_of(e) for e in (EVENT, STOCK, TIE, POSITION)} == set(EVIDENCE_KINDS)


@pytest.mark.parametrize("record", [EVENT, STOCK, TIE, POSITION, OBSERVATION, ESTIMATE])
def test_records_cannot_be_changed(record):
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, dataclasses.fields(record)[0].name, "other")


def test_ids_do_not_change_between_versions():
    # A changed id would make every stored ledger add its content a second time.
    assert EVENT.id == "fafcc0f9678d416fb99c"
    assert OBSERVATION.id == "7582d56db16cbce34323"


def test_a_change_in_any_field_changes_the_id():
    changed = [
        dataclasses.replace(EVENT, target=("KAZ",)),
        dataclasses.replace(EVENT, status=Status.PLANNED),
        dataclasses.replace(EVENT, end=6),
        dataclasses.replace(EVENT, when=None),
        dataclasses.replace(EVENT, coder="test/2"),
    ]
    assert len({EVENT.id, *(event.id for event in changed)}) == 6


def test_a_whole_number_and_the_same_number_with_a_point_have_one_id():
    assert dataclasses.replace(STOCK, value=60000.0, lower=60000.0).id == STOCK.id


def test_the_same_text_is_the_same_document_wherever_it_was_printed():
    first = Document(origin=Origin(producer="A", title="t"), published=None, language="en", title="", text="One text")
    second = dataclasses.replace(first, origin=Origin(producer="B", title="u", url="https://b.example/"))
    assert first.id == second.id
    assert first.origin.id != second.origin.id


def test_reading_a_file_on_another_day_leaves_its_origin_the_same():
    origin = Origin(producer="A", title="t", accessed=date(2024, 1, 1))
    assert origin.id == dataclasses.replace(origin, accessed=date(2025, 1, 1)).id


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (3, 3), (5, 2)])
def test_a_span_that_is_empty_or_backwards_is_refused(start, end):
    with pytest.raises(CheckError, match="span"):
        dataclasses.replace(TIE, start=start, end=end)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, math.nan])
def test_a_confidence_outside_zero_and_one_is_refused(confidence):
    with pytest.raises(CheckError):
        dataclasses.replace(TIE, confidence=confidence)


@pytest.mark.parametrize(("lower", "upper"), [(-1, 3), (3, 1), (math.nan, 2), (1, math.nan), (math.inf, math.inf)])
def test_impossible_bounds_are_refused(lower, upper):
    with pytest.raises(CheckError, match="bounds"):
        dataclasses.replace(OBSERVATION, lower=lower, upper=upper)
    with pytest.raises(CheckError, match="bounds"):
        dataclasses.replace(STOCK, lower=lower, upper=upper)


def test_only_standard_deviations_may_be_negative():
    assert dataclasses.replace(OBSERVATION, lower=-1.5, upper=-0.5, unit="sd").lower == -1.5
    for lower, upper in ((0.5, -0.5), (-math.inf, 0.0), (math.nan, 1.0)):
        with pytest.raises(CheckError, match="bounds"):
            dataclasses.replace(OBSERVATION, lower=lower, upper=upper, unit="sd")
    with pytest.raises(CheckError, match="bounds"):
        dataclasses.replace(STOCK, lower=-1, upper=3, unit="sd")


def test_an_event_without_a_party_is_refused():
    with pytest.raises(CheckError):
        dataclasses.replace(EVENT, target=())


def test_an_estimate_needs_ordered_quantiles_and_something_to_rest_on():
    with pytest.raises(CheckError, match="quantiles"):
        dataclasses.replace(ESTIMATE, low90=0.9)
    with pytest.raises(CheckError, match="nothing"):
        dataclasses.replace(ESTIMATE, rests_on=())


@pytest.mark.parametrize(
    ("kind", "change", "complaint"),
    [
        ("rumour", {}, "unknown kind"),
        ("event", {"event_type": "DANCE"}, "DANCE"),
        ("event", {"status": "maybe"}, "maybe"),
        ("event", {"extra": 1}, "extra"),
    ],
)
def test_a_stored_row_that_makes_no_sense_is_refused(kind, change, complaint):
    with pytest.raises(CheckError, match=complaint):
        evidence_from_row(kind, as_row(EVENT) | change)


def test_an_error_says_where_before_what():
    assert str(TightropeError("no header", "a.csv, line 3")) == "a.csv, line 3: no header"
    assert str(TightropeError("no header")) == "no header"


@pytest.mark.parametrize("text", ["0751", "0751-07", "0751/1991", "0001", "9999", "9999-12", "9998-11/9999-12"])
def test_times_at_the_ends_of_the_calendar_are_written_back_as_they_were_read(text):
    when = When.parse(text)
    assert str(when) == text
    assert when.start.year <= when.middle_year <= when.end.year + 1


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_stock_without_a_finite_figure_is_refused(value):
    with pytest.raises(CheckError, match="figure"):
        dataclasses.replace(STOCK, value=value)


def test_an_estimate_is_made_from_its_mean_and_four_quantiles():
    about = {"state": "KAZ", "when": When.year(2020), "rests_on": ("x",), "model": "m"}
    made = Estimate.of("capital_share", 0.5, (0.1, 0.4, 0.6, 0.9), **about)
    assert (made.low90, made.low50, made.mean, made.high50, made.high90) == (0.1, 0.4, 0.5, 0.6, 0.9)
    with pytest.raises(CheckError, match="four quantiles, not 3"):
        Estimate.of("capital_share", 0.5, (0.1, 0.4, 0.6), **about)
    with pytest.raises(CheckError, match="impossible quantiles"):
        Estimate.of("capital_share", 0.5, (0.4, 0.1, 0.6, 0.9), **about)
