"""Small files of our own in the publishers' native forms."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadr

from tightrope.names import Names
from tightrope.records import Failure, RollCall
from tightrope.sources.roll_calls import RollCallTable, read_roll_calls

TODAY = date(2026, 7, 10)
LISTS = ("MS_in_favour", "MS_against", "MS_abstaining")
LIBRARY = (
    "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,agenda_title,subjects,"
    "vote_note,total_yes,total_no,total_abstentions,total_non_voting,total_ms,undl_link"
)
DATAVERSE = "rcid,session,vote,ccode,member,importantvote,date,unres,me,nu,di,hr,co,ec,year"


def read(*paths: Path, today: date = TODAY) -> RollCallTable:
    return read_roll_calls(paths, Names.builtin(), today)


def calls_of(table: RollCallTable) -> list[RollCall]:
    return [call for _, calls in table.tables for call in calls]


def said(failures: Sequence[Failure]) -> list[str]:
    return [f"{failure.where}: {failure.reason}" for failure in failures]


def resolution(symbol: str = "A/RES/79/1", day: str = "2\u00a0December 2024", **fields: Any) -> dict[str, Any]:
    """One resolution as UNxml has it; counts follow from the lists unless given."""
    entry: dict[str, Any] = {
        "symbol": symbol,
        "title": "Title of our own",
        "adoption_date": day,
        "adoption_type": "By a recorded vote",
        "MS_in_favour": ["TURKEY", "KAZAKHSTAN"],
        "MS_against": ["RUSSIAN FEDERATION"],
        "MS_abstaining": ["CHINA"],
    }
    entry |= {f"{kind}_count": str(len(fields.get(kind, entry[kind]))) or "N.A." for kind in LISTS}
    return entry | fields


def write_lines(path: Path, *entries: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8")
    return path


def write_rda(
    folder: Path,
    votes: Sequence[tuple[int, str, str]],
    calls: Sequence[tuple[Any, ...]],
    issues: Sequence[tuple[int, str]] = (),
) -> Path:
    """The three R files: (rcid, country, vote), (rcid, session, date, unres, important, amend, para, short, descr)."""
    names = ["rcid", "session", "date", "unres", "importantvote", "amend", "para", "short", "descr"]
    tables = {
        "un_votes": pd.DataFrame(votes, columns=["rcid", "country", "vote"]),
        "un_roll_calls": pd.DataFrame(calls, columns=names),
        "un_roll_call_issues": pd.DataFrame(list(issues) or [(-1, "me")], columns=["rcid", "short_name"]),
    }
    for name, frame in tables.items():
        pyreadr.write_rdata(str(folder / f"{name}.rda"), frame, df_name=name)
    return folder / "un_votes.rda"


def library_rows(votes: Mapping[str, tuple[str, str]], **fields: str) -> list[str]:
    """Rows of one roll call; ``votes`` is code -> (name, vote). Totals follow from the votes unless given."""
    letters = [vote for _, vote in votes.values()]
    row = {
        "undl_id": "4025240",
        "date": "2023-10-27",
        "session": "ES-10",
        "resolution": "A/RES/ES-10/21",
        "title": "Title of our own : resolution / adopted by the General Assembly",
        "total_yes": f"{letters.count('Y')}.0",
        "total_no": f"{letters.count('N')}.0",
        "total_abstentions": f"{letters.count('A')}.0",
        "total_non_voting": f"{letters.count('X')}.0",
        "total_ms": f"{len(letters)}.0",
        "undl_link": "https://digitallibrary.un.org/record/1",
    } | fields
    rows = []
    for code, (name, vote) in votes.items():
        cells = row | {"ms_code": code, "ms_name": name, "ms_vote": vote}
        rows.append(
            ",".join(
                f'"{cells[column]}"' if "," in cells.get(column, "") else cells.get(column, "")
                for column in LIBRARY.split(",")
            )
        )
    return rows


def write_text(path: Path, header: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path
