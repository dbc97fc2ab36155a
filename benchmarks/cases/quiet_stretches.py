"""Real noise: stretches of real series without a known event, and what methods find in them.

``python -m benchmarks.cases.quiet_stretches`` prints the share of 60-day stretches with a finding,
for this search and for the previous one, as they are and with their weeks shuffled. A stretch
may hold a change that nobody listed; a shuffled one holds none, while its days keep their week.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analytics.changepoints.search import find_changepoints
from benchmarks.cases.conflicts import SHARED
from benchmarks.markdown import table
from benchmarks.peers.previous.search import previous_changepoints

DAYS, APART, FEWEST = 60, 15, 5
# Events of docs/validation.md and of the real cases held as tests, by series.
EVENTS = {
    "alerts": ["2021-05-10", "2021-05-21", "2023-10-07", "2023-11-24", "2023-12-01"],
    "Ukraine": ["2014-08-29", "2014-09-05", "2015-01-16", "2015-02-15", "2015-02-20"],
    "Iraq": ["2003-03-20", "2007-08-29", "2008-03-25", "2008-03-30", "2008-05-11", "2017-07-10"],
    "geocausal": ["2007-08-29", "2008-03-25", "2008-03-30", "2008-05-11"],
}


def real_series() -> dict[str, pd.Series]:
    """Read the four series, from the first day of the war each is about."""
    alerts = _column("israel_alerts/daily_rocket_alert_rows.csv", "rocket_alert_rows")
    attacks = _column("geocausal_iraq/daily_insurgencies.csv", "events")
    ukraine = _events("ucdp_ged_ukraine/conflict_data_ukr.csv.gz")["2014-05-01":]
    iraq = _events("ucdp_ged_iraq/conflict_data_irq.csv.gz")["2003-01-01":]
    return {"alerts": alerts, "Ukraine": ukraine, "Iraq": iraq, "geocausal": attacks}


def _column(path: str, name: str) -> pd.Series:
    series = pd.read_csv(SHARED / path, index_col=0, parse_dates=True)[name]
    return series.asfreq("D", fill_value=0)


def _events(path: str) -> pd.Series:
    """Count UCDP events that are dated to the day."""
    rows = pd.read_csv(SHARED / path, skiprows=[1], usecols=["date_start", "date_prec"])
    starts = pd.to_datetime(rows["date_start"])[rows["date_prec"] == 1].dt.normalize()
    return starts.value_counts().sort_index().asfreq("D", fill_value=0)


def stretches(counts: pd.Series, events: list[str]) -> Iterator[pd.Series]:
    """Give the stretches one after another, none near an event, each with some events in it."""
    known, first = pd.DatetimeIndex(events), 0
    while first + DAYS <= len(counts):
        part = counts.iloc[first : first + DAYS]
        low, high = part.index[0] - pd.Timedelta(days=APART), part.index[-1]
        near = known[(known > low) & (known < high + pd.Timedelta(days=APART))]
        if len(near):
            first = counts.index.searchsorted(near[-1] + pd.Timedelta(days=APART))
            continue
        first += DAYS
        if part.sum() >= FEWEST:
            yield part


def shuffled_weeks(counts: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Put the whole weeks of a stretch into another order; the days over stay at the end."""
    weeks = len(counts) // 7
    order = np.append(rng.permutation(weeks), [])
    values = counts.to_numpy().copy()
    values[: 7 * weeks] = values[: 7 * weeks].reshape(weeks, 7)[order.astype(int)].ravel()
    return pd.Series(values, counts.index, name=counts.name)


def shares(method: Callable, *, shuffles: int = 1) -> dict[str, tuple[float, float, int]]:
    """Give the share of stretches with a finding, as they are and shuffled, and their number."""
    found = {}
    for name, counts in real_series().items():
        rng = np.random.default_rng(len(name))
        parts = list(stretches(counts, EVENTS[name]))
        plain = [not method(part).table.empty for part in parts]
        mixed = [
            not method(shuffled_weeks(part, rng)).table.empty
            for part in parts
            for _ in range(shuffles)
        ]
        found[name] = (float(np.mean(plain)), float(np.mean(mixed)), len(parts))
    counted = np.array([row[2] for row in found.values()])
    whole = [float(np.average([row[k] for row in found.values()], weights=counted)) for k in (0, 1)]
    return {**found, "all": (*whole, int(counted.sum()))}


def main() -> int:
    """Print the table."""
    new, old = shares(find_changepoints), shares(previous_changepoints)
    rows = [
        [name, new[name][2], *(f"{row[k]:.3f}" for k in (0, 1) for row in (new[name], old[name]))]
        for name in new
    ]
    heads = ["series", "stretches", "now", "previous", "now, weeks shuffled"]
    print("\n".join(table([*heads, "previous, weeks shuffled"], rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
