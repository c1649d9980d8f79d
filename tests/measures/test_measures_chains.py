"""From readings to chains: nodes, gaps, components, the anchor, biased sources and centres."""

from __future__ import annotations

import math

import numpy as np
import pytest
from capital_world import COUNT, SHARE, TIES, domain, reading

from tightrope.measures.chains import DEVIATIONS
from tightrope.measures.figures import Link

YEARS = (2000.5, 2001.5, 2002.5)


def counts(time: float, value: float) -> object:
    return reading(time, value, link=Link.COUNT)


def test_a_chain_has_a_node_at_each_year_asked_for_and_at_each_time_read_and_no_other() -> None:
    chains = domain({("KAZ", SHARE, "RUS"): [reading(1990.5, 0.0), reading(2001.5, 0.1), reading(2001.75, 0.2)]}, YEARS)
    assert chains.layout.nodes.tolist() == [0, 5]
    assert chains.gap.tolist() == [0.0, 10.0, 1.0, 0.25, 0.75]
    assert chains.grid.tolist() == [[1, 2, 4]]
    assert chains.node.tolist() == [0, 2, 3]
    assert chains.layout.readings.tolist() == [0, 1, 1, 2, 3, 3]


def test_every_dyad_is_a_chain_of_its_own_whose_first_gap_is_none() -> None:
    chains = domain(
        {
            ("UZB", SHARE, "CHN"): [reading(1999.5, 0.0)],
            ("KAZ", SHARE, "RUS"): [reading(2000.5, 0.0)],
            ("KAZ", SHARE, "CHN"): [reading(2003.5, 0.0)],
        },
        YEARS,
    )
    dyads = [(chains.states[s], chains.holders[h]) for s, h in zip(chains.state, chains.holder, strict=True)]
    assert dyads == [("KAZ", "CHN"), ("KAZ", "RUS"), ("UZB", "CHN")]
    assert np.diff(chains.layout.nodes).tolist() == [4, 3, 4]
    assert chains.gap[chains.layout.nodes[:-1]].tolist() == [0.0, 0.0, 0.0]
    assert chains.chain.tolist() == [0] * 4 + [1] * 3 + [2] * 4


def test_several_readings_at_one_time_lie_at_one_node() -> None:
    chains = domain(
        {
            ("KAZ", SHARE, "RUS"): [reading(2001.5, 0.3, source="a"), reading(2001.5, 0.5, source="b")],
            ("KAZ", COUNT, "RUS"): [counts(2001.5, 4.0)],
        },
        YEARS,
    )
    assert chains.node.tolist() == [1, 1, 1]
    assert [chains.channels[one] for one in chains.channel] == [COUNT, SHARE, SHARE]
    assert chains.layout.readings.tolist() == [0, 0, 3, 3]


def test_the_rows_of_readings_stay_with_what_they_say_in_any_order() -> None:
    given = {
        ("UZB", SHARE, "CHN"): [reading(2002.5, -1.0, ids=("c",)), reading(2000.5, -2.0, ids=("a",), grade=4.0)],
        ("KAZ", SHARE, "RUS"): [reading(2001.5, -3.0, -1.0, ids=("b",))],
    }
    chains = domain(given, YEARS)
    assert chains.ids == (("b",), ("a",), ("c",))
    assert (chains.low + chains.centre[0]).tolist() == [-3.0, -2.0, -1.0]
    assert (chains.high + chains.centre[0]).tolist() == [-1.0, -2.0, -1.0]
    assert chains.points.tolist() == [False, True, True]
    assert chains.grade.tolist() == [1.0, 4.0, 1.0]
    assert [chains.states[chains.state[chains.chain[node]]] for node in chains.node] == ["KAZ", "UZB", "UZB"]


