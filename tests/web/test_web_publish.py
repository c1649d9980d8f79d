"""The dashboard as files: complete, whole or not at all, and never over anything else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from brief_vales import Held
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from tightrope.cases import Case
from tightrope.cli.app import app
from tightrope.ledger import Ledger
from tightrope.records import TightropeError
from tightrope.web import write_site
from tightrope.web.publish import MARK
from tightrope.web.site import Site


@pytest.fixture
def ledger(held: Held) -> Path:
    return held.ledger.path


def test_every_link_of_the_files_leads_to_a_file_and_a_place_in_it(ledger: Path, case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    number = write_site(ledger, case, folder)
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert len(written) == number + len({MARK, "index.html"}) + len(list((folder / "static").iterdir()))
    pages = {name: LexborHTMLParser((folder / name).read_text("utf-8")) for name in written if name.endswith(".html")}
    assert {"index.html", "en/index.html", "zh-Hant/index.html", "en/brief/index.html"} <= pages.keys()
    for name, page in pages.items():
        for link in page.css("a[href], link[href], script[src]"):
            target = urlsplit(
                urljoin(f"http://here/{name}", link.attributes.get("href") or link.attributes["src"] or "")
            )
            if target.netloc != "here" or target.scheme != "http":
                continue
            found = unquote(target.path).lstrip("/")
            found += "index.html" if found.endswith("/") or not found else ""
            assert found in written, f"{name} leads to {found}"
            if target.fragment:
                assert pages[found].css_first(f'[id="{target.fragment}"]'), f"{name} leads to {found}#{target.fragment}"
            assert not target.query, f"{name} asks {target.path}?{target.query}, which no file answers"


def test_the_same_ledger_gives_the_same_bytes(ledger: Path, case: Case, tmp_path: Path) -> None:
    write_site(ledger, case, tmp_path / "one")
    write_site(ledger, case, tmp_path / "two")
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes(), path


def test_a_dashboard_is_replaced_as_a_whole(ledger: Path, case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    write_site(ledger, case, folder)
    (folder / "en" / "left-over.html").write_text("of an earlier run")
    write_site(ledger, case, folder)
    assert not (folder / "en" / "left-over.html").exists()
    assert [one.name for one in folder.parent.iterdir()] == ["site"]


def test_what_fails_half_way_leaves_the_old_one(
    ledger: Path, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "there" / "site"
    write_site(ledger, case, folder)
    before = (folder / "en" / "index.html").read_bytes()
    page = Site.page

    def full(self: Site, locale: str, path: str, *more: object, **named: object) -> object:
        if path == "sources":
            raise OSError(28, "No space left on device")
        return page(self, locale, path, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Site, "page", full)
    with pytest.raises(TightropeError, match="No space left"):
        write_site(ledger, case, folder)
    assert (folder / "en" / "index.html").read_bytes() == before
    assert [one.name for one in folder.parent.iterdir()] == ["site"]


def test_what_cannot_be_put_in_place_leaves_the_old_one(
    ledger: Path, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "there" / "site"
    write_site(ledger, case, folder)
    rename = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        if target == folder and self.name.startswith(".site."):
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(TightropeError, match="Permission denied"):
        write_site(ledger, case, folder)
    assert (folder / "en" / "index.html").is_file()
    assert [one.name for one in folder.parent.iterdir()] == ["site"]


def test_all_pages_are_of_one_run_though_another_is_published_meanwhile(
    ledger: Path, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    with Ledger.open(ledger) as opened:
        first = next(opened.runs()).id
        published: list[str] = []

        def publish_another(done: int, every: int) -> None:
            if done == 1:
                name = next(opened.runs()).case
                published.append(opened.add_estimates(list(opened.estimates(case=name)), case=name, seed=99))

        write_site(ledger, case, tmp_path / "site", publish_another)
    texts = [path.read_text("utf-8") for path in (tmp_path / "site" / "en").rglob("index.html")]
    assert len([text for text in texts if first[:10] in text]) == len(texts) - 1  # the brief does not name its run
    assert published
    assert not any(published[0][:10] in text for text in texts)


@pytest.mark.parametrize("kind", ["full", "file"])
def test_nothing_else_is_ever_replaced(ledger: Path, case: Case, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "mine"
    if kind == "full":
        folder.mkdir()
        (folder / "thesis.txt").write_text("years of work")
    else:
        folder.write_text("years of work")
    with pytest.raises(TightropeError, match="name a"):
        write_site(ledger, case, folder)
    assert (folder / "thesis.txt" if kind == "full" else folder).read_text() == "years of work"


def test_the_command_says_what_it_wrote_and_refuses_what_it_cannot(ledger: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    gone = runner.invoke(app, ["publish", str(tmp_path / "site"), "--ledger", str(tmp_path / "no.ledger")])
    assert isinstance(gone.exception, TightropeError)
    assert not (tmp_path / "site").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a").write_text("")
    full = runner.invoke(app, ["publish", str(tmp_path / "mine"), "--ledger", str(ledger)])
    assert "something else" in str(full.exception)
