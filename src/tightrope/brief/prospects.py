"""Push and pull, the outlook and what follows from scenarios, as the run published them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from markupsafe import Markup

from tightrope.brief.charts import Frame, band_rows, bands_json
from tightrope.brief.labels import ALL
from tightrope.brief.links import Links
from tightrope.brief.panels import INHERITED, Panel
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.brief.svg import static_svg
from tightrope.records import ALIGNMENT_DISTANCE, Assumption, AssumptionKind, Estimate, Scenario

PUSH_PULL, OUTLOOK, CHANGE = "push_pull", "outlook", "outlook/change/"
#: Parameters in the order in which they are told; those in years, and those that are a part.
PARAMETERS = ("half_life", "floor", "shock", "pull_back", "impulse_half_life", "inflow", "tie_half_life")
YEARS, PARTS = ("half_life", "impulse_half_life", "tie_half_life"), ("floor",)
#: Half-lives on the line of the chart, in years, from its left end to its right one.
SHORTEST, LONGEST = 1.0, 300.0
#: How many measured years stand before an outlook, and after how many years the changes of scenarios are shown.
BEFORE, AFTER = 15, (5, 10)


@dataclass(frozen=True)
class Parameter:
    """A parameter of push and pull in one domain, before and after the data."""

    name: str
    posterior: Estimate
    prior: Estimate
    contraction: Estimate


def push_pull(publication: Publication) -> dict[str, tuple[Parameter, ...]]:
    """Return the parameters by domain; empty if the run has none."""
    by_key = {(one.quantity, one.domain): one for one in publication.projections.get(PUSH_PULL, ())}
    found: dict[str, list[Parameter]] = {}
    for domain in sorted({domain for _, domain in by_key}):
        for name in PARAMETERS:
            three = [by_key.get((f"{PUSH_PULL}/{part}{name}", domain)) for part in ("", "prior/", "contraction/")]
            if three[0] and three[1] and three[2]:
                found.setdefault(str(domain), []).append(Parameter(name, three[0], three[1], three[2]))
    return {domain: tuple(mine) for domain, mine in found.items()}


def on_line(years: float) -> float:
    """Return where a half-life lies on the line of the chart, 0 to 100, on the log scale."""
    return round(100 * min(max(log(max(years, SHORTEST) / SHORTEST) / log(LONGEST / SHORTEST), 0.0), 1.0), 1)


@dataclass(frozen=True)
class Followed:
    """A scenario and what follows: rows of state, domain and power with its change some years ahead."""

    scenario: Scenario
    rows: tuple[tuple[str, str, str, tuple[Estimate | None, ...]], ...]


@dataclass(frozen=True)
class Changed:
    """What a scenario moves in one state: the share of a power in a domain, or how many powers count.

    Attributes:
        domain: the domain, or all together.
        power: the power; empty for the number of powers that count.
        outlook: its outlook without the scenario, by year.
        after: the differences to that after so many years as :data:`AFTER` says; ``None`` where there is none.
    """

    domain: str
    power: str
    outlook: tuple[Estimate, ...]
    after: tuple[Estimate | None, ...]


class Outlooks:
    """The outlook of a run, arranged; false if there is none."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        found = publication.projections.get(OUTLOOK, ())
        self._series: dict[tuple[str, str, str, str], list[Estimate]] = {}
        for one in sorted(found, key=lambda one: one.when):
            self._series.setdefault((one.quantity, one.state, str(one.domain), one.power), []).append(one)
        self.last = max((one.when.end.year for one in found if one.quantity == f"{OUTLOOK}/{SHARE}"), default=0)

    def __bool__(self) -> bool:
        return self.last > 0

    def changes(
        self, scenario: str, quantity: str, state: str, domain: str = ALL, power: str = ""
    ) -> tuple[Estimate, ...]:
        """Return by how much a scenario moves a quantity in the years ahead, in order of time."""
        return tuple(self._series.get((f"{CHANGE}{scenario}/{quantity}", state, domain, power), ()))

    def ahead(self, quantity: str, state: str, domain: str = ALL, power: str = "") -> tuple[Estimate, ...]:
        """Return the estimates of a quantity in the years ahead, in order of time."""
        return tuple(self._series.get((f"{OUTLOOK}/{quantity}", state, domain, power), ()))

    def panels(self, state: str, links: Links) -> Iterator[tuple[Panel, Estimate | None]]:
        """Draw the fan of each power's overall share and of the balance, and give its last year."""
        case = self._publication.case
        whole = Frame((self._publication.last_year - BEFORE, self.last))
        most = len(case.powers)
        powers = Frame(whole.years, (1.0, float(most)), tuple(float(step) for step in range(1, most + 1)), "d")
        for place, power in enumerate(case.powers):
            yield self._panel(state, SHARE, power, links, whole, place)
        yield self._panel(state, BALANCE, "", links, powers, most)

    def _panel(
        self, state: str, quantity: str, power: str, links: Links, frame: Frame, colour: int
    ) -> tuple[Panel, Estimate | None]:
        title = links.labels.party(power) if power else links.words(f"quantity.{BALANCE}")
        behind, ahead = self._publication.series(quantity, state, ALL, power), self.ahead(quantity, state, ALL, power)
        if not (behind and ahead):
            return Panel(title, colour, None, Markup("")), None
        now, then = behind[-1], ahead[-1]
        chart = fan_json(self._publication, behind, ahead, frame, INHERITED)
        label = links.words("outlook.chart", what=title, state=links.labels.party(state), now=shown(now, links),
                            year=now.when.start.year, then=shown(then, links), last=then.when.start.year)  # fmt: skip
        picture = static_svg(chart, f"o-{state}-{power or quantity}", label.unescape())
        return Panel(title, colour, now, picture), then

    def scenarios(self) -> tuple[Followed, ...]:
        """Return the scenarios of the case that the run followed, with the powers whose capital each moves."""
        found = []
        for scenario in self._publication.case.scenarios:
            moved = {(one.domain.value, one.power) for one in scenario.assumptions}
            keys = [
                key for key in self._series
                if key[0] == f"{CHANGE}{scenario.name}/{SHARE}" and (key[2] == ALL or (key[2], key[3]) in moved)
                and key[3] in {power for _, power in moved}
            ]  # fmt: skip
            order = list(self._publication.case.states)
            keys.sort(key=lambda key: (order.index(key[1]), key[2] != ALL, key[2], key[3]))
            rows = [(key[1], key[2], key[3], self._after(key)) for key in keys]
            balance = f"{CHANGE}{scenario.name}/{BALANCE}"
            rows += [(key[1], key[2], "", self._after(key)) for key in sorted(self._series)
                     if key[0] == balance and key[2] == ALL]  # fmt: skip
            if rows:
                found.append(Followed(scenario, tuple(rows)))
        return tuple(found)

    def followed(self, scenario: str, state: str) -> tuple[Changed, ...]:
        """Return what a scenario moves in a state, over the years: all domains first, then by domain and power."""
        found = []
        for quantity in (SHARE, BALANCE):
            keys = [key for key in self._series if key[:2] == (f"{CHANGE}{scenario}/{quantity}", state)]
            found += [Changed(key[2], key[3], self.ahead(quantity, *key[1:]), self._after(key)) for key in keys]
        powers = (*self._publication.case.powers, "")
        return tuple(sorted(found, key=lambda one: (one.domain != ALL, one.domain, powers.index(one.power))))

    def _after(self, key: tuple[str, str, str, str]) -> tuple[Estimate | None, ...]:
        last = self._publication.last_year
        by_year = {one.when.start.year: one for one in self._series[key]}
        return tuple(by_year.get(last + years) for years in AFTER)

    def distances(self) -> dict[str, dict[str, tuple[Estimate, Estimate]]]:
        """Return the last distance in the General Assembly and that in the last year ahead, by state and power."""
        found: dict[str, dict[str, tuple[Estimate, Estimate]]] = {}
        for (quantity, state, _, power), series in self._series.items():
            behind = self._publication.aligned(ALIGNMENT_DISTANCE, state, power)
            if quantity == f"{OUTLOOK}/{ALIGNMENT_DISTANCE}" and state in self._publication.case.states and behind:
                found.setdefault(state, {})[power] = behind[-1], series[-1]
        return found


