"""The rows of a source counted by unit and day, batch by batch, and what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.calendar import INEXACT_WORDS
from data.files.arrow import text_column
from data.files.grid import refuse
from data.files.options import Options
from data.readings.outlying import outlying
from data.sources.outcome import SourceRules
from data.sources.values import today
from data.streaming.cells import Cells, Pairs, Places, Values, summed
from data.streaming.days import BLANK, EPOCH, FIRST_TEXT, NO_DAY, DayCodes, Settled
from data.streaming.parts import Part, Parts, open_parts, read_batches
from data.streaming.roles import Roles, find_roles
from data.tables.homonyms import is_of_places

if TYPE_CHECKING:
    import pyarrow as pa

# A cell of a unit and a day is one number: the unit, and the code of the day over its least.
DAY_BITS, LEAST_CODE = 23, 1 << 21
NAMED = 8
# What stands for no unit, however it is written.
NO_UNIT = "unknown"
# So many events, in proportion, show which days lie apart from all others.
SHOWING = 200_000
NO_DAY_WORDS = "have no day that can be read"
NO_UNIT_WORDS, MISFIT_WORDS = "name no {}", "could not be divided into cells"
APART_WORDS = "lie far from all other days"
Tell = Callable[[str, float], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class CountedRows:
    """Outcome of :func:`count_rows`.

    Attributes
    ----------
    name : str
        Of the file or folder.
    source : SourceRules
        Which source its columns are those of.
    by : tuple of str
        The columns that make the units, as the file calls them.
    keys : list of tuple of str
        Of each unit its values of these columns.
    units, days, counts : array of int64, shape (n_cells,)
        Cells with an event: the unit, the ordinal of the day, the events; by unit and day.
    first, last : int
        Ordinals of the first and last day that the source covers.
    rows : int
        Rows read.
    left_out : dict of str to int
        Reason = rows that count for nothing.
    notes : tuple of str
        How the days were read, and what was not looked at.
    """

    name: str
    source: SourceRules
    by: tuple[str, ...]
    keys: list[tuple[str, ...]]
    units: np.ndarray
    days: np.ndarray
    counts: np.ndarray
    first: int
    last: int
    rows: int
    left_out: dict[str, int]
    notes: tuple[str, ...]

    @property
    def counted(self) -> int:
        """Rows that are counted."""
        return int(self.counts.sum())


def open_rows(path: Path) -> Parts:
    """Find the files of a source that can be counted.

    Raises
    ------
    SourceError
        Where there are none, or a file is of another kind.
    """
    parts = open_parts(path)
    if parts is None:
        raise refuse(
            path.name,
            "a file of another kind",
            "Parquet or CSV, or the folder of a study, which escalation import makes of this file",
        )
    return parts


def count_rows(
    path: Path, parts: Parts, by: Sequence[str], options: Options, *, tell: Tell
) -> CountedRows:
    """Count the rows of a source by unit and day, however many there are.

    Parameters
    ----------
    path : Path
        What was named, for the messages.
    parts : Parts
    by : sequence of str
        Columns that make the units.
    options : Options
    tell : callable
        Is told what is done, and how much of it, from 0 to 1.

    Returns
    -------
    CountedRows

    Raises
    ------
    SourceError
        Where a file cannot be read, or there are more units or days than memory is for.

    Notes
    -----
    No more than a batch of rows lies in memory, and a number for each unit and day with an event.
    """
    roles = find_roles(parts.files[0], by, options)
    counting = _Counting(path, roles, options)
    sizes = [part.path.stat().st_size for part in parts.files]
    for number, part in enumerate(parts.files):
        _check_columns(part, roles)
        done = sum(sizes[:number]) / max(sum(sizes), 1)
        tell("Counting rows", done)
        columns = roles.read_from((*part.columns, *part.folders))
        for arrays, misfits in read_batches(part, columns):
            counting.add(dict(zip(columns, arrays, strict=True)), misfits)
    tell("Counting rows", 1)
    return counting.result(path.name, parts)


def _check_columns(part: Part, roles: Roles) -> None:
    there = {*part.columns, *part.folders}
    missing = [name for name in roles.columns if name not in there]
    if missing:
        raise refuse(part.name, None, f"the columns {', '.join(missing)}, as the first file has")


class _Counting:
    """What is known of the rows so far."""

    def __init__(self, path: Path, roles: Roles, options: Options) -> None:
        self.roles, file = roles, path.name
        self.days = DayCodes(roles.day, file, options)
        self.names = [Values(column, file) for column in roles.by]
        # Where the country is itself a column of the units, it tells places of one name apart.
        country = None if roles.country in roles.by else roles.country
        self.countries = Values(country, file) if country else None
        self.units = [self._of_column(names) for names in self.names]
        self.pairs = [Pairs(file) for _ in roles.by[1:]]
        self.cells = Cells(file)
        self.file, self.rows, self.misfits, self.inexact, self.blank = file, 0, 0, 0, 0

    def add(self, arrays: dict[str, "pa.Array"], misfits: int) -> None:
        """Count a batch."""
        codes = self.days.of(arrays[self.roles.day])
        self.rows += len(codes) + misfits
        self.misfits += misfits
        blank = codes == BLANK
        exact = self._exact(arrays, codes)
        units, *others = self._numbers(arrays, len(codes))
        for pairs, numbers in zip(self.pairs, others, strict=True):
            units = pairs.of(units, numbers)
        self.blank += int(blank.sum())
        self.inexact += int((~exact & ~blank).sum())
        kept = exact & ~blank
        if not kept.all():
            units, codes = units[kept], codes[kept]
        self.cells.add((units << DAY_BITS) | (codes + LEAST_CODE))

    def _of_column(self, names: Values) -> Values | Places:
        """Say what the units of a column are: its values, or places by name and country."""
        if self.countries is None or not is_of_places(names.column):
            return names
        return Places(names, self.countries)

    def _numbers(self, arrays: dict[str, "pa.Array"], rows: int) -> list[np.ndarray]:
        """Give the number of each row's value in each column of the units."""
        found = [names.of(arrays[names.column]) for names in self.names]
        if self.countries is None:
            return found
        there = arrays.get(self.countries.column)
        countries = np.zeros(rows, np.int64) if there is None else self.countries.of(there)
        return [
            units.of(numbers, countries) if isinstance(units, Places) else numbers
            for units, numbers in zip(self.units, found, strict=True)
        ]

    def _exact(self, arrays: dict[str, "pa.Array"], codes: np.ndarray) -> np.ndarray:
        """Tell which rows are dated to the day, as far as other columns than the day say it."""
        roles, exact = self.roles, np.ones(len(codes), bool)
        if roles.precision:
            texts = text_column(arrays[roles.precision]).dictionary_encode()
            known = [
                text is None or text.lower().removesuffix(".0") in roles.exact
                for text in texts.dictionary.to_pylist()
            ]
            # A blank says nothing of a doubt.
            places = texts.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
            exact &= np.array([*known, True])[places]
        if roles.last:
            last = self.days.of(arrays[roles.last])
            exact &= (last == codes) | (last == BLANK)
        return exact

    def result(self, name: str, parts: Parts) -> CountedRows:
        """Read the days that waited, and account for every row."""
        keys, counts = self.cells.total()
        units, codes = keys >> DAY_BITS, (keys & ((1 << DAY_BITS) - 1)) - LEAST_CODE
        settled = self.days.settled()
        days, exact = _read(codes, settled)
        keys_of = self._units()
        named = np.array([key is not None for key in keys_of], bool)[units]
        dated = days != NO_DAY
        reasons = {
            MISFIT_WORDS: self.misfits,
            NO_DAY_WORDS: self.blank + int(counts[~dated].sum()),
            INEXACT_WORDS: self.inexact + int(counts[dated & ~exact].sum()),
            NO_UNIT_WORDS.format(" or ".join(self.roles.by)): int(
                counts[dated & exact & ~named].sum()
            ),
        }
        kept = dated & exact & named
        if not kept.any():
            raise refuse(self.file, "no row with a day and a unit", "rows that can be counted")
        near = _near(days[kept], counts[kept])
        reasons[APART_WORDS] = int(counts[kept][~near].sum())
        units, days, counts = units[kept][near], days[kept][near], counts[kept][near]
        first, last = _covered(days, months=self.roles.months)
        found, units = _in_order(keys_of, units)
        units, days, counts = _by_cell(units, days, counts)
        return CountedRows(
            name=name,
            source=self.roles.source,
            by=self.roles.by,
            keys=found,
            units=units,
            days=days,
            counts=counts,
            first=first,
            last=last,
            rows=self.rows,
            left_out={why: many for why, many in reasons.items() if many},
            notes=(*settled.notes, *_beside(parts)),
        )

    def _units(self) -> list[tuple[str, ...] | None]:
        """Give the values of each unit by its number; None for one with a blank or unknown."""
        texts = [
            [None if text and text.casefold() == NO_UNIT else text for text in units.texts()]
            for units in self.units
        ]
        found: list[tuple[str, ...] | None] = [None if t is None else (t,) for t in texts[0]]
        for pairs, own in zip(self.pairs, texts[1:], strict=True):
            found = [_joined(found[one], own[other]) for one, other in pairs.halves()]
        return found


