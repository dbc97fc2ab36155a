import numpy as np
import pandas as pd

from analytics.changepoints import partitions
from analytics.changepoints.search import find_changepoints


def test_date_sets_are_asked_for_once_the_neighbours_of_a_change_are_settled(monkeypatch):
    asked, place_step = [], partitions.place_step

    def counted(days, *arguments):
        asked.append(days.shape[1])
        return place_step(days, *arguments)

    monkeypatch.setattr(partitions, "place_step", counted)
    days = pd.date_range("2023-01-02", periods=300)
    rates = np.repeat([2.0, 4.0, 1.5, 5.0, 2.5], 60)
    found = find_changepoints(pd.Series(np.random.default_rng(12).poisson(rates), days))
    edges = [days[0], *found.table["changepoint"], days[-1] + pd.Timedelta(days=1)]
    between = [(b - a).days for a, b in zip(edges, edges[2:], strict=False)]
    assert len(between) >= 3
    # The neighbours before are those of the second look, those after of the first.
    assert len(asked) == len(between)
    assert asked[-1] == between[-1]
