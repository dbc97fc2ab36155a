"""The rows of a scan in the order that a reader asks for, each with a small line of bars."""

import numpy as np
import pandas as pd

from analytics.bar_lines import bar_lines
from analytics.errors import InvalidOption
from analytics.panel.scan import ScanResult
from analytics.panel.unit import THIN

BY_STRONGEST, BY_NEWEST, BY_LARGEST = "strongest", "newest", "largest"
ORDERS = (BY_STRONGEST, BY_NEWEST, BY_LARGEST)


def ordered_rows(result: ScanResult, order: str = BY_STRONGEST) -> pd.DataFrame:
    """Return the rows of a scan: those on a list first, those too thin to test last.

    Parameters
    ----------
    result : ScanResult
    order : {"strongest", "newest", "largest"}
        By the evidence of a change, by the date of the newest change, or by how large this one is
        at least, as its interval says.

    Returns
    -------
    DataFrame
        The table with ``bars``, the line of bars of each unit.
    """
    if order not in ORDERS:
        raise InvalidOption(f"Rows are in the order {', '.join(ORDERS)}; {order!r} is none.")
    table = result.table.assign(bars=bar_lines(result.bars))
    listed = table["firm"] | table["watch_list"]
    place = np.where(table["verdict"] == THIN, 2, np.where(listed, 0, 1))
    keys = pd.DataFrame({"place": place, "key": _key(table, order), "now": np.arange(len(table))})
    return table.iloc[keys.sort_values(list(keys), kind="stable").index].reset_index(drop=True)


def _key(table: pd.DataFrame, order: str) -> np.ndarray:
    if order == BY_STRONGEST:
        return np.zeros(len(table))
    if order == BY_NEWEST:
        days = table["changepoint"]
        return -np.where(days.isna(), -np.inf, (days - pd.Timestamp(0)) / pd.Timedelta(1, "D"))
    least = least_change(table)
    return -np.where(np.isnan(least), -np.inf, least)


def least_change(table: pd.DataFrame) -> np.ndarray:
    """Give the least change that each interval allows: how far the logarithm is from none."""
    limits = table[["change_ratio_low", "change_ratio_high"]].to_numpy(float)
    logs = np.abs(np.log(np.clip(limits, np.exp(-25.0), np.exp(25.0)))).min(axis=1)
    least = np.where((limits[:, 0] <= 1) & (limits[:, 1] >= 1), 0.0, logs)
    return np.where(np.isnan(limits).any(axis=1), np.nan, least)
