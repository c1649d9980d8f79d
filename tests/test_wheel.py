"""The wheel: everything the program needs is in it, and an installed copy does what the checkout does."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.metadata import Metadata

ROOT = Path(__file__).resolve().parents[1]
FIXED = {"SOURCE_DATE_EPOCH": "1764115200", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
DEMO = ("demo", "--draws", "200")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the source and the wheel that was built from that archive."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a fresh environment with the wheel, beside libraries that are here already."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = ["pip", "--python", str(python), "install", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", *install, "--quiet", str(wheel)], check=True)
    # Only as a place to import from: what makes the checkout importable there (another .pth) is not followed.
    here = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(here, "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def run(command: list[str | Path], folder: Path, **more: str) -> str:
    """Run a program in a folder, without anything that leads to the checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | FIXED | more
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path) -> None:
    package = ROOT / "src" / "tightrope"
    wanted = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert {Path(name).suffix for name in held} >= {".py", ".typed", ".sql", ".yaml", ".csv", ".j2", ".css", ".js"}


def test_the_archive_of_the_source_holds_what_the_tests_need(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "Makefile", "constraints.txt", "docs/methods.md", "tests/test_wheel.py"} <= held
    assert not [name for name in held if name.startswith((".venv", "out/"))]


def test_every_extra_names_what_is_installed_here(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = Metadata.from_email(archive.read(name), validate=False)
    assert str(told.version) == version("tightrope")
    assert set(told.provides_extra or ()) == {"browser", "cluster", "dev", "mcp"}
    for extra in ("", "cluster", "mcp", "dev"):
        asked = [one for one in told.requires_dist or () if one.marker is None or one.marker.evaluate({"extra": extra})]
        assert {"mcp": "mcp", "cluster": "ray"}.get(extra, "numpy") in {one.name for one in asked}
        wrong = [str(one) for one in asked if version(one.name) not in one.specifier]
        assert not wrong, extra


def test_an_installed_wheel_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = run([installed / "python", "-c", "import tightrope; print(tightrope.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run([installed / "tightrope", "--version"], tmp_path).split()[-1] == version("tightrope")


@pytest.mark.timeout(1200)  # it runs the built-in case twice, once on code that nobody has compiled before
def test_an_installed_wheel_runs_the_demo_and_writes_the_brief_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    run([installed / "tightrope", *DEMO, "--out", "installed"], tmp_path)
    run([sys.executable, "-m", "tightrope", *DEMO, "--out", "checkout"], tmp_path, PYTHONPATH=str(ROOT / "src"))
    for name in ("brief.html", "brief.zh-Hant.html", "manifest.json"):
        mine = (tmp_path / "installed" / name).read_bytes()
        assert len(mine) > 1000
        assert mine == (tmp_path / "checkout" / name).read_bytes(), name
