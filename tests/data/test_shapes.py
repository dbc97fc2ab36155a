"""Shapes of a study's units: read whole, bounded, and refused in one sentence."""

import json

import numpy as np
import pytest

from data import shapes
from data.kept_study import keep_study, kept_study
from data.shapes import MOST_CORNERS, simplified
from data.study import check_study, load_study
from tests.helpers.shapes import HEAD, SHAPES, box, collection, feature, shaped
from tests.helpers.study import write_study


def faults(folder, content=None, **changes):
    files = changes if content is None else {"admin1.geojson": content}
    shaped(folder, files)
    return [str(fault) for fault in check_study(folder) if "unknown column" not in str(fault)]


def area(ring):
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def test_outlines_are_read_under_the_studys_own_names_with_holes_turned_round(tmp_path):
    study = load_study(shaped(tmp_path))
    assert study.shapes.column == "admin1"
    assert {name: len(rings) for name, rings in study.shapes.units.items()} == {
        "Anbar": 1,
        "Nineveh": 2,
        "Basra": 1,
    }
    land, hole = study.shapes.units["Nineveh"]
    assert (area(land), area(hole)) == (6, -0.5)


def test_another_process_has_the_same_and_the_hash_knows_every_byte(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    study = load_study(shaped(folder))
    kept = tmp_path / "kept"
    kept.mkdir()
    keep_study(study, kept)
    again = kept_study(kept).shapes
    assert again.column == study.shapes.column
    for name, rings in study.shapes.units.items():
        assert [ring.tolist() for ring in again.units[name]] == [ring.tolist() for ring in rings]
    (folder / "admin1.geojson").write_text(f"{SHAPES}\n")
    assert load_study(folder).digest != study.digest


def test_a_study_without_shapes_has_none(tmp_path):
    assert load_study(write_study(tmp_path)).shapes.units == {}


POINT = json.loads(collection(feature("A", box(0, 0, 1, 1))))
POINT["features"][0]["geometry"]["type"] = "Point"
FAR = collection(feature("A", box(0, 0, 1, 4_500_000)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "broken JSON"),
        ("[" * 100_000, "broken JSON"),
        ('{"features": [NaN]}', "broken JSON"),
        ("[]", "no list of features"),
        ('{"features": []}', "no list of features"),
        ('{"features": [1]}', "feature 1: found no name"),
        (SHAPES.replace("shapeName", "NAME"), "its properties: NAME"),
        (json.dumps(POINT), "feature 1 (A): found Point, expected a Polygon"),
        (FAR, "found 1, 4.5e+06, expected longitude and latitude in degrees"),
        (collection(feature("A", box(0, 0, 1, 1)[:3])), "found a broken ring"),
        (collection(feature("A", [["a", "b"]] * 4)), "found a broken ring"),
        (collection(feature("A", [[10**400, 1]] * 4)), "found a broken ring"),
        (collection(feature("A", 3)), "found a broken ring"),
    ],
)
def test_what_is_no_shape_is_refused_in_one_sentence(tmp_path, content, said):
    told = faults(tmp_path, content)
    assert len(told) == 1, told
    assert said in told[0]
    assert "\n" not in told[0]


def test_a_file_elsewhere_missing_or_too_large_is_not_read(tmp_path, monkeypatch):
    folder = tmp_path / "study"
    folder.mkdir()
    shaped(folder)
    (tmp_path / "outside.geojson").write_text(SHAPES)
    toml = (folder / "study.toml").read_text()
    for name, said in (
        ("../outside.geojson", "a file inside the study's folder"),
        ("none.geojson", "a file of this name"),
    ):
        told = faults(folder, **{"study.toml": toml.replace("admin1.geojson", name)})
        assert [said in one for one in told] == [True], told
    monkeypatch.setattr(shapes, "MOST_BYTES", 100)
    assert "simplify the shapes" in faults(folder)[0]
    monkeypatch.undo()
    for most in ("MOST_UNITS", "MOST_RINGS"):
        monkeypatch.setattr(shapes, most, 1)
        assert "found one more, expected at most" in faults(folder)[0]
        monkeypatch.undo()


def test_shapes_that_are_those_of_no_event_are_warned_of(tmp_path):
    told = faults(tmp_path, collection(feature("Anbar Governorate", box(39, 31, 43, 35))))
    assert "values of admin1, such as Anbar" in told[0]
    assert "called Anbar Governorate" in told[0]
    toml = (tmp_path / "study.toml").read_text().replace("[map]", '[map]\ncolumn = "district"')
    assert "map.column: found" in faults(tmp_path, **{"study.toml": toml})[0]


def around(x, y, radius, corners):
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    return np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)])


def test_of_very_many_corners_those_go_that_no_figure_could_show_and_no_unit():
    units = {f"u{k}": (around(k, 0, 0.5, 4_000),) for k in range(10)}
    # An island smaller than any step, and an edge that two units share.
    units["islet"] = (around(5, 3, 1e-7, 50),)
    shared = np.column_stack([np.full(3_000, 4.0), np.linspace(5, 6, 3_000)])
    west = np.vstack([shared, [[3.5, 6], [3.5, 5]]])
    east = np.vstack([shared[::-1], [[4.5, 5], [4.5, 6]]])
    units |= {"west": (west,), "east": (east,)}
    found = simplified(units)
    assert found.keys() == units.keys()
    assert sum(len(ring) for rings in found.values() for ring in rings) <= MOST_CORNERS
    assert all(len(ring) > 2 for rings in found.values() for ring in rings)
    for name in ("u0", "west"):
        assert area(found[name][0]) == pytest.approx(area(units[name][0]), rel=0.02)
    edges = [
        {tuple(p) for p in found[name][0] if abs(p[0] - 4) < 0.01} for name in ("west", "east")
    ]
    assert edges[0] == edges[1]


def test_few_corners_are_left_as_they_are():
    units = {"a": (around(0, 0, 1, 100),)}
    assert simplified(units) is units


def test_outlines_of_one_name_go_to_the_places_whose_events_lie_in_them(tmp_path):
    island = box(20, 0, 21, 1)
    two = collection(
        feature("Est", box(0, 10, 4, 14)),
        feature("Est", box(12, 2, 16, 6), box(13, 3, 14, 4)),
        feature("Est", island),
        feature("Sahel", box(0, 14, 2, 16)),
    )
    rows = "".join(
        f"{country[0]}{k},2024-01-{k + 1:02},day,{country},Est,Town,{lat},{lon},,,official\n"
        for country, lat, lon in (("Burkina Faso", 12, 2), ("Cameroon", 5, 15))
        for k in range(3)
    )
    unknown = "X,2024-01-09,day,,Est,Town,,,,,official\n"
    files = {"admin1.geojson": two, "attacks.csv": f"{HEAD}{rows}{unknown}"}
    study = load_study(shaped(tmp_path, files))
    units = study.shapes.units
    assert {name: len(rings) for name, rings in units.items()} == {
        "Est (Burkina Faso)": 1,
        "Est (Cameroon)": 3,
        "Sahel": 1,
    }
    assert units["Est (Burkina Faso)"][0].min(axis=0).tolist() == [0, 10]
    # Where no event has coordinates, nothing says whose an outline is.
    nowhere = rows.replace(",12,2,", ",,,").replace(",5,15,", ",,,")
    study = load_study(shaped(tmp_path, files | {"attacks.csv": f"{HEAD}{nowhere}"}))
    assert list(study.shapes.units) == ["Sahel"]
