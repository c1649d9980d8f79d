"""The API over a small invented ledger: every list, filter, page and refusal."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.records import Answer, Basis, Finding, Verdict
from tightrope.web import create_app
from tightrope.web.ready import BEHIND


@pytest.fixture
def client(case: Case, ledger: Ledger) -> TestClient:
    return TestClient(create_app(ledger.path, case), base_url="http://localhost:8321", raise_server_exceptions=False)


def got(client: TestClient, path: str, **parameters: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def every(client: TestClient, path: str, **parameters: Any) -> list[Any]:
    """All items of a list, a few at a time."""
    found, after = [], None
    while True:
        page = got(client, path, **parameters, **({"after": after} if after else {}))
        found += page["items"]
        after = page["next"]
        if after is None:
            return found


def test_estimates_are_those_of_the_newest_run_in_its_order(client: TestClient, ledger: Ledger, case: Case) -> None:
    ids = [one.id for one in ledger.estimates(case=case.name)]
    assert len(ids) > 5
    assert [one["id"] for one in every(client, "estimates", limit=2)] == ids


def test_estimates_are_filtered_by_what_they_are_about(client: TestClient, ledger: Ledger, case: Case) -> None:
    stored = list(ledger.estimates(case=case.name))
    one = next(one for one in stored if one.power)
    found = every(client, "estimates", quantity=one.quantity, state=one.state, power=one.power, domain=one.domain)
    same = [
        o
        for o in stored
        if (o.quantity, o.state, o.power, o.domain) == (one.quantity, one.state, one.power, one.domain)
    ]
    assert [o["id"] for o in found] == [o.id for o in same]
    assert found[0]["mean"] == same[0].mean
    assert found[0]["rests_on"] == len(same[0].rests_on)
    begin = one.quantity[:7]
    starred = every(client, "estimates", quantity=f"{begin}*")
    assert {o["id"] for o in starred} == {o.id for o in stored if o.quantity.startswith(begin)}
    last = max(o.when.end.year for o in stored)
    assert {o["id"] for o in every(client, "estimates", since=last)} == {
        o.id for o in stored if o.when.end.year >= last
    }
    assert every(client, "estimates", until=1000) == []


def test_nothing_was_recorded_before_it_was(client: TestClient, ledger: Ledger) -> None:
    before = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert every(client, "estimates", as_of=before) == every(client, "evidence", as_of=before) == []
    assert every(client, "runs", as_of=before) == []
    after = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert len(every(client, "evidence", as_of=after)) == len(list(ledger.evidence()))


def test_evidence_comes_with_its_quote_in_pages(client: TestClient, ledger: Ledger) -> None:
    stored = list(ledger.evidence())
    found = every(client, "evidence", limit=1)
    assert [(one["id"], one["quote"]) for one in found] == [(one.id, ledger.quote(one)) for one in stored]
    ties = every(client, "evidence", kind="tie")
    assert [one["id"] for one in ties] == [one.id for one in ledger.evidence(kind="tie")]
    assert {"a", "b", "relation"} <= ties[0]["fields"].keys()


def test_documents_come_newest_first_without_their_text(client: TestClient, ledger: Ledger) -> None:
    stored = list(ledger.documents(newest_first=True))
    found = every(client, "documents", limit=1)
    assert [one["id"] for one in found] == [one.id for one in stored]
    assert "text" not in found[0]
    assert found[0]["characters"] == len(stored[0].text)
    for document in stored:
        of_one = every(client, f"documents/{document.id}/evidence", limit=1)
        assert [one["id"] for one in of_one] == [one.id for one in ledger.evidence(document=document.id)]


def test_runs_come_newest_first_in_pages(client: TestClient, ledger: Ledger, case: Case) -> None:
    for seed in (7, 8):
        ledger.add_estimates(list(ledger.estimates(case=case.name))[:3], case=case.name, seed=seed)
    found = every(client, "runs", limit=1)
    assert [one["id"] for one in found] == [one.id for one in ledger.runs(case=case.name)]
    assert [(one["seed"], one["estimates"]) for one in found[:2]] == [(8, 3), (7, 3)]


def test_a_trace_leads_from_a_number_to_quotes_and_rows_but_gives_no_text_away(
    client: TestClient, ledger: Ledger, case: Case
) -> None:
    one = next(iter(ledger.estimates(case=case.name)))
    found = got(client, f"trace/{one.id[:8]}")
    assert (found["kind"], found["id"]) == ("estimate", one.id)
    assert sorted(step["id"] for step in found["rests_on"]) == sorted(one.rests_on)
    parts, after = [], None
    while True:
        part = got(client, f"trace/{one.id}", limit=1, **({"after": after} if after else {}))
        parts += part["rests_on"]
        after = part["next"]
        if after is None:
            break
    assert parts == found["rests_on"]
    assert len(parts) > 1
    document = next(iter(ledger.documents()))
    traced = got(client, f"trace/{document.id}")
    assert "text" not in traced["record"]
    assert traced["origin"]["producer"] == document.origin.producer


def test_a_search_finds_what_the_ledger_finds(client: TestClient, ledger: Ledger) -> None:
    word = next(iter(ledger.documents())).text.split()[0]
    hits = ledger.search(word)
    assert [(hit["id"], hit["snippet"]) for hit in got(client, "search", q=word)] == [(h.id, h.snippet) for h in hits]
    assert hits


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("trace/abcdef0123", 404), ("trace/..%2F..%2Fetc", 404), ("documents/abcdef0123/evidence", 404),
        ("estimates?after=abcdef0123abcdef0123", 404), ("evidence?after=abcdef0123abcdef0123", 404),
        ("documents?after=abcdef0123abcdef0123", 404), ("runs?after=abcdef0123abcdef0123", 404),
        ("trace/{document}?after=abcdef0123abcdef0123", 404), ("trace/{document}?limit=0", 422),
        ("documents/{document}/evidence?after=abcdef0123abcdef0123", 404),
        ("evidence?after=abcdef", 422), ("estimates?limit=0", 422), ("estimates?limit=100000", 422),
        ("estimates?as_of=2026-11-01T00:00:00", 422), ("estimates?as_of=soon", 422), ("estimates?since=0", 422),
        ("evidence?kind=rumour", 422), ("evidence?after=%27%20OR%201=1", 422), ("search?q=", 422),
        ("estimates?quantty=x", 422), ("case?state=NVA", 422),
        ("search?q=%2E%2E", 400), ("nothing", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_a_reason(
    client: TestClient, ledger: Ledger, path: str, status: int
) -> None:
    document = next(iter(ledger.documents())).id
    answer = client.get(f"/api/v1/{path.format(document=document)}")
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_the_schema_names_every_path_and_its_parameters(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/estimates", "/api/v1/evidence", "/api/v1/trace/{identity}"} <= schema["paths"].keys()
    named = {one["name"] for one in schema["paths"]["/api/v1/estimates"]["get"]["parameters"]}
    assert {"quantity", "state", "power", "domain", "since", "until", "as_of", "after", "limit"} == named


def test_the_case_says_what_its_codes_mean(client: TestClient, case: Case) -> None:
    found = got(client, "case")
    assert found["states"] == list(case.states)
    assert found["labels"][case.powers[0]]["en"] == case.label(case.powers[0], "en")


def test_claims_come_with_their_verdicts_and_a_verdict_is_traced(
    client: TestClient, ledger: Ledger, case: Case
) -> None:
    assert got(client, "claims") == []
    basis = next(iter(ledger.observations())).id
    finding = Finding(test="compare", subject="effective_powers", low=0.95, high=0.97, basis=Basis.DRAWS, ids=(basis,))
    verdict = Verdict(
        claim="balanced", digest="d", answer=Answer.SUPPORTED, low=0.95, high=0.97, test_low=0.95, test_high=0.97,
        findings=(finding,), needs=(),
    )  # fmt: skip
    ledger.add_verdicts([verdict], case=case.name, seed=1)
    time.sleep(BEHIND)
    (found,) = got(client, "claims")
    assert (found["claim"], found["verdict"]["answer"], found["verdict"]["low"]) == ("balanced", "supported", 0.95)
    assert found["label"] == {}  # the case no longer holds it
    traced = got(client, f"trace/{verdict.id}")
    assert (traced["kind"], [step["id"] for step in traced["rests_on"]]) == ("verdict", [basis])
