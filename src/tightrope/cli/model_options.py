"""The options of the language-model coder, in a panel of their own, and the coder that they ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from tightrope.cli import console
from tightrope.cli.options import one_of

if TYPE_CHECKING:
    from tightrope.extract import Coder

CODERS = ("rules", "llm")
DEFAULT_KEY_VARIABLE = "TIGHTROPE_API_KEY"
PANEL = "Language model (only with --coder llm)"
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")

CoderOption = Annotated[
    str,
    typer.Option(
        "--coder",
        help="Who finds the evidence: `rules` (offline, the same result every time) or `llm`, a language model on a "
        "server that you name; every document is sent to it.",
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        rich_help_panel=PANEL,
        help="Address of any OpenAI-compatible server, up to /v1: `http://localhost:11434/v1` for one of your own.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", rich_help_panel=PANEL, help="Name of the model, as that server knows it."),
]
KeyVariableOption = Annotated[
    str | None,
    typer.Option(
        "--api-key-env",
        metavar="NAME",
        rich_help_panel=PANEL,
        show_default=DEFAULT_KEY_VARIABLE,
        help="Environment variable that holds your key for the server. The key is never printed and never stored.",
    ),
]
CacheOption = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        rich_help_panel=PANEL,
        show_default="LEDGER.answers",
        help="Folder in which answers are kept, so that none is paid for twice.",
    ),
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=0.1, rich_help_panel=PANEL, help="Seconds to wait for one answer.")
]
RetriesOption = Annotated[
    int,
    typer.Option(
        "--retries",
        min=0,
        max=20,
        rich_help_panel=PANEL,
        help="How often to ask again where the server is busy, fails or does not answer in time.",
    ),
]
PriceInOption = Annotated[
    float,
    typer.Option("--price-in", min=0, rich_help_panel=PANEL, help="What a million tokens sent cost; 0 prints no cost."),
]
PriceOutOption = Annotated[
    float, typer.Option("--price-out", min=0, rich_help_panel=PANEL, help="What a million tokens received cost.")
]
MostTokensOption = Annotated[
    int | None,
    typer.Option(
        "--max-tokens-total",
        min=1,
        rich_help_panel=PANEL,
        show_default="no limit",
        help="Stop before the first question after so many tokens of this run; what was read is kept.",
    ),
]


def make_coder(
    wanted: str,
    ledger: Path,
    *,
    domestic: bool,
    least: float,
    base_url: str | None,
    model: str | None,
    key_variable: str | None,
    cache: Path | None,
    timeout: float,
    retries: int,
    most_tokens: int | None,
) -> Coder:
    """Return the coder that the options ask for; what else they say is refused as wrong usage.

    Args:
        wanted: ``rules`` or ``llm``.
        ledger: beside which answers are cached unless a folder is given.
        domestic: whether the rules code acts inside one state too.
        least: what the rules are less sure of is left out.
        base_url: of the server.
        model: on the server.
        key_variable: environment variable with the key; only one that was asked for must be set.
        cache: folder of answers.
        timeout: seconds for an answer.
        retries: of a request.
        most_tokens: limit of the run.

    Raises:
        CoderError: address or key cannot be used.
    """
    from tightrope.extract import RuleCoder
    from tightrope.names import Names

    one_of(wanted, CODERS, "--coder")
    if wanted == "rules":
        if base_url or model:
            raise typer.BadParameter("--base-url and --model are for --coder llm", param_hint="--coder")
        return RuleCoder(Names.builtin(), domestic=domestic, least=least)
    if domestic:
        raise typer.BadParameter("is for --coder rules", param_hint="--domestic")
    if least:
        raise typer.BadParameter("is for --coder rules: how sure a model says it is was never checked against readers",
                                 param_hint="--least-confidence")  # fmt: skip
    if not base_url or not model:
        raise typer.BadParameter("--coder llm needs --base-url and --model", param_hint="--coder")
    from tightrope.extract.llm import LanguageModelCoder, ServerSettings, Settings

    server = ServerSettings(base_url, model, _key(key_variable), timeout, retries)
    folder = cache or ledger.with_name(f"{ledger.name}.answers")
    coder = LanguageModelCoder(Names.builtin(), Settings(server, folder, most_tokens))
    address = urlsplit(coder.address)
    if server.key and address.scheme == "http" and address.hostname not in _OWN_MACHINE:
        console.complain(f"tightrope: the key goes to {address.hostname} unencrypted (http)")
    console.complain(f"tightrope: documents are sent to {coder.address}")
    return coder


def show_tally(coder: Coder, price_in: float, price_out: float) -> None:
    """Print what a language model was asked, what that cost, and what of its answers was rejected, if it was asked."""
    from tightrope.extract.llm import LanguageModelCoder

    if isinstance(coder, LanguageModelCoder):
        for line in coder.tally.lines(price_in, price_out):
            console.say(line)


def _key(variable: str | None) -> str:
    key = os.environ.get(variable or DEFAULT_KEY_VARIABLE, "").strip()
    if variable and not key:
        raise typer.BadParameter(f"the environment variable {variable} is not set", param_hint="--api-key-env")
    return key
