"""What became of every row of a file, told alike in the terminal and on the page."""

from dataclasses import dataclass

import pandas as pd

from data.faults import Fault, count_of
from data.sources.column_names import SYNONYMS
from data.sources.outcome import Outcome
from data.tables.consistency import OUTSIDE

REJECTED_FILE = "rejected.csv"
FIRST_REJECTED = 5
# As many days outside the coverage are named; of more the first and the last.
FEW = 3
CAUTION = "CAUTION"
# What a column of an own spreadsheet can be taken for.
MAPPABLE = tuple(SYNONYMS)
UNNAMED = (
    'Figures say "Source: {}": name who gathered the rows, as credit in study.toml, before one is '
    "published."
)
DATED_TO_THE_DAY = ("day", "approx")


@dataclass(frozen=True, kw_only=True, eq=False)
class Account:
    """What :func:`account_of` returns: the outcome without the rows kept, which can be many.

    Parameters
    ----------
    sentence : str
        Rows in, kept, left out, rejected.
    left_out : dict of str to int
        Reason = rows left out for it.
    rejected : DataFrame
        ``file``, ``row`` and ``reason`` of the rows that could not be read.
    outside : DataFrame
        The same of the rows kept that are in no daily series, outside the days covered.
    notes : tuple of str
        What was derived or assumed, the coverage among it, and what is in no statistic.
    columns : tuple of (str, str, str)
        Each column of the file, what it is taken for ("" where it stays text), and a cell of it.
    first, last : str
        First and last day of the rows kept that lie in the days covered.
    stray : str
        Which rows lie outside these days; empty where a caution names them, or none does.
    changed : int
        Rows kept of which a cell became unknown, or something else than it says.
    blanked : int
        Cells that were written as a word for a blank, which none of ``changed`` is for.
    sheets : tuple of str
        Names of the file's sheets, where it has several.
    known_source : bool
        Whether the file is of a source with a codebook, no spreadsheet of somebody's own.
    """

    sentence: str
    left_out: dict[str, int]
    rejected: pd.DataFrame
    outside: pd.DataFrame
    notes: tuple[str, ...]
    columns: tuple[tuple[str, str, str], ...] = ()
    first: str = ""
    last: str = ""
    stray: str = ""
    changed: int = 0
    blanked: int = 0
    sheets: tuple[str, ...] = ()
    known_source: bool = False

    @property
    def cautions(self) -> tuple[str, ...]:
        """What has to be read before a number is believed."""
        return tuple(note for note in self.notes if note.startswith(CAUTION))

    @property
    def days(self) -> str:
        """The first and the last day, and how many rows hold a cell that was changed."""
        blanks = count_of(self.blanked, "cell", "cells")
        cells = f"{blanks} taken as a blank, and a further one" if self.blanked else "a cell"
        cells = f"{cells} changed or unknown in {self.changed:,} of the rows kept"
        stray = f"; {self.stray}" if self.stray else ""
        return f"First day {self.first}, last day {self.last}{stray}; {cells}."

    @property
    def listed(self) -> pd.DataFrame:
        """The rejected rows, and those outside the days covered, by row."""
        return with_those_outside(self.rejected, self.outside)

    @property
    def first_rejected(self) -> pd.DataFrame:
        """The first rejected rows, as many as are shown."""
        return self.rejected.head(FIRST_REJECTED)

    def tells(self, warning: Fault, rows: int) -> bool:
        """Tell whether a warning of the study, of so many rows, says what the account has said.

        The warning names rows of the study's own file, the account those of the reader's.
        """
        outside = f"{len(self.outside)} of {rows} {OUTSIDE}"
        said = "\n".join(self.cautions)
        value = warning.value or ""
        return bool(value) and (value in said or value.startswith(outside))

    def __str__(self) -> str:
        """Say it line by line."""
        lines = [self.sentence, *(f"  {note}" for note in self.cautions)]
        lines += [f"  left out {count:,}: {why}" for why, count in self.left_out.items()]
        if len(self.rejected):
            lines.append(f"  rejected {len(self.rejected):,}, listed in {REJECTED_FILE}:")
            first = self.first_rejected
            examples = zip(first["row"], first["reason"], strict=True)
            lines += [f"    row {row}: {reason}" for row, reason in examples]
            if len(self.rejected) > len(first):
                lines.append(f"    and {len(self.rejected) - len(first):,} more")
        if len(self.outside):
            many = count_of(len(self.outside), "row", "rows")
            lines.append(f"  kept {many} outside the days covered, listed in {REJECTED_FILE} too")
        others = [note for note in self.notes if note not in self.cautions]
        return "\n".join([*lines, *(f"  {note}" for note in others)])

    def preview(self) -> str:
        """Say before anything is written how the file is understood, the cautions first."""
        lines = ["Columns:"]
        for name, taken, example in self.columns:
            cell = f', such as "{example}"' if example else ", blank throughout"
            lines.append(f"  {name}: {taken or 'kept as text'}{cell}")
        return "\n".join([str(self), *lines, self.days])


def account_of(outcome: Outcome) -> Account:
    """Give the account of all rows of a file.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    Account
    """
    imprecise = int((~outcome.events["date_precision"].isin(DATED_TO_THE_DAY)).sum())
    kept = count_of(imprecise, "kept event is", "kept events are")
    caution = f"{kept} not dated to the day: drawn lighter, in no statistic"
    days = outcome.events["date"]
    covered = days.between(outcome.covered.start, outcome.covered.end)
    inside = days[covered] if covered.any() else days
    return Account(
        sentence=str(outcome),
        left_out=outcome.left_out,
        rejected=outcome.rejected,
        outside=rows_outside(outcome),
        notes=(
            *([caution] if imprecise else []),
            *outcome.notes,
            *outcome.covered.sentences,
            *([] if outcome.source.credit else [UNNAMED.format(outcome.file)]),
        ),
        columns=outcome.columns,
        first=inside.min(),
        last=inside.max(),
        stray=_stray(days[~covered & ~days.index.isin(outcome.apart)]),
        changed=outcome.changed,
        blanked=outcome.blanked,
        sheets=outcome.choices,
        known_source=outcome.format != "tabular",
    )


def rows_outside(outcome: Outcome) -> pd.DataFrame:
    """List the rows kept outside the days covered, as rejected rows are listed.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    DataFrame
        ``file``, ``row`` and ``reason``; a row is one of the file that was read.
    """
    start, end = outcome.covered.start, outcome.covered.end
    days = outcome.events["date"]
    days = days[~days.between(start, end)]
    why = f" is outside the days covered, {start} to {end}; kept, but in no daily series"
    rows = {"file": outcome.file, "row": days.index, "reason": "date: " + days.to_numpy() + why}
    table = pd.DataFrame(rows, columns=["file", "row", "reason"])
    return table.astype({"file": "str", "row": "int64", "reason": "str"})


def with_those_outside(rejected: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    """Put the rows outside the days covered among the rejected ones, by row."""
    if outside.empty:
        return rejected
    return pd.concat([rejected, outside]).sort_values("row", kind="stable", ignore_index=True)


def _stray(days: pd.Series) -> str:
    """Say which rows lie outside the days covered."""
    if days.empty:
        return ""
    named = sorted(days.unique())
    shown = ", ".join(named) if len(named) <= FEW else f"from {named[0]} to {named[-1]}"
    rows = count_of(len(days), "row lies", "rows lie")
    return f"{rows} outside the days covered: {shown}"
