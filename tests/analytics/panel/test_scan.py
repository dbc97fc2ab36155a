import math
import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.panel.all_units import scan_all
from analytics.panel.region import region_of
from analytics.panel.scan import judge_units, may_be_listed
from analytics.panel.unit import ITSELF, NOT_WEIGHED, now_against_usual, scan_unit
from tests.helpers.panels import units_of_table


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
    return scan_all(units_of_table(counts, by="district", noun="clashes"), screened=False)


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


def test_the_watch_list_is_counted_beside_the_firm_one_and_the_unknown_as_no_district(scanned):
    units = [f"unit {number}" for number in range(4)] + ["Unknown"]
    lists = {
        "firm": [True, False, False, False, False],
        "watch_list": [True, True, True, False, False],
    }
    table = scanned.table.head(5).assign(unit=units, **lists)
    told = replace(scanned, table=table).headline
    assert told == (
        "Of 4 districts and the unknown, 1 on the firm list, 2 further on the watch list"
    )
    none = replace(scanned, table=table.assign(firm=False, watch_list=False)).headline
    assert none == "None of 4 districts is listed as changed"


def test_a_scan_goes_to_another_process_and_comes_back(counts):
    region = pickle.loads(pickle.dumps(region_of(counts.to_numpy())))
    here = scan_unit("unit 3", counts["unit 3"], region=region)
    assert repr(pickle.loads(pickle.dumps(here))) == repr(here)
    # Sixteen stretches of 100 days, which differ by a day at most.
    assert len(here.bars) == 16
    days = counts["unit 3"].to_numpy()
    assert here.bars[0] == days[:7].mean()
    assert here.bars[-1] == days[94:].mean()


def screened(counts):
    region = region_of(counts.to_numpy())
    return [scan_unit(name, counts[name], region=region, screened=True) for name in counts]


def test_units_that_show_no_sign_are_left_out_and_count_among_those_tested(counts, scanned):
    result = judge_units(screened(counts), by="district")
    left = result.table.loc[result.table["verdict"] == NOT_WEIGHED, "unit"]
    assert 0 < len(left) < 11
    assert result.tested == 11
    whole = scanned.table.set_index("unit")
    assert (whole.loc[left, ["evidence", "evidence_rest"]] < 5).all(axis=None)


def test_what_is_left_out_changes_no_list_and_no_number_of_those_weighed(counts, scanned):
    units = screened(counts)
    assert not may_be_listed(units)
    some = judge_units(units, by="district", noun="clashes").table
    weighed = some["verdict"] != NOT_WEIGHED
    again = scanned.table.set_index("unit").loc[some.loc[weighed, "unit"]].reset_index()
    evidence = [name for name in some if name not in now_against_usual(counts["unit 3"])]
    found = some[weighed].reset_index(drop=True)
    pd.testing.assert_frame_equal(found[evidence], again[evidence], check_exact=True)


@pytest.mark.parametrize("days", [7, 28])
def test_now_is_that_of_each_unit_by_itself_whatever_else_is_alike(days):
    rng = np.random.default_rng(3)
    index = pd.date_range("2022-01-01", periods=900)
    table = pd.DataFrame(rng.poisson(0.4, (900, 6)), index, [f"unit {n}" for n in range(6)])
    # Alike on the days compared, and not before; one of them is quiet there.
    table.iloc[500:, 1] = table.iloc[500:, 0]
    table.iloc[500:, 2] = 0
    table.iloc[500:, 3] = 0
    scan = scan_all(units_of_table(table, by="district", noun="clashes"), days=days).table
    for _, row in scan.iterrows():
        now = now_against_usual(table[row["unit"]], days)
        assert [str(row[name]) for name in now] == [str(value) for value in now.values()]
    assert len(scan[["rate_now", "rate_usual"]].drop_duplicates()) == 4


def test_the_clustering_of_a_unit_left_out_is_that_of_the_unit_weighed(counts):
    # That of all units is learned from it: from some of those left out it was another, and a
    # finding was lost.
    region = region_of(counts.to_numpy())
    left = [one for one in screened(counts) if one.verdict == NOT_WEIGHED]
    whole = [scan_unit(one.unit, counts[one.unit], region=region) for one in left]
    for name in ("clustering", "follows"):
        assert [getattr(one, name) for one in left] == [getattr(one, name) for one in whole]
    # The evidence is between the two odds, whatever share of the units moves with the rest.
    assert all(max(one.odds) <= of.most for one, of in zip(whole, left, strict=True))


def test_a_unit_left_out_that_may_be_listed_is_told(counts):
    units = screened(counts)
    place = next(at for at, one in enumerate(units) if one.verdict == NOT_WEIGHED)
    units[place] = replace(units[place], most=math.log(1e6))
    assert may_be_listed(units) == [place]


def test_a_scan_of_nothing_says_so():
    result = judge_units([], by="district", noun="clashes")
    assert str(result).startswith("There are no clashes in this period to scan by district")
