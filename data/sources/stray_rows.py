"""Rows of an own spreadsheet that are no events: totals, tails of check boxes, merged dates."""

import re
from dataclasses import replace

import pandas as pd

from data.readings.digits import plain_cells
from data.readings.tolls import read_tolls
from data.sources.row_account import Ledger

# The word in some languages of conflict data and of those who keep them.
TOTAL_WORD = (
    r"(?:grand|sub|overall|running|monthly|weekly|yearly)?[\s-]*(?:totals?|sum)|gesamt|summe|insgesamt"
    r"|gesamtsumme|gesamtzahl|total général|somme totale|suma|totale|totaux|totaal|summa|razem"
    r"|łącznie|ogółem|celkem|összesen|ukupno|genel toplam|toplam|итого|всего|всього|усього|разом"
    r"|σύνολο|общо|المجموع|الإجمالي|مجموع|جمع|סה[\"״]?כ|合计|总计|總計|合計|총계"
)
TOTAL = re.compile(rf"\W*(?:{TOTAL_WORD})\b.*", re.IGNORECASE)
TICKS = {"true", "false", "yes", "no", "0", "☐", "☑", "☒", "✓", "falsch", "wahr", "faux", "vrai"}
FEWEST_ALIKE = 10
# Of the rows that could be under merged cells, fewer are dates that nobody knew.
LEAST_MERGED = 0.3
FEWEST_MERGED = 2
TAIL = "no date, only a check box or a default ({})"
SUM = "a total of other rows"
# A total stands in one of the first columns, or where the place is.
FIRST_COLUMNS = 3
# Rows above a last one that may be their sum.
FEWEST_SUMMED = 4


def leave_out_stray_rows(ledger: Ledger, date: str, *, places: list[str], tolls: list[str]) -> None:
    """Leave out rows that count or continue others, and fill in dates of merged cells.

    Parameters
    ----------
    ledger : Ledger
        Its sheet gets the dates that merged cells hold for all of their rows.
    date : str
        Column of dates.
    places : list of str
        Columns of places.
    tolls : list of str
        Columns of numbers, by which a total is told from a place of that name.
    """
    first = [name for name in ledger.sheet.cells.columns[:FIRST_COLUMNS] if name not in tolls]
    _leave_out_totals(ledger, date, list(dict.fromkeys([date, *places, *first])), tolls)
    _leave_out_tail(ledger, date)
    _fill_down(ledger, date)


def _leave_out_tail(ledger: Ledger, date: str) -> None:
    cells = ledger.sheet.cells
    undated = cells[cells[date].isna() & ledger.kept]
    if undated.empty:
        return
    filled = undated.notna()
    ticks = undated.apply(lambda column: column.str.lower().isin(TICKS))
    only_ticks = (~filled | ticks).all(axis=1) & filled.any(axis=1)
    dated = cells.index[cells[date].notna()]
    behind = undated.index > (dated[-1] if len(dated) else 0)
    tail = undated.duplicated(keep=False) & behind
    # Under merged cells there are undated rows between the dates too.
    alike = tail & (len(undated) >= FEWEST_ALIKE) & bool((behind | only_ticks).all())
    stray = only_ticks | alike
    if stray.any():
        held = undated[stray].iloc[0].dropna().iloc[0]
        rows = stray.reindex(cells.index, fill_value=False)
        ledger.leave_out(rows, TAIL.format(held))


def _leave_out_totals(ledger: Ledger, date: str, columns: list[str], tolls: list[str]) -> None:
    """Leave out totals that add up or have no date; name the others."""
    cells = ledger.sheet.cells
    named = pd.Series(False, index=cells.index)
    for name in columns:
        words = [text for text in cells[name].unique() if pd.notna(text) and TOTAL.fullmatch(text)]
        named |= cells[name].isin(words)
    named &= ledger.kept
    _treat_last_sum(ledger, date, named, tolls)
    if not named.any() or named.mean() > 0.5:
        return
    counted = [name for name in cells if name != date and cells[name][named].notna().any()]
    numbers = {name: pd.to_numeric(read_tolls(cells[name]).counts) for name in counted}
    undated = ~plain_cells(cells[date]).str.contains(r"[0-9]").fillna(False).astype(bool)
    sums = named & undated
    for row in cells.index[named & ~undated]:
        sums[row] = any(_adds_up(values, row, named) for values in numbers.values())
    ledger.leave_out(sums, SUM)
    rest = named & ~sums & ledger.kept
    if rest.any():
        first = cells.index[rest][0]
        many = "1 row is" if rest.sum() == 1 else f"{int(rest.sum()):,} rows are"
        ledger.notes.append(
            f"CAUTION: {many} called a total (first row {first}) but adds up to no rows above: "
            "kept as an event, so take it out of the file if it is none."
        )


def _treat_last_sum(ledger: Ledger, date: str, named: pd.Series, tolls: list[str]) -> None:
    """Find a last row that holds the sum of all others, by whatever name.

    Without a day it is left out; with one it is kept, with a caution.
    """
    cells = ledger.sheet.cells
    rows = cells.index[ledger.kept & ~named & cells[date].notna()]
    if len(rows) <= FEWEST_SUMMED:
        return
    last, others = rows[-1], rows[:-1]
    for name in tolls:
        numbers = pd.to_numeric(read_tolls(cells[name][rows]).counts)
        above = numbers[others]
        many = (above > 0).sum() >= FEWEST_SUMMED
        if not many or numbers[last] != above.sum() or numbers[last] <= above.max():
            continue
        if plain_cells(cells.loc[[last], date]).str.contains(r"[0-9]").all():
            ledger.notes.append(
                f'CAUTION: the last row (row {last}) holds {int(numbers[last]):,} in "{name}", the '
                "sum of all rows above: kept as an event, so take it out of the file if it is a "
                "total."
            )
        else:
            ledger.leave_out(cells.index.to_series() == last, SUM)
        return


def _adds_up(values: pd.Series, row: int, named: pd.Series) -> bool:
    """Tell whether a row's number is the sum of those above, down from the last total or all."""
    if pd.isna(values[row]):
        return False
    above = values[(values.index < row) & ~named]
    if above.notna().sum() < 2:
        return False
    since = named.index[named & (named.index < row)]
    part = above[above.index > since[-1]] if len(since) else above
    return values[row] in (above.sum(), part.sum())


def _fill_down(ledger: Ledger, date: str) -> None:
    """Give the rows under a merged cell the date that the cell holds for all of them."""
    cells = ledger.sheet.cells
    column = cells[date].where(ledger.kept)
    present = column.dropna()
    below = column.isna() & ledger.kept & (cells.drop(columns=date).notna().any(axis=1))
    if len(present) < 2 or not below.any() or below.mean() < LEAST_MERGED:
        return
    starts_filled = bool(column[ledger.kept].notna().iloc[0])
    merged = int((below & ~below.shift(fill_value=False)).sum())
    # The rows of a day stand together, whether they share a cell or not.
    starts = present[present != present.shift()]
    if not starts_filled or starts.duplicated().any() or merged < FEWEST_MERGED:
        return
    filled = cells[date].where(~below, column.ffill())
    ledger.sheet = replace(ledger.sheet, cells=cells.assign(**{date: filled}))
    first = cells.index[below][0]
    ledger.notes.append(
        f'CAUTION: {int(below.sum()):,} rows have no "{date}" and take the one above (first row '
        f"{first}, {filled[first]}), as merged cells are saved: each date stands once, with the "
        "rows of its day below it."
    )
