"""Daily counts of two downloads over each other: what came in later, and how far each reaches."""

import pandas as pd

from analytics.revisions.compare import VintageComparison
from analytics.series.units import first_days, whole_days
from analytics.wording import plain_date
from charts.chart import About, Chart, extreme
from charts.elements.added_up import added_up, most_words, unit_bars
from charts.elements.traces import bars, iso, plain_list, whole_ticks
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import BODY, date_axis
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, of_events

HALF = pd.Timedelta(12, "h")
# The newer counts, under the line of the older.
FAINT = 0.6
# Beside the plot's left edge, above it: one line a download.
KEY_LINE = 18


def vintages_chart(
    result: VintageComparison, *, look: Look, about: About | None = None, unit: str = "day"
) -> Chart:
    """Draw the newer counts as bars and the older ones as a line of steps over them.

    Parameters
    ----------
    result : VintageComparison
    look : Look
    about : About
    unit : {"day", "week", "month"}
        What one bar stands for, and one step of the line, which covers the days that it holds.

    Returns
    -------
    Chart
        With the table of :func:`vintages_table`. An empty one with the result's sentence where
        neither has a day. Each bar's ``customdata[0]`` is its day, or its first and last.
    """
    about = about or About()
    parts = {"table": vintages_table(result, unit), "look": look, "about": about}
    if result.daily.dropna(how="all").empty:
        return empty_chart(result, **parts)
    old, new = _whole(result.daily["old"]), _whole(result.daily["new"])
    days = result.daily.index
    fill, words = of_events(result.series, look, about.second)
    both = [_sums(counts, days, unit) for counts in (old, new)]
    highest = [table["events"].max() for table in both if table is not None]
    top = 1.05 * max(float(max(highest)) if highest else result.daily.max().max(), 1)
    frame = Frame(left=40, above=2 * KEY_LINE + 4, plot=look.tall(260 if look.phone else 300))
    sheet = AnnotationSheet()
    _key(sheet, result.titles, (look.colours.ink, words), frame)
    which = "" if both[1] is None else ", %{customdata[2]}"
    traces = [bars(new, name=result.series, colour=faded(fill, FAINT))] if len(new) else []
    if both[1] is not None:
        traces = unit_bars(both[1], name=result.series, colour=fill, opacity=FAINT)
    for trace in traces:
        trace["hovertemplate"] = f"{result.titles[1]}: %{{customdata[1]}}{which}<extra></extra>"
    title = result.titles[0]
    line = _steps(old, title, look) if unit == "day" else _unit_steps(old, unit, title, look)
    figure = figure_of(traces + line, _layout(days, top, look))
    span = f"{plain_date(days[0])} to {plain_date(days[-1])}"
    return finish(
        figure,
        **parts,
        title=result.brief,
        frame=frame,
        sheet=sheet,
        subtitle=f"{result.series.capitalize()} per {unit}, {span}",
        data_to=days[-1],
        description=_description(result, new, span, unit, both[1]),
    )


def _sums(counts: pd.Series, days: pd.Index, unit: str) -> pd.DataFrame | None:
    """Add counts up to weeks or months; None where a bar is a day, or there is nothing to add."""
    if unit == "day" or counts.empty:
        return None
    return added_up(counts, pd.date_range(days[0], days[-1]), unit)


def vintages_table(result: VintageComparison, unit: str = "day") -> pd.DataFrame:
    """Return what the figure shows, one row a day, week or month.

    Parameters
    ----------
    result : VintageComparison
    unit : {"day", "week", "month"}

    Returns
    -------
    DataFrame
        ``date``, ``old``, ``new`` and ``difference``; missing where one does not cover the day.
        Of weeks and months ``date`` is the first day, ``old_days_observed`` and
        ``new_days_observed`` of ``of_days`` are those that each covers, and there is a difference
        only where both cover as many.
    """
    if unit != "day":
        return _unit_table(result, unit)
    table = result.daily.astype("Int64")
    return table.assign(difference=table["new"] - table["old"]).rename_axis("date").reset_index()


def _unit_table(result: VintageComparison, unit: str) -> pd.DataFrame:
    days = pd.date_range(result.daily.index[0], result.daily.index[-1])
    sums = {name: added_up(_whole(result.daily[name]), days, unit) for name in ("old", "new")}
    table = pd.DataFrame({name: one["events"] for name, one in sums.items()})
    seen = {f"{name}_days_observed": one["days_observed"] for name, one in sums.items()}
    alike = seen["old_days_observed"] == seen["new_days_observed"]
    table["difference"] = (table["new"] - table["old"]).where(alike)
    table = table.assign(**seen, of_days=sums["new"]["days"])
    return table.rename_axis("date").reset_index()


def _description(
    result: VintageComparison, new: pd.Series, span: str, unit: str, sums: pd.DataFrame | None
) -> str:
    each = {"day": "daily", "week": "weekly", "month": "monthly"}[unit]
    shown = f"Bar and step chart of {each} {result.series} in two downloads, {span}"
    name = result.series
    most = extreme(new, name) if sums is None else most_words(sums, name, unit)
    return f"{shown}: {' and '.join(result.titles)}. {most}"


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


def _unit_steps(old: pd.Series, unit: str, title: str, look: Look) -> list[Trace]:
    """Return the older sums, each over the days of its week or month that the download holds."""
    if old.empty:
        return []
    firsts = first_days(pd.DatetimeIndex(old.index), unit)
    held = old.index.to_series().groupby(firsts).agg(["min", "max", "size"])
    held = held.assign(events=old.groupby(firsts).sum())
    held["days"] = whole_days(pd.DatetimeIndex(held.index), unit)
    places: list[pd.Timestamp | None] = []
    heights: list[int | None] = []
    said: list[list[str]] = []
    before = old.index[0]
    for low, high, number, events, days in held.itertuples(index=False):
        if low - before > pd.Timedelta(1, "D"):
            # Between them lie days that the download does not cover.
            places, heights, said = [*places, None], [*heights, None], [*said, [""]]
        places += [low - HALF, high + HALF]
        heights += [int(events)] * 2
        said += [[f"{number} of {days} days"]] * 2
        before = high
    return [
        scatter(
            x=[place and f"{place:%Y-%m-%d %H:%M}" for place in places],
            y=heights,
            customdata=said,
            name=title,
            mode="lines",
            line={"color": look.colours.ink, "width": 1.5},
            connectgaps=False,
            hovertemplate=f"{title}: %{{y}}, %{{customdata[0]}}<extra></extra>",
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
