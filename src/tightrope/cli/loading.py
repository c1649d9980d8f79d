"""Public data sets into the ledger."""

from __future__ import annotations

from pathlib import Path

from tightrope.cases import Case, channel_lines, load_case
from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.sources import roll_calls
from tightrope.sources.datasets import DATASETS, Scope, Table, read_dataset, read_mapped


def _read(name: str, file: Path, scope: Scope, case: Case) -> Table:
    known = {*DATASETS, roll_calls.NAME, "evidence", "flows"}
    if twice := known & set(case.tables):
        raise SourceError(f"the case {case.name} has a table {min(twice)!r}, which is the name of a data set")
    if name in case.tables:
        return read_mapped(file, Names.builtin(), scope, case.tables[name])
    if name not in DATASETS:
        own = f"; tables of the case {case.name}: {', '.join(case.tables)}" if case.tables else ""
        listed = ", ".join(sorted(known))
        raise SourceError(f"there is no data set {name!r}; known are {listed} (tightrope sources tells of them){own}")
    return read_dataset(name, file, scope, Names.builtin())


def load_into(path: Path, case_name: str, name: str, file: Path, *, whole: bool) -> None:
    """Read one file of a data set for the states and powers of a case, store it, and print what happened.

    Args:
        path: the ledger.
        case_name: name or folder of the case.
        name: of the data set.
        file: in the publisher's own format.
        whole: whether long lists are printed whole.

    Raises:
        SourceError: no such data set, or the file is not what it claims to be; nothing is stored then.
    """
    case = load_case(case_name)
    scope = Scope(states=case.states, powers=case.powers, indicators=case.indicators)
    table = _read(name, file, scope, case)
    with Ledger.open(path) as ledger, ledger.together():
        added = ledger.add_observations(table.origin, table.observations)
        placements = [
            ledger.add_document(
                document, [vote for vote in table.evidence if vote.document == document.id], compare=False
            )
            for document in table.documents
        ]
    console.say(f"observations: {len(table.observations)}, of which new: {added}")
    if table.evidence:
        new = sum(placement.status == "new" for placement in placements)
        console.say(f"votes: {len(table.evidence)} on {len(placements)} resolutions, {new} of them new")
    _tell_unused(table, case)
    console.say(messages.heading("left out", table.left_out, whole=whole))
    for line in messages.shorten(table.left_out, whole=whole):
        console.complain(line)


def _tell_unused(table: Table, case: Case) -> None:
    """Say which observations no channel of the case takes, and what to write into it so that one does."""
    declared = {channel.name for channel in case.channels}
    units = {one.channel: one.unit for one in table.observations if one.channel not in declared}
    for channel, unit in sorted(units.items()):
        console.complain(
            f"the case {case.name} has no channel {channel}: measuring it will not use these. They count once its "
            "case.yaml has, under channels (the numbers are yours to judge: docs/adding-a-case.md):"
        )
        for line in channel_lines(channel, unit):
            console.complain(line)
