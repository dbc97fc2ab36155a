"""Tables of counts, one row a period and group beside a number: told from lists of events."""

import re
from dataclasses import dataclass

import pandas as pd

from data.errors import SourceError
from data.files.grid import Sheet, plain_name, refuse
from data.readings.agreeing import same_number
from data.readings.dates import read_days
from data.readings.tolls import read_tolls
from data.sources.column_names import TOLLS_ELSEWHERE
from data.sources.row_account import Ledger
from data.sources.values import toll_column
from data.tables.schema import RESERVED, TABLES, TOLL

COUNTED = re.compile(
    "incidents|attacks|events|strikes|cases|alarms|alerts|sirens|shellings|explosions|battles"
    "|protests|riots|violations|airstrikes|rockets|missiles|drones|clashes|raids|demolitions"
    "|reports|occurrences|launches|vorfälle|attaques|ataques"
)
# Words for a number of anything: with others beside them, those say of what.
ANY_NUMBER = re.compile(
    "counts?|n|number|num|nb|totals?|freq|frequency|values?"
    "|anzahl|nombre|numero|número|cantidad|кількість|количество|عدد|تعداد"
)
FILLING = re.compile("of|the|de|des|daily|all")
TOLLS = re.compile(
    "killed|deaths|dead|fatalities|injured|wounded|injuries|casualties|killings|victims|toll|"
    + "|".join(" ".join(TOLLS_ELSEWHERE.values()).split())
)
# Numbers that count nothing.
NO_COUNT = re.compile(
    "ids?|no|ref|codes?|iso|precision|year|month|week|day|hour|time|lat|lon|latitude|longitude"
    "|population|exposure|timestamp|index|zip|postcode|geo|type|admin|pcode|share|rate|percent"
    "|cumulative|cumul|cum|running|since|sheet"
)
RUNNING = (
    "what each day added; as officials' totals it can stand beside a list of incidents "
    "(official_totals, docs/study-format.md), and --rows counts takes it for counts all the same"
)
FEWEST_PERIODS, FEWEST_DAYS = 5, 8
FEWEST_OF_A_GROUP = 5
# Of the days from the first row to the last, where there is a row a day.
NEARLY_EVERY = 0.9
EITHER = (
    "a word on what its rows are, for this looks like a table of counts: --rows counts adds the "
    "numbers up, --rows events takes each row as one event"
)
FEW_REPEATED = 0.05
# A running total rises on more than half of so many days, and falls on none.
FEWEST_RISING, RISES = 10, 0.5
ALL = "all groups"
NO_SUM = (
    'No sum is made: "{}" and "{}" are equal or within a tenth in more than half of the rows, so '
    "they are versions of one number, and each column is a series by itself."
)
QUIET = "a count of 0: a quiet day"
REMEDY = (
    "a list with one row for each event, or counts by day, which are to be asked for at the source:"
    " on which day of the {period} an event was is not known, so there is no daily series. Beside a"
    " list they can stand, added up, as officials' totals (official_totals, docs/study-format.md); "
    "where each row is one event after all, say --rows events"
)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A table of counts by day.

    Parameters
    ----------
    columns : tuple of str
        Columns of the sheet that hold the counts.
    groups : bool
        Whether they are the parts of one whole, such as a column for each region.
    keys : tuple of str
        Columns of text that divide a day into rows.
    """

    columns: tuple[str, ...]
    groups: bool
    keys: tuple[str, ...]


def find_counts(sheet: Sheet, found: dict[str, str], rows: str | None) -> Counts | None:
    """Tell whether the rows of a sheet are counts by day.

    Parameters
    ----------
    sheet : Sheet
    found : dict of str to str
        Study column = column of the sheet.
    rows : {"events", "counts"} or None
        What the user says a row is.

    Returns
    -------
    Counts or None
        None for a list of events.

    Raises
    ------
    SourceError
        For counts by week, month or year.
    """
    if rows == "events":
        return None
    counts = _counts(sheet, found, sure=rows == "counts")
    if counts is None:
        if rows == "counts":
            allowed = "a column of whole numbers, such as incidents, beside the day"
            raise refuse(sheet.file, "no column of counts", allowed)
        return None
    period = _period(sheet, found["date"])
    if period != "day":
        raise _by_period(sheet, counts.columns[0], period, found["date"])
    for column in counts.columns:
        if rows is None and _never_falls(sheet.cells, column, found["date"], counts.keys):
            last = pd.to_numeric(read_tolls(sheet.cells[column]).counts).max()
            value = f"a running total (it never falls, up to {int(last):,}), not counts by day"
            raise refuse(sheet.file, value, RUNNING, column=column)
    return counts


def refuse_counts_without_days(sheet: Sheet, rows: str | None) -> None:
    """Refuse a table of counts whose periods are a month and a year, or a year, in own columns.

    Raises
    ------
    SourceError
    """
    names = {plain_name(name): name for name in sheet.cells}
    if rows == "events" or "year" not in names or "day" in names or "iday" in names:
        return
    counted = [name for name in whole_columns(sheet, {}) if _is_counted(name)]
    if not counted or any("date" in name.split("_") for name in names):
        return
    period = "month" if "month" in names else "week" if "week" in names else "year"
    raise _by_period(sheet, counted[0], period, names[period])


def _counts(sheet: Sheet, found: dict[str, str], *, sure: bool) -> Counts | None:
    cells = sheet.cells
    whole = whole_columns(sheet, found)
    counted = [name for name in whole if _is_counted(name)]
    keys = [
        name
        for name in cells
        if name not in whole and name != found["date"] and cells[name].notna().any()
    ]
    keys = [name for name in keys if not _is_number(cells[name])]
    day_and_keys = cells[[found["date"], *keys]]
    # A day corrected by a second row leaves a table of counts one.
    divided = day_and_keys.duplicated().mean() <= FEW_REPEATED
    if counted and (sure or (divided and not _is_list(cells, found))):
        return Counts(columns=tuple(counted), groups=False, keys=tuple(keys))
    others = [name for name in whole if not _has_word(name, TOLLS)]
    if sure and not others:
        others = whole
    alone = divided and not keys and len(cells) >= FEWEST_DAYS and "event_id" not in found
    if others and (sure or alone):
        return Counts(columns=tuple(others), groups=len(others) > 1, keys=tuple(keys))
    return None


def _never_falls(cells: pd.DataFrame, column: str, date: str, keys: tuple[str, ...]) -> bool:
    """Tell whether numbers only ever rise from day to day, in each group."""
    if len(cells) < FEWEST_RISING:
        return False
    numbers = pd.to_numeric(read_tolls(cells[column]).counts)
    table = cells[[date, *keys]].assign(number=numbers).sort_values(date, kind="stable")
    groups = table.groupby(list(keys), dropna=False) if keys else table.assign(one=0).groupby("one")
    steps = groups["number"].diff().dropna()
    return bool(len(steps) and (steps >= 0).all() and (steps > 0).mean() > RISES)


def looks_like_counts(sheet: Sheet, found: dict[str, str]) -> str:
    """Say what makes a table that is read as a list look like counts; empty where nothing does.

    Raises
    ------
    SourceError
        For numbers by week, month or year beside a place, whatever the columns are called.
    """
    cells, date = sheet.cells, found["date"]
    if _is_list(cells, found):
        return ""
    whole = whole_columns(sheet, found)
    for name in [name for name in whole if _has_word(name, COUNTED) and _is_counted(name)]:
        numbers = pd.to_numeric(read_tolls(cells[name]).counts)
        if (numbers != 1).any():
            return f'the column "{name}" adds up to {int(numbers.sum()):,} in {len(cells):,} rows'
    keys = [n for n in cells if n not in whole and n != date and not _is_number(cells[n])]
    days, groups = cells[date].nunique(), len(cells[keys].drop_duplicates()) if keys else 0
    unique = not cells[[date, *keys]].duplicated().any()
    numbers = [name for name in whole if not _has_word(name, TOLLS)]
    # Places of events come back now and then; those of counts come back with each period.
    often = bool(keys) and len(cells) >= FEWEST_OF_A_GROUP * groups
    if numbers and unique and often and days >= FEWEST_PERIODS:
        if (period := _period(sheet, date)) != "day":
            raise _by_period(sheet, numbers[0], period, date)
        if days >= FEWEST_RISING and (groups == 1 or days * groups != len(cells)):
            beside = f"each {keys[0]} stands at most once beside a day"
            return f'{beside}, with a number ("{numbers[0]}")'
    if whole and groups > 1 and days >= FEWEST_RISING and unique and days * groups == len(cells):
        if varying := _varying(sheet, found):
            beside = f"a row for each of {days:,} days and each of {groups:,} values of {keys[0]}"
            raise _rows_unclear(sheet, varying, beside)
        return f"each of {days:,} days stands once beside each of {groups:,} values of {keys[0]}"
    return ""


def refuse_daily_numbers(sheet: Sheet, found: dict[str, str], days: pd.Series) -> None:
    """Refuse a table with one row for nearly every day and a number beside it, told as neither.

    Parameters
    ----------
    sheet : Sheet
    found : dict of str to str
        Study column = column of the sheet.
    days : Series of str
        ISO days of the rows.

    Raises
    ------
    SourceError
        Read as a list, it would be one event a day throughout.
    """
    dated = pd.to_datetime(days.dropna())
    if len(dated) < FEWEST_RISING or not dated.is_unique or _is_list(sheet.cells, found):
        return
    often = len(dated) >= NEARLY_EVERY * ((dated.max() - dated.min()).days + 1)
    texts = [n for n in sheet.cells if n != found["date"] and not _is_number(sheet.cells[n])]
    if not often or any(sheet.cells[name].nunique() > 1 for name in texts):
        return
    if varying := _varying(sheet, found):
        raise _rows_unclear(sheet, varying, "one row for (nearly) every day")


def _varying(sheet: Sheet, found: dict[str, str]) -> str:
    """Return the first column of whole numbers that are not all the same; empty without."""
    whole = whole_columns(sheet, found)
    return next((name for name in whole if sheet.cells[name].nunique() > 1), "")


def _rows_unclear(sheet: Sheet, column: str, beside: str) -> SourceError:
    numbers = pd.to_numeric(read_tolls(sheet.cells[column]).counts)
    added = f"add up to {int(numbers.sum()):,} in {len(numbers):,} rows"
    return refuse(sheet.file, f"{beside}, with numbers that {added}", EITHER, column=column)


def _is_list(cells: pd.DataFrame, found: dict[str, str]) -> bool:
    """Tell whether rows are named, told or sourced one by one, as events are and counts are not."""
    for name in ("event_id", "summary", "source_url"):
        column = cells[found[name]].dropna() if name in found else cells.iloc[:0, 0]
        many = len(column) > len(cells) / 2 and column.nunique() > len(column) / 2
        # An index beside counts numbers their rows from 0 or 1.
        if many and not (name == "event_id" and _numbers_the_rows(column)):
            return True
    return False


def whole_columns(sheet: Sheet, found: dict[str, str]) -> list[str]:
    """List the columns of whole numbers that could be counts."""
    meant = {"date", "event_id", "lat", "lon", "date_end", "date_precision"}
    taken = {column for name, column in found.items() if name in meant}
    return [
        name
        for name in sheet.cells
        if name not in taken
        and not _has_word(name, NO_COUNT)
        and _is_number(sheet.cells[name])
        and (_has_word(name, COUNTED) or not _numbers_the_rows(sheet.cells[name]))
    ]


def _is_number(cells: pd.Series) -> bool:
    present = cells.dropna()
    # Most columns are text, and the first cell of most shows it.
    if present.empty or not any(map(str.isnumeric, present.iloc[0])):
        return False
    if read_tolls(present.iloc[:50]).unknown.any():
        return False
    read = read_tolls(present)
    return not (read.unknown.any() or read.at_least.any())


def _numbers_the_rows(cells: pd.Series) -> bool:
    numbers = pd.to_numeric(read_tolls(cells).counts)
    return len(numbers) > 2 and bool((numbers.diff().dropna() == 1).all()) and numbers.notna().all()


def _is_counted(name: str) -> bool:
    if _has_word(name, TOLLS) or _has_word(name, NO_COUNT):
        return False
    words = [word for word in plain_name(name).split("_") if not FILLING.fullmatch(word)]
    generic = bool(words) and all(ANY_NUMBER.fullmatch(word) for word in words)
    return _has_word(name, COUNTED) or generic


def _has_word(name: str, words: re.Pattern[str]) -> bool:
    return any(words.fullmatch(word) for word in plain_name(name).split("_"))


def _period(sheet: Sheet, date: str) -> str:
    """Tell by the days whether a row stands for a day, a week, a month or a year."""
    cells = sheet.cells[date].dropna()
    try:
        read = read_days(cells, order=None, file=sheet.file)
    except SourceError:
        return "day"  # the order is asked for where the days are read
    if len(read.precision.dropna()) == len(cells) and len(cells):
        return str(read.precision.mode().iloc[0])
    days = pd.DatetimeIndex(pd.to_datetime(read.iso.dropna().unique())).sort_values()
    if len(days) < FEWEST_PERIODS:
        words = set(plain_name(date).split("_"))
        return next((p for p in ("week", "month", "year") if {p, f"{p}s"} & words), "day")
    if days.is_year_start.all() or days.is_year_end.all():
        return "year"
    if days.is_month_start.all() or days.is_month_end.all():
        return "month"
    return "week" if days.day_of_week.nunique() == 1 else "day"


def _by_period(sheet: Sheet, counted: str, period: str, column: str) -> SourceError:
    numbers = pd.to_numeric(read_tolls(sheet.cells[counted]).counts)
    aggregate = {plain_name(name) for name in sheet.cells} >= {"week", "events", "admin1"}
    whose = "ACLED's weekly aggregate, " if aggregate else ""
    found = (
        f"{whose}counts by {period} ({counted}: {int(numbers.sum()):,} in {len(numbers):,} rows)"
    )
    return refuse(sheet.file, found, REMEDY.format(period=period), column=column)


def series_name(column: str) -> str:
    """Return a series' name for a column; empty where it has no letters of English."""
    words = re.sub(r"[^a-z0-9 -]+", " ", column.lower().replace("_", " "))
    words = " ".join(words.split())[:40].strip(" -")
    usable = re.fullmatch(r"[a-z][a-z0-9 -]{0,38}[a-z0-9]", words) and words != "both"
    return words if usable else ""


