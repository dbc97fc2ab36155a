"""A table of many rows as one file, CSV or Parquet, written whole or not at all."""

import io
from pathlib import Path

import pandas as pd

from charts.tables.safe_csv import safe_csv
from report.files import check_targets, ending_of, write_all

ROW_ENDINGS = (".csv", ".parquet")


def check_row_file(path: Path, *, force: bool) -> None:
    """Refuse before any work what could not be written afterwards.

    Raises
    ------
    EscalationError
    """
    ending_of(path, ROW_ENDINGS)
    check_targets((path,), force=force)


def write_row_file(table: pd.DataFrame, path: Path, *, force: bool) -> None:
    """Write a table under a passing name, and give it its own when it is whole.

    Parameters
    ----------
    table : DataFrame
    path : Path
        Ends in ``.csv`` or ``.parquet``.
    force : bool
        Replace a file that holds something else.

    Raises
    ------
    EscalationError
        When the ending is another, the file holds something else, or the folder cannot be written.
    """
    check_row_file(path, force=True)
    if path.suffix.lower() == ".csv":
        content = safe_csv(table).encode("utf-8")
    else:
        packed = io.BytesIO()
        table.to_parquet(packed, index=False)
        content = packed.getvalue()
    write_all({path: content}, force=force)
