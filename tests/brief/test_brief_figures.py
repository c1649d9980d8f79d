from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import altair as alt
import pytest
from brief_vales import ORIGIN, QUOTE, document, estimate, fill, number, span

from tightrope.brief.figures import figure, figure_names
from tightrope.brief.figures.setting import width_of, wrapped
from tightrope.brief.publication import read_publication
from tightrope.brief.templating import links_of
from tightrope.brief.wording import LOCALES, Words
from tightrope.records import Estimate, Scenario, Status, Tie, TightropeError, Wave, When

SCENARIO = Scenario(
    name="bridge-falls", label={"en": "The bridge <falls>", "zh-Hant": "橋塌了"}, why={"en": "It is old."},
    source="a guess", assumptions=(), own=0,
)  # fmt: skip


WAVE = Wave(name="turn", since=When.parse("2005-03"), away_from="PWA", source="made up")


def aligned(quantity, state, power, year, mean, ids):
    low, high = mean - 0.2, mean + 0.2
    return Estimate(
        quantity=quantity, state=state, power=power, domain="politics", when=When.year(year), mean=mean, low90=low,
        low50=mean - 0.1, high50=mean + 0.1, high90=high, rests_on=ids, model="alignment-test/1",
    )  # fmt: skip


def projected(ids):
    """Positions, distances, an outlook and what a scenario moves."""
    for year in range(2000, 2011):
        yield from (aligned("ideal_point", code, "", year, mean, ids) for code, mean in (("NVA", 0.5), ("PWA", -1.25)))
        yield aligned("alignment_distance", "NVA", "PWA", year, 1.75, ids)
    for domain in ("economy", "all"):
        for year in range(2011, 2021):
            ahead = estimate("outlook/capital_share_powers", "NVA", year, 0.8, ids, domain=domain, power="PWA")
            yield replace(ahead, model="outlook-test/1")
    for power, mean, alarm in (("PWA", 2.0, 0.03), ("PWB", -0.5, 0.6)):
        told = {"size": mean, "false_alarm": alarm, "power_1": 0.1, "power_2": 0.3, "dyads": 2}
        for kind, value in told.items():
            one = number(f"wave/{kind}", "", 2005, value, ids, domain="all", power=power)
            spread = 1.0 if kind == "size" else 0.0
            yield replace(one, when=WAVE.since, low90=value - spread, high90=value + spread)
    for horizon, mean, half in (("1", 0.3, 0.1), ("2", 0.1, 0.2), ("all", 0.2, 0.15)):
        for measure in ("skill/persistence", "skill/random_walk", "skill/drift", "skill/climatology", "crps"):
            one = number(f"hindcast/economy.trade/{measure}/{horizon}", "", 2010, mean, ids, domain="economy")
            yield replace(one, low90=mean - half, high90=mean + half)
    yield from (
        number(f"hindcast/economy.trade/pit/{one}", "", 2010, 0.1, ids, domain="economy") for one in range(1, 11)
    )
    changed = "outlook/change/bridge-falls/capital_share_powers"
    for year, mean in ((2015, -0.12), (2020, -0.2)):
        yield replace(number(changed, "NVA", year, mean, ids, power="PWA"), low90=mean - 0.1, high90=mean + 0.03)


@pytest.fixture
def publication(held, case):
    """A run with everything that there are figures of."""
    ids = (held.observations[0].id,)
    held.ledger.add_estimates([*held.estimates, *projected(ids)], case=case.name, seed=1)
    labels = {**case.labels, "wave/turn": {"en": "The <turn>", "zh-Hant": "轉向"}}
    return read_publication(held.ledger, replace(case, scenarios=(SCENARIO,), waves=(WAVE,), labels=labels))


def drawn(publication, name, locale="en"):
    return figure(publication, links_of(publication, Words(locale)), name)


def table(found):
    return list(csv.DictReader(io.StringIO(found.csv())))


