"""Public data from their publishers into a folder."""

from __future__ import annotations

import shlex
from pathlib import Path

from tightrope.cli import console
from tightrope.records import SourceError
from tightrope.sources.connecting import Connector
from tightrope.sources.datasets import DATASETS, Dataset
from tightrope.sources.datasets.fetching import fetch_dataset
from tightrope.sources.fetch import Fetched, fetch
from tightrope.sources.roll_calls import NAME, PUBLISHERS, Downloaded, fetch_roll_calls

#: How publishers are reached; tests put a server of their own in its place.
CONNECTOR = Connector()


def fetch_into(name: str, folder: Path) -> None:
    """Download a data set into a folder; print on what terms, what was written, what failed, and what to do next.

    Raises:
        SourceError: no data set of this name, it cannot be fetched, or nothing could be, as without a network.
    """
    if name == NAME:
        _fetch_roll_calls(folder)
    elif name in DATASETS:
        _fetch_dataset(DATASETS[name], folder)
    else:
        known = ", ".join(sorted([NAME, *(each.name for each in DATASETS.values() if each.about.download)]))
        raise SourceError(f"there is no data set {name!r}; these can be fetched: {known}")


def _fetch_dataset(dataset: Dataset, folder: Path) -> None:
    if dataset.about.download:
        console.say(f"terms: {dataset.source.licence}; {dataset.source.url}")
        console.say(f"cite: {dataset.about.citation}")
    with console.progress(f"{dataset.name} (bytes)") as bar:

        def told(size: int, whole: int | None) -> None:
            bar.update(bar.task_ids[0], completed=size, total=whole)

        fetched = fetch_dataset(dataset, folder, connector=CONNECTOR, told=told)
    received = fetched.received
    console.say(f"{'written' if received.new else 'unchanged'}: {received.path} ({received.size} bytes)")
    if received.resumed_at:
        console.say(f"went on from byte {received.resumed_at} of an earlier run")
    checked = "as expected" if fetched.checked else "the publisher gives none to compare with"
    console.say(f"sha256: {received.sha256} ({checked})")
    if fetched.loads != received.path:
        console.say(f"taken out: {fetched.loads}")
    console.say(f"next: tightrope load {dataset.name} {shlex.quote(str(fetched.loads))}")


def _fetch_roll_calls(folder: Path) -> None:
    with console.progress("asking the publishers") as bar:

        def told(url: str, *, timeout: float, max_bytes: int) -> Fetched:
            bar.update(bar.task_ids[0], advance=1, description=console.harmless(url.rsplit("/", 1)[-1])[:40])
            return fetch(url, timeout=timeout, max_bytes=max_bytes)

        downloaded = fetch_roll_calls(folder, fetch=told)
    _show(downloaded)
    console.say("terms:")
    for publisher in PUBLISHERS:
        console.say(f"  {publisher.name}: {publisher.source.licence}; {publisher.source.url}")
    console.say(f"next: tightrope load {NAME} {shlex.quote(str(folder))}")


def _show(downloaded: Downloaded) -> None:
    for what, paths in (("written", downloaded.written), ("unchanged", downloaded.unchanged)):
        console.say(f"{what}: {len(paths)}")
        for path in paths:
            console.say(f"  {path}")
    console.say(f"failed: {len(downloaded.failed)}")
    console.show_failures(downloaded.failed)