def _joined(key: tuple[str, ...] | None, text: str | None) -> tuple[str, ...] | None:
    return None if key is None or text is None else (*key, text)


def _read(codes: np.ndarray, settled: Settled) -> tuple[np.ndarray, np.ndarray]:
    """Give the day of each code, and whether it is a day and no month."""
    days, exact, waited = codes.copy(), np.ones(len(codes), bool), codes < BLANK
    places = FIRST_TEXT - codes[waited]
    days[waited], exact[waited] = settled.days[places], settled.exact[places]
    return days, exact


def _near(days: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Tell which cells do not lie far from all other days, as an import tells it of events."""
    found, places = np.unique(days, return_inverse=True)
    events = np.bincount(places, counts)
    shown = np.ceil(events * min(1.0, SHOWING / events.sum())).astype(np.int64)
    every = pd.Series(pd.to_datetime(np.repeat(found, shown) - EPOCH, unit="D"))
    far = outlying(every, latest=today()).to_numpy()
    first = np.append(0, np.cumsum(shown)[:-1])
    return ~far[first][places]


def _covered(days: np.ndarray, *, months: bool) -> tuple[int, int]:
    """Give the first and last day that the source covers: those of its events, or their months."""
    first, last = int(days.min()), int(days.max())
    if not months:
        return first, last
    begun, ended = date.fromordinal(first), date.fromordinal(last)
    after = (ended.replace(day=28) + timedelta(days=4)).replace(day=1)
    return begun.replace(day=1).toordinal(), after.toordinal() - 1


def _in_order(
    keys: list[tuple[str, ...] | None], units: np.ndarray
) -> tuple[list[tuple[str, ...]], np.ndarray]:
    """Give the units with an event by name, and their places in place of their numbers."""
    numbers = sorted(np.unique(units).tolist(), key=lambda number: keys[number] or ())
    # Two numbers of one name, as of a place whose country some rows do not know, are one unit.
    found = [key for number in numbers if (key := keys[number])]
    starts = np.array([at == 0 or found[at] != found[at - 1] for at in range(len(found))], bool)
    places = np.zeros(len(keys), np.int64)
    places[numbers] = np.cumsum(starts) - 1
    return [key for key, begins in zip(found, starts, strict=True) if begins], places[units]


def _by_cell(
    units: np.ndarray, days: np.ndarray, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Add up what several ways of writing a day have counted apart."""
    cells, counts = summed((units << DAY_BITS) | days, counts)
    return cells >> DAY_BITS, cells & ((1 << DAY_BITS) - 1), counts


def _beside(parts: Parts) -> list[str]:
    """Name the files of a folder that were not read."""
    many = len(parts.left_out)
    if not many:
        return []
    more = f" and {many - NAMED:,} more" if many > NAMED else ""
    return [f"Not read, being neither Parquet nor CSV: {', '.join(parts.left_out[:NAMED])}{more}."]
