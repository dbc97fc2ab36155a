"""How changes of a rate are told in a sentence."""

import pandas as pd

from analytics.wording import plain_number, plain_span

MOST_TOLD, LAST_TOLD = 4, 2


def count_times(times: int) -> str:
    """Write how often."""
    return {1: "once", 2: "twice"}.get(times, f"{times} times")


def tell(table: pd.DataFrame, period: str) -> str:
    """Tell the changes: "fell from 2.1 to 0.2 a day (began between 23 and 26 Nov 2023, 95 %)".

    Of more than four only the last two, for a title of ten lines is read by nobody.
    """
    if len(table) > MOST_TOLD:
        return f"at last {tell(table.iloc[-LAST_TOLD:], period)}"
    moves = [_move(row, period) for row in table.itertuples()]
    return moves[0] if len(moves) == 1 else ", ".join(moves[:-1]) + " and " + moves[-1]


def _move(row: tuple, period: str) -> str:
    verb = "rose" if row.rate_after > row.rate_before else "fell"
    rates = f"from {plain_number(row.rate_before)} to {plain_number(row.rate_after)} {period}"
    when = plain_span(row.ci_low, row.ci_high)
    if period == "a year":
        years = (row.ci_low.year, row.ci_high.year)
        when = f"in {years[0]}" if years[0] == years[1] else f"between {years[0]} and {years[1]}"
    return f"{verb} {rates} (began {when}, 95 %)"
