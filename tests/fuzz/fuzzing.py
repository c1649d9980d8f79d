"""How long and how a target is fuzzed, and how what was found is kept and played again."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

#: Found failures, by target, which are played first for ever.
CORPUS = Path(__file__).with_name("corpus")
#: Seconds for all targets together, as ``make fuzz SECONDS=600`` says; without it a few fixed examples are tried.
SECONDS = float(os.environ.get("FUZZ_SECONDS") or 0)
#: How many targets share the seconds.
TARGETS = 64
#: Processor seconds that one small input may take; machines that are busy take longer.
LONGEST = 10.0
#: What a message must not hold: it could move the cursor of a terminal or turn the direction of its lines.
HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ROUND = 100


def kept(target: str) -> list[Path]:
    """The inputs that once failed."""
    return sorted((CORPUS / target).glob("*"))


def fuzz(target: str, inputs: SearchStrategy[bytes], check: Callable[[bytes], None], *, few: int) -> None:
    """Check spoilt inputs: a few that are always the same, or as many as the time allows.

    The smallest input that fails in a long run is kept in the corpus.
    """
    failing: list[bytes] = []

    def watched(content: bytes) -> None:
        begun = time.process_time()
        try:
            check(content)
            taken = time.process_time() - begun
            assert taken < LONGEST, f"{len(content)} bytes took {taken:.1f} s"
        except BaseException:
            failing.append(content)
            raise

    ends = time.monotonic() + SECONDS / TARGETS
    while True:
        try:
            _round(inputs, watched, few)()
        except BaseException:
            if SECONDS and failing:
                keep(target, failing[-1])
            raise
        if time.monotonic() >= ends:
            return


def keep(target: str, content: bytes) -> Path:
    """Write an input into the corpus, under its hash."""
    path = CORPUS / target / sha256(content).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _round(inputs: SearchStrategy[bytes], check: Callable[[bytes], None], few: int) -> Any:
    options: dict[str, Any] = {
        "max_examples": _ROUND if SECONDS else few,
        "database": None,
        "deadline": None,
        "suppress_health_check": list(HealthCheck),
        "phases": [Phase.generate, Phase.shrink],
    }
    if not SECONDS:
        return settings(derandomize=True, **options)(given(inputs)(check))
    return seed(random.SystemRandom().getrandbits(64))(settings(**options)(given(inputs)(check)))
