from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tightrope import cli
from tightrope.measures.kept import KeptDraws

#: Written for these tests. Two acts, one figure, one membership.
SAMPLE = (
    "哈薩克總統托卡葉夫2024年3月5日在阿斯塔納會見俄羅斯總統普京。雙方簽署一項能源協議。"
    "截至2024年2月，約有1.2萬名哈薩克留學生在俄羅斯大學學習。烏茲別克也在2024年4月加入歐亞開發銀行。"
)
Run = Callable[..., subprocess.CompletedProcess[str]]
#: Exit status, standard output, standard error.
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptDraws:
    """Draws that the tests share: what is measured from the same readings is sampled once."""
    return KeptDraws(tmp_path_factory.mktemp("draws"))


@pytest.fixture
def tightrope(tmp_path: Path) -> Run:
    """Run the command line as a process of its own, in an empty folder."""

    def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tightrope", *map(str, arguments)]
        settings = {"cwd": tmp_path, "capture_output": True, "text": True, "timeout": 240, **options}
        return subprocess.run(command, **settings)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process, in an empty folder: for commands that take long to import or compile."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["tightrope", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with one post and one page that cannot be read."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "post.md").write_text(f"---\ntitle: 會見\ndate: 2024-03-06\n---\n\n{SAMPLE}\n", "utf-8")
    (folder / "broken.md").write_bytes(b"\x00\x01\x02\x00" * 50)
    return folder
