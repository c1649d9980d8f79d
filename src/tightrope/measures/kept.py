"""Draws in files, so that a domain of which nothing changed is not sampled again."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numba
import numpy as np

from tightrope import __version__
from tightrope.measures.chains import Chains
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters
from tightrope.measures.posterior import Posterior, Run

#: Files kept of one domain; the one that was not used for longest goes first.
FILES_PER_DOMAIN = 3
#: The code of the model: change a line of it, and every key changes.
_CODE = Path(__file__).parent
_DIGITS = 32
_SEPARATOR = "/"


@dataclass(slots=True)
class KeptDraws:
    """One file for the draws of one domain, written whole or not at all and named after what they were drawn from.

    The name ends with the digest of the content, so a file that was cut off or damaged is known without reading it as
    anything. Nothing here ever raises: without a file that can be used, a domain is sampled.

    Attributes:
        folder: made with the first file.
        broken: files that could not be used.
        unwritten: why draws could not be kept; empty if they could.
    """

    folder: Path
    broken: int = 0
    unwritten: str = ""

    def get(self, domain: str, key: str, chains: Chains) -> Posterior | None:
        """Return the draws kept under a key; ``None`` if there are none or their file is broken, which is counted."""
        for path in sorted(self.folder.glob(f"{domain}-{key}-*.npz")):
            try:
                if _digest_of(path) == path.stem.rpartition("-")[2]:
                    with np.load(path, allow_pickle=False) as arrays:
                        found = _posterior(chains, arrays)
                    with suppress(OSError):
                        os.utime(path)  # so that it goes last
                    return found
            except OSError:
                pass  # counted like one whose digest is wrong
            self.broken += 1
        return None

    def put(self, domain: str, key: str, found: Posterior) -> None:
        """Keep draws, and remove files of the domain that were not used for long."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    np.savez(file, **_arrays(found))
                os.replace(name, self.folder / f"{domain}-{key}-{_digest_of(Path(name))}.npz")
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
            self._thin_out(domain)
        except OSError as error:
            self.unwritten = error.strerror or str(error)

    def _thin_out(self, domain: str) -> None:
        files = sorted(self.folder.glob(f"{domain}-*.npz"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-FILES_PER_DOMAIN]:
            path.unlink(missing_ok=True)


def key_of(domain: str, chains: Chains, run: Run, weights: Floats | None, levels_of: Sequence[str]) -> str:
    """Return the key of what draws depend on: the readings, seed and length, weights, and the model as it is coded."""
    content = hashlib.sha256()
    wanted = sorted(set(levels_of) & set(chains.channels))
    versions = [__version__, np.__version__, numba.__version__]
    content.update(json.dumps([domain, run.seed, run.draws, wanted, versions]).encode())
    for module in sorted(_CODE.glob("*.py")):
        content.update(module.read_bytes())
    for field in fields(chains):
        _take_in(content, getattr(chains, field.name))
    _take_in(content, weights)
    return content.hexdigest()[:_DIGITS]


def _take_in(content: Any, value: Any) -> None:
    """Add one value to a digest so that no two values, nor two values in a row, look the same."""
    if isinstance(value, np.ndarray):
        content.update(f"{value.dtype.str}{value.shape}".encode())
        content.update(np.ascontiguousarray(value).tobytes())
    elif hasattr(value, "_fields"):  # the layout: a named tuple of arrays
        for part in value:
            _take_in(content, part)
    else:
        content.update(json.dumps(value).encode() + b"\n")


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:_DIGITS]


def _arrays(found: Posterior) -> dict[str, Any]:
    """All of the draws but the readings, by name."""
    arrays = {
        "capital": found.capital,
        "mean": found.mean,
        "values": found.values,
        "value_variance": found.value_variance,
        "mixing_readings": found.mixing.readings,
        "mixing_steps": found.mixing.steps,
        **_named("levels", found.levels),
        **_named("numbers", found.numbers),
        **_named("parameters", found.parameters._asdict()),
    }
    return arrays if found.elicited is None else {**arrays, "elicited": found.elicited}


def _named(group: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{group}{_SEPARATOR}{name}": value for name, value in values.items()}


def _group(group: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
    begin = group + _SEPARATOR
    return {name.removeprefix(begin): arrays[name] for name in arrays if name.startswith(begin)}


def _posterior(chains: Chains, arrays: Mapping[str, Any]) -> Posterior:
    """The inverse of :func:`_arrays`."""
    parameters: dict[str, Any] = {
        name: value if value.ndim else float(value) for name, value in _group("parameters", arrays).items()
    }
    return Posterior(
        chains=chains,
        capital=arrays["capital"],
        mean=arrays["mean"],
        elicited=arrays.get("elicited"),
        levels=_group("levels", arrays),
        numbers=_group("numbers", arrays),
        parameters=Parameters(**parameters),
        mixing=Mixing(readings=arrays["mixing_readings"], steps=arrays["mixing_steps"]),
        values=arrays["values"],
        value_variance=arrays["value_variance"],
    )
