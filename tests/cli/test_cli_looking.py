"""Traces of roll calls, below an estimate only of those it is about, and of estimates that are mostly prior."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tightrope.cli.looking import show_trace
from tightrope.ledger import Ledger
from tightrope.records import Estimate, Observation, Origin, RollCall, When

VOTES = Origin(producer="UN", title="Votes", url="https://example.org/votes", licence="CC0-1.0")
CALL = RollCall(
    resolution="A/RES/ES-11/1",
    session=76,
    special="ES-11",
    day=date(2022, 3, 2),
    title="Aggression against Ukraine",
    issues=("hr",),
    important=True,
    yes=("FRA", "USA"),
    abstain=("CHN", "KAZ"),
    no=("RUS",),
    absent=("TKM", "UZB"),
    origin=VOTES.id,
    locator="ES-11.json, line 1",
)
TRADE = Observation(
    channel="economy.trade",
    holder="RUS",
    over="KAZ",
    when=When.year(2022),
    lower=5.0,
    upper=5.0,
    unit="USD",
    origin=VOTES.id,
    locator="row 7",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "t.ledger"


def traced(path: Path, capsys, identity: str, limit: int = 40) -> list[str]:
    capsys.readouterr()
    show_trace(path, identity, limit)
    return capsys.readouterr().out.splitlines()


def test_the_trace_of_a_roll_call_says_who_voted_how_and_where_it_stands(path, capsys):
    with Ledger.open(path) as ledger:
        ledger.add_roll_calls(VOTES, [CALL])
    assert traced(path, capsys, CALL.id[:8]) == [
        f"roll call {CALL.id[:12]}  2022-03-02 A/RES/ES-11/1: yes 2, abstain 2, no 1, absent 2; "
        "Aggression against Ukraine",
        "    session 76, special session ES-11; whole; issues hr; important",
        "    yes: FRA USA",
        "    abstain: CHN KAZ",
        "    no: RUS",
        "    absent: TKM UZB",
        "    Votes; ES-11.json, line 1",
        "    UN · https://example.org/votes · CC0-1.0",
    ]


def test_what_a_source_does_not_say_of_a_roll_call_is_not_printed(path, capsys):
    call = replace(CALL, resolution="", special="", issues=(), important=None, no=())
    with Ledger.open(path) as ledger:
        ledger.add_roll_calls(VOTES, [call])
    lines = traced(path, capsys, call.id)
    assert "2022-03-02 no symbol: yes 2, abstain 2, no 0, absent 2; Aggression" in lines[0]
    assert lines[1:4] == ["    session 76; whole", "    yes: FRA USA", "    abstain: CHN KAZ"]


def test_a_row_of_a_table_has_its_own_time_and_is_not_called_undated(path, capsys):
    with Ledger.open(path) as ledger:
        ledger.add_observations(VOTES, [TRADE])
    assert traced(path, capsys, TRADE.id) == [
        f"observation {TRADE.id[:12]}  economy.trade RUS over KAZ 2022: 5 USD; row: row 7",
        "    Votes",
        "    UN · https://example.org/votes · CC0-1.0",
    ]


@pytest.mark.parametrize(("power", "votes"), [("RUS", "KAZ abstain, RUS no"), ("EUU", "KAZ abstain")])
def test_below_an_estimate_a_roll_call_says_how_its_state_and_power_voted(path, capsys, power, votes):
    calls = [
        replace(CALL, locator=f"line {day}", day=date(2022, 3, day), resolution=f"R/{day}") for day in range(1, 31)
    ]
    interval = {"low90": 0.0, "low50": 0.0, "high50": 1.0, "high90": 1.0}
    estimate = Estimate(
        quantity="distance",
        state="KAZ",
        power=power,
        when=When.year(2022),
        mean=0.5,
        rests_on=tuple(sorted(call.id for call in calls)),
        model="alignment/1",
        **interval,
    )
    with Ledger.open(path) as ledger:
        ledger.add_roll_calls(VOTES, reversed(calls))
        ledger.add_estimates([estimate], case="x", seed=1)
    lines = traced(path, capsys, estimate.id, limit=2)
    assert lines[0].startswith(f"estimate {estimate.id[:12]}")
    assert lines[0].endswith("rests on 30")
    assert [line.split()[3:5] for line in lines if "roll call" in line] == [
        ["2022-03-01", "R/1:"],
        ["2022-03-02", "R/2:"],
    ]
    assert lines[2] == f"      {votes}"
    assert lines[-1] == "  … and 28 more (--limit 30 shows all)"


def test_an_estimate_that_is_mostly_prior_says_so(path, capsys):
    def published(quantity: str, mean: float, **changes: str) -> Estimate:
        where: dict[str, str] = {"state": "KAZ", "power": "RUS", "domain": "economy", **changes}
        interval = dict.fromkeys(("low90", "low50", "high50", "high90"), mean)
        when = When.year(2022)
        return Estimate(
            quantity=quantity, when=when, mean=mean, rests_on=(TRADE.id,), model="capital", **where, **interval
        )

    share, exposure = published("capital_share_powers", 0.4), published("coercion_exposure_e2", 0.1)
    of_another = published("capital_share_powers", 0.2, power="CHN")
    mostly = published("decided_by/prior", 0.581)
    with Ledger.open(path) as ledger:
        ledger.add_observations(VOTES, [TRADE])
        ledger.add_estimates([share, of_another, exposure, mostly], case="x", seed=1)
    assert traced(path, capsys, share.id)[1] == (
        "    mostly prior: 58% of it comes from the model's assumptions and from other states"
    )
    for other in (of_another, exposure, mostly):
        assert "mostly prior" not in " ".join(traced(path, capsys, other.id))
    with Ledger.open(path) as ledger:
        ledger.add_estimates([share, published("decided_by/prior", 0.5)], case="x", seed=2)
    assert "mostly prior" not in " ".join(traced(path, capsys, share.id)), "the newest run counts"
