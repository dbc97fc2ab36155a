import gzip
import json
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analytics.descriptive.places import count_places
from charts.figures.map import places_chart, places_table
from charts.map.extent import map_view
from charts.map.label_places import Circle, Rect, place_label
from charts.map.land import WORLD, Bounds, countries_in, world
from charts.style.text_metrics import text_width
from charts.style.theme import Look
from data.study import load_study

SIZES = (358, 700, 1000, 1400)


@pytest.fixture(scope="module")
def places(study_folder):
    study = load_study(study_folder)
    return count_places(study.events[study.events["in_coverage"]], noun="attacks")


def made_events(rows: list[tuple]) -> pd.DataFrame:
    events = pd.DataFrame(rows, columns=["location", "country", "lat", "lon", "weapon"])
    return events.assign(date=pd.Timestamp("2024-01-01"))


def circles(figure):
    return next(trace for trace in figure.data if trace.mode == "markers")


def named(figure, name: str) -> list:
    return [note for note in figure.layout.annotations if note.name == name]


# Points inside well-known countries, far from any border.
@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [
        (44.4, 33.3, "Iraq"),
        (39.0, 35.0, "Syria"),
        (28.2, -29.5, "Lesotho"),
        (31.5, 49.0, "Ukraine"),
        (-74.3, 4.6, "Colombia"),
        (96.0, 21.0, "Myanmar"),
    ],
)
def test_outlines_hold_the_right_country(lon, lat, country):
    point = np.array([[lon, lat]])
    holding = [shape.name for shape in world() if shape.holds(point)[0]]
    assert holding == [country]


def test_cutting_keeps_what_is_inside_and_nothing_else():
    box = Bounds(40.0, 30.0, 46.0, 37.0)
    rng = np.random.default_rng(20231017)
    points = rng.uniform([40, 30], [46, 37], size=(400, 2))
    whole = {country.name: country for country in world()}
    for country in countries_in(box):
        corners = np.vstack(country.rings)
        assert corners[:, 0].min() >= box.west - 1e-9
        assert corners[:, 1].max() <= box.north + 1e-9
        assert (country.holds(points) == whole[country.name].holds(points)).all()


def test_outlines_stay_small_and_cover_the_world():
    content = json.loads(gzip.decompress(WORLD.read_bytes()))
    assert WORLD.stat().st_size < 700_000
    assert len(content["countries"]) == 241  # as in the source


def test_every_located_place_is_a_circle_whose_area_is_its_count(places):
    drawn = circles(places_chart(places, look=Look()).figure)
    located = places.located
    assert [name for name, _ in drawn.customdata] == list(located["location"])
    areas = np.square(drawn.marker.size)
    expected = located["events"] / located["events"].max()
    assert areas / areas.max() == pytest.approx(expected.to_numpy(), rel=0.01)


def test_places_without_coordinates_are_named_with_their_counts(places):
    figure = places_chart(places, look=Look(width=1400)).figure
    text = " ".join(named(figure, "note")[0].text.replace("<br>", " ").split())
    lost = places.unlocated
    assert f"{lost['events'].sum()} attacks at {len(lost)} places" in text
    assert all(f"{row.location}, {row.events}" in text for row in lost.itertuples())
    drawn = sum(events for _, events in circles(figure).customdata)
    assert drawn + lost["events"].sum() == places.table["events"].sum()


@pytest.mark.parametrize("width", SIZES)
def test_a_kilometre_is_as_long_upwards_as_sideways(places, width):
    layout = places_chart(places, look=Look(width=width)).figure.layout
    (west, east), (south, north) = layout.xaxis.range, layout.yaxis.range
    across = (layout.width - layout.margin.l - layout.margin.r) / (east - west)
    upwards = (layout.height - layout.margin.t - layout.margin.b) / (north - south)
    middle = np.radians((south + north) / 2)
    assert upwards / across == pytest.approx(1 / np.cos(middle), rel=0.01)
    assert layout.yaxis.scaleanchor == "x"
    assert layout.yaxis.scaleratio == pytest.approx(upwards / across, rel=0.01)


@pytest.mark.parametrize("width", SIZES)
def test_names_cover_neither_each_other_nor_a_circle_nor_the_edge(places, width):
    figure = places_chart(places, look=Look(width=width)).figure
    layout = figure.layout
    plot_width = layout.width - layout.margin.l - layout.margin.r
    plot_height = layout.height - layout.margin.t - layout.margin.b
    view = map_view(
        places.located[["lon", "lat"]].to_numpy(float), width=plot_width, height=plot_height
    )
    rects = [_rect(note, view) for kind in ("place", "country") for note in named(figure, kind)]
    assert len(named(figure, "place")) >= 5
    assert not [pair for pair in combinations(rects, 2) if pair[0].meets(pair[1])]
    drawn = circles(figure)
    points = np.column_stack([drawn.x, drawn.y])
    for circle in view.circles(points, drawn.marker.size):
        assert not [rect for rect in rects if circle.meets(rect)]
    assert all(rect.within(Rect(0, 0, plot_width, plot_height)) for rect in rects)


