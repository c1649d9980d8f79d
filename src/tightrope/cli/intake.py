"""The commands that bring documents and data sets in: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tightrope.cli import bulk_options as of_bulk
from tightrope.cli import console
from tightrope.cli import model_options as of_model
from tightrope.cli.options import DEFAULT_LEDGER, CaseOption, DomesticOption, LeastOption, LedgerOption


def read(
    places: Annotated[list[str], typer.Argument(help="Files, folders, globs or http(s) URLs.", metavar="PATH|URL…")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    domestic: DomesticOption = False,
    least: LeastOption = 0.0,
    coder: of_model.CoderOption = "rules",
    base_url: of_model.BaseUrlOption = None,
    model: of_model.ModelOption = None,
    api_key_env: of_model.KeyVariableOption = None,
    cache: of_model.CacheOption = None,
    timeout: of_model.TimeoutOption = 120.0,
    retries: of_model.RetriesOption = 5,
    price_in: of_model.PriceInOption = 0.0,
    price_out: of_model.PriceOutOption = 0.0,
    max_tokens_total: of_model.MostTokensOption = None,
    bulk: of_bulk.BulkOption = False,
    out: of_bulk.OutOption = None,
    column: of_bulk.ColumnOption = None,
    runner: of_bulk.RunnerOption = "native",
    address: of_bulk.AddressOption = "",
    processes: of_bulk.ProcessesOption = 0,
    part_mb: of_bulk.PartOption = of_bulk.PART_MB,
) -> None:
    """Read documents into the ledger and code what they say.

    Takes Markdown and Jekyll posts, HTML pages, RSS and Atom feeds, WARC, plain text and JSONL (one document a line;
    its fields are in `docs/documents.md`), in Chinese, English and Russian. The same document, or the same text from
    another place, is counted once, however often it is read. What could not be read is listed with its reason and
    stops nothing else; it is read the next time that you give it.

    A text that the ledger has is not coded again: another --coder, --domestic or --least-confidence adds nothing to it
    and takes nothing away. Read into a ledger of its own instead (`--ledger other.ledger`).
    Exit status 1 if nothing at all could be read, or if reading had to stop (no server, a full disk); what was read
    until then is kept.

    With --domestic, English texts also give acts inside one state (police against demonstrators, rebels against a
    government), whose source and target are the same. The ledger keeps them; no measure uses them.

    Rules find the evidence, offline, unless you ask for a language model with `--coder llm`. Then every document is
    sent to the server that you name, and a claim of the model counts only if its words, actors and figures stand in
    the document; what was rejected is counted. `docs/language-model-coder.md` has more.

    Example: tightrope read news/ --coder llm --base-url http://localhost:11434/v1 --model qwen3

    With --bulk, a corpus that outgrows one desk (Parquet, JSONL, CSV, WARC) becomes evidence as Parquet files, by
    month; a run that was cut off goes on where it stopped. `tightrope load evidence DIR` brings it into a ledger.
    `docs/bulk.md` has more.

    Example: tightrope read --bulk 's3://bucket/news/*.warc.gz' --out evidence-2024

    Example: tightrope read news/ 'archive/*.md' feed.xml https://example.org/article
    """
    if of_bulk.wanted(bulk, out, coder):
        from tightrope.cli.bulking import run_bulk

        options = of_bulk.make_options(column or (), domestic=domestic, least=least, part_mb=part_mb)
        run_bulk(places, out or "", options, of_bulk.make_runner(runner, address, processes))
        return
    from tightrope.cli.reading import ReadReport, read_into
    from tightrope.ledger import Ledger

    finder = of_model.make_coder(
        coder,
        ledger,
        domestic=domestic,
        least=least,
        base_url=base_url,
        model=model,
        key_variable=api_key_env,
        cache=cache,
        timeout=timeout,
        retries=retries,
        most_tokens=max_tokens_total,
    )
    report = ReadReport()
    with Ledger.open(ledger) as store:
        try:
            with console.progress("reading") as bar:
                task = bar.task_ids[0]
                read_into(store, finder, places, report, advance=lambda: bar.advance(task))
        finally:  # a full disk does not hide what was read before it was full
            for line in report.lines():
                console.say(line)
            of_model.show_tally(finder, price_in, price_out)
            console.show_failures(report.failures)
    if report.nothing_readable:
        raise typer.Exit(1)


def load(
    name: Annotated[
        str,
        typer.Argument(help="Name of the data set (`tightrope sources` lists them), or of a table of the case."),
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE…", help="The file, in the publisher's own format; for unga several, or a folder with them."
        ),
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    whole: Annotated[
        bool, typer.Option("--all", help="Print long lists of what was left out or is odd from end to end.")
    ] = False,
    month: Annotated[
        str, typer.Option("--month", help="Of evidence only one month: 2024-03, or undated.", show_default=False)
    ] = "",
) -> None:
    """Load a public data set, in its native format, into the ledger.

    Rows that cannot be right are left out and listed by line; a file with wrong columns is refused whole.
    Which states and powers are taken is the case's to say.

    **unga** is the recorded votes of the UN General Assembly, of all states whatever the case. It takes any number of
    files of three publishers, recognised by their content: the extracts of UNxml, Voeten's un_votes.rda or the table of
    the Harvard Dataverse, and the CSV of the UN Digital Library. A roll call that two of them list counts once; where
    they tell a vote differently, both are printed. A file that cannot be read is named, and the others are stored.

    A **table of the case** is any CSV whose columns the case explains (`tables:` in case.yaml).

    **evidence** is the folder of a finished `tightrope read --bulk`, or one month of it; what the ledger has is not
    stored again.

    **flows** is a folder of monthly flows out of an event data set (GDELT, ICEWS, POLECAT): what the states and powers
    of the case did to each other enters, and a month whose figures have changed as their revision. What is made of it
    stands in `docs/methods.md`.

    Example: tightrope load evidence evidence-2024 --month 2024-03

    Example: tightrope load flows gdelt-flows

    Example: tightrope load itpde trade.csv.gz

    Example: tightrope load customs-report turnover.csv --case south-caucasus

    Example: tightrope load unga un_votes.rda 7?.json
    """
    from tightrope.cli.loading import load_into
    from tightrope.cli.voting import load_roll_calls
    from tightrope.sources.roll_calls import NAME

    if not files:
        raise typer.BadParameter(f"which file? (tightrope load {name} FILE)", param_hint="FILE")
    if month and name != "evidence":
        raise typer.BadParameter("only evidence is loaded by month", param_hint="--month")
    if name == NAME:
        return load_roll_calls(ledger, files, whole=whole)
    if len(files) > 1:
        raise typer.BadParameter(f"{name} is loaded from one file, not from {len(files)}", param_hint="FILE")
    if name == "evidence":
        from tightrope.cli.bulking import load_evidence

        of_bulk.month_tag(month)
        return load_evidence(ledger, str(files[0]), month)
    if name == "flows":
        from tightrope.cli.flowing import load_flows

        return load_flows(ledger, case, str(files[0]))
    return load_into(ledger, case, name, files[0], whole=whole)


def fetch(
    name: Annotated[str, typer.Argument(help="Name of the data set; `tightrope sources` says which can be fetched.")],
    to: Annotated[
        Path | None, typer.Option("--to", help="Folder to write into. Default: a folder with the name of the data set.")
    ] = None,
) -> None:
    """Download a public data set from its publisher, to be loaded.

    Its terms are printed first. Beside the file lies a note that says where it is from, when it was downloaded, on what
    terms, and its SHA-256; where the publisher never changes a file, the hash is checked. A download that was cut off
    goes on where it stopped, when you run the command again. A file that has not changed is not downloaded again, and a
    broken answer never replaces a good file. What comes in an archive is taken out.

    Some publishers want an account, a form or a choice of years first: the command then says where to get the file.

    **unga** is the recorded votes of the UN General Assembly from three publishers. What could not be downloaded is
    named; exit status 1 only if nothing could be.

    Example: tightrope fetch cow-alliances --to data

    Example: tightrope fetch unga --to votes
    """
    from tightrope.cli.fetching import fetch_into

    fetch_into(name, to or Path(name))


def sources(
    name: Annotated[str | None, typer.Argument(help="Of one source: everything that is known about it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: every field of every source.")] = False,
) -> None:
    """List what can be read: data sets, roll calls and kinds of documents.

    For each: the years and whom it covers, the channels it gives, whether `tightrope fetch` downloads it, its licence,
    its citation and its columns. On a terminal the list is short; with a NAME, with --json and in a pipe all is told.

    Example: tightrope sources atop

    Example: tightrope sources --json
    """
    from tightrope.cli.sourcing import list_sources, show_source

    if name is None:
        list_sources(as_json=as_json)
    else:
        show_source(name, as_json=as_json)
