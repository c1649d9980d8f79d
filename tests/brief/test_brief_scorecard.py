"""The scorecard says what past outlooks were worth, good or bad, and which command makes it where there is none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN, number, observation

from tightrope import brief
from tightrope.brief.publication import read_publication
from tightrope.brief.scorecard import REFERENCES, TENTHS, cards, events
from tightrope.records import Estimate

TRADE = "economy.trade"


def scores(basis: tuple[str, ...], series: str, persistence: dict[str, tuple[float, float, float]]) -> list[Estimate]:
    """Scores of a series whose skill against persistence has this mean and these ends at each horizon."""

    def score(measure: str, mean: float, low: float | None = None, high: float | None = None) -> Estimate:
        one = number(f"hindcast/{series}/{measure}", "", 2010, mean, basis, domain=series.partition(".")[0])
        low, high = mean if low is None else low, mean if high is None else high
        return replace(one, low90=low, low50=low, high50=high, high90=high)

    found = [score(f"pit/{tenth}", 0.1) for tenth in TENTHS]
    for horizon, (mean, low, high) in persistence.items():
        found += [
            score(f"{name}/{horizon}", value) for name, value in (("crps", 0.02), ("origins", 12), ("forecasts", 48))
        ]
        found += [score(f"covers{level}/{horizon}", part) for level, part in ((50, 0.41), (90, 0.87))]
        found += [score(f"skill/{name}/{horizon}", mean, low, high) for name in REFERENCES]
        found += [score(f"shown/{name}/{horizon}", 0.23) for name in REFERENCES]
    return found


def event_scores(series: str, events: int) -> list[Estimate]:
    """Scores of ties within one year, where so many different ones ended or began."""
    told = {
        "origins/1": 20,
        "forecasts/1": 300,
        "happened/1": 7,
        "expected/1": 8.2,
        "brier/1": 0.0123,
        "events": events,
    }
    told |= {"shown/climatology/1": 0.31, "skill/persistence/1": -0.04, "skill/climatology/1": 0.02}
    return [number(f"hindcast/{series}/{name}", "", 2010, mean, ("x",), domain="all") for name, mean in told.items()]


@pytest.fixture
def put(empty_ledger, case):
    """Publish the scores of series by their skills."""
    row = observation("PWA", "NVA", 2009, 1e9)
    empty_ledger.add_observations(ORIGIN, [row])

    def publish(*more: Estimate, **series: dict[str, tuple[float, float, float]]):
        found = [one for name, skills in series.items() for one in scores((row.id,), name.replace("__", "."), skills)]
        outlook = [replace(one, rests_on=(row.id,)) for one in more]
        empty_ledger.add_estimates((*found, *outlook), case=case.name, seed=1)
        return empty_ledger

    return publish


def test_each_series_says_at_which_horizons_it_is_better_or_worse_and_where_nothing_is_shown(put, case) -> None:
    mixed = {"1": (0.2, 0.1, 0.3), "2": (0.1, -0.1, 0.3), "3": (-0.2, -0.3, -0.1), "all": (0.0, -0.1, 0.1)}
    vague = {"1": (-0.05, -0.2, 0.1), "all": (-0.05, -0.2, 0.1)}
    ledger = put(economy__trade=mixed, politics__alignment_distance=vague)
    found = {card.series: card for card in cards(read_publication(ledger, case))}
    assert (found[TRADE].better, found[TRADE].worse) == (("1",), ("3",))
    assert (found["politics.alignment_distance"].better, found["politics.alignment_distance"].worse) == ((), ())
    section = re.sub(r"<[^>]*>", "", read_page(brief.render(ledger, case, "en")).section("scorecard"))
    assert "better than the last value (persistence): 1." in section
    assert "worse than the last value: 3." in section
    assert "cannot be told from so few years" in section
    assert "+0.20 +0.10 to +0.30" in section
    assert "−0.20 −0.30 to −0.10" in section
    assert "87%" in section
    assert "hindcast/" not in section


def test_only_a_skill_whose_interval_excludes_nothing_is_bold(put, case) -> None:
    ledger = put(economy__trade={"1": (0.2, 0.1, 0.3), "2": (0.1, -0.1, 0.3), "all": (0.1, -0.1, 0.3)})
    bold = re.findall(r"<strong>([^<]*)</strong>", read_page(brief.render(ledger, case, "en")).section("scorecard"))
    assert bold == ["+0.20"] * len(REFERENCES)


def test_the_histogram_says_in_words_what_it_shows_in_both_languages(put, case) -> None:
    ledger = put(economy__trade={"1": (0.2, 0.1, 0.3), "all": (0.2, 0.1, 0.3)})
    for locale, words in (("en", "part of what came in each tenth"), ("zh-Hant", "各十分位的比例")):
        section = read_page(brief.render(ledger, case, locale)).section("scorecard")
        assert words in re.search(r'<svg[^>]*aria-label="([^"]*)"', section)[1]
        assert section.count("<path") >= len(TENTHS)


def test_who_comes_first_has_a_column_where_it_was_scored(put, case) -> None:
    first = number("hindcast/economy.trade/first/persistence/1", "", 2010, 0.17, ("x",), domain="economy")
    ledger = put(first, economy__trade={"1": (0.2, 0.1, 0.3), "all": (0.2, 0.1, 0.3)})
    rows = read_page(brief.render(ledger, case, "en")).section("scorecard").split('data-label="Who comes first">')
    assert "+0.17" in rows[1]
    assert rows[2].startswith("–")


def test_ties_that_end_and_begin_have_a_table_and_few_of_them_are_called_few(put, case) -> None:
    ledger = put(*event_scores("ties.exits", 7), *event_scores("ties.entries", 12))
    assert [(one.kind, one.few) for one in events(read_publication(ledger, case))] == [
        ("exits", True),
        ("entries", False),
    ]
    assert cards(read_publication(ledger, case)) == ()
    text = read_page(brief.render(ledger, case, "en")).section("scorecard")
    for words in ("A standing tie ends", "An absent tie begins", "0.0123", "8.2", "+0.02", "0.31"):
        assert words in text
    assert text.count("too few to tell") == 1
    assert "Only 7 different ties ended" in text
    assert "Nobody has looked back yet" not in text
    assert "僅7件" in read_page(brief.render(ledger, case, "zh-Hant")).section("scorecard")


def test_with_outlooks_and_no_score_the_page_says_which_command_makes_one(put, case) -> None:
    ledger = put(number("outlook/share", "NVA", 2020, 0.5, ("x",), domain="economy", power="PWA"))
    assert "tightrope score outlook" in read_page(brief.render(ledger, case, "en")).section("scorecard")


def test_without_outlooks_and_scores_there_is_no_scorecard(held, case) -> None:
    assert "scorecard" not in read_page(brief.render(held.ledger, case, "en")).ids
