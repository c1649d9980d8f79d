"""What counts as right against gold, and how sure a score is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tightrope.extract.gold_checks import read_predictions
from tightrope.extract.matching import FULL, PAIR, POSITIONS, RECORDS, STOCKS, TIES, TYPED, Comparison, Counts, compare
from tightrope.extract.scoring import figures
from tightrope.records import ExtractError

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]


def event(source: Any, target: Any, kind: str, date: str | None = None, status: str = "occurred") -> dict[str, Any]:
    return {"source": source, "target": target, "type": kind, "date": date, "status": status}


def tie(a: str, b: str, relation: str) -> dict[str, str]:
    return {"a": a, "b": b, "relation": relation}


def counts(gold: dict[str, Any], predicted: dict[str, Any], view: str, kind: str = "") -> tuple[int, int, int]:
    found = compare(gold, predicted).counts.get((view, kind), Counts())
    return found.right, found.gold, found.predicted


def test_a_group_stands_for_its_five_members() -> None:
    gold = {"events": [event(["USA"], FIVE, "CONSULT", "2023-02")]}
    assert counts(gold, {"events": [event(["USA"], ["C5"], "CONSULT", "2023-02-28")]}, FULL) == (5, 5, 5)


def test_a_joint_act_has_no_direction_and_another_act_has_one() -> None:
    visit = {"events": [event(["KAZ"], ["RUS"], "CONSULT")]}
    assert counts(visit, {"events": [event(["RUS"], ["KAZ"], "CONSULT")]}, TYPED) == (1, 1, 1)
    reproach = {"events": [event(["TJK"], ["RUS"], "ACCUSE")]}
    assert counts(reproach, {"events": [event(["RUS"], ["TJK"], "ACCUSE")]}, PAIR) == (0, 1, 1)


def test_three_on_both_sides_are_three_pairs() -> None:
    three = ["TJK", "KGZ", "UZB"]
    gold = {"events": [event(three, three, "AGREE")]}
    assert counts(gold, gold, PAIR) == (3, 3, 3)
    twice = {"events": [event("KGZ", "TJK", "AGREE"), event("TJK", "KGZ", "AGREE")]}
    assert counts(gold, twice, TYPED) == (1, 3, 1)


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("2022-01", "2022-01-06", 1),
        ("2022-01-06", "2022-01", 0),
        (None, None, 1),
        (None, "2022", 0),
        ("2022", None, 0),
    ],
)
def test_a_date_may_be_finer_and_no_date_takes_none(gold: str | None, predicted: str | None, right: int) -> None:
    ours, theirs = ({"events": [event(["RUS"], ["KAZ"], "AID", day)]} for day in (gold, predicted))
    assert counts(ours, theirs, FULL) == (right, 1, 1)
    assert counts(ours, theirs, TYPED) == (1, 1, 1)


def test_the_same_fact_predicted_twice_is_right_once() -> None:
    gold = {"events": [event(["TJK"], ["RUS"], "ACCUSE")]}
    assert counts(gold, {"events": gold["events"] * 2}, TYPED) == (1, 1, 2)


def test_types_and_records_are_counted_apart() -> None:
    gold = {"events": [event(["USA"], FIVE, "CONSULT"), event(["USA"], ["UZB"], "AID")]}
    predicted = {"events": [event(["USA"], FIVE[:4], "CONSULT"), event(["USA"], ["UZB"], "AID")]}
    assert counts(gold, predicted, TYPED, "CONSULT") == (4, 5, 4)
    assert counts(gold, predicted, TYPED, "AID") == (1, 1, 1)
    assert counts(gold, predicted, RECORDS) == (1, 2, 2)


def test_stocks_ties_and_positions_keep_their_own_rules() -> None:
    gold = {
        "stocks": [{"holder": "RUS", "over": "KAZ", "value": 24000, "channel": "economy.firms"}],
        "ties": [tie("KAZ", "RUS", "strategic-partner"), tie("KAZ", "CSTO", "member")],
        "positions": [{"actor": "KAZ", "stance": "abstain_or_absent"}, {"actor": "RUS", "stance": "no"}],
    }
    near = {"stocks": [{"holder": "RUS", "over": "KAZ", "value": "24,200"}]}
    far = {"stocks": [{"holder": "RUS", "over": "KAZ", "value": 24300}]}
    assert counts(gold, near, STOCKS) == (1, 1, 1)
    assert counts(gold, far, STOCKS) == (0, 1, 1)
    other = {
        "ties": [{"a": "RUS", "b": "KAZ", "relation": "partner"}, {"a": "KAZ", "b": "CSTO", "relation": "observer"}]
    }
    assert counts(gold, other, TIES) == (1, 2, 2)
    votes = {"positions": [{"actor": "KAZ", "stance": "absent"}, {"actor": "RUS", "stance": "opposes"}]}
    assert counts(gold, votes, POSITIONS) == (2, 2, 2)


def test_what_was_missed_and_what_is_wrong_is_named() -> None:
    gold = {"doc": "a.md", "events": [event(["TJK"], ["RUS"], "ACCUSE", "2022-10-14")]}
    found = compare(gold, {"events": [event(["RUS"], ["TJK"], "AID")]})
    assert (TYPED, "ACCUSE TJK → RUS, 2022-10-14, occurred") in found.missed
    assert (TYPED, "AID RUS → TJK, no date, occurred") in found.wrong


def test_a_document_without_a_fact_is_a_negative_and_its_records_are_counted() -> None:
    found = compare({"doc": "n.md"}, {"ties": [{"a": "KAZ", "b": "CSTO", "relation": "member"}]})
    assert found.negative
    assert found.records == 1


def simulated(generator: np.random.Generator, documents: int) -> list[Comparison]:
    """Documents whose coders differ in skill; the mean share of right facts is 0.7 by construction."""
    found = []
    for index in range(documents):
        facts = 1 + generator.poisson(6)
        right = generator.binomial(facts, generator.beta(7, 3))
        found.append(Comparison(str(index), "en", {(TYPED, ""): Counts(int(right), int(facts), int(facts))}, (), (), 0))
    return found


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    generator = np.random.default_rng(5)
    covered = 0
    for _ in range(300):
        row = next(iter(figures(simulated(generator, 40), draws=400)))
        low, high = row.precision or (1.0, 0.0)
        covered += low <= 0.7 <= high
    # 90 % intervals of 40 documents; the percentile bootstrap is known to be a little narrow.
    assert 0.84 <= covered / 300 <= 0.95


def test_the_same_seed_gives_the_same_intervals() -> None:
    documents = simulated(np.random.default_rng(1), 12)
    assert figures(documents, seed=3) == figures(documents, seed=3)
    assert figures(documents, seed=3) != figures(documents, seed=4)


def answered(name: str, language: str, right: int) -> Comparison:
    return Comparison(name, language, {(TYPED, ""): Counts(right, 1, 1)}, (), (), 1)


def test_one_document_a_language_still_leaves_the_total_to_chance() -> None:
    documents = [answered(language, language, index % 2) for index, language in enumerate(("en", "ru", "zh", "de"))]
    total, *by_language = figures(documents)
    assert total.language == "all"
    assert total.precision is not None
    assert total.precision[0] < total.precision[1]
    assert [(one.precision, one.recall, one.f1) for one in by_language] == [(None, None, None)] * 4


def test_a_language_of_three_documents_has_an_interval() -> None:
    (row,) = figures([answered(str(index), "en", index % 2) for index in range(3)])
    assert row.precision is not None


def test_what_nothing_defines_is_no_zero() -> None:
    assert Counts(0, 0, 3).recall is None
    assert Counts(0, 3, 0).precision is None
    assert Counts().f1 is None
    assert Counts(0, 3, 0).f1 == 0.0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[]", "an annotation file is an object"),
        ("{", "not a JSON file"),
        ('{"events": [{"source": ["RUS"], "target": ["KAZ"], "type": "HUG"}]}', "record 1: unknown type 'HUG'"),
        ('{"events": [{"source": [], "target": ["KAZ"], "type": "AID"}]}', "source missing"),
        (
            '{"events": [{"source": ["RUS"], "target": ["KAZ"], "type": "AID", "status": "old"}]}',
            "unknown status 'old'",
        ),
    ],
)
def test_a_broken_annotation_file_is_named_with_its_record(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "bad.json").write_text(content, encoding="utf-8")
    with pytest.raises(ExtractError, match=r"bad\.json") as error:
        read_predictions(tmp_path)
    assert reason in str(error.value)


def test_a_folder_without_annotations_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match="no annotation file"):
        read_predictions(tmp_path)


@pytest.mark.real
def test_the_figures_equal_those_of_the_scorer_beside_the_project(shared: Path, tmp_path: Path) -> None:
    gold = shared / "corpus" / "dev" / "gold"
    generator = np.random.default_rng(2)
    for path in gold.glob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(json.dumps(_spoilt(document, generator)), encoding="utf-8")
    command = [sys.executable, str(shared / "corpus" / "score.py"), str(tmp_path), str(gold), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["scores"]["all"]
    predicted = read_predictions(tmp_path)
    ours = figures([compare(one, predicted[name]) for name, one in read_predictions(gold).items()], draws=200)
    sums = {one.view: one.counts for one in ours if one.language == "all" and not one.type}
    for view, name in _THEIRS.items():
        expected = theirs[name]
        assert (sums[view].right, sums[view].gold, sums[view].predicted) == tuple(
            expected[key] for key in ("tp", "gold", "pred")
        ), view


_THEIRS = {
    PAIR: "events pair",
    TYPED: "events pair+type",
    FULL: "events pair+type+date+status",
    RECORDS: "events records",
    STOCKS: "stocks",
    TIES: "ties",
    POSITIONS: "positions",
}


def _spoilt(document: dict[str, Any], generator: np.random.Generator) -> dict[str, Any]:
    """A prediction with every kind of fault: facts left out, doubled, turned round, of another type, date or status."""
    for kind in ("events", "stocks", "ties", "positions"):
        rows = []
        for row in document[kind]:
            fault = generator.integers(0, 8)
            row = dict(row)
            if fault == 0:
                continue
            if fault == 1:
                rows.append(dict(row))
            if fault == 2 and kind == "events":
                row["source"], row["target"] = row["target"], row["source"]
            if fault == 3 and kind == "events":
                row["type"] = "CONSULT"
            if fault == 4 and kind == "events":
                row["date"], row["status"] = None, "planned"
            rows.append(row)
        document[kind] = rows
    return document
