import math

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.evidence import LINE, search_days
from analytics.panel.all_units import scan_all
from analytics.panel.region import region_of
from analytics.panel.scan import judge_units
from analytics.panel.two_ways import (
    evidence_rest,
    listed_odds,
    share_that_follows,
    weigh_unit_changes,
    with_lulls,
)
from analytics.panel.unit import THIN, UnitScan, scan_unit
from tests.helpers.panels import units_of_table


@pytest.fixture(scope="module")
def doubling():
    """Twenty units that double half-way, and one that stays as it was."""
    rng = np.random.default_rng(5)
    days = pd.date_range("2024-01-01", periods=140)
    shared = np.repeat([1.0, 2.0], 70)
    names = [f"unit {number}" for number in range(20)]
    table = pd.DataFrame(rng.poisson(2.0 * shared[:, None], (140, 20)), days, names)
    table["stays"] = rng.poisson(3.0, 140)
    return table


@pytest.fixture(scope="module")
def alone():
    """Units that have nothing in common, of which one trebles."""
    rng = np.random.default_rng(6)
    days = pd.date_range("2024-01-01", periods=140)
    table = pd.DataFrame(
        rng.poisson(2.0, (140, 20)), days, [f"unit {number}" for number in range(20)]
    )
    table["unit 4"] = rng.poisson(np.repeat([1.0, 3.0], 70))
    return table


def weighed(table, name):
    return with_lulls(weigh_unit_changes(table[name], region_of(table.to_numpy())))


def test_the_share_that_follows_is_learned_from_all_units():
    assert share_that_follows(np.zeros(50)) == pytest.approx(0.5)
    assert share_that_follows(np.full(99, 40.0)) == pytest.approx(0.995, abs=1e-6)
    assert share_that_follows(np.full(99, -800.0)) == pytest.approx(0.005, abs=1e-6)
    assert share_that_follows(np.repeat([9.0, -9.0], [150, 50])) == pytest.approx(0.75, abs=0.01)
    assert share_that_follows(np.array([])) == 0.5


@pytest.mark.parametrize("share", [1e-6, 0.2, 0.5, 0.98, 1 - 1e-6])
def test_the_evidence_lies_between_that_of_the_unit_and_that_against_the_rest(share):
    rng = np.random.default_rng(1)
    odds, follows = rng.normal(0, 5, (500, 2)), rng.normal(0, 5, 500)
    found = evidence_rest(odds, follows, share)
    assert (found <= odds.max(axis=1) + 1e-9).all()
    assert (found >= odds.min(axis=1) - 1e-9).all()
    assert evidence_rest(odds, np.full(500, 100.0), share) == pytest.approx(odds[:, 1], abs=1e-6)
    both = np.column_stack([odds[:, 0], odds[:, 0]])
    assert evidence_rest(both, follows, share) == pytest.approx(odds[:, 0])


def test_what_the_lists_weigh_is_nearly_that_of_one_change(alone):
    both = weighed(alone, "unit 4")
    against = both.itself.against_none()
    assert against.size == 5
    assert against[0] + math.log(0.9) < listed_odds(both.itself) < both.itself.evidence + 0.5
    assert both.odds[0] == listed_odds(both.itself)


def test_a_unit_that_doubles_with_the_others_follows_and_one_that_stays_does_not(doubling):
    assert weighed(doubling, "unit 2").follows > 3
    assert weighed(doubling, "stays").follows < 0


def test_where_all_others_double_neither_they_nor_the_one_that_stays_has_a_change(doubling):
    table = scan_all(units_of_table(doubling, by="district", noun="clashes")).table
    rows = table.set_index("unit")
    # Nineteen in twenty follow, but the days of this one say that it does not.
    assert (rows["evidence_rest"] < LINE).all()
    assert (rows["evidence"].drop("stays") > LINE).all()


def test_a_change_of_its_own_is_listed_where_the_others_have_nothing_in_common(alone):
    result = scan_all(units_of_table(alone, by="district", noun="clashes"))
    assert list(result.watch_list["unit"]) == ["unit 4"]
    assert result.table["evidence_rest"].iloc[0] > 100


def test_whoever_is_above_the_line_of_the_lists_has_a_day_and_no_other_has(doubling):
    region = region_of(doubling.to_numpy())
    units = [scan_unit(name, doubling[name], region=region) for name in doubling]
    above = [one for one in units if one.odds and max(one.odds) > math.log(LINE)]
    assert above
    assert all(not pd.isna(one.changepoint) for one in above)
    table = judge_units(units, by="district").table.set_index("unit")
    shown = table["changepoint"].notna()
    assert (shown == ((table["verdict"] == "found") | (table["evidence_rest"] > LINE))).all()
    assert (table.loc[~shown, "against"] == "").all()
    assert table.loc[~shown, ["change_ratio", "change_evidence"]].isna().all(axis=None)


def test_places_are_given_though_nothing_is_found(alone):
    both = weighed(alone, "unit 1")
    assert not both.itself.found
    assert search_days(both.days, both.least, both.itself).positions == []
    assert search_days(both.days, both.least, both.itself, anyway=True).positions


def test_a_unit_that_could_not_be_computed_tells_nothing_of_the_others():
    failed = UnitScan(unit="a", events=50, days=100, verdict=THIN, reason="could not be computed")
    table = judge_units([failed], by="district").table
    assert math.isnan(table["evidence_rest"].iloc[0])
