import pandas as pd
import pytest

from data.errors import SourceError
from data.files.options import Options
from data.sources.gdelt import BARE
from data.sources.recognise import read_source
from tests.helpers.sources import (
    ACLED_2022,
    GTD,
    HXL,
    UCDP,
    acled,
    acled_headers,
    adds_up,
    bare,
    gdelt,
    read,
    written,
)

GTD_JANUARY = """\
eventid,iyear,imonth,iday,country_txt,attacktype1_txt,nkill
201401020001,2014,1,2,Iraq,Bombing/Explosion,1
201401090001,2014,1,9,Iraq,Bombing/Explosion,0
"""
DAYS = ["2022-01-05", "2022-01-31", "2022-02-28"]
STYLES = ["%Y-%m-%d", "%d %B %Y", "%d-%b-%y", "%d-%m-%y", "%d-%B-%Y", "%d/%m/%Y", "%m/%d/%Y"]


@pytest.mark.parametrize(
    ("file", "format", "rows_in", "left_out", "dated"),
    [
        # Rows and single-day events are counted in NOTES.md of each data set; the tag row is one.
        ("ucdp_ged_ukraine/conflict_data_ukr.csv.gz", "ucdp", 2990, 1, 2323),
        ("ucdp_ged_iraq/conflict_data_irq.csv.gz", "ucdp", 7474, 1, 6846),
        # Roots 18, 19 and 20 occur 56 and 75 times: cut -f29 | sort | uniq -c.
        ("gdelt/gdelt1_events_58col.export.CSV", "gdelt", 710, 654, 56),
        ("gdelt/gdelt2_events_61col.export.CSV", "gdelt", 1200, 1125, 75),
        ("geocausal_iraq/insurgencies.csv.gz", "tabular", 68573, 0, 68573),
    ],
)
def test_real_files_are_recognised_and_every_row_is_accounted_for(
    shared_dataset, file, format, rows_in, left_out, dated
):
    outcome = read_source(shared_dataset(file), Options())
    assert (outcome.format, outcome.rows_in) == (format, rows_in)
    assert sum(outcome.left_out.values()) == left_out
    assert outcome.rejected.empty
    assert (outcome.events["date_precision"] == "day").sum() == dated
    assert adds_up(outcome)


def test_the_deaths_of_a_real_file_are_all_there(shared_dataset):
    outcome = read_source(shared_dataset("ucdp_ged_iraq/conflict_data_irq.csv.gz"), Options())
    # NOTES.md: best 120,631 deaths.
    assert outcome.events["killed"].astype(int).sum() == 120_631


def test_every_acled_header_is_read_with_its_own_dates(shared_dataset):
    headers = acled_headers(shared_dataset("acled_headers.md"))
    assert len(headers) == 9
    for example, header in headers.values():
        check_acled(example, header)


def check_acled(example, header):
    outcome = read(acled(header, [example, example]))
    assert outcome.format == "acled"
    assert len(outcome.events) == outcome.rows_in == 2
    day = pd.to_datetime(example, dayfirst=not example[:4].isdigit(), format="mixed")
    assert set(outcome.events["date"]) == {f"{day:%Y-%m-%d}"}
    assert set(outcome.events["killed"]) == {"2"}
    assert "acleddata.com" in outcome.source.credit


@pytest.mark.parametrize("case", [str.lower, str.upper])
@pytest.mark.parametrize("style", STYLES)
def test_acled_in_small_and_capital_letters_and_every_style_of_date(style, case):
    dates = [f"{pd.Timestamp(day):{style}}" for day in DAYS]
    outcome = read(acled(case(ACLED_2022), dates))
    assert outcome.events["date"].tolist() == DAYS
    assert outcome.events["summary"].iloc[0].startswith('A clash, it was said, "near" the town.\n')
    assert {"event_type", "actor1", "geo_precision"} <= set(outcome.extra_columns)
    assert adds_up(outcome)


def test_the_precision_of_acled_becomes_that_of_the_date():
    content = acled(ACLED_2022, DAYS).decode().split('"1","",')
    assert len(content) == 4
    text = content[0] + '"1","",' + content[1] + '"2","",' + content[2] + '"7","",' + content[3]
    outcome = read(text.encode())
    assert outcome.events["date_precision"].tolist() == ["day", "week", "month"]
    assert outcome.events["time_precision"].tolist() == ["1", "2", "7"]
    assert any('no known code in "time_precision" ("7")' in note for note in outcome.notes)
    assert adds_up(outcome)


@pytest.mark.parametrize("content", [UCDP, UCDP.replace(HXL + "\n", "")])
def test_ucdp_with_and_without_its_tag_row(content):
    events = read(content.encode()).events
    assert events["date_precision"].tolist() == ["day", "period", "week", "month", "period"]
    assert events["date"].tolist()[:2] == ["2014-01-22", "2014-01-23"]
    assert events["date_end"].tolist()[1:3] == ["2014-01-25", "2014-02-09"]
    assert events["date_end"].isna().tolist() == [True, False, False, False, False]
    assert events["killed"].tolist() == ["5", "3", "3", "0", "9"]
    assert events[["low", "high"]].iloc[0].tolist() == ["4", "6"]


