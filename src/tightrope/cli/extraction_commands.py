"""The commands about the coder itself: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tightrope.cli import console
from tightrope.cli.options import DEFAULT_LEDGER, DomesticOption, LeastOption, LedgerOption, SeedOption


def explain(
    place: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT",
            help="A file, folder, glob or URL; or the id of a document or a piece of evidence in the ledger.",
        ),
    ],
    words: Annotated[str, typer.Option("--words", "-w", help="Only sentences with these words.")] = "",
    found: Annotated[bool, typer.Option("--found", help="Only sentences that gave evidence.")] = False,
    domestic: DomesticOption = False,
    least: LeastOption = 0.0,
    ledger: LedgerOption = DEFAULT_LEDGER,
) -> None:
    """Show why the coder coded what it did, and why nothing else, sentence by sentence.

    For each sentence: who is named and in which role, the clauses, the words that make it a plan or a denial, times and
    numbers; every word that evoked a line of the lexicon, with file and line, and what came of it: what was coded, from
    which signs its confidence comes, or why it was rejected. Nothing is stored.

    A document of the ledger is coded anew, by rules and with the options given here; if it was read with --domestic or
    --least-confidence, give them here too.

    Example: tightrope explain report.md

    Example: tightrope explain 3fa9c1
    """
    from tightrope.cli.explaining import explain as show
    from tightrope.cli.explaining import find_documents
    from tightrope.extract import RuleCoder
    from tightrope.names import Names

    coder = RuleCoder(Names.builtin(), domestic=domestic, least=least)
    shown = [
        show(coder, document, start=start, words=words, found=found)
        for document, start in find_documents(place, ledger)
    ]
    if not sum(shown):
        console.complain("nothing to explain: no sentence that was asked for could be read")
        raise typer.Exit(1)


def score(
    gold: Annotated[
        Path | None,
        typer.Argument(
            metavar="[GOLD]",
            help="Folder of annotations, or a folder with `gold` and `docs` in it. Default: the project's own corpus.",
        ),
    ] = None,
    documents: Annotated[
        Path | None,
        typer.Option("--documents", "-d", help="Folder of the documents. Default: `docs` beside the annotations."),
    ] = None,
    predicted: Annotated[
        Path | None,
        typer.Option(
            "--predicted",
            "-p",
            help="Score the annotations in this folder (`tightrope export annotations`, or another coder's) and run no "
            "coder. A document of GOLD without a file here counts as nothing predicted, and is named.",
        ),
    ] = None,
    types: Annotated[bool, typer.Option("--types", help="Also by event type, channel, relation and stance.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every fact that was missed or is wrong.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of tables.")] = False,
    least: LeastOption = 0.0,
    draws: Annotated[int, typer.Option(min=200, help="Bootstrap draws of the intervals.")] = 2000,
    seed: SeedOption = 1,
) -> None:
    """Score the coder against annotated documents: precision, recall and F1 by language, with 90 % intervals.

    GOLD holds one JSON file a document in the schema of `docs/annotating.md`; what cannot be meant in it (a type that
    does not exist, a sentence that the document does not have) is refused with file, list and record.

    Events are counted as pairs of a source and a target: the pair alone, with its type, and with type, date and
    status. "Whole records" counts a record once, right only if its type and all its parties are.

    Intervals come from drawing documents with replacement; a handful of documents gives wide ones, and rightly so.
    Fewer than three give none. What is not defined (the precision of no prediction) is shown as –, in JSON as null.

    `tightrope score outlook` scores past outlooks instead.

    Example: tightrope score

    Example: tightrope score my-corpus --types --errors

    Example: tightrope score my-corpus/gold --predicted other-coder
    """
    from tightrope.cli.scoring import print_score

    if predicted is not None and (documents is not None or least):
        raise typer.BadParameter("no coder runs, so that --documents and --least-confidence do nothing",
                                 param_hint="--predicted")  # fmt: skip
    print_score(
        gold,
        documents,
        predicted,
        least=least,
        draws=draws,
        seed=seed,
        types=types,
        errors=errors,
        as_json=as_json,
    )
