"""Each real source from its file to the bars of a chart, under a noun that fits."""

from dataclasses import replace

import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.theme import Look
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study
from tests.helpers.sources import ACLED_2022, acled, written


def imported(path, tmp_path):
    import_file(path, tmp_path / "new", Options())
    study = load_study(tmp_path / "new")
    (name,) = study.settings["series"]
    return study, default_view(study), name


def drawn(study, view, name):
    """Draw a study's first figure, and see that its bars are its counts."""
    chart = draw("timeline", Selection(study, view), Look())
    figure, table = chart.figure, chart.table
    # The first bars are the counts; what imprecisely dated events add is drawn over them.
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert sum(bars.y) == Selection(study, view).counts(name).sum() > 0
    assert name in f"{chart.alt} {chart.source}".lower()
    assert "attacks" not in figure.to_json().lower()
    assert len(table) == len(Selection(study, view).states(name))


@pytest.mark.parametrize(
    ("file", "name", "days", "counted", "start"),
    [
        # Single-day events: NOTES.md of each data set.
        ("ucdp_ged_ukraine/conflict_data_ukr.csv.gz", "deadly events", 2922, 2323, "2019-01-01"),
        ("ucdp_ged_iraq/conflict_data_irq.csv.gz", "deadly events", 10957, 6846, "2017-01-01"),
        ("geocausal_iraq/insurgencies.csv.gz", "incidents", 499, 68573, "2008-01-01"),
    ],
)
def test_a_real_file_goes_from_the_import_to_the_bars_of_a_chart(
    shared_dataset, tmp_path, file, name, days, counted, start
):
    study, view, found = imported(shared_dataset(file), tmp_path)
    assert found == name
    assert len(Selection(study, view).states(name)) == days
    assert Selection(study, view).counts(name).sum() == counted
    drawn(study, replace(view, start=start), name)


@pytest.mark.parametrize(
    ("file", "counted"),
    [
        # Violent rows with SQLDATE = DATEADDED: cut -f2,57 or cut -f2,60, then grep and uniq -c.
        ("gdelt/gdelt1_events_58col.export.CSV", 37),
        ("gdelt/gdelt2_events_61col.export.CSV", 74),
    ],
)
def test_a_gdelt_file_of_one_day_counts_that_day_and_looks_for_no_change(
    shared_dataset, tmp_path, file, counted
):
    study, view, name = imported(shared_dataset(file), tmp_path)
    assert name == "reports"
    assert Selection(study, view).counts(name).tolist() == [counted]
    chart = draw("timeline", Selection(study, view), Look())
    table = chart.table
    assert "too few to look for a change" in chart.title
    assert table[name].tolist() == [counted]


DAYS = [f"2022-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29, 2)]
OWN = [["Date", "Weapon"], *([f"{day[8:]}/{day[5:7]}/2022", "drone"] for day in DAYS)]
GTD = [
    ["eventid", "iyear", "imonth", "iday", "country_txt", "attacktype1_txt", "nkill"],
    *([str(n), "2020", "1", str(n % 28 + 1), "Iraq", "Bombing/Explosion", "1"] for n in range(60)),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("recorded events", acled(ACLED_2022, DAYS).replace(b"1650000000", b"1648771200")),
        ("incidents", written(OWN, delimiter=";")),
        ("incidents", written(GTD)),
    ],
    ids=["acled", "own", "gtd"],
)
def test_a_made_file_goes_the_same_way(tmp_path, name, content):
    (tmp_path / "made.csv").write_bytes(content)
    study, view, found = imported(tmp_path / "made.csv", tmp_path)
    assert found == name
    chart = draw("timeline", Selection(study, view), Look())
    figure = chart.figure
    assert name in f"{chart.alt} {chart.source}".lower()
    assert "attacks" not in figure.to_json().lower()
