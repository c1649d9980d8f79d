"""The samplers: the right posterior, whatever the number of cores, and the published procedure as published."""

from __future__ import annotations

import numpy as np
import pytest
from alignment_world import assembly
from bsv_reference import reference_means
from scipy import stats

from tightrope.measures.alignment import coherent
from tightrope.measures.alignment.ballots import Layout, _side, arrange
from tightrope.measures.alignment.mean_field import QUICK_STEPS, advance, begin
from tightrope.measures.alignment.sampling import End, Plan, Variant, anchor_of, sample
from tightrope.records import CheckError

SHORT = Plan(burn=40, sweeps=80, thin=2, seed=3)


@pytest.mark.parametrize("variant", list(Variant))
def test_the_same_seed_gives_the_same_bytes_on_one_core_or_two(variant):
    ballots = assembly(12, 4, 12).ballots
    one = sample(ballots, variant, Plan(burn=40, sweeps=80, seed=3, workers=1))
    two = sample(ballots, variant, Plan(burn=40, sweeps=80, seed=3, workers=2))
    other = sample(ballots, variant, Plan(burn=40, sweeps=80, seed=4, workers=2))
    assert one.positions.tobytes() == two.positions.tobytes()
    assert one.ends[1].cuts.tobytes() == two.ends[1].cuts.tobytes()
    assert one.positions.tobytes() != other.positions.tobytes()
    assert not np.array_equal(one.positions[0], one.positions[1])


@pytest.mark.parametrize("variant", list(Variant))
def test_positions_are_standardised_and_the_anchor_is_positive(variant):
    world = assembly(12, 4, 12)
    draws = sample(world.ballots, variant, SHORT)
    assert draws.positions.mean(axis=2) == pytest.approx(0, abs=1e-5)
    assert draws.positions.std(axis=2, ddof=1) == pytest.approx(1, abs=1e-4)
    layout = world.ballots.layout
    anchor = layout.state == world.ballots.states.index(anchor_of(world.ballots.states))
    assert (draws.positions[..., anchor].mean(axis=(0, 1)) > 0).all()


def test_the_coherent_sampler_has_the_posterior_of_its_model():
    """Geweke (2004): data drawn given parameters and parameters given data must bring back the prior."""
    prior, chain = _marginal_conditional(6000), _successive_conditional(12000)
    batches = chain.reshape(40, -1, chain.shape[1]).mean(axis=1)
    error = np.sqrt(batches.var(axis=0, ddof=1) / 40 + prior.var(axis=0) / len(prior))
    z = (chain.mean(axis=0) - prior.mean(axis=0)) / error
    assert np.abs(z).max() < 3.6, z.round(2)


