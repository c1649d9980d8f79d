"""Event data sets: `tightrope load flows`, and the rates that measuring makes of them."""

from __future__ import annotations

from pathlib import Path

from flow_files import flow, write_flows

from tightrope.cases import load_case
from tightrope.cli.flowing import flow_estimates
from tightrope.cli.measuring import what_counts
from tightrope.ledger import Ledger
from tightrope.records import COOPERATION_CHANNEL, Document, Domain, Event, EventType, Observation, Origin, When

MONTHS = [f"2019-{number:02}" for number in range(1, 13)]


def write(folder: Path, *, acts: int = 4, version: int = 1) -> Path:
    rows = [row for month in MONTHS for row in (flow(month, "KAZ", "RUS", acts, 1), flow(month, "CHN", "KAZ", 2))]
    rows += [flow(month, "CHN", "USA", 1, 7) for month in MONTHS]
    return write_flows(folder, rows, dict.fromkeys(MONTHS, 20_000), version=version)


def held(path: Path, channel: str) -> list[Observation]:
    with Ledger.open(path, read_only=True) as ledger:
        return [one for one in ledger.observations() if one.channel == channel]


def test_flows_enter_once_and_lead_back_to_their_row(command, tmp_path):
    write(tmp_path / "gdelt")
    load = ("load", "flows", "gdelt", "--ledger", "a.ledger")
    status, out, err = command(*load)
    assert status == 0, err
    assert out.splitlines() == [
        "gdelt: 12 months (2019-01 to 2019-12) read; figures of months: 132 new",
        "politics.event_cooperation: 2019; figures of years: 5 new",
    ]
    assert "without a figure" not in err
    first = next(one for one in held(tmp_path / "a.ledger", "flows.gdelt.conflict") if one.holder == "KAZ")
    traced = " ".join(command("trace", first.id, "--ledger", "a.ledger")[1].split())
    assert "flows/2019.parquet, row 1" in traced
    assert "GDELT Project" in traced
    before = (tmp_path / "a.ledger").read_bytes()
    assert command(*load)[1].count(" 0 new") == 2
    assert (tmp_path / "a.ledger").read_bytes() == before


def test_a_month_with_other_figures_is_a_revision(command, tmp_path):
    write(tmp_path / "old")
    write(tmp_path / "new", acts=5, version=2)
    command("load", "flows", "old", "--ledger", "a.ledger")
    out = command("load", "flows", "new", "--ledger", "a.ledger")[1]
    assert "figures of months: 24 new" in out
    assert "figures of years: 1 new" in out
    path = tmp_path / "a.ledger"
    acts = [one.lower for one in held(path, "flows.gdelt.cooperation_events") if one.holder == "KAZ"]
    assert acts == [5] * 12
    (year,) = (one for one in held(path, COOPERATION_CHANNEL) if one.holder == "RUS")
    assert year.lower == 10_000 * (12 * 5 * 3) / (12 * 20_000)
    with Ledger.open(path, read_only=True) as ledger:
        series = list(ledger.series(COOPERATION_CHANNEL, "RUS", "KAZ"))
    assert [one.row.lower for one in series if one.replaced_by is None] == [year.lower]
    assert len(series) == 2


def test_years_grow_together_out_of_several_folders(command, tmp_path):
    for name, months in (("a", MONTHS[:4]), ("b", MONTHS[4:])):
        write_flows(tmp_path / name, [flow(one, "KAZ", "RUS", 4) for one in months], dict.fromkeys(months, 10_000))
    _, out, err = command("load", "flows", "a", "--ledger", "a.ledger")
    assert "politics.event_cooperation: no year; figures of years: 0 new" in out
    assert "without a figure: 2019; a year needs 6 months" in err
    out = command("load", "flows", "b", "--ledger", "a.ledger")[1]
    assert "politics.event_cooperation: 2019; figures of years: 5 new" in out
    values = {one.holder: one.lower for one in held(tmp_path / "a.ledger", COOPERATION_CHANNEL)}
    assert values == {"RUS": 12.0, "CHN": 0.0, "USA": 0.0, "EUU": 0.0, "TUR": 0.0}


def test_the_years_of_a_set_are_one_source_however_many_folders_it_came_in_and_a_figure_may_come_back(
    command, tmp_path
):
    for version, acts in enumerate((4, 5, 4), 1):
        write(tmp_path / str(version), acts=acts, version=version)
        command("load", "flows", str(version), "--ledger", "a.ledger")
    later = [month.replace("2019", "2020") for month in MONTHS]
    write_flows(tmp_path / "2020", [flow(month, "KAZ", "RUS", 4) for month in later], dict.fromkeys(later, 10_000))
    command("load", "flows", "2020", "--ledger", "a.ledger")
    years = held(tmp_path / "a.ledger", COOPERATION_CHANNEL)
    assert {one.when.start.year for one in years} == {2019, 2020}
    assert len({one.origin for one in years}) == 1
    (figure,) = (one for one in years if (one.holder, one.when.start.year) == ("RUS", 2019))
    assert figure.lower == 10_000 * (12 * 4 * 3) / (12 * 20_000)


def test_two_sets_stand_beside_each_other_and_each_is_replaced_by_its_own(command, tmp_path):
    write(tmp_path / "gdelt")
    for version, acts in ((1, 2), (2, 3)):
        rows = [flow(month, "KAZ", "RUS", acts) for month in MONTHS]
        write_flows(tmp_path / f"icews{version}", rows, dict.fromkeys(MONTHS, 1000), name="icews", version=version)
    for name in ("gdelt", "icews1", "icews2", "icews2"):
        command("load", "flows", name, "--ledger", "a.ledger")
    values = sorted(one.lower for one in held(tmp_path / "a.ledger", COOPERATION_CHANNEL) if one.holder == "RUS")
    assert values == [6.0, 90.0]