def test_a_name_that_no_figure_has_is_refused(publication):
    for name in (
        "series.economy.trade",
        "series.economy.trade.PWA-XXX",
        "alignment.PWC",
        "shares.NVA.weather",
        "shares",
        "shares.NVA.economy.more",
        "pies.NVA",
        "",
        "../shares.NVA.economy",
    ):
        with pytest.raises(TightropeError, match="no figure"):
            drawn(publication, name)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_is_a_valid_definition_and_comes_as_svg_csv_and_citation(publication, locale):
    names = figure_names(publication)
    assert len(names) == len(set(names)) > 0
    for name in names:
        found = drawn(publication, name, locale)
        alt.Chart.from_dict(found.chart).to_dict()  # checks it against the schema
        ElementTree.fromstring(found.svg())
        lines = list(csv.reader(io.StringIO(found.csv())))
        assert len(lines) > 1
        assert {len(line) for line in lines} == {len(found.columns)}
        assert found.title in found.cite()
        assert all(origin.licence in found.cite() for origin in found.sources)
        assert publication.run.id in found.note
        assert {type(text) for text in (found.title, found.note, found.label, found.cite())} == {str}


def test_a_png_has_the_pixels_asked_for(publication):
    found = drawn(publication, "shares.NVA.economy")
    once, twice = found.png(1), found.png()
    assert once.startswith(b"\x89PNG")
    widths = [int.from_bytes(png[16:20], "big") for png in (once, twice)]
    assert widths[1] == pytest.approx(2 * widths[0], abs=2)


def test_the_same_ledger_gives_the_same_bytes(publication, held):
    again = read_publication(held.ledger, publication.case)
    for name in figure_names(publication):
        one, other = drawn(publication, name), drawn(again, name)
        assert (one.svg(), one.csv(), one.cite()) == (other.svg(), other.csv(), other.cite())
        assert one.inline() == other.inline()


def test_a_drawing_for_a_page_says_what_it_shows_and_leaves_colours_to_the_style_sheet(publication):
    for name in figure_names(publication):
        svg = drawn(publication, name).inline()
        label = re.search(r'aria-label="([^"]*)"', svg)[1]
        assert len(label) > 20
        assert re.search("style=|<script|http|<style", svg) is None
        assert all(one.startswith(f"f-{name}-") for one in re.findall(r'\bid="([^"]*)"', svg))
        assert 'fill="white"' not in svg
        assert "var(--soft)" in svg


def test_shares_are_drawn_and_tabled_as_they_were_published(publication, held):
    found = drawn(publication, "shares.NVA.economy")
    published = {one.id: one for one in held.estimates}
    rows = table(found)
    assert len(rows) == 3 * 11  # two powers and the balance; the third power was never measured
    for row in rows:
        one = published[row["estimate"]]
        assert (row["quantity"], row["power"], int(row["year"])) == (one.quantity, one.power, one.when.start.year)
        assert [float(row[key]) for key in ("mean", "low90", "high90")] == [one.mean, one.low90, one.high90]
    series = [rows for name, rows in found.chart["datasets"].items() if name.endswith(".series")]
    assert sorted(round(float(row["mean"]), 4) for row in rows) == sorted(row["mean"] for one in series for row in one)
    assert found.sources == (ORIGIN,)
    assert "CC-BY-4.0" in found.cite()
    assert "looked up on March 4, 2011" in found.cite()


def test_no_panel_is_drawn_of_a_power_that_was_not_measured(publication):
    titles = [part["title"]["text"] for part in drawn(publication, "shares.NVA.economy").chart["vconcat"][0]["concat"]]
    assert titles == ["Arda", "Boria", "Effective powers"]
    assert "shares.NVA.security" not in figure_names(publication)


def test_names_from_a_case_are_text_and_not_markup(publication):
    found = drawn(publication, "shares.NVA.economy")
    assert "<between>" in found.note
    assert "<between>" not in found.svg()


