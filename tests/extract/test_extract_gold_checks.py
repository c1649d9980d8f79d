"""Gold with a slip in it is refused with file, list and record, and with what is allowed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import extract_coding
import pytest

from tightrope.extract.corpora import OWN
from tightrope.extract.gold_checks import check_quotes, read_gold, read_predictions
from tightrope.names import Names
from tightrope.records import ExtractError

EVENT = {"source": ["TUR"], "target": ["KAZ"], "type": "CONSULT", "date": "2024-05-03", "status": "occurred"}
STOCK = {"holder": "RUS", "over": "KAZ", "channel": "economy.trade", "value": 2, "unit": "USD", "as_of": None}
TIE = {"a": "KAZ", "b": "SCO", "relation": "member", "status": "active"}
POSITION = {"actor": "TKM", "issue": "joining blocs", "stance": "opposes", "date": None}
HEAD = {"doc": "a.md", "language": "en", "published": None}


def gold(folder: Path, **lists: Any) -> Path:
    (folder / "a.json").write_text(json.dumps(HEAD | lists), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("lists", "told"),
    [
        (
            {"events": [EVENT | {"type": "CONSLT"}]},
            "a.json, events, record 1: unknown type 'CONSLT' (did you mean consult",
        ),
        (
            {"events": [EVENT, EVENT | {"status": "Occurred"}]},
            "record 2: unknown status 'Occurred' (did you mean occurred",
        ),
        ({"events": [EVENT | {"domain": "sport"}]}, "unknown domain 'sport'; allowed: economy, security"),
        ({"events": [EVENT | {"source": ["TRU"]}]}, "unknown code 'TRU'"),
        ({"events": [EVENT | {"target": ["Kazakhstan"]}]}, "unknown code 'Kazakhstan' (did you mean KAZ?)"),
        ({"events": [EVENT | {"date": "3 May"}]}, "date '3 May' is no year, month or day"),
        ({"events": [EVENT | {"statsu": "planned"}]}, "unknown field 'statsu' (did you mean status?)"),
        ({"events": [{"source": ["TUR"], "type": "AID"}]}, "a.json, events, record 1: target missing"),
        ({"events": ["TUR visits KAZ"]}, "a record is an object"),
        ({"events": {}}, "a.json: events is a list"),
        (
            {"stocks": [STOCK | {"channel": "economy.trad"}]},
            "unknown channel 'economy.trad' (did you mean economy.trade?)",
        ),
        ({"stocks": [STOCK | {"channel": "trade"}]}, "a.json, stocks, record 1: unknown channel 'trade'"),
        ({"stocks": [STOCK | {"value": "many"}]}, "value 'many' is no number"),
        (
            {"ties": [TIE | {"relation": "freind"}]},
            "a.json, ties, record 1: unknown relation 'freind'; allowed: member",
        ),
        ({"ties": [TIE | {"status": "occurred"}]}, "unknown status 'occurred'; allowed: active, planned"),
        ({"positions": [POSITION | {"stance": "suports"}]}, "unknown stance 'suports' (did you mean supports?)"),
        ({"events": [], "postions": [POSITION]}, "unknown list or field 'postions' (did you mean positions?)"),
        ({"events": [], "votes": [POSITION]}, "unknown list or field 'votes'; allowed: doc"),
        ({"events": [], "language": None}, "a.json: language missing; allowed: en, ru"),
        ({"events": [], "language": "english"}, "unknown language 'english'"),
        ({"events": [], "reviewer": "Ann"}, "a.json: unknown list or field 'reviewer'; allowed: doc"),
        ({"events": [], "published": "May 2024"}, "a.json: published 'May 2024' is no day"),
        ({"events": [], "published": "2024-05"}, "a.json: published '2024-05' is no day"),
        ({"events": [], "doc": "../docs"}, "a.json: doc '../docs' leads out of the folder of documents"),
        ({"events": [EVENT | {"date": "2024-02-31"}]}, "date '2024-02-31' is no year, month or day"),
        ({"events": [EVENT | {"mode": 7}]}, "mode 7 is no text"),
        ({"stocks": [STOCK | {"value": "nan"}]}, "value 'nan' is no number"),
        ({"stocks": [STOCK | {"as_of": "2023-13"}]}, "as_of '2023-13' is no year, month or day"),
    ],
)
def test_a_slip_is_named_with_its_file_list_and_record(tmp_path: Path, lists: dict[str, Any], told: str) -> None:
    with pytest.raises(ExtractError) as error:
        read_gold(gold(tmp_path, **lists), Names.builtin())
    assert told in str(error.value)


def test_every_slip_of_a_folder_is_told_at_once(tmp_path: Path) -> None:
    gold(tmp_path, events=[EVENT | {"type": "HUG"}], ties=[TIE | {"relation": "pal"}])
    (tmp_path / "b.json").write_text(json.dumps({"doc": "a.md", "language": "en", "events": []}), encoding="utf-8")
    with pytest.raises(ExtractError) as error:
        read_gold(tmp_path, Names.builtin())
    assert "'HUG'" in str(error.value)
    assert "'pal'" in str(error.value)
    assert "b.json: annotates a.md, and so does a.json" in str(error.value)


def test_an_organisation_and_a_channel_that_only_the_coder_does_not_know_are_no_slips(tmp_path: Path) -> None:
    rows = {"ties": [TIE | {"b": "ZZORG"}], "stocks": [STOCK | {"channel": "economy.tourism"}]}
    found = read_gold(gold(tmp_path, **rows), Names.builtin())
    assert found.notices == (
        "a.json, stocks, record 1: the coder does not know the channel economy.tourism",
        "a.json, ties, record 1: the names do not know ZZORG, so that the coder never finds it",
    )


def test_what_scorers_take_for_the_same_is_no_slip(tmp_path: Path) -> None:
    rows = {"events": [EVENT | {"type": "consult", "source": ["EU", "C5"]}], "positions": [POSITION | {"stance": "no"}]}
    assert read_gold(gold(tmp_path, **rows), Names.builtin()).notices == ()


def test_predictions_may_use_words_and_codes_that_gold_may_not(tmp_path: Path) -> None:
    rows = {"events": [EVENT | {"source": ["TRU"], "mode": 7, "score": 0.5}], "language": None, "model": "another"}
    assert read_predictions(gold(tmp_path, **rows))["a.md"]["events"] == rows["events"]


def test_a_month_and_a_leap_day_are_dates(tmp_path: Path) -> None:
    rows = {"events": [EVENT | {"date": "2024-02-29"}, EVENT | {"date": "2024-02"}, EVENT | {"date": None}]}
    assert len(read_gold(gold(tmp_path, **rows), Names.builtin()).documents[0]["events"]) == 3


def test_a_sentence_that_the_document_does_not_have_is_named(tmp_path: Path) -> None:
    text = "The Turkish president visited\nKazakhstan. He left."
    texts = {"a.md": [extract_coding.document(text)]}
    row = EVENT | {"sentence": "The Turkish president visited Kazakhstan."}
    check_quotes(read_gold(gold(tmp_path, events=[row]), Names.builtin()), texts)
    wrong = read_gold(gold(tmp_path, events=[row, row | {"sentence": "He stayed."}]), Names.builtin())
    with pytest.raises(ExtractError, match=r"events, record 2: the sentence does not stand in a\.md: 'He stay"):
        check_quotes(wrong, texts)


def test_the_projects_own_gold_passes() -> None:
    assert read_gold(OWN / "gold", Names.builtin()).notices == ()


@pytest.mark.real
def test_real_gold_passes(shared: Path) -> None:
    assert read_gold(shared / "corpus" / "dev" / "gold", Names.builtin()).notices == ()
