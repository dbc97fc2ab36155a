"""GDELT 1.0 and 2.0 event files: rows coded by machine from reports, which are not events."""

import pandas as pd

from data.files.grid import Sheet
from data.files.options import Options
from data.sources.assemble import assemble
from data.sources.coverage_hint import Covered, first_to_last
from data.sources.ids import ids
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import constant, coordinates, links, one_day

SOURCE = SourceRules(
    name="GDELT",
    credit="The GDELT Project, gdeltproject.org; rows coded by machine from media reports, "
    "not verified events",
    noun="reports",
    label="Report codings, not events (GDELT)",
    caution="A row is what a machine coded from one or more reports: it counts reporting, not "
    "events. One event has many rows, some rows stand for none, and the number grows with the "
    "number of media watched. Do not call these counts attacks.",
)
NOTES = (
    "country is the last part of ActionGeo_FullName; some rows have none.",
    "source_url is SOURCEURL where that is a web address; SOURCEURL itself is kept.",
)
ACTOR = [
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
]
PLACE = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]


def _names(*, second_level: bool, url: bool) -> list[str]:
    """List the columns in the order of the codebooks 1.03 and 2.0."""
    names = ["GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"]
    names += [f"Actor{number}{part}" for number in (1, 2) for part in ACTOR]
    names += [
        "IsRootEvent",
        "EventCode",
        "EventBaseCode",
        "EventRootCode",
        "QuadClass",
        "GoldsteinScale",
    ]
    names += ["NumMentions", "NumSources", "NumArticles", "AvgTone"]
    parts = [part for part in PLACE if second_level or part != "ADM2Code"]
    names += [f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in parts]
    return [*names, "DATEADDED", *(["SOURCEURL"] if url else [])]


# Width of the file = its columns; the files up to March 2013 have no address.
BARE = {
    57: _names(second_level=False, url=False),
    58: _names(second_level=False, url=True),
    61: _names(second_level=True, url=True),
}
SPELLED = {name.lower(): name for name in BARE[61]}
NEEDED = {"globaleventid", "sqldate", "eventrootcode"}


def is_bare(row: list[str]) -> bool:
    """Tell whether a first row is one of GDELT's files without a header."""
    if len(row) not in BARE:
        return False
    number, day, month, year = row[:4]
    return number.isdigit() and day.isdigit() and day.startswith(month) and month[:4] == year != ""


def read_gdelt(sheet: Sheet, options: Options) -> Outcome:
    """Turn GDELT rows into report codings.

    Parameters
    ----------
    sheet : Sheet
        Columns spelled as in GDELT's codebooks.
    options : Options
        Rows of other CAMEO root codes than its ``roots`` are left out.

    Raises
    ------
    SourceError
    """
    ledger, cells = Ledger(sheet), sheet.cells
    root = cells["EventRootCode"].str.removesuffix(".0").str.zfill(2)
    ledger.reject(root.isna(), "EventRootCode", "a CAMEO root code")
    others = ~root.isin(options.roots)
    ledger.leave_out(others, f"CAMEO root code not among {', '.join(options.roots)}")
    drawn = {"date": one_day(ledger, "SQLDATE", options)}
    drawn["date_precision"] = constant(cells, "day")
    drawn["event_id"] = ids(ledger, "GLOBALEVENTID")
    used = {"GLOBALEVENTID", "SQLDATE"}
    if "ActionGeo_FullName" in cells:
        place = cells["ActionGeo_FullName"]
        drawn["location"] = place
        drawn["country"] = place.str.replace(r"(?s)^.*,\s*", "", regex=True)
        used.add("ActionGeo_FullName")
    if {"ActionGeo_Lat", "ActionGeo_Long"} <= set(cells):
        drawn["lat"], drawn["lon"] = coordinates(ledger, "ActionGeo_Lat", "ActionGeo_Long")
        used |= {"ActionGeo_Lat", "ActionGeo_Long"}
    if "SOURCEURL" in cells:
        drawn["source_url"] = links(cells["SOURCEURL"])
    ledger.mapping = {"event_id": "GLOBALEVENTID", "date": "SQLDATE", "source_url": "SOURCEURL"}
    ledger.mapping |= {"location": "ActionGeo_FullName", "country": "ActionGeo_FullName"}
    ledger.mapping |= {"lat": "ActionGeo_Lat", "lon": "ActionGeo_Long"}
    drawn["confirmation"] = constant(cells, "media")
    notes = [SOURCE.caution, *NOTES]
    return assemble(
        ledger,
        drawn,
        format="gdelt",
        source=SOURCE,
        used=used,
        cover=_cover,
        notes=notes,
        mistyped=False,
    )


def _cover(events: pd.DataFrame) -> Covered:
    """Take the days on which rows were added about that same day.

    Notes
    -----
    A file of one day also has rows dated a week, a month or years back. The files up to March
    2013 were added all at once, so for these the days of the rows themselves are taken.
    """
    added = _added(events)
    fresh = events[events["date"] == added]
    start, end = first_to_last(fresh if len(fresh) else events)
    newest = added.max() if added.notna().any() else None
    outside = int((~events["date"].between(start, end)).sum())
    why = "From the first to the last day with a row added on the very day it is dated to"
    return Covered(
        start=start,
        end=end,
        why=f"{why}; rows dated otherwise and outside these days: {outside:,}."
        if len(fresh)
        else "From the first row to the last.",
        data_date=newest if newest and newest >= end else None,
        later="GDELT is complete but for about one row in a hundred, which is added a day or more "
        "later; a file of fifteen minutes covers no whole day.",
    )


def _added(events: pd.DataFrame) -> pd.Series:
    """Return the ISO day on which each row was added; missing where the cell is no day."""
    if "DATEADDED" not in events:
        return events["date"].where(False)
    day = events["DATEADDED"].str.extract(r"^([0-9]{8})(?:[0-9]{6})?$")[0]
    return pd.to_datetime(day, format="%Y%m%d", errors="coerce").dt.strftime("%Y-%m-%d")
