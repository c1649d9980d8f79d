"""Capital of the holders over the states, in each domain and over all domains: draws of shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from tightrope.measures.chains import Chains
from tightrope.measures.judgements import alternatives, decided, sobol
from tightrope.measures.kalman import Floats
from tightrope.measures.posterior import Posterior
from tightrope.records import MOSTLY_PRIOR

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCapital:
    """Shares in one domain. N states, P holders (the K powers and, last, the rest of the world), T years, S draws.

    Attributes:
        measured: whether any reading says anything about what holder p holds over state s, (N, P).
        shares: among all holders measured, where the rest of the world is one of them, (N, P, T, S); nan elsewhere.
        of_powers: among the powers measured, at least two, (N, K, T, S); nan elsewhere.
        elicited: the same if channels count by their elicited weights; ``None`` without such weights.
        channels: names, (C,).
        by_channel: how much each channel decides, (C, N, P, T); nan where nothing is measured.
        by_prior: how much the prior decides, (N, P, T).
        by_judgement: Sobol index of each judgement in the shares among powers, by name, (N, K, T).
    """

    measured: Flags
    shares: Floats
    of_powers: Floats
    elicited: Floats | None
    channels: tuple[str, ...]
    by_channel: Floats
    by_prior: Floats
    by_judgement: Mapping[str, Floats]


def domain_capital(
    posterior: Posterior, states: Sequence[str], holders: Sequence[str], weights: Floats | None
) -> DomainCapital:
    """Turn the draws of one domain into shares, and say what decides them.

    Args:
        posterior: the draws.
        states: codes, (N,).
        holders: codes of the powers and, last, of the rest of the world, (P,).
        weights: elicited weights of the channels, mean 1, (C,).
    """
    chains = posterior.chains
    place = _Place(chains, states, holders)
    found = decided(posterior)
    whole, powers = place.compared()
    of_powers = split(place.spread(posterior.capital), powers)[:, :-1]
    other = split(place.spread(alternatives(posterior, weights), lead=3), powers, lead=3)[:, :, :, :, :-1]
    return DomainCapital(
        measured=place.measured,
        shares=split(place.spread(posterior.capital), whole),
        of_powers=of_powers,
        elicited=None if posterior.elicited is None else split(place.spread(posterior.elicited), powers)[:, :-1],
        channels=chains.channels,
        by_channel=place.spread(found.channels, lead=1),
        by_prior=place.spread(found.prior),
        by_judgement=sobol(other, of_powers.var(axis=-1)),
    )


def place_dyads(chains: Chains, states: Sequence[str], holders: Sequence[str], values: Floats) -> Floats:
    """Put values of J dyads, (J, ...), into a table of states and holders, (N, P, ...), nan where there is none."""
    return _Place(chains, states, holders).spread(values)


class _Place:
    """Puts what is known of J dyads into a table of states and holders."""

    def __init__(self, chains: Chains, states: Sequence[str], holders: Sequence[str]) -> None:
        self._state = np.array([states.index(code) for code in chains.states])[chains.state]
        self._holder = np.array([holders.index(code) for code in chains.holders])[chains.holder]
        self.measured = np.zeros((len(states), len(holders)), dtype=np.bool_)
        self.measured[self._state, self._holder] = True

    def spread(self, values: Floats, lead: int = 0) -> Floats:
        """From (..., J, T, ...) with ``lead`` axes before the dyads to (..., N, P, T, ...), nan where there is none."""
        table = np.full((*values.shape[:lead], *self.measured.shape, *values.shape[lead + 1 :]), np.nan)
        np.moveaxis(table, (lead, lead + 1), (0, 1))[self._state, self._holder] = np.moveaxis(values, lead, 0)
        return table

    def compared(self) -> tuple[Flags, Flags]:
        """Which holders share the whole, and which powers what the powers hold, (N, P) each."""
        powers = self.measured.copy()
        powers[:, -1] = False
        powers &= powers.sum(axis=1, keepdims=True) >= 2
        return self.measured & self.measured[:, -1:] & powers.any(axis=1, keepdims=True), powers


def split(capital: Floats, among: Flags, lead: int = 0) -> Floats:
    """Return shares among the holders compared: exp(x_p) / sum_q exp(x_q).

    Args:
        capital: x, (..., N, P, T, ...) with ``lead`` axes before the states.
        among: which holders are compared, (N, P).
        lead: how many axes come first.

    Returns:
        The shape of ``capital``, summing to 1 over the holders compared; nan for the others.
    """
    mask = among.reshape(*among.shape, *(1,) * (capital.ndim - lead - 2))
    logs = np.where(mask, capital, -np.inf)
    top = logs.max(axis=lead + 1, keepdims=True)
    with np.errstate(invalid="ignore"):
        parts = np.exp(logs - np.where(np.isfinite(top), top, 0.0))
        shares = parts / parts.sum(axis=lead + 1, keepdims=True)
    return np.where(mask, shares, np.nan)


def ranks(shares: Floats) -> Floats:
    """Return the rank of each power in each draw, 1 for the largest share; of equals each has the better one.

    Args:
        shares: (K, S); nan for powers that are not compared.
    """
    larger = shares[None, :, :] > shares[:, None, :]
    return np.where(np.isnan(shares), np.nan, 1.0 + larger.sum(axis=1))


def first(shares: Floats, by_prior: Floats) -> Floats:
    """Return in which part of the draws each power has the largest share of those not mostly decided by the prior.

    Args:
        shares: (K, S); nan for powers that are not compared.
        by_prior: which part of each power's estimate the prior decides, (K,); nan likewise.

    Returns:
        (K,); nan for a power that is not compared or mostly prior, and for all if fewer than two are left.
    """
    found = np.full(len(shares), np.nan)
    (sure,) = np.nonzero(by_prior <= MOSTLY_PRIOR)
    if len(sure) >= 2:
        found[sure] = np.bincount(shares[sure].argmax(axis=0), minlength=len(sure)) / shares.shape[1]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallCapital:
    """Shares over several domains over one state.

    Attributes:
        domains: the domains averaged, sorted.
        powers: positions of the powers compared, ascending.
        shares: mean of the domains' shares, (len(powers), T, S).
        elicited: the same with elicited weights of channels and domains; ``None`` without such weights.
        by_prior: how much the prior decides, (len(powers), T).
    """

    domains: tuple[str, ...]
    powers: tuple[int, ...]
    shares: Floats
    elicited: Floats | None
    by_prior: Floats


def overall_capital(
    domains: Mapping[str, DomainCapital], state: int, weights: Mapping[str, float]
) -> OverallCapital | None:
    """Average the shares of the powers over the domains of one state; ``None`` if no two domains share two powers.

    A mean needs a table of domains and powers without holes, because a hole is unknown, not zero: of all sets of at
    least two domains the one that has the most powers in common is taken, then the largest, then the first in the order
    of names.

    Args:
        domains: the capital of each domain that has a channel.
        state: position of the state.
        weights: elicited weights of the domains, any scale; empty if all count the same.
    """
    measured = {name: ~np.isnan(one.of_powers[state, :, 0, 0]) for name, one in sorted(domains.items())}
    best = _largest_block(measured)
    if best is None:
        return None
    names, powers = best
    chosen = list(powers)
    factors = np.array([weights.get(name, 1.0) for name in names])
    tilted = any(domains[name].elicited is not None for name in names) or len(set(factors)) > 1
    others = [_tilted(domains[name], state, chosen) for name in names]
    return OverallCapital(
        domains=names,
        powers=powers,
        shares=shares_by_domain(domains, names, state, powers).mean(axis=0),
        elicited=np.average(others, axis=0, weights=factors) if tilted else None,
        by_prior=np.mean([domains[name].by_prior[state, chosen] for name in names], axis=0),
    )


def shares_by_domain(
    domains: Mapping[str, DomainCapital], names: Sequence[str], state: int, powers: Sequence[int]
) -> Floats:
    """Return the shares among these powers in each of these domains over one state, (D, len(powers), T, S)."""
    return np.stack([_among(domains[name].of_powers[state, list(powers)]) for name in names])


def _tilted(domain: DomainCapital, state: int, powers: list[int]) -> Floats:
    return _among((domain.of_powers if domain.elicited is None else domain.elicited)[state, powers])


def _among(shares: Floats) -> Floats:
    return np.asarray(shares / shares.sum(axis=0))


def _largest_block(measured: Mapping[str, Flags]) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    best: tuple[tuple[str, ...], tuple[int, ...]] | None = None
    for size in range(len(measured), 1, -1):
        for names in combinations(sorted(measured), size):
            common = np.logical_and.reduce([measured[name] for name in names])
            powers = tuple(int(place) for place in np.flatnonzero(common))
            if len(powers) >= 2 and (best is None or len(powers) > len(best[1])):
                best = names, powers
    return best
