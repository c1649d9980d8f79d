"""Moves of the sampler with all states integrated out: which parameters move together, how far, and the moves."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from tightrope.measures import declared, kalman, random
from tightrope.measures.chains import Chains, Flat
from tightrope.measures.factor import empty_system, write_offsets, write_system
from tightrope.measures.kalman import Floats, Ints, Pass, System
from tightrope.measures.parameters import Mixing, Parameters, log_prior
from tightrope.measures.random import Words

#: Kinds of moves; any other number is that of the channel whose link moves.
PROCESSES, BIASES = -1, -2
#: How many numbers the processes, and the link of a channel, have.
_PROCESSES, _LINK = 6, 3


class Walks(NamedTuple):
    """Random walks that learn their covariance while warming up (Haario, Saksman & Tamminen 2001).

    K kinds of moves, of at most W numbers each; what is beyond a kind's own numbers is not looked at.

    Attributes:
        kind: (K,).
        size: how many numbers move, (K,).
        mean, square: what was learned of them, (K, W) and (K, W, W), of which the lower triangle.
        root: lower triangle whose square is the covariance of a step, up to scale, (K, W, W).
        scale: (K,).
        seen: how often each has learned, (K,).
    """

    kind: Ints
    size: Ints
    mean: Floats
    square: Floats
    root: Floats
    scale: Floats
    seen: Ints


class Workspace(NamedTuple):
    """Room to filter a domain in: its system, what its readings say beyond the parameters (M,), and the filter's."""

    made: System
    left: Floats
    kept: Pass
    equal: Floats


