"""Near-duplicates: MinHash bands find candidates, the exact Jaccard similarity of their shingles decides.

A shingle is five neighbouring letters or digits of the folded text, blanks and punctuation left out: this suits
Chinese as well as English and Russian, and neither mark-up nor the script variant makes a difference. Two texts are
near-duplicates if they share at least 80 % of their shingles (Broder 1997, "On the resemblance and containment of
documents"). With 20 bands of 6 rows a pair at 80 % is found with probability 1 - (1 - 0.8^6)^20 = 0.998, a pair at 50 %
is looked at with probability 0.27 and then dropped by its signature, and unrelated texts (below 10 %) are practically
never looked at.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections.abc import Set as AbstractSet
from operator import eq

import rensa  # type: ignore[import-untyped]

from tightrope.ledger.fold import fold, folding_version, letters

SHINGLE = 5
BANDS = 20
ROWS = 6
SEED = 20230223
#: Share of common shingles from which two texts are one.
THRESHOLD = 0.8
#: Shorter texts are not compared: in a notice of a line or two, one number may be all the news.
SHORTEST = 200
#: At most so many candidates are looked at, those with the most bands in common.
MOST_CANDIDATES = 200
#: Share of the signature that must agree before texts are compared: four standard errors (0.037) below the threshold.
LEAST_AGREEMENT = 0.65
#: At most so many texts are compared in full, those whose signatures agree most.
MOST_COMPARED = 20

_BAND = struct.Struct(f"<B{ROWS}I")


def near_version() -> str:
    """What the stored bands depend on."""
    algorithm = f"rensa-{rensa.RMinHash.ALGORITHM_VERSION}"
    return f"{algorithm}/{SEED}/{SHINGLE}/{BANDS}x{ROWS}/{SHORTEST}/{folding_version()}"


def shingles(folded: str) -> AbstractSet[str]:
    """The set of shingles of a folded text."""
    text = letters(folded)
    return {text[place : place + SHINGLE] for place in range(len(text) - SHINGLE + 1)}


def signature(of: AbstractSet[str]) -> tuple[int, ...]:
    """The MinHash signature of a set of shingles: 120 numbers below 2^32; none for an empty set."""
    if not of:
        return ()
    sketch = rensa.RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(list(of))
    return tuple(sketch.digest())


def bands(values: tuple[int, ...]) -> tuple[int, ...]:
    """The bands of a signature, hashed to signed 64-bit integers."""
    packed = (_BAND.pack(band, *values[band * ROWS : (band + 1) * ROWS]) for band in range(len(values) // ROWS))
    return tuple(
        int.from_bytes(hashlib.blake2b(each, digest_size=8).digest(), "little", signed=True) for each in packed
    )


def low_bytes(values: tuple[int, ...]) -> bytes:
    """The signature as it is stored: the lowest byte of each value (two different values agree in 1 of 256 cases)."""
    return bytes(value & 0xFF for value in values)


def jaccard(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    """Size of the intersection over size of the union, in [0, 1]; 0 if both are empty."""
    both = len(first & second)
    return both / max(1, len(first) + len(second) - both)


def nearest(connection: sqlite3.Connection, of: AbstractSet[str], values: tuple[int, ...]) -> int | None:
    """Number of the stored document that is a near-duplicate, the most similar one; ``None`` if there is none.

    Args:
        connection: where the bands and signatures are stored.
        of: shingles of the text.
        values: its signature.
    """
    best, similarity = None, THRESHOLD
    for number in _worth_comparing(connection, values):
        (text,) = connection.execute("SELECT text FROM document WHERE number = ?", (number,)).fetchone()
        shared = jaccard(of, shingles(fold(text)))
        if shared > similarity or (best is None and shared == similarity):
            best, similarity = number, shared
    return best


def _worth_comparing(connection: sqlite3.Connection, values: tuple[int, ...]) -> list[int]:
    """Numbers of the documents whose signatures promise enough, the most promising first."""
    if not values:
        return []
    found = connection.execute(
        "SELECT b.document, s.signature FROM (SELECT document FROM near_band "
        "WHERE band IN (SELECT value FROM json_each(?)) GROUP BY document ORDER BY count(*) DESC, document LIMIT ?) b "
        "JOIN near_signature s ON s.document = b.document",
        (json.dumps(bands(values)), MOST_CANDIDATES),
    ).fetchall()
    own = low_bytes(values)
    agreeing = sorted((-sum(map(eq, own, stored)), number) for number, stored in found)
    return [number for agree, number in agreeing if -agree >= LEAST_AGREEMENT * len(own)][:MOST_COMPARED]
