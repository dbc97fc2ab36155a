from dataclasses import replace

import numpy as np
import pytest

from analytics.errors import NotAnswerable
from analytics.groups.on_map import place_column, place_groups
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.map.units import centre_of
from charts.style.theme import Look
from dashboard.tabs.where import where_view
from data.study import load_study
from tests.helpers.components import text_of
from tests.helpers.shapes import collection, feature, shaped
from tests.helpers.study import write_study


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    study = load_study(shaped(tmp_path_factory.mktemp("shaped")))
    return Selection(study, default_view(study)).under(by="admin1", recent=10)


@pytest.fixture(scope="module")
def chart(selection):
    return draw("where-map", selection, Look())


def named(chart, name):
    return [trace for trace in chart.figure.data if trace.name == name]


def words(chart):
    return " ".join(note.text.replace("<br>", " ") for note in chart.figure.layout.annotations)


def test_a_group_lies_where_its_shape_or_its_events_are(selection):
    placed = place_groups(selection)
    table = placed.table.set_index("group")
    assert table["has_shape"].to_dict() == {"Anbar": True, "Nineveh": True, "Erbil": False}
    assert table.loc["Erbil", ["lat", "lon"]].tolist() == [36.2, 44.0]
    assert table["settled"].to_dict() == {"Anbar": True, "Nineveh": False, "Erbil": False}
    assert (placed.without_shape, list(placed.others), placed.nowhere) == (["Erbil"], ["Basra"], [])
    # The numbers are those of the comparison.
    assert table["rate_now"].tolist() == placed.groups.table["rate_now"].tolist()


def test_shapes_are_filled_by_their_rate_and_what_has_none_is_a_circle(chart):
    high, low = named(chart, "units")[::-1]
    assert (high.line.width, low.line.width) == (2.5, 0.75)
    assert high.fillcolor.endswith("0.88)")
    assert low.fillcolor.endswith("0.2)")
    (marks,) = named(chart, "attacks")
    groups = [one[0] for one in marks.customdata]
    assert groups == ["Anbar", "Nineveh", "Erbil"]
    clear = [colour == "rgba(0,0,0,0)" for colour in marks.marker.color]
    assert clear == [True, True, False]
    assert (marks.x[2], marks.y[2]) == (44.0, 36.2)
    # The hole of Nineveh stays open: its outline turns the other way.
    assert list(low.x).count(None) == 2


def test_everything_without_a_partner_is_named(chart):
    told = words(chart)
    assert "No shape, so a circle: Erbil" in told
    assert "Shapes without attacks in this view: Basra" in told
    assert "Anbar <b>12 times</b>" in told
    assert "A day in the last 10 days: none" in told
    assert "2 as shapes, 1 as circles" in chart.alt


def test_the_label_says_the_change_as_the_title_does(chart):
    assert chart.title.startswith("Anbar changed most")
    assert "12 times as many" in chart.title


def test_without_shapes_and_coordinates_it_says_what_is_missing(tmp_path):
    study = load_study(write_study(tmp_path))
    selection = Selection(study, default_view(study)).under(by="location")
    told = words(draw("where-map", selection, Look()))
    assert "for want of shape and coordinates: Post" in told


def test_a_view_by_no_place_is_drawn_by_the_column_that_is_one(selection, study):
    assert place_column(selection.under(by="weapon")) == "admin1"
    assert place_column(Selection(study, default_view(study))) == "country"


def test_a_study_that_says_nowhere_where_has_no_map_of_groups(tmp_path):
    study = load_study(shaped(tmp_path))
    bare = {"country": "Iraq", "admin1": None, "location": "Base"}
    alike = replace(study, events=study.events.assign(**bare), strikes=study.strikes.iloc[:0])
    with pytest.raises(NotAnswerable, match="says where its events were"):
        place_column(Selection(alike, default_view(alike)).under(by="weapon"))


def test_a_thousand_shapes_are_few_traces(tmp_path):
    boxes = [
        feature(f"P{k}", [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]])
        for k, (x, y) in enumerate((x, y) for x in range(20, 60) for y in range(10, 35))
    ]
    study = load_study(shaped(tmp_path, {"admin1.geojson": collection(*boxes)}))
    selection = Selection(study, default_view(study)).under(by="admin1")
    chart = draw("where-map", selection, Look())
    assert len(chart.figure.data) < 12
    assert "P7 and 992 more" in words(chart)


def test_the_middle_of_a_unit_is_that_of_its_largest_outline():
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2]], float)
    assert centre_of((square, square / 10 + 9)) == (1, 1)
    assert centre_of((np.zeros((4, 2)),)) == (0, 0)


def test_where_no_place_has_coordinates_there_is_a_sentence_and_no_figure(tmp_path):
    study = load_study(write_study(tmp_path))
    events = study.events.assign(lat=np.nan, lon=np.nan)
    selection = Selection(replace(study, events=events), default_view(study)).under(by="location")
    with pytest.raises(NotAnswerable, match="No place of these attacks has coordinates"):
        draw("map", selection, Look())
    with pytest.raises(NotAnswerable, match="No place has a shape or coordinates"):
        draw("where-map", selection, Look())
    cards = where_view(selection, Look())
    assert "No place has a shape or coordinates" in text_of(cards[-1])
    assert any("PDF" in text_of(card) for card in cards[:-1])
    assert "PDF" not in text_of(cards[-1])
