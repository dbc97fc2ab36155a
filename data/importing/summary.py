"""What became of every row of a file, told alike in the terminal and on the page."""

from dataclasses import dataclass

import pandas as pd

from data.sources.outcome import Outcome

REJECTED_FILE = "rejected.csv"
FIRST_REJECTED = 5
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
    notes : tuple of str
        What was derived or assumed, the coverage among it, and what is in no statistic.
    """

    sentence: str
    left_out: dict[str, int]
    rejected: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def first_rejected(self) -> pd.DataFrame:
        """The first rejected rows, as many as are shown."""
        return self.rejected.head(FIRST_REJECTED)

    def __str__(self) -> str:
        """Say it line by line."""
        lines = [self.sentence]
        lines += [f"  left out {count:,}: {why}" for why, count in self.left_out.items()]
        if len(self.rejected):
            lines.append(f"  rejected {len(self.rejected):,}, listed in {REJECTED_FILE}:")
            first = self.first_rejected
            examples = zip(first["row"], first["reason"], strict=True)
            lines += [f"    row {row}: {reason}" for row, reason in examples]
            if len(self.rejected) > len(first):
                lines.append(f"    and {len(self.rejected) - len(first):,} more")
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])


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
    caution = f"{imprecise:,} kept events are not dated to the day: drawn lighter, in no statistic"
    return Account(
        sentence=str(outcome),
        left_out=outcome.left_out,
        rejected=outcome.rejected,
        notes=(*([caution] if imprecise else []), *outcome.notes, *outcome.covered.sentences),
    )
