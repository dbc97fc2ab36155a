"""A large text file read column by column, without its bytes ever lying in memory whole.

The columns that decide what becomes of a row are read; the others stay in the file and are fetched
piece by piece when the rows are written. Only text that is regular throughout is read so.
"""

import codecs
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pandas as pd

from data.files.csv_columns import BLOCK, LONGEST_CELL, blank_stripped
from data.files.delimited import read_rows
from data.files.grid import Grid, refuse
from data.files.layout import FIRST_BYTES, Layout, layout_of

if TYPE_CHECKING:
    import pyarrow as pa

LARGE = 200 << 20
PIECE = 1 << 24
QUOTE, LINE_FEED, RETURN = 34, 10, 13
Progress = Callable[[str, float], None]
# Which columns decide what becomes of a row, by the names in the first one; None wants them all.
Choose = Callable[[Sequence[str]], "set[int] | None"]


def silent(words: str, share: float) -> None:
    """Tell nobody how far the reading is."""


def read_large(path: Path, *, choose: Choose, progress: Progress = silent) -> Grid | None:
    """Read the columns of a large text that decide what becomes of its rows.

    Parameters
    ----------
    path : Path
    choose : callable
        Tells from the header which columns these are.
    progress : callable
        Is told what is done, and how much of it, from 0 to 1.

    Returns
    -------
    Grid or None
        The other columns hold nothing, under a categorical type that names them; see
        :func:`other_columns`. None where the text is irregular in any way or all is wanted.

    Raises
    ------
    SourceError
    """
    layout = layout_at(path)
    names = _names(path, layout)
    chosen = choose(names) if names and layout.quoted else None
    if chosen is None or not _is_regular(path, layout, progress):
        return None
    table = _read(path, layout, sorted(chosen), len(names), progress)
    if table is None or not len(table) or _has_blank_rows(table):
        return None
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    first = layout.row
    rows = pd.RangeIndex(first + 1, first + 1 + len(frame), name="row")
    nothing = {at: _nothing(at, len(frame)) for at in range(len(names)) if at not in chosen}
    cells = {int(name[1:]): frame[name].array for name in frame} | nothing
    body = pd.DataFrame({at: cells[at] for at in range(len(names))}, rows, copy=False)
    return Grid(file=path.name, cells=body, misfits={}, notes=layout.notes, names=tuple(names))


def read_bare(path: Path, codes: Sequence[str], *, progress: Progress = silent) -> Grid:
    """Read the rows of a large text without quotes that hold one of a few codes in a cell.

    Parameters
    ----------
    path : Path
        Tabs between cells and a row a line, as in GDELT's files.
    codes : sequence of str
        A row with none of them is counted, and never divided into cells.
    progress : callable

    Returns
    -------
    Grid

    Raises
    ------
    SourceError
    """
    wanted = [b"\t" + code.encode() + b"\t" for code in codes]
    size, lines, tail = path.stat().st_size, 0, b""
    kept: list[bytes] = []
    numbers: list[int] = []
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            block, _, rest = (tail + piece).rpartition(b"\n")
            if len(rest) > LONGEST_CELL:
                raise refuse(path.name, "a row without an end", "a row a line")
            tail = rest
            rows = block.split(b"\n") if block else []
            lines = _sift(rows, wanted, lines, kept, numbers)
            progress("Looking for rows of the country", stream.tell() / size)
    lines = _sift([tail] if tail else [], wanted, lines, kept, numbers)
    if not kept:
        found = f"none of {lines:,} rows with {' or '.join(codes)}"
        raise refuse(path.name, found, "a country's code as the file has it, as in --country IZ")
    content = b"\n".join(kept)
    kept.clear()
    grid = read_rows(content, file=path.name, layout=Layout(delimiter="\t", quoted=False))
    at = np.array(numbers)
    grid.cells.index = pd.Index(at[grid.cells.index.to_numpy() - 1], name="row")
    misfits = {int(at[row - 1]): why for row, why in grid.misfits.items()}
    reason = f"names no {' or '.join(codes)}"
    left = {reason: lines - len(numbers)} if lines > len(numbers) else {}
    return Grid(file=path.name, cells=grid.cells, misfits=misfits, notes=(), left_out=left)


