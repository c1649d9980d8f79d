"""Who may ask, how, and what a browser may do with the answer."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from brief_vales import vales
from fastapi.testclient import TestClient

from tightrope.ledger import Ledger
from tightrope.web import create_app
from tightrope.web.app import language_of
from tightrope.web.ready import BEHIND


@pytest.fixture
def client(tmp_path: Path, path: Path) -> TestClient:
    return TestClient(create_app(path, vales(tmp_path), names=["Desk.Example.org"]), base_url="http://127.0.0.1:8321")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8321", 200), ("127.0.0.1", 200), ("[::1]:8321", 200), ("desk.example.org", 200),
        ("evil.example", 421), ("localhost.evil.example", 421), ("", 421),
    ],
)  # fmt: skip
def test_only_names_that_were_given_are_answered_to(client: TestClient, host: str, status: int) -> None:
    assert client.get("/api/v1/case", headers={"host": host}).status_code == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_changed(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/v1/estimates")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path_asked", ["/en/claims/", "/api/v1/case", "/nothing"])
def test_head_is_answered_like_get_without_the_content(client: TestClient, path_asked: str) -> None:
    whole, head = client.get(path_asked), client.head(path_asked)
    assert (head.status_code, head.headers, head.content) == (whole.status_code, whole.headers, b"")


@pytest.mark.parametrize(
    "path_asked", ["/", "/en/claims/", "/en/brief/", "/api/v1/case", "/nothing", "/api/v1/estimates?limit=0"]
)
def test_every_answer_forbids_scripts_from_elsewhere_frames_and_guessing(client: TestClient, path_asked: str) -> None:
    headers = client.get(path_asked, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy or "script-src" not in policy  # then default-src holds for scripts: none
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_what_is_unchanged_is_not_sent_again_and_what_changed_is(client: TestClient, path: Path) -> None:
    first = client.get("/api/v1/runs")
    tag = first.headers["etag"]
    again = client.get("/api/v1/runs", headers={"if-none-match": f'W/{tag}, "other"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    with Ledger.open(path) as ledger:
        case = next(ledger.runs()).case
        ledger.add_estimates(list(ledger.estimates(case=case)), case=case, seed=99)
    time.sleep(BEHIND)
    changed = client.get("/api/v1/runs", headers={"if-none-match": tag})
    assert (changed.status_code, changed.json()["items"][0]["seed"]) == (200, 99)


def test_the_dashboard_comes_in_the_language_the_browser_asks_for(client: TestClient) -> None:
    headers = {"accept-language": "fr;q=0.9, zh-TW;q=0.8, en;q=0.1"}
    assert client.get("/", headers=headers, follow_redirects=False).headers["location"] == "zh-Hant/"
    assert 'lang="zh-Hant"' in client.get("/zh-Hant/claims/").text
    assert client.get("/fr/claims/").status_code == 404


@pytest.mark.parametrize("path_asked", ["/en/claims?q=1", "/en/brief"])
def test_a_page_without_its_slash_is_the_one_with_it(client: TestClient, path_asked: str) -> None:
    path, _, query = path_asked.partition("?")
    answer = client.get(path_asked)
    assert (answer.status_code, answer.url.path, answer.url.query.decode()) == (200, f"{path}/", query)


def test_the_brief_carries_its_own_policy_and_no_script(client: TestClient) -> None:
    policy = client.get("/en/brief/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    "path_asked", ["/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/a.ledger", "/a.ledger"]
)
def test_no_file_can_be_asked_for(client: TestClient, path_asked: str) -> None:
    assert client.get(path_asked).status_code == 404


def test_a_ledger_that_is_gone_is_told_and_the_server_stays(client: TestClient, path: Path) -> None:
    moved = path.rename(path.with_name("elsewhere"))
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    gone = quiet.get("/api/v1/runs")
    assert gone.status_code == 503
    assert "no ledger" in gone.json()["detail"]
    moved.rename(path)
    assert quiet.get("/api/v1/runs").status_code == 200


def test_a_damaged_record_is_told_and_is_not_called_missing(client: TestClient, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (identity,) = connection.execute("SELECT id FROM evidence LIMIT 1").fetchone()
        connection.execute("DROP TRIGGER evidence_no_update")
        connection.execute("UPDATE evidence SET fields = '[]'")
        connection.commit()
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    for page in (f"api/v1/trace/{identity}", "api/v1/evidence", f"en/evidence/{identity}/"):
        told = quiet.get(f"/{page}")
        assert told.status_code == 503, page
        assert f"{path}: a record is damaged" in told.json()["detail"]


def test_an_error_that_nobody_foresaw_leads_to_the_doctor(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "runs", lambda *_, **__: 1 / 0)
    quiet = TestClient(client.app, base_url="http://localhost", raise_server_exceptions=False)
    told = quiet.get("/api/v1/runs")
    assert told.status_code == 500
    assert told.json()["detail"].startswith(f"{path} gives no answer to this; `tightrope doctor`")


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        ("", "en"), ("zh", "zh-Hant"), ("zh-CN,en;q=0.5", "zh-Hant"), ("en-GB", "en"), ("de", "en"),
        ("en;q=0.2, zh;q=0.9", "zh-Hant"), ("*", "en"), ("zh;q=high", "en"), (";;;,,,", "en"), ("zh_TW", "en"),
    ],
)  # fmt: skip
def test_the_best_liked_language_that_there_is(accepted: str, locale: str) -> None:
    assert language_of(accepted) == locale


@pytest.mark.parametrize(
    "path_asked",
    [
        "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/%2e%2e%2f%2e%2e%2fapp.py", "/static/dashboard.css%00",
        "/static/..%5capp.py", "/static//etc/passwd", "/static/", "/en/%00/", "/en/..%2f..%2fapp.py/",
        "/en/figure/..%2f..%2fetc%2fpasswd.csv", "/en/state/..%2fNVA/", "/en/evidence/%2e%2e%2f%2e%2e/",
    ],
)  # fmt: skip
def test_nothing_lies_beyond_the_files_and_pages_of_the_dashboard(client: TestClient, path_asked: str) -> None:
    answer = client.get(path_asked)
    assert answer.status_code == 404
    assert "import" not in answer.text
    assert "\x00" not in answer.text


@pytest.mark.parametrize("path_asked", ["/en/", "/static/dashboard.css", "/en/search/?q=a", "/"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_pages_and_files_are_only_read(client: TestClient, method: str, path_asked: str) -> None:
    assert client.request(method, path_asked).status_code == 405
