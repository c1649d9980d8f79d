"""What experts and officials claim, how it is tested, and what came of the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tightrope.records.evidence import EventType
from tightrope.records.rows import as_row, digest
from tightrope.records.when import When

#: Quantities of which a measurement holds the joint draws.
DRAWN = frozenset(
    {
        "capital_share_powers",
        "capital_share",
        "effective_powers",
        "effective_powers_hirschman",
        "distance_from_even",
    }
)
#: Quantities of which the ledger holds intervals only. Those of the projections begin with their family and a slash.
PUBLISHED = frozenset(
    {
        "distance_from_gravity",
        "coercion_exposure_e2",
        "coercion_exposure_e4",
        "coercion_exposure_e8",
        "two_sidedness",
        "ideal_point",
        "alignment_distance",
        "alignment_change",
    }
)
#: Quantities that have no power: the state's own.
WITHOUT_POWER = frozenset(
    {
        "effective_powers",
        "effective_powers_hirschman",
        "distance_from_even",
        "distance_from_gravity",
        "ideal_point",
    }
)


class ClaimKind(StrEnum):
    """What a claim is about: why something happened, what will happen, or how things stand."""

    CAUSAL = "causal"
    FORECAST = "forecast"
    JUDGEMENT = "judgement"


class TestIs(StrEnum):
    """What a test is to its claim.

    ``equal``: the claim is true if and only if the test holds. ``necessary``: the claim is false if it fails, and not
    yet true if it holds (it also names a cause or a motive, say). ``sufficient``: the claim is true if it holds, and
    not yet false if it fails.
    """

    __test__ = False  # no test of pytest's

    EQUAL = "equal"
    NECESSARY = "necessary"
    SUFFICIENT = "sufficient"


class HoldsFor(StrEnum):
    """For how many of several states a test must hold; ``mean``: for their mean."""

    EACH = "each"
    MOST = "most"
    ANY = "any"
    MEAN = "mean"


class Relation(StrEnum):
    """How a quantity compares: with a number or a power, with itself in an earlier year, with all other powers."""

    ABOVE = "above"
    BELOW = "below"
    RISING = "rising"
    FALLING = "falling"
    FIRST = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """A test of a quantity.

    Attributes:
        measure: the quantity, as estimates call it.
        relation: how it must compare.
        over: codes of the states; none for a quantity of all states together.
        holds_for: for how many of them.
        power: code of the power; empty if the quantity has none.
        domain: one of the four domains, or ``all``.
        year: of the quantity; ``None`` for the newest there is.
        since: the year it is compared with (rising, falling), or in which a published change begins.
        number: what it must be above or below; ``None`` if it is compared with a power or another measure.
        against: code of the power that it is compared with.
        than: the measure that it is compared with, of the same state, power, domain and year; empty for none.
        by: least difference.
    """

    measure: str
    relation: Relation
    over: tuple[str, ...] = ()
    holds_for: HoldsFor = HoldsFor.EACH
    power: str = ""
    domain: str = "all"
    year: int | None = None
    since: int | None = None
    number: float | None = None
    against: str = ""
    than: str = ""
    by: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """A test of how many acts the ledger holds. What nobody reported is unknown, so too few of them decide nothing.

    Attributes:
        source: codes of those who act; one of them is enough.
        target: codes of those acted upon; one of them is enough.
        types: event types; none for all.
        modes: finer kinds; none for all.
        domain: one of the four domains; empty for all.
        since: first year.
        until: last year.
        at_least: number of different acts.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    types: tuple[EventType, ...] = ()
    modes: tuple[str, ...] = ()
    domain: str = ""
    since: int
    until: int
    at_least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """A test of whether ties stand, or have ended, in the middle of a year.

    Attributes:
        over: codes of the states.
        holds_for: for how many of them; ``mean`` has no meaning here.
        tied_to: code of the power or body.
        relations: any of these relations.
        year: the year.
        ended: whether the tie must have ended by then instead of standing.
    """

    over: tuple[str, ...]
    holds_for: HoldsFor = HoldsFor.EACH
    tied_to: str
    relations: tuple[str, ...]
    year: int
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """The test of another claim.

    Attributes:
        claim: its id.
    """

    claim: str


class Join(StrEnum):
    """How tests are joined."""

    ALL = "all"
    ANY = "any"
    NOT = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Several tests as one; ``not`` has one part.

    Attributes:
        join: how.
        parts: the tests.
    """

    join: Join
    parts: tuple[Test, ...]


Test = Compare | Acts | Ties | Refer | Joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody claims.

    Attributes:
        id: its name in the case.
        kind: causal, forecast or judgement.
        by: who claims it, by locale.
        source: id of the origin in which it stands.
        said: when it was said.
        label: the claim in the case's own words, by locale.
        test: what must hold if it is true; ``None`` if no data that are measured can decide it.
        test_is: what the test is to the claim.
        leaves_out: what the test leaves out, or why there is none and what would decide it, by locale.
    """

    id: str
    kind: ClaimKind
    by: Mapping[str, str]
    source: str
    said: When
    label: Mapping[str, str]
    test: Test | None
    test_is: TestIs
    leaves_out: Mapping[str, str]

    @property
    def digest(self) -> str:
        """Id of its test: a verdict belongs to the claim as long as the test is the same."""
        return digest("claim", [self.id, self.test_is.value, test_row(self.test)])


def test_row(test: Test | None) -> Any:
    """Return a test as plain JSON values, with the name of its kind."""
    if test is None:
        return None
    if isinstance(test, Joined):
        return {test.join.value: [test_row(part) for part in test.parts]}
    return {type(test).__name__.lower(): as_row(test)}


def referred(test: Test | None) -> Iterator[str]:
    """Yield the ids of the claims that a test rests on."""
    if isinstance(test, Refer):
        yield test.claim
    elif isinstance(test, Joined):
        for part in test.parts:
            yield from referred(part)