def _sift(
    rows: list[bytes], wanted: list[bytes], before: int, kept: list[bytes], numbers: list[int]
) -> int:
    """Keep the rows that hold a code, with their numbers; return how many rows there were."""
    if len(wanted) == 1:
        code = wanted[0]
        found = [at for at, row in enumerate(rows, before + 1) if code in row]
    else:
        found = [at for at, row in enumerate(rows, before + 1) if any(c in row for c in wanted)]
    kept += [rows[at - before - 1] for at in found]
    numbers += found
    return before + len(rows)


def other_columns(path: Path, positions: Sequence[int]) -> Iterator[tuple[int, "pa.Table"]]:
    """Give the columns that stayed in the file, piece by piece.

    Parameters
    ----------
    path : Path
    positions : sequence of int

    Returns
    -------
    iterator of (int, Table)
        Number of the first row of each piece, and its cells as text.
    """
    from pyarrow import csv as arrow_csv

    layout = layout_at(path)
    width = len(_names(path, layout))
    choices = _choices(layout, width, positions, one_by_one=True)
    reader = arrow_csv.open_csv(str(path), **choices)
    row = layout.row + 1
    for batch in reader:
        piece = blank_stripped(_table(batch))
        if piece is None:
            allowed = f"cells of at most {LONGEST_CELL:,} characters"
            raise refuse(path.name, "a longer cell", allowed, row=row)
        yield row, piece
        row += len(batch)


def whole_rows(cells: pd.DataFrame, path: Path) -> Iterator[pd.DataFrame]:
    """Give rows that were read from a large file, with the columns that stayed there.

    Parameters
    ----------
    cells : DataFrame
        The index is the row in the file, ascending.
    path : Path

    Returns
    -------
    iterator of DataFrame of str
        Piece by piece, with the columns of ``cells``.
    """
    stayed = {name: at for name in cells if (at := other_position(cells[name])) is not None}
    here = cells.drop(columns=list(stayed))
    rows = cells.index.to_numpy()
    for first, table in other_columns(path, list(stayed.values())):
        start, end = np.searchsorted(rows, [first, first + len(table)])
        piece = here.iloc[start:end]
        inside = table.take(rows[start:end] - first)
        texts = {name: inside[f"f{at}"].to_pandas().array for name, at in stayed.items()}
        fetched = pd.DataFrame(texts, piece.index, dtype="str")
        yield pd.concat([piece, fetched], axis=1)[list(cells)]


def layout_at(path: Path) -> Layout:
    """Tell the layout of a text file by its first bytes."""
    with path.open("rb") as stream:
        return layout_of(stream.read(FIRST_BYTES), file=path.name)


def other_position(column: pd.Series) -> int | None:
    """Return the position in the file of a column that stayed there; None for one that is here."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype) and kind.categories.dtype.kind == "i":
        return int(kind.categories[0])
    return None


def _nothing(at: int, rows: int) -> pd.Categorical:
    """Return a column without a value that remembers its position: a byte for each row."""
    return pd.Categorical.from_codes(np.full(rows, -1, np.int8), categories=pd.Index([at]))


def _table(batch: "pa.RecordBatch") -> "pa.Table":
    import pyarrow as pa

    return pa.Table.from_batches([batch])


def _names(path: Path, layout: Layout) -> list[str]:
    """Return the names in the header's row, none where it is cut off or odd."""
    import csv
    import io

    with path.open("rb") as stream:
        stream.seek(layout.start)
        text = stream.read(FIRST_BYTES).decode("utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter)
    try:
        names = [cell.strip() for cell in next(rows, [])]
    except csv.Error:
        return []
    return names if all(names) else []


def _choices(
    layout: Layout, width: int, columns: Sequence[int], *, one_by_one: bool = False
) -> dict:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [f"f{at}" for at in range(width)]
    wanted = [f"f{at}" for at in columns]
    return {
        "read_options": arrow_csv.ReadOptions(
            column_names=names,
            block_size=BLOCK,
            skip_rows=layout.row,
            use_threads=not one_by_one,
        ),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(wanted, pa.large_string()),
            include_columns=wanted,
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    }


def _read(
    path: Path, layout: Layout, columns: list[int], width: int, progress: Progress
) -> "pa.Table | None":
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    progress("Reading the rows", 0)
    try:
        table = arrow_csv.read_csv(str(path), **_choices(layout, width, columns))
    # A row of another width, or one longer than a block.
    except pa.ArrowInvalid:
        return None
    progress("Reading the rows", 1)
    return blank_stripped(table)


def _is_regular(path: Path, layout: Layout, progress: Progress) -> bool:
    """Tell whether a text is UTF-8 with quotes only where they open, close or double.

    Notes
    -----
    A title above the header would have to be skipped by its rows, so that it must have no breaks
    in its cells.
    """
    size = path.stat().st_size
    decoder = codecs.getincrementaldecoder("utf-8")()
    state = _Quotes(ord(layout.delimiter))
    with path.open("rb") as stream:
        if stream.read(layout.start).count(b"\n") != layout.row - 1:
            return False
        stream.seek(layout.start or (3 if _has_mark(stream) else 0))
        while piece := stream.read(PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
            if b"\0" in piece or not state.take(piece):
                return False
            progress("Looking at every byte", stream.tell() / size)
    return not decoder.getstate()[0] and state.ended()


def _has_blank_rows(table: "pa.Table") -> bool:
    """Tell whether a row holds nothing here: what else it holds decides whether it is blank."""
    import pyarrow.compute as pc

    blank = None
    for column in table.columns:
        # A column without a gap settles it.
        if not column.null_count:
            return False
        missing = pc.is_null(column)
        blank = missing if blank is None else pc.and_(blank, missing)
    return blank is not None and bool(pc.any(blank).as_py())


def _has_mark(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(3) == codecs.BOM_UTF8


class _Quotes:
    """Whether quotes are sound, piece by piece.

    Parameters
    ----------
    delimiter : int
    """

    def __init__(self, delimiter: int) -> None:
        self.edges = np.zeros(256, dtype=bool)
        self.edges[[delimiter, LINE_FEED, RETURN]] = True
        self.open = False
        self.before = LINE_FEED
        # A quote that ended a piece: what follows decides what it is.
        self.waiting = False
        self.returns = self.both = 0

    def take(self, piece: bytes) -> bool:
        """Look at one more piece; False once a quote stands where it means nothing."""
        data = np.frombuffer(piece, dtype=np.uint8)
        if returns := piece.count(b"\r"):
            self.returns += returns
            self.both += piece.count(b"\r\n")
        self.both += self.before == RETURN and data[0] == LINE_FEED
        at = np.flatnonzero(data == QUOTE)
        sound = self._sound(data, at)
        self.before = int(data[-1])
        return sound

    def ended(self) -> bool:
        """Tell whether the last quote is closed and lines end alike."""
        return not self.open and self.returns in (0, self.both)

    def _sound(self, data: np.ndarray, at: np.ndarray) -> bool:
        """Check that a quote opens behind an edge and closes before one; doubled ones are both."""
        if self.waiting and not (self.edges[data[0]] or data[0] == QUOTE):
            return False
        self.waiting = False
        if not len(at):
            return True
        opens = (np.arange(len(at)) % 2 == 0) != self.open
        before = np.where(at > 0, data[np.maximum(at - 1, 0)], self.before)
        after = data[np.minimum(at + 1, len(data) - 1)]
        last = at == len(data) - 1
        good_open = self.edges[before] | (before == QUOTE)
        good_close = self.edges[after] | (after == QUOTE) | last
        self.waiting = bool(last[-1] and not opens[-1])
        self.open ^= bool(len(at) % 2)
        return bool(np.where(opens, good_open, good_close).all())
