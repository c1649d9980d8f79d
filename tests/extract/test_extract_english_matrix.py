"""Plain English: many acts in many constructions, made from a table; what is told plainly must be read."""

from __future__ import annotations

from collections import Counter
from functools import cache

import extract_coding
from extract_matrix import Made, sentences, turned

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import Event

RIGHT, WRONG, EACH = 0.9, 0.01, 0.6
Records = frozenset[tuple[str, frozenset[str], frozenset[str], str]]


@cache
def read() -> tuple[tuple[Made, Records, Records], ...]:
    """Every sentence, what was found in it, and what of that is wrong."""
    coder, rows = RuleCoder(Names.builtin()), []
    for made in sentences():
        told = [one for one in coder.code(extract_coding.document(made.text)) if isinstance(one, Event)]
        found = frozenset(
            turned((one.event_type.value, frozenset(one.source), frozenset(one.target), one.status.value))
            for one in told
        )
        rows.append((made, found, found - {turned(one) for one in made.needed | made.free}))
    return tuple(rows)


def right(made: Made, found: Records, wrong: Records) -> bool:
    return not wrong and {turned(one) for one in made.needed} <= found


def failures() -> str:
    return "\n".join(f"{made.construction}: {made.text} {sorted(map(str, wrong))}" for made, _, wrong in failed())


def failed() -> list[tuple[Made, Records, Records]]:
    return [row for row in read() if not right(*row)]


def test_nine_in_ten_plain_sentences_are_read_right() -> None:
    share = 1 - len(failed()) / len(read())
    assert share >= RIGHT, f"{share:.3f}\n{failures()}"


def test_hardly_a_record_is_wrong() -> None:
    wrong = sum(len(one) for _, _, one in read())
    told = sum(len(found) for _, found, _ in read())
    assert wrong <= WRONG * told, f"{wrong} of {told}\n" + "\n".join(made.text for made, _, one in read() if one)


def test_no_type_and_no_construction_is_left_behind() -> None:
    for key in ("type", "construction"):
        count = Counter(getattr(made, key) for made, _, _ in read())
        good = Counter(getattr(row[0], key) for row in read() if right(*row))
        weak = {name: f"{good[name]} of {count[name]}" for name in count if good[name] < EACH * count[name]}
        assert not weak, f"{weak}\n{failures()}"
