"""Numbers, ids and links of a source to text that a study accepts; what cannot be is rejected."""

import re

import pandas as pd

from data.sources.row_account import Ledger
from data.tables.cells import COUNT, LATITUDE, LINK, LONGITUDE

COMMA = r"([+-]?[0-9]{1,3}),([0-9]+)"
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


def blank(cells: pd.DataFrame) -> pd.Series:
    """Return a column of unknowns."""
    return pd.Series(pd.NA, index=cells.index, dtype="str")


def constant(cells: pd.DataFrame, value: str) -> pd.Series:
    """Return a column of one value."""
    return pd.Series(value, index=cells.index, dtype="str")


def toll_column(ledger: Ledger, column: str, *, unknown: pd.Series | None = None) -> pd.Series:
    """Take a column of counts; a row with any other text in it is rejected.

    Parameters
    ----------
    ledger : Ledger
    column : str
    unknown : Series of bool, optional
        Rows whose text is the source's way of saying that the toll is unknown.
    """
    cells = ledger.sheet.cells[column]
    known = cells if unknown is None else cells.where(~unknown)
    present = known[known.notna()]
    wrong = ~COUNT.valid(present).astype(bool).reindex(cells.index, fill_value=True)
    ledger.reject(wrong, column, COUNT.allowed)
    return known


def coordinates(ledger: Ledger, lat: str, lon: str) -> tuple[pd.Series, pd.Series]:
    """Take two columns of degrees; a row with other text, or half a place, is rejected."""
    degrees = {}
    for column, kind in ((lat, LATITUDE), (lon, LONGITUDE)):
        cells = _decimal(ledger.sheet.cells[column])
        present = cells[cells.notna()]
        wrong = ~kind.valid(present).astype(bool).reindex(cells.index, fill_value=True)
        ledger.reject(wrong, column, f"{kind.allowed}, or a blank (are the two swapped?)")
        degrees[column] = cells
    for column, other in ((lat, lon), (lon, lat)):
        half = degrees[column].isna() & degrees[other].notna()
        ledger.reject(half, column, f"a value beside {other}, or both blank")
    return degrees[lat], degrees[lon]


def _decimal(cells: pd.Series) -> pd.Series:
    """Write degrees with a decimal point and no exponent; other text stays as it is."""
    plain = cells.str.fullmatch(r"[+-]?[0-9]{1,3}(?:\.[0-9]*)?")
    odd = cells[cells.notna() & ~plain.fillna(True).astype(bool)]
    if odd.empty:
        return cells
    pointed = odd.str.replace(f"^{COMMA}$", r"\1.\2", regex=True)
    written = [f"{float(text):.7f}" if PLAIN_NUMBER.fullmatch(text) else text for text in pointed]
    return cells.where(~cells.index.isin(odd.index), pd.Series(written, odd.index, dtype="str"))


def ids(ledger: Ledger, column: str | None) -> pd.Series:
    """Take or make an id for each row; a row that repeats another's id is left out or rejected."""
    cells = ledger.sheet.cells
    rows = pd.Series("row-" + cells.index.astype("str"), cells.index, dtype="str")
    if column is None:
        return rows
    given = cells[column].fillna(rows)
    kept = given[ledger.kept]
    again = kept[kept.duplicated()].index
    if len(again):
        first = pd.Series(kept.index, kept.array)[lambda rows: ~rows.index.duplicated()]
        same = cells[given.isin(given[again])].duplicated()
        whole = pd.Series(cells.index.isin(again.intersection(same[same].index)), cells.index)
        ledger.leave_out(whole, "repeats an earlier row, cell by cell")
        reason = (
            "an id used once; row "
            + given.map(first).astype("Int64").astype("str")
            + " has it first"
        )
        ledger.reject(pd.Series(cells.index.isin(again), cells.index), column, reason)
    return given


def links(cells: pd.Series) -> pd.Series:
    """Keep the web addresses of a column, and blank what is none."""
    present = cells[cells.notna()]
    return present[LINK.valid(present).astype(bool)].reindex(cells.index)
