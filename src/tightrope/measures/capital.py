"""Capital of the holders over one state in one domain, and over all domains together: draws of shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tightrope.measures import declared
from tightrope.measures.combine import (
    Flags,
    channel_information,
    combine,
    comparable_groups,
    deviation_covariance,
    split,
)
from tightrope.measures.levels import ChannelLevels
from tightrope.measures.local_level import Floats
from tightrope.measures.streams import stream


@dataclass(frozen=True, slots=True)
class DomainCapital:
    """Shares in one domain over one state.

    Attributes:
        heard: whether channel c speaks of holder p in year t and compares it with another, (C, P, T).
        connected: whether holder p is in the largest group of comparable holders of year t, (P, T).
        compared: whether holder p has a share in year t, (P, T).
        shares: shares among all holders compared, rest of the world included, (P, T, S); nan elsewhere.
        shares_of_powers: shares among the powers alone, (K, T, S), K = P - 1; nan elsewhere.
    """

    heard: Flags
    connected: Flags
    compared: Flags
    shares: Floats
    shares_of_powers: Floats


def domain_capital(
    levels: Sequence[ChannelLevels],
    state: str,
    holders: Sequence[str],
    years: Sequence[int],
    *,
    seed: int,
    draws: int,
) -> DomainCapital:
    """Combine the channels of one domain (at least one) over one state.

    Args:
        levels: what its channels show.
        state: the state.
        holders: the powers and, last, the rest of the world.
        years: the years, ascending.
        seed: seed of the run.
        draws: S.
    """
    grid = np.array(years) + 0.5
    deviation = deviation_covariance(grid, declared.CHANNEL_SPREAD, declared.CHANNEL_HALF_LIFE_YEARS)
    root = np.linalg.cholesky(deviation)
    speaks = np.stack([level.speaks for level in levels])
    heard = speaks & (speaks.sum(axis=1, keepdims=True) > 1)
    information, deviated = [], []
    for level, cells in zip(levels, heard, strict=True):
        information.append(channel_information(cells, level.covariance + deviation))
        noise = [
            root @ stream(seed, "deviation", state, level.channel.name, holder).standard_normal((grid.size, draws))
            for holder in holders
        ]
        deviated.append((level.draws + np.stack(noise)).reshape(-1, draws))
    weights = np.stack(
        [weight_factors(seed, "channel", level.channel.name, declared.WEIGHT_SETS) for level in levels], axis=1
    )
    capital = combine(information, deviated, weights).reshape(len(holders), grid.size, draws)
    connected = _largest_groups(heard)
    compared = _lasting(connected)
    powers = compared.copy()
    powers[-1] = False
    return DomainCapital(heard, connected, compared, split(capital, compared), split(capital, powers)[:-1])


def weight_factors(seed: int, what: str, name: str, size: int) -> Floats:
    """Draws of the unnormalised Dirichlet weight of a channel or domain, mean 1, (size,)."""
    concentration = declared.WEIGHT_CONCENTRATION
    return stream(seed, "weight", what, name).gamma(concentration, size=size) / concentration


def _largest_groups(heard: Flags) -> Flags:
    """Per year the largest group of connected holders, by its powers; none if it has fewer than two powers, (P, T).

    Of two groups of one size the one with the first power in the order of codes is taken.
    """
    compared = np.zeros(heard.shape[1:], dtype=np.bool_)
    for year in range(heard.shape[2]):
        groups = comparable_groups(heard[:, :, year])
        powers = groups[:-1]
        sizes = np.bincount(powers[powers >= 0], minlength=1)
        if sizes.max() >= 2:
            compared[:, year] = groups == sizes.argmax()
    return compared


def _lasting(connected: Flags) -> Flags:
    """Keep shares that mean the same from year to year, (P, T): one set of powers, and only years that have them all.

    If a power that was measured drops out, the shares of the others rise although nothing happened: leaving it out
    reads it as zero. The set are the powers connected in at least half of the years in which any are; a power seen in
    a few years only does not break the series of the others.
    """
    powers = connected[:-1]
    years = powers.any(axis=0)
    members = 2 * powers.sum(axis=1) >= max(int(years.sum()), 1)
    if members.sum() < 2:
        return np.zeros_like(connected)
    complete = powers[members].all(axis=0)
    return np.asarray(connected & complete & np.append(members, True)[:, None])


@dataclass(frozen=True, slots=True)
class OverallCapital:
    """Shares over all domains over one state.

    Attributes:
        domains: the domains averaged, sorted.
        powers: positions of the powers compared, sorted.
        years: the years in which all these domains have shares, (T,).
        shares: (len(powers), T, S); nan in other years.
    """

    domains: tuple[str, ...]
    powers: tuple[int, ...]
    years: Flags
    shares: Floats


def overall_capital(domains: Mapping[str, DomainCapital], *, seed: int, draws: int) -> OverallCapital | None:
    """Average the shares of the powers over domains: w_p = sum_d v_d s_dp, v Dirichlet around equal.

    The mean has to mean the same in every year, so its domains are fixed: candidates are those with shares in at least
    half of the years in which two domains have any. It needs a table of domains and powers without holes, because a
    hole is unknown, not zero: of all sets of at least two candidates the one that has the most powers in common is
    taken, then the largest, then the first in the order of names.

    Args:
        domains: the capital of each domain that has a channel.
        seed: seed of the run.
        draws: S.

    Returns:
        ``None`` if no two domains share two powers and a year.
    """
    seen = {name: one.compared[:-1].any(axis=0) for name, one in sorted(domains.items())}
    several = np.sum(list(seen.values()), axis=0) >= 2
    if not several.any():
        return None
    candidates = [name for name, years in seen.items() if 2 * (years & several).sum() >= several.sum()]
    best = _largest_block({name: np.asarray(domains[name].compared[:-1].any(axis=1)) for name in candidates})
    if best is None:
        return None
    names, powers = best
    years = np.logical_and.reduce([seen[name] for name in names])
    factors = np.stack([weight_factors(seed, "domain", name, draws) for name in names])
    weights = factors / factors.sum(axis=0)
    shares = np.zeros((len(powers), years.size, draws))
    for name, weight in zip(names, weights, strict=True):
        part = domains[name].shares_of_powers[list(powers)]
        shares += weight * part / part.sum(axis=0)
    return OverallCapital(names, powers, years, shares) if years.any() else None


def _largest_block(measured: Mapping[str, Flags]) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    best: tuple[tuple[str, ...], tuple[int, ...]] | None = None
    for size in range(len(measured), 1, -1):
        for names in combinations(sorted(measured), size):
            common = np.logical_and.reduce([measured[name] for name in names])
            powers = tuple(int(place) for place in np.flatnonzero(common))
            if len(powers) >= 2 and (best is None or len(powers) > len(best[1])):
                best = names, powers
    return best
