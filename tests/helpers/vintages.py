"""A study with two older downloads of its sources, revised in known ways."""

from pathlib import Path

import numpy as np
import pandas as pd

TOML = """\
title = "Made up"
credit = "Nobody"
timezone = "Asia/Baghdad"

[coverage]
start = 2024-01-01
end = 2024-04-30

[files]
attacks = "attacks.csv"
context = "context.csv"
official_totals = "official_totals.csv"

[events]
shown = ["C1"]
before_after = "C1"

[[vintages]]
vintage = 2024-03-20
attacks = "2024-03-20/attacks.csv"
official_totals = "2024-03-20/official_totals.csv"

[[vintages]]
vintage = 2024-02-15
attacks = "2024-02-15/attacks.csv"
context = "2024-02-15/context.csv"
official_totals = "2024-02-15/official_totals.csv"
"""
CONTEXT = """\
event_id,date,kind,label
C1,2024-02-01,ceasefire_end,Truce ends
C2,2024-04-01,talks,Talks begin
"""
TOTALS = """\
as_of_date,reported_date,total,source_org
2024-01-31,2024-01-31,40,Army
2024-01-31,2024-02-02,42,Army
2024-02-29,2024-03-01,130,Army
"""


def made_attacks() -> pd.DataFrame:
    """Return the newest attacks: one a day in January, four from February, one from April."""
    rng = np.random.default_rng(7)
    days = pd.date_range("2024-01-01", "2024-04-30")
    rates = np.select([days < "2024-02-01", days < "2024-04-01"], [1.0, 4.0], 0.8)
    dates = np.repeat(days, rng.poisson(rates))
    number = np.arange(len(dates))
    return pd.DataFrame(
        {
            "event_id": [f"A{n:04d}" for n in number],
            "date": dates.strftime("%Y-%m-%d"),
            "date_precision": "day",
            "country": "Iraq",
            "location": np.array(["Base", "Post", "Town"])[number % 3],
            "lat": 33.5,
            "lon": 43.5,
            "weapon": np.array(["drone", "rocket"])[number % 2],
            "summary": [f"Report {n}" for n in number],
            "confirmation": "media",
        }
    )


def older_attacks(attacks: pd.DataFrame, day: str, *, late: int = 10) -> pd.DataFrame:
    """Return what a download of a day held: half of the last days, and known revisions."""
    dates = pd.to_datetime(attacks["date"])
    ages = (pd.Timestamp(day) - dates).dt.days
    old = attacks[(ages >= 0) & ~((ages < late) & (attacks.index % 2 == 1))].copy()
    first, second = old.index[:2]
    old.loc[first, "weapon"] = "mortar"
    old.loc[second, ["weapon", "date"]] = ["mortar", "2024-01-05"]
    extra = old.tail(1).assign(event_id="GONE", date="2024-01-10", summary="Withdrawn")
    return pd.concat([old, extra])


def write_vintages(folder: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the study, its files changed where asked."""
    attacks = made_attacks()
    files = {"study.toml": TOML, "context.csv": CONTEXT, "official_totals.csv": TOTALS}
    files |= {"SOURCES.md": "# Made up\n", "attacks.csv": attacks.to_csv(index=False)}
    for day in ("2024-02-15", "2024-03-20"):
        files[f"{day}/attacks.csv"] = older_attacks(attacks, day).to_csv(index=False)
        told = [line for line in TOTALS.splitlines()[1:] if line[11:21] <= day]
        files[f"{day}/official_totals.csv"] = "\n".join([TOTALS.splitlines()[0], *told, ""])
    files["2024-02-15/context.csv"] = "\n".join(CONTEXT.splitlines()[:2]) + "\n"
    for name, content in (files | (changes or {})).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder
