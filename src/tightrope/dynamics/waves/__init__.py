"""Waves: pushes away from a power, tested at named dates on changes alone, with placebos, breadth, depth and power."""

from tightrope.dynamics.waves.estimates import wave_estimates

__all__ = ["wave_estimates"]
