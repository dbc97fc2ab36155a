"""The days around an event: counts, the rate before and after, and what the rate before implied."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.effects.before_after import EffectResult
from analytics.imputation.effects import PooledEffect
from analytics.rates import rate_interval
from analytics.wording import capitalised, plain_date, plain_rate
from charts.chart import About, Bars, Chart, extreme
from charts.elements.added_events import (
    ONE_DAY,
    Periods,
    added_marks,
    added_words,
    shade_periods,
    with_added,
)
from charts.elements.event_labels import arrange
from charts.elements.hover import event_words
from charts.elements.label_drawing import draw_labels, draw_list, list_entries, list_height
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.traces import plain_list, steps, whole_ticks
from charts.style.annotations import AnnotationSheet, note
from charts.style.figure import Trace, bar, figure_of, scatter
from charts.style.template import BODY, SUBTITLE
from charts.style.text_metrics import lines_of, text_width
from charts.style.theme import PAD, Frame, Look, finish, height_of, of_events

PLOT, STRIP = 260, 26
NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "label": []})


def effect_chart(
    result: EffectResult,
    *,
    context: pd.DataFrame | None = None,
    periods: Periods = (),
    look: Look,
    about: About | None = None,
) -> Chart:
    """Draw the days around an event, day 0 being its first.

    Parameters
    ----------
    result : EffectResult
    context : DataFrame, optional
        Events to draw beside it: ``date`` and ``label``.
    periods : sequence of (start, end, label)
        Stretches to shade; ``end`` is the first day after.
    look : Look
    about : About

    Returns
    -------
    Chart
        With the table of :func:`effect_table`. Each bar's ``customdata[0]`` is its day. Where there
        is no answer the bars and both rates are drawn without intervals, and the text says what an
        answer would take.
    """
    days, sheet, about, noun = (
        days_around(result),
        AnnotationSheet(),
        about or About(),
        noun_of(result),
    )
    paint = of_events(noun, look, about.second)
    top = 1.05 * float(np.nanmax([1, *days[[noun, EXPECTED[2]]].max()]))
    frame = Frame(left=20 + 7 * len(f"{top:.0f}"), plot=look.tall(PLOT))
    headline, rest = _halves(str(result))
    # Under a title that is not the finding, the finding stands whole.
    words = lines_of(
        str(result) if about.title else rest, width=look.width - 2 * PAD, size=SUBTITLE
    )
    height = height_of(words, SUBTITLE) + 8
    context = NO_EVENTS if context is None else context
    marks = [*_marks(result, days, paint, look), *added_marks(context, periods, look)]
    rows = key_rows(marks, look=look)
    frame, labelled = _other_events(sheet, context, periods, days, frame, look)
    left, above = PAD - frame.left, STRIP + labelled + len(rows) * ROW + height
    note(sheet, words, at=(left - 1, above), size=SUBTITLE, colour=look.colours.ink, name="finding")
    draw_key(sheet, rows, at=(left, above - height), look=look)
    _strip(sheet, days, frame, look, cleared=labelled > 0)
    chart = finish(
        figure_of(_traces(result, days, top, paint[0], look), _layout(result, days, top, look)),
        table=with_added(effect_table(days), context, periods),
        title=headline,
        look=look,
        about=about,
        frame=replace(frame, above=above),
        sheet=sheet,
        subtitle=f"{noun.capitalize()} per day around {plain_date(result.date)}",
        data_to=result.counts.index[-1],
        description=f"{described(days, noun=noun)} {added_words(context, periods)}".strip(),
        events=event_words(context, (days["date"].iloc[0], days["date"].iloc[-1])),
        periods=periods,
        bars=[Bars(column=noun, colour=paint[0])],
    )
    # The title is the first half of the sentence; who cannot see the figure gets all of it.
    if about.title:
        return replace(chart, found=str(result))
    return replace(chart, title=str(result))


def _other_events(
    sheet: AnnotationSheet,
    context: pd.DataFrame,
    periods: Periods,
    days: pd.DataFrame,
    frame: Frame,
    look: Look,
) -> tuple[Frame, float]:
    """Draw other events over the days, and return the room under the plot and over it."""
    half, zero = ONE_DAY / 2, days["date"].iloc[0] - days.index[0] * ONE_DAY
    span = days["date"].iloc[0] - half, days["date"].iloc[-1] + half

    def number(day: pd.Timestamp) -> float:
        return (day - zero) / ONE_DAY

    edges = [(number(first) - 0.5, number(after) - 0.5, label) for first, after, label in periods]
    shade_periods(sheet, edges, look)
    labels = arrange(context, periods, span=span, frame=frame, look=look, axis=number)
    draw_labels(sheet, labels, base=STRIP, look=look)
    columns = list_entries(labels, look=look)
    draw_list(sheet, columns, at=(PAD - frame.left, -frame.ticks - 4), look=look)
    return replace(frame, below=list_height(columns)), labels.height


def effect_table(days: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure shows, one row a day.

    Parameters
    ----------
    days : DataFrame
        From :func:`days_around`.

    Returns
    -------
    DataFrame
        ``day`` counted from the event, ``date``, ``window`` (before, left out, after), the counts
        under their name, the window's ``rate``, ``rate_low`` and ``rate_high``, and ``expected``,
        ``expected_low`` and ``expected_high`` of a single day at the rate before.
    """
    return days.reset_index().round(dict.fromkeys([*RATES, *EXPECTED], 4))


