"""From draws to what they say of waves, of what is coming and of what would change it."""

from __future__ import annotations

from collections.abc import Iterable

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.records import PROJECTIONS, CheckError, Estimate


def family(quantity: str) -> str:
    """Return the first part of a quantity: the step that it comes from."""
    return quantity.partition("/")[0]


def publish_projections(
    ledger: Ledger, case: Case, estimates: Iterable[Estimate], *, families: Iterable[str], seed: int
) -> str:
    """Publish estimates as a run, with everything of the newest run of the case that is of no family given.

    Args:
        ledger: must hold what the estimates rest on.
        case: the case they are for.
        estimates: those of all the families given; a family without any is taken away.
        families: which of :data:`tightrope.records.PROJECTIONS` are replaced.
        seed: seed they were drawn with.

    Returns:
        The id of the run.

    Raises:
        CheckError: an estimate is of none of the families, a family is unknown, or an estimate rests on what the
            ledger does not hold. Nothing is published then.
    """
    new, replaced = tuple(estimates), frozenset(families)
    others = sorted({family(one.quantity) for one in new} - replaced) + sorted(replaced - PROJECTIONS)
    if others:
        raise CheckError(f"no projection of {', '.join(sorted(replaced))}: {', '.join(others)}", f"case {case.name}")
    kept = [one for one in ledger.estimates(case=case.name) if family(one.quantity) not in replaced]
    return ledger.add_estimates((*kept, *new), case=case.name, seed=seed)
