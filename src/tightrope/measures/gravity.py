"""The split of powers that size and distance alone would bring: a gravity equation as a yardstick of balance.

Neighbours and large economies hold more over a state without anybody's choice. The gravity equation of trade says how
much more: flows are about proportional to the size of the partner and inversely proportional to its distance (Chaney
2018, *Journal of Political Economy* 126; Head & Mayer 2014, *Handbook of International Economics* 4, ch. 3, doi
10.1016/B978-0-444-54314-1.00003-3, review the estimates). It is a yardstick from trade; nothing makes it the norm in
security, politics or culture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax  # type: ignore[import-untyped]

Floats = NDArray[np.float64]

#: Mean radius R1 of the reference ellipsoid GRS80 in km. Source: Moritz 2000, *Journal of Geodesy* 74, p. 131.
EARTH_RADIUS_KM = 6371.0088
#: a, the elasticity of a flow to the partner's GDP: proportional (sources above).
GDP_ELASTICITY = 1.0
#: b, the elasticity of a flow to distance, taken positive: inversely proportional (sources above).
DISTANCE_ELASTICITY = 1.0


def great_circle_km(latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats) -> Floats:
    """D = 2 R asin sqrt(sin^2((p - q) / 2) + cos p cos q sin^2((l - m) / 2)), the way over a sphere, in km.

    Args:
        latitude: p, degrees north, from -90 to 90; all four arguments broadcast against each other.
        longitude: l, degrees east, any turn.
        other_latitude: q, as ``latitude``.
        other_longitude: m, as ``longitude``.

    Returns:
        The broadcast shape, between 0 and pi R. Source: the haversine formula, Sinnott 1984, *Sky and Telescope* 68;
        within about half a percent of the way over the ellipsoid.
    """
    p, q = np.radians(latitude), np.radians(other_latitude)
    turn = np.radians(np.subtract(longitude, other_longitude))
    haversine = np.sin((p - q) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0.0, 1.0))), dtype=np.float64)


def gravity_split(
    gdp_usd: Floats,
    distance_km: Floats,
    gdp_elasticity: float = GDP_ELASTICITY,
    distance_elasticity: float = DISTANCE_ELASTICITY,
) -> Floats:
    """pi_k = GDP_k^a / d_k^b / sum_j (GDP_j^a / d_j^b), the split of K powers that a gravity equation expects.

    The state's own size and its remoteness are common to all powers and cancel. A power whose GDP or distance is
    unknown (NaN) makes the whole split unknown, never 0.

    Args:
        gdp_usd: (..., K), positive; its unit cancels.
        distance_km: (..., K), positive; broadcasts against ``gdp_usd``, and its unit cancels.
        gdp_elasticity: a.
        distance_elasticity: b.

    Returns:
        The broadcast shape, positive and summing to 1 over the last axis, or all NaN there.
    """
    pull = gdp_elasticity * np.log(gdp_usd) - distance_elasticity * np.log(distance_km)
    return np.asarray(np.exp(log_softmax(pull, axis=-1)), dtype=np.float64)


def expected_shares(
    gdp_usd: Mapping[tuple[str, int], float],
    places: Mapping[str, tuple[float, float]],
    states: Sequence[str],
    powers: Sequence[str],
    years: Sequence[int],
) -> Floats:
    """Lay out the gravity split of the powers over each state in each year.

    Args:
        gdp_usd: GDP by power and year, positive; what is not there is unknown.
        places: latitude and longitude in degrees, by state and power; all of them must be there.
        states: S codes.
        powers: K codes.
        years: T years.

    Returns:
        (S, T, K), summing to 1 over the powers; NaN for a year in which the GDP of any of the powers is unknown.
    """
    of_states = np.array([places[state] for state in states], dtype=np.float64).reshape(-1, 1, 2)
    of_powers = np.array([places[power] for power in powers], dtype=np.float64).reshape(1, -1, 2)
    distances = great_circle_km(of_states[..., 0], of_states[..., 1], of_powers[..., 0], of_powers[..., 1])
    sizes = np.array(
        [[gdp_usd.get((power, year), np.nan) for power in powers] for year in years], dtype=np.float64
    ).reshape(len(years), len(powers))
    return gravity_split(sizes[None, :, :], distances[:, None, :])
