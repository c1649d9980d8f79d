"""A damaged ledger: an error that names the file, or an answer; never lost, never called sound when it is not."""

from __future__ import annotations

import io
import lzma
import shutil
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import typer
from asking import asker
from brief_vales import vales
from damaged_ledgers import damage, damaging, make_pages_small, overwritten, small_ledger
from fuzzing import HIDDEN, fuzz, kept
from hypothesis import strategies as st
from ledger_examples import numbered
from ledger_rows import rows_of
from ledger_versions import unpack

from tightrope.cli.caring_commands import backup, doctor, upgrade
from tightrope.cli.looking import show_hits, show_trace
from tightrope.ledger import Ledger, Narrowing, bring_up_to_date, examine
from tightrope.records import AnyEvidence, TightropeError
from tightrope.web import create_app
from tightrope.web.library import Library
from tightrope.web.site import Site


@dataclass(frozen=True)
class Sound:
    """The ledger before it is damaged.

    Attributes:
        path: the file.
        content: its bytes.
        quotes: all evidence by id, with its quote.
        ids: one record of each kind.
        pages: paths of the dashboard, one of each kind.
    """

    path: Path
    content: bytes
    quotes: dict[str, tuple[AnyEvidence, str]]
    ids: tuple[str, ...]
    run: str
    pages: tuple[str, ...]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    folder = tmp_path_factory.mktemp("sound")
    path = folder / "a.ledger"
    small_ledger(path)
    with Ledger.open(path, read_only=True) as ledger:
        quotes = {one.id: (one, ledger.document(one.document).text[one.start : one.end]) for one in ledger.evidence()}
        kinds = (ledger.estimates(), ledger.verdicts("vales"), ledger.evidence(), ledger.observations())
        others = (ledger.roll_calls(), ledger.documents(), ledger.origins())
        ids = tuple(next(iter(records)).id for records in (*kinds, *others))
        run = next(ledger.runs()).id
    pages: dict[str, str] = {}
    for page in Site(Library(path, vales(folder))).addresses():
        pages.setdefault(page.split("/")[0], page)
    return Sound(path, path.read_bytes(), quotes, ids, run, tuple(pages.values()))


def told(path: Path, do: Callable[[], object]) -> bool:
    """Whether something is done; if not, after an error of ours that names the file."""
    try:
        do()
    except TightropeError as error:
        check_message(str(error), path)
        return False
    return True


def check_message(text: str, path: Path) -> None:
    assert str(path) in text, text
    assert "Traceback" not in text
    assert not HIDDEN.search(text), text


def check_read(path: Path, sound: Sound) -> None:
    """Read all there is, in every way; one that fails does not keep the others from being tried."""
    if not told(path, lambda: Ledger.open(path, read_only=True).close()):
        return
    with Ledger.open(path, read_only=True) as ledger:
        ways: tuple[Callable[[], object], ...] = (
            ledger.counts,
            ledger.revision,
            ledger.languages,
            ledger.cases_checked,
            partial(ledger.search, "treaty"),
            partial(ledger.search, "訪問", within=Narrowing(language="zh", about=(frozenset({"USA"}),))),
            *(partial(ledger.trace, identity) for identity in sound.ids),
        )
        streams: tuple[Callable[[], Iterable[object]], ...] = (
            ledger.documents,
            ledger.evidence,
            ledger.links,
            ledger.observations,
            ledger.roll_calls,
            ledger.runs,
            ledger.estimates,
            ledger.origins,
            partial(ledger.verdicts, "vales"),
            partial(ledger.share_draws, sound.run),
            partial(ledger.series, "economy.trade", "PWA", "NVA"),
        )
        for way in ways:
            told(path, way)
        for stream in streams:
            told(path, lambda stream=stream: list(stream()))  # type: ignore[misc]


def check_quotes(path: Path, sound: Sound) -> None:
    """All evidence reproduces the quote that it was stored with."""
    with Ledger.open(path, read_only=True) as ledger:
        for one in ledger.evidence():
            assert (one, ledger.document(one.document).text[one.start : one.end]) == sound.quotes[one.id]


