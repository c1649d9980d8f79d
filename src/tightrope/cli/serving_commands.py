"""The command that serves a ledger: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tightrope.cli import console
from tightrope.cli.options import DEFAULT_LEDGER, CaseOption, LedgerOption
from tightrope.records import TightropeError

#: Addresses that only this machine reaches.
_LOCAL = ("127.0.0.1", "localhost", "::1")


def serve(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    host: Annotated[
        str, typer.Option(help="Address to listen at; 0.0.0.0 lets every machine that reaches this one read it.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes any that is free.")] = 8321,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="A further name under which browsers may ask for it (desk.example.org); can be given several times. "
            "* allows every name."
        ),
    ] = None,
) -> None:
    """Serve the dashboard, the brief and a JSON API on this machine, read-only, until it is stopped with Ctrl-C.

    The newest run shows as soon as it is published: `tightrope read` and `tightrope measure` may work on the same
    ledger meanwhile. Nothing can be changed through it, and no page asks any other machine for anything.
    /api/v1/openapi.json describes the API; docs/api.md shows it by example.

    Example: tightrope serve --ledger out/central-asia/central-asia.ledger

    Example: tightrope serve --host 0.0.0.0 --name desk.example.org
    """
    from tightrope.cases import load_case
    from tightrope.cli.serving import listen, run
    from tightrope.ledger import Ledger
    from tightrope.web import create_app

    the_case = load_case(case)
    Ledger.open(ledger, read_only=True).close()  # an error now and not with the first page
    listener = listen(host, port)
    if host not in _LOCAL:
        console.complain(
            f"listening at {host}: whoever reaches this machine can read the whole ledger, quotes included; there is "
            "no password. Browsers must ask for it by a name given with --name"
        )
    shown = f"[{host}]" if ":" in host else host  # as browsers write an IPv6 address, in the name they ask for too
    app = create_app(ledger, the_case, names=[*(name or ()), *([shown] if host not in ("0.0.0.0", "::") else [])])
    console.say(f"http://{shown}:{listener.getsockname()[1]}/  (Ctrl-C stops it)")
    run(app, listener)


def publish(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write; replaced as a whole if it was published before.")
    ],
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
) -> None:
    """Write the whole dashboard as files that any web server can hold: pages in both languages, figures, tables.

    Nothing runs on the server, so days and scenarios are pages of their own and there is no JSON API. Look at it before
    you put it up: `python -m http.server --directory DIR` shows it at http://localhost:8000/.

    Example: tightrope publish out/dashboard --ledger out/central-asia/central-asia.ledger
    """
    from tightrope.cases import load_case
    from tightrope.ledger import Ledger
    from tightrope.web import check_folder, write_site

    the_case = load_case(case)
    check_folder(folder)  # an error now and not after minutes
    Ledger.open(ledger, read_only=True).close()
    with console.progress("writing pages", total=1.0, percent=True) as bar:
        number = write_site(
            ledger, the_case, folder, lambda done, every: bar.update(bar.task_ids[0], completed=done / every)
        )
    console.say(f"{number} pages and files in {folder}")


def mcp(ledger: LedgerOption = DEFAULT_LEDGER, case: CaseOption = "central_asia") -> None:
    """Let a language model's program read a ledger, over the Model Context Protocol on standard input and output.

    The program starts it by itself; docs/mcp.md shows how it is told to. Its tools search, list estimates, evidence and
    claims, and trace a number to its sources; nothing can be changed through them.

    Example: tightrope mcp --ledger out/central-asia/central-asia.ledger
    """
    from tightrope.cases import load_case
    from tightrope.ledger import Ledger
    from tightrope.web import create_app

    try:
        from tightrope.web.agents import agent_server
    except ModuleNotFoundError as error:
        raise TightropeError("this needs the extra `mcp`: pip install 'tightrope[mcp]'", error.name or "") from error

    the_case = load_case(case)
    Ledger.open(ledger, read_only=True).close()  # an error now and not with the first question
    agent_server(create_app(ledger, the_case)).run("stdio")
