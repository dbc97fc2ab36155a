"""Regimes: the counts with their likeliest level, and how likely each day is a high one."""

from dataclasses import replace

import pandas as pd

from analytics.regimes.markov_switching import RegimeResult
from analytics.series.units import MEAN_DAYS
from analytics.wording import plain_date, plain_rate
from charts.chart import About, Chart, extreme
from charts.elements.added_up import added_up, is_partial, most_words, unit_bars
from charts.elements.traces import bars, iso, plain_list, whole_ticks
from charts.elements.unobserved_days import unseen_traces
from charts.style.annotations import AnnotationSheet, apart, note
from charts.style.colours import faded
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import BODY, LINE, date_axis
from charts.style.text_metrics import text_width
from charts.style.theme import PAD, Frame, Look, empty_chart, finish, of_events
from data.calendar import NOT_COVERED, OBSERVED

HALF = pd.Timedelta(12, "h")
# The counts, under the line of the regimes.
FAINT = 0.55
# Shares of the plot's height: probabilities below, counts above, room for a heading between.
LOWER, UPPER = (0.0, 0.36), (0.5, 1.0)


def regimes_chart(
    result: RegimeResult, *, look: Look, about: About | None = None, unit: str = "day"
) -> Chart:
    """Draw the counts over the probability of the regimes above the lowest.

    Parameters
    ----------
    result : RegimeResult
    look : Look
    about : About
    unit : {"day", "week", "month"}
        What one bar stands for. The regimes are those of days, and so are their rates, their
        chances and the table.

    Returns
    -------
    Chart
        With the table of :func:`regimes_table`. An empty one with the result's sentence where no
        regimes are shown. Each bar's ``customdata[0]`` is its day, or its first and last.
    """
    about = about or About()
    parts = {"table": regimes_table(result), "look": look, "about": about}
    if not result.converged:
        return empty_chart(result, **parts)
    days, noun = result.counts.index, str(result.counts.name or "events")
    fill, words = of_events(noun, look, about.second)
    sums = _sums(result, unit)
    top = _top(result, sums, unit)
    texts = {name: f"{name} {plain_rate(rate)}" for name, rate in result.rates.items()}
    right = max(text_width(text, size=BODY, bold=True) for text in texts.values()) + 12
    frame = Frame(left=52, right=right, above=22, least=0.6)
    frame = replace(frame, plot=look.tall(300 if look.phone else 340))
    sheet = AnnotationSheet()
    _headings(sheet, result, _upper(noun, unit, sums, look), words, frame, look)
    _name_levels(sheet, result.rates * MEAN_DAYS[unit], texts, top, frame, look)
    return finish(
        figure_of(
            [
                *_unseen(result, top, look),
                *_counts(result, noun, fill, look, unit, sums),
                *_chances(result, look),
            ],
            _layout(result, top, look),
        ),
        **parts,
        title=result,
        frame=frame,
        sheet=sheet,
        subtitle=f"{noun.capitalize()} per {unit}, {plain_date(days[0])} to {plain_date(days[-1])}",
        data_to=days[-1],
        description=_description(result, noun, unit, sums),
    )


def regimes_table(result: RegimeResult) -> pd.DataFrame:
    """Return what the figure shows, one row a day.

    Parameters
    ----------
    result : RegimeResult

    Returns
    -------
    DataFrame
        ``date``, the counts under their name, and where regimes are shown the ``rate`` of the
        likeliest and ``probability_`` with the name of each.
    """
    table = result.counts.to_frame(str(result.counts.name or "events"))
    if result.converged:
        table["rate"] = result.levels.round(4)
        table = table.join(result.probabilities.add_prefix("probability_").round(4))
    return table.rename_axis("date").reset_index()


def _sums(result: RegimeResult, unit: str) -> pd.DataFrame | None:
    """Add the counts up to weeks or months; None where a bar is a day."""
    days = pd.DatetimeIndex(result.counts.index)
    return None if unit == "day" else added_up(result.counts, pd.date_range(*days[[0, -1]]), unit)


def _top(result: RegimeResult, sums: pd.DataFrame | None, unit: str) -> float:
    if sums is None:
        return 1.05 * max(int(result.counts.max()), 1)
    return 1.05 * max(float(sums["events"].max()), MEAN_DAYS[unit] * result.rates.max(), 1.0)


def _unseen(result: RegimeResult, top: float, look: Look) -> list[Trace]:
    """Hatch the days between that are not observed, in both panels."""
    states = result.counts.asfreq("D").isna().map({True: NOT_COVERED, False: OBSERVED})
    lower = unseen_traces(states, (0, 1), look=look)
    return [
        *unseen_traces(states, (0, top), look=look),
        *(patch | {"yaxis": "y2"} for patch in lower),
    ]


