"""The vales in the General Assembly, with invented positions: once from a table, once from roll calls."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN

from tightrope import brief
from tightrope.brief.alignment import MOST_ROLL_CALLS, few_votes, moves, nearest, stands
from tightrope.brief.evidence import short_id
from tightrope.brief.findings import Certainty
from tightrope.brief.publication import read_publication
from tightrope.records import Estimate, Observation, Origin, RollCall, When

TABLE = Origin(producer="tightrope", title="Invented roll calls, invented model", licence="CC0-1.0")
FILE = Origin(producer="An office", title="A file of invented roll calls")
YEARS = range(2000, 2011)
#: Mean and half of the 90 % interval in every year.
POSITIONS = {"NVA": (-0.5, 0.2), "SVA": (0.1, 0.3), "PWA": (-0.6, 0.1), "PWB": (1.0, 0.1), "PWC": (2.5, 0.6)}
DISTANCES = {
    ("NVA", "PWA"): (0.2, 0.15), ("NVA", "PWB"): (1.5, 0.2), ("NVA", "PWC"): (3.0, 0.6),
    ("SVA", "PWA"): (0.7, 0.3), ("SVA", "PWB"): (0.9, 0.3), ("SVA", "PWC"): (2.4, 0.6),
}  # fmt: skip
CHANGES = {
    ("NVA", "PWA"): (-0.4, 0.3),
    ("NVA", "PWB"): (0.1, 0.15),
    ("NVA", "PWC"): (0.0, 0.5),
    ("SVA", "PWA"): (0.1, 0.5),
}


def aligned(quantity, state, power, when, mean, half, rests_on):
    low = max(mean - half, 0.0) if quantity == "alignment_distance" else mean - half
    return Estimate(
        quantity=quantity, state=state, power=power, domain="politics", when=When.parse(str(when)), mean=mean,
        low90=low, low50=max(mean - 0.4 * half, low), high50=mean + 0.4 * half, high90=mean + half,
        rests_on=rests_on, model="alignment-invented-1/0",
    )  # fmt: skip


def everything(rests_on, votes=60):
    """All estimates of the invented case; ``rests_on`` says what each rests on."""
    found = []
    for year in YEARS:
        for state, (mean, half) in POSITIONS.items():
            ids = rests_on("ideal_point", state, "", year)
            found.append(aligned("ideal_point", state, "", year, mean, half, ids))
            cast = 3 if (state, year) in (("SVA", 2003), ("SVA", 2004), ("SVA", 2007)) else votes
            found.append(aligned("alignment_votes", state, "", year, cast, 0, ids))
        for (state, power), (mean, half) in DISTANCES.items():
            ids = rests_on("alignment_distance", state, power, year)
            found.append(aligned("alignment_distance", state, power, year, mean, half, ids))
    for (state, power), (mean, half) in CHANGES.items():
        ids = rests_on("alignment_change", state, power, "2000/2010")
        found.append(aligned("alignment_change", state, power, "2000/2010", mean, half, ids))
    return found


def cell(quantity, state, power, when):
    return Observation(
        channel=f"alignment.{quantity}", holder=power or state, over=state, when=When.parse(str(when)), lower=-1.0,
        upper=1.0, unit="sd", origin=TABLE.id, locator=f"{quantity} {state} {power} {when}",
    )  # fmt: skip


@pytest.fixture
def shipped(held, case):
    """The ledger of the vales, whose newest run has positions from a table as well; and the rows of the table."""
    cells = {}

    def rests_on(*key):
        cells[key] = cell(*key)
        return (cells[key].id,)

    estimates = everything(rests_on)
    held.ledger.add_observations(TABLE, cells.values())
    held.ledger.add_estimates([*held.estimates, *estimates], case=case.name, seed=2)
    return held.ledger, tuple(cells.values())


@pytest.fixture
def computed(held, case):
    """The ledger of the vales, whose newest run has positions from roll calls as well; and the roll calls."""
    calls = [
        RollCall(
            resolution=f"A/RES/{number}", session=55, day=date(2010, 1, number + 1), title=f"Motion <{number}>",
            yes=("NVA", "PWA"), abstain=("PWB",), no=("PWC",), absent=("SVA",), origin=FILE.id,
            locator=f"line {number}",
        )
        for number in range(8)
    ]  # fmt: skip
    ids = tuple(sorted(call.id for call in calls))
    held.ledger.add_roll_calls(FILE, calls)
    estimates = everything(lambda *_: ids)
    held.ledger.add_estimates([*held.estimates, *estimates], case=case.name, seed=2)
    return held.ledger, tuple(calls)


def section(ledger, case, locale="en"):
    text = read_page(brief.render(ledger, case, locale)).section("alignment")
    return text, plain(text)


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text.replace("<dd>", " ").replace("<dt>", " ")))


def told(ledger, case):
    _, words = section(ledger, case)
    parts = re.split(r"(Northvale|Southvale) 2010 ", words)
    return {parts[1]: parts[2].strip(), parts[3]: parts[4].partition(" “Very likely”")[0].strip()}


def test_a_state_is_said_to_stand_closer_only_where_intervals_lie_apart(shipped, case):
    publication = read_publication(shipped[0], case)
    found = {state: nearest(stand) for state, stand in stands(publication).items()}
    assert (found["NVA"].first.power, found["NVA"].tied) == ("PWA", ())
    assert [one.power for one in found["NVA"].farther[Certainty.VERY_LIKELY]] == ["PWB", "PWC"]
    assert (found["SVA"].first.power, [one.power for one in found["SVA"].tied]) == ("PWA", ["PWB"])
    said = told(shipped[0], case)
    assert said["Northvale"].startswith("Very likely closer to Arda (0.20, 0.05–0.35) than to each other power.")
    assert said["Southvale"].startswith(
        "Which power it stands closest to cannot be told: the intervals of Arda (0.70, 0.40–1.00) and Boria (0.90, "
        "0.60–1.20) overlap. Very likely closer to Arda than to Cania (2.40, 1.80–3.00)."
    )


def test_a_tie_that_only_half_of_the_probability_breaks_is_more_likely_than_not(shipped, case):
    stand = stands(read_publication(shipped[0], case))["SVA"]
    apart = {**stand.distances, "PWB": replace(stand.distances["PWB"], low50=0.85)}
    assert nearest(replace(stand, distances=apart)).farther[Certainty.MORE_LIKELY] == (apart["PWB"],)


def test_a_change_is_told_only_where_its_interval_lies_on_one_side_of_zero(shipped, case):
    found = stands(read_publication(shipped[0], case))
    assert [(one.closer, one.certainty, [change.power for change in one.changes]) for one in moves(found["NVA"])] == [
        (True, Certainty.VERY_LIKELY, ["PWA"]),
        (False, Certainty.MORE_LIKELY, ["PWB"]),
    ]
    said = told(shipped[0], case)
    assert "Very likely closer than in 2000 to Arda (−0.40, −0.70 to −0.10)." in said["Northvale"]
    assert "More likely than not farther than in 2000 from Boria (+0.10, −0.05 to +0.25)." in said["Northvale"]
    assert "Cania (0.00" not in said["Northvale"]
    assert said["Southvale"].endswith("Whether it is closer to any power than in 2000, or farther, cannot be told.")


def test_of_several_changes_the_one_over_about_ten_years_is_told(held, case):
    ids = (held.observations[0].id,)
    spans = ("1990/2010", "2001/2010", "2006/2010", "1999/2009")
    changes = [aligned("alignment_change", "NVA", "PWA", when, 0.1, 0.5, ids) for when in spans]
    distance = aligned("alignment_distance", "NVA", "PWA", 2010, 0.2, 0.1, ids)
    held.ledger.add_estimates([*changes, distance], case=case.name, seed=2)
    stand = stands(read_publication(held.ledger, case))["NVA"]
    assert str(stand.changes["PWA"].when) == "2001/2010"
    assert stand.votes is None


def test_one_power_alone_is_compared_with_none(held, case):
    distance = aligned("alignment_distance", "NVA", "PWA", 2010, 0.2, 0.1, (held.observations[0].id,))
    held.ledger.add_estimates([distance], case=case.name, seed=2)
    assert nearest(stands(read_publication(held.ledger, case))["NVA"]) is None
    text, words = section(held.ledger, case)
    assert "closer" not in words[words.index("2010") : words.index("“Very likely”")]
    assert text.count('class="none">not measured</td>') == 2 + 3  # a state's other powers, and a state without any


@pytest.mark.parametrize("source", ["shipped", "computed"])
@pytest.mark.parametrize("locale", ["en", "zh-Hant"])
def test_every_number_of_the_alignment_leads_to_what_it_rests_on(request, source, locale, case):
    ledger, basis = request.getfixturevalue(source)
    page = read_page(brief.render(ledger, case, locale))
    targets = {value[1:] for tag, value in page.attributes("href") if tag == "a" and value.startswith("#")}
    assert targets <= set(page.ids)
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []
    numbers = re.findall(r'<span class="num">(.*?)</span>', page.section("alignment"))
    assert len(numbers) == len(DISTANCES) + 2
    assert all(part.startswith('<a class="n" href="#ev-') for part in numbers)
    assert 'href="#ev-NVA-alignment-PWA"' in page.section("alignment")
    shown = [one for one in basis if f"o{short_id(one.id)}" in page.ids]
    assert len(shown) == (len(basis) if source == "shipped" else MOST_ROLL_CALLS)


def test_rows_of_the_table_stand_in_the_page_with_their_origin(shipped, case):
    ledger, _ = shipped
    text = brief.render(ledger, case, "en")
    _, words = section(ledger, case)
    assert "The figures come with the case: Invented roll calls, invented model." in words
    assert f'href="#s{short_id(TABLE.id)}"' in text
    block = text[text.index('id="ev-NVA-alignment"') : text.index('id="ev-NVA-alignment-PWA"')]
    assert "Year by year: 11 years" in block
    assert block.count("<td>60<td>") == len(YEARS)
    power = text[text.index('id="ev-PWC-alignment"') :]
    assert "2.50" in power[: power.index("</section>")]


def test_the_newest_roll_calls_are_shown_and_the_others_counted(computed, case):
    ledger, calls = computed
    page = read_page(brief.render(ledger, case, "en"))
    _, words = section(ledger, case)
    assert "The newest figures rest on 8 records of roll calls in the ledger, the latest of January 8, 2010." in words
    assert "The newest records of roll calls behind the newest figures: 5 of 8." in page.words
    ids = [f'id="o{short_id(call.id)}"' for call in reversed(calls)]
    assert [one in page.text for one in ids] == [True] * 5 + [False] * 3
    row = re.search(rf"<tr {ids[0]}>.*?</tr>", page.text, re.S)[0]
    assert "Motion &lt;7&gt;" in row
    votes = dict(re.findall(r'<td data-label="(\w+)"><span class="stance (\w+)">', row))
    assert votes == {
        "Northvale": "supports", "Southvale": "absent", "Arda": "supports", "Boria": "abstain", "Cania": "opposes",
    }  # fmt: skip
    sources = page.section("sources")
    entry = re.search(rf'<tr id="s{short_id(FILE.id)}">.*?</tr>', sources, re.S)[0]
    assert ">8</td>" in entry


def test_positions_that_no_estimate_rests_on_are_not_shown(shipped, case):
    ledger, _ = shipped
    stale = replace(cell("ideal_point", "NVA", "", 2010), locator="withdrawn")
    ledger.add_observations(TABLE, [stale])
    assert short_id(stale.id) not in brief.render(ledger, case, "en")


def test_every_state_has_a_chart_of_its_positions_among_the_powers(shipped, case):
    text, words = section(shipped[0], case)
    charts = re.findall(r'<svg class="marks"[^>]*aria-label="([^"]*)"', text)
    assert charts[0] == (
        "Position of Northvale: −0.50 in 2000 (90% interval −0.70 to −0.30), −0.50 in 2010 (−0.70 to −0.30); lines "
        "for Arda, Boria, and Cania"
    )
    assert len(charts) == 2
    first = re.search(r'<svg class="marks".*?</svg>', text, re.S)[0]
    assert len(re.findall(r"mark-line", first)) == 3 + 1
    assert len(re.findall(r"mark-area", first)) == 2
    assert "Votes in the year" in words


def test_a_year_between_two_without_a_position_is_drawn(held, case):
    ids = (held.observations[0].id,)
    found = [aligned("ideal_point", "NVA", "", year, 0.0, 0.1, ids) for year in (2000, 2001, 2004)]
    held.ledger.add_estimates(found, case=case.name, seed=2)
    text, _ = section(held.ledger, case)
    assert len(re.findall(rf'layer_{len(case.powers) + 3}_marks"><line', text)) == 1
    assert len(re.findall(rf'layer_{len(case.powers) + 2}_marks"><path d="[^"]*M[^"]*M', text)) == 1


def test_the_section_says_what_depends_on_priors_and_that_absent_is_not_abstain(shipped, case):
    for locale, phrases in (
        ("en", ("depend on the model’s priors", "absent is not abstain", "the mean of its members’ positions")),
        ("zh-Hant", ("先驗", "缺席不等於棄權", "成員國當年立場的平均值")),
    ):
        _, words = section(shipped[0], case, locale)
        assert all(phrase in words for phrase in phrases)


def test_without_positions_the_section_says_what_to_run(held, empty_ledger, case):
    for locale in ("en", "zh-Hant"):
        text, _ = section(held.ledger, case, locale)
        for command in ("tightrope fetch unga", "tightrope load unga FILE…", "tightrope align"):
            assert f"<code>{command}</code>" in text
        assert "svg" not in text


def test_positions_without_capital_are_shown(empty_ledger, case):
    row = cell("ideal_point", "NVA", "", 2010)
    empty_ledger.add_observations(TABLE, [row])
    empty_ledger.add_estimates([aligned("ideal_point", "NVA", "", 2010, -0.2, 0.1, (row.id,))], case=case.name, seed=1)
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert "Nothing has been measured yet" in page.words
    assert f"o{short_id(row.id)}" in page.ids
    assert "Distance to each power" not in page.words


def test_years_with_few_votes_stand_among_the_limits(shipped, case):
    ledger, _ = shipped
    assert few_votes(read_publication(ledger, case)) == {"SVA": (2003, 2004, 2007)}
    limits = re.sub(r"<[^>]*>", "", read_page(brief.render(ledger, case, "en")).section("limits"))
    assert "rests on the years around it more than on its own: Southvale (2003–2004, 2007)." in limits


def test_years_without_a_position_stand_among_the_limits(held, case):
    ids = (held.observations[0].id,)
    found = [
        aligned("ideal_point", state, "", year, 0.0, 0.1, ids)
        for state, years in (("NVA", range(1995, 2011)), ("SVA", (2002, 2005)))
        for year in years
    ]
    held.ledger.add_estimates(found, case=case.name, seed=2)
    limits = re.sub(r"<[^>]*>", "", read_page(brief.render(held.ledger, case, "en")).section("limits"))
    assert "for want of votes or of a seat: Southvale (2000–2001, 2003–2004, 2006–2010)." in limits


def test_alignment_changes_nothing_that_is_said_of_capital(held, shipped, case):
    publication = read_publication(shipped[0], case)
    assert {key[0] for key in publication.estimates} == {one.quantity for one in held.estimates}
    assert publication.models == ("capital-test/1",)
    _, rows, _ = brief.summary(shipped[0], case)
    assert rows[0][1:] == ["90% (82–98%)", "10% (2–18%)", "not measured", "1.2 (0.8–1.6)", "2010"]
    origins = {row.origin for row in publication.observations.values()}
    assert origins == {ORIGIN.id, TABLE.id}
