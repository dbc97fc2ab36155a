"""Real noise: stretches of real series without a known event, and what methods find in them.

``python -m benchmarks.cases.quiet_stretches`` prints the share of 60-day stretches with a finding,
for this search and for the previous one, as they are and with their weeks shuffled. A stretch
may hold a change that nobody listed; a shuffled one holds none, while its days keep their week.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.search import find_changepoints
from benchmarks.cases.conflicts import SHARED
from benchmarks.markdown import table
from benchmarks.peers.previous.search import previous_changepoints
from benchmarks.simulation.summary import Share

DAYS, APART, FEWEST = 60, 15, 5
# Stretches begin every so many days: four times as many as follow one another, for which first day
# they begin with decides much.
STEP = 15
# Events of docs/validation.md and of the real cases held as tests, by series; of one that took
# several days the first and the last.
SURGE = ["2007-08-29", "2008-03-25", "2008-03-30", "2008-04-01", "2008-05-11", "2008-05-16"]
EVENTS = {
    "alerts": [
        *("2021-05-10", "2021-05-21", "2023-10-07", "2023-11-24", "2023-12-01", "2025-03-18"),
    ],
    "Ukraine": ["2014-08-29", "2014-09-05", "2015-01-16", "2015-02-15", "2015-02-20"],
    "Iraq": ["2003-03-20", *SURGE, "2017-07-03", "2017-07-18"],
    "geocausal": SURGE,
}
NAMES = {
    "alerts": "Israeli rocket alerts",
    "Ukraine": "UCDP Ukraine",
    "Iraq": "UCDP Iraq",
    "geocausal": "Attacks in Iraq, 2007-2008",
    "all": "all",
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
    """Give all stretches that begin :data:`STEP` days apart, none near an event, none empty."""
    known, first = pd.DatetimeIndex(events), 0
    while first + DAYS <= len(counts):
        part = counts.iloc[first : first + DAYS]
        low, high = part.index[0] - pd.Timedelta(days=APART), part.index[-1]
        near = known[(known > low) & (known < high + pd.Timedelta(days=APART))]
        if len(near):
            first = counts.index.searchsorted(near[-1] + pd.Timedelta(days=APART))
            continue
        first += STEP
        if part.sum() >= FEWEST:
            yield part


def shuffled_weeks(counts: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Put the whole weeks of a stretch into another order; the days over stay at the end."""
    weeks = len(counts) // 7
    order = np.append(rng.permutation(weeks), [])
    values = counts.to_numpy().copy()
    values[: 7 * weeks] = values[: 7 * weeks].reshape(weeks, 7)[order.astype(int)].ravel()
    return pd.Series(values, counts.index, name=counts.name)


@dataclass(frozen=True, kw_only=True)
class QuietShare:
    """Share of the stretches of a series with a finding, as they are and shuffled."""

    stretches: int
    plain: Share
    shuffled: Share


def shares(method: Callable) -> dict[str, QuietShare]:
    """Give the shares of every series, and of all together.

    Parameters
    ----------
    method : callable
        Takes counts; its result has a ``table`` with a row a finding.

    Returns
    -------
    dict of str to QuietShare
        ``all`` comes last.
    """
    flags: dict[str, tuple[list[bool], list[bool]]] = {}
    for name, counts in real_series().items():
        rng = np.random.default_rng(len(name))
        parts = list(stretches(counts, EVENTS[name]))
        mixed = [shuffled_weeks(part, rng) for part in parts]
        flags[name] = tuple([not method(c).table.empty for c in kind] for kind in (parts, mixed))
    flags["all"] = tuple(sum((pair[k] for pair in flags.values()), []) for k in (0, 1))
    return {
        name: QuietShare(stretches=len(plain), plain=_share(plain), shuffled=_share(mixed))
        for name, (plain, mixed) in flags.items()
    }


def _share(flags: list[bool]) -> Share:
    """Give a share with the error of as many stretches as do not overlap."""
    return Share(value=float(np.mean(flags)), runs=max(len(flags) * STEP // DAYS, 1))


def quiet_lines() -> list[str]:
    """Write the table of both searches; where the data sets are missing, say so."""
    if not SHARED.exists():
        return ["Not available: the data sets are not part of the project.", ""]
    new, old = shares(find_changepoints), shares(previous_changepoints)
    rows = [
        [
            NAMES[name],
            new[name].stretches,
            *(found.plain for found in (new[name], old[name])),
            *(found.shuffled for found in (new[name], old[name])),
        ]
        for name in new
    ]
    heads = ["series", "stretches", "`find_changepoints`", "previous search"]
    heads += ["weeks shuffled, `find_changepoints`", "previous search"]
    return table(heads, rows)


def main() -> int:
    """Print the table."""
    print("\n".join(quiet_lines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
