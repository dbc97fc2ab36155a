import numpy as np
import pandas as pd
import pytest

from analytics.groups.compare import compare_groups
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.figures.where import MOST, where_chart
from charts.style.presets import look_for
from charts.style.theme import Look
from tests.helpers.figures import boxes


@pytest.fixture(scope="module")
def places(study):
    return compare_groups(Selection(study, default_view(study)), "location")


@pytest.fixture(scope="module")
def chart(places):
    return where_chart(places, look=Look())


def test_at_most_twelve_are_drawn_in_order_and_the_others_named(chart, places):
    groups = list(places.table["group"])
    assert [trace.customdata[0][0] for trace in chart.figure.data] == groups[:MOST]
    foot = next(a.text for a in chart.figure.layout.annotations if a.name == "others")
    named = foot.replace("<br>", " ")
    assert all(group in named for group in groups[MOST:])
    assert "had none changed, about 0.4 would show" in named
    assert list(chart.table["group"]) == groups


def test_one_scale_for_all_or_each_its_own(chart, places):
    def tops(figure):
        return {axis.range[1] for axis in figure.select_yaxes()}

    assert len(tops(chart.figure)) == 1
    own = where_chart(places, look=Look(), scale="own").figure
    assert len(tops(own)) > 1
    for trace, axis in zip(own.data, own.select_yaxes(), strict=True):
        assert axis.range[1] == pytest.approx(1.05 * max(trace.y))


def test_a_panel_holds_the_rate_of_its_group(chart, places):
    group = places.table["group"].iloc[0]
    counts, trace = places.counts[group], chart.figure.data[0]
    days = pd.to_datetime(list(trace.x))
    lengths = np.diff(days) / pd.Timedelta(1, "D")
    assert (np.array(trace.y[:-1]) * lengths).sum() == pytest.approx(counts.sum())
    assert days[-1] == counts.index[-1] + pd.Timedelta(1, "D")


@pytest.mark.parametrize("look", [Look(width=390), Look(), look_for("slide"), look_for("column")])
def test_no_heading_stands_on_a_panel_or_out_of_the_figure(study, look):
    selection = Selection(study, default_view(study)).under(by="location")
    figure = draw("where", selection, look).figure
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    panels = [
        figure.layout.margin.t + (1 - axis.domain[1]) * plot for axis in figure.select_yaxes()
    ]
    headings = [box for name, box in boxes(figure) if name == "group"]
    for top, (left, above, right, bottom) in zip(panels, headings, strict=True):
        assert 0 <= above < bottom <= top + 1
        assert 0 <= left < right <= figure.layout.width


def test_nothing_to_draw_is_said(study):
    selection = Selection(study, default_view(study)).under(location=("nowhere",))
    assert "There are no attacks" in draw("where", selection, Look()).title
