"""Write docs/commands.md from the commands themselves.

python tools/make_command_reference.py [--check]
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from tightrope.cli.app import app

TARGET = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
HEAD = """# Commands

Written by `tools/make_command_reference.py` from the commands' own help; do not edit by hand.

Every command takes `--help`. Exit status: 0 done, 1 failed (the reason is printed), 2 wrong usage. Results go to
standard output, progress and complaints to standard error. On a terminal tables are ruled; in a pipe they are
tab-separated.
"""


def parameter_line(parameter: Any) -> str:
    names = ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        names = f"`{parameter.metavar or parameter.name.upper()}`"
    text = getattr(parameter, "help", "") or ""
    default = getattr(parameter, "show_default", None)
    shown = default if isinstance(default, str) else parameter.default
    printable = isinstance(shown, str | int | float | Path) and not isinstance(shown, bool)
    if printable and parameter.param_type_name == "option":
        text += f" Default: `{shown}`."
    variable = getattr(parameter, "envvar", None)
    if variable:
        text += f" Environment: `{variable}`."
    return f"- {names}: {text}"


def every_command(group: Any) -> Iterator[tuple[str, Any]]:
    """All commands with their names; the default one of a group by the name of the group."""
    for name, command in group.commands.items():
        for part, one in getattr(command, "commands", {"": command}).items():
            yield name if part in ("", getattr(command, "default", "")) else f"{name} {part}", one


def render() -> str:
    group: Any = typer.main.get_command(app)
    parts = [HEAD]
    for name, command in every_command(group):
        lines = [f"## tightrope {name}", "", inspect.cleandoc(command.help or ""), ""]
        lines += [parameter_line(parameter) for parameter in command.params if parameter.name != "help"]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def main() -> None:
    if sys.argv[1:] == ["--check"]:
        if not TARGET.exists() or TARGET.read_text("utf-8") != render():
            sys.exit(f"{TARGET.name} is not up to date: run python tools/make_command_reference.py")
        return
    TARGET.write_text(render(), "utf-8")


if __name__ == "__main__":
    main()
