import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import SourceError
from data.readings.dates import read_days

WRITTEN = [
    ("2024-01-31", "2024-01-31"),
    ("2024/1/5", "2024-01-05"),
    ("20240131", "2024-01-31"),
    ("2014-01-22 00:00:00.000", "2014-01-22"),
    ("2024-01-31T23:59:59Z", "2024-01-31"),
    ("5-Aug-24", "2024-08-05"),
    ("03 December 2020", "2020-12-03"),
    ("01-January-2015", "2015-01-01"),
    ("31-12-19", "2019-12-31"),
    ("1.2.2024", "2024-02-01"),
    ("Aug 5, 2024", "2024-08-05"),
    ("Sept 3rd, 2020", "2020-09-03"),
    ("31/1/2024 0:00:00", "2024-01-31"),
    ("٢٠٢٤-٠١-٣١", "2024-01-31"),
    ("۳۱/۰۱/۲۰۲۴", "2024-01-31"),
    ("31\u00a0January\u00a02024", "2024-01-31"),
    ("\u200f31/01/2024", "2024-01-31"),
    ("20240131T221500Z", "2024-01-31"),
    ("2024-01-31 24:00", "2024-02-01"),
    ("31/12/2023 24:00:00", "2024-01-01"),
    ("2024-01-31 22:15 EET", "2024-01-31"),
    ("2024-01-31T22:15:00+02:00[Europe/Kyiv]", "2024-01-31"),
]
UNREADABLE = [
    "20023-01-01",
    "1900-01-01",
    "1899-12-30",
    "2024-02-30",
    "0001-01-01",
    "4529",
    "yesterday",
    "32 January 2024",
    "5 Ma 2024",
    "2024-01-01 and later",
]


def column(cells: list) -> pd.Series:
    return pd.Series(cells, index=range(2, len(cells) + 2), dtype="str", name="When")


@pytest.mark.parametrize(("text", "day"), WRITTEN)
def test_common_ways_of_writing_a_date(text, day):
    assert read_days(column([text]), order="dmy", file="f").iso.tolist() == [day]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_date_has_a_reason_and_no_day(text):
    days = read_days(column([text, None]), order="dmy", file="f")
    assert days.iso.isna().all()
    assert days.reasons.notna().tolist() == [True, False]


def test_one_number_above_12_settles_the_order_of_the_whole_column():
    assert read_days(column(["03/04/2024", "13/04/2024"]), order=None, file="f").iso[2] == (
        "2024-04-03"
    )
    assert read_days(column(["03/04/2024", "04/13/2024"]), order=None, file="f").iso[2] == (
        "2024-03-04"
    )


def test_an_order_that_nothing_settles_is_asked_for_with_three_rows():
    with pytest.raises(SourceError) as raised:
        read_days(
            column(["03/04/2024", None, "01/02/24", "5.6.2024", "1/1/2024"]), order=None, file="f"
        )
    for told in ('"03/04/2024" (row 2)', '"01/02/24" (row 4)', '"5.6.2024" (row 5)'):
        assert told in str(raised.value)
    assert "--date-order dmy, mdy or ymd" in str(raised.value)
    assert "1/1/2024" not in str(raised.value)


def test_orders_that_contradict_each_other_are_asked_about():
    with pytest.raises(SourceError, match=r'"13/04/2024" \(row 3\), "04/14/2024" \(row 4\)'):
        read_days(column(["03/04/2024", "13/04/2024", "04/14/2024"]), order=None, file="f")


def test_two_orders_are_each_read_as_they_can_be_and_told():
    days = read_days(column(["13/04/2024", "04/14/2024"]), order=None, file="f")
    assert days.iso.tolist() == ["2024-04-13", "2024-04-14"]
    (note,) = days.notes
    assert note.startswith("CAUTION: two orders")
    assert "1 have the day first and 1 have the month first" in note


def test_an_order_given_decides_the_doubtful_ones_alone():
    cells = column(["03/04/2024", "13/04/2024", "04/14/2024"])
    days = read_days(cells, order="mdy", file="f")
    assert days.iso.tolist() == ["2024-03-04", "2024-04-13", "2024-04-14"]
    assert "1 could be either and are read with the month first" in days.notes[0]


def half_exchanged(first="d"):
    """Dates of a quarter, as a spreadsheet of the other order leaves them."""
    days = pd.date_range("2024-01-01", "2024-03-30")
    numbers = "%d/%m/%Y" if first == "d" else "%m/%d/%Y"
    return days, column(
        [f"{day.year}-{day.day:02}-{day.month:02}" if day.day <= 12 else f"{day:{numbers}}"
         for day in days]
    )  # fmt: skip


