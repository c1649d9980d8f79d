"""A coder that fails, and reports that name everything."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tightrope.cli import console
from tightrope.cli.looking import show_trace
from tightrope.cli.reading import ReadReport, read_into
from tightrope.ledger import Ledger
from tightrope.records import AnyEvidence, Document, Failure, Origin


class FragileCoder:
    """Cannot code a text with the word "trap", in a way nobody foresaw."""

    name = "fragile/1"

    def code(self, document: Document) -> Iterable[AnyEvidence]:
        if "trap" in document.text:
            raise IndexError("list index out of range")
        return ()

    def why_not(self, document: Document) -> str:
        return "there is no lexicon" if "Sprache" in document.text else ""


def test_a_document_on_which_the_coder_fails_is_named_and_the_others_are_read(tmp_path):
    for name, text in (("a.txt", "one text."), ("b.txt", "a trap."), ("c.txt", "another text.")):
        (tmp_path / name).write_text(text, "utf-8")
    with Ledger.open(tmp_path / "t.ledger") as ledger:
        report = ReadReport()
        read_into(ledger, FragileCoder(), [str(tmp_path / "*.txt")], report)
        assert sorted(document.name for document in ledger.documents()) == ["a.txt", "c.txt"]
    assert (report.read, report.failures) == (
        2,
        [Failure("b.txt", "cannot be coded (IndexError: list index out of range)")],
    )


def test_a_document_in_a_language_that_cannot_be_coded_is_kept_and_named(tmp_path):
    (tmp_path / "a.txt").write_text("Ein Text in einer anderen Sprache.", "utf-8")
    with Ledger.open(tmp_path / "t.ledger") as ledger:
        report = ReadReport()
        read_into(ledger, FragileCoder(), [str(tmp_path / "a.txt")], report)
        assert [document.name for document in ledger.documents()] == ["a.txt"]
    assert report.failures == [Failure("a.txt", "kept, but not coded: there is no lexicon")]


def test_every_failure_is_printed_with_its_reason(capsys):
    console.show_failures([Failure(f"{number}.md", "empty") for number in range(50)])
    assert capsys.readouterr().err.splitlines() == [f"  {number}.md: empty" for number in range(50)]


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "\x9b31mred", "over\rwritten", "bell\x07", "turned \u202e round"])
def test_nothing_that_is_printed_steers_the_terminal(capsys, text):
    console.say(text)
    console.complain(text)
    console.show_table("t", ["c"], [[text]])
    printed = "".join(capsys.readouterr())
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", printed)
    assert printed.count("\ufffd") >= 2


def test_line_ends_and_tabs_are_printed_as_they_are(capsys):
    console.say("a\tb\n中")
    assert capsys.readouterr().out == "a\tb\n中\n"


def test_the_trace_of_a_document_names_the_other_places_of_its_text(tmp_path, capsys):
    path = tmp_path / "t.ledger"
    with Ledger.open(path) as ledger:
        for host in ("first.example", "second.example"):
            origin = Origin(producer=host, title="", url=f"https://{host}/a")
            document = Document(origin=origin, published=None, language="en", title="", text="One text.", name="a")
            ledger.add_document(document)
    show_trace(path, document.id, 10)
    assert "the same text: undated · second.example · https://second.example/a" in capsys.readouterr().out


def test_long_work_shows_on_a_terminal_that_it_goes_on(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with console.progress("measuring"):
        pass
    assert "measuring" in capsys.readouterr().err
    monkeypatch.delenv("FORCE_COLOR")
    with console.progress("measuring"):
        pass
    assert capsys.readouterr().err == ""
