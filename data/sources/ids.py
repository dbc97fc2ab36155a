"""Ids of a source's rows: no event loses its row, however its id was cut, repeated or restarted."""

import pandas as pd

from data.readings.numbers import as_floats
from data.sources.row_account import Ledger
from data.tables.repeated_rows import NUMBERED, repeated_rows

# 2.01401E+11: what a spreadsheet shows, and saves, of a long number.
CUT = r"[0-9](?:[.,][0-9]+)?[Ee]\+?[0-9]{1,2}"
REPEATED = "repeats an earlier row, cell by cell"
OLDER = "an older version of a row: of one id, the row with the newest {} is kept"
# 1 January 2101 in seconds since 1970; what is a hundred times as large counts milliseconds.
LAST_SECOND, IN_MILLISECONDS = 4_133_980_800, 4e11
# Least share of the ids beyond those of the largest country, place or year that repeat one of it.
LEAST_BEGUN = 0.5
STAMPS = ("timestamp", "updated_at", "last_updated", "last_modified", "modified_at", "updated")


def ids(
    ledger: Ledger,
    column: str | None,
    drawn: dict[str, pd.Series] | None = None,
    *,
    stamp: str | None = None,
    one_place: bool = False,
) -> pd.Series:
    """Take or make an id for each row.

    Parameters
    ----------
    ledger : Ledger
        A row that repeats another cell by cell, or is an older version of it, is left out.
    column : str or None
        None numbers the rows.
    drawn : dict of str to Series of str, optional
        Study columns; ids that restart for each country or place are taken together with it.
    stamp : str or None
        Column that says when a row was last changed: of one id the newest row is kept.
    one_place : bool
        Whether rows of one id must agree in day and place to be versions of each other.

    Returns
    -------
    Series of str
        Unique among the rows kept.
    """
    cells = ledger.sheet.cells
    rows = pd.Series(NUMBERED + cells.index.astype("str"), cells.index, dtype="str")
    if column is None:
        if said := repeated_rows(cells[ledger.kept]):
            ledger.notes.append(
                f"CAUTION: the file has {said[0]} ({said[1]}); all are kept and counted, so look "
                "whether an event is there twice."
            )
        return rows
    given = cells[column].fillna(rows)
    if not given[ledger.kept].duplicated().any():
        return given
    if (cut := cells[column].str.fullmatch(CUT).fillna(False).astype(bool)).mean() > 0.5:
        ledger.shown.add(column)
        first = cells[column][cut].iloc[0]
        ledger.notes.append(
            f'A spreadsheet has cut the ids in "{column}" to {first} and the like: the rows are '
            "numbered instead."
        )
        return rows
    _leave_out_repeats(ledger, given)
    drawn = drawn or {}
    if stamp is not None:
        _keep_newest(ledger, given, stamp, drawn if one_place else {})
    again = _again(ledger, given)
    if not again.any():
        return given
    _doubt(ledger, given, again, column)
    joined = _with_place(ledger, given, again, column, drawn)
    return _numbered(ledger, given, again, column) if joined is None else joined


def _again(ledger: Ledger, given: pd.Series) -> pd.Series:
    """Tell which rows kept have an id that an earlier one has."""
    kept = given[ledger.kept]
    return kept.duplicated().reindex(given.index, fill_value=False)


def _leave_out_repeats(ledger: Ledger, given: pd.Series) -> None:
    cells = ledger.sheet.cells
    kept = given[ledger.kept]
    same = cells.loc[kept.index[kept.duplicated(keep=False)]].duplicated()
    ledger.leave_out(same.reindex(given.index, fill_value=False), REPEATED)


def _keep_newest(
    ledger: Ledger, given: pd.Series, stamp: str, agreeing: dict[str, pd.Series]
) -> None:
    """Leave out the rows of an id that are older than its newest one."""
    moments = moment(ledger.sheet.cells[stamp])
    key = pd.DataFrame({"id": given})
    for name in ("date", "country", "location"):
        if name in agreeing:
            key[name] = agreeing[name].fillna("")
    kept = key[ledger.kept].assign(moment=moments[ledger.kept])
    newest = kept.groupby(list(key), sort=False)["moment"].transform("max")
    older = (kept["moment"] < newest).reindex(given.index, fill_value=False)
    ledger.leave_out(older, OLDER.format(stamp))


def moment(cells: pd.Series) -> pd.Series:
    """Read time stamps, in seconds since 1970 or as ISO text; missing where they are neither."""
    present = cells.dropna()
    numeric = present.str.fullmatch(r"[0-9]{9,13}(?:\.[0-9]+)?").astype(bool)
    seconds = as_floats(present[numeric])
    seconds = seconds.where(seconds < IN_MILLISECONDS, seconds / 1000)
    seconds = seconds.where(seconds < LAST_SECOND)
    iso = pd.to_datetime(present[~numeric], format="ISO8601", utc=True, errors="coerce")
    written = (iso.dt.as_unit("us") - pd.Timestamp(0, tz="UTC").as_unit("us")).dt.total_seconds()
    return pd.concat([seconds, written]).astype(float).reindex(cells.index)


def _doubt(ledger: Ledger, given: pd.Series, again: pd.Series, column: str) -> None:
    kept = given[ledger.kept]
    first = pd.Series(kept.index, kept.array)[lambda rows: ~rows.index.duplicated()]
    where = given[again].map(first).astype("Int64").astype("str").reindex(given.index)
    ledger.doubt(again, column, "an id used once; row " + where + " has it first")


def _with_place(
    ledger: Ledger,
    given: pd.Series,
    again: pd.Series,
    column: str,
    drawn: dict[str, pd.Series],
) -> pd.Series | None:
    """Put the country, the place or the year before ids that start anew in each."""
    year = drawn["date"].str[:4] if "date" in drawn else None
    parts = {"country": drawn.get("country"), "location": drawn.get("location"), "year": year}
    for name, part in parts.items():
        if part is None:
            continue
        part = part.fillna("unknown")
        joined, sizes = part + "-" + given, part[ledger.kept].value_counts()
        # Where they start anew most ids outside the largest part are taken; else one was mistyped.
        begun = again.sum() >= LEAST_BEGUN * (sizes.sum() - sizes.max())
        if begun and not joined[ledger.kept].duplicated().any():
            ledger.notes.append(
                f'The ids in "{column}" start anew with each {name}: they are taken together with '
                f"it, as in {joined[ledger.kept].iloc[0]}."
            )
            return joined
    return None


def _numbered(ledger: Ledger, given: pd.Series, again: pd.Series, column: str) -> pd.Series:
    """Keep every row under an id of its own, and warn that an event may be there twice."""
    rows = given.index[again]
    many = "1 row has" if len(rows) == 1 else f"{len(rows):,} rows have"
    ledger.notes.append(
        f'CAUTION: {many} an id in "{column}" that an earlier row with other cells has (first row '
        f"{rows[0]}, {given[rows[0]]}): all are kept, so look whether an event is there twice."
    )
    own = given.where(~again, given + " (row " + given.index.astype("str") + ")")
    taken = own[ledger.kept].duplicated().reindex(given.index, fill_value=False)
    return own.where(~taken, pd.Series(NUMBERED + given.index.astype("str"), given.index))
