"""The same bytes on every machine: what an optimiser's last bits change, no drawing shows."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.presets import look_for
from data.study import load_study
from report.figure.render import draw_image
from report.figure.static import rounded
from tests.helpers.vintages import write_vintages

NUDGE = 1e-12


@pytest.fixture(scope="module")
def charts(study_folder, tmp_path_factory):
    bundled = load_study(study_folder)
    made = load_study(write_vintages(tmp_path_factory.mktemp("made")))
    selections = dict.fromkeys(CHARTS, Selection(bundled, default_view(bundled)))
    revised = replace(default_view(made), older="2024-02-15", newer="main")
    selections["revisions"] = Selection(made, revised)
    return {name: draw(name, one, look_for("page")) for name, one in selections.items()}


def nudged(value, by):
    """Move every number that a model may have given, as another processor's last bit would."""
    if isinstance(value, dict):
        return {key: nudged(part, by) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [nudged(part, by) for part in value]
    modelled = isinstance(value, float) and not value.is_integer()
    return value * (1 + by) if modelled else value


def differing(one, other, path=()):
    """Name each value that two figures do not share."""
    if isinstance(one, dict):
        for key in one:
            yield from differing(one[key], other[key], (*path, key))
    elif isinstance(one, list):
        for place, pair in enumerate(zip(one, other, strict=True)):
            yield from differing(*pair, (*path, place))
    elif one != other and not (one != one and other != other):
        yield ".".join(map(str, path)), one, other


@pytest.mark.parametrize("by", [NUDGE, -NUDGE])
@pytest.mark.parametrize("name", CHARTS)
def test_a_last_bit_changes_nothing_that_is_drawn(charts, name, by):
    figure = charts[name].figure.to_dict()
    moved = nudged(figure, by)
    on_the_edge = list(differing(rounded(figure), rounded(moved)))
    assert on_the_edge == [], f"these numbers of {name} stand on the edge of rounding"


@pytest.mark.parametrize("kind", ["svg", "html", "fragment"])
def test_a_last_bit_changes_no_byte(charts, kind):
    chart = charts["regimes"]
    figure = chart.figure.to_dict()
    moved = nudged(figure, NUDGE)
    assert list(differing(figure, moved))
    one, other = (
        draw_image(replace(chart, figure=go.Figure(values)), kind, scale=1)
        for values in (figure, moved)
    )
    assert one == other


def test_counts_dates_and_texts_are_not_rounded():
    values = {"y": [1234567891, 1234567891.0, None], "x": ["2024-01-02"], "text": "0.123456789123"}
    assert rounded(values) == values
    assert rounded([0.123456789123, 1e-12 / 3, float("inf")]) == [
        0.12345679,
        3.3333333e-13,
        float("inf"),
    ]