STATES, PERIODS, SPANS = 5, 3, [(0, 0), (0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (0, 2)]
CELLS = [(state, period) for state in range(STATES) for period in range(PERIODS) if (state, period) != (4, 1)]
STATE, PERIOD = (np.array(column, np.int32) for column in zip(*CELLS, strict=True))
FIRST = np.searchsorted(STATE, np.arange(STATES + 1)).astype(np.int32)
GAP = np.where(np.isin(np.arange(len(CELLS)), FIRST), 0, np.diff(PERIOD, prepend=0)).astype(np.int32)
ITEM, CELL = np.array(
    [(j, k) for j, (a, b) in enumerate(SPANS) for k, (s, t) in enumerate(CELLS) if a <= t <= b and (s + t + j) % 7]
).T
ITEM_FIRST, ITEM_LAST = (
    np.array([choose(PERIOD[CELL[j == ITEM]]) for j in range(len(SPANS))], np.int32) for choose in (min, max)
)


def _draw_prior(random):
    cut_sd, shape, scale, first_shape, first_scale = coherent.PRIORS
    variances = np.array([scale / random.gamma(shape), first_scale / random.gamma(first_shape)])
    theta = np.empty(len(CELLS))
    for cell, gap in enumerate(GAP):
        spread = np.sqrt(variances[0] * gap) if gap else np.sqrt(variances[1])
        theta[cell] = random.normal(theta[cell - 1] if gap else 0.0, spread)
    cuts = np.sort(random.normal(0, cut_sd, (len(SPANS), 2)), axis=1)
    return theta, np.column_stack([random.standard_normal(len(SPANS)), cuts]), variances


def _summary(theta, cuts, variances):
    b, low, high = cuts.T
    return [
        *(theta[0], theta.mean(), np.abs(theta).mean(), theta.std(), np.log(variances[0]), np.log(variances[1])),
        *(
            abs(theta[1] - theta[0]) / np.sqrt(variances[0]),
            b[0] * theta[0],
            b.mean(),
            (b**2).mean(),
            b[4] ** 2,
            b[6] ** 2,
        ),
        *(low[0], high[3], low[5], (cuts[:, 1:] ** 2).mean(), np.log(high[0] - low[0]), np.log(high[6] - low[6])),
        np.log(np.abs(theta[PERIOD == 1]).mean() / np.abs(theta[PERIOD == 0]).mean()),
    ]


def _marginal_conditional(count):
    random = np.random.default_rng(1)
    return np.array([_summary(*_draw_prior(random)) for _ in range(count)])


def _successive_conditional(count):
    random = np.random.default_rng(2)
    theta, cuts, variances = _draw_prior(random)
    kept, scales = np.empty((1, len(CELLS)), np.float32), np.empty((1, 4))
    counts = [np.zeros(size, np.int32) for size in (len(SPANS), STATES, 2)]
    found = []
    for sweep in range(count):
        z = cuts[ITEM, 0] * theta[CELL] + random.standard_normal(ITEM.size)
        vote = np.where(z < cuts[ITEM, 1], 1, np.where(z > cuts[ITEM, 2], 3, 2)).astype(np.int8)
        sides = _side(ITEM, CELL, vote, len(SPANS)), _side(CELL, ITEM, vote, len(CELLS))
        layout = Layout(STATE, PERIOD, GAP, FIRST, ITEM_FIRST, ITEM_LAST, *sides)
        priors = np.array(coherent.PRIORS)
        coherent.run(theta, cuts, variances, layout, PERIODS, priors, 9, sweep, kept, scales, *counts)
        found.append(_summary(theta, cuts, variances))
    return np.array(found)


def test_the_compatible_sampler_repeats_the_published_procedure():
    """Against the authors' steps written out in plain NumPy: the same means, within what slow chains allow."""
    world = assembly(10, 3, 25, seed=4)
    ours = sample(world.ballots, Variant.COMPATIBLE, Plan(chains=2, burn=500, sweeps=6000, thin=2, seed=5)).positions
    theirs = reference_means(world.ballots, burn=500, sweeps=6000, seed=6)
    assert np.corrcoef(ours.mean(axis=(0, 1)), theirs)[0, 1] > 0.998
    assert np.abs(ours.mean(axis=(0, 1)) - theirs).mean() < 0.05


def test_intervals_of_the_coherent_sampler_cover_the_truth():
    hits, changes, cells, steps = 0, 0, 0, 0
    for seed in range(4):
        world = assembly(40, 6, 30, seed=seed + 10)
        draws = sample(world.ballots, Variant.COHERENT, Plan(burn=200, sweeps=500, seed=seed)).positions
        flat = draws.reshape(-1, draws.shape[-1]).astype(float)
        moved = np.flatnonzero(world.ballots.layout.gap > 0)
        hits += _covered(flat, world.truth)
        changes += _covered(flat[:, moved] - flat[:, moved - 1], world.truth[moved] - world.truth[moved - 1])
        cells, steps = cells + world.truth.size, steps + moved.size
    assert 0.85 < hits / cells < 0.95
    assert 0.86 < changes / steps < 0.94


def _covered(draws, truth):
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return int(((low <= truth) & (truth <= high)).sum())


def test_the_mean_field_start_is_near_the_truth():
    world = assembly(40, 6, 30)
    anchor = anchor_of(world.ballots.states)
    found = advance(world.ballots, begin(world.ballots, anchor), QUICK_STEPS).theta
    assert stats.pearsonr(found, world.truth).statistic > 0.95


@pytest.mark.parametrize(
    "wrong", [{"chains": 0}, {"burn": -1}, {"thin": 0}, {"sweeps": 3}, {"seed": -1}, {"seed": 2**63}]
)
def test_an_impossible_plan_is_refused(wrong):
    with pytest.raises(CheckError, match="impossible plan"):
        Plan(**wrong)


def test_progress_tells_every_sweep_once():
    told: list[int] = []
    sample(
        assembly(8, 3, 8).ballots, Variant.COHERENT, Plan(chains=2, burn=30, sweeps=50, workers=1), progress=told.append
    )
    assert sum(told) == 2 * (30 + 50)


@pytest.mark.parametrize("variant", list(Variant))
def test_states_that_nothing_tells_apart_are_refused(variant):
    same = arrange(
        ["A", "B"], ["x", "y"], *np.array([[0, 1, 0, 1], [1, 1, 2, 2], [0, 0, 1, 1]]), np.array([1, 3, 3, 1], np.int8)
    )
    both = arrange(
        ["A", "B"],
        ["x", "y"],
        *np.array([[0, 1, 0, 1, 0, 1, 0, 1], [1, 1, 2, 2, 1, 1, 2, 2], [0, 0, 0, 0, 1, 1, 1, 1]]),
        np.array([1, 1, 3, 3, 3, 3, 1, 1], np.int8),
    )
    assert np.isfinite(sample(same, variant, Plan(burn=5, sweeps=20)).positions).all()
    with pytest.raises(CheckError, match="do not tell the states apart"):
        sample(both, variant, Plan(burn=5, sweeps=20))


def test_an_error_in_one_chain_ends_the_others_at_once():
    def stumble(sweeps: int) -> None:
        raise ArithmeticError("told")

    with pytest.raises(ArithmeticError, match="told"):
        sample(assembly(60, 10, 40).ballots, Variant.COHERENT, Plan(burn=10**6, sweeps=10**3), progress=stumble)


def test_a_chain_whose_anchor_is_negative_is_turned_round():
    world = assembly(12, 4, 12)
    upright = sample(world.ballots, Variant.COHERENT, SHORT)
    start = upright.ends[0]
    upside_down = End(-start.theta, start.cuts * np.array([-1.0, 1.0, 1.0]), start.variances)
    turned = sample(world.ballots, Variant.COHERENT, SHORT, starts=(upside_down,))
    anchor = world.ballots.layout.state == 0
    assert (turned.positions[..., anchor].mean(axis=(1, 2)) > 0).all()
    assert all(end.theta[anchor].mean() > start.theta.mean() for end in turned.ends)


def test_a_later_generation_has_random_numbers_of_its_own():
    ballots = assembly(8, 3, 8).ballots
    starts = sample(ballots, Variant.COHERENT, SHORT).ends
    first = sample(ballots, Variant.COHERENT, SHORT, starts=starts, generation=1)
    second = sample(ballots, Variant.COHERENT, SHORT, starts=starts, generation=2)
    assert first.positions.tobytes() != second.positions.tobytes()


@pytest.mark.parametrize("variant", list(Variant))
def test_one_session_alone_is_placed_without_any_other(variant):
    world = assembly(25, 1, 60)
    draws = sample(world.ballots, variant, Plan(burn=150, sweeps=300, seed=2)).positions
    assert np.corrcoef(draws.mean(axis=(0, 1)), world.truth)[0, 1] > 0.9
