import numpy as np
import pandas as pd
import pytest

from benchmarks.peers.previous.detection import tail
from benchmarks.peers.previous.search import previous_changepoints


@pytest.mark.long
def test_the_previous_search_still_gives_what_it_gave(shared_dataset):
    # The published year and rates; the p-value and the set are those of the release before.
    yearly = pd.read_csv(shared_dataset("counts_reference/coal_yearly.csv"))
    years = pd.date_range("1851-01-01", periods=len(yearly), freq="YS")
    table = previous_changepoints(yearly["count"].set_axis(years)).table
    assert table["changepoint"].dt.year.tolist() == [1892]
    assert (table["ci_low"].dt.year.tolist(), table["ci_high"].dt.year.tolist()) == ([1886], [1897])
    assert table["pvalue"].tolist() == pytest.approx([0.0211], abs=1e-4)


def test_gumbel_tail_agrees_with_its_own_distribution():
    draws = np.random.default_rng(2).gumbel(8.0, 2.0, 20_000)
    for statistic in (8.0, 12.0, 14.0):
        exact = 1 - np.exp(-np.exp(-(statistic - 8.0) / 2.0))
        assert tail(draws, statistic) == pytest.approx(exact, rel=0.06)
    assert tail(draws, -np.inf) == 1.0
