"""What a view adds up, a toll or a number a day, is what its breakdown and its map show."""

import pytest

from analytics.errors import NoEvents
from analytics.findings import results
from analytics.groups.compare import compare_groups
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import left_out_words
from charts.catalogue import draw
from charts.style.theme import Look
from data.study import load_study
from tests.helpers.study import TOML, write_study

HEAD = "event_id,date,date_precision,country,location,lat,lon,weapon,killed,confirmation"
# On 3 January one report gives no number: the day is unknown, the five of the other are not.
ROWS = [
    "A1,2024-01-02,day,Iraq,Base,33,44,drone,3,media",
    "A2,2024-01-03,day,Iraq,Base,33,44,rocket,,media",
    "A3,2024-01-03,day,Jordan,Tower,32,38,drone,5,media",
    "A4,2024-01-05,approx,Syria,Base,35,40,drone,0,media",
    "A5,2024-01-06,day,Syria,Base,35,40,drone,,media",
    "A6,2024-01-07,day,Egypt,Port,31,32,drone,0,media",
]


def made(folder, rows=ROWS, series="deaths", more=""):
    toml = TOML.replace('strikes = "strikes.csv"\n', "") + more
    files = {"attacks.csv": "\n".join([HEAD, *rows, ""]), "study.toml": toml}
    study = load_study(write_study(folder, files))
    return Selection(study, default_view(study)).under(series=series, by="country")


@pytest.fixture(scope="module")
def deaths(tmp_path_factory):
    return made(tmp_path_factory.mktemp("deaths"))


def test_a_breakdown_of_a_toll_adds_up_what_is_known_and_tells_what_is_not(deaths):
    chart = draw("breakdown", deaths, Look(width=1000))
    assert chart.title == "Jordan saw the most deaths: at least 5 of 8 deaths known (62 %)"
    assert "deaths at least: unknown in 2 of 6 reports" in chart.subtitle
    # No day is left out of a sum by group, and Egypt's none is known to be none.
    assert "Left out" not in chart.subtitle
    assert chart.table.columns.tolist() == ["country", "deaths", "of", "share", "toll_unknown"]
    rows = chart.table.set_index("country")
    assert rows["deaths"].dropna().to_dict() == {"Jordan": 5, "Iraq": 3}
    assert rows["toll_unknown"].to_dict() == {"Jordan": 0, "Iraq": 1, "Syria": 1}
    bars = chart.figure.data[0]
    assert bars.text == (
        "<b>5</b> of 8 (62 %)",
        "<b>at least 3</b> of 8 (38 %)",
        "none known",
    )
    assert "Bar chart of at least 8 deaths by country: Jordan 5, Iraq at least 3" in chart.alt


def test_a_map_of_a_toll_shows_the_same_and_names_the_places_without_a_number(deaths):
    chart = draw("map", deaths, Look(width=1000))
    assert chart.title.startswith("Most deaths: Tower, at least 5 of 8 known (62 %); Base (Iraq),")
    assert chart.subtitle == draw("breakdown", deaths, Look()).subtitle.replace("country", "place")
    assert chart.table["deaths"].dropna().tolist() == [5, 3]
    assert chart.table["weapons"].iloc[1] == "drone 3"
    circles = next(trace for trace in chart.figure.data if trace.mode == "markers")
    assert circles.hovertext[1].startswith("<b>Base (Iraq)</b><br>at least 3 of 8 deaths known")
    [foot] = [note.text for note in chart.figure.layout.annotations if note.name == "note"]
    assert "No deaths known, so no circle: Base (Syria). A circle's area is" in foot


def test_the_account_of_rows_tells_the_unknown_tolls_from_the_known(deaths):
    said = " ".join(left_out_words(deaths))
    assert said.startswith("6 of 6 rows are reports of deaths in view: 4 with a number, 8 deaths")
    assert "1 of those with a number is left out of figures by day" in said
    assert "not covered" not in said
    assert "Left out: 2 days of an unknown toll" in said


def test_a_toll_that_no_report_tells_is_no_map(tmp_path):
    silent = [row.replace(",3,", ",,").replace(",5,", ",,") for row in ROWS]
    with pytest.raises(NoEvents, match="No deaths are known in this view"):
        results.places(made(tmp_path, silent))


def test_numbers_a_day_are_added_up_as_where_adds_them(tmp_path):
    rows = [row.replace(",,media", ",4,media") for row in ROWS]
    own = '\n[[series]]\nname = "shellings"\nsum = "killed"\n'
    counted = made(tmp_path, rows, "shellings", own)
    chart = draw("breakdown", counted, Look(width=1000))
    where = compare_groups(counted, "country", most=0).table.set_index("group")["events"]
    assert chart.table.set_index("country")["shellings"].to_dict() == where.to_dict()
    assert chart.table["shellings"].sum() == results.places(counted).table["events"].sum() == 16
    assert "toll_unknown" not in chart.table
    assert chart.title == "Iraq saw the most shellings: 7 of 16 shellings (44 %)"
