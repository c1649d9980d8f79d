"""The whole dashboard as files that any web server can hold."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from tightrope.brief.wording import LOCALES
from tightrope.cases import Case
from tightrope.records import TightropeError
from tightrope.web.library import Library
from tightrope.web.site import Site, files

#: Stands in a folder that was published, so that only such a folder is ever replaced.
MARK = "tightrope-dashboard.txt"
_MARKED = "Written by `tightrope publish`, which replaces this folder as a whole.\n"


def write_site(
    ledger: Path, case: Case, folder: Path, progress: Callable[[int, int], None] = lambda done, every: None
) -> int:
    """Write all pages of both languages; return how many pages and files there are.

    They are written beside the folder first: it is replaced as a whole or stays as it was. All pages are of the moment
    of the first, whatever is stored meanwhile.

    Args:
        ledger: the file, which is only read.
        case: whose newest run is shown.
        folder: is made, or replaced if it is empty or was published before.
        progress: is told how many of how many files are written.

    Raises:
        TightropeError: the folder holds something else, or cannot be written.
    """
    check_folder(folder)
    site = Site(Library(ledger, case, still=True))
    unfinished: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        number = _write(site, unfinished, progress)
        unfinished.chmod(0o755)  # as an ordinary new folder; temporary ones are closed to others
        _put_in_place(unfinished, folder)
    except OSError as error:
        raise TightropeError(f"the dashboard cannot be written: {error.strerror or error}", str(folder)) from error
    finally:
        if unfinished is not None:
            shutil.rmtree(unfinished, ignore_errors=True)
    return number


def check_folder(folder: Path) -> None:
    """Check that nothing but an earlier dashboard would be replaced.

    Raises:
        TightropeError: the folder holds something else, or is a file.
    """
    if folder.is_dir():
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise TightropeError(
                "the folder holds something else than a dashboard; name a new or an empty one", str(folder)
            )
    elif folder.exists() or folder.is_symlink():
        raise TightropeError("this is a file; name a folder", str(folder))


def _write(site: Site, folder: Path, progress: Callable[[int, int], None]) -> int:
    (folder / MARK).write_text(_MARKED, "utf-8")
    (folder / "index.html").write_bytes(site.choice().body)
    (folder / "static").mkdir()
    for name in files():
        (folder / "static" / name).write_bytes(site.file(name).body)
    addresses = [(locale, path) for locale in LOCALES for path in site.addresses()]
    for done, (locale, path) in enumerate(addresses, 1):
        content = site.page(locale, path, {}, static=True)
        target = folder / locale / path
        if site.is_page(path):
            target /= "index.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.body)
        progress(done, len(addresses))
    return len(addresses)


def _put_in_place(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
    folder.rename(old / folder.name)
    try:
        new.rename(folder)
    except OSError:
        (old / folder.name).rename(folder)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)
