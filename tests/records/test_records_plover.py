"""PLOVER's tables, held against what they are made of and against real rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.records import GOLDSTEIN, QUADS, SCORES, EventType, Quad, cameo_type

SAMPLES = Path(__file__).resolve().parents[3] / "shared/data/gdelt-events"


def test_every_type_has_a_category_and_a_score_of_its_sign():
    assert set(QUADS) == set(SCORES) == set(EventType)
    for kind, score in SCORES.items():
        assert (score > 0) == QUADS[kind].endswith("cooperation"), kind
        assert -10 <= score <= 10


def test_words_are_scored_nearer_to_neutral_than_the_deeds_they_announce():
    assert SCORES[EventType.AGREE] < SCORES[EventType.COOPERATE] < SCORES[EventType.AID]
    assert SCORES[EventType.ASSAULT] < SCORES[EventType.COERCE] < SCORES[EventType.THREATEN]


def test_a_sanction_is_a_deed():
    assert QUADS[EventType.SANCTION] is Quad.MATERIAL_CONFLICT


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *[("010", None), ("0256", None), ("", None), ("99", None), ("---", None)],
        *[("03", EventType.AGREE), ("0334", EventType.AGREE), ("043", EventType.CONSULT)],
        *[("08", EventType.CONCEDE), ("0812", EventType.CONCEDE), ("0834", EventType.CONCEDE)],
        *[("0814", EventType.RETREAT), ("084", EventType.RETREAT), ("0874", EventType.RETREAT)],
        *[("163", EventType.COERCE), ("1663", EventType.SANCTION), ("176", EventType.COERCE)],
        *[("1711", EventType.COERCE), ("1712", EventType.ASSAULT), ("175", EventType.ASSAULT)],
        *[("191", EventType.COERCE), ("193", EventType.ASSAULT), ("2042", EventType.ASSAULT)],
    ],
)
def test_a_cameo_code_has_the_type_of_its_longest_known_beginning(code, kind):
    assert cameo_type(code) is kind


def test_every_cameo_code_is_scored_and_all_but_statements_and_appeals_have_a_type_of_the_sign_of_the_score():
    assert len(GOLDSTEIN) == 311
    assert {code[:2] for code in GOLDSTEIN} == {f"{root:02}" for root in range(1, 21)}
    for code, score in GOLDSTEIN.items():
        kind = cameo_type(code)
        assert (kind is None) == (code[:2] in ("01", "02"))
        if kind is not None:
            assert (score > 0) == (SCORES[kind] > 0), code


@pytest.mark.real
@pytest.mark.skipif(not SAMPLES.exists(), reason="no samples here")
def test_gdelt_scores_its_rows_by_this_table():
    rows = 0
    for path in SAMPLES.iterdir():
        for line in path.read_text("utf-8").splitlines():
            fields = line.split("\t")
            if len(fields) > 56:
                rows += 1
                assert GOLDSTEIN[fields[26]] == float(fields[30])
    assert rows == 2821
