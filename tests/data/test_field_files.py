"""Files in the shapes that analysts have: each read right, or refused for what it is."""

import pandas as pd
import pytest

from data.errors import SourceError
from data.files.options import Options
from data.sources.outcome import Outcome
from data.sources.recognise import read_source
from tests.helpers.paths import ROOT
from tests.helpers.sources import adds_up

FIELD = ROOT.parent / "shared" / "field"
# Rows kept, left out and rejected, and words that the notes must hold.
READ = {
    "acled-api-csv-2025": (12, 0, 0, "Data date: 2024-02-01"),
    "acled-r-na": (30, 0, 0, '"NA" is taken as a blank'),
    "acled-two-exports-pasted": (13, 7, 0, "Data date: 2024-06-21"),
    "arabic-digits": (3, 0, 0, ""),
    "daily-counts-by-place": (144, 36, 0, "add up to attacks 360"),
    "daily-counts-with-gaps": (74, 0, 0, "add up to incidents 252"),
    "gsheets-false-tail": (20, 300, 0, ""),
    "gtd-scientific-id": (30, 0, 0, "2.01401E+11"),
    "gtd-semicolon-decimal-comma": (7, 0, 0, "as a fraction"),
    "half-swapped-xlsx": (90, 0, 0, "2024-01-01 to 2024-03-30 with day and month exchanged back"),
    "hxl-own": (10, 1, 0, ""),
    "ids-restart": (20, 0, 0, "start anew with each country"),
    "nbsp": (10, 0, 0, ""),
    "press-tracker-mmyyyy": (22, 0, 0, "name a month and no day"),
    "r-na-some": (30, 0, 0, "location 7"),
    "r-write-csv-NA": (24, 0, 0, '"NA" is taken as a blank'),
    "acled-api-json": (12, 0, 0, "Data date: 2024-05-29"),
    "csv-excel-serials": (12, 0, 0, "45292 is read as 2024-01-01"),
    "csv-preamble": (12, 0, 0, "are in row 3"),
    "foreign-months": (6, 0, 0, "Coverage: 2024-01-03 to 2024-06-02"),
    "iso-week": (3, 0, 0, "name a week and no day"),
    "sep-line": (20, 0, 0, ""),
    "stata": (10, 0, 0, "Coverage: 2024-01-01 to 2024-01-10"),
    "ucdp-no-header": (31, 0, 0, "no header"),
    "utf16-no-bom": (20, 0, 0, ""),
    "weekday-prefix": (8, 0, 0, ""),
    "xlsx-cover-sheet": (20, 0, 0, '"Incidents" is read, not "README"'),
    "xlsx-sheet-per-month": (60, 0, 0, "read together"),
    "xlsx-title-above-header": (12, 1, 0, "are in row 3"),
    "xlsx-two-row-header": (12, 0, 0, 'injured is taken from "Injured"'),
    "zip-made-on-a-mac": (31, 0, 0, ""),
    "toll-words": (10, 0, 0, "at least"),
    "total-row-dated": (20, 1, 0, ""),
    "xlsx-merged-dates": (24, 0, 0, ""),
    "year-typo-future": (61, 0, 0, "2042-01-15 (row 62)"),
}
REFUSED = {
    "acled-weekly-aggregate": "counts by week",
    "hdx-acled-monthly-xlsx": "counts by month",
    "html-saved-as-csv": "a log-in page called",
    "ods": "an OpenDocument sheet .ODS. that holds no sheet",
    "two-date-columns": '"Date" and "Incident Date", expected one column',
}


def field_file(case: str):
    folder = FIELD / case
    if not folder.is_dir():
        pytest.skip("the field files are not here")
    (path,) = [path for path in folder.iterdir() if path.name != "expect.md"]
    return path


def read_case(case: str, options: Options | None = None) -> Outcome:
    return read_source(field_file(case), options or Options())


@pytest.mark.parametrize("case", READ)
def test_it_is_read(case):
    kept, left_out, rejected, told = READ[case]
    outcome = read_case(case)
    found = (len(outcome.events), sum(outcome.left_out.values()), len(outcome.rejected))
    assert found == (kept, left_out, rejected)
    assert told in " ".join([*outcome.notes, *outcome.covered.sentences])
    assert adds_up(outcome)


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_for_what_it_is(case):
    with pytest.raises(SourceError, match=REFUSED[case]):
        read_case(case)


def test_of_two_exports_the_newest_rows_are_kept():
    assert read_case("acled-two-exports-pasted").events["killed"].astype(int).sum() == 30


def test_tolls_in_words_are_bounds_or_unknown_and_keep_their_text():
    events = read_case("toll-words").events
    assert events["killed"].dropna().astype(int).tolist()[:3] == [2, 3, 3]
    assert {"2-4", "at least 3", "3+", "several"} <= set(events["killed_text"].dropna())


def test_a_mistyped_year_sets_no_coverage():
    covered = read_case("year-typo-future").covered
    assert (covered.start, covered.end) == ("2024-01-01", "2024-02-29")


def test_half_exchanged_dates_are_exchanged_back_on_request():
    outcome = read_case("half-swapped-xlsx", Options(date_order="dmy"))
    assert (outcome.covered.start, outcome.covered.end) == ("2024-01-01", "2024-03-30")
    assert pd.to_datetime(outcome.events["date"]).is_unique


def test_times_in_utc_are_days_in_utc_and_elsewhere_on_request():
    options = Options(columns={"date": "started_at"})
    outcome = read_case("sirens", options)
    assert (outcome.clock, outcome.time_column) == ("UTC", "started_at")
    assert any("days are cut on the clock of UTC" in note for note in outcome.notes)
    kyiv = read_case("sirens", Options(columns=options.columns, timezone="Europe/Kyiv"))
    assert (kyiv.events["date"] != outcome.events["date"]).sum() == 10
