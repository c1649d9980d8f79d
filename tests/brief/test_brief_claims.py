from __future__ import annotations

import re
from dataclasses import replace

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN

from tightrope import brief
from tightrope.brief.wording import read_catalogue
from tightrope.cases import load_case
from tightrope.records import Answer, Basis, Finding, Lack, Need, Verdict

CLAIMS = """
arda-leads:
  kind: judgement
  by: {en: "an <expert>", zh-Hant: 某專家}
  source: first
  said: 2009-03
  label: {en: "Arda leads in Northvale.", zh-Hant: 阿爾達在北谷居首。}
  test:
    compare: {measure: capital_share_powers, relation: first, over: NVA, power: PWA, domain: economy, year: 2009}
  test_is: necessary
  leaves_out: {en: "Why it leads.", zh-Hant: 居首的緣由。}
motive:
  kind: causal
  by: {en: somebody}
  source: first
  said: 2009
  label: {en: "Out of spite."}
  leaves_out: {en: "Nobody measures spite."}
"""


@pytest.fixture
def told(case, held):
    """The vales with two claims and the rows that a verdict on them rests on."""
    case.folder.mkdir(exist_ok=True)
    (case.folder / "claims.yaml").write_text(CLAIMS, "utf-8")
    (case.folder / "origins.csv").write_text(
        "key,producer,title,url,licence,accessed\n"
        f"first,{ORIGIN.producer},{ORIGIN.title},{ORIGIN.url},{ORIGIN.licence},{ORIGIN.accessed or ''}\n",
        "utf-8",
    )
    return case


def verdicts(case, ledger, ids):
    first, second = case.claims()
    finding = Finding(
        test="compare",
        subject="capital_share_powers",
        relation="first",
        state="NVA",
        power="PWA",
        domain="economy",
        when="2009",
        mean=0.7,
        other=0.3,
        low=0.6,
        high=0.6,
        basis=Basis.DRAWS,
        ids=ids,
    )
    need = Need(
        lack=Lack.WIDE, subject="capital_share_powers", state="NVA", power="PWA", domain="economy", when="2009",
        channels=("economy.trade:2007", "economy.firms"), width=0.4,
    )  # fmt: skip
    common = {"answer": Answer.UNDECIDED, "findings": (), "needs": (Need(lack=Lack.UNTESTED),)}
    return [
        Verdict(
            claim=first.id, digest=first.digest, answer=Answer.UNDECIDED,
            low=0.0, high=0.6, test_low=0.6, test_high=0.6,
            findings=(finding,), needs=(need, replace(need, state="SVA")),
        ),
        Verdict(claim=second.id, digest=second.digest, low=0.0, high=1.0, test_low=0.0, test_high=1.0, **common),
    ]  # fmt: skip


def an_id(ledger):
    return next(one.id for one in ledger.observations() if one.over == "NVA" and one.holder == "PWA")


def section(ledger, case, locale="en"):
    return read_page(brief.render(ledger, case, locale)).section("claims")


def test_a_case_whose_claims_were_not_tested_has_no_section(empty_ledger, told):
    assert 'id="claims"' not in brief.render(empty_ledger, told, "en")


def test_a_claim_is_told_with_its_author_answer_and_evidence(empty_ledger, told):
    identity = an_id(empty_ledger)
    empty_ledger.add_verdicts(verdicts(told, empty_ledger, (identity,)), case="vales", seed=1)
    text = section(empty_ledger, told)
    for said in (
        "Cannot be decided",
        "Arda leads in Northvale.",
        "an &lt;expert&gt;",
        "True in 0–60% of the draws.",
        "reaches only a part of it, holds in 60%",
        "The test leaves out: <bdi>Why it leads.</bdi>",
        "0 against",
        "Share among the powers, Northvale, Arda, Economy, 2009: 70%, the largest other one 30%; asked: the first",
        "too uncertain. An interval of 40% of its width would do. It lacks: Trade (until 2007), Firms.",
        "the two vales",
        "Nothing that is measured comes near it.",
        "Nobody measures spite.",
    ):
        assert said in text, said
    page = brief.render(empty_ledger, told, "en")
    homes = set(re.findall(r'id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', text)
    assert f"o{identity[:10]}" in links
    assert set(links) <= homes


def test_it_is_told_in_chinese_and_in_english_where_the_case_has_no_chinese(empty_ledger, told):
    empty_ledger.add_verdicts(verdicts(told, empty_ledger, (an_id(empty_ledger),)), case="vales", seed=1)
    text = section(empty_ledger, told, "zh-Hant")
    for said in (
        "無法判定",
        "阿爾達在北谷居首。",
        "某專家",
        "在0–60%的抽樣中為真。",
        "貿易（至2007年）",
        "Out of spite.",
    ):
        assert said in text, said


def test_a_least_difference_between_shares_is_told_in_points_and_a_projection_by_its_name(empty_ledger, told):
    one = verdicts(told, empty_ledger, (an_id(empty_ledger),))[0]
    fallen = replace(one.findings[0], relation="falling", when="2005/2009", by=0.1)
    half = replace(
        one.findings[0],
        **{"subject": "push_pull/half_life", "relation": "above", "state": "", "power": "", "when": ""},
        mean=26.2,
        other=10.0,
    )
    empty_ledger.add_verdicts([replace(one, findings=(fallen, half))], case="vales", seed=1)
    english, chinese = section(empty_ledger, told), section(empty_ledger, told, "zh-Hant")
    assert "asked: fallen by 10 points or more" in english
    assert "Half-life of capital, in years, Economy: 26.20, against 10.00" in english
    assert "下降10個百分點以上" in chinese
    assert "資本的半衰期（年）" in chinese


@pytest.mark.parametrize("locale", ["en", "zh-Hant"])
def test_every_measure_that_the_built_in_claims_ask_of_has_a_name(locale):
    asked = set(
        re.findall(r"measure: ([a-z_/]+)", (load_case("central_asia").folder / "claims.yaml").read_text("utf-8"))
    )
    assert {name for name in asked if f"quantity.{name}" not in read_catalogue(locale)} == set()


def test_a_verdict_on_another_test_is_not_shown(empty_ledger, told):
    empty_ledger.add_verdicts(verdicts(told, empty_ledger, ()), case="vales", seed=1)
    (told.folder / "claims.yaml").write_text(CLAIMS.replace("year: 2009}", "year: 2008}"), "utf-8")
    text = section(empty_ledger, told)
    assert "Arda leads" not in text
    assert "Out of spite" in text
