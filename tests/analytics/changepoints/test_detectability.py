import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.detectability import detectable_changes
from analytics.changepoints.search import find_changepoints
from benchmarks.simulation.simulate import Design, generator, simulate


def searched(mean, days, seed=1, **options):
    counts = simulate(Design(levels=((mean, days),), **options), generator("detectable", seed))
    return find_changepoints(counts, ask_trend=False)


@pytest.fixture(scope="module")
def dense():
    return detectable_changes(searched(25.0, 80))


def test_the_same_data_give_the_same_sentence(dense):
    again = detectable_changes(searched(25.0, 80))
    pd.testing.assert_frame_equal(again.table, dense.table)
    assert str(again) == str(dense)


def test_a_change_in_many_events_is_seen_and_in_few_is_not(dense):
    assert dense.table["share"].tolist() == [1.0, 1.0]
    assert str(dense) == (
        "A fall to half in the last 26 days would have been seen in nearly all such series, "
        "a doubling in nearly all."
    )
    thin = detectable_changes(searched(0.15, 80))
    assert (thin.table["share"] < 0.2).all()
    assert (thin.table["error"] > 0).all()
    assert "fewer than 1 of 10" in str(thin)


@pytest.mark.simulation
def test_the_share_is_that_of_whole_searches_of_such_series():
    told = [detectable_changes(searched(1.5, 100, seed)).table["share"] for seed in range(3)]
    designs = [Design(levels=((1.5, 70), (1.5 * ratio, 30))) for ratio in (0.5, 2.0)]
    found = [
        [len(find_changepoints(simulate(d, generator("seen", k)), ask_trend=False).table) > 0
         for k in range(30)]
        for d in designs
    ]  # fmt: skip
    # Standard errors: 0.09 of the searches, 0.04 of three times forty draws, and the fit.
    assert np.mean(told, axis=0) == pytest.approx(np.mean(found, axis=1), abs=0.25)


def test_weeks_are_called_weeks_and_unobserved_days_stay_out():
    weekly = searched(5.0, 60).counts
    weekly.index = pd.date_range("2020-01-06", periods=60, freq="7D")
    assert "in the last 20 weeks" in str(detectable_changes(find_changepoints(weekly)))
    gapped = searched(5.0, 60).counts.drop(pd.date_range("2023-01-20", periods=10))
    assert "in the last 16 days" in str(detectable_changes(find_changepoints(gapped)))
