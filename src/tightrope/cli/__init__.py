"""The commands. The only room that knows the order of all others."""

from tightrope.cli.app import main

__all__ = ["main"]
