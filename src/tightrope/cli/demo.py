"""The built-in case from start to brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tightrope import brief
from tightrope.cases import Case, load_case
from tightrope.cli import console
from tightrope.cli.checking import check_case
from tightrope.cli.measuring import load_starter, measure_case, publish_measurement, show_sampling
from tightrope.cli.options import kept_draws
from tightrope.cli.outlook_scoring import hindcast_case, score_ties
from tightrope.cli.projecting import Ahead, projections, show_projections
from tightrope.cli.reading import ReadReport, read_into
from tightrope.cli.summary import show_summary
from tightrope.dynamics.scorecard import score_estimates
from tightrope.extract import RuleCoder
from tightrope.ledger import Ledger
from tightrope.measures import declared
from tightrope.measures.posterior import Run
from tightrope.names import Names
from tightrope.records import TightropeError

LANGUAGES = ("en", "zh-Hant")
#: Draws at each origin for the scores of past outlooks of trade; `tightrope score outlook` scores all series with more.
_SCORED = 200
#: About how much of the time has passed when everything is sampled, and when all is projected and checked.
_SAMPLING, _PROJECTED = 0.5, 0.8


def run_demo(out: Path, *, seed: int, draws: int) -> None:
    """Build the built-in case in a folder: ledger, estimates, projections, verdicts, both briefs; print the summary.

    Raises:
        TightropeError: the folder cannot be written.
    """
    case = load_case("central_asia")
    path = _fresh_ledger(out)
    report = ReadReport()
    kept = kept_draws(path, None, no_cache=False)
    with Ledger.open(path) as ledger:
        with console.progress("building the case", total=1.0, percent=True) as bar:
            load_starter(ledger, case)
            read_into(ledger, RuleCoder(Names.builtin()), [str(case.documents_folder)], report)
            measurement = measure_case(
                ledger,
                case,
                seed=seed,
                draws=draws,
                kept=kept,
                progress=lambda part: bar.update(bar.task_ids[0], completed=_SAMPLING * part),
            )
            ahead = projections(ledger, case, measurement, Ahead(seed=seed))
            scored = hindcast_case(
                ledger, case, series=[declared.TRADE_CHANNEL], run=Run(seed=seed, draws=_SCORED), kept=kept
            )
            estimates = (*ahead.estimates, *score_estimates(scored), *score_ties(ledger, case))
            published = publish_measurement(ledger, case, measurement, projections=estimates)
            verdicts = check_case(ledger, case, measurement, case.claims())
            bar.update(bar.task_ids[0], completed=_PROJECTED)
            paths = write_briefs(ledger, case, out, LANGUAGES)
        show_sampling(measurement, kept)
        show_projections(case, ahead)
        show_summary(ledger, case)
    answers = Counter(verdict.answer.value for verdict in verdicts)
    console.say(f"{len(verdicts)} claims: {', '.join(f'{number} {answer}' for answer, number in answers.items())}")
    console.say(f"{report.read} sample documents, {report.evidence} pieces of evidence from them")
    console.say(f"{published} estimates; seed {seed}")
    for written in [path, *paths]:
        console.say(str(written))


def _fresh_ledger(out: Path) -> Path:
    path = out / "central-asia.ledger"
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            old.unlink(missing_ok=True)
    except OSError as error:
        raise TightropeError(f"cannot write: {error.strerror or error}", str(out)) from error
    return path


def write_briefs(ledger: Ledger, case: Case, out: Path, languages: Sequence[str]) -> list[Path]:
    """Write the brief in each language (default: all) as ``brief.html`` (English) or ``brief.LANGUAGE.html``.

    Beside them stands ``manifest.json``: what they were made from.

    Raises:
        TightropeError: the folder cannot be written.
    """
    paths = {
        language: out / ("brief.html" if language == "en" else f"brief.{language}.html")
        for language in languages or LANGUAGES
    }
    brief.write(ledger, case, paths)
    written = list(paths.values())
    return [*written, brief.write_manifest(ledger, case, written, out)]
