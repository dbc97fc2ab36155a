"""Numbers for the values of columns and for pairs of them, and events added up by number."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.files.arrow import text_column
from data.files.grid import refuse
from data.readings.blanks import without_written_blanks
from data.tables.homonyms import full_names

if TYPE_CHECKING:
    import pyarrow as pa

MOST_UNITS, MOST_CELLS, LONGEST_NAME = 1_000_000, 50_000_000, 1_000
# Counts of batches wait until so many are there, and are then added up together.
WAITING = 4_000_000
# The country of a name that no row has had yet.
NOT_MET = -1


class Values:
    """The values of a column, each with a number; 0 is a blank."""

    def __init__(self, column: str, file: str) -> None:
        self.column, self.file = column, file
        self.numbers: dict[str, int] = {}

    def of(self, cells: "pa.Array") -> np.ndarray:
        """Give the number of each cell of a batch: array of int64."""
        import pyarrow as pa

        kind = cells.type
        encoded = cells if pa.types.is_dictionary(kind) else text_column(cells).dictionary_encode()
        texts = text_column(encoded.dictionary).to_pylist() if len(encoded.dictionary) else []
        numbers = np.array([*map(self._number, texts), 0], np.int64)
        return numbers[encoded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)]

    def _number(self, text: str | None) -> int:
        if text is None:
            return 0
        known = self.numbers.get(text)
        if known is not None:
            return known
        if len(self.numbers) == MOST_UNITS:
            found = f"more than {MOST_UNITS:,} values"
            raise refuse(self.file, found, "a column of fewer", column=self.column)
        if len(text) > LONGEST_NAME:
            found = f"a cell of {len(text):,} characters"
            raise refuse(self.file, found, "a column of names", column=self.column)
        return self.numbers.setdefault(text, len(self.numbers) + 1)

    def texts(self) -> list[str | None]:
        """Give the text of each number, None for what stands for a blank."""
        cells = pd.DataFrame({self.column: pd.array([*self.numbers], dtype="str")})
        kept, _ = without_written_blanks(cells)
        known = kept[self.column].astype(object)
        return [None, *known.where(known.notna(), None)]


class Places:
    """The places of a column, each with a number: by their names, and by country as well.

    Rows of a name with the country that it had first keep the number of the name, at the cost of a
    look; those with another country have numbers above all of these.
    """

    def __init__(self, names: Values, countries: Values) -> None:
        self.names, self.countries = names, countries
        # The first country of each name, by their numbers; a blank is of none.
        self.first = np.zeros(1, np.int64)
        self.others: dict[int, int] = {}

    def of(self, names: np.ndarray, countries: np.ndarray) -> np.ndarray:
        """Give the number of the place of each row of a batch: array of int64."""
        further = len(self.names.numbers) + 1 - len(self.first)
        self.first = np.append(self.first, np.full(further, NOT_MET))
        first = self.first[names]
        if (first == countries).all():
            return names
        new = np.flatnonzero(first == NOT_MET)[::-1]
        # Of rows with one name the last that is written stands, which is the first of the batch.
        self.first[names[new]] = countries[new]
        other = np.flatnonzero((self.first[names] != countries) & (names != 0))
        if not len(other):
            return names
        found = names.copy()
        found[other] = self._of_pairs(names[other], countries[other])
        return found

    def _of_pairs(self, names: np.ndarray, countries: np.ndarray) -> np.ndarray:
        pairs, places = np.unique((names << 32) | countries, return_inverse=True)
        numbers = [
            self.others.setdefault(pair, MOST_UNITS + 1 + len(self.others))
            for pair in pairs.tolist()
        ]
        if len(self.others) > MOST_UNITS:
            found = f"more than {MOST_UNITS:,} places of a name in a further country"
            raise refuse(self.names.file, found, "a column of fewer", column=self.names.column)
        return np.array(numbers, np.int64)[places]

    def texts(self) -> list[str | None]:
        """Give the full name of each number, None for a blank; several may have one name."""
        names, countries = self.names.texts(), self.countries.texts()
        if not self.others:
            return names
        halves = [(pair >> 32, pair & 0xFFFFFFFF) for pair in self.others]
        several = {number: (number, int(self.first[number])) for number, _ in halves}
        called = full_names(
            (name, countries[country])
            for number, country in (*several.values(), *halves)
            if (name := names[number]) is not None
        )

        def full(number: int, country: int) -> str | None:
            name = names[number]
            return name if name is None else called.get((name, countries[country]), name)

        found = [full(*several[n]) if n in several else name for n, name in enumerate(names)]
        # The numbers between were given to nothing.
        between = [None] * (MOST_UNITS + 1 - len(names))
        return [*found, *between, *(full(*half) for half in halves)]


class Pairs:
    """Pairs of numbers, each with a number of its own."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.numbers: dict[int, int] = {}

    def of(self, first: np.ndarray, second: np.ndarray) -> np.ndarray:
        """Give the number of each pair of a batch: array of int64."""
        pairs, places = np.unique((first << 32) | second, return_inverse=True)
        numbers = [self.numbers.setdefault(int(p), len(self.numbers)) for p in pairs]
        if len(self.numbers) > MOST_UNITS:
            allowed = "columns that together have fewer"
            raise refuse(self.file, f"more than {MOST_UNITS:,} units", allowed, column="--by")
        return np.array(numbers, np.int64)[places]

    def halves(self) -> Iterator[tuple[int, int]]:
        """Give the two numbers of each pair, in the order of its own."""
        for pair in self.numbers:
            yield pair >> 32, pair & 0xFFFFFFFF


class Cells:
    """Events by cell, added up now and then so that each cell is held about once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.held = np.empty(0, np.int64), np.empty(0, np.int64)
        self._waiting: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, keys: np.ndarray) -> None:
        """Add an event for each key of a batch."""
        self._waiting.append(np.unique(keys, return_counts=True))
        waiting = sum(len(found) for found, _ in self._waiting)
        if waiting > max(WAITING, len(self.held[0]) // 2):
            self.total()

    def total(self) -> tuple[np.ndarray, np.ndarray]:
        """Give each cell once, in order, with its events."""
        parts = [self.held, *self._waiting]
        self._waiting = []
        self.held = summed(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
        if len(self.held[0]) > MOST_CELLS:
            found = f"more than {MOST_CELLS:,} pairs of a unit and a day"
            raise refuse(self.file, found, "fewer units, or fewer days", column="--by")
        return self.held


def summed(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add up the counts of equal keys; the keys come out in order, each once."""
    if not len(keys):
        return keys, counts
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    starts = np.flatnonzero(np.diff(keys, prepend=keys[0] - 1))
    return keys[starts], np.add.reduceat(counts, starts)
