"""A made study of four places, one of which rises in the last weeks, and panels of counts."""

from pathlib import Path

import numpy as np
import pandas as pd

from analytics.alarms.watch import UnitDays

TOML = """\
title = "Watched"
credit = "Nobody"
timezone = "UTC"

[coverage]
start = {start}
end = {end}

[files]
events = "events.csv"
"""
START, DAYS, RISE = pd.Timestamp("2023-01-02"), 480, 455
RATES = {"Alpha": 0.8, "Beta": 0.5, "Gamma": 0.3, "Delta": 0.1}


def made_counts(rise: float = 6.0, days: int = DAYS, seed: int = 5) -> np.ndarray:
    """Draw the counts of four units, the first of which rises."""
    rng = np.random.default_rng(seed)
    means = np.repeat(np.array(list(RATES.values()))[:, None], days, axis=1)
    means[0, RISE:] *= rise
    return rng.poisson(means).astype(float)


def made_days(counts: np.ndarray, seen: np.ndarray | None = None) -> UnitDays:
    """Put counts into the form that is watched."""
    known = np.ones(counts.shape[1]) if seen is None else seen
    return UnitDays(
        units=tuple(RATES)[: len(counts)],
        counts=counts,
        seen=known,
        doubt=np.zeros(known.size),
        start=START,
    )


def write_watched(folder: Path, days: int = DAYS, rise: float = 6.0) -> Path:
    """Write the study as it was after so many days."""
    counts = made_counts(rise)[:, :days].astype(int)
    dates = [f"{START + pd.Timedelta(days=day):%Y-%m-%d}" for day in range(days)]
    rows = [
        f"{place}-{day:03d}-{n},{dates[day]},day,Land,{place},,,official"
        for place, row in zip(RATES, counts, strict=True)
        for day, many in enumerate(row)
        for n in range(many)
    ]
    folder.mkdir(exist_ok=True)
    header = "event_id,date,date_precision,country,location,lat,lon,confirmation"
    (folder / "events.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    end = START + pd.Timedelta(days=days - 1)
    toml = TOML.format(start=f"{START:%Y-%m-%d}", end=f"{end:%Y-%m-%d}")
    (folder / "study.toml").write_text(toml, encoding="utf-8")
    (folder / "SOURCES.md").write_text("# Made up\n", encoding="utf-8")
    return folder
