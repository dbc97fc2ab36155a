"""Global Terrorism Database: year, month and day in three columns, 0 where unknown."""

import pandas as pd

from data.faults import count_of_rows
from data.files.grid import Sheet
from data.files.options import Options
from data.readings.digits import plain_cells
from data.readings.tolls import read_tolls
from data.sources.assemble import assemble
from data.sources.coverage_hint import Covered, whole_years
from data.sources.ids import ids
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import blank, constant, coordinates, toll_column
from data.tables.cells import FIRST_YEAR, LAST_YEAR

NEEDED = {"eventid", "iyear", "imonth", "iday"}
SOURCE = SourceRules(
    name="GTD",
    credit="START (National Consortium for the Study of Terrorism and Responses to Terrorism), "
    "Global Terrorism Database",
    noun="incidents",
    label="Incidents (GTD)",
    caution="GTD's ways of collecting changed in 1998, 2008 and 2012, so a step there may be none; "
    "1993 is missing. Its terms ask for attribution and forbid passing rows on.",
)
TAKEN = {
    "country": "country_txt",
    "location": "city",
    "weapon": "weaptype1_txt",
    "summary": "summary",
    "source_publisher": "scite1",
}
TOLLS = {"killed": "nkill", "injured": "nwound"}
# The records of 1993 were lost before the database was made.
LOST = ("1993-01-01", "1993-12-31", "GTD has no records of 1993")
# The last release ends in the middle of a year.
LAST_DAY = "2021-06-30"
# Codes of GTD for unknown.
UNKNOWN = ["-9", "-99", "-9.0", "-99.0"]


def read_gtd(sheet: Sheet, options: Options) -> Outcome:
    """Turn GTD rows into events.

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
    notes = [
        "Every event has confirmation media: GTD codes from press reports.",
        "Day 0 is dated to its month, month 0 to its year, as a period.",
    ]
    drawn = _dates(ledger)
    taken = {name: column for name, column in TAKEN.items() if column in cells}
    drawn |= {name: cells[column] for name, column in taken.items()}
    used = {"eventid", *taken.values()}
    if {"latitude", "longitude"} <= set(cells):
        drawn["lat"], drawn["lon"] = coordinates(ledger, "latitude", "longitude")
        used |= {"latitude", "longitude"}
    for name, column in TOLLS.items():
        if column in cells:
            drawn[name] = _toll(ledger, name, column, notes)
    if "gname" in cells:
        group = cells["gname"].where(cells["gname"] != "Unknown")
        drawn["attributed_to"] = group
        if "claimed" in cells:
            drawn["claimed_by"] = group.where(cells["claimed"].isin(["1", "1.0"]))
    ledger.mapping = {"event_id": "eventid", "date": "iyear", **TAKEN, **TOLLS}
    ledger.mapping |= {"date (month)": "imonth", "date (day)": "iday", "attributed_to": "gname"}
    ledger.mapping |= {"lat": "latitude", "lon": "longitude"}
    drawn["confirmation"] = constant(cells, "media")
    drawn["event_id"] = ids(ledger, "eventid", drawn)
    return assemble(
        ledger, drawn, format="gtd", source=SOURCE, used=used, cover=_cover, notes=notes
    )


def _toll(ledger: Ledger, name: str, column: str, notes: list[str]) -> pd.Series:
    """Take a toll; a part of a person, shared between incidents, is unknown for each."""
    cells = ledger.sheet.cells[column]
    shared = read_tolls(cells).shared
    if shared.any():
        many = int(shared.sum())
        notes.append(
            f"{count_of_rows(many)} {'shares' if many == 1 else 'share'} one {column} with other "
            f"incidents as a fraction: the toll is unknown there, {column} is kept."
        )
    return toll_column(ledger, name, column, unknown=shared | cells.isin(UNKNOWN), kept=True)


def _dates(ledger: Ledger) -> dict[str, pd.Series]:
    """Return first day, last day and precision from the three columns."""
    cells = ledger.sheet.cells
    parts = {}
    for column, low, high in (("iyear", FIRST_YEAR, LAST_YEAR), ("imonth", 0, 12), ("iday", 0, 31)):
        # A blank month or day is as unknown as 0, which the codebook writes.
        written = plain_cells(cells[column]).fillna("-1" if column == "iyear" else "0")
        whole = written.str.fullmatch(r"[0-9]{1,4}(?:[.,]0+)?").astype(bool)
        number = written.where(whole).str.replace(",", ".", regex=False)
        parts[column] = pd.to_numeric(number).fillna(-1).astype("int64")
        wrong = ~parts[column].between(low, high)
        ledger.reject(wrong, column, f"a whole number from {low} to {high}")
    year, month, day = parts.values()
    dated = pd.DataFrame({"year": year, "month": month.clip(lower=1), "day": day.clip(lower=1)})
    start = pd.to_datetime(dated, errors="coerce")
    ledger.reject(start.isna(), "iday", "a day that this month has, or 0")
    no_day, no_month = (day == 0) | (month == 0), month == 0
    end = (start + pd.offsets.MonthEnd(0)).where(~no_month, start + pd.offsets.YearEnd(0))
    precision = constant(cells, "day")
    if "approxdate" in cells:
        precision = precision.where(cells["approxdate"].isna(), "approx")
    precision = precision.where(~no_day, "month").where(~no_month, "period")
    return {
        "date": start.dt.strftime("%Y-%m-%d").astype("str"),
        "date_end": end.dt.strftime("%Y-%m-%d").astype("str").where(no_day, blank(cells)),
        "date_precision": precision,
    }


def _cover(events: pd.DataFrame) -> Covered:
    """Take whole years, as in GTD's releases, without the year that is lost."""
    start, end = whole_years(events)
    if end[:4] == LAST_DAY[:4] and events["date"].max() <= LAST_DAY:
        end = LAST_DAY
    lost = start <= LOST[0] and end >= LOST[1] and not events["date"].between(*LOST[:2]).any()
    return Covered(
        start=start,
        end=end,
        why="From the first event's year to the last one's, whole, as GTD is released by years "
        f"(the last ends on {LAST_DAY}): set start and end if your file covers more.",
        later="GTD is released long after the events, so no day is taken as incomplete.",
        gaps=(LOST,) if lost else (),
    )
