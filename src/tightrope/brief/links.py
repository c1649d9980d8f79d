"""Numbers that lead to their evidence, and what evidence says in one line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from tightrope.brief.age import Age
from tightrope.brief.labels import Labels
from tightrope.brief.places import Places, WithinPage, basis_of
from tightrope.brief.publication import BALANCE, CHANGE, CONFLICT, DECIDED_BY, DOUBT, FIRST, RANK, SHARE, SHARE_OF_ALL
from tightrope.brief.spells import Spell
from tightrope.brief.wording import Words
from tightrope.records import (
    ALIGNMENT_CHANGE,
    ALIGNMENT_VOTES,
    UNDIRECTED,
    AnyEvidence,
    Document,
    Estimate,
    Event,
    Observation,
    Origin,
    Position,
    RollCall,
    Stock,
    Tie,
)

_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
#: Characters that HTML forbids or that could disturb the text around them. Direction marks are not among them: they
#: are kept and isolated by <bdi>.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: Quantities that are shares of something and read best in percent.
_IN_PERCENT = (SHARE, SHARE_OF_ALL, FIRST, DECIDED_BY, DOUBT, "coercion_exposure")
#: Quantities that are told with one decimal; others have two.
_ONE_DECIMAL = (BALANCE, RANK, CONFLICT)
#: Stands at every estimate that comes mostly from the prior, in every language.
SIGN = "◇"


def readable(text: str) -> str:
    """Return text from outside with a sign for each character that HTML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def foreign(text: str) -> Markup:
    """Return text from outside: escaped, without forbidden characters, and kept from turning the text around it."""
    return Markup("<bdi>{}</bdi>").format(readable(text))


def web_address(url: str) -> str:
    """Return the address to link to: http(s) only, a DOI at its resolver; empty for anything else."""
    doi = _DOI.fullmatch(url.strip())
    if doi:
        return f"https://doi.org/{doi[1]}"
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname and not _FORBIDDEN.search(url) else ""


