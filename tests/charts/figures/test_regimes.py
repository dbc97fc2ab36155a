import numpy as np
import pandas as pd
import pytest

from analytics.regimes.markov_switching import RegimeResult
from charts.figures.regimes import regimes_chart, regimes_table
from charts.style.theme import Look
from tests.helpers.figures import boxes

DAYS = pd.date_range("2023-11-01", periods=40, name="date")


def made(converged, names=("low", "high")):
    counts = pd.Series([1] * 20 + [4] * 20, DAYS, name="attacks")
    high = np.linspace(0, 1, 40)
    shares = {"low": 1 - high, "middle": high / 4, "high": high * 3 / 4}
    if len(names) == 2:
        shares = {"low": 1 - high, "high": high}
    return RegimeResult(
        counts=counts,
        converged=converged,
        supported=converged,
        reason="" if converged else "the fit did not converge",
        probabilities=pd.DataFrame(shares if converged else {}, index=DAYS),
        durations=pd.Series(10.0, index=list(names)) if converged else pd.Series(dtype=float),
    )


def test_the_probability_of_the_high_regime_is_an_area():
    figure = regimes_chart(made(True), look=Look()).figure
    area = next(trace for trace in figure.data if trace.name == "high")
    assert (area.y[0], area.y[-1]) == (0, 1)
    assert area.stackgroup
    assert figure.layout.yaxis2.range[0] == 0
    assert sum(figure.data[0].y) == 100


def test_three_regimes_stack_with_different_lines():
    figure = regimes_chart(made(True, ("low", "middle", "high")), look=Look()).figure
    areas = [trace for trace in figure.data if trace.yaxis == "y2"]
    assert [trace.name for trace in areas] == ["high", "middle"]
    assert len({trace.line.dash for trace in areas}) == 2


@pytest.mark.parametrize("width", [358, 1000])
def test_without_a_fit_a_calm_sentence_stands_there(width):
    figure = regimes_chart(made(False), look=Look(width=width)).figure
    assert not figure.data
    title = next(a.text for a in figure.layout.annotations if a.name == "title")
    assert "No regimes are shown" in title
    assert "converge" in title


def test_the_table_follows_the_fit():
    assert list(regimes_table(made(True))) == [
        *("date", "attacks", "rate", "probability_low", "probability_high")
    ]
    assert list(regimes_table(made(False))) == ["date", "attacks"]


def test_bars_of_weeks_hold_every_event_under_a_rate_as_many_times_as_high():
    chart = regimes_chart(made(True), look=Look(), unit="week")
    bars, line = chart.figure.data[0], chart.figure.data[1]
    assert bars.customdata[0][0] == "2023-11-01..2023-11-05"
    # The first week begins before the first day.
    assert [bool(shape) for shape in bars.marker.pattern.shape] == [True, *[False] * 5]
    assert list(bars.y) == [5, 7, 7, 25, 28, 28]
    assert line.y[0] == pytest.approx(7 * line.customdata[0])
    assert chart.figure.layout.yaxis.range[1] >= max(*bars.y, *line.y)
    heading = next(a.text for a in chart.figure.layout.annotations if a.name == "panel")
    assert "Attacks per week (hatched: in part)" in heading
    assert "Most attacks in one week: " in chart.description
    assert chart.table.equals(regimes_table(made(True)))
    phone = regimes_chart(made(True), look=Look(width=358), unit="month").figure
    assert all(0 <= left < right <= 358 for _, (left, _, right, _) in boxes(phone))
