"""Push and pull find what was put in, agree with measuring where nothing was, and say where nothing was learned."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from capital_world import COUNT, CUTS, OTHER_SHARE, SHARE, scattered
from scipy import stats
from scipy.signal import lfilter

from tightrope.dynamics.contraction import contraction
from tightrope.dynamics.exits import PRIOR_YEARS, fit_exits, spells_of
from tightrope.dynamics.inputs import Impulse, ages, impulses, reading_times
from tightrope.dynamics.push_pull import PushPull, fit
from tightrope.dynamics.push_pull_chain import OTHER_HALF_LIFE, draw_processes, floor_of
from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.factor import told as expected
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import begin
from tightrope.measures.posterior import Posterior, Run, sample_domains
from tightrope.measures.simulate import simulate
from tightrope.records import Channel, ChannelKind, Domain, Event, EventType, Status, Tie, When

TIMES = np.arange(1995.5, 2021.5)


def domain(seed: int) -> tuple[Chains, Chains, Floats]:
    """Where and when is read, what is read without inputs, and when; points only, of shares and counts."""
    random = np.random.default_rng(seed)
    chains = scattered(5, 4, TIMES, random, read=0.8, channels=(SHARE, OTHER_SHARE, COUNT))
    chains = replace(chains, low=np.zeros(chains.low.size))
    truth = begin(chains)._replace(wandering_variance=0.05, half_life=10.0)
    told = simulate(chains, truth, random, CUTS).chains
    return chains, told, reading_times(chains, TIMES[0])


def measured(chains: Chains, draws: int = 300) -> Posterior:
    return sample_domains({"d": chains}, Run(seed=2, draws=draws), weights={})["d"]


def fitted(posterior: Posterior, **inputs: object) -> PushPull:
    given = {"acts": {}, "shocks": {}, "first": TIMES[0], "seed": 3, "draws": 500, **inputs}
    return fit("d", posterior, **given)  # type: ignore[arg-type]


def added(chains: Chains, path: Floats) -> Chains:
    return replace(chains, low=chains.low + path, high=chains.high + path)


def test_the_time_of_every_reading_is_found_again():
    _, told, time = domain(1)
    for row in (0, time.size // 2, time.size - 1):
        node, chain = told.node[row], told.chain[told.node[row]]
        assert time[row] in TIMES
        assert told.grid[chain][list(TIMES).index(time[row])] == node


def test_what_is_left_of_an_input_fades_and_one_before_all_readings_does_not_count():
    _, told, time = domain(1)
    key = told.states[told.state[0]], told.holders[told.holder[0]]
    found = ages(told, time, {key: [(2005.0, 2.0), (1900.0, 5.0)]}).fading(0.3, time.size)
    mine = (told.chain[told.node] == 0) & (time >= 2005)
    np.testing.assert_allclose(found, np.where(mine, 2.0 * np.exp(-0.3 * (time - 2005.0)), 0.0))


def test_a_shock_that_was_put_in_is_found_and_one_that_was_not_stays_small():
    _, told, time = domain(5)
    power = told.holders[0]
    inputs = {(state, power): [(2010.2, 1.0)] for state in told.states}
    path = ages(told, time, inputs).fading(math.log(2.0) / 10.0, time.size)
    hit = fitted(measured(added(told, -0.8 * path)), shocks={power: (2010.2,)})
    spared = fitted(measured(told), shocks={power: (2010.2,)})
    low, high = np.quantile(hit.posterior["shock"], (0.05, 0.95))
    assert 0.3 < low < 0.8 < high < 1.4
    assert np.median(spared.posterior["shock"]) < low
    assert hit.contraction("shock")[1] > 0.3


def test_the_push_of_acts_is_found():
    _, told, time = domain(3)
    random, acts = np.random.default_rng(9), {}
    for state in told.states:
        for holder in told.holders:
            when = np.sort(random.uniform(1996, 2021, 12))
            acts["d", state, holder] = tuple(Impulse(one, random.choice([-2.0, 2.0]), ("e",)) for one in when)
    one = ages(told, time, {key[1:]: [(act.time, act.weight) for act in mine] for key, mine in acts.items()})
    posterior = measured(added(told, 0.15 * one.fading(math.log(2.0) / 1.0, time.size)))
    found = fitted(posterior, acts=acts)
    low, high = np.quantile(found.posterior["inflow"], (0.01, 0.99))
    assert 0.02 < low < 0.15 < high
    assert found.acts == ("e",)


def test_only_acts_with_readings_before_and_after_them_count_as_what_the_push_was_learned_from():
    _, told, _ = domain(3)
    state, holder = told.states[told.state[0]], told.holders[told.holder[0]]
    when = (("early", 1900.0), ("between", 2005.0), ("late", 2100.0))
    acts = {("d", state, holder): tuple(Impulse(time, 2.0, (name,)) for name, time in when),
            ("d", "nobody", holder): (Impulse(2005.0, 2.0, ("of nobody",)),)}  # fmt: skip
    assert fitted(measured(told), acts=acts, draws=20).acts == ("between",)


def test_without_inputs_the_half_life_is_that_of_measuring_under_the_same_prior():
    _, told, _ = domain(4)
    posterior = measured(told, 1000)
    found = fitted(posterior, draws=1500, half_life=OTHER_HALF_LIFE)
    assert sorted(found.posterior) == ["floor", "half_life"]
    logs, others = np.log(found.posterior["half_life"]), np.log(posterior.numbers["half_life"].ravel())
    assert logs.mean() == pytest.approx(others.mean(), abs=0.35 * others.std())
    assert logs.std() == pytest.approx(others.std(), rel=0.3)


def test_a_prior_that_says_otherwise_moves_the_half_life_and_contraction_is_zero_where_nothing_is_learned():
    _, told, _ = domain(4)
    posterior = measured(told)
    short, long = (fitted(posterior, half_life=(median, 0.1)) for median in (5.0, 40.0))
    assert np.median(short.posterior["half_life"]) < np.median(long.posterior["half_life"])
    assert abs(short.contraction("half_life")[0]) < 0.6
    nothing = PushPull(posterior={"shock": short.prior["shock"]}, prior=short.prior)
    assert nothing.contraction("shock")[0] == 0


def test_the_same_seed_gives_the_same_draws():
    _, told, _ = domain(4)
    posterior = measured(told, 100)
    one, other = (fitted(posterior, draws=20).posterior["half_life"] for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_the_floor_counts_innovations_by_their_variance_and_not_by_their_scale():
    random = np.random.default_rng(1)
    kept, scale = 0.9, 0.5
    steps = scale * math.sqrt(1 - kept**2) * random.standard_t(declared.DEGREES_OF_FREEDOM, 2_000_000)
    wandering = lfilter([1.0], [1.0, -kept], steps).var()
    assert floor_of(np.array(1.0), np.array(scale**2)) == pytest.approx(1.0 / (1.0 + wandering), rel=0.03)


def test_variances_and_biases_are_drawn_from_what_the_states_say_of_them():
    random = np.random.default_rng(6)
    chains = scattered(4, 3, TIMES, random, read=0.8, channels=(SHARE, OTHER_SHARE, COUNT))
    source = np.where(chains.channel == 0, np.arange(chains.channel.size) % 2 - 1, -1)
    chains = replace(chains, low=np.zeros(chains.low.size), source=source, sources=((chains.channels[0], "other"),))
    truth = begin(chains)._replace(wandering_variance=0.3, half_life=4.0, bias=np.array([0.4]))
    told = simulate(chains, truth, random, CUTS)
    words = random.integers(0, 2**64, 4, dtype=np.uint64)
    drawn = [draw_processes(chains.flat, truth, told.mixing, told.values, told.states, words) for _ in range(4000)]

    def agrees(name: str, values: Floats, sd: float) -> None:
        """Whether draws are those of a variance of independent normals (n,) under its inverse gamma prior."""
        law = stats.invgamma(3.0 + values.size / 2, scale=2.0 * sd**2 + (values**2).sum() / 2)
        assert stats.kstest([getattr(one, name) for one in drawn], law.cdf).pvalue > 0.001

    first = chains.layout.nodes[:-1]
    agrees("mean_variance", told.states[first, 0], declared.MEAN_SD)
    standing = [
        told.states[k, slot] / chains.doubt[one] ** 0.5
        for k, mine in zip(first, chains.slot, strict=True)
        for one, slot in enumerate(mine)
        if slot >= 0
    ]
    assert set(chains.doubt) == {1.0, declared.LOW_GRADE_DOUBT}
    agrees("deviation_variance", np.array(standing), declared.DEVIATION_SD)
    wandering = told.states[:, 1]
    begun = np.isin(np.arange(wandering.size), first)
    kept = np.where(begun, 0.0, 2.0 ** (-chains.gap / truth.half_life))
    steps = (wandering - kept * np.roll(wandering, 1)) * np.sqrt(told.mixing.steps / (1 - kept**2))
    agrees("wandering_variance", steps, declared.WANDERING_SD)
    mine = source == 0
    weight = told.mixing.readings / (truth.noise[0] * chains.grade)
    left = told.values - expected(chains.flat, truth._replace(bias=np.zeros(1)), told.states)
    precision = weight[mine].sum() + declared.BIAS_SD**-2
    law = stats.norm((weight * left)[mine].sum() / precision, precision**-0.5)
    assert stats.kstest([one.bias[0] for one in drawn], law.cdf).pvalue > 0.001


def test_the_interval_of_a_contraction_is_what_draws_that_hang_together_leave_unknown():
    random, inside, runs, kept = np.random.default_rng(7), 0, 400, 0.8
    for _ in range(runs):
        steps = random.standard_normal(1000) * math.sqrt(1 - kept**2)
        posterior = lfilter([1.0], [1.0, -kept], steps, zi=np.array([kept * random.standard_normal()]))[0]
        mean, low, low50, high50, high = contraction(posterior, 2.0 * random.standard_normal(1000))
        assert low < low50 < mean < high50 < high
        inside += low < 0.75 < high
    assert inside / runs == pytest.approx(0.9, abs=0.045)


def event(kind: EventType, source: str, target: str, when: When | None, **fields: object) -> Event:
    given = {"document": "d", "start": 0, "end": 9, "coder": "c/1", "domain": Domain.POLITICS, **fields}
    return Event(source=(source,), target=(target,), event_type=kind, when=when, **given)  # type: ignore[arg-type]


def test_acts_count_whoever_acts_once_and_only_if_they_happened_on_a_known_day():
    day = When.parse("2020-03-01")
    events = [
        event(EventType.AID, "RUS", "KAZ", day, confidence=0.5),
        event(EventType.AID, "RUS", "KAZ", day, confidence=0.8, start=1),
        event(EventType.PROTEST, "KAZ", "RUS", day),
        event(EventType.REQUEST, "KAZ", "RUS", day),
        event(EventType.AID, "RUS", "KAZ", None),
        event(EventType.AID, "RUS", "KAZ", When.parse("1991/2022")),
        event(EventType.AID, "RUS", "KAZ", day, status=Status.PLANNED),
        event(EventType.AID, "RUS", "UKR", day),
    ]
    (found,) = impulses(events, ("KAZ",), ("RUS",)).values()
    assert sorted(one.weight for one in found) == [-2.0, pytest.approx(1.6)]
    assert max(len(one.ids) for one in found) == 2


def tie(a: str, b: str, relation: str, since: str, until: str | None = None) -> Tie:
    end = When.parse(until) if until else None
    return Tie(
        document="d", start=0, end=9, coder="c/1", a=a, b=b, relation=relation, since=When.parse(since), until=end
    )


def test_ties_hold_until_they_end_and_the_hazard_is_the_gamma_posterior():
    channel = Channel(
        name="security.ties", kind=ChannelKind.TIES, unit="count", offset=0.5, noise=0.2, drift=0.1,
        relations=("base-host",), organisations=("CSTO",), complete=True,
    )  # fmt: skip
    ties = [
        tie("KAZ", "CSTO", "member", "2000"),
        tie("UZB", "CSTO", "member", "2006", "2012"),
        tie("RUS", "CSTO", "member", "2000"),
        tie("KGZ", "RUS", "base-host", "2003"),
        tie("KGZ", "RUS", "trade-partner", "2003"),
    ]
    spells = spells_of([channel], ties, ("KAZ", "KGZ", "UZB"), ("RUS",))
    assert len(spells) == 3
    found = fit_exits(spells, first=1991.0, last=2026.0, seed=1, draws=50_000)
    assert found is not None
    assert found.exits == 1
    assert found.years == pytest.approx(25.5 + 6 + 22.5, abs=0.1)
    hazard = stats.gamma(2.0, scale=1 / (PRIOR_YEARS + found.years))
    np.testing.assert_allclose(
        np.quantile(found.posterior, (0.05, 0.5, 0.95)), math.log(2) / hazard.ppf((0.95, 0.5, 0.05)), rtol=0.03
    )
    assert found.contraction[1] > 0.3
    assert fit_exits([], first=1991.0, last=2026.0, seed=1, draws=10) is None
