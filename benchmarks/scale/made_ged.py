"""Files like UCDP's georeferenced events, made up: sizes and spells of units are like real ones."""

from pathlib import Path

import numpy as np
import pandas as pd

from analytics.panel.units import UnitCounts

FIRST_DAY, DAYS = "1989-01-01", 13_149
# Of the units of a real country file (province and dyad) 23 % have ten events or more, the mean
# being 30: a lognormal with this standard deviation of the logarithm.
SPREAD = 2.4
# Share of a unit's events that lie outside its spells, and of those that others set off at once.
OUTSIDE, SET_OFF, MEAN_LAG = 0.05, 0.3, 4.0


def made_events(*, units: int, events: int, days: int = DAYS, seed: int = 1) -> pd.DataFrame:
    """Draw the unit and the day of every event.

    Parameters
    ----------
    units, events, days : int
    seed : int

    Returns
    -------
    DataFrame
        ``unit``, a number, and ``day``, one from 0; in order of the days.
    """
    rng = np.random.default_rng(seed)
    sizes = np.exp(SPREAD * rng.standard_normal(units))
    many = rng.multinomial(events, sizes / sizes.sum())
    drawn = [np.column_stack([np.full(n, at), _days(rng, n, days)]) for at, n in enumerate(many)]
    table = pd.DataFrame(np.concatenate(drawn), columns=["unit", "day"])
    return table.sort_values("day", kind="stable").reset_index(drop=True)


def _days(rng: np.random.Generator, number: int, days: int) -> np.ndarray:
    """Draw the days of a unit: mostly in spells of months or years, some set off by others."""
    spells = 1 + rng.poisson(1.0)
    starts = rng.integers(0, days, spells)
    lengths = np.exp(rng.normal(np.log(700), 1.0, spells)) + 30
    which = rng.choice(spells, number, p=rng.dirichlet(np.ones(spells)))
    found = starts[which] + rng.random(number) * lengths[which]
    outside = rng.random(number) < OUTSIDE
    found = np.where(outside, rng.random(number) * days, found)
    follows = rng.random(number) < SET_OFF
    parents = found[rng.integers(0, max(number, 1), number)] if number else found
    found = np.where(follows, parents + rng.exponential(MEAN_LAG, number), found)
    return np.floor(found).astype(np.int64) % days


def made_units(units: int, events: int, days: int = DAYS, seed: int = 1) -> UnitCounts:
    """Make units in memory, as counting a file of them would."""
    rows = made_events(units=units, events=events, days=days, seed=seed)
    cells = rows.groupby(["unit", "day"]).size()
    numbers, days_of = (cells.index.get_level_values(at).to_numpy() for at in (0, 1))
    there, numbers = np.unique(numbers, return_inverse=True)
    return UnitCounts(
        by=("dyad_name",),
        noun="events",
        index=pd.date_range(FIRST_DAY, periods=days, name="date"),
        keys=tuple((f"Dyad {unit:04}",) for unit in there),
        starts=np.searchsorted(numbers, np.arange(len(there) + 1)),
        places=days_of,
        events=cells.to_numpy(),
    )


def write_ged(events: pd.DataFrame, path: Path) -> None:
    """Write events as UCDP GED names its columns, as CSV or Parquet by the ending."""
    days = pd.Timestamp(FIRST_DAY) + pd.to_timedelta(events["day"], unit="D")
    dated = days.dt.strftime("%Y-%m-%d") if path.suffix == ".csv" else days
    unit = events["unit"].map("{:04d}".format)
    table = pd.DataFrame(
        {
            "id": np.arange(1, len(events) + 1),
            "year": days.dt.year,
            "type_of_violence": 1,
            "dyad_name": "Government of Nowhere - Group " + unit,
            "side_a": "Government of Nowhere",
            "side_b": "Group " + unit,
            "adm_1": "Province " + (events["unit"] % 400).astype(str),
            "latitude": 33.5,
            "longitude": 44.2,
            "country": "Nowhere",
            "date_prec": 1,
            "date_start": dated,
            "date_end": dated,
            "best": 1,
            "high": 2,
            "low": 0,
        }
    )
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        table.to_parquet(path, index=False)
