"""The study.toml of an import: every default told with its reason, every example ready to use."""

import re
import tomllib

import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.files.options import Options
from data.importing.import_file import import_file
from data.importing.summary import account_of
from data.importing.template import settings_text
from data.study import load_study
from tests.helpers.sources import ACLED_2022, GTD, OWN, OWN_OPTIONS, UCDP, acled, bare, gdelt, read

ACLED_DAYS = ["2022-04-01", "2022-04-10"]
MADE = {
    "acled": (acled(ACLED_2022, ACLED_DAYS), Options()),
    "ucdp": (UCDP.encode(), Options()),
    "gdelt": (bare(gdelt(61, ["18", "19"])), Options()),
    "gtd": (GTD.encode(), Options()),
    "tabular": (OWN.encode(), OWN_OPTIONS),
}


def settings_of(content, options=None):
    text = settings_text(read(content, options), events_file="events.csv")
    return text, tomllib.loads(text)


def row_with(text, line, **cells):
    """Change cells of one line of a small CSV without quotes."""
    lines = text.splitlines()
    names, row = lines[0].split(","), lines[line].split(",")
    for name, cell in cells.items():
        row[names.index(name)] = cell
    lines[line] = ",".join(row)
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("acled", "2022-04-01", "2022-04-10"),  # the first and the last event
        ("ucdp", "2014-01-01", "2014-03-31"),  # whole months
        ("gdelt", "2015-10-27", "2015-10-27"),
        ("gtd", "2014-01-01", "2014-12-31"),  # whole years
        ("tabular", "2024-01-02", "2024-01-05"),
    ],
)
def test_the_coverage_is_that_of_the_source(name, start, end):
    text, settings = settings_of(*MADE[name])
    coverage = settings["coverage"]
    assert (str(coverage["start"]), str(coverage["end"])) == (start, end)
    reason = " ".join(read(*MADE[name]).covered.why.split()[:4])
    assert f"# {reason}" in text


def test_acled_takes_the_data_date_from_the_newest_time_stamp_and_a_fortnight_of_lag():
    content = acled(ACLED_2022, ACLED_DAYS).replace(b"1650000000", b"1640000000", 1)
    _, settings = settings_of(content)
    assert str(settings["coverage"]["data_date"]) == "2022-04-15"  # date -u -d @1650000000
    assert settings["coverage"]["lag"] == 14


@pytest.mark.parametrize("stamp", [b"", b"yesterday", b"1640000000", b"99999999999"])
def test_acled_time_stamps_that_cannot_be_leave_the_data_date_open(stamp):
    text, settings = settings_of(acled(ACLED_2022, ACLED_DAYS).replace(b"1650000000", stamp))
    assert "data_date" not in settings["coverage"]
    assert "# data_date = 2022-04-10" in text
    assert settings["coverage"]["lag"] == 14


def test_an_acled_file_without_time_stamps_says_so():
    header = ACLED_2022.removesuffix(",timestamp")
    (_, line) = read(acled(header, ACLED_DAYS)).covered.sentences
    assert line.startswith("Data date: not known, so the last day of the coverage; lag: 14 days.")
    assert "The file has no time stamps." in line


def test_the_days_of_the_lag_are_not_yet_complete(tmp_path):
    study = imported("acled", tmp_path)
    view = default_view(study)
    states = Selection(study, view).states("recorded events")
    assert states.tolist() == ["observed", *["incomplete"] * 9]
    assert Selection(study, view).counts("recorded events").tolist() == [1]


def test_gdelt_rows_dated_back_do_not_stretch_the_coverage():
    rows = gdelt(61, ["18", "19", "18"])
    for row, day in zip(rows, ["20151026", "20151027", "20141027"], strict=True):
        row[1], row[59] = day, "20151027220000"
    rows[0][59] = "20151026220000"
    covered = read(bare(rows)).covered
    assert (covered.start, covered.end) == ("2015-10-26", "2015-10-27")
    assert covered.data_date == "2015-10-27"
    assert "outside these days: 1." in covered.why


def test_gdelt_rows_added_all_at_once_cover_their_own_days():
    rows = gdelt(58, ["18", "19"])
    for row, day in zip(rows, ["19820102", "19820105"], strict=True):
        row[1:4], row[56] = [day, "198201", "1982"], "20130203"
    covered = read(bare(rows)).covered
    assert (covered.start, covered.end) == ("1982-01-02", "1982-01-05")
    assert covered.data_date == "2013-02-03"


def test_gtd_has_a_gap_in_1993_and_ends_in_the_middle_of_2021():
    first = row_with(GTD, 1, iyear="1992").decode()
    covered = read(row_with(first, 3, iyear="2021", imonth="3", iday="5")).covered
    assert (covered.start, covered.end) == ("1992-01-01", "2021-06-30")
    _, settings = settings_of(row_with(first, 3, iyear="2021", imonth="3", iday="5"))
    (gap,) = settings["coverage"]["gaps"]
    assert (str(gap["start"]), str(gap["end"])) == ("1993-01-01", "1993-12-31")
    assert gap["reason"] in covered.sentences[1]


@pytest.mark.parametrize("name", MADE)
def test_every_default_is_told_in_the_report_too(name, tmp_path):
    path = tmp_path / "made.csv"
    path.write_bytes(MADE[name][0])
    done = import_file(path, tmp_path / "new", MADE[name][1])
    settings = tomllib.loads((tmp_path / "new" / "study.toml").read_text(encoding="utf-8"))
    coverage = settings["coverage"]
    assert f"Coverage: {coverage['start']} to {coverage['end']}. " in str(done)
    assert f"Data date: {coverage.get('data_date', 'not known')}" in str(done)
    assert f"lag: {coverage.get('lag', 'none')}" in str(done)
    assert f"escalation serve --study {tmp_path / 'new'}" in str(done)


def imported(name, tmp_path, change=lambda text: text):
    path = tmp_path / "made.csv"
    path.write_bytes(MADE[name][0])
    import_file(path, tmp_path / "new", MADE[name][1])
    toml = tmp_path / "new" / "study.toml"
    toml.write_text(change(toml.read_text(encoding="utf-8")), encoding="utf-8")
    return load_study(tmp_path / "new")


def uncommented(text):
    """Take the "# " from every line that is a key, a table or a list of tables."""
    return re.sub(r"(?m)^# (?=\[|[a-z_]+ = )", "", text)


def series_only(text):
    """Take the "# " from the series alone: a lag or a gap would leave no day of a tiny file."""
    coverage, files, rest = text.partition("[files]")
    return coverage + files + uncommented(rest)


@pytest.mark.parametrize("name", MADE)
def test_every_example_is_ready_to_use(name, tmp_path):
    study = imported(name, tmp_path, uncommented)
    assert not [fault for fault in study.warnings if fault.file == "study.toml"]
    given = tomllib.loads((tmp_path / "new" / "study.toml").read_text(encoding="utf-8"))
    assert len(given["series"]) >= 2
    assert {"confirmation", "dates", "coverage"} <= set(given)
    assert "gaps" in given["coverage"]
    for series in given["series"]:
        assert set(series.get("where", {})) <= set(study.events)
        assert study.settings["series"][series["name"]]["table"] == "events"


@pytest.mark.parametrize("name", ["gtd", "tabular", "ucdp"])
def test_the_examples_divide_the_rows(name, tmp_path):
    study = imported(name, tmp_path, series_only)
    view = default_view(study)
    counted = {made: Selection(study, view).counts(made).sum() for made in study.settings["series"]}
    assert all(
        count >= 1 for made, count in counted.items() if made != "events of one-sided violence"
    )
    assert (
        counted["deaths"]
        == pd.to_numeric(
            study.events.loc[study.events["date_precision"].isin(["day", "approx"]), "killed"]
        ).sum()
    )


@pytest.mark.parametrize("name", MADE)
def test_no_reason_is_wider_than_a_screen(name):
    text, _ = settings_of(*MADE[name])
    assert (
        max(len(line) for line in text.splitlines() if line[:2] == "# " and "=" not in line) < 100
    )


def test_words_in_a_column_of_numbers_are_kept_and_no_filter():
    words = ["dozens", "2 (1 child)", "several"] * 4
    lines = [f"{n} March 2023,Town {n % 2},{'AB'[n % 2]},{word}" for n, word in enumerate(words, 1)]
    content = "\n".join(["Date,Place,Group,Killed", *lines])
    outcome = read(content.encode())
    assert "killed_text" in outcome.events
    _, settings = settings_of(content.encode())
    assert "killed_text" in settings["columns"]["events"]
    assert "Group" in settings["filters"]
    assert "killed_text" not in settings["filters"]


def test_a_file_of_ones_own_is_named_as_source_and_the_account_asks_for_a_better_one():
    assert settings_of(*MADE["tabular"])[1]["credit"] == "made.csv"
    assert "name who gathered the rows" in str(account_of(read(*MADE["tabular"])))
    assert "name who gathered the rows" not in str(account_of(read(*MADE["ucdp"])))
