"""What is claimed, and what came of testing it, as the ledger has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from tightrope.brief.evidence import short_id
from tightrope.brief.links import Links, foreign
from tightrope.brief.publication import Publication
from tightrope.records import ALIGNMENT, ALIGNMENT_CHANNEL, Answer, Basis, Claim, Finding, Lack, Need, Verdict, When

#: Of a finding, so many of the ids behind it are shown; `tightrope trace` has all.
MOST_IDS = 4
#: A channel is named at most so often among those whose readings would decide a claim.
MOST_CHANNELS = 8
#: Measures that are parts of something and read best in percent.
_IN_PERCENT = (
    "capital_share",
    "coercion_exposure",
    "outlook/capital_share",
    "push_pull/contraction/",
    "wave/breadth",
)


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict.

    Attributes:
        claim: the claim.
        verdict: what came of its test.
        needs: what would decide it: needs that differ in their state only, put together.
    """

    claim: Claim
    verdict: Verdict
    needs: tuple[tuple[Need, ...], ...]

    def on_side(self, side: bool | None) -> tuple[Finding, ...]:
        """The findings that speak for the claim, against it or (``None``) for neither."""
        return tuple(one for one in self.verdict.findings if one.speaks_for is side)


def judged(publication: Publication) -> Mapping[str, tuple[Judged, ...]]:
    """Return the claims by answer, each in the order of the case; empty if none was tested."""
    found: dict[str, list[Judged]] = {}
    for claim in publication.claims:
        verdict = publication.verdicts.get(claim.id)
        if verdict is not None:
            found.setdefault(verdict.answer.value, []).append(Judged(claim, verdict, _together(verdict.needs)))
    return {answer.value: tuple(found[answer.value]) for answer in Answer if answer.value in found}


def _together(needs: Iterable[Need]) -> tuple[tuple[Need, ...], ...]:
    same: dict[tuple[str, ...], list[Need]] = {}
    for need in needs:
        if need.lack is not Lack.UNTESTED:
            key = (need.lack.value, need.subject, need.power, need.domain, need.when)
            same.setdefault(key, []).append(need)
    return tuple(map(tuple, same.values()))


