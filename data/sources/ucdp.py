"""UCDP GED: one row per event with its first and last day and three estimates of deaths."""

import re

import pandas as pd

from data.files.grid import Sheet
from data.files.options import Options
from data.sources.assemble import assemble
from data.sources.coverage_hint import Covered, whole_months
from data.sources.ids import ids
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import (
    constant,
    coordinates,
    last_day,
    one_day,
    precision_codes,
    toll_column,
)

NEEDED = {"date_start", "date_end", "date_prec", "best"}
SOURCE = SourceRules(
    name="UCDP GED",
    credit="UCDP Georeferenced Event Dataset (Sundberg & Melander 2013), CC BY 4.0",
    noun="deadly events",
    label="Deadly events (UCDP)",
    caution="UCDP counts events of organised violence with at least one direct death. Deaths in "
    "killed are the best estimate; low and high are beside it. Later releases revise events.",
)
# Columns of the releases 24 and 25; a candidate release came without this header.
BARE_HEADER = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    *("dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id"),
    *("side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid"),
    *("country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"),
    *("gwnoa", "gwnob"),
)
FIRST_DAY, LAST_DAY = BARE_HEADER.index("date_start"), BARE_HEADER.index("date_end")
BARE_NOTE = (
    f"The first row is no header: the {len(BARE_HEADER)} columns are taken as those of UCDP GED, "
    "releases 24 and 25."
)
# Precision when one day is given, by date_prec: 1 the day, 2 two to six days, 3 week, 4 month.
PRECISION = {"1": "day", "2": "week", "3": "week", "4": "month", "5": "period"}
TAKEN = {
    "country": "country",
    "location": "where_coordinates",
    "source_publisher": "source_office",
    "summary": "source_headline",
}


def is_bare_ucdp(row: list[str]) -> bool:
    """Tell whether a first row is one of UCDP GED's events, in a file without a header."""
    if len(row) != len(BARE_HEADER) or not row[0].isdigit():
        return False
    return all(re.match("[0-9]{4}-[0-9]{2}-[0-9]{2}", row[at]) for at in (FIRST_DAY, LAST_DAY))


def read_ucdp(sheet: Sheet, options: Options) -> Outcome:
    """Turn UCDP GED rows into events.

    Parameters
    ----------
    sheet : Sheet
        Columns in small letters.
    options : Options

    Raises
    ------
    SourceError
    """
    ledger = Ledger(sheet)
    cells = sheet.cells
    used = {"date_start", "date_end", "latitude", "longitude"}
    drawn = _dates(ledger, options)
    used |= {"id"} if "id" in cells else set()
    for name, column in TAKEN.items():
        if column in cells:
            drawn[name] = cells[column]
            used.add(column)
    if {"latitude", "longitude"} <= set(cells):
        drawn["lat"], drawn["lon"] = coordinates(ledger, "latitude", "longitude")
    drawn["killed"] = toll_column(ledger, "killed", "best", kept=True)
    ledger.mapping = {"event_id": "id", "date": "date_start", "date_end": "date_end", **TAKEN}
    ledger.mapping |= {"lat": "latitude", "lon": "longitude", "killed": "best"}
    ledger.mapping["date_precision"] = "date_prec"
    drawn["confirmation"] = constant(cells, "media")
    drawn["event_id"] = ids(ledger, "id" if "id" in cells else None, drawn)
    notes = [
        "An event of several days is one event over a period, under its first day.",
        "killed is the best estimate; low, best and high are kept as text.",
        "Every event has confirmation media: UCDP codes from press and other reports.",
    ]
    return assemble(
        ledger, drawn, format="ucdp", source=SOURCE, used=used, cover=_cover, notes=notes
    )


def _dates(ledger: Ledger, options: Options) -> dict[str, pd.Series]:
    """Return first day, last day where it is another, and precision."""
    start = one_day(ledger, "date_start", options)
    end = last_day(ledger, "date_end", start, options)
    precision = precision_codes(ledger, "date_prec", PRECISION, allowed="a code from 1 to 5")
    code = ledger.sheet.cells["date_prec"].str.removesuffix(".0")
    spread = code.map({"3": "week", "4": "month"}).fillna("period").astype("str")
    return {
        "date": start,
        "date_end": end,
        "date_precision": precision.where(end.isna(), spread),
    }


def _cover(events: pd.DataFrame) -> Covered:
    """Take whole months: both kinds of release consist of them."""
    start, end = whole_months(events)
    return Covered(
        start=start,
        end=end,
        why="From the first event's month to the last one's, whole: candidate releases cover whole "
        "months. Yearly ones cover whole years, most countries from 1989; the file does not say "
        "which it is, so set start and end if yours covers more.",
        later="A release appears after its months are coded, so none is taken as incomplete; "
        "candidate events are revised in the next yearly release.",
    )
