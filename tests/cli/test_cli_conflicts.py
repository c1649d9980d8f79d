"""`tightrope conflicts` on a case of one state and two powers, whose sources a test makes agree or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tightrope.cases import load_case
from tightrope.cli.measuring import expected_split

CASE = """
name: small
title: {en: One state and two powers}
window: {first: 2000, last: 2010}
states: {KAZ: {en: Kazakhstan}}
powers: {RUS: {en: Russia}, CHN: {en: China}}
organisations: {CSTO: {en: CSTO}}
domains: {economy: {en: Economy, weight: 3.0}, security: {en: Security}}
channels:
  economy.trade:
    {label: {en: Trade}, kind: amount, unit: USD, offset: 1.0, noise: 0.1, drift: 0.2, reason: a test}
  security.ties:
    {label: {en: Ties}, kind: ties, unit: count, offset: 0.5, noise: 0.2, drift: 0.1, relations: [ally],
     organisations: [CSTO], complete: true, reason: a test}
"""
ORIGINS = """key,producer,title,url,licence,accessed
table,Office,Trade,,,
other,Another office,Trade,,,
news,Daily,A report,,,
late,Daily,A later report,,,
"""
STATED = "statement,origin,published,attributed_to,status,confidence"
HEADS = {
    "stocks": f"{STATED},holder,over,channel,value,lower,upper,unit,as_of",
    "ties": f"{STATED},a,b,relation,since,until",
    "observations": "channel,holder,over,when,lower,upper,unit,origin,locator",
}
FIGURES = {"RUS": 900, "CHN": 400, "ROW": 600}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The case, whose sources agree."""
    folder = tmp_path / "small"
    for name in ("facts", "observations"):
        (folder / name).mkdir(parents=True)
    (folder / "case.yaml").write_text(CASE, "utf-8")
    (folder / "origins.csv").write_text(ORIGINS, "utf-8")
    rows = [
        f"economy.trade,{holder},KAZ,{year},{figure},{figure},USD,table,row {holder} {year}"
        for holder, figure in FIGURES.items()
        for year in range(2000, 2011)
    ]
    (folder / "observations" / "trade.csv").write_text("\n".join([HEADS["observations"], *rows]) + "\n", "utf-8")
    add(folder, "ties", "Russia is an ally since 2001.,news,2005-01-01,,occurred,1,KAZ,RUS,ally,2001,")
    return folder


def add(folder: Path, kind: str, row: str) -> None:
    path = folder / "facts" / f"{kind}.csv"
    path.write_text((path.read_text("utf-8") if path.exists() else HEADS[kind] + "\n") + row + "\n", "utf-8")


def contradict(folder: Path) -> None:
    """A report against the table, and a report of an ally who had left."""
    add(
        folder,
        "stocks",
        "Trade with Russia was 90.,news,2006-01-01,,occurred,1,RUS,KAZ,economy.trade,90,90,90,USD,2005",
    )
    add(folder, "ties", "China was an ally from 2001 to 2003.,news,2005-01-01,,occurred,1,KAZ,CHN,ally,2001,2003")
    add(folder, "ties", "China is an ally.,late,2008-01-01,,occurred,1,KAZ,CHN,ally,,")


def test_where_sources_agree_it_says_so(command, case):
    status, out, _ = command("conflicts", "--case", case, "--draws", "200")
    assert status == 0
    assert out.splitlines() == [
        "no two sources give figures for the same thing that cannot both be right",
        "no tie stands by one source and not by another",
        "no figure is far from what all others say",
    ]


def test_each_kind_is_listed_with_ids_that_trace_takes(command, case):
    contradict(case)
    status, out, _ = command("conflicts", "--case", case, "--draws", "200")
    assert status == 0
    rows = [line.split("\t") for line in out.splitlines() if "\t" in line and not line.startswith("apart")]
    assert [row[2] for row in rows] == ["RUS over KAZ", "CHN ally KAZ", "RUS over KAZ"]
    assert {"900 USD in 2005", "90 USD in 2005"} == {rows[0][3], rows[0][5]}
    assert (rows[1][3], rows[1][5]) == ("stands 2008-01-01", "ended 2003")
    assert rows[2][3] == "90 USD in 2005"
    assert rows[2][5].startswith("about ")
    for identity in (rows[0][4], rows[0][6], rows[1][4], rows[1][6], rows[2][4]):
        assert command("trace", identity)[0] == 0
    assert len(rows[2]) == 6


