import numpy as np
import pandas as pd
import pytest

from analytics.regimes.markov_switching import RegimeResult
from charts.figures.regimes import regimes_chart, regimes_table
from charts.style.theme import Look

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
