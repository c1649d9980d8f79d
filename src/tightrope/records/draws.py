"""How much the domains count: quantities that tell it, and draws kept with a run to weigh the domains anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tightrope.records.errors import CheckError
from tightrope.records.rows import as_row, digest
from tightrope.records.when import When

#: The number that stands for a share of 1 in :attr:`ShareDraws.parts`.
WHOLE_SHARE = 0xFFFF
#: Under which part of all weightings of the domains a power is first; its share, and the part of the draws in which it
#: is the largest, if the domain that follows after a slash counts nothing.
FIRST_BY_WEIGHTINGS = "capital_first_weightings"
SHARE_WITHOUT, FIRST_WITHOUT = "capital_share_without", "capital_first_without"
_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDraws:
    """Joint draws of the shares of powers in each domain over one state: what a mean over domains is made from.

    Attributes:
        state: code of the state.
        when: the time they are for.
        domains: the D domains averaged, sorted.
        powers: codes of the K powers that all of them measure.
        by_prior: which part of each power's estimate the prior decides, (D, K).
        parts: shares among these powers in units of 1 / :data:`WHOLE_SHARE`: unsigned numbers of 16 bits, lower byte
            first, (D, K, S) with the draws running fastest. Divide them by their sum over the powers.
        rests_on: ids of the evidence and observations that entered, sorted.
        model: name and version of the model.
    """

    state: str
    when: When
    domains: tuple[str, ...]
    powers: tuple[str, ...]
    by_prior: tuple[tuple[float, ...], ...]
    parts: bytes
    rests_on: tuple[str, ...]
    model: str

    def __post_init__(self) -> None:
        where = f"draws of shares over {self.state} in {self.when}"
        rows = len(self.domains) * len(self.powers)
        if not rows or not self.parts or len(self.parts) % (rows * _BYTES):
            raise CheckError(f"{len(self.parts)} bytes are no table of {rows} rows of 16-bit numbers", where)
        if [len(row) for row in self.by_prior] != [len(self.powers)] * len(self.domains):
            raise CheckError("the parts that the prior decides are not one number a domain and power", where)
        if not self.rests_on:
            raise CheckError("they rest on nothing", where)

    @property
    def draws(self) -> int:
        """S."""
        return len(self.parts) // (len(self.domains) * len(self.powers) * _BYTES)

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return digest("sharedraws", {**as_row(self), "parts": hashlib.sha256(self.parts).hexdigest()})
