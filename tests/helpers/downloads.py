"""A study that was downloaded many times, its rows coming in with known delays."""

from pathlib import Path

import numpy as np
import pandas as pd

START, DAYS = pd.Timestamp("2023-09-04"), 140
TOML = """\
title = "Made up"
credit = "Nobody"
timezone = "Asia/Baghdad"

[coverage]
start = {start}
end = {end}

[files]
events = "events.csv"
"""
VINTAGE = """
[[vintages]]
vintage = {day}
events = "{day}/events.csv"
"""
SOURCES = ("Agency", "Paper")


def made_rows(mean: float = 4.0, seed: int = 7) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows of a study and the day on which each was first listed."""
    rng = np.random.default_rng(seed)
    days = np.repeat(np.arange(DAYS), rng.negative_binomial(4, 4 / (4 + mean), DAYS))
    source = rng.integers(2, size=days.size)
    late = rng.geometric(np.where(source == 0, 0.6, 0.2)) - 1
    number = np.arange(days.size)
    rows = pd.DataFrame(
        {
            "event_id": [f"A{n:05d}" for n in number],
            "date": (START + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d"),
            "date_precision": "day",
            "country": np.array(["Iraq", "Syria"])[number % 2],
            "location": np.array(["Base", "Post", "Town"])[number % 3],
            "lat": 33.5,
            "lon": 43.5,
            "weapon": np.array(["drone", "rocket"])[number // 2 % 2],
            "summary": [f"Report {n}" for n in number],
            "source_publisher": np.array(SOURCES)[source],
            "confirmation": "media",
        }
    )
    return rows, START + pd.Series(pd.to_timedelta(days + late, unit="D"))


def write_downloads(
    folder: Path,
    *,
    number: int = 12,
    every: int = 7,
    rows: pd.DataFrame | None = None,
    known: pd.Series | None = None,
    changes: dict[str, str] | None = None,
) -> Path:
    """Write a study with so many downloads, its main files the newest, files changed if asked."""
    if rows is None or known is None:
        rows, known = made_rows()
    last = START + pd.Timedelta(days=DAYS - 1)
    days = [last - pd.Timedelta(days=every * k) for k in range(number)][::-1]
    files = {"SOURCES.md": "# Made up\n", "events.csv": rows[known <= last].to_csv(index=False)}
    toml = TOML.format(start=START.date(), end=last.date())
    for day in days[:-1]:
        files[f"{day.date()}/events.csv"] = rows[known <= day].to_csv(index=False)
        toml += VINTAGE.format(day=day.date())
    files["study.toml"] = toml
    for name, content in (files | (changes or {})).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder
