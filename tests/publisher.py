"""What a test knows of the process that plays a publisher of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Publisher:
    """A process that plays a publisher of files; see file_server.py."""

    url: str
    folder: Path
    log: Path

    def holds(self, name: str, body: bytes) -> None:
        """Give it a file."""
        (self.folder / name).write_bytes(body)

    def asked(self) -> list[list[str]]:
        """Return path, Range, If-Range and If-None-Match of every request so far."""
        return [line.split("\t") for line in self.log.read_text("utf-8").splitlines()] if self.log.exists() else []

    def cut(self, on: bool) -> None:
        """Hang up in the middle of every answer of the way ``cut``, or no longer."""
        if on:
            (self.folder / "cut").touch()
        else:
            (self.folder / "cut").unlink()
