"""From the readings of a case to draws of capital, domain by domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tightrope.measures import declared
from tightrope.measures.chains import Chains, arrange
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.kalman import Floats
from tightrope.measures.kept import KeptDraws, key_of
from tightrope.measures.posterior import Posterior, Progress, Run, sample_domains
from tightrope.measures.readings import Scope


class Drawn(NamedTuple):
    """Draws by domain, elicited weights of channels (mean 1) where not all count the same, and who was not sampled."""

    posteriors: dict[str, Posterior]
    weights: dict[str, Floats]
    from_files: tuple[str, ...]


def draw_capital(
    scope: Scope,
    series: Mapping[SeriesKey, Sequence[Reading]],
    run: Run,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> Drawn:
    """Sample every domain that has a reading, or take its draws from where they are kept."""
    by_domain: dict[str, dict[SeriesKey, Sequence[Reading]]] = defaultdict(dict)
    for key, readings in series.items():
        by_domain[scope.channels[key.channel].domain.value][key] = readings
    times = np.array(scope.years) + 0.5
    chains = {name: arrange(found, scope.channels, times) for name, found in sorted(by_domain.items())}
    elicited = {name: np.array([scope.channels[one].weight for one in chains[name].channels]) for name in chains}
    weights = {name: one / one.mean() for name, one in elicited.items() if np.ptp(one) > 0.0}
    posteriors, from_files = draw_domains(
        chains, run, weights=weights, levels_of=(declared.TRADE_CHANNEL,), kept=kept, progress=progress
    )
    return Drawn(posteriors, weights, from_files)


def draw_domains(
    domains: Mapping[str, Chains],
    run: Run,
    *,
    weights: Mapping[str, Floats],
    levels_of: Sequence[str] = (),
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> tuple[dict[str, Posterior], tuple[str, ...]]:
    """Take the draws of each domain from where they are kept, sample the others, and keep these.

    Args:
        domains: the readings of each domain.
        run: seed and length.
        weights: elicited weights of the channels of a domain, mean 1, (C,); none where all count the same.
        levels_of: channels whose levels are needed.
        kept: draws of earlier runs; ``None`` samples everything and keeps nothing.
        progress: told how much of the sampling is done.

    Returns:
        The draws of each domain, and the names of the domains that were not sampled, sorted.
    """
    if kept is None:
        return sample_domains(domains, run, weights=weights, levels_of=levels_of, progress=progress), ()
    keys = {name: key_of(name, one, run, weights.get(name), levels_of) for name, one in domains.items()}
    known = {name: kept.get(name, keys[name], one) for name, one in domains.items()}
    found = {name: one for name, one in known.items() if one is not None}
    rest = {name: one for name, one in domains.items() if name not in found}
    sampled = sample_domains(rest, run, weights=weights, levels_of=levels_of, progress=progress)
    for name, one in sampled.items():
        kept.put(name, keys[name], one)
    if progress is not None:
        progress(1.0)
    return {name: {**found, **sampled}[name] for name in domains}, tuple(sorted(found))
