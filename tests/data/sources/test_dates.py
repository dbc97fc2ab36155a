import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import SourceError
from data.sources.dates import read_days

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
]
UNREADABLE = [
    "20023-01-01",
    "1900-01-01",
    "1899-12-30",
    "2024-02-30",
    "0001-01-01",
    "45294",
    "yesterday",
    "32 January 2024",
    "5 Ma 2024",
    "٢٠٢٤-٠١-٠١",
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


def test_an_order_given_makes_the_others_unreadable():
    days = read_days(column(["13/04/2024", "04/14/2024"]), order="dmy", file="f")
    assert days.iso[2] == "2024-04-13"
    assert days.reasons.notna().tolist() == [False, True]


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