def _halves(sentence: str) -> tuple[str, str]:
    """Split the finding into both rates, and what follows from them."""
    cut = min(at for at in (sentence.find(": "), sentence.find("; ")) if at > 0)
    rest = sentence[cut + 2 :]
    return f"{sentence[:cut]}.", capitalised(rest)


def _marks(
    result: EffectResult, days: pd.DataFrame, paint: tuple[str, str], look: Look
) -> list[Mark]:
    fill, words = paint
    mean = ", mean over the dates drawn" if isinstance(result, PooledEffect) else ""
    text = f"{noun_of(result).capitalize()} per day{mean}"
    marks = [Mark(text=text, shape="up", colour=fill, text_colour=words)]
    if result.answerable:
        marks.append(Mark(text="Rate with 95 % interval", shape="step", colour=look.colours.ink))
        text = "Rate before carried on, 95 % of days"
        marks.append(Mark(text=text, shape="expected", colour=look.colours.muted))
    else:
        marks.append(Mark(text="Rate", shape="line", colour=look.colours.ink))
    if (days["window"] == "left out").any():
        marks.append(Mark(text="Days left out", shape="hatch", colour=look.colours.muted))
    if (days["window"] == UNSEEN).any():
        marks.append(Mark(text="Days not observed", shape="hatch", colour=look.colours.muted))
    return marks


def _strip(
    sheet: AnnotationSheet, days: pd.DataFrame, frame: Frame, look: Look, *, cleared: bool
) -> None:
    """Write each rate over its window, as fully as there is room for; nothing shows through it."""
    width = (look.width - frame.left - frame.right) / len(days)
    for window, where in (("before", "before"), ("after", "from day 0 on")):
        inside = days[days["window"] == window]
        rate = plain_rate(inside["rate"].iloc[0])
        for text in (f"{rate} a day {where}", f"{rate} a day", rate):
            if text_width(text, size=BODY, bold=True) + 8 <= width * len(inside):
                style = {"xref": "x", "x": (inside.index[0] + inside.index[-1]) / 2}
                style |= {"xanchor": "center", "name": "rate", "colour": look.colours.ink}
                style |= {"bgcolor": look.colours.paper} if cleared else {}
                note(sheet, f"<b>{text}</b>", at=(0, STRIP - 2), size=BODY, **style)
                break
    start = {"type": "line", "x0": -0.5, "x1": -0.5, "yref": "paper", "y0": 0, "y1": 1}
    sheet.add_shape(start | {"line": {"color": look.colours.ink, "width": 1, "dash": "dot"}})


def _traces(
    result: EffectResult, days: pd.DataFrame, top: float, fill: str, look: Look
) -> list[Trace]:
    unit, colours = f"{noun_of(result)} a day", look.colours
    after = days[days["window"] == "after"]
    traces = _left_out(days, top, look)
    if result.answerable:
        expected = f"{unit} expected at the rate before"
        days_after = _whole_days(after[EXPECTED])
        traces += steps(*days_after, dash="dot", colour=colours.muted, unit=expected)
    traces.append(_bars(result, days, fill, look))
    for window in ("before", "after"):
        inside = days.loc[days["window"] == window, RATES]
        traces += steps(*_whole_days(inside), colour=colours.ink, unit=unit)
    # Bands lie under the bars, rates over them.
    for trace in traces:
        drawn = trace["type"] == "scatter" and trace.get("line", {}).get("width")
        trace["zorder"] = 1 if trace["type"] == "bar" else 2 if drawn else 0
    return traces


def _whole_days(rates: pd.DataFrame) -> tuple[list[float], pd.DataFrame]:
    """Carry a line from the middle of the first and last day to its edge."""
    rows = [0, *range(len(rates)), len(rates) - 1]
    return [rates.index[0] - 0.5, *rates.index, rates.index[-1] + 0.5], rates.iloc[rows]


