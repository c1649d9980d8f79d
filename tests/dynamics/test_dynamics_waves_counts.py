from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from measures_world import amount, cell, run, tie, ties_channel
from wave_world import CENTRE, OFFSET, drawn, dyads

from tightrope.dynamics.waves.counts import whole
from tightrope.dynamics.waves.named import draw_scores
from tightrope.dynamics.waves.shocks import dyad_series, evidence

ONSET = np.array([2014.0])


def test_a_count_is_read_in_draws_as_it_is_read_from_ties():
    channel = ties_channel(relations=("ally", "base-host"), complete=True)
    ties = [
        tie("KAZ", "RUS", "ally", "2002"),
        tie("KAZ", "RUS", "base-host", "2005"),
        tie("KAZ", "CHN", "ally", "2004"),
    ]
    measurement = run(
        observations=[cell("economy.trade", "RUS", 2004, 99.0)], ties=ties, channels=(amount("economy.trade"), channel)
    )
    posterior = measurement.posteriors["security"]
    first = measurement.scope.years[0] + 0.5
    every = dyad_series(posterior.chains, posterior.parameters, first, {channel.name: channel.offset})
    read = {one.holder: one for one in every}
    for holder, begun in (("RUS", [2002, 2005]), ("CHN", [2004])):
        one = read[holder]
        count = (one.time[:, None] >= np.array(begun)).sum(axis=1)
        assert one.counted.all()
        assert len(set(count)) == 2
        figures = np.log(count + channel.offset) - one.centre
        assert whole(figures, one.offset, one.centre) == pytest.approx(one.value, abs=1e-12)
        assert one.error.max() < one.scale.max()


def test_figures_that_round_to_the_same_number_are_read_alike():
    figures = np.log(np.array([0.0, 0.4, 1.6, 2.4, 2.6]) + OFFSET) - CENTRE
    read = whole(figures, np.full(5, OFFSET), np.full(5, CENTRE)) + CENTRE
    edges = np.log(np.array([0.5, 0.5, 1.5, 2.5, 3.5]) + OFFSET)
    assert read == pytest.approx([edges[0], edges[1], *[(edges[2] + edges[3]) / 2] * 2, (edges[3] + edges[4]) / 2])
    lost = np.log(1e-9) - CENTRE
    assert whole(np.array([lost]), np.array([OFFSET]), np.array([CENTRE])) + CENTRE == pytest.approx(edges[:1])


def test_a_push_moves_no_count_until_a_whole_tie_goes():
    random = np.random.default_rng(1)
    (one,) = dyads(1, random, counts=True)
    (one,) = drawn([one], random)
    found = evidence(one, ONSET)
    (without,) = draw_scores([found], 0.0, random, 4000)
    counts = float((found.pattern * found.weights)[one.counted].sum())
    assert without.counted is not None
    moved = without.counted.moved(0, 0.02)
    assert counts > 0.0
    assert (moved == 0.0).mean() > 0.3
    assert moved.max() > 5 * 0.02 * counts  # a whole tie


def test_many_ties_are_as_good_as_figures():
    random = np.random.default_rng(2)
    (given,) = dyads(1, random, counts=True)
    (read,) = drawn([given], random)
    many = np.where(given.counted, np.log(5000.0), 0.0)  # thousands of ties where there were a few
    one = replace(read, centre=read.centre + many, scale=read.error)
    found = evidence(one, ONSET)
    (counted,) = draw_scores([found], 0.0, np.random.default_rng(3), 20_000)
    plain = evidence(replace(one, offset=np.full(one.time.size, np.nan)), ONSET)
    (figures,) = draw_scores([plain], 0.0, np.random.default_rng(3), 20_000)
    assert counted.scores.var() == pytest.approx(figures.scores.var(), rel=0.05)
    assert counted.moved(0, 2.0) == pytest.approx(figures.moved(0, 2.0), rel=0.02)
    assert figures.moved(0, 2.0) == pytest.approx(2.0 * found.information[0])
