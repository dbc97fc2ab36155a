"""Daily counts of two downloads over each other: what came in later, and how far each reaches."""

import pandas as pd

from analytics.revisions.compare import VintageComparison
from analytics.wording import plain_date
from charts.chart import About, Chart, extreme
from charts.elements.traces import bars, iso, plain_list, whole_ticks
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import BODY, date_axis
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, of_events

HALF = pd.Timedelta(12, "h")
# Beside the plot's left edge, above it: one line a download.
KEY_LINE = 18


def vintages_chart(result: VintageComparison, *, look: Look, about: About | None = None) -> Chart:
    """Draw the newer counts as bars and the older ones as a line of steps over them.

    Parameters
    ----------
    result : VintageComparison
    look : Look
    about : About

    Returns
    -------
    Chart
        With the table of :func:`vintages_table`. An empty one with the result's sentence where
        neither has a day. Each bar's ``customdata[0]`` is its day.
    """
    about = about or About()
    parts = {"table": vintages_table(result), "look": look, "about": about}
    if result.daily.dropna(how="all").empty:
        return empty_chart(result, **parts)
    old, new = _whole(result.daily["old"]), _whole(result.daily["new"])
    days = result.daily.index
    fill, words = of_events(result.series, look, about.second)
    top = 1.05 * max(result.daily.max().max(), 1)
    frame = Frame(left=40, above=2 * KEY_LINE + 4, plot=look.tall(260 if look.phone else 300))
    sheet = AnnotationSheet()
    _key(sheet, result.titles, (look.colours.ink, words), frame)
    traces = [bars(new, name=result.series, colour=faded(fill, 0.6))] if len(new) else []
    for trace in traces:
        trace["hovertemplate"] = f"{result.titles[1]}: %{{customdata[1]}}<extra></extra>"
    figure = figure_of(traces + _steps(old, result.titles[0], look), _layout(days, top, look))
    span = f"{plain_date(days[0])} to {plain_date(days[-1])}"
    return finish(
        figure,
        **parts,
        title=result,
        frame=frame,
        sheet=sheet,
        subtitle=f"{result.series.capitalize()} per day, {span}",
        data_to=days[-1],
        description=_description(result, new, span),
    )


def vintages_table(result: VintageComparison) -> pd.DataFrame:
    """Return what the figure shows, one row a day.

    Parameters
    ----------
    result : VintageComparison

    Returns
    -------
    DataFrame
        ``date``, ``old``, ``new`` and ``difference``; missing where one does not cover the day.
    """
    table = result.daily.astype("Int64")
    return table.assign(difference=table["new"] - table["old"]).rename_axis("date").reset_index()


def _description(result: VintageComparison, new: pd.Series, span: str) -> str:
    shown = f"Bar and step chart of daily {result.series} in two downloads, {span}"
    return f"{shown}: {' and '.join(result.titles)}. {extreme(new, result.series)}"


def _whole(counts: pd.Series) -> pd.Series:
    return counts.dropna().astype("int64")


def _steps(old: pd.Series, title: str, look: Look) -> list[Trace]:
    """Return the older counts; the line ends where their coverage does."""
    if old.empty:
        return []
    days = pd.date_range(old.index[0], old.index[-1], freq="D")
    counts = old.reindex(days)
    return [
        scatter(
            x=iso(days),
            y=plain_list(counts),
            name=title,
            mode="lines",
            line={"shape": "hvh", "color": look.colours.ink, "width": 1.5},
            connectgaps=False,
            hovertemplate=f"{title}: %{{y}}<extra></extra>",
        )
    ]


def _key(
    sheet: AnnotationSheet, titles: tuple[str, str], colours: tuple[str, str], frame: Frame
) -> None:
    """Name both downloads over the plot, each with its mark."""
    for row, (mark, title, colour) in enumerate(
        zip(("\u2014", "\u25ae"), titles, colours, strict=True)
    ):
        text = f"<b>{mark} Data of {title}</b>"
        at = (PAD - 1 - frame.left, 2 * KEY_LINE - row * KEY_LINE)
        note(sheet, text, at=at, size=BODY, colour=colour, name="key")


def _layout(days: pd.DatetimeIndex, top: float, look: Look) -> dict[str, object]:
    return {
        "xaxis": date_axis((days[0] - HALF, days[-1] + HALF), width=look.width),
        "yaxis": whole_ticks(0, top) | {"range": [0, top]},
        "hovermode": "x unified",
        "clickmode": "event+select",
    }
