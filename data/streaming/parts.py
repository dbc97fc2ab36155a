"""The files that a path holds: one, or a folder of Parquet and delimited text, batch by batch."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from data.files.csv_columns import BLOCK
from data.files.grid import MOST_COLUMNS, refuse
from data.files.layout import FIRST_BYTES, Layout, layout_of
from data.sources.gdelt import BARE, is_bare
from data.sources.ucdp import BARE_HEADER, is_bare_ucdp

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET, GZIP = b"PAR1", b"\x1f\x8b"
# Other kinds of file begin so, or are no table at all.
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
MOST_FILES = 100_000
# Rows of Parquet at once: of a few columns some megabytes.
AT_ONCE = 1 << 19


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file of a source.

    Parameters
    ----------
    path : Path
    name : str
        Of the file below the folder that was named, for the messages.
    columns : tuple of str
    layout : Layout or None
        Of a text; None is Parquet.
    above : int
        Rows of a text above the first row of data.
    folders : dict of str to str
        Columns that the names of its folders give, as in ``country=Iraq/2016.parquet``.
    """

    path: Path
    name: str
    columns: tuple[str, ...]
    layout: Layout | None = None
    above: int = 0
    folders: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The files of a source in the order of their names, and the files beside them."""

    files: tuple[Part, ...]
    left_out: tuple[str, ...] = ()


def open_parts(path: Path) -> Parts | None:
    """Find the files that can be read batch by batch.

    Parameters
    ----------
    path : Path
        A file, or a folder, whose folders are looked into as well.

    Returns
    -------
    Parts or None
        None where a file is of another kind.

    Raises
    ------
    SourceError
        Where there is no such file, none that can be read, or two with other columns.
    """
    if not path.exists():
        raise refuse(str(path), None, "a file or a folder of this name")
    if path.is_file():
        part = _part(path, path.name, {})
        return Parts(files=(part,)) if part else None
    files, others = [], []
    for file in _below(path):
        inner = file.relative_to(path)
        named = (word.partition("=") for word in inner.parts[:-1])
        folders = {key: value for key, equals, value in named if equals}
        part = _part(file, str(inner), folders)
        if part:
            files.append(part)
        else:
            others.append(str(inner))
    if not files:
        raise refuse(str(path), "no such file", "a folder with Parquet or CSV files")
    return Parts(files=tuple(files), left_out=tuple(others))


def read_batches(part: Part, columns: Sequence[str]) -> Iterator[tuple[list["pa.Array"], int]]:
    """Give the rows of a file, a batch after the other.

    Parameters
    ----------
    part : Part
    columns : sequence of str
        Only these are read.

    Returns
    -------
    iterator of (list of Array, int)
        One array a column, text as dictionaries; and the rows of the stretch that could not be
        divided into cells.

    Raises
    ------
    SourceError
    """
    import pyarrow as pa

    inside = [name for name in columns if name not in part.folders]
    reading = _parquet_batches if part.layout is None else _text_batches
    try:
        for arrays, misfits in reading(part, inside):
            known = dict(zip(inside, arrays, strict=True))
            rows = len(arrays[0])
            for name, value in part.folders.items():
                known[name] = pa.DictionaryArray.from_arrays(
                    pa.array([0], pa.int32()).take(pa.array([0] * rows, pa.int32())), [value]
                )
            yield [known[name] for name in columns], misfits
    except (pa.ArrowException, OSError, UnicodeDecodeError, EOFError) as error:
        kind = "Parquet" if part.layout is None else "text in UTF-8, a row a line"
        found = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise refuse(part.name, f"a fault ({found})", f"{kind} that can be read") from error


def _below(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and its folders by name; those that are hidden are none."""
    found = sorted(
        file
        for file in folder.rglob("*")
        if not any(word.startswith((".", "_")) for word in file.relative_to(folder).parts)
    )
    files = [file for file in found if file.is_file()]
    if len(files) > MOST_FILES:
        raise refuse(str(folder), f"{len(files):,} files", f"at most {MOST_FILES:,}")
    yield from files


