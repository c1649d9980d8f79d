"""Running chains: several at once, each on its own core, repeatable whatever the number of cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from threading import Event

import numpy as np
import numpy.typing as npt

from tightrope.measures.alignment import coherent, compatible
from tightrope.measures.alignment.ballots import Ballots
from tightrope.measures.alignment.mean_field import START_STEPS, Start, advance, begin
from tightrope.records import CheckError

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

#: Sweeps between two reports of progress; a chain can be stopped there.
SEGMENT = 20
#: States whose position is positive by convention, the first that voted.
ANCHORS = ("USA", "GBR", "FRA")


class Variant(StrEnum):
    """Which sampler: the proper joint posterior, or the published procedure."""

    COHERENT = "coherent"
    COMPATIBLE = "compatible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to run.

    Attributes:
        chains: how many.
        burn: sweeps of each chain that are dropped.
        sweeps: sweeps of each chain that count.
        thin: every which of these is kept; at least eight are.
        seed: any integer from 0 to 2**63 - 1.
        workers: chains that run at once; 0 for as many as there are cores.
    """

    chains: int = 2
    burn: int = 600
    sweeps: int = 2400
    thin: int = 2
    seed: int = 1
    workers: int = 0

    def __post_init__(self) -> None:
        if self.chains < 1 or self.burn < 0 or self.thin < 1 or self.sweeps < 8 * self.thin:
            raise CheckError(f"impossible plan of a run: {self}")
        if not 0 <= self.seed < 2**63:
            raise CheckError(f"impossible plan of a run: {self}")


