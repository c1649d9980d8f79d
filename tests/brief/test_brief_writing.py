from __future__ import annotations

import pytest

from tightrope import brief
from tightrope.records import TightropeError


def test_the_file_is_what_is_rendered(held, case, tmp_path):
    path = tmp_path / "new" / "brief.html"
    brief.write(held.ledger, case, {"en": path})
    assert path.read_text("utf-8") == brief.render(held.ledger, case, "en")
    assert [one.name for one in path.parent.iterdir()] == ["brief.html"]


def test_a_folder_that_cannot_be_made_is_named_in_the_error(held, case, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TightropeError, match="cannot be written") as raised:
        brief.write(held.ledger, case, {"en": tmp_path / "file" / "brief.html"})
    assert raised.value.where.endswith("brief.html")


def test_a_failed_write_leaves_nothing_behind(held, case, tmp_path):
    path = tmp_path / "out" / "brief.html"
    path.mkdir(parents=True)
    (path / "kept").write_text("a folder where the file should be")
    with pytest.raises(TightropeError):
        brief.write(held.ledger, case, {"en": path})
    assert [one.name for one in path.parent.iterdir()] == ["brief.html"]
    assert (path / "kept").exists()


def test_a_locale_without_words_is_refused_before_anything_is_written(held, case, tmp_path):
    with pytest.raises(TightropeError, match="no brief in 'fr'"):
        brief.write(held.ledger, case, {"fr": tmp_path / "brief.html"})
    assert not (tmp_path / "brief.html").exists()


def test_the_summary_has_a_row_a_state_and_says_what_is_not_measured(held, case):
    columns, rows, note = brief.summary(held.ledger, case)
    assert columns == ["State", "Arda", "Boria", "Cania", "Effective powers", "Year"]
    assert [row[0] for row in rows] == ["Northvale", "Southvale"]
    assert rows[0][1:] == ["90% (82–98%)", "10% (2–18%)", "not measured", "1.2 (0.8–1.6)", "2010"]
    assert note.endswith("Averaged over: Economy.")


def test_the_summary_of_an_empty_ledger_is_all_not_measured(empty_ledger, case):
    columns, rows, note = brief.summary(empty_ledger, case)
    assert {cell for row in rows for cell in row[1:-1]} == {"not measured"}
    assert all(len(row) == len(columns) for row in rows)
    assert "Nothing has been measured" in note