def kinds_of_moves(chains: Chains) -> Walks:
    """The processes, which all else hangs on, the link of each channel, and the biases.

    Each link moves by itself and in every sweep: few numbers together find their way, and soon know how far to step.
    """
    links = [one for one in range(len(chains.channels)) if one != chains.anchor]
    first = [(PROCESSES, _PROCESSES, 0.3), *((one, _LINK, 0.2) for one in links)]
    if chains.sources:
        first.append((BIASES, len(chains.sources), declared.BIAS_SD))
    kind, size, step = (np.array(one) for one in zip(*first, strict=True))
    root = step[:, None, None] * np.eye(size.max())
    return Walks(
        kind=kind,
        size=size,
        mean=np.zeros(root.shape[:2]),
        square=root**2,
        root=root,
        scale=2.4 / np.sqrt(size),
        seen=np.zeros(size.size, np.int64),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def propose(walks: Walks, move: int, at: Floats, words: Words) -> Floats:
    """Where to go from here, (n,)."""
    step, to = np.empty(at.size), at.copy()
    for i in range(at.size):
        step[i] = random.normal(words)
        for j in range(i + 1):
            to[i] += walks.scale[move] * walks.root[move, i, j] * step[j]
    return to


@njit(cache=True, nogil=True, error_model="numpy")
def learn(walks: Walks, move: int, at: Floats, accepted: bool) -> None:
    """Take in where the chain stands after a proposal; only while warming up, so that its law stays fixed."""
    size = at.size
    walks.seen[move] += 1
    rate = 1.0 / (walks.seen[move] + 20.0)
    for i in range(size):
        walks.mean[move, i] += (at[i] - walks.mean[move, i]) * (1.0 if walks.seen[move] == 1 else rate)
    square, root = walks.square[move], walks.root[move]
    for i in range(size):
        for j in range(i + 1):
            apart = (at[i] - walks.mean[move, i]) * (at[j] - walks.mean[move, j])
            square[i, j] += rate * (apart - square[i, j])
            # Cholesky's root row by row; NumPy's takes five seconds to compile.
            left = square[i, j]
            for k in range(j):
                left -= root[i, k] * root[j, k]
            root[i, j] = math.sqrt(max(left, 0.0) + 1e-8) if i == j else left / root[j, j]
    walks.scale[move] *= math.exp((0.7 if accepted else -0.3) * min(1.0, 3.0 / math.sqrt(walks.seen[move])))


@njit(cache=True, nogil=True, error_model="numpy")
def _numbers(now: Parameters) -> Floats:
    found = np.empty(_PROCESSES - 1)
    found[0], found[1], found[2] = now.mean_variance, now.wandering_variance, now.half_life
    found[3], found[4] = now.deviation_variance, now.fading_half_life
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _moved(
    now: Parameters,
    intercept: Floats,
    loading: Floats,
    holder_level: Floats,
    bias: Floats,
    fading_variance: Floats,
    numbers: Floats,
) -> Parameters:
    """Replace what moves; ``numbers`` as in :func:`_numbers`."""
    return Parameters(
        intercept,
        loading,
        now.state_level,
        holder_level,
        bias,
        now.noise,
        now.holder_mean,
        numbers[0],
        numbers[1],
        numbers[2],
        numbers[3],
        numbers[4],
        fading_variance,
        now.level_variance,
        now.holder_variance,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def processes(anchor: int, now: Parameters) -> Floats:
    """Logs of the variances of m and z, the half-life of z, the variance of d, and half-life and variance of u, (6,).

    The variance of u is that of the anchor's.
    """
    found = np.empty(_PROCESSES)
    found[:-1], found[-1] = _numbers(now), now.fading_variance[anchor]
    return np.log(found)


@njit(cache=True, nogil=True, error_model="numpy")
def with_processes(anchor: int, now: Parameters, logs: Floats) -> Parameters:
    """Replace what :func:`processes` gives, (6,)."""
    fading = now.fading_variance.copy()
    fading[anchor] = math.exp(logs[5])
    return _moved(now, now.intercept, now.loading, now.holder_level, now.bias, fading, np.exp(logs))


@njit(cache=True, nogil=True, error_model="numpy")
def link_of(channel: int, now: Parameters) -> Floats:
    """Intercept, log loading and log variance of u of one channel, (3,)."""
    return np.array([now.intercept[channel], math.log(now.loading[channel]), math.log(now.fading_variance[channel])])


@njit(cache=True, nogil=True, error_model="numpy")
def with_link(channel: int, now: Parameters, link: Floats) -> Parameters:
    """Replace what :func:`link_of` gives, (3,), and let the holders' levels make up for a change of the loading.

    So l mu + k, which the readings know well, stays as it is; otherwise a loading could not move past its holders.
    """
    intercept, loading = now.intercept.copy(), now.loading.copy()
    fading, levels = now.fading_variance.copy(), now.holder_level.copy()
    intercept[channel], loading[channel], fading[channel] = link[0], math.exp(link[1]), math.exp(link[2])
    levels[channel] += (now.loading[channel] - loading[channel]) * now.holder_mean
    return _moved(now, intercept, loading, levels, now.bias, fading, _numbers(now))


@njit(cache=True, nogil=True, error_model="numpy")
def _read(kind: int, anchor: int, now: Parameters) -> Floats:
    if kind == PROCESSES:
        return processes(anchor, now)
    return now.bias.copy() if kind == BIASES else link_of(kind, now)


@njit(cache=True, nogil=True, error_model="numpy")
def _write(kind: int, anchor: int, now: Parameters, to: Floats) -> Parameters:
    if kind == PROCESSES:
        return with_processes(anchor, now, to)
    if kind == BIASES:
        return _moved(now, now.intercept, now.loading, now.holder_level, to, now.fading_variance, _numbers(now))
    return with_link(kind, now, to)


@njit(cache=True, nogil=True, error_model="numpy")
def room(flat: Flat) -> Workspace:
    """Return room to filter a domain in."""
    width, readings = flat.layout.size.max(), flat.channel.size
    made = empty_system(flat.gap.size, readings, width)
    return Workspace(made, np.zeros(readings), kalman.room(flat.layout, False), np.ones(flat.noise.size))


@njit(cache=True, nogil=True, error_model="numpy")
def density(chain: int, flat: Flat, now: Parameters, mixing: Mixing, values: Floats, work: Workspace) -> float:
    """Log likelihood of one chain with all states integrated out."""
    write_system(chain, flat, now, mixing, work.equal, work.made)
    write_offsets(chain, flat, now, work.left)
    nodes, readings = flat.layout.nodes, flat.layout.readings
    for row in range(readings[nodes[chain]], readings[nodes[chain + 1]]):
        work.left[row] = values[row] - work.left[row]
    return kalman.forward(chain, flat.layout, work.made, work.left, work.kept, False)


@njit(cache=True, nogil=True, error_model="numpy")
def move_all(
    flat: Flat, now: Parameters, mixing: Mixing, values: Floats, walks: Walks, warming: bool, words: Words
) -> tuple[Parameters, Floats]:
    """Propose every move once, and the processes once more; return the parameters and the chains' densities, (J,)."""
    work, chains, prior = room(flat), flat.state.size, log_prior(now, flat.doubt)
    found = np.empty(chains)
    for chain in range(chains):
        found[chain] = density(chain, flat, now, mixing, values, work)
    for turn in range(walks.kind.size + 1):
        move = turn % walks.kind.size
        kind = walks.kind[move]
        at = _read(kind, flat.anchor, now)
        to = propose(walks, move, at, words)
        accepted = False
        if np.abs(to).max() < declared.LARGEST_LOG:
            moved, there = _write(kind, flat.anchor, now, to), found.copy()
            moved_prior = log_prior(moved, flat.doubt)
            gain = moved_prior - prior
            for chain in range(chains):
                if kind < 0 or flat.slot[chain, kind] >= 0:
                    there[chain] = density(chain, flat, moved, mixing, values, work)
                    gain += there[chain] - found[chain]
            accepted = math.log(random.uniform(words)) < gain
            if accepted:
                now, prior, found = moved, moved_prior, there
        if warming:
            learn(walks, move, to if accepted else at, accepted)
    return now, found


@njit(cache=True, nogil=True, error_model="numpy")
def shift(flat: Flat, now: Parameters, mixing: Mixing, values: Floats, densities: Floats, words: Words) -> Floats:
    """Propose to shift all imputed readings of a chain together, with all states integrated out; return readings (M,).

    One by one they hardly move where several intervals in a row say the same. Chains are independent here, so each
    accepts or refuses for itself.

    ``densities`` are the log likelihoods of the chains as they are, (J,).
    """
    work, values = room(flat), values.copy()
    nodes, readings = flat.layout.nodes, flat.layout.readings
    size = declared.SHIFTS[int(random.uniform(words) * len(declared.SHIFTS))]
    for chain in range(flat.state.size):
        begin, end = readings[nodes[chain]], readings[nodes[chain + 1]]
        by, inside, hidden = size * random.normal(words), True, False
        before = values[begin:end].copy()
        for row in range(begin, end):
            if flat.low[row] < flat.high[row]:
                values[row] += by
                hidden = True
                inside = inside and flat.low[row] <= values[row] <= flat.high[row]
        if hidden and inside:
            gain = density(chain, flat, now, mixing, values, work) - densities[chain]
            inside = math.log(random.uniform(words)) < gain
        if not inside:
            values[begin:end] = before
    return values
