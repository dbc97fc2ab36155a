"""The account of a file's rows: each is kept, left out for a reason, or rejected for one."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from data.faults import Fault, shown
from data.files.grid import Sheet

KEPT, LEFT_OUT, REJECTED = 0, 1, 2
FIRST_ROWS = 3
TAG = r"#[A-Za-z][A-Za-z0-9_]*(?:\s*\+\s*[A-Za-z0-9_]+)*"


class Rejection(NamedTuple):
    """Why a row is rejected: the column, the text found there, "" for a blank, and the remedy."""

    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.column}: found {_quoted(self.found)}, expected {self.allowed}"


class Ledger:
    """Verdicts over the rows of one sheet; the first verdict on a row stands.

    Parameters
    ----------
    sheet : Sheet

    Attributes
    ----------
    doubts : list of (int, Rejection)
        Cells that are unknown for what they hold; their rows are kept.
    notes : list of str
        What was found on the way, one sentence each.
    texts : dict of str to Series of str
        Study column = the original text of the cells that became something else.
    shown : set of str
        Columns of the sheet that stay beside the study's, although they went into one.
    mapping : dict of str to str
        Study column = the column of the sheet that it is taken from.
    precision : Series of str or None
        "month" or "week" where the date names no day.
    assumed : tuple of str
        Study columns that no column of the sheet tells.
    clock, time_column : str
        Zone whose days were cut, and the column with the times; empty without any offset.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.state = np.zeros(len(sheet.cells), dtype=np.int8)
        self.reasons: dict[str, int] = {"blank row": sheet.blank} if sheet.blank else {}
        self.reasons |= sheet.left_out
        self.rejected: dict[int, str | Rejection] = dict(sheet.misfits)
        self.doubts: list[tuple[int, Rejection]] = []
        self.notes: list[str] = []
        self.texts: dict[str, pd.Series] = {}
        self.shown: set[str] = set()
        self.mapping: dict[str, str] = {}
        self.precision: pd.Series | None = None
        self.assumed: tuple[str, ...] = ()
        self.clock = self.time_column = ""
        self.leave_out(tag_rows(sheet.cells), "HXL tag row")

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
        self.rejected |= dict(self._found(new, column, allowed))

    def doubt(self, rows: pd.Series, column: str, allowed: str | pd.Series) -> int:
        """Note cells that are unknown for what they hold; return how many rows kept have one."""
        new = np.flatnonzero(rows.to_numpy(dtype=bool) & self.kept)
        self.doubts += self._found(new, column, allowed)
        return len(new)

    def keep_text(self, name: str, column: str, rows: pd.Series) -> None:
        """Keep the text of some cells beside the study's column, under its name and _text."""
        kept = self.sheet.cells[column].where(rows)
        old = self.texts.get(f"{name}_text")
        self.texts[f"{name}_text"] = kept if old is None else old.fillna(kept)

    def _found(
        self, new: np.ndarray, column: str, allowed: str | pd.Series
    ) -> list[tuple[int, Rejection]]:
        cells = self.sheet.cells
        found = cells[column].iloc[new].tolist() if column in cells else [None] * len(new)
        expected = [allowed] * len(new) if isinstance(allowed, str) else allowed.iloc[new].tolist()
        rows = cells.index[new].tolist()
        return [
            (row, Rejection(column, "" if pd.isna(text) else text, wanted))
            for row, text, wanted in zip(rows, found, expected, strict=True)
        ]

    def columns(self) -> tuple[tuple[str, str, str], ...]:
        """Return each column of the sheet, what it is taken for, and a cell of a row kept."""
        taken: dict[str, list[str]] = {}
        for name, column in self.mapping.items():
            taken.setdefault(column, []).append(name)
        cells, lines = self.sheet.cells, []
        for column in cells:
            filled = cells[column][self.kept].dropna()
            example = _short(filled.iloc[0]) if len(filled) else ""
            lines.append((column, ", ".join(taken.get(column, ())), example))
        return tuple(lines)

    def changed_rows(self) -> int:
        """Count the rows kept of which a cell became unknown, or something else than it says."""
        rows = {row for row, _ in self.doubts}
        for text in self.texts.values():
            rows |= set(text.dropna().index)
        return len(rows & set(self.sheet.cells.index[self.kept]))

    def rejected_table(self) -> pd.DataFrame:
        """Return file, row and reason of every rejected row, by row."""
        rows = sorted((row, str(why)) for row, why in self.rejected.items())
        table = pd.DataFrame(rows, columns=["row", "reason"]).astype({"row": "int64"})
        table.insert(0, "file", self.sheet.file)
        return table.astype({"file": "str", "reason": "str"})

    def faults(self) -> tuple[Fault, ...]:
        """Return what is wrong with rejected and unknown cells, one for each column and remedy."""
        alike: dict[tuple[str, str], list[tuple[int, str]]] = {}
        wrong = [*self.rejected.items(), *self.doubts]
        for row, why in sorted(wrong, key=lambda item: item[0]):
            if isinstance(why, Rejection):
                alike.setdefault((why.column, why.allowed), []).append((row, why.found))
        return tuple(self._fault(*place, cells) for place, cells in alike.items())

    def _fault(self, column: str, allowed: str, cells: list[tuple[int, str]]) -> Fault:
        row, text = cells[0]
        if len(cells) == 1:
            return Fault(file=self.sheet.file, row=row, column=column, value=text, allowed=allowed)
        rows = ", ".join(str(row) for row, _ in cells[:FIRST_ROWS])
        more = ", …" if len(cells) > FIRST_ROWS else ""
        same = all(found == text for _, found in cells)
        many = f"{len(cells):,} times" if same else f"and {len(cells) - 1:,} more"
        value = f"{_quoted(text)} {many} (row {rows}{more})"
        return Fault(file=self.sheet.file, column=column, value=value, allowed=allowed)


def tag_rows(cells: pd.DataFrame) -> pd.Series:
    """Tell which of the first rows holds HXL tags, such as #date+occurred, and nothing else."""
    tags = pd.Series(False, index=cells.index)
    for row in cells.index[:FIRST_ROWS]:
        filled = cells.loc[row].dropna()
        tags[row] = len(filled) > 0 and bool(filled.str.fullmatch(TAG).all())
    return tags


def _quoted(text: str) -> str:
    return f'"{_short(text)}"' if text else "a blank"


def _short(text: str) -> str:
    seen = shown(text[:81])
    return seen if len(seen) <= 80 else seen[:79] + "…"