@pytest.mark.parametrize(("first", "order"), [("d", "dmy"), ("m", "mdy")])
def test_dates_that_a_spreadsheet_half_exchanged_are_told_and_exchanged_back_on_request(
    first, order
):
    days, cells = half_exchanged(first)
    told = read_days(cells, order=None, file="f")
    (note,) = told.notes
    assert note.startswith('CAUTION: "When" holds 36 real dates')
    assert "33 rows lie on another day" in note
    assert "2024-01-01 to 2024-12-03 as they stand" in note
    assert "2024-01-01 to 2024-03-30 with day and month exchanged back" in note
    assert told.iso.iloc[1] == "2024-02-01"
    back = read_days(cells, order=order, file="f")
    assert back.iso.tolist() == [f"{day:%Y-%m-%d}" for day in days]
    kept = read_days(cells, order="ymd", file="f")
    assert kept.iso.equals(told.iso)
    assert not any("CAUTION" in note for note in kept.notes)


def test_real_dates_beside_text_of_any_day_are_not_suspected():
    cells = column(["2024-01-13", "2024-01-02", "2024-01-03", "2024-05-01", "13/01/2024"])
    assert read_days(cells, order=None, file="f").notes == ()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("02/2026", "2026-02-01"),
        ("2026-02", "2026-02-01"),
        ("202602", "2026-02-01"),
        ("February 2026", "2026-02-01"),
        ("Feb-26", "2026-02-01"),
        ("2026 Feb", "2026-02-01"),
        ("2026-02-00", "2026-02-01"),
        ("00/02/2026", "2026-02-01"),
    ],
)
def test_a_month_without_a_day_is_dated_to_the_month(text, iso):
    days = read_days(column(["2026-01-05", text]), order="dmy", file="f")
    assert days.iso.tolist() == ["2026-01-05", iso]
    assert days.precision.isna().tolist() == [True, False]
    assert days.precision.iloc[1] == "month"


@pytest.mark.parametrize("text", ["13/2026", "2026-13", "33.1234", "Ma 2026", "2026"])
def test_what_is_no_month_is_no_date(text):
    assert read_days(column([text]), order="dmy", file="f").iso.isna().all()


def test_one_offset_is_the_clock_and_the_days_are_those_written():
    days = read_days(column(["2024-01-01 23:30:00+03:00"] * 2), order=None, file="f")
    assert days.iso.tolist() == ["2024-01-01"] * 2
    assert days.clock == "Etc/GMT-3"
    assert "the offset +03:00: days are cut on the clock of Etc/GMT-3" in days.notes[0]


def test_moments_of_several_offsets_that_are_one_are_on_one_day():
    same = ["2024-01-01T20:00:00-05:00", "2024-01-02T01:00:00Z", "2024-01-02 03:00+0200"]
    days = read_days(column(same), order=None, file="f")
    assert days.iso.tolist() == ["2024-01-02"] * 3
    assert days.clock == "UTC"
    assert days.notes[0].endswith("1 row lies on another day there.")
    there = read_days(column(same), order=None, file="f", clock="America/New_York")
    assert there.iso.tolist() == ["2024-01-01"] * 3


def test_times_without_an_offset_are_days_as_written():
    days = read_days(column(["2024-01-01 23:30", "1/2/2024 11:59 PM"]), order="mdy", file="f")
    assert days.iso.tolist() == ["2024-01-01", "2024-01-02"]
    assert (days.clock, days.notes) == ("", ())


@given(
    days=st.lists(st.dates(pd.Timestamp("1970-01-01").date(), pd.Timestamp("2068-12-31").date())),
    style=st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%d %b %Y", "%B %d, %Y", "%Y%m%d"]),
)
def test_dates_in_one_style_are_read_back_or_asked_about(days, style):
    cells = column([day.strftime(style) for day in days])
    try:
        read = read_days(cells, order=None, file="f")
    except SourceError:
        assert style in ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y")
        assert all(day.day <= 12 for day in days)
    else:
        assert read.iso.tolist() == [day.isoformat() for day in days]


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-03 22:30 EST",
        "Wed Jan 03 2024 22:30:00 GMT-0500 (Eastern Standard Time)",
        "Wed, 03 Jan 2024 22:30:00 -0500",
    ],
)
def test_offsets_are_read_behind_words_and_by_name(text):
    read = read_days(pd.Series([text], name="at"), order=None, file="f", clock="UTC")
    assert read.iso.tolist() == ["2024-01-04"]


def test_a_zone_of_no_one_meaning_is_told():
    read = read_days(pd.Series(["2024-01-03 22:30 IST"], name="at"), order=None, file="f")
    assert read.iso.tolist() == ["2024-01-03"]
    assert "name the zone IST" in read.notes[0]
