"""A table of context events: what happened on a day, such as the start of a ceasefire."""

from dataclasses import dataclass

import pandas as pd

from data.faults import Fault
from data.files.grid import Sheet, refuse
from data.files.options import Options
from data.sources.column_names import find_columns
from data.sources.ids import ids
from data.sources.row_account import Ledger
from data.sources.values import constant, links, one_day

ANY_KIND = "event"


@dataclass(frozen=True, kw_only=True, eq=False)
class ContextOutcome:
    """What :func:`read_context` returns.

    Parameters
    ----------
    events : DataFrame of str, one row per event
        Columns of a study's context as text that its loader accepts.
    faults : tuple of Fault
        What is wrong with the rows that could not be read.
    notes : tuple of str
        Which column was taken for what.
    """

    events: pd.DataFrame
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_context(sheet: Sheet, options: Options) -> ContextOutcome:
    """Turn the rows of a table into context events.

    Parameters
    ----------
    sheet : Sheet
    options : Options
        ``columns`` overrides what the names tell.

    Raises
    ------
    SourceError
        Without a column of dates or of labels, with two that could be one thing, and for dates
        whose order cannot be told.
    """
    ledger = Ledger(sheet)
    found = find_columns(sheet, options, table="context")
    if "label" not in found:
        names = ", ".join(list(sheet.cells)[:30])
        allowed = f"a column of words for each event among {names}; call it label"
        raise refuse(sheet.file, None, allowed, column="label")
    cells = sheet.cells
    drawn = {
        "date": one_day(ledger, found["date"], options),
        "label": cells[found["label"]],
        "kind": cells[found["kind"]] if "kind" in found else constant(cells, ANY_KIND),
    }
    drawn["kind"] = drawn["kind"].fillna(ANY_KIND)
    ledger.reject(drawn["label"].isna(), found["label"], "words for the event")
    if "source_url" in found:
        drawn["source_url"] = links(cells[found["source_url"]])
    if "source_publisher" in found:
        drawn["source_publisher"] = cells[found["source_publisher"]]
    drawn = {"event_id": ids(ledger, found.get("event_id")), **drawn}
    return ContextOutcome(
        events=pd.DataFrame(drawn)[ledger.kept],
        faults=ledger.faults(),
        notes=tuple(f'{name} is taken from "{column}".' for name, column in found.items()),
    )
