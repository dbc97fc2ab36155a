from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from charts.elements.change_dates import arrange_strip
from charts.elements.timeline_model import Shown
from charts.style.template import BODY
from charts.style.text_metrics import text_width
from charts.style.theme import Frame, Look
from data.calendar import NOT_COVERED, OBSERVED

DAYS = pd.date_range("2023-10-17", periods=136, name="date")


def shown(*stretches: tuple[float, int]) -> Shown:
    rng = np.random.default_rng(1)
    rates = np.concatenate([np.full(days, rate) for rate, days in stretches])
    counts = pd.Series(rng.poisson(rates), DAYS[: len(rates)], name="attacks")
    return Shown(result=find_changepoints(counts))


def stood_over(strip, found: Shown, frame: Frame, look: Look) -> list:
    """Return the days over which each rate stands."""
    day = (found.span[1] - found.span[0]) / (look.width - frame.left - frame.right)
    halves = [text_width(text, size=BODY, bold=True) / 2 * day for text, *_ in strip.rates]
    return [(at - half, at + half) for (_, at, _), half in zip(strip.rates, halves, strict=True)]


@pytest.mark.parametrize("width", [358, 1000])
@pytest.mark.parametrize("first", [0, 38, 60, 64, 100])
def test_no_rate_stands_over_a_period_that_is_not_its_own(width, first):
    found, frame, look = shown((2.0, 136)), Frame(), Look(width=width)
    assert found.result.table.empty
    period = (DAYS[first], DAYS[first + 7], "Truce")
    strip = arrange_strip(found, [period], frame=frame, look=look)
    ((low, high),) = stood_over(strip, found, frame, look)
    assert high < period[0] - found.step / 2 or low > period[1] - found.step / 2


@pytest.mark.parametrize("width", [280, 358, 1000])
def test_every_rate_is_shown_that_of_a_short_lull_too(width):
    found, frame, look = shown((6.0, 60), (0.1, 9), (6.0, 67)), Frame(), Look(width=width)
    assert len(found.result.segments) == 3
    lull = found.result.segments.iloc[1]
    period = (lull.start, lull.end + found.step, "Truce")
    strip = arrange_strip(found, [period], frame=frame, look=look)
    assert len(strip.rates) == 3
    # The lull's own rate stands over the lull, whatever is shaded there.
    assert lull.start <= sorted(at for _, at, _ in strip.rates)[1] <= lull.end
    spans = stood_over(strip, found, frame, look)
    rows = [row for *_, row in strip.rates]
    for a in range(3):
        for b in range(a):
            apart = spans[a][1] < spans[b][0] or spans[b][1] < spans[a][0]
            assert apart or rows[a] != rows[b]


@pytest.mark.parametrize("width", [358, 1000])
def test_no_rate_stands_over_days_that_nobody_observed(width):
    found, frame, look = shown((2.0, 60)), Frame(), Look(width=width)
    days = pd.date_range(DAYS[0] - pd.Timedelta(days=90), periods=360, name="date")
    states = pd.Series(NOT_COVERED, days).mask(days.isin(DAYS[:60]), OBSERVED)
    found = replace(found, states=states)
    assert (found.span[0] < days[0], found.span[1] > days[-1]) == (True, True)
    strip = arrange_strip(found, [], frame=frame, look=look)
    ((text, at, _),) = strip.rates
    assert text.startswith("2.1")
    assert DAYS[0] <= at <= DAYS[59]
