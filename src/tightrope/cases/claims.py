"""The claims of a case: ``claims.yaml``, as pydantic models, checked against the case and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, TypeAdapter, ValidationError

from tightrope.cases.claim_checks import check_acts, check_compare, check_ties
from tightrope.cases.fields import ActorCode, CaseName, Label, Model, Relation, Words, Year
from tightrope.cases.marked_yaml import Location, read_marked_yaml
from tightrope.cases.mistakes import refusal, words_of
from tightrope.cases.starter import read_origins
from tightrope.records import (
    Acts,
    CaseError,
    CheckError,
    Claim,
    ClaimKind,
    Compare,
    EventType,
    HoldsFor,
    Join,
    Joined,
    Refer,
    Test,
    TestIs,
    Ties,
    When,
    referred,
)
from tightrope.records import Relation as Comparison

if TYPE_CHECKING:
    from tightrope.cases.case import Case

Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
#: One code, or several.
Codes = Annotated[
    tuple[ActorCode, ...],
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
    Field(min_length=1),
]
Time = Annotated[StrictStr, BeforeValidator(lambda given: str(given) if isinstance(given, int) else given)]


class CompareEntry(Model):
    """A test of a quantity."""

    measure: Words
    relation: Comparison
    over: Codes | None = None
    holds_for: HoldsFor = HoldsFor.EACH
    power: ActorCode | None = None
    domain: Words = "all"
    year: Year | None = None
    since: Year | None = None
    number: Number | None = None
    against: ActorCode | None = None
    than: Words | None = None
    by: NotNegative = 0.0

    def record(self, groups: Mapping[str, tuple[str, ...]]) -> Compare:
        """The test as other rooms know it."""
        return Compare(
            measure=self.measure,
            relation=self.relation,
            over=expanded(self.over or (), groups),
            holds_for=self.holds_for,
            power=self.power or "",
            domain=self.domain,
            year=self.year,
            since=self.since,
            number=self.number,
            against=self.against or "",
            than=self.than or "",
            by=self.by,
        )


class ActsEntry(Model):
    """A test of how many acts are known."""

    source: Codes
    target: Codes
    types: tuple[EventType, ...] = ()
    modes: tuple[Words, ...] = ()
    domain: StrictStr = ""
    since: Year
    until: Year
    at_least: Annotated[StrictInt, Field(ge=1)] = 1

    def record(self, groups: Mapping[str, tuple[str, ...]]) -> Acts:
        """The test as other rooms know it; a group may also act under its own name."""
        return Acts(
            source=tuple(dict.fromkeys((*self.source, *expanded(self.source, groups)))),
            target=tuple(dict.fromkeys((*self.target, *expanded(self.target, groups)))),
            types=self.types,
            modes=self.modes,
            domain=self.domain,
            since=self.since,
            until=self.until,
            at_least=self.at_least,
        )


class TiesEntry(Model):
    """A test of whether ties stand or have ended."""

    over: Codes
    holds_for: HoldsFor = HoldsFor.EACH
    tied_to: ActorCode
    relations: Annotated[tuple[Relation, ...], Field(min_length=1)]
    year: Year
    ended: StrictBool = False

    def record(self, groups: Mapping[str, tuple[str, ...]]) -> Ties:
        """The test as other rooms know it."""
        return Ties(
            over=expanded(self.over, groups),
            holds_for=self.holds_for,
            tied_to=self.tied_to,
            relations=self.relations,
            year=self.year,
            ended=self.ended,
        )


class TestEntry(Model):
    """One test, or several joined."""

    __test__ = False  # no test of pytest's

    all: Annotated[tuple[TestEntry, ...], Field(min_length=1)] | None = None
    any: Annotated[tuple[TestEntry, ...], Field(min_length=1)] | None = None
    negated: TestEntry | None = Field(default=None, alias="not")
    compare: CompareEntry | None = None
    acts: ActsEntry | None = None
    ties: TiesEntry | None = None
    claim: CaseName | None = None

    def record(self, groups: Mapping[str, tuple[str, ...]]) -> Test:
        """The test as other rooms know it."""
        if self.all is not None:
            return Joined(join=Join.ALL, parts=tuple(part.record(groups) for part in self.all))
        if self.any is not None:
            return Joined(join=Join.ANY, parts=tuple(part.record(groups) for part in self.any))
        if self.negated is not None:
            return Joined(join=Join.NOT, parts=(self.negated.record(groups),))
        single = self.compare or self.acts or self.ties
        return single.record(groups) if single is not None else Refer(claim=self.claim or "")

    def contradictions(self, case: Case) -> Iterator[tuple[Location, str]]:
        """What is well formed but cannot be meant."""
        kinds = [
            field.alias or name for name, field in TestEntry.model_fields.items() if getattr(self, name) is not None
        ]
        if len(kinds) != 1:
            has = ", ".join(kinds) or "none"
            yield (), f"a test is one of all, any, not, compare, acts, ties, claim; this has {has}"
            return
        for join in (self.all, self.any):
            for index, part in enumerate(join or ()):
                for where, words in part.contradictions(case):
                    yield (kinds[0], index, *where), words
        found: Iterator[tuple[Location, str]] = iter(())
        if self.negated is not None:
            found = self.negated.contradictions(case)
        elif self.compare is not None:
            found = check_compare(self.compare, case)
        elif self.acts is not None:
            found = check_acts(self.acts, case)
        elif self.ties is not None:
            found = check_ties(self.ties, case)
        for where, words in found:
            yield (kinds[0], *where), words


class ClaimEntry(Model):
    """One claim: who makes it, where, when, and what must hold if it is true."""

    kind: ClaimKind
    by: Label
    source: Words
    said: Time
    label: Label
    test: TestEntry | None = None
    test_is: TestIs = TestIs.EQUAL
    leaves_out: Label | None = None


def expanded(codes: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Codes with every group of the case replaced by its members, each once."""
    return tuple(dict.fromkeys(one for code in codes for one in groups.get(code, (code,))))


