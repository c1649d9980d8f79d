"""A served ledger and a browser that looks at every page of it once; the tests judge what it saw.

    make test-browser

The ledger is the demo's. `--demo-ledger FILE` takes one that is already there.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import Look, Visitor, chosen
from playwright.sync_api import Browser, sync_playwright

from tightrope.brief.wording import LOCALES
from tightrope.cases import load_case
from tightrope.web.library import Library
from tightrope.web.site import Site


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--demo-ledger", type=Path, help="a ledger that `tightrope demo` wrote")


@pytest.fixture(scope="session")
def ledger(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's ledger; a copy, so that the one given stays as it is."""
    folder = tmp_path_factory.mktemp("demo")
    given: Path | None = request.config.getoption("--demo-ledger")
    if given is None:
        subprocess.run([sys.executable, "-m", "tightrope", "demo", "--out", str(folder)], check=True)
        return folder / "central-asia.ledger"
    return Path(shutil.copy(given, folder))


@pytest.fixture(scope="session")
def address(ledger: Path) -> Iterator[str]:
    """Where `tightrope serve` answers, without the slash at the end."""
    command = [sys.executable, "-m", "tightrope", "serve", "--ledger", str(ledger), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0].rstrip("/")
        process.send_signal(signal.SIGINT)


@pytest.fixture(scope="session")
def site(ledger: Path) -> Site:
    """What there is to look at."""
    return Site(Library(ledger, load_case("central_asia")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "no chromium: `apt-get install chromium`, or name one: CHROMIUM=/path/to/it make test-browser"
    with sync_playwright() as playwright:
        # As root, which CI mostly is, Chromium starts only without its sandbox; it sees no page but ours.
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        opened = playwright.chromium.launch(executable_path=program, args=sandbox)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """One window for all pages."""
    with Visitor(browser, address) as one:
        yield one


@pytest.fixture(scope="session")
def looks(visitor: Visitor, site: Site) -> list[Look]:
    """What was seen on every page in each language; of kinds with very many pages, on some."""
    paths = chosen(site.addresses())
    return [visitor.look(locale, path) for locale in LOCALES for path in paths]
