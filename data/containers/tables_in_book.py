"""Which sheets of a workbook hold the table: one, those of one header, or the one asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.containers.archive import ask, find_choice
from data.files.grid import Grid, plain_name, refuse
from data.files.header import Row, find_header

MOST_SHEETS = 200
LOOKED_AT = 60
SHEET = "sheet"
# Added to the row numbers of each further sheet; of a longer one, so many times as it takes.
ROWS_A_SHEET = 100_000
LIKE_A_DAY = re.compile(
    r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}.*|\d{1,2}[ -]\w{3,9}[ -]\d{2,4}"
)
DAY_NAMES = {"month", "year", "date", "day", "week"}


@dataclass(frozen=True, kw_only=True)
class SheetStart:
    """The first rows of a sheet.

    Parameters
    ----------
    name : str
    rows : sequence of rows
    """

    name: str
    rows: Sequence[Row]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns, as they are compared; empty where it holds no table."""
        found = find_header(self.rows)
        below = [row for row in self.rows[found.at + found.rows :] if any(row)]
        names = tuple(plain_name(cell or "") for cell in self.rows[found.at]) if self.rows else ()
        while names and not names[-1]:
            names = names[:-1]
        return names if sum(map(bool, names)) > 1 and below else ()

    @property
    def is_dated(self) -> bool:
        """Tell whether a cell of its table reads as a day."""
        at = find_header(self.rows).at
        cells = (cell for row in self.rows[at + 1 :] for cell in row if cell)
        return any(LIKE_A_DAY.fullmatch(cell) for cell in cells)

    @property
    def names_days(self) -> bool:
        """Tell whether a column is called after days, weeks, months or years."""
        return bool(DAY_NAMES & set(self.header))


def choose_sheets(
    sheets: Sequence[SheetStart], *, file: str, sheet: str | None
) -> tuple[list[str], str]:
    """Choose the sheets that are read together.

    Parameters
    ----------
    sheets : sequence of SheetStart
        One for every sheet.
    file : str
        Name for the messages.
    sheet : str or None
        The one that the user names.

    Returns
    -------
    names : list of str
    note : str
        What is read and what is not; "" where there is one sheet only.

    Raises
    ------
    SourceError
        Where a sheet has to be named.
    """
    names = [look.name for look in sheets]
    if not names:
        raise refuse(file, "no sheet", "a workbook with a sheet of cells")
    if sheet is not None:
        chosen = find_choice(names, sheet) or _numbered(names, sheet)
        if chosen is None:
            raise ask(file, f'no sheet called "{sheet}"', names)
        return [chosen], f'Sheet "{chosen}" is read, as chosen.' if len(names) > 1 else ""
    if len(names) == 1:
        return names, ""
    tables = [look for look in sheets if look.header]
    dated = [one for one in tables if one.is_dated] or [one for one in tables if one.names_days]
    dated = dated or tables
    # The same columns in another order are the same.
    if len({tuple(sorted(one.header)) for one in dated}) > 1:
        raise ask(file, f"{len(dated)} sheets with tables of different columns", _names(dated))
    read = _names(dated) or names[:1]
    return read, _note(read, [name for name in names if name not in read])


def _names(looks: Sequence[SheetStart]) -> list[str]:
    return [look.name for look in looks]


def _numbered(names: list[str], sheet: str) -> str | None:
    """Take a sheet by its number, from 1."""
    at = int(sheet) if sheet.isascii() and sheet.isdigit() and len(sheet) < 5 else 0
    return names[at - 1] if 0 < at <= len(names) else None


def _note(read: list[str], others: list[str]) -> str:
    """Say which sheets are read, and how to choose."""
    quoted = ", ".join(f'"{name}"' for name in read[:12]) + (", …" if len(read) > 12 else "")
    left = ", ".join(f'"{name}"' for name in others[:5]) + (", …" if len(others) > 5 else "")
    rest = f", not {left}" if others else ""
    if len(read) == 1:
        return f"Of {len(read) + len(others)} sheets {quoted} is read{rest}: --sheet takes another."
    return (
        f"The sheets {quoted} have the same columns and are read together{rest}: --sheet takes one "
        "alone."
    )


def joined(
    grids: Sequence[tuple[str, Grid]],
    *,
    file: str,
    notes: tuple[str, ...],
    choices: tuple[str, ...] = (),
) -> Grid:
    """Put the sheets of one header under each other, with a column that names the sheet.

    Parameters
    ----------
    grids : sequence of (str, Grid)
        Each under its sheet's name; each begins with its header.
    file : str
        Name for the messages.
    notes : tuple of str
    choices : tuple of str
        Names of all sheets of the file.

    Returns
    -------
    Grid
        A number names one row: those of further sheets have a round number added, so that the
        row of the sheet can be read off.
    """
    if len(grids) == 1:
        grid = grids[0][1]
        return replace(grid, file=file, notes=notes + grid.notes, choices=choices)
    width = max(grid.cells.shape[1] for _, grid in grids)
    pieces, after, added = [], 0, []
    misfits: dict[int, str] = {}
    for position, (name, grid) in enumerate(grids):
        cells = _in_order(grid, grids[0][1]).reindex(columns=range(width)).astype("str")
        # The names stand over the first sheet alone.
        cells = cells if not position else cells.iloc[rows_of_header(grid) :]
        cells = cells.assign(**{"": name}).set_axis(range(width + 1), axis=1)
        if not position:
            cells.iloc[: rows_of_header(grid), width] = pd.NA
            cells.iloc[0, width] = SHEET
        cells.index = cells.index + after
        misfits |= {row + after: why for row, why in grid.misfits.items()}
        added.append((name, after))
        last = max([*grid.cells.index[-1:], *grid.misfits], default=0)
        pieces.append(cells)
        after += ROWS_A_SHEET * (1 + int(last) // ROWS_A_SHEET)
    cells = pd.concat(pieces)
    cells.index.name = "row"
    notes = (*notes, _numbers(added[1:]))
    return Grid(file=file, cells=cells, misfits=misfits, notes=notes, choices=choices)


def _numbers(added: Sequence[tuple[str, int]]) -> str:
    """Say how the number of a row names its sheet."""
    told = ", ".join(f'{number:,} to those of "{name}"' for name, number in added[:12])
    more = ", …" if len(added) > 12 else ""
    name, number = added[0]
    return (
        f"Rows have the numbers of their sheets, and added are {told}{more}: row {number + 7} is "
        f'row 7 of "{name}".'
    )


def _in_order(grid: Grid, first: Grid) -> pd.DataFrame:
    """Put the columns of a sheet in the order that they have in the first."""
    names, wanted = (
        [plain_name(name) for name in one.cells.iloc[0].fillna("")] for one in (grid, first)
    )
    if names == wanted or sorted(names) != sorted(wanted) or len(set(names)) < len(names):
        return grid.cells
    cells = grid.cells[[names.index(name) for name in wanted]]
    return cells.set_axis(range(len(wanted)), axis=1)


def rows_of_header(grid: Grid) -> int:
    """Return how many rows the names take."""
    rows = grid.cells.iloc[:12].astype(object).where(grid.cells.iloc[:12].notna(), None)
    found = find_header(rows.to_numpy().tolist())
    return found.at + found.rows
