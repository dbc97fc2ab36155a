"""Events that are still expected of the newest days, as a light top on the bars of those listed."""

import pandas as pd

from charts.elements.added_up import link_of, middles, widths
from charts.elements.legend import TINT, Mark
from charts.elements.timeline_model import Shown
from charts.elements.traces import bar_width, iso, plain_list
from charts.style.colours import faded
from charts.style.figure import Trace, bar

STILL_EXPECTED = "Expected still to come"


def to_come_bars(shown: Shown, name: str, *, colour: str, sign: int = 1) -> list[Trace]:
    """Return what is expected of a series as bars that stand on those of what is listed.

    Parameters
    ----------
    shown : Shown
    name : str
        Of the series.
    colour : str
        Of the counts' bars; these are lighter.
    sign : {1, -1}
        -1 lets the bars hang down.

    Returns
    -------
    list of Bar
        Empty where nothing is expected. The first value of each bar's ``customdata`` is its day,
        or its first and last joined by ``..``.
    """
    expected = shown.tops(name)
    expected = expected[expected["to_come"] > 0]
    if expected.empty:
        return []
    if shown.sums:
        table = shown.sums[name].loc[expected.index]
        places = middles(table).strftime("%Y-%m-%d %H:%M").tolist()
        links = [link_of(row.start, row.end) for row in table.itertuples()]
        width = widths(table)
    else:
        places = links = iso(expected.index)
        width = [bar_width(shown.days)] * len(places)
    numbers = (expected["to_come"].round(2), expected["low"], expected["high"])
    said = (
        f"{STILL_EXPECTED}: about %{{customdata[1]:.2~r}} {name} "
        "(95 % interval %{customdata[2]:d} to %{customdata[3]:d})<extra></extra>"
    )
    return [
        bar(
            x=places,
            y=plain_list(sign * expected["to_come"].round(4)),
            base=plain_list(sign * expected["base"]),
            customdata=[list(row) for row in zip(links, *map(plain_list, numbers), strict=True)],
            width=width,
            name=f"{name}, {STILL_EXPECTED.lower()}",
            marker={"color": faded(colour, TINT), "line": {"width": 1, "color": colour}},
            unselected={"marker": {"opacity": 0.45}},
            hovertemplate=said,
        )
    ]


def to_come_columns(shown: Shown) -> pd.DataFrame:
    """Return what is expected of each series as columns beside what is listed, in its rows.

    Parameters
    ----------
    shown : Shown

    Returns
    -------
    DataFrame
        Under the name of the series and ``_to_come``, ``_to_come_low`` and ``_to_come_high``, the
        ends of the 95 % interval; without columns where nothing is expected.
    """
    parts = []
    for name in shown.to_come:
        table = shown.tops(name)
        if len(table):
            ends = {"to_come": f"{name}_to_come", "low": f"{name}_to_come_low"}
            ends |= {"high": f"{name}_to_come_high"}
            parts.append(table[list(ends)].rename(columns=ends).round(4))
    return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=pd.DatetimeIndex([]))


def to_come_mark(colour: str) -> Mark:
    """Explain the light tops."""
    return Mark(text=STILL_EXPECTED, shape="top", colour=colour)