_CLAIMS = TypeAdapter(dict[CaseName, ClaimEntry])


def read_claims(case: Case) -> tuple[Claim, ...]:
    """Read the claims of a case; none if it has no ``claims.yaml``.

    Raises:
        CaseError: a claim is wrong, names what the case does not have, or rests on itself; names file, line and field.
    """
    path = case.folder / "claims.yaml"
    if not path.exists():
        return ()
    return _read(path, case)


def _read(path: Path, case: Case) -> tuple[Claim, ...]:
    marked = read_marked_yaml(path)
    if marked.value is None:
        return ()
    if not isinstance(marked.value, dict):
        raise CaseError("claims are a list of names, each with its fields", f"{path}:1")
    try:
        entries = _CLAIMS.validate_python(marked.value)
    except ValidationError as error:
        raise refusal([(marked.where(found["loc"]), words_of(found)) for found in error.errors()]) from error
    origins = {key: origin.id for key, origin in read_origins(case.folder).items()}
    mistakes = [
        ((name, *where), words)
        for name, entry in entries.items()
        for where, words in _contradictions(entry, case, origins)
    ]
    if not mistakes:
        claims = {name: _record(name, entry, case, origins) for name, entry in entries.items()}
        mistakes = list(_references(claims))
        if not mistakes:
            return tuple(claims.values())
    raise refusal([(marked.where(where), words) for where, words in mistakes])


def _contradictions(entry: ClaimEntry, case: Case, origins: Mapping[str, str]) -> Iterator[tuple[Location, str]]:
    if entry.source not in origins:
        yield ("source",), f"no origin {entry.source!r} in origins*.csv"
    try:
        When.parse(entry.said)
    except CheckError as error:
        yield ("said",), error.what
    if entry.test is None and entry.leaves_out is None:
        yield ("test",), "a claim without a test says in leaves_out why there is none and what would decide it"
    if entry.test_is is not TestIs.EQUAL and (entry.test is None or entry.leaves_out is None):
        yield (
            ("test_is",),
            f"{entry.test_is.value} needs a test, and leaves_out that says what it misses",
        )
    if entry.test is not None:
        for where, words in entry.test.contradictions(case):
            yield ("test", *where), words


def _record(name: str, entry: ClaimEntry, case: Case, origins: Mapping[str, str]) -> Claim:
    return Claim(
        id=name,
        kind=entry.kind,
        by=entry.by.texts(),
        source=origins[entry.source],
        said=When.parse(entry.said),
        label=entry.label.texts(),
        test=None if entry.test is None else entry.test.record(case.groups),
        test_is=entry.test_is,
        leaves_out=entry.leaves_out.texts() if entry.leaves_out else {},
    )


def _references(claims: Mapping[str, Claim]) -> Iterator[tuple[Location, str]]:
    """References to claims that do not exist, and circles of references."""
    rests_on = {name: tuple(referred(claim.test)) for name, claim in claims.items()}
    for name, others in rests_on.items():
        for other in others:
            if other not in claims:
                yield (name, "test"), f"there is no claim {other!r}"
    told: set[str] = set()
    for name in claims:
        circle = _circle(name, rests_on, ())
        if circle and not told & set(circle):
            told.update(circle)
            yield (name, "test"), f"the claim rests on itself: {' → '.join(circle)}"


def _circle(name: str, rests_on: Mapping[str, tuple[str, ...]], way: tuple[str, ...]) -> tuple[str, ...]:
    """The way from a claim back to itself; empty if there is none."""
    if way and name == way[0]:
        return (*way, name)
    if name in way:
        return ()
    return next((found for other in rests_on.get(name, ()) if (found := _circle(other, rests_on, (*way, name)))), ())
