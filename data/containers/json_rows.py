"""JSON to a grid: answers of ACLED and UCDP, GeoJSON, a list of objects, one object a line."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice

import pandas as pd

from data.files.grid import MOST_COLUMNS, Grid, refuse

# Objects in memory take ten times their text.
LARGEST = 100 << 20
MOST_OBJECTS = 3_000_000
MOST_VALUES = 15_000_000
AT_ONCE = 20_000
DEEPEST = 3
# Where an answer keeps its rows, the likeliest first.
HOLDERS = ("data", "Result", "results", "features", "records", "rows", "items", "events", "value")
# What an answer is wrapped in, and where it keeps the names of rows that are lists.
WRAPPERS = (*HOLDERS, "result", "response", "payload", "body", "hits", "d")
NAMES = ("columns", "fields", "headers", "header", "names")
WORDS = ("error", "message", "messages", "detail", "error_description", "status")
TOTALS = ("TotalCount", "total_count", "totalCount", "total", "numberMatched", "odata.count")
# As many rows as one answer of ACLED holds at most.
ACLED_PAGE = 5000
LIST = re.compile(rb"\s*\[\s*(?:[\[\]{\"0-9.tfn-])")
OBJECT = re.compile(rb"\s*\{\s*[\"}]")
READABLE = "JSON that is whole: a list of objects, an answer with such a list, or one object a line"


def is_json(content: bytes) -> bool:
    """Tell whether a text is JSON by how it begins."""
    start = bytes(content[:200]).removeprefix(b"\xef\xbb\xbf")
    if not start.lstrip().startswith((b"{", b"[")):
        return False
    return bool(LIST.match(start) or OBJECT.match(start))


def read_json(content: bytes, *, file: str) -> Grid:
    """Read JSON as text cells under the names of its objects.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
    """
    if len(content) > LARGEST:
        allowed = f"at most {LARGEST >> 20} MB of JSON; ask the source for CSV"
        raise refuse(file, f"{len(content) >> 20} MB of JSON", allowed)
    if (
        max(content.count(b"{"), content.count(b"[")) > MOST_OBJECTS
        or content.count(b",") > MOST_VALUES
    ):
        allowed = f"at most {MOST_OBJECTS:,} objects and {MOST_VALUES:,} values; ask for CSV"
        raise refuse(file, "too many objects", allowed)
    try:
        rows, notes = _rows(_parsed(content), file)
        return _gathered(rows, file, notes)
    except UnicodeDecodeError as error:
        raise refuse(file, f"a byte that is no UTF-8 at offset {error.start}", READABLE) from None
    except json.JSONDecodeError as error:
        found = f"broken JSON (line {error.lineno}: {error.msg})"
        raise refuse(file, found, READABLE) from None
    # A number of thousands of digits, and lists in lists in lists.
    except (ValueError, RecursionError) as error:
        if type(error) not in (ValueError, RecursionError):
            raise
        raise refuse(file, "JSON nested too deeply, or a number too long", READABLE) from None


def _parsed(content: bytes) -> dict | list | Iterator[object]:
    """Parse one document, or give the objects of the lines one by one."""
    text = content.decode("utf-8-sig")
    try:
        document = json.loads(text)
        return document if isinstance(document, dict | list) else [document]
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
    return _lines(text)


def _lines(text: str) -> Iterator[object]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise json.JSONDecodeError(error.msg, "\n" * (number - 1), number - 1) from None


def _rows(
    document: dict | list | Iterator[object], file: str
) -> tuple[Iterable[object], tuple[str, ...]]:
    """Find the rows of a document, and what it says of those that it leaves out."""
    if not isinstance(document, dict | list):
        return document, ()
    if isinstance(document, list):
        return (_under_names(document) if _is_table(document) else document), ()
    for name in (*HOLDERS, *(name for name in document if name not in WORDS)):
        rows = document.get(name)
        if isinstance(rows, list) and rows and isinstance(rows[0], dict | list):
            notes = (*_left_out(document, rows), *_other_lists(document, name))
            if isinstance(rows[0], list) and (names := _names_of(document, len(rows[0]))):
                return _under_names([names, *rows]), notes
            return (_under_names(rows) if _is_table(rows) else rows), notes
    for name in WRAPPERS:
        inner = document.get(name)
        if isinstance(inner, dict) and any(_is_rows(value) for value in inner.values()):
            return _rows(inner, file)
    columns = None if set(document) <= {*WORDS, "success", "code"} else _by_columns(document)
    if columns is not None:
        return columns, ()
    if _plain(document) and not set(document) & {*WORDS, *HOLDERS}:
        return [document], ()
    raise refuse(file, _without_rows(document), "an answer with rows: look at what was asked for")


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _names_of(document: dict, width: int) -> list[str] | None:
    """Return the names that an answer gives apart from its rows, as pandas' "split" does."""
    for holder in NAMES:
        names = document.get(holder)
        if not isinstance(names, list) or len(names) != width:
            continue
        names = [name.get("name") if isinstance(name, dict) else name for name in names]
        if all(isinstance(name, str) for name in names):
            return names
    return None


def _other_lists(document: dict, taken: str) -> tuple[str, ...]:
    """Name the further lists of objects, which are not read."""
    others = {name: rows for name, rows in document.items() if name != taken and _is_rows(rows)}
    if not others:
        return ()
    caution = "" if taken in HOLDERS else "CAUTION: "
    lists = ", ".join(f'"{name}" ({len(rows):,} objects)' for name, rows in others.items())
    return (f'{caution}"{taken}" is read; other lists beside it are not: {lists}.',)


