"""Laws of every figure: nothing leaves the picture, no text covers another, data stay readable."""

from dataclasses import replace
from itertools import combinations

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.theme import Look
from tests.helpers.figures import WIDTHS, boxes

# Drawn on the map itself, whose module has laws of its own for its names.
MAP = "map"
# Needs a study of several downloads: test_charts_vintages.py.
NAMES = sorted(set(CHARTS) - {"revisions"})


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [name for name in NAMES if name != MAP])
def test_no_text_leaves_the_figure_or_covers_another(study, view, name, width):
    every = replace(view, shown=tuple(study.context["event_id"]))
    figure = draw(name, Selection(study, every), Look(width=width)).figure
    found = list(boxes(figure))
    for _, (left, top, right, bottom) in found:
        assert left >= 8
        assert right <= width
        assert top >= 0
        assert bottom <= figure.layout.height
    for (one, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 2 or b[3] <= a[1] + 2
        assert apart, (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_says_what_it_shows_and_has_data(study, view, name):
    chart = draw(name, Selection(study, view), Look())
    figure, table = chart.figure, chart.table
    assert len(chart.alt) > 60
    assert len(table)
    assert "bdata" not in figure.to_json()
    names = [a.name for a in figure.layout.annotations]
    assert names.count("source") == 1


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (MAP, "where-map")])
def test_days_do_not_scroll_the_counts(study, view, name):
    figure = draw(name, Selection(study, view), Look()).figure
    assert figure.layout.template.layout.yaxis.fixedrange
    assert not figure.layout.template.layout.xaxis.showgrid
    assert (
        figure.layout.yaxis.range is None
        or 0 in figure.layout.yaxis.range
        or (min(figure.layout.yaxis.range) < 0 < max(figure.layout.yaxis.range))
    )
