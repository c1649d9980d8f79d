"""Random numbers that depend on what they are for, not on the order in which they are asked for."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, *key: str) -> np.random.Generator:
    """Return the random stream of a key.

    Because every series, channel and domain draws from its own stream, adding a state, power or channel to a case
    leaves the draws of all others as they were.

    Args:
        seed: the seed of the run.
        key: what the numbers are for (``"series", "KAZ", "economy.trade", "RUS"``).
    """
    digest = hashlib.sha256("\x1f".join((str(seed), *key)).encode()).digest()
    return np.random.default_rng(np.random.SeedSequence(int.from_bytes(digest, "big")))
