"""Claims of a case held against what is measured and known, and told on the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.measuring import what_counts
from tightrope.dynamics.claim_outcomes import Known
from tightrope.dynamics.claims import check_claims
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.records import ALIGNMENT, PROJECTIONS, Answer, Claim, Finding, Lack, Need, Verdict, as_row

_ID_DIGITS = 12
_WHY = {
    Lack.UNREAD: "not measured",
    Lack.PRIOR: "mostly prior",
    Lack.WIDE: "too uncertain",
    Lack.ACTS: "too few acts known",
    Lack.TIES: "too little known of the tie",
    Lack.UNTESTED: "no test reaches all of it",
}


def check_case(
    ledger: Ledger,
    case: Case,
    measurement: Measurement,
    claims: Sequence[Claim],
    wanted: Iterable[str] = (),
    *,
    starter: bool = True,
) -> tuple[Verdict, ...]:
    """Test claims of a case and store the verdicts.

    Args:
        ledger: what is known; quantities that are not in the measurement are those of the newest run of the case.
        case: whose statements count as they stand now.
        measurement: the draws.
        claims: all claims of the case.
        wanted: names of those that are tested; none for all.
        starter: whether the case's own facts count, as they did in the measurement.

    Raises:
        CheckError: there is no claim of a name.
    """
    given = what_counts(ledger, case, starter=starter)
    known = Known(
        measurement=measurement,
        estimates=tuple(ledger.estimates(case=case.name)),
        events=tuple(given.events),
        ties=tuple(given.ties),
    )
    verdicts = check_claims(claims, known, wanted)
    if verdicts:
        ledger.add_verdicts(verdicts, case=case.name, seed=measurement.run.seed)
    return verdicts


def show_verdicts(case: Case, claims: Sequence[Claim], verdicts: Sequence[Verdict], *, whole: bool) -> None:
    """Print the verdicts by answer; the whole of them with what speaks for and against and what would decide."""
    by_id = {claim.id: claim for claim in claims}
    for answer in Answer:
        found = [one for one in verdicts if one.answer is answer]
        if found:
            columns = ("claim", "who", "true in", "test holds in", "for", "against", "says", "open because")
            title = f"{answer.value.capitalize()}: {len(found)}"
            if not console.out().is_terminal:
                console.say(title)
            console.show_table(title, columns, [_row(by_id[one.claim], one) for one in found])
    for verdict in verdicts if whole else ():
        for line in _lines(case, by_id[verdict.claim], verdict):
            console.say(line)


def _row(claim: Claim, verdict: Verdict) -> tuple[str, ...]:
    sides = (str(len(verdict.side(supports=supports))) for supports in (True, False))
    why = "; ".join(dict.fromkeys(_why(need) for need in verdict.needs))
    shares = _share(verdict.low, verdict.high), _share(verdict.test_low, verdict.test_high)
    return (claim.id, claim.by["en"], *shares, *sides, claim.label["en"], why or "–")


def _share(low: float, high: float) -> str:
    if (low, high) == (0.0, 1.0):
        return "unknown"
    return f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"


def _lines(case: Case, claim: Claim, verdict: Verdict) -> Iterator[str]:
    yield f"{claim.id}: {claim.label['en']} ({claim.by['en']}, {claim.said})"
    bounds = f"claim {_share(verdict.low, verdict.high)}, its test {_share(verdict.test_low, verdict.test_high)}"
    yield f"  {verdict.answer.value}: {bounds} (trace {verdict.id[:_ID_DIGITS]})"
    for finding in verdict.findings:
        yield f"  {_side(finding)}  {finding_in_words(case, finding)}"
    if claim.leaves_out:
        yield f"  left out: {claim.leaves_out['en']}"
    for need in verdict.needs:
        if need.lack is not Lack.UNTESTED:
            yield f"  would decide it: {need_in_words(need)}"


def _side(finding: Finding) -> str:
    return {True: "for    ", False: "against", None: "unknown"}[finding.speaks_for]


def finding_in_words(case: Case, finding: Finding) -> str:
    """Say in one line what a test found."""
    who = " ".join(one for one in (_codes(case, finding.state), finding.power, finding.domain) if one)
    values = "" if finding.mean is None else f": {finding.mean:.2f}"
    values += "" if finding.other is None else f" against {finding.other:.2f}"
    denied = "not " if finding.negated else ""
    what = " ".join(one for one in (finding.subject, finding.relation, finding.against, who, finding.when) if one)
    more = f" +{len(finding.ids) - 1}" if len(finding.ids) > 1 else ""
    ids = f" ({finding.ids[0][:_ID_DIGITS]}{more})" if finding.ids else ""
    share = f"holds in {_share(finding.low, finding.high)}, {finding.basis.value}"
    return f"{denied}{finding.test} {what}{values}; {share}{ids}"


def _codes(case: Case, joined: str) -> str:
    """Codes, with the name of a group of the case instead of its members."""
    codes = joined.split(";")
    for name, members in case.groups.items():
        if set(members) <= set(codes):
            codes = [name, *(one for one in codes if one not in (name, *members))]
    return ",".join(codes)


def _why(need: Need) -> str:
    """What is missing; of an estimate, the command that makes it."""
    if need.lack is not Lack.UNPUBLISHED:
        return _WHY[need.lack]
    family = need.subject.partition("/")[0]
    projected = "score outlook" if family == "hindcast" else "project" if family in PROJECTIONS else "measure"
    return f"not estimated (tightrope {'align' if need.subject in ALIGNMENT else projected})"


def need_in_words(need: Need) -> str:
    """Say in one line what would decide a claim."""
    parts = (need.subject, need.state.replace(";", ","), need.power.replace(";", ","), need.domain, need.when)
    about = " ".join(part for part in parts if part)
    width = "" if need.width is None else f"; an interval at most {need.width:.0%} as wide"
    channels = [name.replace(":", " after ") for name in need.channels]
    return f"{about}: {_why(need)}{width}{'; readings of ' + ', '.join(channels) if channels else ''}"


def as_json(claims: Sequence[Claim], verdicts: Sequence[Verdict]) -> str:
    """Verdicts with their claims as JSON; what is not there is null."""
    by_id = {claim.id: claim for claim in claims}
    return json.dumps([_plain(by_id[one.claim], one) for one in verdicts], ensure_ascii=False, indent=1)


def _plain(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    row = as_row(verdict)
    about = {
        "kind": claim.kind.value,
        "by": dict(claim.by),
        "source": claim.source,
        "said": str(claim.said),
        "label": dict(claim.label),
        "test_is": claim.test_is.value,
        "leaves_out": dict(claim.leaves_out),
    }
    sides = {"supports": list(verdict.side(supports=True)), "opposes": list(verdict.side(supports=False))}
    return {"id": verdict.id, **row, **about, **sides}
