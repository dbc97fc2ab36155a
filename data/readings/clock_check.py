"""Whether the days of a study are those of its time zone, where its file still has the times."""

import pandas as pd

from data.errors import SourceError
from data.faults import SETTINGS_FILE, Fault
from data.readings.dates import read_days

FIRST_ROWS = 3


def check_clock(events: pd.DataFrame, *, file: str, settings: dict) -> list[Fault]:
    """Warn where the time zone of the study cuts days elsewhere than the file's dates do.

    Parameters
    ----------
    events : DataFrame
        With ``date`` and the column that ``dates.time`` names.
    file : str
        Name for the messages.
    settings : dict

    Returns
    -------
    list of Fault
        At most one, a warning.
    """
    column, zone = settings["dates"]["time"], settings["timezone"]
    if not column or zone is None:
        return []
    if column not in events:
        allowed = f"a column of the file {file}; not used"
        return [_warning(SETTINGS_FILE, "dates.time", column, allowed)]
    try:
        read = read_days(events[column].astype("str"), order=None, file=file, clock=zone)
    except SourceError:
        allowed = f"times that can be read, to hold the days against {zone}"
        return [_warning(file, column, "dates of an open order", allowed)]
    there = pd.to_datetime(read.iso)
    other = there.notna() & events["date"].notna() & (there != events["date"])
    if not read.clock or not other.any():
        return []
    # The header is row 1.
    rows = ", ".join(str(row + 2) for row in events.index[other][:FIRST_ROWS])
    more = ", …" if other.sum() > FIRST_ROWS else ""
    many = f"{int(other.sum()):,} of {len(events):,}"
    allowed = (
        f"the days of the time zone of the study: import the file again with --timezone {zone}, or "
        "set timezone to the clock on which the days were cut"
    )
    found = f"{many} rows on another day in {zone} (row {rows}{more})"
    return [_warning(file, "date", found, allowed)]


def _warning(file: str, column: str, value: str, allowed: str) -> Fault:
    return Fault(file=file, column=column, value=value, allowed=allowed, severity="warning")
