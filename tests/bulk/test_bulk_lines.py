"""Lines and fields of tab-separated bytes, against Python's own way of splitting them."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.bulk import lines
from tightrope.bulk.lines import blocks, distinct, lines_before, pack, split, unpack
from tightrope.records import SourceError

PIECES = [b"\t", b"\n", b"a", b"\0", b"\xe9", b"0123456789", b"\r"]
CONTENT = st.lists(st.sampled_from(PIECES), max_size=80).map(b"".join)


def lines_of(content: bytes) -> list[bytes]:
    found = content.split(b"\n")
    return found if found[-1] else found[:-1]


@settings(deadline=None)  # the first one compiles
@given(CONTENT)
def test_fields_are_those_that_splitting_each_line_gives(content):
    expected = [line.removesuffix(b"\r").split(b"\t") for line in lines_of(content)]
    wanted = [(0, 0), (0, 8), (1, 0), (3, 0), (3, 8), (-1, 0), (-1, 8), (-2, 0), (-4, 0)]
    found = split(content, wanted)
    assert found.fields.tolist() == [len(fields) if fields != [b""] else 0 for fields in expected]
    for line, fields in enumerate(expected):
        for at, (number, skip) in enumerate(wanted):
            value = fields[number][skip:] if -len(fields) <= number < len(fields) else b""
            assert found.length[at, line] == len(value)
            assert int(found.packed[at, line]).to_bytes(8, "little") == value[:8].ljust(8, b"\0")


@given(CONTENT, st.integers(1, 30), st.lists(st.integers(0, 200), max_size=5))
def test_ranges_of_bytes_share_out_all_lines_and_know_their_numbers(content, size, cuts):
    places = sorted({0, len(content), *(cut for cut in cuts if cut < len(content))})
    found, before = [], []
    for start, end in pairwise(places):
        part = b"".join(blocks(io.BytesIO(content), "x", start, end, size))
        before.append((lines_before(io.BytesIO(content), start), len(lines_of(b"".join(found)))))
        found.append(part)
    assert b"".join(found) == content
    assert all(told == counted for told, counted in before if told < len(lines_of(content)))
    assert b"".join(blocks(io.BytesIO(content), "x", size=size)) == content


def test_a_range_that_ends_in_a_line_is_not_taken_for_one_long_line(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 20)
    content = b"0123456789\n" * 10
    for end in range(1, len(content) + 1):
        parts = [b"".join(blocks(io.BytesIO(content), "x", *cut, 64)) for cut in ((0, end), (end, len(content)))]
        assert b"".join(parts) == content
        assert len(parts[0]) == -(-end // 11) * 11


@given(CONTENT, st.integers(1, 30))
def test_a_block_ends_with_a_line(content, size):
    assert all(block.endswith(b"\n") for block in list(blocks(io.BytesIO(content), "x", size=size))[:-1])


@pytest.mark.parametrize("start", [0, 1])
def test_a_line_without_end_is_no_table(monkeypatch, start):
    monkeypatch.setattr(lines, "LONGEST_LINE", 50)
    with pytest.raises(SourceError, match=r"big\.csv: a line of more than 50 bytes"):
        list(blocks(io.BytesIO(b"x" * 200), "big.csv", start, 200 if start else 0, 20))


def test_a_text_is_packed_as_its_field_is():
    packed = split(b"x\t0841\n", [(1, 0)]).packed[0, 0]
    assert int(packed) == pack("0841")
    assert unpack(int(packed)) == b"0841"


@pytest.mark.parametrize(("values", "different"), [(0, 1), (1, 1), (2_000, 3), (5_000, 4_000), (4_096, 1 << 62)])
def test_different_values_are_those_that_numpy_finds(values, different):
    given = np.random.default_rng(values).integers(0, different, values).astype(np.uint64) << np.uint64(1)
    found, place = distinct(given)
    assert (found[place] == given).all()
    assert sorted(found.tolist()) == np.unique(given).tolist()
    # In the order in which they first stand.
    assert found.tolist() == list(dict.fromkeys(given.tolist()))
