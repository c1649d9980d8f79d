"""The weights of the domains on a state's page: what it carries, and that its script weighs as the measures do."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brief_vales import LABELS, ORIGIN, estimate, fill, number, observation, vales
from selectolax.lexbor import LexborHTMLParser

from tightrope.brief.wording import LOCALES, Words
from tightrope.ledger import Ledger
from tightrope.measures.balance import effective_powers
from tightrope.measures.capital import first
from tightrope.measures.weighting import kept_parts
from tightrope.records import MOSTLY_PRIOR, WHOLE_SHARE, ShareDraws, When
from tightrope.web.library import Library
from tightrope.web.site import Site
from tightrope.web.weights import AS_THEY_ARE, SAID

SCRIPT = Path(__file__).resolve().parents[2] / "src" / "tightrope" / "web" / "static" / "weights.js"
NODE = shutil.which("node")
DOMAINS, POWERS, DRAWS = ("culture", "economy", "security"), ("PWA", "PWB"), 400

needs_node = pytest.mark.skipif(NODE is None, reason="the script is run by node")


def draws(state: str, rests_on: tuple[str, ...], powers: tuple[str, ...] = POWERS) -> ShareDraws:
    """Draws of invented shares: two domains for the first power, one for the second."""
    random = np.random.default_rng(3)
    leans = {"culture": 4.0, "economy": 0.4, "security": 2.0}
    table = np.stack([random.dirichlet([leans[one], *[1.0] * (len(powers) - 1)], DRAWS).T for one in DOMAINS])
    return ShareDraws(
        state=state,
        when=When.year(2010),
        domains=DOMAINS,
        powers=powers,
        by_prior=tuple(tuple(float(x) for x in row) for row in random.uniform(0.2, 0.8, (len(DOMAINS), len(powers)))),
        parts=np.rint(table * WHOLE_SHARE).astype("<u2").tobytes(),
        rests_on=rests_on,
        model="capital-2/test",
    )


def script(code: str, **given: Any) -> Any:
    """Run code with ``w``, what the script offers, and ``given``; return what the code returns."""
    source = f"const w = require({json.dumps(str(SCRIPT))}); const given = JSON.parse(require('fs').readFileSync(0));"
    done = subprocess.run(
        [str(NODE), "-e", f"{source} process.stdout.write(JSON.stringify((() => {{ {code} }})()))"],
        input=json.dumps(given), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def carried(one: ShareDraws) -> dict[str, Any]:
    """What a page carries of draws."""
    return {
        "domains": one.domains,
        "powers": one.powers,
        "prior": one.by_prior,
        "mostly": MOSTLY_PRIOR,
        "parts": base64.b64encode(one.parts).decode(),
    }


WEIGHTS = ([1, 1, 1], [0, 1, 0], [5, 0, 0.5], [1, 2.5, 4], [0.5, 4.5, 0])


@needs_node
@pytest.mark.parametrize("powers", [POWERS, ("PWA", "PWB", "PWC", "PWD", "PWE")])
def test_the_script_weighs_as_the_measures_do(powers):
    one = draws("NVA", ("x",), powers)
    told = script(
        "const parts = w.decoded(given.data); return given.weights.map((x) => w.result(given.data, parts, x))",
        data=carried(one), weights=WEIGHTS,
    )  # fmt: skip
    for weights, found in zip(WEIGHTS, told, strict=True):
        shares, by_prior = kept_parts(one).weighed(np.array(weights, dtype=float))
        leads = first(shares, by_prior)
        for place, power in enumerate(powers):
            got = found["powers"][power]
            assert got["mean"] == pytest.approx(shares[place].mean())
            ends = [got[name] for name in ("low90", "low50", "high50", "high90")]
            assert ends == pytest.approx(np.quantile(shares[place], (0.05, 0.25, 0.75, 0.95)).tolist())
            assert got["prior"] == (by_prior[place] > MOSTLY_PRIOR)
            assert (got["first"] is None) == bool(np.isnan(leads[place]))
            if got["first"] is not None:
                assert got["first"] == pytest.approx(leads[place])
        balance = effective_powers(shares.T)
        assert found["balance"]["mean"] == pytest.approx(balance.mean())
        assert found["balance"]["low90"] == pytest.approx(np.quantile(balance, 0.05))


@needs_node
def test_a_power_that_is_mostly_prior_is_first_in_no_draw_and_of_fewer_than_two_none_is():
    shares = [[0.5, 0.4, 0.6, 0.6], [0.3, 0.5, 0.1, 0.3], [0.2, 0.1, 0.3, 0.1]]
    code = "return given.prior.map((one) => w.first(given.shares, one, 0.5))"
    told = script(code, shares=shares, prior=[[0.1, 0.2, 0.5], [0.6, 0.2, 0.3], [0.6, 0.2, 0.7]])
    assert told == [[0.75, 0.25, 0.0], [None, 0.75, 0.25], [None, None, None]]


@needs_node
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("economy:2,security:0.5", {"culture": 1, "economy": 2, "security": 0.5}),
        ("security:0", {"culture": 1, "economy": 1, "security": 0}),
        ("culture:0,economy:0,security:0", None),
        ("economy:6", None),
        ("economy:0.3", None),
        ("economy:-1", None),
        ("economy:1,economy:2", None),
        ("trade:1", None),
        ("economy:NaN", None),
        ("economy", None),
        ("__proto__:1", None),
        ("<script>:1", None),
        ("", None),
    ],
)
def test_weights_in_the_address_count_as_they_are_written_or_not_at_all(text, expected):
    assert script("return w.parsed(given.text, given.domains, 5, 0.5)", text=text, domains=DOMAINS) == expected


@needs_node
@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_are_written_as_in_the_rest_of_the_page(locale):
    words = Words(locale)
    shares = [0.0, 0.001, 0.004, 0.0051, 0.1149, 0.285, 0.5, 0.9949, 0.996, 1.0]
    code = (
        "const write = w.writer(given.locale); return [given.shares.map(write.percent), "
        "given.shares.map((one) => write.range(one / 2, one)), given.numbers.map(write.number), write.numbers(1, 2.34)]"
    )
    percents, ranges, numbers, pair = script(code, locale=locale, shares=shares, numbers=[1, 2.449, 12.3])
    assert percents == [words.percent(one).unescape() for one in shares]
    assert ranges == [words.percent_range(one / 2, one).unescape() for one in shares]
    assert numbers == [words.number(one) for one in (1, 2.449, 12.3)]
    assert pair == words.number_range(1, 2.34)


LITTLE = "No published share lies outside its new 90% interval: these weights change less than is uncertain anyway."
NOBODY = "None is said to be first: with these weights fewer than two powers are known from more than the prior."


def said(locale: str) -> dict[str, str]:
    return {key.partition(".")[2]: Words(locale)(key, **AS_THEY_ARE).unescape() for key in SAID}


def standing(mean: float, lead: float | None, spread: float = 0.1) -> dict[str, Any]:
    return {"mean": mean, "low90": mean - spread, "high90": mean + spread, "first": lead}


@needs_node
@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (
            {"A": standing(0.6, 0.9), "B": standing(0.4, 0.1)},
            {"A": standing(0.55, 0.7), "B": standing(0.45, 0.3)},
            ["A stays first, in 70% of the draws (90% with all alike).", LITTLE],
        ),
        (
            {"A": standing(0.6, 0.9), "B": standing(0.4, 0.1)},
            {"A": standing(0.4, 0.0), "B": standing(0.6, 1.0)},
            ["B comes first, in >99% of the draws; with all alike it is A, in 90%.",
             "Outside the new 90% interval lies the published share of A and B."],
        ),
        (
            {"A": standing(0.6, None), "B": standing(0.4, None)},
            {"A": standing(0.6, 0.8), "B": standing(0.4, 0.2)},
            ["A comes first, in 80% of the draws.", LITTLE],
        ),
        (
            {"A": standing(0.6, 0.9), "B": standing(0.4, 0.1)},
            {"A": standing(0.6, None), "B": standing(0.4, None)},
            [NOBODY, LITTLE],
        ),
    ],
)  # fmt: skip
def test_what_changes_and_what_does_not_is_said_in_words(before, now, expected):
    data = {"published": {"powers": before}, "words": said("en"), "names": {"A": "A", "B": "B"}}
    code = 'return w.told(given.data, { powers: given.now }, ["A", "B"], w.writer("en"))'
    assert script(code, data=data, now=now) == expected


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "a.ledger") as opened:
        yield opened


def published(ledger: Ledger, shares: tuple[float, float] = (0.7, 0.3), *, kept: bool = True) -> ShareDraws:
    """A run over one state with draws of two domains, and what is published of their weights."""
    rows = tuple(observation(power, "NVA", 2010, 1e9) for power in POWERS)
    ledger.add_observations(ORIGIN, rows)
    ids = tuple(sorted(row.id for row in rows))
    found = [estimate("effective_powers", "NVA", 2010, 1.8, ids, domain="all")]
    for power, share, lead in zip(POWERS, shares, (0.96, 0.04), strict=True):
        more = {"domain": "all", "power": power}
        found.append(estimate("capital_share_powers", "NVA", 2010, share, ids, **more))
        found.append(number("capital_first", "NVA", 2010, lead, ids, **more))
        found.append(estimate("capital_first_weightings", "NVA", 2010, 0.8 if lead > 0.5 else 0.2, ids, **more))
        for domain in ("economy", "security"):
            changed = 1 - lead if domain == "security" else lead
            found.append(
                estimate(f"capital_share_without/{domain}", "NVA", 2010, 0.6 if changed > 0.5 else 0.4, ids, **more)
            )
            found.append(number(f"capital_first_without/{domain}", "NVA", 2010, changed, ids, **more))
    wide = draws("NVA", ids)
    size = len(wide.parts) // 3
    two = ShareDraws(
        state="NVA", when=wide.when, domains=("economy", "security"), powers=POWERS, by_prior=wide.by_prior[1:],
        parts=wide.parts[size:], rests_on=ids, model=wide.model,
    )  # fmt: skip
    ledger.add_estimates(found, [two] if kept else [], case="vales", seed=1)
    return two


def section(ledger: Ledger, folder: Path, locale: str = "en", state: str = "NVA") -> Any:
    """The part of the page with the weights; ``None`` if there is none."""
    page = Site(Library(ledger.path, vales(folder))).page(locale, f"state/{state}", {})
    return LexborHTMLParser(page.body.decode()).css_first("section#weights")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_carries_the_draws_and_the_published_numbers(ledger, tmp_path, locale):
    one = published(ledger)
    found = section(ledger, tmp_path, locale)
    data = json.loads(found.attributes["data-weights"])
    assert base64.b64decode(data["parts"]) == one.parts
    assert (tuple(data["domains"]), tuple(data["powers"]), data["whole"]) == (one.domains, one.powers, WHOLE_SHARE)
    assert data["published"]["powers"]["PWA"]["mean"] == 0.7
    assert data["published"]["powers"]["PWB"]["first"] == 0.04
    assert data["published"]["balance"]["mean"] == 1.8
    assert set(data["words"]) == {"gap", *(key.partition(".")[2] for key in SAID)}
    sliders = found.css("input[type=range]")
    assert [slider.attributes["data-domain"] for slider in sliders] == ["economy", "security"]
    labelled = {label.attributes["for"]: label.text() for label in found.css("label")}
    assert [labelled[slider.attributes["id"]] for slider in sliders] == [
        data["names"][slider.attributes["data-domain"]] for slider in sliders
    ]
    assert not found.css("[style], script:not([src])")


def test_without_a_script_the_published_shares_and_what_holds_by_all_weightings_are_there(ledger, tmp_path):
    published(ledger)
    found = section(ledger, tmp_path)
    table = [[cell.text().strip() for cell in row.css("th, td:not(.yours)")] for row in found.css(".weighed tbody tr")]
    assert table[0][1:] == ["70% 62–78%", "96%"]
    assert "needs JavaScript" in found.css_first(".needs-script").text()
    by_all = [row.css_first(".num").text() for row in found.css(".weightings tbody tr")]
    assert by_all == ["80%", "20%"]
    without = [[cell.text() for cell in row.css("td")] for row in found.css(".without tbody tr")]
    names = {
        power: row.css_first("th").text() for power, row in zip(POWERS, found.css(".weighed tbody tr"), strict=False)
    }
    assert [row[0] for row in without] == [names["PWA"], names["PWB"]]
    assert [row[2] for row in without] == ["96%", "96%"]
    assert "another power comes first" in found.text()


def test_names_from_the_case_cannot_leave_the_data(ledger, tmp_path, monkeypatch):
    monkeypatch.setitem(LABELS, "PWA", {"en": '"></section><script>alert(1)</script>'})
    published(ledger)
    found = section(ledger, tmp_path)
    assert "<script>alert(1)" in json.loads(found.attributes["data-weights"])["names"]["PWA"]
    assert not [one for one in found.css("script") if "src" not in one.attributes]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_brief_lists_no_quantity_that_it_has_no_name_for(ledger, tmp_path, locale):
    published(ledger)
    page = Site(Library(ledger.path, vales(tmp_path))).page(locale, "brief", {}).body.decode()
    assert "without/" not in page
    assert "weightings" not in page


def test_a_run_without_draws_has_no_weights_to_move(ledger, tmp_path):
    published(ledger, kept=False)
    assert section(ledger, tmp_path) is None


def test_a_state_without_draws_has_none_either(ledger, tmp_path):
    fill(ledger)
    published(ledger)
    assert section(ledger, tmp_path, state="SVA") is None