#: Plans that meet the figures in docs/benchmarks.md on two cores, for fresh chains and for stored ones that go on.
PLANS = {
    Variant.COHERENT: Plan(burn=600, sweeps=2000, thin=2),
    Variant.COMPATIBLE: Plan(burn=1600, sweeps=1400, thin=2),
}
UPDATES = dict.fromkeys(Variant, Plan(burn=40, sweeps=240, thin=1))


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ended, so that it can go on with more votes.

    Attributes:
        theta: position of each cell on the chain's own scale, (M,).
        cuts: β, γ1, γ2 of each item on that scale, (J, 3).
        variances: τ² and σ² (coherent variant), (2,).
    """

    theta: Floats
    cuts: Floats
    variances: Floats


@dataclass(frozen=True, slots=True)
class Draws:
    """What came of a run.

    Attributes:
        variant: which sampler.
        plan: how long it ran.
        positions: standardised positions, (chains, draws, M).
        scales: mean and standard deviation of the positions before standardising, τ², σ², (chains, draws, 4); empty for
            the compatible variant, which has no such parameters.
        ends: where each chain ended.
        accepted: share of accepted steps by kind.
        predicted: mean predicted probabilities of yes, abstain, no for the votes asked for, (V, 3).
    """

    variant: Variant
    plan: Plan
    positions: Singles
    scales: Floats
    ends: tuple[End, ...]
    accepted: dict[str, float]
    predicted: Floats


def anchor_of(states: tuple[str, ...]) -> str:
    """The state whose position is positive: the first of ``ANCHORS`` that voted, else the first state by code."""
    return next((code for code in ANCHORS if code in states), states[0])


def sample(
    ballots: Ballots,
    variant: Variant,
    plan: Plan,
    *,
    starts: tuple[End, ...] = (),
    generation: int = 0,
    held_out: tuple[Ints, Ints] | None = None,
    progress: Callable[[int], None] = lambda sweeps: None,
) -> Draws:
    """Draw from the posterior.

    Args:
        ballots: the votes.
        variant: which sampler.
        plan: how long, with which seed.
        starts: where chains begin; without them, at a mean-field solution.
        generation: how many runs these chains have behind them; each generation has random numbers of its own.
        held_out: items (V,) and cells (V,) of votes to predict, averaged over the kept draws.
        progress: told the number of sweeps done since it was told before; may be called from several threads.
    """
    starts = starts or (_end(advance(ballots, begin(ballots, anchor_of(ballots.states)), START_STEPS), variant),)
    asked = held_out or (np.empty(0, np.int32), np.empty(0, np.int32))
    make = _Coherent if variant is Variant.COHERENT else _Compatible
    chains = [
        make(ballots, plan, asked, _seed(plan.seed, n, generation), starts[n % len(starts)]) for n in range(plan.chains)
    ]
    stop = Event()
    with ThreadPoolExecutor(plan.workers or min(plan.chains, os.cpu_count() or 1)) as pool:
        running = [pool.submit(one.go, progress, stop) for one in chains]
        try:
            for done in as_completed(running):
                done.result()
        except BaseException:
            stop.set()  # neither an error nor an interrupt waits for minutes of sweeps
            raise
    anchor = ballots.layout.state == ballots.states.index(anchor_of(ballots.states))
    for one in chains:
        one.face(anchor)
    accepted = {kind: float(np.mean([one.accepted()[kind] for one in chains])) for kind in chains[0].accepted()}
    return Draws(
        variant,
        plan,
        np.stack([one.kept for one in chains]),
        np.stack([one.scales for one in chains]),
        tuple(one.end() for one in chains),
        accepted,
        np.mean([one.predicted / max(len(one.kept), 1) for one in chains], axis=0),
    )


def _seed(seed: int, chain: int, generation: int) -> int:
    return int(np.random.SeedSequence([seed, chain, generation]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def _end(start: Start, variant: Variant) -> End:
    """Bring a mean-field start to the scale on which discriminations have a standard deviation of 1."""
    if variant is Variant.COMPATIBLE:
        return End(start.theta, start.cuts, np.ones(2))
    scale = float(np.sqrt((start.cuts[:, 0] ** 2).mean()))
    return End(start.theta * scale, start.cuts / np.array([scale, 1.0, 1.0]), np.array([0.03, 1.0]) * scale**2)


class _Chain:
    """One chain: its state, and what it keeps."""

    #: Columns of ``scales``.
    columns = 4

    def __init__(self, ballots: Ballots, plan: Plan, asked: tuple[Ints, Ints], seed: int, start: End) -> None:
        self.ballots, self.plan, self.asked, self.seed = ballots, plan, asked, seed
        self.theta, self.cuts, self.variances = start.theta.copy(), start.cuts.copy(), start.variances.copy()
        draws = plan.sweeps // plan.thin
        self.kept = np.empty((draws, self.theta.size), np.float32)
        self.scales = np.empty((draws, self.columns))
        self.predicted = np.zeros((asked[0].size, 3))
        self.done = 0

    def go(self, progress: Callable[[int], None], stop: Event) -> None:
        """Run the whole plan in segments, or until told to stop."""
        plan = self.plan
        while self.done < plan.burn and not stop.is_set():
            count = min(SEGMENT, plan.burn - self.done)
            self._segment(count)
            progress(count)
        place = 0
        while place < len(self.kept) and not stop.is_set():
            count = min(max(SEGMENT // plan.thin, 1), len(self.kept) - place)
            if self.asked[0].size:
                count = 1
            buffer, scales = self._segment(count * plan.thin)
            self.kept[place : place + count] = buffer[plan.thin - 1 :: plan.thin]
            self.scales[place : place + count] = scales[plan.thin - 1 :: plan.thin]
            if self.asked[0].size:
                self.predicted += coherent.probabilities(self.theta, self.cuts, *self.asked)
            place += count
            progress(count * plan.thin)

    def _segment(self, sweeps: int) -> tuple[Singles, Floats]:
        buffer, scales = np.empty((sweeps, self.theta.size), np.float32), np.zeros((sweeps, self.columns))
        self._run(buffer, scales)
        self.done += sweeps
        return buffer, scales

    def _run(self, buffer: Singles, scales: Floats) -> None:
        raise NotImplementedError

    def face(self, anchor: npt.NDArray[np.bool_]) -> None:
        """Turn a chain round whose anchor is negative; θ → -θ with β → -β is the same model."""
        if self.kept[:, anchor].mean() < 0:
            for values in (self.kept, self.theta, self.cuts[:, 0]):
                np.negative(values, out=values)

    def accepted(self) -> dict[str, float]:
        """Share of accepted steps by kind."""
        raise NotImplementedError

    def end(self) -> End:
        """Where the chain stands."""
        return End(self.theta, self.cuts, self.variances)


class _Coherent(_Chain):
    def __init__(self, ballots: Ballots, plan: Plan, asked: tuple[Ints, Ints], seed: int, start: End) -> None:
        super().__init__(ballots, plan, asked, seed, start)
        self.priors = np.array(coherent.PRIORS)
        self.counts = tuple(np.zeros(size, np.int32) for size in (len(ballots.items), len(ballots.states), 2))

    def _run(self, buffer: Singles, scales: Floats) -> None:
        coherent.run(
            self.theta,
            self.cuts,
            self.variances,
            self.ballots.layout,
            len(self.ballots.periods),
            self.priors,
            self.seed,
            self.done,
            buffer,
            scales,
            self.counts[0],
            self.counts[1],
            self.counts[2],
        )

    def accepted(self) -> dict[str, float]:
        items, paths, moves = (count / max(self.done, 1) for count in self.counts)
        shift, scale = moves * 2
        return {"items": float(items.mean()), "paths": float(paths.mean()), "shifts": shift, "scalings": scale}


class _Compatible(_Chain):
    columns = 0  # the published procedure has no variances to draw

    def __init__(self, ballots: Ballots, plan: Plan, asked: tuple[Ints, Ints], seed: int, start: End) -> None:
        super().__init__(ballots, plan, asked, seed, start)
        self.mean = self.theta.copy()
        self.before, self.variance = compatible.looks_to(ballots.layout)
        self.count = np.zeros(len(ballots.items), np.int32)

    def _run(self, buffer: Singles, scales: Floats) -> None:
        compatible.run(
            self.theta,
            self.mean,
            self.cuts,
            self.ballots.layout,
            self.before,
            self.variance,
            self.seed,
            self.done,
            buffer,
            self.count,
        )

    def accepted(self) -> dict[str, float]:
        return {"cut points": float(self.count.mean() / max(self.done, 1))}