def fan_json(
    publication: Publication, behind: Sequence[Estimate], ahead: Sequence[Estimate], frame: Frame, fill: str
) -> str:
    """Return the Vega-Lite JSON of what was measured joined to its outlook, which is paler and dashed."""
    last = behind[-1].when.start.year
    marked = {one.when.start.year for one in behind if publication.mostly_prior(one)}
    if last in marked:
        marked |= {one.when.start.year for one in ahead}
    rows = band_rows((*behind, *ahead), range(frame.years[0], frame.years[1] + 1))
    return bands_json(rows, fill=fill, frame=frame, read_to=last, marked=frozenset(marked))


def shown(one: Estimate, links: Links) -> Markup:
    """Write mean and 90 % interval of a share or of the balance, now or ahead."""
    words = links.words
    if one.quantity.endswith(SHARE):
        return Markup("{} ({})").format(words.percent(one.mean), words.percent_range(one.low90, one.high90))
    return Markup("{} ({})").format(words.number(one.mean, 1), words.number_range(one.low90, one.high90, 1))


def assumed(one: Assumption, links: Links) -> Markup:
    """Say what is assumed."""
    words, labels = links.words, links.labels
    factor = words.number_range(one.low, one.high, 2) if one.low < one.high else words.number(one.low, 2)
    told = words(
        f"assume.{one.kind.value}",
        power=labels.party(one.power),
        states=labels.parties(one.states),
        domain=labels.domain(one.domain.value),
        channel=labels.channel(one.channel) if one.channel else "",
        type=words.term("event", one.event_type.value) if one.event_type else "",
        number=words.count(one.amount),
        factor=factor,
    )
    when = words("assume.until", first=one.first, last=one.last) if one.last else words("assume.from", first=one.first)
    chance = words("assume.chance", chance=words.percent(one.probability)) if one.probability < 1 else ""
    return words("assume.line", what=told, when=when, chance=chance)


def prospects(publication: Publication, links: Links) -> Mapping[str, Any]:
    """Return what the templates of push and pull and of the outlook need."""
    outlooks = Outlooks(publication)
    return {
        "push_pull": push_pull(publication),
        "outlooks": outlooks,
        "outlook_panels": lambda state: outlooks.panels(state, links),
        "followed": outlooks.scenarios() if outlooks else (),
        "far_distances": outlooks.distances() if outlooks else {},
        "assumed": lambda one: assumed(one, links),
        "shown_value": lambda one: shown(one, links),
        "on_line": on_line,
        "after": AFTER,
        "in_years": YEARS,
        "in_parts": PARTS,
        "drawn_half_lives": ("half_life", "tie_half_life"),
    }


#: Words that there are for kinds of assumptions beside those of :class:`AssumptionKind`.
ASSUMED = frozenset({*(kind.value for kind in AssumptionKind), "from", "until", "chance", "line"})
