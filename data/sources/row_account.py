"""The account of a file's rows: each is kept, left out for a reason, or rejected for one."""

import numpy as np
import pandas as pd

from data.files.grid import Sheet

KEPT, LEFT_OUT, REJECTED = 0, 1, 2


class Ledger:
    """Verdicts over the rows of one sheet; the first verdict on a row stands.

    Parameters
    ----------
    sheet : Sheet
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.state = np.zeros(len(sheet.cells), dtype=np.int8)
        self.reasons: dict[str, int] = {"blank row": sheet.blank} if sheet.blank else {}
        self.rejected: dict[int, str] = dict(sheet.misfits)

    @property
    def kept(self) -> np.ndarray:
        """Return one bool per row."""
        return self.state == KEPT

    def leave_out(self, rows: pd.Series, reason: str) -> None:
        """Leave rows out; ``rows`` holds one bool per row of the sheet."""
        new = rows.to_numpy(dtype=bool) & self.kept
        self.state[new] = LEFT_OUT
        if new.any():
            self.reasons[reason] = self.reasons.get(reason, 0) + int(new.sum())

    def reject(self, rows: pd.Series, column: str, allowed: str | pd.Series) -> None:
        """Reject rows for what a column of the file holds.

        Parameters
        ----------
        rows : Series of bool
        column : str
            Name in the sheet.
        allowed : str or Series of str
            What was expected, one for all or one per row.
        """
        new = np.flatnonzero(rows.to_numpy(dtype=bool) & self.kept)
        self.state[new] = REJECTED
        cells = self.sheet.cells
        found = cells[column].iloc[new].tolist() if column in cells else [None] * len(new)
        expected = [allowed] * len(new) if isinstance(allowed, str) else allowed.iloc[new].tolist()
        for row, text, wanted in zip(cells.index[new].tolist(), found, expected, strict=True):
            told = "a blank" if pd.isna(text) else f'"{_short(text)}"'
            self.rejected[row] = f"{column}: found {told}, expected {wanted}"

    def rejected_table(self) -> pd.DataFrame:
        """Return file, row and reason of every rejected row, by row."""
        rows = sorted(self.rejected.items())
        table = pd.DataFrame(rows, columns=["row", "reason"]).astype({"row": "int64"})
        table.insert(0, "file", self.sheet.file)
        return table.astype({"file": "str", "reason": "str"})


def _short(text: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in text[:81])
    return shown if len(shown) <= 80 else shown[:79] + "…"
