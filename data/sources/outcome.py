"""What came of reading a file."""

from dataclasses import dataclass

import pandas as pd

from data.faults import Fault, count_of_rows
from data.sources.coverage_hint import Covered


@dataclass(frozen=True, kw_only=True)
class SourceRules:
    """What is always true of a source, whatever the file.

    Parameters
    ----------
    name : str
        As in a sentence.
    credit : str
        Source line of every figure.
    noun : str
        What the events are, in the plural and in small letters: the series' name in sentences.
    label : str
        The same over a figure.
    caution : str
        What has to be known before the numbers are quoted.
    """

    name: str
    credit: str
    noun: str
    label: str
    caution: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """Events of a file, and the account of all its rows.

    Parameters
    ----------
    file : str
    format : str
        One of ``data.files.options.FORMATS``.
    source : Source
    rows_in : int
        Rows of data in the file; the header is none.
    events : DataFrame of str, one row per event
        Columns of a study's events as text that its loader accepts, then the source's own; the
        index is the spreadsheet row.
    extra_columns : tuple of str
        The source's own columns among them.
    left_out : dict of str to int
        Reason = rows left out for it.
    rejected : DataFrame
        ``file``, ``row`` and ``reason`` of the rows that could not be read.
    faults : tuple of Fault
        What is wrong with the cells for which rows are rejected, one for each column and remedy.
    covered : Covered
        The days that the file is taken to cover.
    notes : tuple of str
        What was derived or assumed, one sentence each, the cautions first.
    clock : str
        IANA name of the zone in which the days were cut; empty where no time told one.
    time_column : str
        Column of ``events`` with the times that were cut; empty without.
    columns : tuple of (str, str, str)
        Each column of the file, what it is taken for ("" where it stays text), and a cell of it.
    changed : int
        Rows kept of which a cell became unknown, or something else than it says.
    choices : tuple of str
        Names of the file's sheets, where it has several.
    apart : tuple of int
        Rows kept whose dates lie far from all others; a note names them.
    blanked : int
        Cells of the file that were written as a word for a blank.
    counts : tuple of str
        Columns of ``events`` that hold counts, where rows are no single events.
    assumed : tuple of str
        Columns of ``events`` that no column of the file tells: all rows have the default.
    """

    file: str
    format: str
    source: SourceRules
    rows_in: int
    events: pd.DataFrame
    extra_columns: tuple[str, ...]
    left_out: dict[str, int]
    rejected: pd.DataFrame
    faults: tuple[Fault, ...]
    covered: Covered
    notes: tuple[str, ...]
    clock: str = ""
    time_column: str = ""
    counts: tuple[str, ...] = ()
    columns: tuple[tuple[str, str, str], ...] = ()
    changed: int = 0
    choices: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    blanked: int = 0
    apart: tuple[int, ...] = ()

    @property
    def cautions(self) -> tuple[str, ...]:
        """Those of the notes that have to be read before a number is believed."""
        return tuple(note for note in self.notes if note.startswith("CAUTION"))

    @property
    def table(self) -> pd.DataFrame:
        """Rows by what became of them: verdict, reason, rows; the rows add up to ``rows_in``."""
        lines = [("kept", "", len(self.events))]
        lines += [("left out", reason, count) for reason, count in self.left_out.items()]
        lines += [("rejected", "see rejected.csv", len(self.rejected))]
        return pd.DataFrame(lines, columns=["verdict", "reason", "rows"])

    def __str__(self) -> str:
        """Say it in one sentence."""
        left = sum(self.left_out.values())
        return (
            f"{self.file}, read as {self.source.name}: {count_of_rows(self.rows_in)} in, "
            f"{len(self.events):,} kept, {left:,} left out, {len(self.rejected):,} rejected."
        )
