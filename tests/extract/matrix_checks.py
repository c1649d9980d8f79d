"""What the matrices of plain sentences share: read all that a table makes, and tell how much of it is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

import extract_coding
from extract_matrix import Made, turned

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import Event

Records = frozenset[tuple[str, frozenset[str], frozenset[str], str]]


class Matrix:
    """The sentences of one language, with what was found in them."""

    def __init__(self, sentences: Callable[[], Iterable[Made]], language: str) -> None:
        self._sentences, self._language = sentences, language

    @cached_property
    def read(self) -> tuple[tuple[Made, Records, Records], ...]:
        """Every sentence, what was found in it, and what of that is wrong."""
        coder, rows = RuleCoder(Names.builtin()), []
        for made in self._sentences():
            coded = coder.code(extract_coding.document(made.text, self._language))
            found = frozenset(
                turned((one.event_type.value, frozenset(one.source), frozenset(one.target), one.status.value))
                for one in coded
                if isinstance(one, Event)
            )
            rows.append((made, found, found - {turned(one) for one in made.needed | made.free}))
        return tuple(rows)

    @cached_property
    def failed(self) -> list[tuple[Made, Records, Records]]:
        return [row for row in self.read if row[2] or not {turned(one) for one in row[0].needed} <= row[1]]

    def failures(self) -> str:
        told = ((made, sorted(map(str, wrong))) for made, _, wrong in self.failed)
        return "\n".join(f"{made.type} {made.construction}: {made.text} {wrong}" for made, wrong in told)

    def check_right(self, floor: float) -> None:
        share = 1 - len(self.failed) / len(self.read)
        assert share >= floor, f"{share:.3f}\n{self.failures()}"

    def check_wrong(self, ceiling: float) -> None:
        wrong = sum(len(one) for _, _, one in self.read)
        told = sum(len(found) for _, found, _ in self.read)
        texts = "\n".join(made.text for made, _, one in self.read if one)
        assert wrong <= ceiling * told, f"{wrong} of {told}\n{texts}"

    def check_each(self, floor: float) -> None:
        for key in ("type", "construction"):
            count = Counter(getattr(made, key) for made, _, _ in self.read)
            bad = Counter(getattr(made, key) for made, _, _ in self.failed)
            good = {name: count[name] - bad[name] for name in count}
            weak = {name: f"{good[name]} of {count[name]}" for name in count if good[name] < floor * count[name]}
            assert not weak, f"{weak}\n{self.failures()}"
