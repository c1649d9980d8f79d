"""Fill a ledger and write down what is read from it.

tools/keep_ledger_version.py runs this with the code of each schema: it takes what there is and asks for no more.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tightrope import records
from tightrope.ledger import Ledger

INPUT, COMMIT = Path(sys.argv[1]), sys.argv[2]
LEDGER = Path("a.ledger")
CASE = ("--case", str(INPUT / "case"), "--draws", "200")


def tightrope(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "tightrope", *arguments, "--ledger", str(LEDGER)], check=True)


def read(*names: str) -> None:
    tightrope("read", *(str(INPUT / "news" / name) for name in names))


def measure(seed: str) -> None:
    tightrope("measure", *CASE, "--seed", seed)
    if hasattr(Ledger, "verdicts"):
        tightrope("check", *CASE, "--seed", seed)


def load_votes() -> None:
    origin = records.Origin(producer="Office of Invented Figures", title="Votes", url="https://example.org/votes")
    calls = [
        records.RollCall(
            resolution=f"A/RES/77/{number}",
            session=77,
            day=date(2022, 11, number),
            title=f"Invented resolution {number}",
            issues=("hr",),
            important=False,
            yes=("KAZ", "RUS"),
            abstain=("UZB",),
            no=("USA",),
            absent=(),
            origin=origin.id,
            locator=f"row {number}",
        )
        for number in (1, 2)
    ]
    with Ledger.open(LEDGER) as ledger:
        ledger.add_roll_calls(origin, calls)


def told(ledger: Ledger) -> dict[str, object]:
    """Return what is read from the ledger: ids, which follow from content, beside what a reader can check."""
    runs = list(ledger.runs())
    facts: dict[str, object] = {
        "documents": {one.id: one.text for one in ledger.documents()},
        "evidence": {one.id: ledger.quote(one) for one in ledger.evidence()},
        "observations": {one.id: [one.channel, one.holder, str(one.when), one.lower] for one in ledger.observations()},
        "runs": {run.id: [one.id for one in ledger.estimates(run=run.id)] for run in runs},
        "shares": {
            one.id: [one.state, one.power, one.domain, str(one.when), one.mean, len(one.rests_on)]
            for one in ledger.estimates()
            if one.quantity == "capital_share_powers"
        },
    }
    if hasattr(ledger, "roll_calls"):
        facts["roll_calls"] = {one.id: [one.resolution, str(one.day), *one.yes] for one in ledger.roll_calls()}
    if hasattr(ledger, "verdicts"):
        facts["verdicts"] = {one.id: [one.claim, str(one.answer), one.low] for one in ledger.verdicts("two-states")}
    if hasattr(ledger, "share_draws"):
        facts["share_draws"] = {run.id: [one.id for one in ledger.share_draws(run.id)] for run in runs}
    return facts


if __name__ == "__main__":
    read("treaty.md", "talks.md")
    if hasattr(Ledger, "roll_calls"):
        load_votes()
    measure("1")
    between = datetime.now(UTC)
    read("vote.md")
    measure("2")
    with Ledger.open(LEDGER, read_only=True) as ledger:
        facts = {"commit": COMMIT, "between_the_runs": between.isoformat(), **told(ledger)}
    Path("told.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
