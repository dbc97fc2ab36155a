"""Which days a view may show: those of its study, and a year on either side."""

import re

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.view import ANY_VIEW, View
from analytics.wording import plain_date
from data.study import Study
from data.tables.cells import FIRST_YEAR, LAST_YEAR, is_day

# A calendar year can be asked for whichever of its days a study has. Without a limit two centuries
# can be: every day is counted, drawn and sent, and the memory of a server is not enough for that.
MARGIN = pd.Timedelta(days=366)
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_COLUMNS = ("date", "date_end", "as_of_date")


def study_days(study: Study) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and the last day that a study says anything of.

    Parameters
    ----------
    study : Study

    Returns
    -------
    first, last : Timestamp
        Of the coverage, of any event, and of any official total.
    """
    return _study_days(Selection(study, ANY_VIEW))


@remembered
def _study_days(anything: Selection) -> tuple[pd.Timestamp, pd.Timestamp]:
    study = anything.study
    tables = (study.events, study.strikes, study.context, study.official_totals)
    columns = [table[name] for table in tables for name in DAY_COLUMNS if name in table.columns]
    columns = [column for column in columns if column.notna().any()]
    firsts, lasts = [column.min() for column in columns], [column.max() for column in columns]
    return min([study.start, *firsts]), max([study.end, *lasts])


def held_to_study(start: str, end: str, study: Study) -> tuple[str, str]:
    """Return a period whose ends are not farther from the study's days than the margin.

    Parameters
    ----------
    start, end : str
        ISO days, in order.
    study : Study

    Returns
    -------
    start, end : str
        As they were where they are near enough; an end too far away becomes that of the coverage.
    """
    # No table is looked at for a period inside the coverage, which most are.
    opening, closing = f"{study.start:%Y-%m-%d}", f"{study.end:%Y-%m-%d}"
    if opening <= start and end <= closing:
        return start, end
    first, last = study_days(study)
    low, high = f"{first - MARGIN:%Y-%m-%d}", f"{last + MARGIN:%Y-%m-%d}"
    if not low <= end <= high:
        end = max(closing, start) if start <= high else closing
    if not low <= start <= high:
        start = min(opening, end)
    return start, end


def beyond(day: str, study: Study) -> str:
    """Say on which side of the days that a study covers an ISO day lies that is none of them."""
    if day < f"{study.start:%Y-%m-%d}":
        return f"before the study's first day, {plain_date(study.start)}"
    return f"after the study's last day, {plain_date(study.end)}"


def beyond_years(text: str, study: Study) -> str:
    """Say the same of a day of a year that no study can have.

    Parameters
    ----------
    text : str
        Of a link: a day, or two joined by ``..``.
    study : Study

    Returns
    -------
    str
        Empty where no part is such a day.
    """
    days = [day for day in text.split("..") if not is_day(day) and ISO.fullmatch(day)]
    far = [day for day in days if not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR]
    return beyond(far[0], study) if far else ""


def check_reach(view: View, study: Study) -> None:
    """Refuse a view that reaches farther beyond the days of its study than the margin.

    Parameters
    ----------
    view : View
    study : Study

    Raises
    ------
    InvalidOption
    """
    if held_to_study(view.start, view.end, study) == (view.start, view.end):
        return
    first, last = study_days(study)
    raise InvalidOption(
        f"The period {view.start} to {view.end} is not one of this study, whose days are "
        f"{first:%Y-%m-%d} to {last:%Y-%m-%d}: choose days at most a year before or after these."
    )


def out_of_order(found: dict, base: View) -> dict[str, str]:
    """Say of a first day after the last which of both cannot be used; of two given, once."""
    start, end = (found.get(name, getattr(base, name)) for name in ("start", "end"))
    if start <= end:
        return {}
    if {"start", "end"} <= found.keys():
        return {"start": f"is {start} and to is {end}: the first day is after the last", "end": ""}
    late, early = f"is {start}, not a day up to {end}", f"is {end}, not a day from {start} on"
    return {"start": late, "end": early}