@pytest.fixture
def tied(empty_ledger, case):
    """Ties of every status, one of them undated, and one whose words a spreadsheet would take for a formula."""
    source = document(f"{QUOTE} More is planned.")
    held = fill(empty_ledger)
    common = span(source)
    ties = [
        Tie(**common, a="NVA", b="PWA", relation="ally", since=When.year(2001), until=When.year(2004)),
        Tie(**common, a="NVA", b="PWB", relation="ally", since=When.year(2009), status=Status.PLANNED),
        Tie(**common, a="NVA", b="PWC", relation="ally", since=When.year(2003), status=Status.NEGATED),
        Tie(**common, a="NVA", b="PWC", relation="base-host", since=When.year(2005), status=Status.HYPOTHETICAL),
        Tie(**common, a="NVA", b="PWC", relation="=1+1"),
    ]
    held.ledger.add_document(source, ties)
    return drawn(read_publication(held.ledger, case), "ties.NVA"), ties


def test_a_timeline_has_a_row_for_each_stretch_and_a_blank_for_what_is_unknown(tied):
    found, ties = tied
    rows = {(row["other"], row["relation"]): row for row in table(found)}
    assert rows["PWA", "ally"]["since"] == "2001"
    assert rows["PWA", "ally"]["until"] == "2004"
    assert rows["PWB", "ally"]["until"] == ""
    assert rows["PWB", "ally"]["status"] == "planned"
    assert {row["evidence"] for row in rows.values()} >= {tie.id for tie in ties}
    assert rows["PWC", "'=1+1"]["since"] == ""  # not a formula


def test_what_is_no_fact_is_told_apart_without_colour(tied):
    found, _ = tied
    svg = found.svg()
    assert {"5,3", "1.5,2.5"} <= set(re.findall(r'stroke-dasharray="([^"]*)"', svg))
    names = [row["tie"] for row in found.chart["datasets"]["ties"]]
    assert "Boria: alliance (planned)" in names
    assert "undated" in svg
    assert "planned" in found.note


def test_an_end_is_marked_and_an_open_end_is_not(tied):
    found, _ = tied
    rows = {row["tie"]: row for row in found.chart["datasets"]["ties"]}
    assert rows["Arda: alliance"]["ended"] == 2004
    assert rows["Arda: alliance"]["lasts"] is None
    assert rows["Boria: alliance (planned)"]["lasts"] == 2010
    assert rows["Boria: alliance (planned)"]["ended"] is None


def test_lines_of_text_keep_all_words_and_stay_within_the_sheet():
    english = "A sentence of some words that is longer than one line of the sheet it stands on. " * 3
    chinese = "各強權在吉爾吉斯的份額，於二〇二五年。" * 8
    for text in (english, chinese):
        lines = wrapped(text, 300, 12)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(width_of(line, 12) <= 300 + 12 for line in lines)
        assert len(lines) > 2
    assert all(line[0] not in "，。" for line in wrapped(chinese, 300, 12))
    assert wrapped("", 300, 12) == []


def test_the_definition_is_plain_json(publication):
    found = drawn(publication, "ties.NVA")
    assert json.loads(json.dumps(found.chart)) == found.chart


def panels(found):
    """The rows of each panel of a figure, by the name of its data."""
    return {name: rows for name, rows in found.chart["datasets"].items() if rows and name != "foot"}


def test_alignment_has_the_lines_of_the_powers_in_the_legend_and_the_distances_below(publication):
    found = drawn(publication, "alignment.NVA")
    position, distances = found.chart["vconcat"][0]["vconcat"]
    legend = position["concat"][0]["layer"][-1]["encoding"]
    assert legend["stroke"]["scale"]["domain"] == ["Northvale", "Arda"]  # nothing is drawn of the other two powers
    assert [part["title"]["text"] for part in distances["concat"]] == ["Arda"]
    rows = table(found)
    assert {(row["quantity"], row["state"], row["power"]) for row in rows} == {
        ("ideal_point", "NVA", ""), ("ideal_point", "PWA", ""), ("alignment_distance", "NVA", "PWA"),
    }  # fmt: skip
    assert "alignment-test/1" in found.note
    assert "0.50" in found.label


def test_where_a_power_stands_is_drawn_with_the_other_powers_and_not_once_more_with_itself(publication):
    found = drawn(publication, "alignment.PWA")
    legend = found.chart["vconcat"][0]["vconcat"][0]["concat"][0]["layer"][-1]["encoding"]
    assert legend["stroke"]["scale"]["domain"] == ["Arda"]
    assert {(row["quantity"], row["state"]) for row in table(found)} == {("ideal_point", "PWA")}