def _part(path: Path, name: str, folders: dict[str, str]) -> Part | None:
    """Return a file with its columns; None for one of another kind."""
    try:
        with path.open("rb") as stream:
            start = stream.read(len(PARQUET))
        packed = start.startswith(GZIP)
        plain = path.with_suffix("") if packed else path
        if start == PARQUET:
            return Part(path=path, name=name, columns=_parquet_columns(path, name), folders=folders)
        if plain.suffix.lower() not in TEXT_ENDINGS:
            return None
        with gzip.open(path) if packed else path.open("rb") as opened:
            first = opened.read(FIRST_BYTES)
    except (OSError, EOFError) as error:
        raise refuse(name, None, f"a file that can be read ({error})") from None
    if not first or b"\0" in first:
        return None
    layout = layout_of(first, file=name)
    names, above = _text_columns(first, layout, name)
    return Part(path=path, name=name, columns=names, layout=layout, above=above, folders=folders)


def _parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        names = tuple(parquet.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        raise refuse(name, f"broken Parquet ({type(error).__name__})", "one to be read") from error
    _check_names(names, name)
    return names


def _text_columns(first: bytes, layout: Layout, name: str) -> tuple[tuple[str, ...], int]:
    """Return the names of the columns, and how many rows stand above the data."""
    text = first[layout.start :].decode("utf-8-sig", errors="replace")
    lines = io.StringIO(text, newline="")
    if layout.quoted:
        reader = csv.reader(lines, delimiter=layout.delimiter)
    else:
        reader = csv.reader(lines, delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)
    try:
        row, second = ([cell.strip() for cell in next(reader, [])] for _ in range(2))
    except csv.Error as error:
        raise refuse(name, f"no header ({error})", "names of columns in the first row") from None
    if is_bare(row):
        return tuple(BARE[len(row)]), 0
    if is_bare_ucdp(row):
        return tuple(BARE_HEADER), 0
    _check_names(row, name)
    return tuple(row), layout.row + _is_tags(second)


def _is_tags(row: Sequence[str]) -> bool:
    """Tell whether a row holds HXL tags, which say of each column what it is."""
    return any(row) and all(not cell or cell.startswith("#") for cell in row)


def _check_names(names: Sequence[str], file: str) -> None:
    if len(names) > MOST_COLUMNS:
        raise refuse(file, f"{len(names):,} columns", f"at most {MOST_COLUMNS:,}")
    named = [name for name in names if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise refuse(file, twice, "a name used once in the header", row=1)


def _parquet_batches(part: Part, columns: list[str]) -> Iterator[tuple[list["pa.Array"], int]]:
    import pyarrow as pa
    from pyarrow import parquet

    schema = parquet.read_schema(part.path)
    texts = [
        name
        for name in columns
        if pa.types.is_string(schema.field(name).type)
        or pa.types.is_large_string(schema.field(name).type)
    ]
    # As dictionaries a text that repeats a million times is held once, and can be counted.
    with parquet.ParquetFile(part.path, read_dictionary=texts) as source:
        for batch in source.iter_batches(batch_size=AT_ONCE, columns=columns):
            yield [batch.column(name) for name in columns], 0


def _text_batches(part: Part, columns: list[str]) -> Iterator[tuple[list["pa.Array"], int]]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    layout = part.layout or Layout(delimiter=",")
    text = pa.dictionary(pa.int32(), pa.string())
    places = [part.columns.index(name) for name in columns]
    wanted = [f"f{place}" for place in places]
    misfits = [0]
    # Rows that end early, as those of GDELT do before they had an address.
    short: list[list[str | None]] = []

    def skip(row: "arrow_csv.InvalidRow") -> str:
        cells = [] if layout.quoted else row.text.split(layout.delimiter)
        if max(places) < len(cells) < len(part.columns):
            short.append([cells[place] or None for place in places])
        else:
            misfits[0] += 1
        return "skip"

    with path_stream(part.path) as stream:
        reader = arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(
                column_names=[f"f{at}" for at in range(len(part.columns))],
                block_size=BLOCK,
                skip_rows=part.above,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if layout.quoted else False,
                newlines_in_values=layout.quoted,
                invalid_row_handler=skip,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, text),
                include_columns=wanted,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
        for batch in reader:
            before, misfits[0] = misfits[0], 0
            yield [batch.column(at) for at in range(len(wanted))], before
            if short:
                rows, short[:] = [*short], []
                cells = zip(*rows, strict=True)
                yield [pa.array(column, pa.string()).dictionary_encode() for column in cells], 0
        if misfits[0]:
            yield [pa.array([], text)] * len(wanted), misfits[0]


def path_stream(path: Path) -> "pa.NativeFile":
    """Open a text file, unpacked on the way where it is a gzip."""
    import pyarrow as pa

    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
    return pa.input_stream(str(path), compression="gzip" if packed else None)
