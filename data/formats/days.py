"""A sheet's column of dates, its unreadable rows rejected."""

import pandas as pd

from data.formats.dates import read_days
from data.formats.ledger import Ledger
from data.formats.options import Options


def one_day(ledger: Ledger, column: str, options: Options, *, required: bool = True) -> pd.Series:
    """Read a column of days.

    Parameters
    ----------
    ledger : Ledger
        Rows left out already are not looked at.
    column : str
    options : Options
    required : bool
        Whether a blank is rejected too.

    Returns
    -------
    Series of str
        ISO days for every row of the sheet.

    Raises
    ------
    SourceError
        When day and month cannot be told apart.
    """
    whole = ledger.sheet.cells[column]
    open_rows = whole if ledger.kept.all() else whole[ledger.kept]
    days = read_days(open_rows, order=options.date_order, file=ledger.sheet.file)
    reasons = days.reasons.reindex(whole.index)
    ledger.reject(reasons.notna(), column, reasons)
    iso = days.iso.reindex(whole.index)
    if required:
        ledger.reject(iso.isna(), column, "a day, as every event has one")
    return iso