class ClaimWords:
    """Says claims and verdicts in the language of the page."""

    def __init__(self, publication: Publication, links: Links) -> None:
        self._publication, self._links = publication, links
        self._words, self._labels = links.words, links.labels
        self._claims = {claim.id: claim for claim in publication.claims}

    def text(self, texts: Mapping[str, str]) -> Markup:
        """Return a text of the case: in the language of the page, else in English."""
        return foreign(texts.get(self._words.locale) or texts.get("en", ""))

    def share(self, low: float, high: float) -> Markup:
        """Return a part of the draws, or between which parts it lies."""
        return self._words.percent_range(low, high)

    def finding(self, one: Finding) -> Markup:
        """Return what a single test found."""
        said = {"compare": self._compared, "acts": self._acts, "ties": self._tie}.get(one.test, self._referred)(one)
        return self._words("claims.not", text=said) if one.negated else said

    def _referred(self, one: Finding) -> Markup:
        claim = self._claims.get(one.subject)
        return self._words("claims.refers", label=self.text(claim.label) if claim else foreign(one.subject))

    def _compared(self, one: Finding) -> Markup:
        first, slash, last = one.when.partition("/")
        what = self._what(one.subject, one.state, one.power, one.domain, last if slash else first)
        if one.mean is None or one.other is None:
            return self._words("compare.unknown", what=what)
        other = self._value(one.subject, one.other)
        if one.against:
            named = self._words.term("quantity", one.against) if "/" in one.against else self._labels.party(one.against)
            other = Markup("{} ({})").format(other, named)
        since = self._words.year(int(first)) if slash else ""
        mean = self._value(one.subject, one.mean)
        said = self._words(f"compare.{one.relation}", what=what, mean=mean, other=other, since=since)
        return said + self._least(one.subject, one.by) if one.by else said

    def _least(self, subject: str, by: float) -> Markup:
        """Say the least difference: between percentages, in points."""
        if subject.startswith(_IN_PERCENT):
            return self._words("claims.by_points", by=self._words.number(100.0 * by, 0))
        return self._words("claims.by", by=self._value(subject, by))

    def _what(self, subject: str, state: str, power: str, domain: str, year: str) -> Markup:
        words = self._words
        parts = [words.quantity(subject)]
        parts += [self._labels.parties(state.split(";"))] if state else []
        parts += [self._labels.party(power)] if power else []
        parts += [self._labels.domain(domain)] if domain and subject not in ALIGNMENT else []
        parts += [words.year(int(year))] if year else []
        return words("list.comma").join(parts)

    def _value(self, subject: str, value: float) -> Markup:
        return self._words.percent(value) if subject.startswith(_IN_PERCENT) else self._words.number(value, 2)

    def _acts(self, one: Finding) -> Markup:
        return self._words(
            "claims.acts",
            what=self._deed(one.state, one.power, one.when, one.subject),
            count=self._words.number(one.mean or 0.0, 1),
            least=self._words.count(one.other or 0.0),
        )

    def _deed(self, source: str, target: str, when: str, kinds: str) -> Markup:
        named = [self._kind(kind) for kind in kinds.split(";") if kind]
        parties = (self._parties(source), self._parties(target))
        text = self._words("claims.deed", source=parties[0], target=parties[1], when=self._words.when(When.parse(when)))
        return self._words("claims.named", what=text, kinds=self._words("list.comma").join(named)) if named else text

    def _kind(self, kind: str) -> Markup:
        return self._words.term("event" if kind.isupper() else "mode", kind)

    def _parties(self, codes: str) -> Markup:
        """Names of several; a group of the case stands for its members."""
        groups = self._publication.case.groups
        return self._labels.parties([code for code in codes.split(";") if code not in groups] or codes.split(";"))

    def _tie(self, one: Finding) -> Markup:
        return self._words(f"claims.tie_{one.relation}", what=self._bond(one), year=self._words.year(int(one.when)))

    def _bond(self, one: Finding | Need) -> Markup:
        named = [self._words.term("relation", relation) for relation in one.subject.split(";")]
        parties = Markup("{} – {}").format(self._labels.party(one.state), self._labels.party(one.power))
        return self._words("claims.named", what=parties, kinds=self._words("list.comma").join(named))

    def note(self, one: Finding) -> Markup:
        """Return in which part of the draws a test holds, and a warning where they are not the measurement's own."""
        if one.low == 0.0 and one.high == 1.0:
            return self._words("claims.nothing_known")
        held = self._words("claims.holds", share=self.share(one.low, one.high))
        return held + self._words("claims.independent") if one.basis is Basis.INTERVAL else held

    def proofs(self, one: Finding) -> tuple[Markup, ...]:
        """Return the first ids behind a finding, as links where they stand in the page."""
        return tuple(map(self._proof, one.ids[:MOST_IDS]))

    def _proof(self, identity: str) -> Markup:
        shown = Markup("<code>{}</code>").format(short_id(identity))
        row = self._publication.observations.get(identity)
        if identity in self._publication.evidence:
            return self._links.evidence(self._publication.evidence[identity], shown)
        if row and identity in self._publication.cited and not row.channel.startswith(ALIGNMENT_CHANNEL):
            return self._links.observation(row, shown)
        return shown

    def need(self, needs: Sequence[Need]) -> Markup:
        """Return what is missing of one thing, of one state or of several."""
        first = needs[0]
        if first.lack is Lack.ACTS:
            what = self._deed(first.state, first.power, first.when, first.subject)
        elif first.lack is Lack.TIES:
            what = self._words("list.comma").join(map(self._bond, needs))
        else:
            states = ";".join(dict.fromkeys(need.state for need in needs if need.state))
            years = first.when.split("/")
            what = self._what(first.subject, states, first.power, first.domain, years[-1])
        text = self._words(f"need.{first.lack.value}", what=what)
        widths = [need.width for need in needs if need.width is not None]
        if widths:
            text += self._words("claims.width", share=self.share(min(widths), max(widths)))
        channels = list(self._channels(needs))
        if channels:
            listed = self._words("list.comma").join(channels[:MOST_CHANNELS])
            more = self._words("claims.more_channels", count=len(channels) - MOST_CHANNELS)
            text += self._words("claims.channels", channels=listed + (more if len(channels) > MOST_CHANNELS else ""))
        return text

    def _channels(self, needs: Sequence[Need]) -> Iterator[Markup]:
        """Channels that would help, those with older readings first, each once."""
        last: dict[str, str] = {}
        for need in needs:
            for channel in need.channels:
                name, _, year = channel.partition(":")
                last[name] = max(last.get(name, ""), year)
        for name, year in sorted(last.items(), key=lambda item: (not item[1], item[0])):
            label = self._labels.channel(name)
            yield self._words("claims.until", channel=label, year=year) if year else escape(label)
