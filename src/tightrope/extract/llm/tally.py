"""What a run asked for, paid and threw away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Counts of one run.

    Attributes:
        requests: answers that the server was paid for.
        cached: answers that came from the cache.
        corrupt: entries of the cache that could not be used.
        repeated: requests sent again after a failure.
        tokens_in: tokens of all prompts.
        tokens_out: tokens of all answers.
        estimated: answers for which the server told no tokens, so that they were estimated from the text.
        unsent: documents not sent, because they name no actor or are in a language that is not read.
        claims: records in all answers.
        accepted: claims that passed every check.
        rejected: reason → claims.
        dropped: what → fields that were left out of accepted claims.
    """

    requests: int = 0
    cached: int = 0
    corrupt: int = 0
    repeated: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0
    unsent: int = 0
    claims: int = 0
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)

    @property
    def tokens(self) -> int:
        """All tokens, in and out."""
        return self.tokens_in + self.tokens_out

    def spend(self, tokens_in: int | None, tokens_out: int | None, sent: str, received: str) -> None:
        """Count one paid answer; tokens that the server did not tell are taken as a third of the bytes."""
        self.requests += 1
        self.estimated += tokens_in is None or tokens_out is None
        self.tokens_in += _guess(sent) if tokens_in is None else tokens_in
        self.tokens_out += _guess(received) if tokens_out is None else tokens_out

    def judge(self, other: Tally) -> None:
        """Add the claims of one document."""
        self.claims += other.claims
        self.accepted += other.accepted
        self.rejected += other.rejected
        self.dropped += other.dropped

    def cost(self, price_in: float, price_out: float) -> float:
        """What the tokens cost at prices for a million tokens."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1e6

    def lines(self, price_in: float = 0.0, price_out: float = 0.0) -> list[str]:
        """Return the counts in words; the cost only if a price is known."""
        said = [f"language model: {self.requests} answers asked for, {self.cached} from the cache"]
        if self.repeated or self.corrupt or self.unsent:
            said.append(
                f"  requests repeated: {self.repeated}; broken cache entries ignored: {self.corrupt}; "
                f"documents not sent (no known actor, or another language): {self.unsent}"
            )
        about = f" ({self.estimated} answers without a count, estimated)" if self.estimated else ""
        said.append(f"tokens: {self.tokens_in:,} in, {self.tokens_out:,} out{about}")
        if price_in or price_out:
            said.append(f"cost: {self.cost(price_in, price_out):.4f} (at {price_in:g} in, {price_out:g} out a million)")
        rejected = sum(self.rejected.values())
        said.append(f"claims: {self.claims}, of which accepted: {self.accepted}, rejected: {rejected}")
        said += [f"  rejected, {reason}: {count}" for reason, count in self.rejected.most_common()]
        said += [f"  left out, {what}: {count}" for what, count in self.dropped.most_common()]
        return said


def _guess(text: str) -> int:
    return (len(text.encode("utf-8", "replace")) + 2) // 3