def _rect(note, view) -> Rect:
    """Work out from the annotation alone where its text stands."""
    lines = note.text.replace("<b>", "").replace("</b>", "").split("<br>")
    width = max(text_width(line, size=note.font.size) for line in lines)
    height = len(lines) * note.font.size * 1.3
    x, y = view.pixels(np.array([[note.x, note.y]]))[0]
    x, y = x + (note.xshift or 0), y - (note.yshift or 0)
    left = x - {"left": 0, "center": 0.5, "right": 1}[note.xanchor] * width
    top = y - {"top": 0, "middle": 0.5}[note.yanchor] * height
    return Rect(left, top, left + width, top + height)


def test_a_name_without_room_is_left_out():
    circle = Circle(50, 50, 10)
    everywhere = [Rect(-100, -100, 200, 200)]
    asked = {"size": 12, "width": 100, "bounds": Rect(0, 0, 100, 100), "circles": [circle]}
    assert place_label("Name 3", circle, taken=everywhere, **asked) is None
    assert place_label("Name 3", circle, taken=[], **asked) is not None


def test_hover_tells_counts_by_weapon(places):
    drawn = circles(places_chart(places, look=Look()).figure)
    hover = dict(zip([name for name, _ in drawn.customdata], drawn.hovertext, strict=True))
    row = places.table.set_index("location").loc["Tower 22"]
    assert "1 of 219 attacks (under 1 %)" in hover["Tower 22"]
    assert row.weapons in hover["Tower 22"]


def test_text_of_a_place_is_never_read_as_markup():
    events = made_events([("<b>x</b><script>", "Iraq", 33.0, 44.0, "drone")])
    figure = places_chart(count_places(events, noun="attacks"), look=Look()).figure
    texts = [note.text for note in named(figure, "place")] + list(circles(figure).hovertext)
    assert not [text for text in texts if "<script" in text]


def test_nothing_to_place_gives_a_sentence_instead_of_an_empty_map():
    events = made_events([("Somewhere", "Iraq", None, None, "drone")]).astype({"lat": float})
    chart = places_chart(count_places(events, noun="attacks"), look=Look())
    figure = chart.figure
    assert not figure.data
    assert "1 attack at a place whose coordinates are unknown" in chart.title


def test_one_place_gets_its_surroundings_and_not_false_detail():
    events = made_events([("Base", "Iraq", 33.0, 44.0, "drone")])
    layout = places_chart(count_places(events, noun="attacks"), look=Look()).figure.layout
    south, north = layout.yaxis.range
    assert north - south > 1.5


@pytest.mark.parametrize(("lat", "lon"), [(-77.8, 166.7), (71.0, 25.8), (-18.1, 178.4), (0, 0)])
def test_any_part_of_the_world_can_be_shown(lat, lon):
    events = made_events([("A", "X", lat, lon, "drone"), ("B", "X", lat + 0.3, lon - 0.5, "drone")])
    figure = places_chart(count_places(events, noun="attacks"), look=Look(width=700)).figure
    assert len(circles(figure).x) == 2
    assert np.isfinite([*figure.layout.xaxis.range, *figure.layout.yaxis.range]).all()


def test_a_world_of_places_is_drawn_in_full():
    rng = np.random.default_rng(7)
    spots = zip(rng.uniform(-60, 70, 300), rng.uniform(-170, 175, 300), strict=True)
    rows = [(f"Place {i}", "X", lat, lon, "drone") for i, (lat, lon) in enumerate(spots)]
    figure = places_chart(
        count_places(made_events(rows), noun="attacks"), look=Look(width=358)
    ).figure
    assert len(circles(figure).x) == 300
    assert len(named(figure, "place")) <= 6


def test_nothing_is_fetched_and_the_map_keeps_to_plain_axes(places):
    text = places_chart(places, look=Look()).figure.to_json()
    assert "http" not in text
    assert '"geo"' not in json.dumps(
        [trace.type for trace in places_chart(places, look=Look()).figure.data]
    )


def test_a_phone_scrolls_past_the_map_instead_of_moving_it(places):
    assert places_chart(places, look=Look(width=358)).figure.layout.xaxis.fixedrange
    assert not places_chart(places, look=Look(width=1000)).figure.layout.xaxis.fixedrange


def test_a_given_height_is_kept(places):
    assert places_chart(places, look=Look(width=1000, height=600)).figure.layout.height == 600


def test_the_table_has_every_place_and_every_event(places):
    table = places_table(places)
    assert len(table) == len(places.located) + len(places.unlocated)
    assert table["events"].sum() == 219
    assert table["share"].sum() == pytest.approx(1, abs=1e-3)


def test_strikes_are_blue_and_dark_paper_is_dark(places):
    events = made_events([("Base", "Iraq", 33.0, 44.0, "drone")])
    light = places_chart(count_places(events, noun="strikes"), look=Look()).figure
    assert circles(light).marker.color.startswith("rgba(0,114,178")
    dark = places_chart(places, look=Look(dark=True)).figure.layout
    assert dark.template.layout.paper_bgcolor != light.layout.template.layout.paper_bgcolor
