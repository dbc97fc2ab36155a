import pytest

from analytics.errors import NotAnswerable
from analytics.selection.link import link_parts, view_from
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import at_least, subtitle
from analytics.selection.study_series import second_series, series_names, toll_name, toll_series
from data.study import load_study
from tests.helpers.study import TOML, write_study

HEAD = "event_id,date,date_precision,country,location,lat,lon,killed,confirmation"
ROWS = [
    *("A1,2024-01-02,day,Iraq,Base,,,3,media", "A2,2024-01-03,day,Iraq,Base,,,,media"),
    *("A3,2024-01-03,day,Iraq,Base,,,2,media", "A4,2024-01-05,day,Iraq,Base,,,0,media"),
]


def made(folder, rows=ROWS, more=""):
    """A study of one file with a toll."""
    toml = TOML.replace('strikes = "strikes.csv"\n', "") + more
    files = {"attacks.csv": "\n".join([HEAD, *rows, ""]), "study.toml": toml}
    return load_study(write_study(folder, files))


def test_a_toll_is_a_series_beside_the_events_and_unknown_stays_unknown(tmp_path):
    study = made(tmp_path)
    assert series_names(study) == ("attacks",)
    assert (list(toll_series(study)), second_series(study)) == (["deaths"], "deaths")
    assert default_view(study).series == "attacks"
    view, unused = view_from(link_parts("?series=deaths"), study)
    deaths = Selection(study, view)
    counts = deaths.counts("deaths")
    assert (unused, counts.sum(), counts["2024-01-02"], counts["2024-01-04"]) == ((), 3, 3, 0)
    assert "2024-01-03" not in counts.index.strftime("%Y-%m-%d")
    assert at_least(deaths, "deaths") == "deaths at least: unknown in 1 of 4 reports"
    assert ", deaths at least: unknown in 1 of 4 reports. Left out: 1 day " in subtitle(deaths)
    both = deaths.under(series="both")
    assert both.shown == ("attacks", "deaths")
    assert len(both.counts("attacks")) == 31


def test_a_toll_that_the_study_adds_up_itself_is_no_second_one(tmp_path):
    own = '\n[[series]]\nname = "fatalities"\nsum = "killed"\n'
    assert toll_series(made(tmp_path, more=own)) == {}


def test_no_rate_is_read_off_a_toll_that_is_mostly_unknown(tmp_path):
    rows = [
        f"A{k},2024-01-{k:02},day,Iraq,Base,,,{k if k == 5 else ''},media" for k in range(1, 20)
    ]
    study = made(tmp_path, rows)
    with pytest.raises(NotAnswerable, match="On 18 of 31 days the number of deaths is unknown"):
        Selection(study, default_view(study)).counts("deaths")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("killed", "deaths"),
        ("injured", "injuries"),
        ("us_killed", "us deaths"),
        ("militants_injured", "militant injuries"),
        ("aid_workers_killed", "aid worker deaths"),
    ],
)
def test_a_toll_has_a_name_for_sentences(column, name):
    assert toll_name(column) == name
