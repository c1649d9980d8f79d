"""Documents, one by one and in bulk: every spoilt file is read or refused by name, with a reason of ours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from fuzzing import HIDDEN, fuzz, kept
from mutating import spoilt
from small_documents import CORPORA, DOCUMENTS

from tightrope.bulk.inputs import list_files
from tightrope.bulk.plan import Options, make_plan
from tightrope.bulk.reading import read_part
from tightrope.records import Document, Failure, SourceError
from tightrope.sources.documents import read_documents

TODAY = date(2026, 1, 1)


def check_found(found: Iterable[Document | Failure], path: Path) -> None:
    """Documents are clean and come from this file; failures say where and why, and none is a fault of the reader."""
    found = list(found)
    assert found
    for one in found:
        if isinstance(one, Failure):
            check_told(one.where, one.reason, path)
            continue
        assert one.text.strip()
        assert one.text == unicodedata.normalize("NFC", one.text)
        assert one.text.encode().decode() == one.text
        assert not any(unicodedata.category(mark) in ("Cc", "Cs") and mark != "\n" for mark in one.text)
        scheme = re.match(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", one.origin.url, re.IGNORECASE)
        assert scheme is None or scheme[1].lower() in ("http", "https", "doi"), one.origin.url
        assert one.published is None or one.published <= TODAY


def check_told(where: str, reason: str, path: Path) -> None:
    assert where.startswith(str(path)), where
    assert reason.strip()
    assert "Error:" not in reason, reason
    assert len(reason) < 5000
    assert not HIDDEN.search(reason), reason


def read_bulk(path: Path) -> list[Document | Failure]:
    plan = make_plan(list_files([str(path)]), Options(part_bytes=400), coder="", near="", today=TODAY)
    return [*plan.failures, *(one for part in plan.parts for one in read_part(part, Options(), TODAY))]


def check_document(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    check_found(read_documents(path, today=TODAY), path)


def check_bulk(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        found = read_bulk(path)
    except SourceError as error:
        check_told(error.where, error.what, path)
    else:
        check_found(found or [Failure(str(path), "nothing in it")], path)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_spoilt_document_is_read_or_refused(tmp_path: Path, name: str) -> None:
    target = f"document-{name}"
    for path in kept(target):
        check_document(tmp_path / name, path.read_bytes())
    for content in DOCUMENTS[name]:
        (tmp_path / name).write_bytes(content)
        assert any(isinstance(one, Document) for one in read_documents(tmp_path / name, today=TODAY))
    fuzz(target, spoilt(DOCUMENTS[name]), lambda content: check_document(tmp_path / name, content), few=40)


@pytest.mark.parametrize("name", CORPORA)
def test_a_spoilt_corpus_is_read_or_refused(tmp_path: Path, name: str) -> None:
    target = f"bulk-{name}"
    for path in kept(target):
        check_bulk(tmp_path / name, path.read_bytes())
    for content in CORPORA[name]:
        (tmp_path / name).write_bytes(content)
        assert sum(isinstance(one, Document) for one in read_bulk(tmp_path / name)) >= 3
    fuzz(target, spoilt(CORPORA[name]), lambda content: check_bulk(tmp_path / name, content), few=40)
