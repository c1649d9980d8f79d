"""A case as other rooms see it, and how it is read from its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from tightrope.cases.claims import read_claims
from tightrope.cases.economies import Economies, read_economies
from tightrope.cases.fields import Label
from tightrope.cases.marked_yaml import MarkedYaml, read_marked_yaml
from tightrope.cases.mistakes import refusal, words_of
from tightrope.cases.scenarios import records as scenario_records
from tightrope.cases.schema import CaseFile
from tightrope.cases.starter import Starter, read_starter
from tightrope.records import (
    AnyEvidence,
    CaseError,
    Channel,
    Claim,
    MappedIndicator,
    MappedTable,
    Premises,
    Scenario,
    Wave,
)

#: Codes that mean the same in every case.
UNIVERSAL = MappingProxyType(
    {
        "ROW": MappingProxyType({"en": "rest of the world", "zh-Hant": "世界其他地區"}),
        "WLD": MappingProxyType({"en": "world", "zh-Hant": "全世界"}),
    }
)
#: What the coder of a case's own statements is called, before the case's name.
_CODER = "case/"


class Window(NamedTuple):
    """The years looked at, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case: who balances between whom, through which channels, when.

    Attributes:
        name: its name, as used in ids and file names.
        title: title by locale (``en``; ``zh-Hant`` if the case has it).
        summary: one or two sentences by locale; empty if there are none.
        window: first and last year.
        states: codes of the states whose balance is measured, in the order of the file.
        powers: codes of the powers that hold capital over them.
        organisations: codes of the bodies whose membership counts.
        others: codes of parties that occur in the evidence but are not measured.
        groups: members by code of a group of states (``C5``).
        channels: the channels, in the order of the file.
        domain_weights: elicited: how much each domain should count in the mean over domains, in units of the others.
        labels: text by code (of states, powers, organisations, others, groups, domains, channels; ``wave/…``), locale.
        tiles: column and row on the tile map by state; empty if the case has no map.
        reasons: why a channel has its offset, noise and drift, by channel.
        indicators: what the World Bank's indicators mean here, by their code.
        tables: what the columns of tables of one's own mean, by the name under which they are loaded.
        waves: dates after which states may have moved away from a power, in the order of the file.
        sides: whose doing a channel mostly is, ``government`` or ``society``, by channel; not all have one.
        contest: what is assumed of the contest between the powers; ``None`` if the case does not say.
        scenarios: what is assumed of the years to come, in the order of the file.
        folder: where the case was read from.
    """

    name: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    window: Window
    states: tuple[str, ...]
    powers: tuple[str, ...]
    organisations: tuple[str, ...]
    others: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    channels: tuple[Channel, ...]
    domain_weights: Mapping[str, float]
    labels: Mapping[str, Mapping[str, str]]
    tiles: Mapping[str, tuple[int, int]]
    reasons: Mapping[str, str]
    indicators: Mapping[str, MappedIndicator]
    tables: Mapping[str, MappedTable]
    waves: tuple[Wave, ...]
    sides: Mapping[str, str]
    contest: Premises | None
    scenarios: tuple[Scenario, ...]
    folder: Path

    @property
    def years(self) -> range:
        """The years of the window."""
        return range(self.window.first, self.window.last + 1)

    @property
    def documents_folder(self) -> Path:
        """The folder of the case's own documents; it need not exist."""
        return self.folder / "documents"

    @property
    def coder(self) -> str:
        """The coder of the case's own statements."""
        return _CODER + self.name

    @property
    def codes(self) -> frozenset[str]:
        """Every code that the case's evidence may name."""
        return frozenset((*self.states, *self.powers, *self.organisations, *self.others, *self.groups, *UNIVERSAL))

    def label(self, code: str, locale: str) -> str:
        """What a reader sees for a code or channel: in the locale, else in English, else the code itself."""
        texts = self.labels.get(code, {})
        return texts.get(locale) or texts.get("en", code)

    def channel(self, name: str) -> Channel:
        """The channel of a name.

        Raises:
            CaseError: the case has no such channel.
        """
        for channel in self.channels:
            if channel.name == name:
                return channel
        raise CaseError(f"the case {self.name} has no channel {name!r}")

    def starter(self) -> Starter:
        """Read the evidence the case starts with: facts as documents with spans, observations as tables.

        Raises:
            CaseError: a row contradicts itself or the case; names file, line and column.
        """
        return read_starter(
            self.folder,
            coder=self.coder,
            codes=self.codes,
            channels={channel.name: channel for channel in self.channels},
        )

    def economies(self) -> Economies | None:
        """Read how large the powers are and where the parties lie; ``None`` if the case does not say.

        Raises:
            CaseError: a row is wrong or missing; names file, line and column.
        """
        return read_economies(self.folder, self.states, self.powers)

    def claims(self) -> tuple[Claim, ...]:
        """Read what experts and officials claim, with a test of each; none if the case has no ``claims.yaml``.

        Raises:
            CaseError: a claim is wrong or rests on itself; names file, line and field.
        """
        return read_claims(self)

    def current(self, evidence: Iterable[AnyEvidence]) -> Iterator[AnyEvidence]:
        """Leave out the statements of other cases, and those that this case no longer makes.

        A ledger keeps every statement it was ever given; a fact that was reworded, corrected or withdrawn must not
        count on.

        Raises:
            CaseError: as :meth:`starter`.
        """
        stated: frozenset[str] | None = None  # read only if there is any statement: it takes a third of a second
        for one in evidence:
            if from_case(one):
                if stated is None:
                    stated = frozenset(fact.id for _, facts in self.starter().documents for fact in facts)
                if one.id not in stated:
                    continue
            yield one