def _counts(
    result: RegimeResult,
    noun: str,
    fill: str,
    look: Look,
    unit: str,
    sums: pd.DataFrame | None,
) -> list[Trace]:
    faint = [bars(result.counts, name=noun, colour=faded(fill, FAINT))]
    levels, shown = result.levels.asfreq("D"), {}
    rate = "%{y:.2f}"
    if sums is not None:
        faint = unit_bars(sums, name=noun, colour=fill, opacity=FAINT)
        rate, shown = "%{customdata:.2f}", {"customdata": plain_list(levels)}
    level = scatter(
        x=iso(levels.index),
        y=plain_list(levels if sums is None else MEAN_DAYS[unit] * levels),
        name="rate of the likeliest regime",
        mode="lines",
        line={"shape": "hvh", "color": look.colours.ink, "width": 2},
        hovertemplate=f"{rate} a day in the likeliest regime<extra></extra>",
        **shown,
    )
    return [*faint, level]


def _chances(result: RegimeResult, look: Look) -> list[Trace]:
    """Stack the probabilities of every regime but the lowest, the highest at the bottom."""
    names = list(result.probabilities.columns[:0:-1])
    # A day that is not observed breaks the area instead of being bridged.
    chances = result.probabilities.asfreq("D")
    return [
        scatter(
            x=iso(chances.index),
            y=plain_list(chances[name].round(4)),
            yaxis="y2",
            name=name,
            mode="lines",
            stackgroup="regimes",
            line={"color": look.colours.ink, "width": 1.25, "dash": "solid" if not k else "dot"},
            fillcolor=faded(look.colours.ink, 0.3 / (k + 1)),
            hovertemplate=f"{name} regime: %{{y:.0%}}<extra></extra>",
        )
        for k, name in enumerate(names)
    ]


def _upper(noun: str, unit: str, sums: pd.DataFrame | None, look: Look) -> tuple[str, str]:
    """Say what the upper panel shows: the bars, and what stands over them."""
    over, hatched = "and the likeliest regime's rate", ""
    if sums is not None:
        times = f"{MEAN_DAYS[unit]:.3g} times"
        # A phone has no room for more; the alternative text says which are hatched.
        over = f"and {times} the rate" if look.phone else f"{over}, {times}"
        hatched = " (hatched: in part)" if is_partial(sums).any() and not look.phone else ""
    return f"{noun.capitalize()} per {unit}{hatched}", over


def _headings(
    sheet: AnnotationSheet,
    result: RegimeResult,
    above: tuple[str, str],
    words: str,
    frame: Frame,
    look: Look,
) -> None:
    """Write over each panel what it shows."""
    names = list(result.probabilities.columns[:0:-1])
    upper = f"<b>{above[0]}</b>"
    upper += f"<span style='color:{look.colours.muted}'> {above[1]}</span>"
    lower = "Probability of the " + " and, above it, the ".join(names) + " regime"
    left = PAD - 1 - frame.left
    note(sheet, upper, at=(left, 20), size=BODY, colour=words, name="panel")
    muted = look.colours.muted
    note(sheet, lower, at=(left, 22), size=BODY, colour=muted, name="panel", y=LOWER[1])


def _name_levels(
    sheet: AnnotationSheet,
    rates: pd.Series,
    texts: dict[str, str],
    top: float,
    frame: Frame,
    look: Look,
) -> None:
    """Write each regime's rate beside the plot, at its height."""
    panel = (UPPER[1] - UPPER[0]) * frame.plot
    heights = [(rate / top - 1) * panel for rate in rates]
    for name, y in zip(rates.index, apart(heights, least=BODY * LINE), strict=True):
        text, ink = f"<b>{texts[name]}</b>", look.colours.ink
        note(sheet, text, at=(6, y), size=BODY, colour=ink, x=1, yanchor="middle", name="rate")


def _layout(result: RegimeResult, top: float, look: Look) -> dict[str, object]:
    days = result.counts.index
    return {
        "xaxis": date_axis((days[0] - HALF, days[-1] + HALF), width=look.width) | {"anchor": "y2"},
        "yaxis": whole_ticks(0, top) | {"range": [0, top], "domain": list(UPPER)},
        "yaxis2": {
            "range": [0, 1.02],
            "domain": list(LOWER),
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0 %", "50 %", "100 %"],
            "fixedrange": True,
        },
        "hovermode": "x unified",
        "clickmode": "event+select",
    }


def _description(result: RegimeResult, noun: str, unit: str, sums: pd.DataFrame | None) -> str:
    most = extreme(result.counts, noun) if sums is None else most_words(sums, noun, unit)
    days, highest = result.counts.index, result.probabilities.columns[-1]
    likely = int((result.probabilities.idxmax(axis="columns") == highest).sum())
    return (
        f"Bar chart over an area chart, from {plain_date(days[0])} to {plain_date(days[-1])}: "
        f"{noun} per {unit}, and the probability of the {highest} regime, the likeliest "
        f"on {likely} of {len(days)} days. {most}"
    )