def test_a_series_is_tabled_with_the_bounds_and_places_of_its_rows(publication):
    rows = [one for one in publication.observations.values() if (one.holder, one.over) == ("PWA", "NVA")]
    found = drawn(publication, "series.economy.trade.PWA-NVA")
    told = {row["id"]: (row["from"], row["when"], float(row["lower"]), row["locator"]) for row in table(found)}
    assert told == {one.id: ("table", str(one.when), one.lower, one.locator) for one in rows}
    assert {one.id for one in found.sources} == {one.origin for one in rows}
    dark = found.inline()
    assert "currentColor" not in found.svg()
    assert "aria-label" in dark


def test_an_outlook_joins_what_was_measured_to_the_years_ahead(publication):
    found = drawn(publication, "outlook.NVA.economy")
    data = panels(found)
    assert [row["year"] for row in data["p0.carried"]] == list(range(2010, 2021))
    assert data["p0.series"][-1] == data["p0.carried"][0]  # the last year measured belongs to both
    assert {row["quantity"] for row in table(found)} == {"capital_share_powers", "outlook/capital_share_powers"}
    assert "80%" in found.label
    assert "2020" in found.label


def test_a_scenario_is_drawn_below_by_what_it_moves_and_only_where_it_moves_anything(publication):
    names = [name for name in figure_names(publication) if name.startswith("outlook")]
    assert names == ["outlook.NVA.all", "outlook.NVA.all.bridge-falls", "outlook.NVA.economy"]
    found = drawn(publication, "outlook.NVA.all.bridge-falls")
    assert "The bridge <falls>" in found.title
    assert "The bridge <" not in found.svg()
    moved = [row for row in table(found) if row["quantity"].startswith("outlook/change/")]
    assert [(row["year"], float(row["mean"])) for row in moved] == [("2015", -0.12), ("2020", -0.2)]
    drawn_rows = [row for row in panels(found)["d1.p0.series"] if row["mean"] is not None]
    assert [(row["year"], row["mean"]) for row in drawn_rows] == [(2015, -0.12), (2020, -0.2)]
    axis = found.chart["vconcat"][0]["vconcat"][1]["concat"][0]["layer"][1]["encoding"]["y"]["scale"]
    assert axis["domain"][0] <= -0.3  # the lower end of the widest interval


def test_a_wave_is_filled_where_it_is_rare_and_the_power_in_question_is_shaded(publication):
    found = drawn(publication, "waves")
    rows = {row["power"]: row for row in found.chart["datasets"]["waves"]}
    assert [(row["mean"], row["low90"], row["told"], row["named"]) for row in rows.values()] == [
        (2.0, 1.0, True, True),
        (-0.5, -1.5, False, False),
    ]
    assert rows["Arda"]["alarm"] == "3%"
    assert [(row["power"], row["named"], float(row["false_alarm"])) for row in table(found)] == [
        ("PWA", "1", 0.03),
        ("PWB", "0", 0.6),
    ]
    assert "The <turn>, Arda: 2.0" in found.label
    assert "<turn>" not in found.svg()


def test_skill_is_filled_where_its_interval_does_not_hold_zero(publication):
    found = drawn(publication, "scorecard")
    rows = [row for row in found.chart["datasets"]["scores"] if row["reference"] == "Last value"]
    assert [(row["horizon"], row["told"]) for row in rows] == [("1", True), ("2", False), ("all", True)]
    assert len(table(found)) == 4 * 3
    assert "+0.20 (90% interval +0.05 to +0.35)" in found.label


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20a"])
def test_no_text_in_a_file_is_a_formula_to_a_spreadsheet(publication, text):
    found = replace(drawn(publication, "coverage"), columns=("what", "number"), _rows=lambda: [(text, -1.5)])
    assert list(csv.reader(io.StringIO(found.csv(), newline=""))) == [["what", "number"], [f"'{text}", "-1.5"]]
