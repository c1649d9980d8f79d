"""What a confidence is made of, and what it leaves out."""

from __future__ import annotations

import math

import extract_coding

from tightrope.extract import RuleCoder
from tightrope.extract.confidence import BASE, probability, weights
from tightrope.names import Names
from tightrope.records import Status

TEXT = "The Turkish president visited Kazakhstan on Monday. Russia may attack Finland, an official said."


def test_a_confidence_is_the_sum_of_the_weights_of_its_signs_as_a_log_odds() -> None:
    table = weights()
    signs = ("event:en", "event:reported", "event:planned", "a sign without a weight")
    odds = table.get(BASE, 0.0) + sum(table.get(sign, 0.0) for sign in signs)
    assert probability(signs) == round(1 / (1 + math.exp(-odds)), 2)


def test_no_sum_of_signs_is_certain() -> None:
    assert 0 < probability(weights()) < 1


def test_an_act_told_beside_its_parties_is_surer_than_one_whose_subject_stands_far_away() -> None:
    assert probability(["event:en", "event:needs"]) > probability(["event:en", "event:needs", "event:far"])


def test_what_is_too_unsure_is_left_out_on_demand() -> None:
    item = extract_coding.document(TEXT)
    names = Names.builtin()
    everything = RuleCoder(names).code(item)
    levels = sorted({one.confidence for one in everything})
    assert len(levels) > 1
    some = RuleCoder(names, least=levels[1]).code(item)
    assert some == [one for one in everything if one.confidence >= levels[1]]
    assert RuleCoder(names, least=1).code(item) == []


def test_what_the_date_alone_makes_a_plan_is_as_sure_as_a_plan() -> None:
    coder = RuleCoder(Names.builtin())
    item = extract_coding.document("The Turkish president visited Kazakhstan on 20 July 2024.")
    (told,) = [step for one in coder.explain(item) for step in one.steps if step.fact is not None]
    (event,) = coder.code(item)
    assert event.status is Status.PLANNED
    assert "event:planned" in told.signs
    assert event.confidence == probability(told.signs)
