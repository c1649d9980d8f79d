"""Plain English: many acts in many constructions, made from a table; what is told plainly must be read."""

from __future__ import annotations

from extract_matrix import sentences
from matrix_checks import Matrix

MATRIX = Matrix(sentences, "en")


def test_nine_in_ten_plain_sentences_are_read_right() -> None:
    MATRIX.check_right(0.9)


def test_hardly_a_record_is_wrong() -> None:
    MATRIX.check_wrong(0.01)


def test_no_type_and_no_construction_is_left_behind() -> None:
    MATRIX.check_each(0.6)
