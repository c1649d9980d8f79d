"""Random numbers inside compiled code, from small streams, so that runs repeat exactly.

A stream is four words of xoshiro256++ (Blackman and Vigna 2021). Alignment has one per item, state and sweep, filled
from a key by splitmix64, capital one per Markov chain; which thread or core draws from it makes no difference. Normals
come from the ziggurat of Marsaglia and Tsang (2000) with 256 layers.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_LAYERS = 256
#: Right edge of the lowest layer and area of each layer, for 256 layers (Marsaglia and Tsang 2000).
_EDGE, _AREA = 3.6541528853610088, 0.00492867323399


def _ziggurat() -> tuple[Floats, Floats]:
    """Right edges x (257,), falling from the base to 0, and densities exp(-x²/2) at them."""
    x = np.empty(_LAYERS + 1)
    x[0] = _AREA / math.exp(-0.5 * _EDGE**2)
    x[1] = _EDGE
    for layer in range(2, _LAYERS):
        x[layer] = math.sqrt(-2.0 * math.log(_AREA / x[layer - 1] + math.exp(-0.5 * x[layer - 1] ** 2)))
    x[_LAYERS] = 0.0
    return x, np.exp(-0.5 * x**2)


_X, _DENSITY = _ziggurat()
_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@njit(cache=True, nogil=True, inline="always")
def _rotate(word: np.uint64, by: int) -> np.uint64:
    return (word << np.uint64(by)) | (word >> np.uint64(64 - by))


@njit(cache=True, nogil=True)
def start(words: Words, seed: int, sweep: int, what: int, which: int) -> None:
    """Fill a stream (4,) from its key: the chain's seed, the sweep, the kind of thing and its number."""
    state = np.uint64(0x243F6A8885A308D3)
    for part in (seed, sweep, what, which):
        state = (state ^ np.uint64(part)) * np.uint64(0xD1342543DE82EF95) + np.uint64(0x9E3779B97F4A7C15)
        state ^= state >> np.uint64(32)
    for place in range(4):
        state += np.uint64(0x9E3779B97F4A7C15)
        mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        words[place] = mixed ^ (mixed >> np.uint64(31))


@njit(cache=True, nogil=True, inline="always")
def next_word(words: Words) -> np.uint64:
    """Return the next 64 random bits (xoshiro256++)."""
    result = _rotate(words[0] + words[3], 23) + words[0]
    shifted = words[1] << np.uint64(17)
    words[2] ^= words[0]
    words[3] ^= words[1]
    words[1] ^= words[2]
    words[0] ^= words[3]
    words[2] ^= shifted
    words[3] = _rotate(words[3], 45)
    return result


@njit(cache=True, nogil=True, inline="always")
def uniform(words: Words) -> float:
    """Return a number in (0, 1)."""
    return (float(next_word(words) >> np.uint64(11)) + 0.5) * _UNIT


@njit(cache=True, nogil=True)
def normal(words: Words) -> float:
    """Return a standard normal number."""
    while True:
        bits = next_word(words)
        layer = int(bits & np.uint64(255))
        signed = (float(bits >> np.uint64(11)) + 0.5) * _UNIT * 2.0 - 1.0
        x = signed * _X[layer]
        if abs(x) < _X[layer + 1]:
            return x
        if layer == 0:  # beyond the edge: Marsaglia's tail
            while True:
                far = -math.log(uniform(words)) / _EDGE
                if -2.0 * math.log(uniform(words)) > far * far:
                    return far + _EDGE if signed > 0 else -far - _EDGE
        if _DENSITY[layer + 1] + uniform(words) * (_DENSITY[layer] - _DENSITY[layer + 1]) < math.exp(-0.5 * x * x):
            return x


@njit(cache=True, nogil=True)
def normal_above(words: Words, low: float) -> float:
    """Return a standard normal number above ``low``: plain rejection in the bulk, Robert's (1995) in the tail."""
    if low < 0.45:
        while True:
            x = normal(words)
            if x > low:
                return x
    rate = 0.5 * (low + math.sqrt(low * low + 4.0))
    while True:
        x = low - math.log(uniform(words)) / rate
        if math.log(uniform(words)) < -0.5 * (x - rate) ** 2:
            return x


@njit(cache=True, nogil=True)
def normal_between(words: Words, low: float, high: float) -> float:
    """Return a standard normal number between two bounds, by the rejection that accepts most (Robert 1995)."""
    if not low <= high:  # by rounding; and nan must not try for ever
        return 0.5 * (low + high)
    if low <= 0.0 <= high and high - low > 2.5:
        while True:
            x = normal(words)
            if low < x < high:
                return x
    nearest = low if low > 0.0 else (high if high < 0.0 else 0.0)
    if abs(nearest) * (high - low) > 3.0:  # a long way into a tail: an exponential falls as fast
        while True:
            x = normal_above(words, low) if low > 0.0 else -normal_above(words, -high)
            if low < x < high:
                return x
    while True:
        x = low + uniform(words) * (high - low)
        if math.log(uniform(words)) < 0.5 * (nearest * nearest - x * x):
            return x


@njit(cache=True, nogil=True)
def gamma(words: Words, shape: float) -> float:
    """Return a gamma number of scale 1 and shape at least 1 (Marsaglia and Tsang 2000b)."""
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(words)
        v = (1.0 + c * x) ** 3
        if v > 0.0 and math.log(uniform(words)) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v
