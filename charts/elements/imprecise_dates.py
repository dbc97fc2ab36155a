"""Events whose day is not known, as lighter bars over the others: their expected counts."""

import pandas as pd

from charts.elements.legend import LIGHTER, Mark
from charts.elements.traces import bar_width, iso, plain_list
from charts.style.colours import faded
from charts.style.figure import Trace, bar


def spread_bars(
    expected: pd.Series, counts: pd.Series, *, colour: str, sign: int = 1
) -> list[Trace]:
    """Return expected counts as bars that stand on those of the counts.

    Parameters
    ----------
    expected : Series of float
        Indexed like the counts.
    counts : Series of int
    colour : str
        Of the counts' bars; these are lighter.
    sign : {1, -1}
        -1 lets the bars hang down.

    Returns
    -------
    list of Bar
        Empty where nothing is expected. The first value of each bar's ``customdata`` is its day.
    """
    some = expected[expected > 0]
    if some.empty:
        return []
    return [
        bar(
            x=iso(some.index),
            y=plain_list(sign * some.round(4)),
            base=plain_list(sign * counts[some.index]),
            customdata=[list(row) for row in zip(iso(some.index), plain_list(some), strict=True)],
            width=bar_width(counts.index),
            name=f"{counts.name}, imprecise dates",
            marker={"color": faded(colour, LIGHTER), "line": {"width": 0}},
            unselected={"marker": {"opacity": 0.45}},
            hovertemplate=(
                f"About %{{customdata[1]:.2~r}} more {counts.name} dated to a week, month or period"
                "<extra></extra>"
            ),
        )
    ]


def spread_mark(colour: str) -> Mark:
    """Explain the lighter bars."""
    return Mark(text="Imprecise dates, spread over their days", shape="light", colour=colour)
