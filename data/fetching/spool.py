"""Rows as they come, on disk: each once, however often it was sent, and all of them hashed."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data.containers.json_rows import json_text
from data.errors import FetchError

# Memory holds a few dozen bytes of each row.
MOST_ROWS = 5_000_000


class Spool:
    """Rows of a source in a file, in the order in which they came.

    Parameters
    ----------
    folder : Path
        Of a draft; the file goes with it.
    key : str
        Column that names a row.
    stamp : str
        Column that says when the source last touched a row, which by itself changes nothing in
        it: rows that differ in it alone are the same.

    Attributes
    ----------
    again : int
        Rows that came more than once, alike each time.
    replaced : int
        Rows of which a later version came.
    """

    def __init__(self, folder: Path, key: str, stamp: str = "") -> None:
        self._path, self._key, self._stamp = folder / "rows.jsonl", key, stamp
        self._names: dict[str, None] = {}
        self._marks: list[bytes] = []
        self._place: dict[str, int] = {}
        self._gone: set[int] = set()
        self.again = self.replaced = 0
        self._path.write_bytes(b"")

    def __len__(self) -> int:
        return len(self._marks) - len(self._gone)

    def __contains__(self, key: str) -> bool:
        return key in self._place

    def keys(self) -> set[str]:
        """Give the names of all rows."""
        return set(self._place)

    def add(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows; one that was written already is not, and a later version takes its place."""
        with self._path.open("ab") as file:
            for row in rows:
                cells = {str(name): text for name, value in row.items() if (text := _cell(value))}
                self._names |= dict.fromkeys(str(name) for name in row)
                lasting = {name: text for name, text in cells.items() if name != self._stamp}
                mark, key = row_mark(lasting), cells.get(self._key, "")
                place = self._place.get(key) if key else None
                if place is not None and self._marks[place] == mark:
                    self.again += 1
                    continue
                if place is not None:
                    self._gone.add(place)
                    self.replaced += 1
                if key:
                    self._place[key] = len(self._marks)
                if len(self._marks) >= MOST_ROWS:
                    raise FetchError(f"More than {MOST_ROWS:,} rows came: ask for less.")
                self._marks.append(mark)
                file.write(json.dumps(cells, ensure_ascii=False).encode() + b"\n")

    def digest(self) -> str:
        """Return a hash of the rows, whatever their order."""
        marks = sorted(m for at, m in enumerate(self._marks) if at not in self._gone)
        return hashlib.sha256(b"".join(marks)).hexdigest()

    def write_csv(self, path: Path) -> Path:
        """Write the rows as CSV under the names of all of them."""
        names = list(self._names)
        with (
            self._path.open("rb") as rows,
            path.open("w", encoding="utf-8", newline="") as file,
        ):
            writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
            writer.writeheader()
            for at, line in enumerate(rows):
                if at not in self._gone:
                    writer.writerow(json.loads(line))
        return path


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(text for part in value if (text := json_text(part)))
    return json_text(value) or ""


def row_mark(cells: Mapping[str, str]) -> bytes:
    """Return a hash of one row; blank cells and the order of the columns do not matter."""
    text = "\x1e".join(f"{name}\x1f{cells[name]}" for name in sorted(cells))
    return hashlib.sha256(text.encode()).digest()


@dataclass(frozen=True, kw_only=True)
class Got:
    """What came of asking a source.

    Attributes
    ----------
    file : Path or None
        The rows, as a file that a reader reads; None where nothing has changed since the last.
    rows : int
    digest : str
        Hash of the rows, whatever their order.
    pages, promised : int or None
        Parts of the answer that came, and those that the source spoke of; None where it did not.
    start, end : date
        Days that the answer covers, both inclusive.
    notes : tuple of str
        What is told of it, in sentences.
    left_out : dict of str to int
        Reason = rows that came and are not kept.
    marks : dict of str to str
        What the source marks this state of its data with.
    """

    file: Path | None
    rows: int
    digest: str
    pages: int
    promised: int | None
    start: date
    end: date
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The newest download that a study has of what is asked.

    Attributes
    ----------
    entry : dict
        From the index; empty without one.
    keys : frozenset of str
        Names of its rows.
    """

    entry: Mapping[str, Any] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
