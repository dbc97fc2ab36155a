"""Cells of days, batch by batch: each becomes a number at once, or when all others are known."""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.files.arrow import text_column
from data.files.grid import refuse
from data.files.options import Options
from data.readings.blanks import WRITTEN
from data.readings.dates import ZERO_DAYS, read_days
from data.tables.cells import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    import pyarrow as pa

# A day of one reading, with a time of day at most.
ISO = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ](([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?)?)?$"
)
ISO_LENGTH = 10
EPOCH = date(1970, 1, 1).toordinal()
# Codes of cells: a day since the first of year 1; -1 a blank; below, a text to be read later.
BLANK, FIRST_TEXT = -1, -2
NO_DAY = -1
MOST_TEXTS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The days of the texts that had to wait: each an ordinal or ``NO_DAY``, and whether exact."""

    days: np.ndarray
    exact: np.ndarray
    notes: tuple[str, ...]


class DayCodes:
    """The days of a column whose cells come batch by batch.

    A text whose reading depends on the others, as 03/04/2024 does, waits until all are known.

    Parameters
    ----------
    column, file : str
        Names for the messages.
    options : Options
    """

    def __init__(self, column: str, file: str, options: Options) -> None:
        self.column, self.file, self.options = column, file, options
        self.clock_note: tuple[str, ...] = ()
        self._known: dict[str, int] = {}
        self._texts: dict[str, int] = {}

    def of(self, cells: "pa.Array") -> np.ndarray:
        """Give the code of each cell of a batch: array of int64."""
        import pyarrow as pa

        kind = cells.type
        if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            return self._of_moments(cells)
        encoded = cells if pa.types.is_dictionary(kind) else text_column(cells).dictionary_encode()
        codes = np.append(self._of_texts(encoded.dictionary), BLANK)
        places = encoded.indices.fill_null(len(codes) - 1).to_numpy(zero_copy_only=False)
        return codes[places]

    def settled(self) -> Settled:
        """Read the texts that waited, beside the days already read."""
        if not self._texts:
            return Settled(days=np.empty(0, np.int64), exact=np.empty(0, bool), notes=())
        sure = [text for text, code in self._known.items() if code > 0]
        cells = pd.Series([*self._texts, *sure], dtype="str", name=self.column)
        read = read_days(
            cells,
            order=self.options.date_order,
            file=self.file,
            clock=self.options.timezone,
            language=self.options.language,
        )
        iso = read.iso.iloc[: len(self._texts)]
        days = [NO_DAY if pd.isna(day) else date.fromisoformat(day).toordinal() for day in iso]
        precision = read.precision.iloc[: len(self._texts)]
        return Settled(
            days=np.array(days, np.int64),
            exact=precision.isna().to_numpy(),
            notes=(*read.notes, *self.clock_note),
        )

    def text_of(self, code: int) -> str:
        """Give the text that a code stands for."""
        return next(text for text, known in self._texts.items() if known == code)

    def _of_moments(self, cells: "pa.Array") -> np.ndarray:
        import pyarrow as pa

        if getattr(cells.type, "tz", None):
            note = f'The times in "{self.column}" have a zone: days are cut on the clock of UTC.'
            self.clock_note = (note,)
            cells = cells.cast(pa.timestamp(cells.type.unit))
        whole = cells.cast(pa.date32(), safe=False)
        days = whole.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
        codes = days.astype(np.int64) + EPOCH
        first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
        blank = cells.is_null().to_numpy(zero_copy_only=False)
        codes[blank | (codes < first) | (codes > last)] = BLANK
        return codes

    def _of_texts(self, texts: "pa.Array") -> np.ndarray:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not len(texts):
            return np.empty(0, np.int64)
        texts = text_column(texts)
        plain = pc.match_substring_regex(texts, ISO).fill_null(False)
        first = pc.if_else(plain, pc.utf8_slice_codeunits(texts, 0, ISO_LENGTH), texts)
        encoded = pc.fill_null(first, "").dictionary_encode()
        codes = np.array([self._code(text) for text in encoded.dictionary.to_pylist()], np.int64)
        return codes[encoded.indices.cast(pa.int64()).to_numpy(zero_copy_only=False)]

    def _code(self, text: str) -> int:
        code = self._known.get(text) or self._texts.get(text)
        if code is not None:
            return code
        if not text or text in WRITTEN:
            self._known[text] = BLANK
            return BLANK
        day = _iso_day(text)
        if day is not None:
            self._known[text] = day
            return day
        if len(self._texts) == MOST_TEXTS:
            raise refuse(
                self.file,
                f"more than {MOST_TEXTS:,} ways of writing a day",
                "days such as 2024-01-31",
                column=self.column,
            )
        self._texts[text] = FIRST_TEXT - len(self._texts)
        return self._texts[text]


def _iso_day(text: str) -> int | None:
    """Return the ordinal of a plain ISO day; None for what has to be read with the others."""
    if len(text) != ISO_LENGTH or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    if text in ZERO_DAYS:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if FIRST_YEAR <= day.year <= LAST_YEAR else None
