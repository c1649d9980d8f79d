"""Draws kept in files: what is unchanged is not sampled again, and no file can break a run."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from measures_world import YEARS, amount, cell, run, tie, ties_channel

from tightrope.measures import Measurement, kept
from tightrope.measures.convergence import LARGEST_RHAT, convergence
from tightrope.measures.kept import FILES_PER_DOMAIN, KeptDraws, key_of
from tightrope.measures.posterior import Run

TRADE = [cell("economy.trade", holder, year, 100.0 + year % 7) for holder in ("CHN", "RUS", "ROW") for year in YEARS]
TIES = ties_channel(complete=True)


def measured(folder: Path, **changes: object) -> tuple[Measurement, KeptDraws]:
    store = KeptDraws(folder)
    given: dict[str, object] = {
        "observations": TRADE,
        "ties": [tie("KAZ", "RUS", "ally", "2002"), tie("KAZ", "CHN", "ally", "2004")],
        "channels": (amount("economy.trade"), TIES),
        "draws": 100,
        **changes,
    }
    return run(kept=store, **given), store


def test_what_is_unchanged_is_not_sampled_again_and_gives_the_same(tmp_path):
    first, _ = measured(tmp_path / "draws")
    second, store = measured(tmp_path / "draws")
    assert (first.from_files, second.from_files) == ((), ("economy", "security"))
    assert second == first
    assert (store.broken, store.unwritten) == (0, "")
    for domain, posterior in first.posteriors.items():
        again = second.posteriors[domain]
        for name in ("capital", "values", "value_variance"):
            assert np.array_equal(getattr(again, name), getattr(posterior, name))
        assert again.numbers.keys() == posterior.numbers.keys()
        assert again.parameters.half_life == posterior.parameters.half_life
        assert again.levels.keys() == posterior.levels.keys()


def test_only_the_domain_that_changed_is_sampled(tmp_path):
    measured(tmp_path)
    changed, _ = measured(tmp_path, ties=[tie("KAZ", "RUS", "ally", "2003"), tie("KAZ", "CHN", "ally", "2004")])
    assert changed.from_files == ("economy",)


def test_a_power_without_a_reading_changes_nothing(tmp_path):
    measured(tmp_path)
    found, _ = measured(tmp_path, powers=("CHN", "RUS"))
    assert found.from_files == ("economy",)  # in a complete list of ties it has readings: none


@pytest.mark.parametrize("changes", [{"seed": 8}, {"draws": 102}, {"years": YEARS[:-1]}])
def test_another_seed_length_or_scope_is_sampled(tmp_path, changes):
    measured(tmp_path)
    assert "economy" not in measured(tmp_path, **changes)[0].from_files


def test_weights_of_channels_are_part_of_the_key(tmp_path):
    two = (amount("economy.trade"), amount("economy.labour"))
    observations = [*TRADE, *(replace(one, channel="economy.labour") for one in TRADE)]
    measured(tmp_path, channels=two, observations=observations)
    heavier = (two[0], replace(two[1], weight=3.0))
    first, _ = measured(tmp_path, channels=heavier, observations=observations)
    again, _ = measured(tmp_path, channels=heavier, observations=observations)
    assert (first.from_files, again.from_files) == ((), ("economy",))
    assert again == first
    assert np.array_equal(again.posteriors["economy"].elicited, first.posteriors["economy"].elicited)


def test_changed_code_of_the_model_changes_the_key(tmp_path, monkeypatch):
    found, _ = measured(tmp_path / "draws")
    chains, length = found.posteriors["economy"].chains, Run(seed=7, draws=100)
    before = key_of("economy", chains, length, None, ())
    assert key_of("economy", chains, length, None, ()) == before
    (tmp_path / "model.py").write_text("HALF_LIFE = 3\n", "utf-8")
    monkeypatch.setattr(kept, "_CODE", tmp_path)
    assert key_of("economy", chains, length, None, ()) != before


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: data[:999] + b"!!" + data[1001:]]
)
def test_a_damaged_file_is_sampled_again_and_replaced(tmp_path, damage):
    first, _ = measured(tmp_path)
    (file,) = tmp_path.glob("economy-*.npz")
    file.write_bytes(damage(file.read_bytes()))
    second, store = measured(tmp_path)
    assert (second.from_files, store.broken) == (("security",), 1)
    assert second == first
    third, store = measured(tmp_path)
    assert (third.from_files, store.broken) == (("economy", "security"), 0)


def test_a_folder_instead_of_a_file_is_no_error(tmp_path):
    measured(tmp_path)
    (file,) = tmp_path.glob("economy-*.npz")
    file.unlink()
    file.mkdir()
    found, store = measured(tmp_path)
    assert (found.from_files, store.broken) == (("security",), 1)


def test_where_draws_cannot_be_kept_the_run_goes_on_and_says_so(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    found, store = measured(tmp_path / "file")
    assert found.from_files == ()
    assert found.estimates
    assert store.unwritten


def test_the_files_used_longest_ago_go_first(tmp_path):
    for seed in range(FILES_PER_DOMAIN):
        measured(tmp_path, seed=seed)
        for path in tmp_path.glob("*.npz"):
            os.utime(path, (path.stat().st_mtime - 10, path.stat().st_mtime - 10))
    measured(tmp_path, seed=0)
    measured(tmp_path, seed=99)
    assert len(list(tmp_path.glob("economy-*.npz"))) == FILES_PER_DOMAIN
    assert measured(tmp_path, seed=0)[0].from_files == ("economy", "security")
    assert measured(tmp_path, seed=1)[0].from_files == ()


def test_no_half_written_file_stays(tmp_path, monkeypatch):
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kept.np, "savez", stopped)
    with pytest.raises(KeyboardInterrupt):
        measured(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_progress_grows_to_one(tmp_path):
    told: list[float] = []
    measured(tmp_path, progress=told.append)
    assert told[-1] == 1.0
    assert len(told) > 10
    told.clear()
    measured(tmp_path, progress=told.append)  # nothing is left to sample
    assert told == [1.0]


def test_chains_that_agree_are_told_from_chains_that_do_not(tmp_path):
    found, _ = measured(tmp_path)
    economy = found.capital["economy"]
    noise = np.random.default_rng(1).uniform(0.2, 0.4, economy.of_powers.shape)
    noise[np.isnan(economy.of_powers)] = np.nan
    agreeing = replace(found, capital={"economy": replace(economy, of_powers=noise)})
    assert convergence(agreeing, "economy").settled
    apart = noise.copy()
    apart[0, 1, -1, 50:] += 0.3  # the second chain, one power in the last year
    one = convergence(replace(found, capital={"economy": replace(economy, of_powers=apart)}), "economy")
    assert not one.settled
    assert one.rhat > LARGEST_RHAT
    assert one.of == ("RUS", "KAZ", "2010")
    assert one.size < 50


def test_a_domain_without_a_comparison_has_settled(tmp_path):
    alone = [one for one in TRADE if one.holder == "RUS"]
    found, _ = measured(tmp_path, observations=alone, channels=(amount("economy.trade"),))
    one = convergence(found, "economy")
    assert (one.settled, one.rhat, one.of, one.size) == (True, 1.0, (), float("inf"))