@dataclass(frozen=True)
class Links:
    """Writes numbers, evidence and origins as links to where they stand.

    Attributes:
        words: the language.
        labels: names.
        marked: tells which estimates come mostly from the prior; they get a sign wherever they are written.
        places: where everything stands; in the same page unless it says otherwise.
    """

    words: Words
    labels: Labels
    marked: Callable[[Estimate], bool] = lambda _: False
    places: Places = field(default_factory=WithinPage)

    def value(self, estimate: Estimate) -> Markup:
        """Return the mean of an estimate, with a sign if it comes mostly from the prior."""
        return self.plain(estimate) + (self.sign if self.marked(estimate) else "")

    @property
    def sign(self) -> Markup:
        """The sign of estimates that come mostly from the prior."""
        return Markup('<abbr class="prior" title="{}">{}</abbr>').format(self.words("prior.mostly"), SIGN)

    def plain(self, estimate: Estimate) -> Markup:
        """Return the mean of an estimate without any sign."""
        if estimate.quantity.startswith(FIRST):  # a number of draws: none of them, or all, is not never, or always
            return self.words.percent(min(max(estimate.mean, 0.001), 0.999))
        if estimate.quantity.startswith(_IN_PERCENT):
            return self.words.percent(estimate.mean)
        if estimate.quantity == ALIGNMENT_CHANGE:
            return self.words.signed(estimate.mean, 2)
        if estimate.quantity == CHANGE:
            return self.words("number.points", number=self.words.signed(100 * estimate.mean, 0))
        if estimate.quantity == ALIGNMENT_VOTES:
            return self.words.count(estimate.mean)
        return self.words.number(estimate.mean, 1 if estimate.quantity.startswith(_ONE_DECIMAL) else 2)

    def interval(self, estimate: Estimate, *, half: bool = False) -> Markup:
        """Return the 90 % interval (or the 50 % one)."""
        low, high = (estimate.low50, estimate.high50) if half else (estimate.low90, estimate.high90)
        if estimate.quantity == RANK:
            best, worst = round(low), round(high)
            return self.words.number_range(best, worst, 0) if best < worst else self.words.number(best, 0)
        if estimate.quantity.startswith(_IN_PERCENT):
            return self.words.percent_range(low, high)
        if estimate.quantity == ALIGNMENT_CHANGE:
            return self.words("number.range", low=self.words.signed(low, 2), high=self.words.signed(high, 2))
        if estimate.quantity == CHANGE:
            ends = {"low": self.words.signed(100 * low, 0), "high": self.words.signed(100 * high, 0)}
            return self.words("number.points", number=self.words("number.range", **ends))
        return self.words.number_range(low, high, 1 if estimate.quantity.startswith(BALANCE) else 2)

    def number(self, estimate: Estimate) -> Markup:
        """Return the mean as a link to its evidence."""
        return Markup('<a class="n" href="{}">{}</a>').format(basis_of(self.places, estimate), self.value(estimate))

    def age(self, age: Age, domain: str) -> Markup:
        """Return how far the figures behind an estimate reach: ``figures to 2016``."""
        if age.domain == domain:
            return self.words("age.figures", year=age.year)
        return self.words("age.domain", domain=self.labels.domain(age.domain), year=age.year)

    def evidence(self, item: AnyEvidence, text: object) -> Markup:
        """Return a link to where a piece of evidence stands with its quote."""
        return Markup('<a class="n" href="{}">{}</a>').format(self.places.evidence(item), text)

    def observation(self, row: Observation, text: object) -> Markup:
        """Return a link to where a row of a table stands."""
        return Markup('<a class="n" href="{}">{}</a>').format(self.places.observation(row), text)

    def side(self, item: Observation | AnyEvidence) -> Markup:
        """Return a side of a contradiction: a figure, or else what a statement says, as a link to where it stands."""
        if isinstance(item, Observation | Stock):
            figure = self.words.figure(item.lower, item.upper, item.unit)
            return self.observation(item, figure) if isinstance(item, Observation) else self.evidence(item, figure)
        return self.evidence(item, self.summary(item))

    def roll_call(self, call: RollCall) -> Markup:
        """Return the day and symbol of a roll call as a link to where it stands with its votes."""
        text = Markup("{} {}").format(self.words.day(call.day), foreign(call.resolution or call.locator))
        return Markup('<a href="{}">{}</a>').format(self.places.roll_call(call), text)

    def origin(self, origin: Origin) -> Markup:
        """Return a link to the entry of an origin among the sources."""
        return Markup('<a href="{}">{}</a>').format(
            self.places.origin(origin), foreign(origin.title or origin.producer)
        )

    def outside(self, url: str) -> Markup:
        """Return an address as a link out of the page if it is one, else as text."""
        address = web_address(url)
        if not address:
            return foreign(url)
        return Markup('<a rel="noopener noreferrer external" href="{}">{}</a>').format(address, foreign(url))

    def title(self, document: Document) -> Markup:
        """Return the title of a document; the file it was read from if it has none."""
        name = document.title or document.origin.title or document.name
        return foreign(name) if name else self.words("document.untitled")

    def summary(self, item: AnyEvidence) -> Markup:
        """Return in one line what a piece of evidence says."""
        words, party = self.words, self.labels.party
        match item:
            case Event():
                return words("summary.event", deed=self.deed(item), when=words.moment(item.when))
            case Stock():
                return words(
                    "summary.stock",
                    holder=party(item.holder),
                    over=party(item.over),
                    channel=self.labels.channel(item.channel),
                    figure=words.figure(item.lower, item.upper, item.unit),
                    when=words.when(item.as_of),
                )
            case Tie():
                return words(
                    "summary.tie",
                    a=party(item.a),
                    b=party(item.b),
                    relation=words.term("relation", item.relation),
                    spell=self.spell(item),
                )
            case Position():
                return words(
                    "summary.position",
                    actor=party(item.actor),
                    issue=foreign(item.issue),
                    stance=words.term("stance", item.stance),
                    when=words.moment(item.when),
                )

    def deed(self, event: Event) -> Markup:
        """Return who did what to whom, without the time."""
        source, target = self.labels.parties(event.source), self.labels.parties(event.target)
        if set(event.source) == set(event.target):
            return self.words("summary.joint", parties=source, act=self.act(event))
        key = "summary.mutual" if event.event_type in UNDIRECTED else "summary.deed"
        return self.words(key, source=source, target=target, act=self.act(event))

    def act(self, event: Event) -> Markup:
        """Return the type of an event, with its finer kind if it has one."""
        kind = self.words.term("event", event.event_type.value)
        mode = self.words.term("mode", event.mode)
        return kind if mode in ("", kind) else self.words("act.mode", act=kind, mode=mode)

    def spell(self, tie: Tie) -> Markup:
        """Return from when to when a tie stands."""
        if tie.since is None and tie.until is None:
            return self.words("spell.unknown")
        if tie.until is None:
            return self.words("spell.since", since=self.words.moment(tie.since))
        if tie.since is None:
            return self.words("spell.until", until=self.words.moment(tie.until))
        return self.words("spell.both", since=self.words.moment(tie.since), until=self.words.moment(tie.until))

    def years(self, spell: Spell) -> Markup:
        """Return the years of a tie: ``1992–1999``, ``2012–``; in words if only the end is known."""
        if spell.since is None:
            if spell.until is None:
                return self.words("spell.undated")
            return self.words("spell.until", until=self.words.year(spell.until))
        return escape(f"{spell.since}–{'' if spell.until is None else spell.until}")

    def source(self, origin: Origin) -> Markup:
        """Return "source" as a link to the entry of an origin among the sources."""
        return Markup('<a href="{}">{}</a>').format(self.places.origin(origin), self.words("item.source"))
