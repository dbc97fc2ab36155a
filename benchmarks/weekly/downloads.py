"""The bundled study as weekly downloads: what was known each Monday, with stated delays.

The rows do not say when they were first reported, so each gets a delay of 0 to 3 days, drawn once.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.cases.conflicts import ROOT

STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
START, END = pd.Timestamp("2023-10-17"), pd.Timestamp("2024-02-29")
# Twenty Mondays; on the last of them the whole period is complete.
MONDAYS = tuple(pd.date_range("2023-10-23", "2024-03-04", freq="W-MON"))
# Of 100 rows so many come in on the day, and one, two and three days later.
SHARES, SEED = (40, 30, 20, 10), 20231017
MOST_LATE = len(SHARES) - 1
# The column that says when a row was known: drawn for those that do not say it.
KNOWN = {"context": "date", "official_totals": "reported_date"}
# A watch takes ten weeks of history to know what is usual.
WATCHED_FROM = START + pd.Timedelta(days=70)
TABLES = {"events": "attacks", "strikes": "strikes", "context": "context"}
TABLES |= {"official_totals": "official_totals"}
SHOWN = "shown = [{}]"


@dataclass(frozen=True, kw_only=True)
class KnownRows:
    """Every table of the study as text, and the day on which each row was known."""

    rows: dict[str, pd.DataFrame]
    known: dict[str, pd.Series]

    def on(self, day: pd.Timestamp) -> dict[str, pd.DataFrame]:
        """Return the rows that were known on a day."""
        return {name: rows[self.known[name] <= day] for name, rows in self.rows.items()}


def read_tables() -> KnownRows:
    """Read the bundled study, and draw when each row that does not say it was known."""
    rng = np.random.default_rng(SEED)
    rows, known = {}, {}
    for name in TABLES.values():
        table = pd.read_csv(STUDY / f"{name}.csv", dtype=str, keep_default_na=False)
        days = pd.to_datetime(table[KNOWN.get(name, "date")])
        if name not in KNOWN:
            late = rng.choice(len(SHARES), size=len(table), p=np.array(SHARES) / sum(SHARES))
            days = days + pd.to_timedelta(late, unit="D")
        rows[name], known[name] = table, days
    return KnownRows(rows=rows, known=known)


def write_week(folder: Path, tables: KnownRows, day: pd.Timestamp, settings: str) -> None:
    """Write the study as it was on a Monday, with the downloads of the Mondays before.

    Parameters
    ----------
    folder : Path
        Holds the weeks before already.
    tables : KnownRows
    day : Timestamp
    settings : str
        ``[run]`` and ``[tell]``.
    """
    known = tables.on(day)
    here = folder / f"{day:%Y-%m-%d}"
    here.mkdir(parents=True, exist_ok=True)
    for name, rows in known.items():
        if len(rows):
            rows.to_csv(here / f"{name}.csv", index=False)
    (folder / "SOURCES.md").write_bytes((STUDY / "SOURCES.md").read_bytes())
    parts = [_study_toml(set(known["context"]["event_id"]), _files(folder, day), day), settings]
    parts += [_vintage(_files(folder, one), one) for one in MONDAYS if one < day]
    (folder / "study.toml").write_text("\n".join(parts), encoding="utf-8")


def _files(folder: Path, day: pd.Timestamp) -> dict[str, str]:
    """Name the files of a download by their tables; one without a row has none."""
    files = {table: f"{day:%Y-%m-%d}/{name}.csv" for table, name in TABLES.items()}
    return {table: name for table, name in files.items() if (folder / name).exists()}


def covered_to(day: pd.Timestamp) -> pd.Timestamp:
    """Return the last day that a download covers: the one before it, at most the study's last."""
    return min(day - pd.Timedelta(days=1), END)


def _vintage(files: dict[str, str], day: pd.Timestamp) -> str:
    lines = ["[[vintages]]", f"vintage = {day:%Y-%m-%d}", f"end = {covered_to(day):%Y-%m-%d}"]
    return "\n".join([*lines, *(f'{table} = "{name}"' for table, name in files.items()), ""])


def _study_toml(context: set[str], files: dict[str, str], day: pd.Timestamp) -> str:
    """Return the study's settings with the coverage and the files of a day, and known events."""
    text = (STUDY / "study.toml").read_text(encoding="utf-8")
    for table in TABLES:
        line = f'{table} = "{files[table]}"' if table in files else ""
        text = re.sub(rf'(?m)^{table} = ".*\.csv"$', line, text)
    days = f"end = {covered_to(day):%Y-%m-%d}\ndata_date = {day:%Y-%m-%d}\nlag = {MOST_LATE}"
    text = re.sub(r"(?m)^end = 2024-02-29$", days, text)
    listed = re.search(r"(?m)^shown = \[(.*)\]$", text)
    shown = [name for name in listed.group(1).replace('"', "").split(", ") if name in context]
    text = text.replace(listed.group(0), SHOWN.format(", ".join(f'"{one}"' for one in shown)))
    if "C-20231201-01" not in context:
        text = re.sub(r"(?m)^before_after = .*$", "", text)
        text = text.partition("[[events.periods]]")[0]
    return text