def test_ucdp_cells_that_cannot_be_are_unknown_and_their_rows_kept():
    text = UCDP.replace("2014-01-23,2014-01-25", "2014-01-23,2014-01-20")
    text = text.replace("33.5,44.2,Nowhere,3", "95,44.2,Nowhere,3").replace(",0,9,9,9", ",0,-9,9,9")
    outcome = read(text.encode())
    assert outcome.rejected.empty
    events = outcome.events
    assert events["date_end"].isna().tolist()[1:3] == [True, False]
    assert events["date_precision"].tolist()[1] == "week"
    assert events["lat"].isna().tolist() == [False, False, True, True, True]
    assert events["lat_text"].dropna().tolist() == ["95"]
    assert events["killed"].isna().tolist() == [False, False, False, False, True]
    assert events["best"].iloc[4] == "-9"
    for column in ("date_end", "lat", "killed"):
        assert any(note.startswith(f"{column}: ") for note in outcome.notes)
    assert adds_up(outcome)


@pytest.mark.parametrize("width", [57, 58, 61])
def test_bare_gdelt_keeps_the_violent_roots_and_says_what_they_are(width):
    outcome = read(bare(gdelt(width, ["18", "04", "190", "20", "19"])))
    assert outcome.left_out == {"CAMEO root code not among 18, 19, 20": 2}
    assert outcome.events["event_id"].tolist() == ["1", "4", "5"]
    assert set(outcome.events["country"]) == {"Nowhere"}
    assert "not verified events" in outcome.source.credit
    assert any("counts reporting, not events" in note for note in outcome.notes)
    assert "Actor1Name" in outcome.extra_columns
    assert adds_up(outcome)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_gdelt_saved_again_with_a_header(delimiter, case):
    names = [case(name) for name in BARE[61]]
    outcome = read(written([names, *gdelt(61, ["18", "05"])], delimiter=delimiter))
    assert outcome.format == "gdelt"
    assert (len(outcome.events), outcome.rows_in) == (1, 2)
    assert outcome.events["EventRootCode"].tolist() == ["18"]


def test_old_and_new_gdelt_rows_in_one_file():
    outcome = read(bare(gdelt(58, ["18"]) + gdelt(57, ["19"])[:1]).replace(b"\n1\t", b"\n2\t"))
    assert outcome.rejected.empty
    assert outcome.events["source_url"].isna().tolist() == [True, True]
    assert outcome.events["SOURCEURL"].isna().tolist() == [False, True]


def test_other_roots_can_be_asked_for():
    outcome = read(bare(gdelt(58, ["18", "14"])), Options(roots=("14",)))
    assert outcome.events["EventRootCode"].tolist() == ["14"]


def test_gtd_dates_groups_and_shared_tolls():
    outcome = read(GTD.encode())
    events = outcome.events
    assert events["date"].tolist() == ["2014-01-01", "2014-01-01", "2014-01-01", "2014-02-27"]
    assert events["date_precision"].tolist() == ["day", "month", "period", "approx"]
    assert events["date_end"].dropna().tolist() == ["2014-01-31", "2014-12-31"]
    assert events["killed"].dropna().tolist() == ["2"]
    assert events["nkill"].iloc[1] == "0.5"
    assert events["injured"].dropna().tolist() == ["3", "3"]
    assert events["attributed_to"].isna().tolist() == [True, False, False, False]
    assert events["claimed_by"].dropna().tolist() == ["A group"]
    assert events["source_country"].tolist() == ["95"] * 4
    (reason,) = outcome.rejected["reason"]
    assert reason == 'iday: found "30", expected a day that this month has, or 0'
    assert any("shares one nkill" in note for note in outcome.notes)
    assert adds_up(outcome)


def test_a_repeated_row_is_left_out_and_a_repeated_id_costs_no_row():
    rows = UCDP.splitlines()
    outcome = read("\n".join([*rows, rows[2], rows[3].replace(",3,3,3", ",4,4,4")]).encode())
    assert outcome.left_out["repeats an earlier row, cell by cell"] == 1
    assert outcome.rejected.empty
    assert outcome.events["event_id"].tolist() == ["1", "2", "3", "4", "5", "2 (row 9)"]
    assert any("look whether an event is there twice" in note for note in outcome.cautions)
    assert adds_up(outcome)


def test_a_format_that_the_file_is_not_in_is_one_sentence():
    with pytest.raises(SourceError, match="expected the columns date_end, date_prec, date_start"):
        read(b"date,best\n2024-01-02,1\n", Options(format="ucdp"))
    with pytest.raises(
        SourceError, match="found nothing, expected a column of dates among best, x"
    ):
        read(b"best,x\n1,2\n")


def test_a_coverage_that_holds_more_empty_days_than_others_is_doubted():
    whole = GTD_JANUARY.replace("2014,1,9", "2014,10,9")
    assert read(whole.encode()).cautions == ()
    (caution,) = read(GTD_JANUARY.encode()).cautions
    assert "the events are of 2014-01-02 to 2014-01-09, and 357 more days" in caution
    assert "from 2014-01-01 to 2014-12-31" in caution
