"""Tables as CSV that a spreadsheet opens without running anything."""

import pandas as pd

from charts.chart import Chart

# What a spreadsheet takes for the start of a formula or of a command.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV whose texts a spreadsheet cannot be tricked into executing.

    Parameters
    ----------
    table : DataFrame
        Numbers stay numbers, negative ones included; days are ISO; a blank is unknown.

    Returns
    -------
    str
        With a header row, lines ending in CR LF as RFC 4180 asks, and a byte order mark, which
        Excel needs to read accents and pandas' ``utf-8-sig`` and R take off.
    """
    safe = table.copy()
    safe.columns = [_harmless(name) for name in safe.columns]
    for number, dtype in enumerate(safe.dtypes):
        if pd.api.types.is_datetime64_any_dtype(dtype):
            safe.isetitem(number, safe.iloc[:, number].dt.strftime("%Y-%m-%d"))
        elif not pd.api.types.is_numeric_dtype(dtype):
            safe.isetitem(number, safe.iloc[:, number].map(_harmless, na_action="ignore"))
    return "\ufeff" + safe.to_csv(index=False, lineterminator="\r\n")


def chart_csv(chart: Chart) -> str:
    """Write the data of a chart as CSV; a reader's own title and note stand in columns of theirs.

    Parameters
    ----------
    chart : Chart
    """
    own = {"title": chart.title if chart.found else "", "note": chart.note}
    return safe_csv(chart.table.assign(**{name: text for name, text in own.items() if text}))


def _harmless(value: object) -> object:
    """Put an apostrophe before a text that starts like a formula."""
    if isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS):
        return f"'{value}"
    return value
