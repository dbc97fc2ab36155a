"""Cells of a file before anyone knows what they mean, and a header put over them."""

import re
from dataclasses import dataclass, field

import pandas as pd

from data.errors import SourceError
from data.faults import Fault
from data.files.header import has_second_row, joined_names

MOST_COLUMNS = 2_000
FIRST_ROWS = 1000


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Every row of a file as text.

    Parameters
    ----------
    file : str
        Name for the messages.
    cells : DataFrame of str
        Columns 0, 1, ...; the index is the row as a spreadsheet numbers it, from 1; blank cells
        are missing. Wholly blank rows are among them.
    misfits : dict of int to str
        Row = why it could not even be divided into cells; such rows are not in ``cells``.
    notes : tuple of str
        What else the reader has to tell.
    names : tuple of str or None
        Names of the columns, where ``cells`` begins below them.
    left_out : dict of str to int
        Reason = rows that the reader has left out already.
    choices : tuple of str
        Names of the sheets, where the file has several.
    """

    file: str
    cells: pd.DataFrame
    misfits: dict[int, str]
    notes: tuple[str, ...] = ()
    names: tuple[str, ...] | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """A grid under a header.

    Parameters
    ----------
    cells : DataFrame of str
        Columns under the file's own names, cleaned; the index is the spreadsheet row.
    blank : int
        Wholly blank rows left out, those at the end not counted.
    left_out : dict of str to int
        Reason = further rows left out.
    choices : tuple of str
        Names of the sheets, where the file has several.
    blanked : int
        Cells that were written as a word for a blank.
    """

    file: str
    cells: pd.DataFrame
    blank: int
    misfits: dict[int, str]
    notes: tuple[str, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    blanked: int = 0

    @property
    def rows_in(self) -> int:
        """Rows of data that the file holds, whatever becomes of them."""
        left = sum(self.left_out.values())
        return len(self.cells) + self.blank + len(self.misfits) + left


def refuse(
    file: str,
    found: str | None,
    allowed: str,
    *,
    row: int | None = None,
    column: str | None = None,
) -> SourceError:
    """Return the error that says in one line why a file cannot be read."""
    return SourceError((Fault(file=file, row=row, column=column, value=found, allowed=allowed),))


def plain_name(name: str) -> str:
    """Return a column's name in small letters, its words joined by one underscore."""
    return re.sub(r"[\W_]+", "_", name.lower()).strip("_")


def first_row(grid: Grid) -> list[str]:
    """Return the names that the first row with any text gives, those of a second one joined.

    Returns
    -------
    list of str
        A blank cell is "".

    Raises
    ------
    SourceError
        When there is none, or it is wider than any table.
    """
    return _header(grid)[0]


def _header(grid: Grid) -> tuple[list[str], int]:
    """Return the names, and the position of the row that follows them."""
    if grid.names is not None:
        return list(grid.names), 0
    width = grid.cells.shape[1]
    if width > MOST_COLUMNS:
        raise refuse(grid.file, f"{width} columns", f"at most {MOST_COLUMNS}")
    top = grid.cells.iloc[:FIRST_ROWS]
    filled = top.notna().any(axis=1).to_numpy().nonzero()[0]
    if not len(filled):
        raise refuse(grid.file, "no text", "a header row and at least one row of data")
    at = int(filled[0])
    rows = top.iloc[at : at + 12].astype(object).where(top.notna(), "").to_numpy().tolist()
    if has_second_row(rows, 0):
        return joined_names(rows[0], rows[1]), at + 2
    return rows[0], at + 1


def put_header(grid: Grid, names: list[str] | None) -> Sheet:
    """Put names over the columns.

    Parameters
    ----------
    grid : Grid
    names : list of str, or None
        None takes the first row that is not blank, and the row below where that one goes on.

    Raises
    ------
    SourceError
        For names used twice, and when no row of data follows.
    """
    cells = grid.cells
    if names is None:
        names, after = _header(grid)
        cells = cells.iloc[after:]
    blank = cells.isna().all(axis=1)
    last = int((~blank).to_numpy().nonzero()[0].max(initial=-1)) + 1
    cells, blank = cells.iloc[:last], blank.iloc[:last]
    if blank.any():
        cells = cells[~blank]
    if cells.empty and not grid.misfits:
        raise refuse(grid.file, "only a header row", "a header row and at least one row of data")
    cells = cells.set_axis(_clean(names), axis=1)
    unused = [name for i, name in enumerate(cells) if not names[i] and cells[name].isna().all()]
    cells = cells.drop(columns=unused)
    _refuse_repeated(cells, grid.file)
    return Sheet(
        file=grid.file,
        cells=cells,
        blank=int(blank.sum()),
        misfits=grid.misfits,
        notes=grid.notes,
        left_out=grid.left_out,
        choices=grid.choices,
    )


def _clean(names: list[str]) -> list[str]:
    """Make names fit for a header and for ``study.toml``: one line, nothing unprintable."""
    spaced = (" ".join(name.split()) for name in names)
    shown = ("".join(c for c in name if c.isprintable())[:100].strip() for name in spaced)
    return [name or f"column_{number}" for number, name in enumerate(shown, 1)]


def _refuse_repeated(cells: pd.DataFrame, file: str) -> None:
    repeated = cells.columns[cells.columns.duplicated()].unique()
    faults = [
        Fault(file=file, row=1, column=name, value=name, allowed="a name used once in the header")
        for name in repeated
    ]
    if faults:
        raise SourceError(tuple(faults[:20]))