def test_as_json_everything_has_its_name(command, case):
    contradict(case)
    status, out, _ = command("conflicts", "--case", case, "--no-model", "--json")
    figures, tie = json.loads(out)
    assert status == 0
    assert (figures["kind"], figures["channel"], figures["relation"]) == ("figures", "economy.trade", None)
    assert (figures["state"], figures["holder"], figures["year"], figures["unit"]) == (
        "KAZ",
        "RUS",
        2005.5,
        "standard deviations",
    )
    assert {side["lower"] for side in (figures["one"], figures["other"])} == {90.0, 900.0}
    assert (tie["kind"], tie["relation"], tie["unit"]) == ("tie", "ally", "years")
    assert (tie["one"]["says"], tie["other"]["says"], tie["one"]["lower"]) == ("stands", "ended", None)
    assert len(tie["one"]["ids"]) == len(tie["other"]["ids"]) == 1


def test_how_far_apart_is_up_to_the_user(command, case):
    add(case, "stocks", "Trade was 850.,news,2006-01-01,,occurred,1,RUS,KAZ,economy.trade,850,850,850,USD,2005")
    strict = command("conflicts", "--case", case, "--no-model", "--least", "0.1", "--json")
    usual = command("conflicts", "--case", case, "--no-model", "--json")
    assert len(json.loads(strict[1])) == 1
    assert json.loads(usual[1]) == []


def test_an_empty_ledger_has_no_conflicts_and_no_error(command, case):
    status, out, _ = command("conflicts", "--case", case, "--no-starter")
    assert status == 0
    assert out.startswith("no two sources")


def test_a_run_publishes_its_contradictions_and_lists_them_from_the_same_draws(command, case, tmp_path):
    contradict(case)
    status, out, _ = command("measure", "--case", case, "--draws", "200")
    assert status == 0
    assert (
        "contradictions: 1 between figures of two sources, 1 about ties, 1 of a figure with what all others say "
        "(tightrope conflicts lists them)"
    ) in out
    kept = sorted(path.name for path in (tmp_path / "tightrope.ledger.draws").iterdir())
    assert len(json.loads(command("conflicts", "--case", case, "--draws", "200", "--json")[1])) == 3
    assert sorted(path.name for path in (tmp_path / "tightrope.ledger.draws").iterdir()) == kept
    command("export", "tables", tmp_path / "csv")
    assert "conflict/tie/ally" in (tmp_path / "csv" / "estimates.csv").read_text("utf-8")


def test_what_gravity_expects_and_the_weights_of_domains_reach_the_estimates(command, case, tmp_path):
    (case / "economies.csv").write_text(
        "code,year,gdp_usd,origin,locator\nRUS,2005,8e11,table,r\nCHN,2005,2e12,table,r\n", "utf-8"
    )
    (case / "places.csv").write_text(
        "code,place,latitude,longitude,origin,locator\nKAZ,Astana,51,71,table,r\nRUS,Moscow,56,38,table,r\n"
        "CHN,Beijing,40,116,table,r\n",
        "utf-8",
    )
    split = expected_split(load_case(case))
    assert split.keys() == {("KAZ", 2005)}
    assert sum(split["KAZ", 2005].values()) == pytest.approx(1.0)
    assert split["KAZ", 2005]["CHN"] > split["KAZ", 2005]["RUS"]
    add(case, "ties", "China is an ally since 2001.,news,2005-01-01,,occurred,1,KAZ,CHN,ally,2001,")
    assert command("measure", "--case", case, "--draws", "200")[0] == 0
    command("export", "tables", tmp_path / "csv")
    lines = (tmp_path / "csv" / "estimates.csv").read_text("utf-8").splitlines()
    gravity = [line for line in lines if "distance_from_gravity" in line]
    assert gravity
    assert all(",2005," in line for line in gravity)
    weighted = [line for line in lines if "capital_share_elicited" in line]
    assert weighted
    assert all(",all," in line for line in weighted)  # the channels count alike, the domains do not
