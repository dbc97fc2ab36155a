import copy

import plotly.graph_objects as go
import pytest
from plotly.io import to_json

from charts.chart import drawn_height
from charts.style.figure import bar, figure_of, finish_with, scatter


@pytest.fixture
def figure():
    traces = [
        bar(y=[3, 1], x=["2023-11-24", "2023-11-25"], name="attacks", marker={"line": {}}),
        scatter(x=[1], y=[2], line={"width": 2, "color": "#000000"}, xaxis="x2", yaxis="y2"),
    ]
    axes = {"yaxis2": {"anchor": "x2"}, "xaxis2": {"title": {"text": "b"}, "anchor": "y2"}}
    made = figure_of(
        traces, axes | {"hovermode": "x", "barmode": "overlay", "xaxis": {"nticks": 3}}
    )
    around = {"shapes": [{"type": "line", "x0": 0, "x1": 1}], "template": {"layout": {}}}
    finish_with(made, around | {"margin": {"l": 3, "b": 2}, "width": 500, "height": 300})
    return made


def test_it_is_written_as_plotly_writes_it(figure):
    written = to_json(figure, engine="json")
    # Asked for its layout, plotly takes the values in.
    assert figure.layout.height == drawn_height(figure) == 300
    assert to_json(figure, engine="json") == written


def test_it_can_be_changed_and_copied_as_any_figure(figure):
    figure.update_layout(height=200).add_trace(go.Bar(y=[1]))
    assert drawn_height(figure) == 200
    assert len(copy.deepcopy(figure).data) == len(figure.data) == 3


def test_what_it_does_not_have_is_missing(figure):
    with pytest.raises(AttributeError, match="no '_colour'"):
        _ = figure._colour
