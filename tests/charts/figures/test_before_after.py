import html
import re

import numpy as np
import pandas as pd
import pytest

from analytics.effects.before_after import event_effect
from charts.figures.before_after import effect_chart
from charts.style.colours import COLOURS
from charts.style.text_metrics import text_width
from charts.style.theme import Look

DAYS = pd.date_range("2023-10-17", "2024-02-29", name="date")
EVENT = pd.Timestamp("2023-12-01")


@pytest.fixture(scope="module")
def counts():
    rng = np.random.default_rng(2)
    rates = np.where(DAYS < EVENT, 3.0, 0.6)
    return pd.Series(rng.poisson(rates), DAYS, name="attacks")


def bar(figure):
    return next(trace for trace in figure.data if trace.type == "bar")


def named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def words(figure, name):
    found = [a.text for a in figure.layout.annotations if a.name == name]
    return html.unescape(re.sub("<[^>]*>", " ", " ".join(found)))


def test_bars_run_from_the_first_day_before_to_the_last_after(counts):
    trace = bar(effect_chart(event_effect(counts, EVENT, before=14, after=21), look=Look()).figure)
    assert list(trace.x) == list(range(-14, 21))
    assert list(trace.y) == counts["2023-11-17":"2023-12-21"].tolist()
    assert trace.customdata[14] == ["2023-12-01", "1 Dec 2023"]


def test_both_rates_are_level_and_reach_the_edges_of_their_days(counts):
    result = event_effect(counts, EVENT)
    before, after = named(effect_chart(result, look=Look()).figure, "rate")
    assert (before.x[0], before.x[-1], after.x[0], after.x[-1]) == (-28.5, -0.5, -0.5, 27.5)
    assert set(before.y) == {result.rate_before}
    assert set(after.y) == {result.rate_after}
    rate, low, high = before.customdata[0]
    assert 0 < low < rate < high


def test_what_the_rate_before_implied_is_carried_on(counts):
    result = event_effect(counts, EVENT)
    (expected,) = named(effect_chart(result, look=Look()).figure, "expected")
    assert list(expected.y[1:-1]) == pytest.approx(result.expected["expected"].tolist())
    assert expected.line.dash == "dot"


def test_days_left_out_are_hatched_and_grey(counts):
    figure = effect_chart(event_effect(counts, EVENT, gap=3), look=Look()).figure
    (hatch,) = named(figure, "left out")
    assert (min(hatch.x), max(hatch.x)) == (-3.5, -0.5)
    assert hatch.fillpattern.shape == "/"
    colours = dict(zip(bar(figure).x, bar(figure).marker.color, strict=True))
    assert {colours[day] for day in (-3, -2, -1)} == {COLOURS[False].other}
    assert {colours[day] for day in (-4, 0)} == {COLOURS[False].events}
    assert "Days left out" in words(figure, "key")


def test_a_period_leaves_days_out_before_it_alone(counts):
    result = event_effect(counts, "2023-11-24", until="2023-12-10", gap=2)
    hatches = named(effect_chart(result, look=Look()).figure, "left out")
    assert [(min(h.x), max(h.x)) for h in hatches] == [(-2.5, -0.5)]


def test_without_an_answer_the_bars_stay_and_the_text_says_why(counts):
    result = event_effect(counts, EVENT, before=4, after=4)
    figure = effect_chart(result, look=Look(width=358)).figure
    assert not result.answerable
    assert len(bar(figure).y) == 8
    assert not named(figure, "expected")
    assert "cannot be answered" in words(figure, "finding")
    assert effect_chart(result, look=Look()).table["rate_low"].isna().all()


def test_title_and_text_together_are_the_finding(counts):
    result = event_effect(counts, EVENT)
    chart = effect_chart(result, look=Look())
    figure = chart.figure
    said = re.sub(r"\W+", " ", f"{words(figure, 'title')} {words(figure, 'finding')}")
    assert said.lower().strip() == re.sub(r"\W+", " ", str(result)).lower().strip()
    assert str(result) in chart.alt


def test_the_count_axis_starts_at_zero_with_whole_ticks(counts):
    axis = effect_chart(event_effect(counts, EVENT), look=Look()).figure.layout.yaxis
    assert axis.range[0] == 0
    assert axis.range[1] > counts.max()
    assert all(value == int(value) for value in axis.tickvals)


def test_day_zero_carries_its_date(counts):
    axis = effect_chart(event_effect(counts, EVENT), look=Look()).figure.layout.xaxis
    ticks = dict(zip(axis.tickvals, axis.ticktext, strict=True))
    assert ticks[0] == "0<br>1 Dec 2023"
    assert ticks[-7] == "\u22127"
    assert ticks[7] == "+7"


@pytest.mark.parametrize("width", [320, 358, 700, 1100])
@pytest.mark.parametrize("days", [(1, 1), (28, 28), (40, 5), (366, 366)])
def test_rates_have_room_over_their_days(counts, width, days):
    result = event_effect(counts, EVENT, before=days[0], after=days[1])
    figure = effect_chart(result, look=Look(width=width)).figure
    low, high = figure.layout.xaxis.range
    pixels = (width - figure.layout.margin.l - figure.layout.margin.r) / (high - low)
    boxes = []
    for a in figure.layout.annotations:
        if a.name == "rate":
            half = text_width(a.text[3:-4], size=a.font.size, bold=True) / 2
            boxes.append(((a.x - low) * pixels - half, (a.x - low) * pixels + half))
    assert all(left >= 0 and right <= (high - low) * pixels for left, right in boxes)
    assert all(b[0] > a[1] for a, b in zip(boxes, boxes[1:], strict=False))


def test_strikes_are_blue(counts):
    figure = effect_chart(
        event_effect(counts.rename("strikes"), EVENT), look=Look(dark=True)
    ).figure
    assert set(bar(figure).marker.color) == {COLOURS[True].strikes}


def test_no_events_at_all(counts):
    chart = effect_chart(event_effect(counts * 0, EVENT), look=Look())
    figure = chart.figure
    assert "No attacks" in chart.alt
    assert figure.layout.yaxis.range[1] > 1


def test_the_table_has_every_day_with_its_window(counts):
    result = event_effect(counts, EVENT, before=10, after=10, gap=2)
    table = effect_chart(result, look=Look()).table
    assert table["day"].tolist() == list(range(-12, 10))
    assert table["window"].value_counts().to_dict() == {"before": 10, "after": 10, "left out": 2}
    assert table.loc[table["window"] == "left out", "rate"].isna().all()
    assert table["attacks"].sum() == counts["2023-11-19":"2023-12-10"].sum()
