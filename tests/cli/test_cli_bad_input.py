"""One folder with everything that goes wrong in practice, read in one go, through the real command."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest

from tightrope.ledger import Ledger

CHINESE = "哈薩克總統托卡葉夫在阿斯塔納會見中國外長，雙方討論鐵路與貿易，並同意明年再次會談。"
RUSSIAN = "Президент Казахстана Токаев встретился в Астане с министром иностранных дел Китая и обсудил торговлю."
ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(25))
BOMB = f"""<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>
<rss version="2.0"><channel><title>x</title><item><title>&z;</title></item></channel></rss>"""
FEED_WITHOUT_DATES = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Feed</title><item><title>Meeting</title>
<description>{RUSSIAN}</description></item></channel></rss>"""
ONE_URL = "https://news.example/latest"


@pytest.fixture
def mess(tmp_path: Path) -> Path:
    folder = tmp_path / "mess"
    folder.mkdir()
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with (folder / "endless.txt").open("wb") as file:
        for _ in range(50):
            file.write(b"a" * 1_000_000)
    (folder / "big5.txt").write_bytes(CHINESE.encode("big5"))
    (folder / "gb18030.txt").write_bytes(CHINESE.replace("。", "，已經確認。").encode("gb18030"))
    (folder / "windows-1251.txt").write_bytes(RUSSIAN.encode("cp1251"))
    (folder / "bomb.xml").write_text(BOMB, "utf-8")
    (folder / "deep.html").write_text("<div>" * 100_000 + CHINESE + "</div>" * 100_000, "utf-8")
    (folder / "front.md").write_text(f"---\ntitle: [unclosed\ndate: 2024\n---\n{CHINESE}", "utf-8")
    (folder / "undated.xml").write_text(FEED_WITHOUT_DATES, "utf-8")
    (folder / "future.md").write_text(f"---\ntitle: 未來\ndate: 2199-01-01\n---\n{CHINESE}二一九九。", "utf-8")
    for name, text in (("a.md", "哈薩克與中國簽署天然氣協議。"), ("b.md", "土耳其總統訪問烏茲別克。")):
        (folder / name).write_text(f"---\ntitle: {name}\nurl: {ONE_URL}\n---\n{text}", "utf-8")
    return folder


def test_a_folder_full_of_bad_input_costs_only_what_cannot_be_read(mess, tightrope, tmp_path):
    result = tightrope("read", mess, "--ledger", tmp_path / "mess.ledger")
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    for name in ("empty.md", "picture.txt", "endless.txt", "bomb.xml", "deep.html", "front.md", "future.md"):
        assert f"{name}" in result.stderr, f"{name} is not named"
    with Ledger.open(tmp_path / "mess.ledger") as ledger:
        documents = {document.name: document for document in ledger.documents()}
    assert documents["big5.txt"].text.endswith(CHINESE)
    assert documents["gb18030.txt"].text.endswith("，已經確認。")
    assert documents["windows-1251.txt"].text.endswith(RUSSIAN)
    assert documents["undated.xml"].published is None
    assert documents["future.md"].published is None
    assert documents["a.md"].origin.url == documents["b.md"].origin.url == ONE_URL
    assert not {"empty.md", "picture.txt", "endless.txt", "bomb.xml", "front.md"} & set(documents)


def test_a_ledger_from_a_newer_version_is_refused_and_left_as_it_is(tightrope, tmp_path, news):
    path = tmp_path / "newer.ledger"
    tightrope("read", news, "--ledger", path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()
    result = tightrope("read", news, "--ledger", path)
    assert result.returncode == 1
    assert "999" in result.stderr
    assert "newer" in result.stderr
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into read-only folders")
def test_a_read_only_folder_is_named(tightrope, tmp_path, news):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    result = tightrope("read", news, "--ledger", folder / "x.ledger")
    assert result.returncode == 1
    assert "locked" in result.stderr


def test_a_full_disk_stops_with_one_line_and_keeps_what_was_stored(tightrope, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        folder = tmp_path / "many"
        folder.mkdir()
        for index in range(400):
            words = "".join(chr(0x4E00 + (index * 7919 + place * 104_729) % 20_000) for place in range(1500))
            (folder / f"{index:03d}.txt").write_text(f"{CHINESE}{words}", "utf-8")
        result = tightrope("read", folder, "--ledger", disk / "small.ledger")
        assert result.returncode == 1
        assert "full" in result.stderr
        assert re.search(r"^read: [1-9]", result.stdout, re.M), "what was read until then is not told"
        assert "Traceback" not in result.stderr
        with Ledger.open(disk / "small.ledger", read_only=True) as ledger:
            assert 0 < ledger.counts().documents < 400
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_outer_folder_that_cannot_be_written_stops_the_demo_with_one_line(tightrope, tmp_path):
    (tmp_path / "out").write_text("a file where a folder should be", "utf-8")
    result = tightrope("demo", "--out", tmp_path / "out" / "demo")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert str(tmp_path / "out") in result.stderr
