"""One contract over every chart of the catalogue."""

import json
from dataclasses import FrozenInstanceError, replace

import plotly.graph_objects as go
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.chart import Chart
from charts.style.theme import Look
from data.study import load_study
from tests.helpers.vintages import write_vintages


@pytest.fixture(scope="module")
def selections(study_folder, tmp_path_factory):
    bundled = load_study(study_folder)
    made = load_study(write_vintages(tmp_path_factory.mktemp("made")))
    every = dict.fromkeys(CHARTS, Selection(bundled, default_view(bundled)))
    revised = replace(default_view(made), older="2024-02-15", newer="main")
    return every | {"revisions": Selection(made, revised)}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_frozen_and_brings_its_data_and_its_words(selections, name):
    chart, study = draw(name, selections[name], Look()), selections[name].study
    assert isinstance(chart, Chart)
    assert isinstance(chart.figure, go.Figure)
    # What is sent to a browser without a copy is what plotly makes of the figure.
    assert chart.figure.to_plotly_json() == chart.figure.to_dict()
    assert len(chart.table)
    assert chart.title
    assert chart.title in chart.alt
    assert chart.subtitle in chart.alt
    assert chart.description in chart.alt
    assert study.digest in chart.source.digest
    assert study.credit in str(chart.source)
    assert {one.column for one in chart.bars} <= set(chart.table)
    # Nothing is left on the figure for others to read off again.
    assert chart.figure.layout.meta is None
    with pytest.raises(FrozenInstanceError):
        chart.title = "Another finding"


@pytest.mark.parametrize("look", [Look(), Look(dark=True, grey=True, width=420)], ids=str)
@pytest.mark.parametrize("name", CHARTS)
def test_plotly_takes_what_is_written_as_it_is(selections, name, look):
    # No view pays for this proof: figures are made without it.
    written = json.loads(draw(name, selections[name], look).figure.to_json())
    assert json.loads(go.Figure(written).to_json()) == written