def _is_table(rows: list) -> bool:
    return len(rows) > 1 and all(isinstance(row, list) for row in rows[:2])


def _under_names(rows: list) -> Iterator[object]:
    """Give lists as objects under the names in the first one."""
    names = [str(name) for name in rows[0]]
    for row in rows[1:]:
        if isinstance(row, list) and len(row) == len(names):
            yield dict(zip(names, row, strict=True))
        else:
            yield row


def _by_columns(document: dict) -> list[dict] | None:
    """Turn columns into rows, as pandas writes them: lists, or objects keyed by the row."""
    columns = list(document.values())
    if columns and all(isinstance(column, dict) for column in columns):
        keys = list(columns[0])
        if not all(map(_plain, columns)):
            return None
        # Rows have numbers, columns have names.
        if not all(key.isdigit() for key in keys):
            return columns
        if any(list(column) != keys for column in columns):
            return None
        columns = [list(column.values()) for column in columns]
    lists = [column for column in columns if isinstance(column, list)]
    if not columns or len(lists) < len(columns) or len({len(column) for column in lists}) > 1:
        return None
    return [dict(zip(document, row, strict=True)) for row in zip(*lists, strict=True)]


def _plain(row: dict) -> bool:
    return bool(row) and not any(isinstance(value, dict | list) for value in row.values())


def _without_rows(document: dict) -> str:
    """Say what an answer without rows says itself."""
    said = next((document[word] for word in WORDS[:-1] if document.get(word)), None)
    if isinstance(said, list):
        said = said[0]
    if isinstance(said, dict):
        said = next(iter(said.values()), None)
    words = " ".join(str(said)[:200].split()) if said else ""
    return f'an answer without rows, which says "{words}"' if words else "an answer without rows"


def _left_out(document: dict, rows: list) -> tuple[str, ...]:
    """Caution about an answer that is one page of several."""
    total = next((document[name] for name in TOTALS if _is_count(document.get(name))), 0)
    if total > len(rows):
        return (
            f"CAUTION: the answer holds {len(rows):,} of {total:,} rows, one page of several: ask "
            "for the others too.",
        )
    if len(rows) == ACLED_PAGE and "event_id_cnty" in rows[0]:
        return (
            f"CAUTION: the answer holds exactly {ACLED_PAGE:,} rows, as many as one answer of "
            "ACLED's holds at most: ask for the next page too.",
        )
    return ()


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _gathered(rows: Iterable[object], file: str, notes: tuple[str, ...]) -> Grid:
    """Put objects under the names of all of them."""
    names: dict[str, None] = {}
    misfits: dict[int, str] = {}
    dropped: set[str] = set()
    pieces = []
    number, stream = 1, iter(rows)
    while batch := list(islice(stream, AT_ONCE)):
        cells = []
        for row in batch:
            number += 1
            if not isinstance(row, dict):
                misfits[number] = "no object with named values"
                continue
            flat: dict[str, str | None] = {}
            _flatten(_feature(row), "", flat, dropped, DEEPEST)
            cells.append((number, flat))
            names |= dict.fromkeys(flat)
        if len(names) > MOST_COLUMNS:
            raise refuse(file, f"{len(names):,} names", f"at most {MOST_COLUMNS:,}")
        index = pd.Index([row for row, _ in cells], dtype="int64")
        pieces.append(pd.DataFrame([flat for _, flat in cells], index, list(names), dtype="str"))
    if not names:
        raise refuse(file, "no object with named values", "at least one row")
    table = pd.concat(pieces).reindex(columns=list(names)).astype("str")
    table.columns = range(len(names))
    header = pd.DataFrame([list(names)], [1], range(len(names)), dtype="str")
    cells = pd.concat([header, table])
    cells.index.name = "row"
    if dropped:
        shown = ", ".join(sorted(dropped)[:20])
        notes = (*notes, f"Values that are lists or nested deeply are left out: {shown}.")
    return Grid(file=file, cells=cells, misfits=misfits, notes=notes)


def _feature(row: dict) -> dict:
    """Take what a GeoJSON feature says, and its point as latitude and longitude."""
    properties, shape = row.get("properties"), row.get("geometry")
    if row.get("type") != "Feature" or not isinstance(properties, dict | None):
        return row
    known = {name.lower() for name in properties or {}}
    place = {}
    if isinstance(shape, dict) and shape.get("type") == "Point":
        degrees = shape.get("coordinates")
        if isinstance(degrees, list) and len(degrees) >= 2 and not known & {"latitude", "lat"}:
            place = {"longitude": degrees[0], "latitude": degrees[1]}
    own = {"id": row["id"]} if "id" in row and "id" not in known else {}
    return own | (properties or {}) | place


def _flatten(
    row: dict, before: str, flat: dict[str, str | None], dropped: set[str], deep: int
) -> None:
    """Write values as a CSV file would hold them; those of an object in it under both names."""
    for name, value in row.items():
        key = f"{before}{name}"
        if isinstance(value, dict) and deep:
            _flatten(value, f"{key}_", flat, dropped, deep - 1)
        elif isinstance(value, list) and all(not isinstance(part, dict | list) for part in value):
            flat[key] = "; ".join(text for part in value if (text := json_text(part))) or None
        elif isinstance(value, dict | list):
            dropped.add(key)
        else:
            flat[key] = json_text(value)


def json_text(value: object) -> str | None:
    """Write a value of JSON as a CSV file would hold it; None for one that is unknown."""
    if value is None or value != value:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\0", "").strip() or None