def from_case(evidence: AnyEvidence) -> bool:
    """Whether evidence is a statement that came with a case, and not from a document or table that was read."""
    return evidence.coder.startswith(_CODER)


def builtin_cases() -> dict[str, Path]:
    """Folders of the cases that come with tightrope, by name."""
    with resources.as_file(resources.files("tightrope.cases")) as here:
        return {
            path.parent.name: path.parent for path in sorted(here.glob("*/case.yaml")) if path.parent.name != "template"
        }


def load_case(name_or_path: str | Path) -> Case:
    """Read a built-in case by name, or a case of one's own by its folder or its ``case.yaml``.

    Raises:
        CaseError: there is no such case, or its file is wrong; names file, line and field.
    """
    path = _find(name_or_path)
    marked = read_marked_yaml(path)
    if not isinstance(marked.value, dict):
        raise CaseError("a case is a list of fields (name:, title:, …)", f"{path}:1")
    try:
        content = CaseFile.model_validate(marked.value)
    except ValidationError as error:
        raise refusal([(marked.where(found["loc"]), words_of(found)) for found in error.errors()]) from error
    mistakes = [(marked.where(location), words) for location, words in content.contradictions()]
    if mistakes:
        raise refusal(mistakes)
    return _as_case(content, marked)


def _find(name_or_path: str | Path) -> Path:
    builtin = builtin_cases()
    path = Path(name_or_path)
    try:
        if path.is_dir():
            path = path / "case.yaml"
        if path.is_file():
            return path
    except OSError as error:
        raise CaseError(f"cannot be read: {error.strerror or error}", str(path)) from error
    except ValueError as error:
        raise CaseError(f"not a path: {error}", repr(str(name_or_path))) from error
    name = str(name_or_path).replace("-", "_")
    if name in builtin:
        return builtin[name] / "case.yaml"
    known = ", ".join(builtin)
    raise CaseError(f"no such case (built in: {known}; or give the folder of your own)", str(path))


def _as_case(content: CaseFile, marked: MarkedYaml) -> Case:
    labelled: dict[str, Label] = {}
    for section in (content.states, content.powers, content.organisations, content.others):
        labelled.update(section)
    labelled.update({code: group.label for code, group in content.groups.items()})
    labelled.update({domain.value: label for domain, label in content.domains.items()})
    labelled.update({name: channel.label for name, channel in content.channels.items()})
    labelled.update({f"wave/{name}": wave.label for name, wave in content.waves.items()})
    texts: dict[str, Mapping[str, str]] = {code: MappingProxyType(label.texts()) for code, label in labelled.items()}
    tiles = {code: state.tile for code, state in content.states.items() if state.tile is not None}
    units = {name: channel.unit for name, channel in content.channels.items()}
    return Case(
        name=content.name,
        title=MappingProxyType(content.title.texts()),
        summary=MappingProxyType(content.summary.texts() if content.summary else {}),
        window=Window(content.window.first, content.window.last),
        states=tuple(content.states),
        powers=tuple(content.powers),
        organisations=tuple(content.organisations),
        others=tuple(content.others),
        groups=MappingProxyType({code: group.members for code, group in content.groups.items()}),
        channels=tuple(channel.record(name) for name, channel in content.channels.items()),
        domain_weights=MappingProxyType({domain.value: entry.weight for domain, entry in content.domains.items()}),
        labels=MappingProxyType({**UNIVERSAL, **texts}),
        tiles=MappingProxyType(tiles),
        reasons=MappingProxyType({name: channel.reason for name, channel in content.channels.items()}),
        indicators=MappingProxyType({code: entry.record(units) for code, entry in content.indicators.items()}),
        tables=MappingProxyType({name: entry.record(name, units) for name, entry in content.tables.items()}),
        waves=tuple(wave.record(name) for name, wave in content.waves.items()),
        sides=MappingProxyType({name: channel.side for name, channel in content.channels.items() if channel.side}),
        contest=content.contest.record() if content.contest else None,
        scenarios=scenario_records(content),
        folder=marked.path.parent,
    )