def _bars(result: EffectResult, days: pd.DataFrame, fill: str, look: Look) -> Trace:
    noun = noun_of(result)
    dates = zip(days["date"].dt.strftime("%Y-%m-%d"), map(plain_date, days["date"]), strict=True)
    left_out = (days["window"] == "left out").to_numpy()
    return bar(
        x=days.index.tolist(),
        y=plain_list(days[noun].round(2)),
        name=noun,
        marker={"color": np.where(left_out, look.colours.other, fill).tolist()},
        customdata=[list(pair) for pair in dates],
        hovertemplate=f"%{{customdata[1]}}: %{{y}} {noun}<extra></extra>",
    )


def _left_out(days: pd.DataFrame, top: float, look: Look) -> list[Trace]:
    """Hatch each run of days left out or not observed."""
    out = days.index[days["window"].isin(["left out", UNSEEN])].to_series()
    lines = {"shape": "/", "fgcolor": look.colours.other, "size": 6, "solidity": 0.15}
    return [
        scatter(
            x=[run.iloc[0] - 0.5] * 2 + [run.iloc[-1] + 0.5] * 2,
            y=[0, top, top, 0],
            mode="lines",
            name="left out",
            line={"width": 0},
            fill="toself",
            fillpattern=lines | {"bgcolor": look.colours.paper},
            hoverinfo="skip",
        )
        for _, run in out.groupby((out.diff() != 1).cumsum())
    ]


def _layout(result: EffectResult, days: pd.DataFrame, top: float, look: Look) -> dict[str, object]:
    first, last = days.index[0], days.index[-1]
    room = len(days) * 46 / look.width
    step = next((k for k in (1, 2, 7, 14, 28, 56) if k >= room), 91)
    ticks = [day for day in range(-step * 200, step * 200, step) if first <= day <= last]
    texts = {day: f"{day:+d}".replace("-", "\u2212") for day in ticks}
    texts[0] = f"0<br>{plain_date(result.date)}"
    return {
        "xaxis": {"range": [first - 0.5, last + 0.5], "tickvals": ticks}
        | {"ticktext": [texts[day] for day in ticks], "fixedrange": look.phone, "tickangle": 0},
        "yaxis": whole_ticks(0, top) | {"range": [0, top]},
        "hovermode": "x unified",
        "clickmode": "event+select",
        "barmode": "overlay",
    }


RATES = ["rate", "rate_low", "rate_high"]
EXPECTED = ["expected", "expected_low", "expected_high"]
UNSEEN = "not observed"


def noun_of(result: EffectResult) -> str:
    """Name what the result counts."""
    return str(result.counts.name or "events")


def days_around(result: EffectResult) -> pd.DataFrame:
    """Return every day from the first before to the last after, days left out included.

    Parameters
    ----------
    result : EffectResult

    Returns
    -------
    DataFrame
        Indexed by the day's number, 0 being the event's first: ``date``, ``window`` (before,
        left out, not observed, after), the counts under their name, the window's rate and its
        interval, and what the rate before implied. Intervals are missing where there is no answer.
    """
    days, windows = pd.date_range(*span_around(result), freq="D"), result.windows
    counts = result.counts.loc[days[0] : days[-1]]
    inside = [days.isin(window.index) for window in (windows.before, windows.after)]
    kinds = ["before", "after", UNSEEN]
    window = np.select([*inside, ~days.isin(counts.index)], kinds, "left out")
    rates = np.full((len(days), len(RATES)), np.nan)
    for its, counted in zip(inside, (windows.before, windows.after), strict=True):
        rates[its] = _rate(result, counted)
    expected = result.expected.reindex(days).to_numpy(float)
    if not result.answerable:
        expected = expected * np.nan
    columns = {"date": days, "window": window, noun_of(result): counts.reindex(days).array}
    columns |= dict(zip([*RATES, *EXPECTED], np.hstack([rates, expected]).T, strict=True))
    return pd.DataFrame(columns, index=pd.Index((days - result.date).days, name="day"))


def span_around(result: EffectResult) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first day before and the last day after."""
    return result.windows.before.index[0], result.windows.after.index[-1]


def _rate(result: EffectResult, days: pd.Series) -> list[float]:
    """Give the rate of a window and its interval, from the dispersion that the ratio's has."""
    rate, dispersion = float(days.mean()), result.dispersion
    if not result.answerable:
        return [rate, np.nan, np.nan]
    events, size, wider = float(days.sum()), dispersion.size, dispersion.widening
    return [rate, *rate_interval(events, len(days), size=size, inflation=wider)]


def described(days: pd.DataFrame, *, noun: str) -> str:
    """Say what a chart of these days shows, and its extreme."""
    first, last = (plain_date(days["date"].iloc[k]) for k in (0, -1))
    most = extreme(days.set_index("date")[noun], noun)
    return f"Bar chart of {noun} per day from {first} to {last}. {most}"
