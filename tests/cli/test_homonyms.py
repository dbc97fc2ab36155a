"""Commands on a study of two countries that share names of places."""

import json

import pandas as pd
import pytest

from tests.helpers.commands import run
from tests.helpers.homonyms import UNITS, homonyms, sizes

TOWNS = {name.replace("Est", "Est town") for name in UNITS if name.startswith("Est")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("homonyms")
    homonyms().to_csv(path / "own.csv", index=False)
    assert run("import", path / "own.csv", "--out", path / "study").exit_code == 0
    return path / "study"


def told(*words):
    result = run(*words)
    assert result.exit_code in (0, 10), result.output
    return result.stdout


def test_a_study_and_its_file_are_scanned_alike(folder):
    for source in (folder, folder.parent / "own.csv"):
        units = json.loads(told("scan", source, "--by", "admin1", "--json"))["table"]
        assert {row["unit"]: row["events"] for row in units} == sizes()


def test_beside_its_country_a_place_is_called_by_its_name_alone(folder, tmp_path):
    known = homonyms().dropna(subset="country").groupby(["country", "admin1"]).size()
    for number, source in enumerate((folder, folder.parent / "own.csv")):
        out = tmp_path / f"{number}.csv"
        words = ("scan", source, "--by", "country,admin1", "--out", out)
        units = json.loads(told(*words, "--json"))["table"]
        assert {row["unit"]: row["events"] for row in units} == {
            " / ".join(pair): many for pair, many in known.items()
        }
        written = pd.read_csv(out, encoding="utf-8-sig").set_index("unit")
        assert written["events"].to_dict() == {row["unit"]: row["events"] for row in units}


def test_compare_and_watch_have_a_unit_for_each(folder):
    groups = json.loads(told("compare", "--study", folder, "--by", "admin1", "--json"))["table"]
    assert {row["group"]: row["events"] for row in groups} == sizes()
    words = ("--by", "admin1", "--budget", "1 a year", "--since", "2024-05-01", "--json")
    units = json.loads(told("watch", folder, *words, "--mute", "Est"))["units"]
    assert {row["unit"]: row["state"] for row in units} == {
        unit: "muted" if unit.startswith("Est") else "quiet" for unit in UNITS
    }


@pytest.mark.parametrize("chart", ["breakdown", "where", "where-map"])
def test_the_data_of_a_chart_has_a_row_for_each(folder, tmp_path, chart):
    told("chart", chart, "--study", folder, "--by", "admin1", "--out", tmp_path / "a.svg")
    names = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")
    column = "group" if "group" in names else "admin1"
    assert set(names[column]) == UNITS
    assert "Est (Cameroon)" in (tmp_path / "a.svg").read_text("utf-8")


def test_the_map_of_places_names_each_once(folder, tmp_path):
    told("chart", "map", "--study", folder, "--out", tmp_path / "a.svg")
    places = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")
    assert set(places["location"]) >= TOWNS
    assert "(Cameroon) (Cameroon)" not in (tmp_path / "a.svg").read_text("utf-8")


def test_a_name_is_asked_for_alone_or_with_its_country(folder):
    every = sum(many for unit, many in sizes().items() if unit.startswith("Est"))
    words = ("analyse", "--study", folder, "--json", "--filter")
    for name, expected in (("Est", every), ("Est (Cameroon)", sizes()["Est (Cameroon)"])):
        result = json.loads(told(*words, f"admin1={name}"))
        assert sum(row["events"] for row in result["segments"]["table"]) == expected, name


def test_a_report_has_the_full_names_in_its_parts_and_the_sources_own_in_its_rows(folder, tmp_path):
    out = tmp_path / "a.html"
    told("report", "--study", folder, "--by", "admin1", "--out", out)
    text = out.read_text("utf-8")
    assert "Est (Burkina Faso)" in text
    assert "Est town, Cameroon" in text
