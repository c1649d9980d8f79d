"""The command line: arguments and help; the work is done elsewhere."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tightrope import __version__
from tightrope.cli import console
from tightrope.cli.caring_commands import backup, doctor, upgrade
from tightrope.cli.checking_commands import check
from tightrope.cli.counting_commands import flows
from tightrope.cli.extraction_commands import explain
from tightrope.cli.intake import fetch, load, read, sources
from tightrope.cli.measuring_commands import conflicts, measure
from tightrope.cli.options import (
    DEFAULT_LEDGER,
    CaseOption,
    DrawsOption,
    LedgerOption,
    SeedOption,
    language_tag,
    one_of,
)
from tightrope.cli.projecting_commands import project
from tightrope.cli.scoring_commands import score
from tightrope.cli.serving_commands import mcp, publish, serve
from tightrope.cli.voting_commands import agreement, align
from tightrope.records import TightropeError


class _Commands(TyperGroup):
    """The commands, with words for what ends them from outside; Typer would end them without any."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            console.complain("tightrope: interrupted; everything stored so far is kept")
            raise typer.Exit(130) from None
        except BrokenPipeError:  # the reader of our output (head, less) has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None


app = typer.Typer(
    name="tightrope",
    cls=_Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Measure how a small state balances between great powers: who holds what over it, since when, on what
evidence. Every number can be traced to the sentence or the table row it came from.

Start with **tightrope demo**. Then, with documents of your own:

    tightrope read news/ feed.xml      documents into the ledger

    tightrope load unga votes/         a public data set into the ledger

    tightrope flows gdelt/*.zip        an event data set, counted by month and pair

    tightrope measure                  estimates from everything the ledger holds

    tightrope project                  waves, outlook, scenarios, openings

    tightrope conflicts                where sources contradict each other

    tightrope check                    what experts claim, held against the measures

    tightrope align                    where states stand in the UN General Assembly

    tightrope agreement                who votes with whom there

    tightrope brief --out out          the brief, one HTML file per language

    tightrope serve                    the dashboard in the browser, and a JSON API

    tightrope publish DIR              the dashboard as files for any web server

    tightrope mcp                      the same for a language model's program

    tightrope search 走鋼索            find a sentence

    tightrope trace ID                 where a number comes from

    tightrope doctor                   whether the ledger is sound

    tightrope backup FILE              a copy of it while it is in use

    tightrope upgrade                  a ledger of an earlier version, brought up to date

    tightrope explain report.md        why the coder coded what it did

    tightrope score                    how often the coder is right

    tightrope score outlook            how good past outlooks were

    tightrope score flows              whether event data sets and documents tell the same

Exit status: 0 done, 1 failed (the reason is printed), 2 wrong usage.""",
)


def main() -> None:
    """Run the command line; an error is one line on standard error and exit status 1."""
    try:
        app()
    except TightropeError as error:
        console.complain(f"tightrope: {error}")
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        console.say(f"tightrope {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for bring_in in (read, load, fetch, flows, sources):
    app.command()(bring_in)


app.command()(measure)
app.command()(project)
app.command()(serve)
app.command()(publish)
app.command()(mcp)
app.command()(conflicts)
app.command()(check)
app.command()(align)
app.command()(agreement)
app.command()(doctor)
app.command()(backup)
app.command()(upgrade)


@app.command()
def brief(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the HTML files.")] = Path("out"),
    language: Annotated[
        list[str] | None, typer.Option("--language", help="en or zh-Hant; can be given twice. Default: both.")
    ] = None,
) -> None:
    """Write the brief: one HTML file per language that needs no network, every number linked to its evidence.

    It prints what `tightrope measure` published last; measure first. Beside it stands manifest.json: versions, seed,
    hashes of all that it was made from and how far the data reach, so that it can be made again and compared.

    Example: tightrope brief --out out --language zh-Hant
    """
    from tightrope.cases import load_case
    from tightrope.cli.demo import LANGUAGES, write_briefs
    from tightrope.ledger import Ledger

    for wanted in language or ():
        one_of(wanted, LANGUAGES, "--language")
    with Ledger.open(ledger, read_only=True) as store, console.progress("writing the brief"):
        the_case = load_case(case)
        paths = write_briefs(store, the_case, out, tuple(language or ()))
        if next(store.runs(case=the_case.name), None) is None:
            console.complain("nothing was measured yet, so the brief holds no estimates: run tightrope measure first")
    for path in paths:
        console.say(str(path))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for; several words must all occur.")],
    ledger: LedgerOption = DEFAULT_LEDGER,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="The most hits to print.")] = 20,
    language: Annotated[
        str | None,
        typer.Option(
            help="Only documents in this language: en, ru, zh-Hant, zh-Hans, zh (both scripts), or any other that was "
            "read, by its tag (de)."
        ),
    ] = None,
) -> None:
    """Search documents and evidence, in any of the languages and both Chinese scripts.

    The first column of a hit is its id, which `tightrope trace` takes.
    Words of any length are found, also inside longer ones where a script has no spaces.

    Example: tightrope search 訪問 哈薩克
    """
    from tightrope.cli.looking import show_hits

    if language is not None:
        language_tag(language, "--language")
    if not show_hits(ledger, " ".join(words), limit, language):
        raise typer.Exit(1)


@app.command()
def trace(
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Id of an estimate, a piece of evidence, an observation, a roll call or a document; its first six "
            "digits will do.",
        ),
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    limit: Annotated[int, typer.Option(min=1, help="The most sources to print under an estimate.")] = 40,
) -> None:
    """Show what a number or a statement rests on, down to the sentence, the table row or the roll call.

    Ids stand in the brief beside every number and quote, and in the first column of search and exports.

    Example: tightrope trace 3fa9c1
    """
    from tightrope.cli.looking import show_trace

    show_trace(ledger, identifier, limit)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="`tables` or `annotations`.")] = "tables",
    to: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into.")] = Path("export"),
    ledger: LedgerOption = DEFAULT_LEDGER,
    file_format: Annotated[str, typer.Option("--format", "-f", help="For tables: csv, jsonl or parquet.")] = "csv",
) -> None:
    """Write the ledger as files.

    `tightrope export tables DIR --format parquet` writes one file a kind of record. `tightrope export annotations DIR`
    writes one JSON file a file read, named after it, in the schema of the annotation guidelines.
    In CSV, a text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    from tightrope.cli.exporting import Format, export_to

    one_of(what, ("tables", "annotations"), "WHAT")
    one_of(file_format, tuple(Format), "--format")
    export_to(ledger, what, to, Format(file_format))


app.command()(explain)
app.add_typer(score, name="score")


@app.command("new-case")
def new_case(
    name: Annotated[str, typer.Argument(help="Name of the case: small letters, digits, hyphens.")],
    folder: Annotated[Path, typer.Option("--in", help="Folder in which the case's own folder is made.")] = Path("."),
) -> None:
    """Make the folder of a case of your own, with a commented case.yaml to fill in.

    Example: tightrope new-case south-caucasus
    """
    from tightrope.cases import new_case as make

    path = make(name, folder)
    console.say(f"{path}: fill in case.yaml, then: tightrope measure --case {path}")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the ledger and the briefs.")] = Path(
        "out/central-asia"
    ),
    seed: SeedOption = 1,
    draws: DrawsOption = 1200,
) -> None:
    """Run the built-in case of Central Asia, offline: evidence, sample documents, estimates, the brief.

    Running it again starts from a fresh ledger.
    """
    from tightrope.cli.demo import run_demo

    run_demo(out, seed=seed, draws=draws)
