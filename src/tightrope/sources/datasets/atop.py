"""Alliance obligations of each state and each power: Alliance Treaty Obligations and Provisions (ATOP), version 5.1.

Native forms: the directed dyad-years ``atop5_1ddyr.csv`` of the archive "ATOP 5.1 (.csv)" with ``stateA, stateB, year,
atopally, defense, offense, neutral, nonagg, consul`` (codebook, http://www.atopdata.org/data.html), and the same in the
R package peacesciencer (``atop_alliance.rda``, and as CSV ``ccode1, ccode2, year, atop_defense, …``; its
``data-raw/atop_alliance.R`` shows how the columns were renamed).
"""

from __future__ import annotations

from pathlib import Path

from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.pledges import CHANNEL, CONSULT, FIGHT, NEUTRAL, read_levels
from tightrope.sources.datasets.rda import begins_like_rda, read_rda_rows
from tightrope.sources.datasets.rows import Rows, read_bytes, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table

NAME = "atop"
SOURCE = Source(
    producer="Alliance Treaty Obligations and Provisions Project, Rice University",
    title="ATOP data, version 5.1, directed dyad-years",
    url="https://www.atopdata.org/data.html",
    licence="free to use, citation asked for; no licence stated",
)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV atop5_1ddyr (directed dyad-years), or atop_alliance.rda of the R package peacesciencer",
    citation="Leeds, Ritter, Mitchell and Long (2002), Alliance Treaty Obligations and Provisions, 1815-1944, "
    "International Interactions 28",
    years="1815-2018",
    covers="obligations between all states, by pair and direction",
    fields={
        "stateA, stateB": "Correlates of War numbers of the two states (peacesciencer: ccode1, ccode2)",
        "year": "year in which the treaty is in force",
        "defense": "1 if one must defend the other",
        "offense": "1 if one must join the other's attack",
        "neutral": "1 if one must stay neutral",
        "consul": "1 if one must consult in a crisis",
    },
    note="The level is that of the highest pledge: 3 defence or offence, 2 neutrality, 1 consultation, 0 none. "
    "Non-aggression is not counted: texts of the whole OSCE promise it to all five states, also with the United States "
    "and Turkey. A pair without a row, in a year in which both have others, is not allied.",
    download=Download(
        url="https://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip",
        name="atop_5.1_csv.zip",
        member="atop5_1ddyr.csv",
    ),
)
#: The pledges that count, each with its level.
PLEDGES = {"defense": FIGHT, "offense": FIGHT, "neutral": NEUTRAL, "consul": CONSULT}
NATIVE, PACKAGED = ("stateA", "stateB"), ("ccode1", "ccode2")
#: Bytes that hold the header.
_HEADER = 4096


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the level of the highest pledge between each state and each power, whoever made it.

    Raises:
        SourceError: the file is neither of these tables.
    """
    rows, packaged = _rows(path)
    ends = PACKAGED if packaged else NATIVE
    pledges = {f"atop_{name}": level for name, level in PLEDGES.items()} if packaged else PLEDGES
    return read_levels(rows, ends, pledges, (), SOURCE, names, scope)


def _rows(path: Path) -> tuple[Rows, bool]:
    packaged = (*PACKAGED, "year", *(f"atop_{name}" for name in PLEDGES))
    if begins_like_rda(path):
        return read_rda_rows(path, "atop_alliance", packaged), True
    if b"atop_defense" in read_bytes(path)[:_HEADER]:
        return read_rows(path, packaged), True
    return read_rows(path, (*NATIVE, "year", *PLEDGES)), False
