"""Made panels: units by day, some of which change."""

import numpy as np
import pandas as pd

import escalation
from analytics.panel.units import UnitCounts
from analytics.selection.columns import unit_nouns


def made_units(*, units: int, days: int, seed: int = 5) -> UnitCounts:
    """Make units of a rate between one event in a hundred days and one in two; a third change.

    Parameters
    ----------
    units, days : int
    seed : int
    """
    rng = np.random.default_rng(seed)
    starts, places, events = [0], [], []
    for _ in range(units):
        rate = np.full(days, np.exp(rng.uniform(np.log(0.01), np.log(0.5))))
        if rng.random() < 1 / 3:
            rate[rng.integers(days // 4, 3 * days // 4) :] *= rng.choice([0.2, 4.0])
        counts = rng.poisson(rate)
        found = np.flatnonzero(counts)
        places.append(found)
        events.append(counts[found])
        starts.append(starts[-1] + len(found))
    return UnitCounts(
        by=("admin1",),
        noun="incidents",
        index=pd.date_range("2020-01-01", periods=days, name="date"),
        keys=tuple((f"Unit {number:04}",) for number in range(units)),
        starts=np.array(starts),
        places=np.concatenate(places),
        events=np.concatenate(events),
    )


def units_of_table(counts: pd.DataFrame, *, by: str, noun: str) -> UnitCounts:
    """Give a table of counts, one row a day and one column a unit, as units."""
    columns = counts.to_numpy().T
    places = [np.flatnonzero(one) for one in columns]
    return UnitCounts(
        by=(by,),
        noun=noun,
        index=pd.DatetimeIndex(counts.index, name="date"),
        keys=tuple((str(name),) for name in counts),
        starts=np.append(0, np.cumsum([one.size for one in places])),
        places=np.concatenate(places),
        events=columns[columns > 0],
        nouns=unit_nouns([by]),
    )


def made_places(places, days):
    """Make a study of some places from January 2024, of which the first changes after 90 days."""
    rng = np.random.default_rng(6)
    index = pd.date_range("2024-01-01", periods=days)
    frames = []
    for number in range(places):
        rate = np.full(days, 0.3) * np.where((np.arange(days) > 90) & (number == 0), 8.0, 1.0)
        rows = index.repeat(rng.poisson(rate))
        frames.append(pd.DataFrame({"date": rows, "location": f"Place {number}"}))
    ends = {"start": f"{index[0]:%Y-%m-%d}", "end": f"{index[-1]:%Y-%m-%d}"}
    return escalation.study(pd.concat(frames), **ends)
