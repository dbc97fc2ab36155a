"""Columns that an imported file is filtered and divided by, as ``[filters]`` of its study."""

from data.sources.outcome import Outcome
from data.tables.dividing_columns import KNOWN

# Of an own spreadsheet: a column with more kinds is no question, one without repeats is a text.
MOST_KINDS, MOST_FEW = 40, 8


def example_filters(outcome: Outcome) -> dict[str, str]:
    """Choose the columns of a file that divide its rows.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    dict of str to str
        Column = label: those known by name and, of an own spreadsheet, those of few kinds.
    """
    columns = [*outcome.extra_columns, "attributed_to", "claimed_by"]
    present = [column for column in columns if column in outcome.events]
    found = {
        column: label
        for column, label in KNOWN.items()
        if column in present and outcome.events[column].nunique() > 1
    }
    if outcome.format == "tabular":
        few = [column for column in present if column not in found and _divides(outcome, column)]
        found |= {column: column.replace("_", " ").strip() for column in few[:MOST_FEW]}
    return found


def _divides(outcome: Outcome, column: str) -> bool:
    # What a cell said where it is no number, kept beside the column of numbers.
    if column.endswith("_text") and column.removesuffix("_text") in outcome.events:
        return False
    cells = outcome.events[column].dropna()
    kinds = cells.nunique()
    numbers = bool(cells.str.fullmatch(r"[-+0-9.,]*").all())
    filled, printable = 2 * len(cells) >= len(outcome.events), column.isprintable()
    return printable and filled and not numbers and 1 < kinds <= min(MOST_KINDS, len(cells) // 2)
