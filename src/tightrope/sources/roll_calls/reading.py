"""Any files with roll calls, recognised by their content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from tightrope.records import Origin, RollCall, SourceError
from tightrope.sources.datasets.rda import is_rda
from tightrope.sources.datasets.table import CountryNames
from tightrope.sources.roll_calls import dataverse, digital_library, rda, unxml
from tightrope.sources.roll_calls.content import read_content
from tightrope.sources.roll_calls.delimited import header
from tightrope.sources.roll_calls.fetching import NOTE, PART
from tightrope.sources.roll_calls.table import Messages, RollCallTable, combine

_KINDS = (
    "resolutions of UNxml (JSON), un_votes.rda with its companions, the votes of the Harvard Dataverse (CSV with rcid, "
    "ccode, vote) or of the UN Digital Library (CSV with undl_id, ms_code, ms_vote)"
)
#: Files whose reasons one message tells if none can be read.
_MOST_REASONS = 5


def roll_call_files(places: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files at the places, each once: a folder stands for the files in it.

    Notes that a download left beside its files, what it had not finished, and hidden files are passed over.

    Raises:
        SourceError: a folder cannot be read, or holds no file.
    """
    found: list[Path] = []
    for place in places:
        found += _in_folder(place) if place.is_dir() else [place]
    return tuple(dict.fromkeys(path for path in found if path.suffix not in (NOTE, PART)))


def _in_folder(folder: Path) -> list[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", str(folder)) from error
    if not files:
        raise SourceError("holds no file", str(folder))
    return files


def read_roll_calls(
    paths: Sequence[Path],
    names: CountryNames,
    today: date | None = None,
    *,
    advance: Callable[[], object] = lambda: None,
) -> RollCallTable:
    """Read recorded votes of the General Assembly from files in their native form.

    Args:
        paths: files of UNxml, of Voeten (R files or the Dataverse's table) or of the UN Digital Library; the texts also
            gzipped.
        names: who is meant by a name.
        today: votes after it are refused; the day of the call unless given.
        advance: called after each file, for a progress bar.

    A file whose content was read already is not read again. One bad row, roll call or file among several never loses
    the others.

    Raises:
        SourceError: there is no file, or none of them has a roll call that can be read.
    """
    if not paths:
        raise SourceError("no file with roll calls was given")
    day = today or date.today()
    tables: list[tuple[Origin, list[RollCall]]] = []
    told: list[Messages] = []
    refused: list[SourceError] = []
    r_files = [path for path in paths if is_rda(_start(path), path)]
    for group in ([r_files] if r_files else []) + [[path] for path in paths if path not in r_files]:
        messages = Messages(group[0])
        told.append(messages)
        try:
            if group is r_files:
                origin, calls = rda.read(group, names.code, day, messages)
            else:
                origin, calls = _read(group[0], names, day, messages)
        except SourceError as error:
            refused.append(error)
            messages.leave_out("", error.what)
            continue
        finally:
            for _ in group:
                advance()
        if any(origin.id == other.id for other, _ in tables):
            messages.warn("", "has the same content as another file and counts once")
            continue
        tables.append((origin, calls))
    if refused and not any(calls for _, calls in tables):
        raise _none_readable(refused)
    return combine(tables, told, paths)


def _none_readable(refused: Sequence[SourceError]) -> SourceError:
    """Say of each file why; a single file speaks for itself."""
    if len(refused) == 1:
        return refused[0]
    files: dict[str, list[str]] = defaultdict(list)
    for error in refused[:_MOST_REASONS]:
        files[error.what].append(Path(error.where).name)
    told = "; ".join(f"{', '.join(names)}: {what}" for what, names in files.items())
    more = f"; and {len(refused) - _MOST_REASONS} more" if len(refused) > _MOST_REASONS else ""
    return SourceError(f"none of {len(refused)} files can be read: {told}{more}")


def _start(path: Path) -> bytes:
    """The first bytes; none if the file cannot be read, which its reader will say."""
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError:
        return b""


def _read(path: Path, names: CountryNames, today: date, messages: Messages) -> tuple[Origin, list[RollCall]]:
    content = read_content(path)
    if unxml.is_unxml(content.start):
        return unxml.read(content, names.code, today, messages)
    columns = header(content)
    if "ms_vote" in columns:
        return digital_library.read(content, names.code, names.is_state, today, messages)
    if "rcid" in columns:
        return dataverse.read(content, names.from_cow, today, messages)
    raise SourceError(f"is no file with roll calls that is known: {_KINDS}", str(path))
