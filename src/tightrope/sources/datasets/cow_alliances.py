"""Formal alliances between each state and each power: Correlates of War, Formal Alliances, version 4.1.

Native form: ``alliance_v4.1_by_dyad_yearly.csv`` of version4.1_csv.zip, one row per alliance, pair and year:
``version4id, ccode1, state_name1, ccode2, state_name2, …, defense, neutrality, nonaggression, entente, year, version``
(https://correlatesofwar.org/data-sets/formal-alliances/); the file by direction has the same columns.
"""

from __future__ import annotations

from pathlib import Path

from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.pledges import CHANNEL, CONSULT, FIGHT, NEUTRAL, read_levels
from tightrope.sources.datasets.rows import read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table

NAME = "cow-alliances"
SOURCE = Source(
    producer="Correlates of War Project",
    title="Formal Alliances, version 4.1, by dyad and year",
    url="https://correlatesofwar.org/data-sets/formal-alliances/",
    licence="free to use, citation asked for; no licence stated",
)
ENDS, KEY = ("ccode1", "ccode2"), ("version4id",)
#: The pledges that count, each with its level.
PLEDGES = {"defense": FIGHT, "neutrality": NEUTRAL, "entente": CONSULT}
COLUMNS = (*KEY, *ENDS, "year", *PLEDGES)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV alliance_v4.1_by_dyad_yearly",
    citation="Gibler (2009), International Military Alliances, 1648-2008, CQ Press",
    years="1816-2012",
    covers="formal alliances between all states, by pair",
    fields={
        "version4id": "number of the alliance",
        "ccode1, ccode2": "Correlates of War numbers of the two states",
        "year": "year with at least one day in common",
        "defense": "1 for a defence pact (type I)",
        "neutrality": "1 for a pledge of neutrality (type II)",
        "entente": "1 for a pledge to consult (type III)",
    },
    note="The level is that of the highest pledge of all alliances of the pair: 3 defence, 2 neutrality, "
    "1 consultation, 0 none. Non-aggression is not counted (see atop). A pair without a row, in a year in which both "
    "have others, is not allied.",
    download=Download(
        url="https://correlatesofwar.org/wp-content/uploads/version4.1_csv.zip",
        name="version4.1_csv.zip",
        member="alliance_v4.1_by_dyad_yearly.csv",
    ),
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the level of the highest pledge between each state and each power.

    Raises:
        SourceError: the file is not such a table.
    """
    return read_levels(read_rows(path, COLUMNS), ENDS, PLEDGES, KEY, SOURCE, names, scope)
