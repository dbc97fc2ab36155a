import pickle

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.panel.region import region_of
from analytics.panel.scan import judge_units, scan_units
from analytics.panel.unit import ITSELF, NOT_WEIGHED, THIN, scan_unit


@pytest.fixture(scope="module")
def counts():
    """Twelve units that all double half-way, of which one falls to nothing and one is thin."""
    rng = np.random.default_rng(8)
    days = pd.date_range("2024-01-01", periods=100)
    shared = np.repeat([1.0, 2.0], 50)
    table = pd.DataFrame(
        rng.poisson(1.5 * shared[:, None], (100, 12)), days, [f"unit {k}" for k in range(12)]
    )
    table["unit 3"] = rng.poisson(np.repeat([4.0, 0.3], 50))
    table["unit 7"] = 0
    table.iloc[[3, 50], 7] = 1
    return table


@pytest.fixture(scope="module")
def scanned(counts):
    return scan_units(counts, by="district", noun="clashes")


def test_only_the_unit_that_left_the_region_is_listed(scanned):
    assert list(scanned.firm["unit"]) == list(scanned.watch_list["unit"]) == ["unit 3"]
    assert scanned.table["unit"].iloc[0] == "unit 3"


def test_as_such_the_others_changed_too(scanned):
    others = scanned.table[~scanned.table["unit"].isin(["unit 3", "unit 7"])]
    assert (others["evidence"] > 15).sum() > 8
    assert (others["evidence_rest"] < 5).all()


def test_the_newest_change_is_that_of_the_unit_by_itself(counts, scanned):
    row = scanned.table.iloc[0]
    change = find_changepoints(counts["unit 3"]).table.iloc[-1]
    assert row["against"] == ITSELF
    found = [row["changepoint"], row["change_low"], row["change_high"]]
    assert found == [change["changepoint"], change["ci_low"], change["ci_high"]]
    numbers = [row[name] for name in ("change_ratio", "change_ratio_low", "change_ratio_high")]
    names = ["rate_ratio", "ratio_low", "ratio_high"]
    assert numbers == pytest.approx([change[name] for name in names])


def test_a_thin_unit_says_why_and_what_it_could_have_shown(scanned):
    assert list(scanned.table["unit"])[-1] == "unit 7"
    thin = scanned.thin.iloc[0]
    assert thin["reason"] == "2 events, a test takes 10"
    assert "would have shown" in thin["could"]
    assert scanned.tested == 11
    assert "12 districts looked at, 11 with events enough" in str(scanned)


def test_a_scan_goes_to_another_process_and_comes_back(counts):
    region = pickle.loads(pickle.dumps(region_of(counts.to_numpy())))
    here = scan_unit("unit 3", counts["unit 3"], region=region)
    assert pickle.loads(pickle.dumps(here)) == here
    assert len(here.bars) == 60
    assert sum(here.bars) > 0


def test_a_unit_that_cannot_pass_counts_among_those_tested(counts):
    region = region_of(counts.to_numpy())
    units = [
        scan_unit(name, counts[name], region=region, weighed=name == "unit 3") for name in counts
    ]
    result = judge_units(units, by="district")
    assert result.tested == 11
    assert set(result.table["verdict"]) == {"found", NOT_WEIGHED, THIN}
    assert list(result.firm["unit"]) == ["unit 3"]


def test_a_scan_of_nothing_says_so():
    result = judge_units([], by="district", noun="clashes")
    assert str(result).startswith("There are no clashes in this period to scan by district")


def test_units_that_cannot_pass_make_none_seem_clustered():
    # Where only what scatters is weighed, one in eight of the others tells that they do not.
    rng = np.random.default_rng(5)
    days = pd.date_range("2024-01-01", periods=60)
    names = [f"quiet {k}" for k in range(24)]
    quiet = [scan_unit(n, pd.Series(rng.poisson(2.0, 60), days), weighed=False) for n in names]
    asked = [one for one in quiet if one.clustering]
    assert 0 < len(asked) < 8
    rates = np.where(np.arange(60) < 30, 1.0, 2.6)
    burst = scan_unit("burst", pd.Series(rng.poisson(rates), days))
    alone, among = (judge_units(units, by="district") for units in ([burst], [burst, *quiet]))
    pvalues = [one.table.set_index("unit")["pvalue"]["burst"] for one in (alone, among)]
    assert pvalues[1] < 0.7 * pvalues[0]
