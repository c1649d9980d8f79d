"""Addresses of the dashboard's pages, relative to the page that links to them, so that they hold on any server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.brief.evidence import short_id
from tightrope.records import ALIGNMENT_CHANNEL, OTHER_CHANNELS, AnyEvidence, Observation, Origin, RollCall

#: What a code, a channel or a name may hold to stand in an address as it is.
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Pages:
    """Where everything stands in the dashboard, seen from one page.

    Attributes:
        root: the way from the page to the folder of its language: empty, or ``../`` once or more.
        powers: codes of the case's powers.
        states: codes of its states.
    """

    root: str
    powers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def page(self, path: str, anchor: str = "") -> str:
        """Return the address of a page of the same language.

        Args:
            path: its path without slashes at the ends; empty for the overview.
            anchor: a place in it.
        """
        return f"{self.root}{path}{'/' if path else ''}{f'#{anchor}' if anchor else ''}" or "./"

    def state(self, state: str, anchor: str = "") -> str:
        """Return the address of a state's page."""
        return self.page(f"state/{state}", anchor)

    def dyad(self, first: str, second: str, anchor: str = "") -> str:
        """Return the address of the page of two parties; of two powers, the one that comes first in the case first."""
        if first in self.powers and second in self.powers:
            first, second = sorted((first, second), key=self.powers.index)
        return self.page(f"dyad/{first}-{second}", anchor)

    def basis(self, state: str, domain: str, power: str = "") -> str:
        """Return where it stands what numbers rest on: the page of power and state, or of the state alone."""
        if power in self.powers and state != power:
            return self.dyad(power, state, domain)
        return self.state(state, domain)

    def evidence(self, item: AnyEvidence) -> str:
        """Return the address of the page of a piece of evidence."""
        return self.page(f"evidence/{item.id}")

    def observation(self, row: Observation) -> str:
        """Return the address of a row among its series: of distances in UN votes, on the page of power and state.

        Counts of event data sets have a page each.
        """
        here = f"o{short_id(row.id)}"
        if row.channel.startswith(ALIGNMENT_CHANNEL) and row.holder in self.powers and row.over in self.states:
            return self.dyad(row.holder, row.over, here)
        if row.channel.startswith(OTHER_CHANNELS) or not _PLAIN.fullmatch(f"{row.channel}{row.holder}{row.over}"):
            return self.page(f"evidence/{row.id}")
        return self.page(f"series/{row.channel}/{row.holder}-{row.over}", here)

    def roll_call(self, call: RollCall) -> str:
        """Return the address of the page of a roll call."""
        return self.page(f"evidence/{call.id}")

    def origin(self, origin: Origin) -> str:
        """Return where an origin stands among the sources."""
        return self.page("sources", f"s{short_id(origin.id)}")
