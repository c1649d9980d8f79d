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
    gcdf,
    itpde,
    public_diplomacy,
    siat,
    uis,
    undesa,
    unga,
    us_troops,
    wdi,
)
from tightrope.sources.datasets.table import CountryNames, Scope, Table

__all__ = ["DATASETS", "CountryNames", "Dataset", "Scope", "Table", "read_dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One public data set that tightrope can read.

    Attributes:
        name: what a user types.
        title: its title at the producer.
        producer: who publishes it.
        url: where it is published.
        licence: its terms, as far as known.
        citation: how its makers ask to be cited.
        channels: what it observes.
        reads: which file, in words.
        read: reads one file for a scope.
    """

    name: str
    title: str
    producer: str
    url: str
    licence: str
    citation: str
    channels: tuple[str, ...]
    reads: str
    read: Callable[[Path, CountryNames, Scope], Table]


def _dataset(module: ModuleType, channels: tuple[str, ...], reads: str, citation: str) -> Dataset:
    source = module.SOURCE
    return Dataset(
        name=module.NAME,
        title=source.title,
        producer=source.producer,
        url=source.url,
        licence=source.licence,
        citation=citation,
        channels=channels,
        reads=reads,
        read=module.read,
    )


_ALL = (
    _dataset(
        itpde,
        (itpde.CHANNEL,),
        "CSV with year, exporter_iso3, exporter, importer_iso3, importer, value (constant 2010 USD)",
        "Borchert, Larch, Shikher and Yotov (2021), The International Trade and Production Database for Estimation "
        "(ITPD-E), International Economics 166",
    ),
    _dataset(
        uis,
        (uis.CHANNEL,),
        "CSV popular-destinations-by-origin of 360info",
        "UNESCO Institute for Statistics; compiled by 360info, report-global-education",
    ),
    _dataset(
        undesa,
        (undesa.CHANNEL,),
        "CSV with Year, Dest and one column per country of birth",
        "United Nations, DESA, Population Division (2019), International Migrant Stock 2019",
    ),
    _dataset(
        wdi,
        (wdi.CHANNEL,),
        "DDF CSV with geo, time, bx_trf_pwkr_dt_gd_zs",
        "World Bank, World Development Indicators, BX.TRF.PWKR.DT.GD.ZS",
    ),
    _dataset(
        gcdf,
        (gcdf.CHANNEL,),
        "CSV cow_gcdf of the package odadata",
        "Custer et al. (2023), Tracking Chinese Development Finance: AidData's TUFF 3.0 Methodology; Dreher et al. "
        "(2022), Banking on Beijing",
    ),
    _dataset(
        public_diplomacy,
        (public_diplomacy.INSTITUTES, public_diplomacy.STUDENTS, public_diplomacy.VISITS),
        "CSV ChinesePublicDiplomacy",
        "AidData (2020), China's Public Diplomacy Dashboard Dataset, version 2.0",
    ),
    _dataset(
        us_troops,
        (us_troops.CHANNEL,),
        "CSV troopdata-rebuild-country-year",
        "Allen, Flynn and Machain (2022), Global U.S. military deployment data 1950-2020, Conflict Management and "
        "Peace Science 39",
    ),
    _dataset(
        unga,
        (unga.CHANNEL,),
        "JSON extract ES-11 of UNxml/GAresolutions",
        "United Nations, machine-readable General Assembly resolutions",
    ),
    _dataset(
        siat,
        (siat.CHANNEL,),
        "CSV with Code, Country and one column per year (thousand USD)",
        "National Statistics Committee of the Republic of Uzbekistan, SIAT 1.08.02.0001",
    ),
)

#: Every data set by its name.
DATASETS: Mapping[str, Dataset] = MappingProxyType({dataset.name: dataset for dataset in _ALL})


def read_dataset(name: str, path: Path, scope: Scope, names: CountryNames) -> Table:
    """Read one file of the data set of this name.

    Raises:
        SourceError: no data set has this name, or the file is not what it claims to be.
    """
    if name not in DATASETS:
        raise SourceError(f"there is no data set {name!r}; known are {', '.join(sorted(DATASETS))}")
    return DATASETS[name].read(path, names, scope)