def take_counts(
    ledger: Ledger, counts: Counts, drawn: dict[str, pd.Series], used: set[str]
) -> tuple[str, ...]:
    """Draw up the columns of counts; rows that count nothing are left out as quiet days.

    Parameters
    ----------
    ledger : Ledger
    counts : Counts
    drawn : dict of str to Series of str
        Gets the counts, the main one first, and their sum where they are parts of one whole and
        no two are versions of one number.
    used : set of str
        Gets the columns taken.

    Returns
    -------
    tuple of str
        Names of the columns drawn.
    """
    taken = {*drawn, *TABLES["events"], *TABLES["strikes"], *RESERVED.values()}
    tolls = {ledger.mapping[n]: n for n in drawn if TOLL.fullmatch(n) and n in ledger.mapping}
    names = {
        column: tolls.get(column) or (f"source_{column}" if column in taken else column)
        for column in counts.columns
    }
    for column in [column for column in names if column not in tolls]:
        drawn[names[column]] = toll_column(ledger, names[column], column)
    used |= set(counts.columns)
    numbers = pd.DataFrame({name: pd.to_numeric(drawn[name]) for name in names.values()})
    order = sorted(names.values(), key=lambda name: not _is_whole(name, numbers))
    parts = counts.groups and not _is_whole(order[0], numbers) and ALL not in ledger.sheet.cells
    if parts and (same := same_number(numbers.astype("float64"))):
        ledger.notes.append(NO_SUM.format(*same))
    elif parts:
        # One unknown part leaves the whole unknown.
        total = numbers.sum(axis=1, skipna=False)
        drawn[ALL] = total.map(lambda n: None if pd.isna(n) else str(int(n))).astype("str")
        order = [ALL, *order]
        ledger.notes.append(f'"{ALL}" is the sum of {", ".join(names.values())}.')
    sums = ", ".join(f"{name} {int(numbers[name][ledger.kept].sum()):,}" for name in names.values())
    ledger.notes.insert(
        0, f"Rows are counts by day, not single events: they add up to {sums} ([counts])."
    )
    nothing = (numbers == 0).all(axis=1)
    for name in [name for name in drawn if TOLL.fullmatch(name)]:
        nothing &= ~(pd.to_numeric(drawn[name]) > 0).fillna(False)
    if (ledger.kept & ~nothing).any():
        ledger.leave_out(nothing, QUIET)
    return tuple(order)


def _is_whole(name: str, numbers: pd.DataFrame) -> bool:
    """Tell whether a column is the sum of all others."""
    others = numbers.drop(columns=name)
    return others.shape[1] > 1 and bool((numbers[name] == others.sum(axis=1)).all())
