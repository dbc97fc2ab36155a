"""The units of a view as tables in words: at once what was counted, later what was found."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.bar_lines import stretch_of
from analytics.groups.compare import group_label
from analytics.panel.listing import bar_lines
from analytics.panel.unit import THIN
from analytics.panel.units import UnitCounts
from analytics.wording import capitalised, plain_span
from charts.tables.findings import own_evidence
from charts.tables.locale import Language

BARS_OVER, LIST, WHY = "Over its days", "List", "Why not"
CHANGED, RATIO, ITS_EVIDENCE = "Newest change", "Its ratio", "Its evidence"
EVIDENCE = "Evidence of any change, against the rest"
FIRM, WATCH, NEITHER, WAITS = "firm", "watch", "", "…"
# A year before the last days is what is usual.
USUAL_DAYS = 365


def waiting_words(units: UnitCounts, days: int, words: Language) -> pd.DataFrame:
    """Return the units with what was counted, those with the most events first.

    Parameters
    ----------
    units : UnitCounts
    days : int
        Length of "now".
    words : Language

    Returns
    -------
    DataFrame of str
        The columns that a search fills hold a sign that it is still to come.
    """
    number, totals, whole = units.numbers, units.totals, len(units.index)
    lengths = np.bincount(stretch_of(np.arange(whole), whole))
    part = number * len(lengths) + stretch_of(units.places, whole)
    bars = np.bincount(part, units.events, len(units) * len(lengths)).reshape(-1, len(lengths))
    now = units.places >= whole - days
    usual = ~now & (units.places >= whole - days - USUAL_DAYS)
    length = max(min(USUAL_DAYS, whole - days), 1)
    rates = [
        np.bincount(number[kept], units.events[kept], len(units)) / over
        for kept, over in ((now, min(days, whole)), (usual, length))
    ]
    order = np.lexsort((np.arange(len(units)), -totals))
    waiting = dict.fromkeys((LIST, CHANGED, RATIO, ITS_EVIDENCE, EVIDENCE), WAITS)
    return pd.DataFrame(
        {
            _heading(units): [group_label(units.name(at), units.label) for at in order],
            BARS_OVER: bar_lines(bars[order] / lengths),
            units.noun.capitalize(): _written(totals[order], words.count),
            "A day now": _written(rates[0][order], words.number),
            "Usual": _written(rates[1][order], words.number),
            **{name: [text] * len(order) for name, text in waiting.items()},
            WHY: [""] * len(order),
        },
        index=order,
        # Arrow's texts would be made of Python's, and made Python's again to be sent.
        dtype=object,
    )


def _written(values: np.ndarray, write: Callable[[float], str]) -> np.ndarray:
    """Write many numbers, of which most are the same few, each of these once."""
    found, places = np.unique(values, return_inverse=True)
    return np.array([write(value) for value in found], object)[places]


def unit_words(rows: pd.DataFrame, units: UnitCounts, words: Language) -> pd.DataFrame:
    """Return the rows of a scan in words.

    Parameters
    ----------
    rows : DataFrame
        As :func:`~analytics.panel.listing.ordered_rows` gives them.
    units : UnitCounts
    words : Language

    Returns
    -------
    DataFrame of str
        A cell that has no number is blank; the last one says why.
    """
    listed = np.where(rows["firm"], FIRM, np.where(rows["watch_list"], WATCH, NEITHER))
    found = rows["changepoint"].notna()
    return pd.DataFrame(
        {
            _heading(units): [group_label(unit, units.label) for unit in rows["unit"]],
            BARS_OVER: rows["bars"],
            units.noun.capitalize(): rows["events"].map(words.count),
            "A day now": rows["rate_now"].map(words.number).where(rows["rate_now"].notna(), ""),
            "Usual": rows["rate_usual"].map(words.number).where(rows["rate_usual"].notna(), ""),
            LIST: listed,
            CHANGED: [
                plain_span(low, high) if known else verdict if verdict != THIN else ""
                for low, high, known, verdict in zip(
                    rows["change_low"], rows["change_high"], found, rows["verdict"], strict=True
                )
            ],
            RATIO: [
                f"{words.ratio(value)} ({words.ratio_interval(low, high)})" if known else ""
                for value, low, high, known in zip(
                    rows["change_ratio"],
                    rows["change_ratio_low"],
                    rows["change_ratio_high"],
                    found,
                    strict=True,
                )
            ],
            ITS_EVIDENCE: [
                own_evidence(value, words) if known else ""
                for value, known in zip(rows["change_evidence"], found, strict=True)
            ],
            EVIDENCE: [
                words.odds(value) if pd.notna(value) else "" for value in rows["evidence_rest"]
            ],
            WHY: [
                f"{reason}: {could}" if reason and could else reason
                for reason, could in zip(rows["reason"], rows["could"], strict=True)
            ],
        },
        index=rows.index,
    )


def _heading(units: UnitCounts) -> str:
    return capitalised(units.divided_by)
