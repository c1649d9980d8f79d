"""The annotated corpus beside the project: floors that the coder must not fall below."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tightrope.extract import RuleCoder, annotations
from tightrope.names import Names
from tightrope.records import Document
from tightrope.sources.documents import read_documents

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def figures(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What the corpus's own scorer says of the coder."""
    corpus, predicted = shared / "corpus", tmp_path_factory.mktemp("predicted")
    coder = RuleCoder(Names.builtin())
    for path in sorted((corpus / "dev" / "docs").iterdir()):
        rows: dict = {"doc": path.name, "events": [], "stocks": [], "ties": [], "positions": []}
        for document in read_documents(str(path)):
            assert isinstance(document, Document)
            for kind, found in annotations(document, coder.code(document)).items():
                if isinstance(found, list):
                    rows[kind] += found
        (predicted / f"{path.stem}.json").write_text(json.dumps(rows), encoding="utf-8")
    command = [sys.executable, str(corpus / "score.py"), str(predicted), str(corpus / "dev" / "gold"), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def f1(figures: dict[str, dict], view: str, languages: tuple[str, ...]) -> float:
    counts = [figures["scores"][language][view] for language in languages]
    right, gold, found = (sum(one[key] for one in counts if one) for key in ("tp", "gold", "pred"))
    return 2 * right / (gold + found)


CHINESE = ("zh-Hans", "zh-Hant")


def test_negative_documents_give_no_record(figures: dict[str, dict]) -> None:
    assert figures["notes"]["negatives"] == 2
    assert figures["notes"]["records_in_negatives"] == 0


@pytest.mark.parametrize(
    ("view", "languages", "floor"),
    [
        ("events pair+type", CHINESE, 0.45),
        ("stocks", CHINESE, 0.60),
        ("events pair+type", ("en",), 0.45),
        ("events pair+type", ("ru",), 0.45),
        ("ties", (*CHINESE, "en", "ru"), 0.60),
        ("positions", CHINESE, 0.60),
    ],
)
def test_the_coder_stays_above_its_floor(
    figures: dict[str, dict], view: str, languages: tuple[str, ...], floor: float
) -> None:
    assert f1(figures, view, languages) >= floor
