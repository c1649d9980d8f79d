"""What a test of a claim may say: measures that exist, codes that the case has, years in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from tightrope.cases.marked_yaml import Location
from tightrope.records import ALIGNMENT, DRAWN, PROJECTIONS, PUBLISHED, WITHOUT_POWER, HoldsFor, Relation

if TYPE_CHECKING:
    from tightrope.cases.case import Case
    from tightrope.cases.claims import ActsEntry, CompareEntry, TiesEntry

_Mistakes = Iterator[tuple[Location, str]]
#: Measures that lie between 0 and 1.
_PARTS = ("capital_share", "coercion_exposure", "two_sidedness")


def check_compare(entry: CompareEntry, case: Case) -> _Mistakes:
    """What cannot be meant in a test of a quantity."""
    unknown = [field for field in ("measure", "than") if getattr(entry, field) and not _exists(getattr(entry, field))]
    for field in unknown:
        known = ", ".join((*sorted(DRAWN | PUBLISHED), *(f"{family}/…" for family in sorted(PROJECTIONS))))
        yield (field,), f"there is no measure {getattr(entry, field)!r}; there are {known}"
    if unknown:
        return
    projected = entry.measure not in DRAWN | PUBLISHED
    # Powers vote, too; what is held over them is not measured.
    others = case.powers if entry.measure in ALIGNMENT else ()
    yield from _known(entry.over or (), (*case.states, *case.groups, *others), "one of the case's states or groups")
    if entry.over is None and not projected:
        yield ("over",), "say which state, group or states it is about"
    for field in ("power", "against"):
        code = getattr(entry, field)
        if code is not None and code not in case.powers:
            yield (field,), f"{code} is not one of the case's powers"
    if not projected and (entry.power is None) != (entry.measure in WITHOUT_POWER):
        yield ("power",), f"{entry.measure} {'needs a' if entry.power is None else 'has no'} power"
    if entry.than in DRAWN | PUBLISHED and (entry.power is None) != (entry.than in WITHOUT_POWER):
        yield ("than",), f"{entry.than} {'needs a' if entry.power is None else 'has no'} power"
    if entry.than in DRAWN and entry.year is None and entry.measure not in DRAWN:
        yield ("year",), f"{entry.than} needs a year"
    if entry.against is not None and entry.measure in WITHOUT_POWER:
        yield ("against",), f"{entry.measure} is the state's own: no power has one to compare it with"
    if "capital_share" in (entry.measure, entry.than) and entry.domain == "all":
        yield ("domain",), "capital_share is measured in single domains only; over all there is capital_share_powers"
    known_domains = ("all", *sorted({channel.domain.value for channel in case.channels}))
    if entry.domain not in known_domains:
        yield ("domain",), f"there is no domain {entry.domain!r} in this case (domains: {', '.join(known_domains)})"
    yield from _relation(entry)
    yield from _years(entry, case, projected=projected)


def _exists(measure: str) -> bool:
    family, slash, name = measure.partition("/")
    return measure in DRAWN | PUBLISHED or (bool(slash and name) and family in PROJECTIONS)


def _relation(entry: CompareEntry) -> _Mistakes:
    compared = entry.relation in (Relation.ABOVE, Relation.BELOW)
    others = [field for field in ("number", "against", "than") if getattr(entry, field) is not None]
    if compared and len(others) != 1:
        words = f"{entry.relation.value} compares with a number, a power (against) or a measure (than): one of them"
        yield ("relation",), words
    if not compared:
        for field in ("number", "against", "than"):
            if getattr(entry, field) is not None:
                yield (field,), f"{entry.relation.value} takes none"
    if entry.against is not None and entry.against == entry.power:
        yield ("against",), f"{entry.against} is compared with itself"
    if entry.number is not None and entry.measure.startswith(_PARTS) and not 0 <= entry.number <= 1:
        yield ("number",), f"a share lies between 0 and 1, found {entry.number}"
    moves = entry.relation in (Relation.RISING, Relation.FALLING)
    if moves and (entry.since is None or entry.year is None):
        yield ("since",), f"{entry.relation.value} needs the years since and year"
    if entry.relation is Relation.FIRST and entry.measure != "capital_share_powers":
        yield ("relation",), "only a share of what the powers hold (capital_share_powers) can be the first"
    if entry.holds_for is HoldsFor.MEAN and entry.measure not in DRAWN:
        yield ("holds_for",), f"no mean is taken of {entry.measure}: its states are not drawn together"
    if entry.holds_for is HoldsFor.MEAN and entry.relation is Relation.FIRST:
        yield ("holds_for",), "a mean of several states has no first power; write each, most or any"


def _years(entry: CompareEntry, case: Case, *, projected: bool) -> _Mistakes:
    if entry.since is not None and entry.year is not None and entry.since >= entry.year:
        yield ("since",), f"{entry.since} does not lie before {entry.year}"
    if entry.measure in DRAWN and entry.year is None:
        yield ("year",), f"{entry.measure} needs a year"
    for field in ("since", "year"):
        year = getattr(entry, field)
        if year is not None and not projected and year not in case.years:
            yield (field,), f"{year} lies outside the case's window ({case.window.first} to {case.window.last})"


def check_acts(entry: ActsEntry, case: Case) -> _Mistakes:
    """What cannot be meant in a test of acts."""
    for field in ("source", "target"):
        for code in getattr(entry, field):
            if code not in case.codes:
                yield (field,), f"{code} is not known to the case"
    domains = sorted({channel.domain.value for channel in case.channels})
    if entry.domain and entry.domain not in domains:
        yield ("domain",), f"there is no domain {entry.domain!r} in this case (domains: {', '.join(domains)})"
    if entry.until < entry.since:
        yield ("until",), f"ends ({entry.until}) before it starts ({entry.since})"


def check_ties(entry: TiesEntry, case: Case) -> _Mistakes:
    """What cannot be meant in a test of ties."""
    yield from _known(entry.over, case.codes, "known to the case")
    if entry.tied_to not in case.codes:
        yield ("tied_to",), f"{entry.tied_to} is not known to the case"
    if entry.holds_for is HoldsFor.MEAN:
        yield ("holds_for",), "a tie stands or not: write each, most or any"


def _known(codes: Iterable[str], known: Collection[str], words: str) -> _Mistakes:
    for code in codes:
        if code not in known:
            yield ("over",), f"{code} is not {words}"
