"""A measurement as a dataset with names: it holds the numbers that were published."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import xarray as xr
from measures_world import POWERS, STATES, YEARS, amount, cell, find, run, stock, tie, ties_channel

from tightrope.measures import Measurement, dataset
from tightrope.records import CheckError

TIES = ties_channel(complete=True)
FIGURES = {"CHN": 400.0, "RUS": 900.0, "ROW": 600.0}


def measured(**changes: object) -> Measurement:
    given: dict[str, object] = {
        "observations": [cell("economy.trade", holder, year, FIGURES[holder]) for holder in FIGURES for year in YEARS],
        "stocks": [stock("economy.labour", holder, "2005", FIGURES[holder]) for holder in ("CHN", "RUS")],
        "ties": [tie("KAZ", "RUS", "ally", "2002", document="notes"), tie("KAZ", "CHN", "ally", "2004")],
        "channels": (amount("economy.trade"), amount("economy.labour", weight=3.0), TIES),
        "domain_weights": {"economy": 2.0, "security": 1.0},
        **changes,
    }
    return run(**given)


@pytest.fixture(scope="module")
def measurement() -> Measurement:
    return measured()


@pytest.fixture(scope="module")
def found(measurement: Measurement) -> xr.Dataset:
    return dataset(measurement)


def test_every_dimension_and_coordinate_has_its_name(found):
    assert dict(found.sizes) == {
        **{"draw": 200, "domain": 2, "state": 2, "power": 3, "holder": 4, "time": len(YEARS), "channel": 3}
    }
    assert found.domain.values.tolist() == ["economy", "security"]
    assert found.state.values.tolist() == list(STATES)
    assert found.power.values.tolist() == list(POWERS)
    assert found.holder.values.tolist() == [*POWERS, "ROW"]
    assert found.time.values.tolist() == list(YEARS)
    assert found.channel.values.tolist() == ["economy.labour", "economy.trade", "security.ties"]
    assert found.channel_domain.values.tolist() == ["economy", "economy", "security"]
    assert found.anchor.sel(domain="economy").item() == "economy.trade"
    assert np.bincount(found.chain.values).tolist() == [100, 100]


def test_every_variable_has_its_dimensions_a_unit_and_a_name_for_readers(found):
    assert {name: found[name].dims for name in found.data_vars} == {
        "capital": ("draw", "domain", "state", "holder", "time"),
        "capital_share_powers": ("draw", "domain", "state", "power", "time"),
        "capital_share": ("draw", "domain", "state", "holder", "time"),
        "capital_share_elicited": ("draw", "domain", "state", "power", "time"),
        "overall_share": ("draw", "state", "power", "time"),
        "overall_share_elicited": ("draw", "state", "power", "time"),
        "decided_by_channel": ("channel", "state", "holder", "time"),
        "decided_by_prior": ("domain", "state", "holder", "time"),
    }
    assert all(found[name].attrs["units"] and found[name].attrs["long_name"] for name in found.data_vars)


def test_it_says_where_it_comes_from(found):
    assert found.attrs["model"].startswith("capital-2/")
    assert (found.attrs["seed"], found.attrs["draws"]) == ("7", 200)
    assert found.attrs["sources"].split() == ["d", "notes", "table"]


@pytest.mark.parametrize(
    ("variable", "quantity", "domain"),
    [
        ("capital_share_powers", "capital_share_powers", "economy"),
        ("capital_share_elicited", "capital_share_elicited", "economy"),
        ("capital_share", "capital_share", "economy"),
        ("overall_share", "capital_share_powers", "all"),
        ("overall_share_elicited", "capital_share_elicited", "all"),
    ],
)
def test_its_draws_are_those_that_were_published(measurement, found, variable, quantity, domain):
    holder = "holder" if variable == "capital_share" else "power"
    drawn = found[variable].sel({"state": "KAZ", holder: "RUS", "time": 2006})
    drawn = drawn.sel(domain=domain) if domain != "all" else drawn
    published = find(measurement, quantity, 2006, power="RUS", domain=domain)
    assert drawn.mean().item() == pytest.approx(published.mean)
    assert drawn.quantile([0.05, 0.95]).values == pytest.approx([published.low90, published.high90])


def test_what_decides_an_estimate_sums_to_one(found):
    economy = found.channel[found.channel_domain == "economy"]
    parts = found.decided_by_channel.sel(channel=economy, state="KAZ", holder="RUS").sum("channel")
    prior = found.decided_by_prior.sel(domain="economy", state="KAZ", holder="RUS")
    assert (parts + prior).values == pytest.approx(np.ones(len(YEARS)))


def test_shares_come_from_capital(found):
    capital = found.capital.sel(domain="economy", state="KAZ", holder=["CHN", "RUS"])
    shares = np.exp(capital) / np.exp(capital).sum("holder")
    powers = found.capital_share_powers.sel(domain="economy", state="KAZ", power=["CHN", "RUS"])
    assert shares.values == pytest.approx(powers.values)


def test_what_nobody_measured_is_not_a_number(found):
    assert np.isnan(found.capital_share_powers.sel(domain="economy", power="USA")).all()
    assert np.isnan(found.capital.sel(domain="economy", state="UZB")).all()
    assert np.isnan(found.capital_share_elicited.sel(domain="security")).all()


def test_without_weights_there_is_no_second_version():
    alike = measured(channels=(amount("economy.trade"), TIES), stocks=(), domain_weights=None)
    assert not {"capital_share_elicited", "overall_share_elicited"} & set(dataset(alike).data_vars)


def test_only_what_is_wanted_is_put_together(measurement):
    assert list(dataset(measurement, ["capital_share", "capital_share"]).data_vars) == ["capital_share"]
    with pytest.raises(CheckError, match="no variable 'shares'; there are capital, capital_share_powers"):
        dataset(measurement, ["shares"])


def test_it_can_be_stored_and_read_again(found, tmp_path):
    found.to_netcdf(tmp_path / "capital.nc")
    xr.testing.assert_identical(xr.load_dataset(tmp_path / "capital.nc"), found)


def test_nothing_measured_is_an_empty_dataset():
    empty = dataset(run())
    assert empty.sizes["domain"] == 0
    assert empty.capital_share.dims == ("draw", "domain", "state", "holder", "time")


def test_the_library_of_named_dimensions_is_loaded_only_when_it_is_asked_for():
    code = "import sys, tightrope.measures; sys.exit('xarray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
