"""The documents of the annotated corpus: day, language and every annotated sentence, word for word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tightrope.records import Document
from tightrope.sources.documents import read_documents

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[tuple[Document, dict[str, object]]]:
    corpus = shared / "corpus" / "dev"
    found = list(read_documents(corpus / "docs"))
    assert len(found) == 12
    assert all(isinstance(each, Document) for each in found), found
    documents = [each for each in found if isinstance(each, Document)]
    return [
        (each, json.loads((corpus / "gold" / f"{Path(each.name).stem}.json").read_text("utf-8"))) for each in documents
    ]


def test_day_and_language_are_those_of_the_annotation(pairs: list[tuple[Document, dict[str, object]]]) -> None:
    found = {document.name: (str(document.published or "None"), document.language) for document, _ in pairs}
    assert found == {document.name: (str(gold["published"]), gold["language"]) for document, gold in pairs}


def test_every_annotated_sentence_stands_in_the_text(pairs: list[tuple[Document, dict[str, object]]]) -> None:
    missing = []
    for document, gold in pairs:
        for kind in ("events", "stocks", "ties", "positions"):
            rows = gold[kind]
            assert isinstance(rows, list)
            missing += [(document.name, row["sentence"]) for row in rows if row["sentence"] not in document.text]
    assert missing == []


def test_nothing_of_the_page_is_left_in_the_text(pairs: list[tuple[Document, dict[str, object]]]) -> None:
    for document, _ in pairs:
        for furniture in ("获取更多", "圖取自", "查看原文", "http", "###", "](", "<", "&nbsp;", "date 20", "------"):
            assert furniture not in document.text, (document.name, furniture)


def test_every_document_but_the_one_without_has_a_title(pairs: list[tuple[Document, dict[str, object]]]) -> None:
    assert [document.name for document, _ in pairs if not document.title] == ["zht02.txt"]
    for document, _ in pairs:
        assert document.text.count(document.title or "\0") <= 1
