"""Public data sets in their native form, one module each: from a file to observations with their rows.

A data set is read for a scope (the states and powers of a case), so the same file serves any case. What a reader cannot
take is listed with its line and reason; what makes a whole file unusable raises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType

from tightrope.records import SourceError
from tightrope.sources.datasets import (
    aiddata_projects,
    atop,
    baci,
    comtrade,
    cow_alliances,
    cow_igos,
    exercises,
    gcdf,
    itpde,
    itpde_industries,
    leader_travel,
    public_diplomacy,
    siat,
    sipri,
    uis,
    undesa,
    unga,
    us_troops,
    wdi,
)
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.mapped import read_mapped
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table

__all__ = ["DATASETS", "About", "CountryNames", "Dataset", "Download", "Scope", "Table", "read_dataset", "read_mapped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One public data set that tightrope can read.

    Attributes:
        name: what a user types.
        source: who publishes it and on what terms.
        about: what it observes, whom and when it covers, where its file comes from.
        read: reads one file for a scope.
    """

    name: str
    source: Source
    about: About
    read: Callable[[Path, CountryNames, Scope], Table]


_MODULES: tuple[ModuleType, ...] = (
    itpde,
    itpde_industries,
    baci,
    comtrade,
    uis,
    undesa,
    wdi,
    gcdf,
    aiddata_projects,
    public_diplomacy,
    us_troops,
    atop,
    cow_alliances,
    cow_igos,
    sipri,
    exercises,
    leader_travel,
    unga,
    siat,
)

#: Every data set by its name.
DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {
        module.NAME: Dataset(name=module.NAME, source=module.SOURCE, about=module.ABOUT, read=module.read)
        for module in _MODULES
    }
)


def read_dataset(name: str, path: Path, scope: Scope, names: CountryNames) -> Table:
    """Read one file of the data set of this name.

    Raises:
        SourceError: no data set has this name, or the file is not what it claims to be.
    """
    if name not in DATASETS:
        raise SourceError(f"there is no data set {name!r}; known are {', '.join(sorted(DATASETS))}")
    return DATASETS[name].read(path, names, scope)
