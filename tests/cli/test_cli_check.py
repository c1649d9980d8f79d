"""`tightrope check` on a case of one state and two powers: Russia has nearly all of its trade with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from test_cli_conflicts import case  # noqa: F401 (a fixture)

from tightrope.cases import load_case
from tightrope.cli.checking import check_case, finding_in_words, need_in_words
from tightrope.cli.measuring import load_starter, measure_case
from tightrope.ledger import Ledger
from tightrope.records import Answer, Basis, Finding, Lack, Need

HEAD = "  kind: {kind}\n  by: {{en: {by}}}\n  source: news\n  said: 2005\n  label: {{en: {label}}}\n"
TRADE = "measure: capital_share_powers, over: KAZ, domain: economy, power"


def a_claim(name: str, rest: str, kind: str = "judgement", by: str = "an expert") -> str:
    return (
        f"{name}:\n"
        + HEAD.format(kind=kind, by=by, label=f"About {name}.")
        + "".join(f"  {line}\n" for line in rest.split("\n"))
    )


CLAIMS = "".join(
    (
        a_claim("russia-leads", f"test:\n  compare: {{{TRADE}: RUS, relation: first, year: 2005}}"),
        a_claim("china-leads", f"test:\n  compare: {{{TRADE}: CHN, relation: first, year: 2005}}"),
        a_claim("ally", "test:\n  ties: {over: KAZ, tied_to: RUS, relations: [ally], year: 2005}"),
        a_claim("protests", "test:\n  acts: {source: KAZ, target: RUS, types: [PROTEST], since: 2000, until: 2010}"),
        a_claim("wave", "test:\n  compare: {measure: wave/size, power: RUS, relation: above, year: 2005, number: 0}"),
        a_claim("motive", "leaves_out: {en: Nobody asks for motives.}", kind="causal"),
    )
)


@pytest.fixture
def told(case: Path) -> Path:  # noqa: F811
    (case / "claims.yaml").write_text(CLAIMS, "utf-8")
    trade = case / "observations" / "trade.csv"
    trade.write_text(trade.read_text("utf-8").replace(",900,900,", ",90000,90000,"), "utf-8")
    return case


def answers(out: str) -> dict[str, str]:
    found, answer = {}, ""
    for line in out.splitlines():
        if "\t" not in line:
            answer = line.partition(":")[0].lower()
        elif not line.startswith("claim\t"):
            found[line.partition("\t")[0]] = answer
    return found


def test_each_claim_has_its_answer(command, told):
    status, out, _ = command("check", "--case", told, "--draws", "200")
    assert status == 0
    assert answers(out) == {
        "russia-leads": "supported",
        "ally": "supported",
        "china-leads": "contradicted",
        "protests": "undecided",
        "wave": "undecided",
        "motive": "undecided",
    }
    rows = {line.partition("\t")[0]: line.split("\t") for line in out.splitlines()}
    assert rows["protests"][-1] == "too few acts known"
    assert "tightrope project" in rows["wave"][-1]
    assert rows["motive"][2:4] == ["unknown", "unknown"]


def test_a_named_claim_is_told_with_its_evidence_and_what_would_decide_it(command, told):
    status, out, _ = command("check", "russia-leads", "motive", "--case", told, "--draws", "200")
    assert status == 0
    assert set(answers(out.partition("russia-leads: ")[0])) == {"russia-leads", "motive"}
    line = next(line for line in out.splitlines() if "capital_share_powers first KAZ RUS" in line)
    identity = line.rpartition("(")[2].split()[0].strip(")")
    assert command("trace", identity)[0] == 0
    verdict = out.partition("(trace ")[2].partition(")")[0]
    status, traced, _ = command("trace", verdict)
    assert status == 0
    assert traced.startswith("verdict ")
    assert "economy.trade RUS over KAZ" in traced
    assert "left out: Nobody asks for motives." in out


def test_as_json_everything_has_its_name(command, told):
    status, out, _ = command("check", "china-leads", "--case", told, "--draws", "200", "--json")
    (row,) = json.loads(out)
    assert status == 0
    assert (row["claim"], row["answer"], row["test_is"], row["by"]) == (
        "china-leads",
        "contradicted",
        "equal",
        {"en": "an expert"},
    )
    assert row["high"] <= 0.1
    assert row["supports"] == []
    assert len(row["opposes"]) >= 2
    assert row["findings"][0]["basis"] == "draws"


def test_verdicts_are_exported_in_every_format(command, told, tmp_path):
    command("check", "--case", told, "--draws", "200")
    for file_format in ("csv", "jsonl", "parquet"):
        assert command("export", "tables", "out", "--format", file_format)[0] == 0
    table = pl.read_parquet(tmp_path / "out" / "verdicts.parquet")
    assert table.height == 6
    assert table.filter(pl.col("claim") == "motive")["supports"].to_list() == [[]]
    assert dict(zip(table["claim"], table["answer"], strict=True))["ally"] == "supported"
    assert len((tmp_path / "out" / "verdicts.csv").read_text("utf-8").splitlines()) == 7


def test_a_claim_that_is_not_there_and_a_broken_one_are_told(command, told):
    status, _, said = command("check", "nobody", "--case", told, "--draws", "200")
    assert status == 1
    assert "there is no claim nobody" in said
    (told / "claims.yaml").write_text(
        CLAIMS.replace("power: RUS, relation: first", "power: USA, relation: first"), "utf-8"
    )
    status, _, said = command("check", "--case", told)
    assert status == 1
    assert "claims.yaml:8: russia-leads.test.compare.power: USA is not one of the case's powers" in said


def test_a_case_without_claims_says_where_they_go(command, case):  # noqa: F811
    status, out, said = command("check", "--case", case)
    assert (status, out) == (0, "")
    assert "has no claims: write them into" in said


def test_new_evidence_changes_the_answer(command, told):
    path = told / "facts" / "events.csv"
    path.write_text(
        "statement,origin,published,attributed_to,status,confidence,source,target,event_type,mode,domain,when\n"
        "People protested.,news,2005-01-01,,occurred,0.95,KAZ,RUS,PROTEST,demonstration,politics,2005-01\n",
        "utf-8",
    )
    _, out, _ = command("check", "protests", "--case", told, "--draws", "200")
    assert answers(out.partition("protests: ")[0]) == {"protests": "supported"}


def test_where_the_cases_own_facts_do_not_count_no_claim_is_held_against_them(told, tmp_path):
    the_case = load_case(told)
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        load_starter(ledger, the_case)
        measurement = measure_case(ledger, the_case, seed=1, draws=200)
        answers = [
            check_case(ledger, the_case, measurement, the_case.claims(), ["ally"], starter=starter)[0].answer
            for starter in (True, False)
        ]
    assert answers == [Answer.SUPPORTED, Answer.CONTRADICTED]  # the channel is meant to list every tie


def test_a_group_stands_for_its_members_and_hides_nobody_else():
    central_asia = load_case("central_asia")
    finding = Finding(test="acts", subject="", state="C5;KAZ;KGZ;TJK;TKM;UZB;MNG", low=0.0, high=1.0, basis=Basis.ACTS)
    assert "acts C5,MNG;" in finding_in_words(central_asia, finding)
    assert "acts KAZ,UZB;" in finding_in_words(central_asia, replace(finding, state="KAZ;UZB"))


@pytest.mark.parametrize("name", ["wave", "protests"])
def test_a_named_claim_of_which_nothing_is_known_is_told_too(command, told, name):
    status, out, _ = command("check", name, "--case", told, "--draws", "200")
    assert status == 0
    assert f"{name}: About {name}." in out
    assert "would decide it: " in out


@pytest.mark.parametrize(
    ("subject", "step"),
    [
        ("wave/size", "project"),
        ("alignment_distance", "align"),
        ("hindcast/economy.trade/crps/1", "score outlook"),
        ("two_sidedness", "measure"),
    ],
)
def test_what_is_not_estimated_names_the_command_that_does(subject, step):
    assert need_in_words(Need(lack=Lack.UNPUBLISHED, subject=subject)) == f"{subject}: not estimated (tightrope {step})"