def command(path: Path, do: Callable[[], object]) -> bool:
    """Run a command; whether it says that all is well. It says what is wrong otherwise, and about which file."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            return told(path, do)
        except typer.Exit as ended:
            assert said.getvalue().strip()
            return ended.exit_code == 0


def check(path: Path, sound: Sound) -> None:
    """All that only reads, then what writes."""
    before = path.read_bytes()
    check_read(path, sound)
    command(path, lambda: show_trace(path, sound.ids[0], 40))
    command(path, lambda: show_hits(path, "treaty", 20, None))
    if command(path, lambda: doctor(path)):
        check_quotes(path, sound)
    copies = path.parent / "copies"
    shutil.rmtree(copies, ignore_errors=True)
    copies.mkdir()
    if command(path, lambda: backup(copies / "copy.ledger", path)):
        assert rows_of(copies / "copy.ledger") == rows_of(path)
    else:
        assert not list(copies.iterdir())
    assert path.read_bytes() == before, "reading changed it"
    check_written(path)


def check_written(path: Path) -> None:
    """Nothing that can be read is lost by bringing the ledger up to date, or by storing something."""
    before = rows_of(path)
    command(path, lambda: upgrade(path))
    check_kept(before, path)
    document, _ = numbered(0)

    def store() -> None:
        with Ledger.open(path) as ledger:
            ledger.add_document(replace(document, text=f"{document.text}完"))
            ledger.add_document(numbered(50)[0])

    told(path, store)
    check_kept(before, path)


def check_kept(before: dict[str, object] | None, path: Path) -> None:
    if before is not None:
        after = rows_of(path)
        assert after is not None
        lost = {name: rows - after[name] for name, rows in before.items() if rows - after[name]}  # type: ignore[operator]
        assert not lost


def fresh(folder: Path) -> Path:
    """Where a ledger can be put, with nothing of the one before beside it."""
    for old in folder.glob("a.ledger*"):
        old.unlink()
    return folder / "a.ledger"


def put_damaged(folder: Path, sound: Sound, script: bytes) -> Path:
    path = fresh(folder)
    path.write_bytes(sound.content)
    damage(path, script)
    return path


def put(folder: Path, packed: bytes) -> Path:
    path = fresh(folder)
    path.write_bytes(lzma.decompress(packed))
    return path


def packed(content: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Ledgers as they are kept, packed."""
    return content.map(lambda whole: lzma.compress(whole, preset=0))


def test_the_ledger_is_sound_before_it_is_damaged(folder: Path, sound: Sound) -> None:
    path = fresh(folder)
    path.write_bytes(sound.content)
    assert command(path, lambda: doctor(path))
    for identity in sound.ids:
        assert command(path, lambda identity=identity: show_trace(path, identity, 40))  # type: ignore[misc]
    check(path, sound)


def test_tables_changed_behind_its_back(folder: Path, sound: Sound) -> None:
    for found in kept("ledger-tables"):
        check(put_damaged(folder, sound, found.read_bytes()), sound)
    inputs = damaging(sound.path)
    fuzz("ledger-tables", inputs, lambda script: check(put_damaged(folder, sound, script), sound), few=20)


def test_bytes_overwritten_or_cut_off(folder: Path, sound: Sound) -> None:
    for found in kept("ledger-bytes"):
        check(put(folder, found.read_bytes()), sound)
    inputs = packed(overwritten(sound.content))
    fuzz("ledger-bytes", inputs, lambda content: check(put(folder, content), sound), few=20)


def test_an_upgrade_of_a_damaged_ledger_loses_nothing(folder: Path) -> None:
    earlier = unpack(4, folder)
    make_pages_small(earlier)
    whole = earlier.read_bytes()

    def check_upgraded(content: bytes) -> None:
        path = put(folder, content)
        before = rows_of(path)
        if not told(path, lambda: bring_up_to_date(path)):
            assert before is None or rows_of(path) == before
            return
        check_kept(before, path)
        told(path, lambda: examine(path))

    check_upgraded(lzma.compress(whole))
    for found in kept("ledger-upgrade"):
        check_upgraded(found.read_bytes())
    fuzz("ledger-upgrade", packed(overwritten(whole)), check_upgraded, few=20)


def test_the_dashboard_and_its_api_say_that_it_cannot_be_read(folder: Path, sound: Sound) -> None:
    asked = [f"/en/{page}/" if page else "/en/" for page in sound.pages]
    asked += [f"/api/v1/{name}" for name in ("runs", "estimates", "claims", "evidence", "documents", "search?q=treaty")]
    asked += [f"/api/v1/trace/{identity}" for identity in sound.ids]
    asked += ["/en/search/?q=treaty", f"/api/v1/documents/{sound.ids[5]}/evidence"]

    def check_answers(path: Path) -> set[int]:
        ask = asker(create_app(path, vales(folder), names=["*"]))
        statuses = {target: ask(target.encode()) for target in asked}
        assert set(statuses.values()) <= {200, 404, 500, 503}, statuses
        if 500 in statuses.values():  # records that do not fit together: not one of them, but the doctor tells
            assert not command(path, lambda: doctor(path)), statuses
        return set(statuses.values())

    def check_tables(script: bytes) -> None:
        check_answers(put_damaged(folder, sound, script))

    path = fresh(folder)
    path.write_bytes(sound.content)
    assert check_answers(path) == {200}
    spoilt = b"UPDATE document SET text = 7\nUPDATE estimate SET mean = 'x'"
    assert check_answers(put_damaged(folder, sound, spoilt)) == {200, 503}
    for found in kept("ledger-web"):
        check_tables(found.read_bytes())
    fuzz("ledger-web", damaging(sound.path), check_tables, few=8)
