"""Where things stand: in the brief, all of it in one page; in the dashboard, on pages of their own."""

from __future__ import annotations

from typing import Protocol

from tightrope.brief.evidence import ALIGNED, anchor, short_id
from tightrope.records import ALIGNMENT, AnyEvidence, Estimate, Observation, Origin, RollCall


class Places(Protocol):
    """Gives the address that a link leads to, as it stands in ``href``."""

    def basis(self, state: str, domain: str, power: str = "") -> str:
        """What the numbers of a state, a domain and a power (of all powers if it is empty) rest on."""

    def evidence(self, item: AnyEvidence) -> str:
        """A piece of evidence with its quote."""

    def observation(self, row: Observation) -> str:
        """A row of a table."""

    def roll_call(self, call: RollCall) -> str:
        """A roll call with its votes."""

    def origin(self, origin: Origin) -> str:
        """An origin among the sources."""


class WithinPage:
    """Everything stands in the same page, under its anchor."""

    def basis(self, state: str, domain: str, power: str = "") -> str:
        """Return the anchor of the evidence of a state, domain and power."""
        return f"#{anchor(state, domain, power)}"

    def evidence(self, item: AnyEvidence) -> str:
        """Return the anchor of a piece of evidence."""
        return f"#v{short_id(item.id)}"

    def observation(self, row: Observation) -> str:
        """Return the anchor of a row."""
        return f"#o{short_id(row.id)}"

    def roll_call(self, call: RollCall) -> str:
        """Return the anchor of a roll call."""
        return f"#o{short_id(call.id)}"

    def origin(self, origin: Origin) -> str:
        """Return the anchor of an origin."""
        return f"#s{short_id(origin.id)}"


def basis_of(places: Places, estimate: Estimate) -> str:
    """Return the address of what an estimate rests on."""
    domain = ALIGNED if estimate.quantity in ALIGNMENT else str(estimate.domain)
    return places.basis(estimate.state, domain, estimate.power)
