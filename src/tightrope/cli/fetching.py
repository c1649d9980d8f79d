"""Public data from their publishers into a folder."""

from __future__ import annotations

import shlex
from pathlib import Path

from tightrope.cli import console
from tightrope.records import SourceError
from tightrope.sources.fetch import Fetched, fetch
from tightrope.sources.roll_calls import NAME, PUBLISHERS, Downloaded, fetch_roll_calls

#: What can be fetched.
NAMES = (NAME,)


def fetch_into(name: str, folder: Path) -> None:
    """Download a data set into a folder; print what was written, what failed, on what terms, and what to do next.

    Raises:
        SourceError: no data set of this name can be fetched, or nothing could be, for example without a network.
    """
    if name not in NAMES:
        raise SourceError(f"{name!r} cannot be fetched; these can: {', '.join(NAMES)}")
    with console.progress("asking the publishers") as bar:

        def told(url: str, *, timeout: float, max_bytes: int) -> Fetched:
            bar.update(bar.task_ids[0], advance=1, description=console.harmless(url.rsplit("/", 1)[-1])[:40])
            return fetch(url, timeout=timeout, max_bytes=max_bytes)

        downloaded = fetch_roll_calls(folder, fetch=told)
    _show(downloaded)
    console.say("terms:")
    for publisher in PUBLISHERS:
        console.say(f"  {publisher.name}: {publisher.source.licence}; {publisher.source.url}")
    console.say(f"next: tightrope load {name} {shlex.quote(str(folder))}")


def _show(downloaded: Downloaded) -> None:
    for what, paths in (("written", downloaded.written), ("unchanged", downloaded.unchanged)):
        console.say(f"{what}: {len(paths)}")
        for path in paths:
            console.say(f"  {path}")
    console.say(f"failed: {len(downloaded.failed)}")
    console.show_failures(downloaded.failed)
