"""Labels of context events as they are drawn, in pixels of the figure."""

import html
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from charts.figures.timeline import timeline_chart
from charts.style.text_metrics import text_width
from charts.style.theme import Look

DAYS = pd.date_range("2023-10-17", "2024-02-29", name="date")
DRAWN = ("label", "marker", "list", "key", "rate", "title", "subtitle", "source")
WEEK = [f"2023-12-{4 + k % 7:02d}" for k in range(40)]
EVERY_THIRD_DAY = [f"{day:%Y-%m-%d}" for day in DAYS[2:122:3]]
SAME_DAY = ["2024-02-29"] * 40


@pytest.fixture(scope="module")
def result():
    rng = np.random.default_rng(3)
    rates = np.where(DAYS < "2023-12-05", 3.0, 1.0)
    return find_changepoints(pd.Series(rng.poisson(rates), DAYS, name="attacks"))


def draw(result, dates, width):
    labels = [f"Event number {k} with a label of usual length" for k in range(len(dates))]
    return timeline_chart(
        result,
        below=None,
        context=pd.DataFrame({"date": pd.to_datetime(dates), "label": labels}),
        periods=[(pd.Timestamp("2023-12-05"), pd.Timestamp("2023-12-08"), "Pause")],
        smooth=None,
        look=Look(width=width),
    ).figure


def box(figure, note):
    """Return left, top, right and bottom of a text as Plotly places it."""
    margin, (low, high) = figure.layout.margin, pd.to_datetime(figure.layout.xaxis.range)
    wide = figure.layout.width - margin.l - margin.r
    tall = figure.layout.height - margin.t - margin.b
    lines = [html.unescape(re.sub("<[^>]*>", "", line)) for line in note.text.split("<br>")]
    bold = note.text.startswith("<b>")
    width = note.width or max(text_width(x, size=note.font.size, bold=bold) for x in lines)
    height = note.height or len(lines) * note.font.size * 1.3
    share = note.x if note.xref == "paper" else (pd.Timestamp(note.x) - low) / (high - low)
    x = margin.l + share * wide + (note.xshift or 0)
    x -= width * {"left": 0, "center": 0.5, "right": 1}[note.xanchor]
    y = margin.t + (1 - note.y) * tall - (note.yshift or 0)
    y -= height * {"top": 0, "middle": 0.5, "bottom": 1}[note.yanchor]
    return x, y, x + width, y + height


@pytest.mark.parametrize("width", [320, 358, 700, 1100])
@pytest.mark.parametrize("dates", [WEEK, EVERY_THIRD_DAY, SAME_DAY], ids=["week", "even", "day"])
def test_forty_events_cover_neither_each_other_nor_anything_else(result, dates, width):
    figure = draw(result, dates, width)
    boxes = [(a.name, box(figure, a)) for a in figure.layout.annotations if a.name in DRAWN]
    for name, (left, top, right, bottom) in boxes:
        assert left >= 0, name
        assert top >= 0, name
        assert right <= width, name
        assert bottom <= figure.layout.height, name
    for (one, a), (other, b) in combinations(boxes, 2):
        # Line boxes are taller than letters: two of them may touch.
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 2 or b[3] <= a[1] + 2
        assert apart, (one, a, other, b)


@pytest.mark.parametrize("width", [358, 1100])
def test_labels_stand_above_the_plot(result, width):
    figure = draw(result, WEEK, width)
    for note in figure.layout.annotations:
        if note.name in ("label", "marker"):
            assert box(figure, note)[3] <= figure.layout.margin.t


@pytest.mark.parametrize("width", [358, 1100])
def test_no_event_is_lost(result, width):
    figure = draw(result, WEEK, width)
    told = " ".join(
        a.text.replace("<br>", " ")
        for a in figure.layout.annotations
        if a.name in ("label", "list")
    )
    assert all(re.search(rf"Event number {k} ", told) for k in range(40))
