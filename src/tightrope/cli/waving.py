"""From a measured case to its waves."""

from __future__ import annotations

from tightrope.cases import Case
from tightrope.dynamics.waves import wave_estimates
from tightrope.measures import Measurement
from tightrope.records import Estimate


def waves_of_case(measurement: Measurement, case: Case, *, seed: int) -> tuple[Estimate, ...]:
    """Test the dates that a case names, with placebos, and watch all years; see ``wave_estimates``."""
    return wave_estimates(measurement, case.waves, case.sides, seed=seed)