def test_some_days_of_a_month_do_not_replace_the_whole_of_it(command, tmp_path):
    write_flows(tmp_path / "a", [flow("2019-10", "KAZ", "RUS", 4)], {"2019-10": 10_000})
    write_flows(tmp_path / "b", [flow("2019-11", "KAZ", "RUS", 4)], {"2019-10": 70, "2019-11": 9_000})
    command("load", "flows", "a", "--ledger", "a.ledger")
    err = command("load", "flows", "b", "--ledger", "a.ledger")[2]
    assert "left as it was, for the ledger has more events of it: 1 month (2019-10 to 2019-10)" in err
    events = {str(one.when): one.lower for one in held(tmp_path / "a.ledger", "flows.gdelt.all_events")}
    assert events == {"2019-10": 10_000, "2019-11": 9_000}


def test_a_set_about_others_says_so_and_a_folder_that_is_none_makes_no_ledger(command, tmp_path):
    write_flows(tmp_path / "other", [flow("2019-10", "FRA", "GBR", 4)], {"2019-10": 10_000})
    err = command("load", "flows", "other", "--ledger", "a.ledger")[2]
    assert "none of its rows is about a state and a power of the case central_asia" in err
    (tmp_path / "none").mkdir()
    status, _, err = command("load", "flows", "none", "--ledger", "b.ledger")
    assert status == 1
    assert "no folder that `tightrope flows` has finished: it has no manifest.json" in err
    assert not (tmp_path / "b.ledger").exists()


def test_counts_are_no_figures_of_a_channel_and_their_rates_are_published(command, tmp_path):
    write(tmp_path / "gdelt")
    command("load", "flows", "gdelt", "--ledger", "a.ledger")
    case = load_case("central_asia")
    with Ledger.open(tmp_path / "a.ledger", read_only=True) as ledger:
        counted = {one.channel for one in what_counts(ledger, case, starter=True).observations}
        rates = flow_estimates(ledger, case, seed=1)
        basis = {one.id for one in ledger.observations()}
    assert counted == {COOPERATION_CHANNEL}
    kinds = {(one.quantity, one.power, one.state) for one in rates}
    assert kinds == {
        ("flow/gdelt/cooperation", "RUS", "KAZ"),
        ("flow/gdelt/conflict", "RUS", "KAZ"),
        ("flow/gdelt/cooperation", "CHN", "KAZ"),
        ("flow/gdelt/cooperation", "CHN", "USA"),
        ("flow/gdelt/conflict", "CHN", "USA"),
    }
    assert len(rates) == 12 * len(kinds)
    assert all(basis.issuperset(one.rests_on) for one in rates)
    (rate,) = (
        one for one in rates if one.quantity.endswith("conflict") and (one.state, str(one.when)) == ("USA", "2019-10")
    )
    assert rate.low90 < 3.5 < rate.high90


def code_news(path: Path, acts: list[int]) -> None:
    """Documents that tell of so many acts of China and Kazakhstan in each month, and of one of two others."""
    text = "China sent aid to Kazakhstan, and Russia to Uzbekistan. " * 10
    document = Document(
        origin=Origin(producer="Courier", title="Aid"), published=None, language="en", title="", text=text
    )
    events, start = [], 0
    for month, number in zip(MONTHS, acts, strict=True):
        for day, (source, target) in enumerate((*[("CHN", "KAZ")] * number, ("RUS", "UZB")), 1):
            events.append(
                Event(
                    document=document.id,
                    start=start,
                    end=start + 5,
                    coder="rules/1",
                    source=(source,),
                    target=(target,),
                    event_type=EventType.AID,
                    domain=Domain.ECONOMY,
                    when=When.parse(f"{month}-{day:02}"),
                )
            )
            start += 1
    with Ledger.open(path) as ledger:
        ledger.add_document(document, events)


def test_flows_are_held_against_what_was_coded_and_it_says_so_where_that_cannot_be(command, tmp_path):
    score = ("score", "flows", "--ledger", "a.ledger")
    Ledger.open(tmp_path / "a.ledger").close()
    status, _, err = command(*score)
    assert status == 1
    assert "the ledger holds no event data set: tightrope load flows DIR" in err
    acts = [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 3]
    flows = [flow(month, "CHN", "KAZ", number) for month, number in zip(MONTHS, acts, strict=True)]
    write_flows(tmp_path / "icews", flows, dict.fromkeys(MONTHS, 1000), name="icews")
    command("load", "flows", "icews", "--ledger", "a.ledger")
    status, out, err = command(*score)
    assert status == 1
    assert out.splitlines() == ["icews: 12 months (2019-01 to 2019-12); documents tell of no month; in common: 0"]
    assert "nothing to compare: no pair has 12 months that both know, with acts in 6" in err

    code_news(tmp_path / "a.ledger", acts)
    status, out, err = command(*score)
    assert status == 0, err
    assert "documents tell of 12 months (2019-01 to 2019-12); in common: 12" in out
    (line,) = (line for line in out.splitlines() if "CHN-KAZ" in line)
    assert line.split("\t")[:5] == ["icews", "CHN-KAZ", "cooperation", "12", "1.00"]
    with Ledger.open(tmp_path / "a.ledger", read_only=True) as ledger:
        found = {one.quantity: one for one in flow_estimates(ledger, load_case("central_asia"), seed=1)}
    assert found["flow/icews/cooperation/spearman"].mean == 1.0
    assert found["flow/icews/cooperation/months"].mean == 12