def test_a_chain_has_two_components_for_each_channel_that_reads_it_and_no_more() -> None:
    chains = domain(
        {
            ("KAZ", COUNT, "RUS"): [counts(2000.5, 1.0)],
            ("KAZ", SHARE, "RUS"): [reading(2000.5, 0.0)],
            ("KAZ", SHARE, "CHN"): [reading(2000.5, 0.0)],
            ("KAZ", TIES, "RUS"): [reading(2000.5, 0.0, 1.0, link=Link.TIES)],
        },
        YEARS,
    )
    assert chains.channels == (COUNT, TIES, SHARE)
    assert chains.slot.tolist() == [[-1, -1, DEVIATIONS], [DEVIATIONS, DEVIATIONS + 2, DEVIATIONS + 4]]
    assert chains.layout.size.tolist() == [DEVIATIONS + 2, DEVIATIONS + 6]
    assert chains.width == DEVIATIONS + 6


def test_the_anchor_is_the_channel_of_shares_even_if_a_count_is_read_more_often() -> None:
    chains = domain(
        {
            ("KAZ", COUNT, "RUS"): [counts(year, 1.0) for year in YEARS],
            ("KAZ", SHARE, "RUS"): [reading(2000.5, 0.0)],
        },
        YEARS,
    )
    assert chains.channels[chains.anchor] == SHARE


@pytest.mark.parametrize(("first", "second", "anchor"), [(1, 3, SHARE), (3, 1, COUNT), (2, 2, COUNT)])
def test_of_channels_of_one_link_the_anchor_is_the_one_read_most_and_then_the_first(
    first: int, second: int, anchor: str
) -> None:
    chains = domain(
        {
            ("KAZ", COUNT, "RUS"): [counts(year, 1.0) for year in YEARS[:first]],
            ("KAZ", SHARE, "RUS"): [counts(year, 1.0) for year in YEARS[:second]],
        },
        YEARS,
    )
    assert chains.channels[chains.anchor] == anchor


def test_a_source_has_a_bias_unless_it_is_the_main_one_of_its_channel_or_is_read_once() -> None:
    main, second, once = (("main", 3), ("second", 2), ("once", 1))
    given = [reading(year, 0.0, source=name) for name, number in (main, second, once) for year in YEARS[:number]]
    chains = domain({("KAZ", SHARE, "RUS"): given}, YEARS)
    assert chains.sources == ((SHARE, "second"),)
    assert sorted(chains.source.tolist()) == [-1, -1, -1, -1, 0, 0]


def test_one_source_has_a_bias_of_its_own_in_each_channel() -> None:
    def mixed(link: Link) -> list[object]:
        given = [reading(year, 0.0, source="main", link=link) for year in YEARS]
        return given + [reading(year, 0.0, source="text", link=link) for year in YEARS[:2]]

    chains = domain({("KAZ", SHARE, "RUS"): mixed(Link.SHARE), ("KAZ", COUNT, "RUS"): mixed(Link.COUNT)}, YEARS)
    assert chains.sources == ((COUNT, "text"), (SHARE, "text"))


def test_every_channel_is_centred_by_its_median() -> None:
    chains = domain(
        {
            ("KAZ", SHARE, "RUS"): [reading(2000.5, -3.0), reading(2001.5, -2.0), reading(2002.5, 4.0)],
            ("KAZ", COUNT, "RUS"): [counts(2000.5, 100.0)],
        },
        YEARS,
    )
    assert chains.centre.tolist() == [100.0, -2.0]
    assert sorted(chains.low.tolist()) == [-1.0, 0.0, 0.0, 6.0]


def test_the_middle_of_an_interval_is_its_bound_if_it_has_only_one() -> None:
    bounds = [(-math.inf, -2.0), (1.0, 3.0), (5.0, math.inf)]
    chains = domain({("KAZ", SHARE, "RUS"): [reading(year, *b) for year, b in zip(YEARS, bounds, strict=True)]}, YEARS)
    assert chains.centre.tolist() == [2.0]
    assert chains.low.tolist() == [-math.inf, -1.0, 3.0]
    assert chains.high.tolist() == [-4.0, 1.0, math.inf]
