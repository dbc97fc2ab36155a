"""ACLED exports, old and new: one row per event, dated to the day, the week or the month."""

from datetime import date
from functools import partial

import pandas as pd

from data.files.grid import Sheet
from data.files.options import Options
from data.sources.assemble import assemble
from data.sources.coverage_hint import Covered, first_to_last
from data.sources.ids import ids, moment
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import constant, coordinates, one_day, precision_codes, toll_column

NEEDED = {"event_date", "event_type"}
SOURCE = SourceRules(
    name="ACLED",
    credit="ACLED (Armed Conflict Location & Event Data), acleddata.com",
    noun="recorded events",
    label="Recorded events (ACLED)",
    caution="ACLED's terms ask for attribution and forbid passing rows on: keep this folder to "
    "yourself. Event types differ in kind, protests among them; choose in study.toml which count. "
    "Fatalities are estimates. Recent weeks are still being filled.",
)
PRECISION = {"1": "day", "2": "week", "3": "month"}
TAKEN = {
    "country": "country",
    "location": "location",
    "source_publisher": "source",
    "summary": "notes",
}
# One week is published in the next, and what comes in late follows with the release after.
LAG = 14
# event_id_no_cnty is unique only inside a country.
IDS = ("event_id_cnty", "data_id")


def read_acled(sheet: Sheet, options: Options) -> Outcome:
    """Turn ACLED rows into events.

    Parameters
    ----------
    sheet : Sheet
        Columns in small letters.
    options : Options

    Raises
    ------
    SourceError
    """
    ledger, cells = Ledger(sheet), sheet.cells
    notes = ["Every event has confirmation media: ACLED codes from press and other reports."]
    drawn = {"date": one_day(ledger, "event_date", options)}
    if "time_precision" in cells:
        drawn["date_precision"] = precision_codes(
            ledger, "time_precision", PRECISION, allowed="1, 2 or 3"
        )
    else:
        drawn["date_precision"] = constant(cells, "day")
        notes.append("The file has no time_precision: every event is taken as dated to the day.")
    key = next((name for name in IDS if name in cells), None)
    stamp = "timestamp" if "timestamp" in cells else None
    if key is None:
        notes.append("The file has no ids: events are named after their row.")
    present = {name: column for name, column in TAKEN.items() if column in cells}
    drawn |= {name: cells[column] for name, column in present.items()}
    used = {"event_date", *present.values()} | ({key} if key else set())
    if {"latitude", "longitude"} <= set(cells):
        drawn["lat"], drawn["lon"] = coordinates(ledger, "latitude", "longitude")
        used |= {"latitude", "longitude"}
    if "fatalities" in cells:
        drawn["killed"] = toll_column(ledger, "killed", "fatalities")
        used.add("fatalities")
    ledger.mapping = {"date": "event_date", "date_precision": "time_precision", **present}
    ledger.mapping |= {"lat": "latitude", "lon": "longitude", "killed": "fatalities"}
    ledger.mapping |= {"event_id": key} if key else {}
    drawn["confirmation"] = constant(cells, "media")
    drawn["event_id"] = ids(ledger, key, drawn, stamp=stamp)
    newest = _newest(cells)
    return assemble(
        ledger,
        drawn,
        format="acled",
        source=SOURCE,
        used=used,
        cover=partial(_cover, taken=newest),
        notes=notes,
        latest=date.fromisoformat(newest) if newest else None,
    )


def _cover(events: pd.DataFrame, *, taken: str | None) -> Covered:
    """Take the days between the events, and the newest time stamp as the day of the data."""
    start, end = first_to_last(events)
    reason = "It is the newest time stamp in the file" if taken else _no_stamp(events)
    if taken and taken < end:
        taken, reason = None, "The newest time stamp is older than the last event"
    return Covered(
        start=start,
        end=end,
        why="From the first event to the last, because an export does not say which days it was "
        "asked for: set start and end to those, or quiet days before and after are lost.",
        data_date=taken,
        lag=LAG,
        later=f"{reason}. ACLED publishes every week and goes on adding to the weeks before, so the"
        f" {LAG} days up to the data date count as not yet complete.",
    )


def _no_stamp(events: pd.DataFrame) -> str:
    if "timestamp" not in events or (stamps := events["timestamp"].dropna()).empty:
        return "The file has no time stamps"
    return f'The time stamps could not be read (such as "{stamps.iloc[0][:40]}")'


def _newest(cells: pd.DataFrame) -> str | None:
    """Return the day of the newest time stamp, in seconds since 1970 or as ISO text."""
    if "timestamp" not in cells:
        return None
    newest = moment(pd.Series(cells["timestamp"].unique(), dtype="str")).max()
    return None if pd.isna(newest) else f"{pd.Timestamp(newest, unit='s'):%Y-%m-%d}"
