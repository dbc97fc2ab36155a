import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.checks import check_counts, check_series
from analytics.errors import (
    ConstantSeries,
    InvalidOption,
    InvalidSeries,
    MissingColumn,
    OutsideCoverage,
    SeriesTooShort,
)
from analytics.series.daily import daily_counts, daily_counts_by, select_events
from analytics.wording import plain_date

START, END = "2023-10-17", "2024-02-29"
COLUMNS = {
    "country": ["Iraq", "Syria", "Jordan", None],
    "weapon": ["drone", "rocket", "unknown", None],
    "confirmation": ["official", "media", "claimed"],
}
FIRST = pd.Timestamp(START)


@st.composite
def event_tables(draw):
    """Draw events inside and outside the coverage, with blanks and times of day."""
    row = st.tuples(
        st.integers(-20, 160),
        st.integers(0, 23),
        *(st.sampled_from(values) for values in COLUMNS.values()),
    )
    rows = draw(st.lists(row, max_size=40))
    table = pd.DataFrame(rows, columns=["day", "hour", *COLUMNS])
    dates = FIRST + pd.to_timedelta(table["day"].astype("int64"), unit="D")
    dates += pd.to_timedelta(table["hour"].astype("int64"), unit="h")
    return table.assign(date=dates.astype("datetime64[us]")).drop(columns=["day", "hour"])


def inside(events):
    return int(events["date"].dt.normalize().between(START, END).sum())


@given(
    events=event_tables(),
    country=st.none() | st.sets(st.sampled_from(["Iraq", "Syria", "Jordan", "unknown"])),
    confirmation=st.none() | st.sets(st.sampled_from(COLUMNS["confirmation"])),
)
def test_no_event_is_lost_or_counted_twice(events, country, confirmation):
    chosen = select_events(events, country=country, confirmation=confirmation)
    counts = daily_counts(chosen, start=START, end=END)
    assert counts.sum() == inside(chosen)
    for column in COLUMNS:
        table = daily_counts_by(chosen, column, start=START, end=END)
        assert table.sum(axis="columns").eq(counts).all()


@given(events=event_tables())
def test_a_filter_and_its_complement_make_the_whole(events):
    iraq = select_events(events, country=["Iraq"])
    rest = select_events(events, country=["Syria", "Jordan", "unknown"])
    assert sorted([*iraq.index, *rest.index]) == list(events.index)


def test_quiet_days_are_zero_and_uncovered_days_absent():
    events = pd.DataFrame({"date": pd.to_datetime(["2023-10-18", "2023-10-18", "2023-11-01"])})
    counts = daily_counts(events, start="2023-10-17", end="2023-10-20")
    assert counts.to_dict() == dict(
        zip(pd.date_range("2023-10-17", "2023-10-20"), [0, 2, 0, 0], strict=True)
    )
    assert counts.name == "events"
    assert counts.dtype == "int64"
    assert counts.index.freqstr == "D"


def test_values_are_ordered_by_number_then_name():
    events = pd.DataFrame(
        {
            "date": pd.to_datetime(["2023-10-18"] * 4),
            "weapon": ["rocket", "drone", None, None],
        }
    )
    table = daily_counts_by(events, "weapon", start=START, end=END)
    assert list(table.columns) == ["unknown", "drone", "rocket"]


def test_an_absent_column_is_not_filtered():
    events = pd.DataFrame({"date": pd.to_datetime(["2023-10-18"]), "country": ["Iraq"]})
    assert len(select_events(events, weapon=["drone"])) == 1
    assert len(select_events(events, country=[])) == 0


@pytest.mark.parametrize(
    ("events", "start", "end", "error", "message"),
    [
        ({"day": []}, START, END, MissingColumn, "no column 'date'; it has day"),
        ({"date": ["2023-10-18"]}, START, END, InvalidSeries, "must hold days"),
        ({"date": pd.to_datetime([None])}, START, END, InvalidSeries, "1 event has no date"),
        (
            {"date": pd.to_datetime(["2023-10-18"])},
            END,
            START,
            OutsideCoverage,
            "starts on 29 Feb 2024, after it ends on 17 Oct 2023",
        ),
    ],
)
def test_an_unusable_event_table_is_refused(events, start, end, error, message):
    with pytest.raises(error, match=message):
        daily_counts(pd.DataFrame(events), start=start, end=end)


def test_a_filter_given_as_text_is_refused():
    with pytest.raises(InvalidOption, match="country takes a list"):
        select_events(pd.DataFrame({"country": ["Iraq"]}), country="Iraq")


def test_an_unknown_column_is_named():
    events = pd.DataFrame({"date": pd.to_datetime(["2023-10-18"])})
    with pytest.raises(MissingColumn, match="no column 'weapon'"):
        daily_counts_by(events, "weapon", start=START, end=END)


@pytest.mark.parametrize(
    ("values", "days", "message"),
    [
        ([1, 2], ["2023-10-17", "2023-10-19"], "17 Oct 2023 is followed by 19 Oct 2023"),
        ([1, 2], ["2023-10-18", "2023-10-17"], "18 Oct 2023 is followed by 17 Oct 2023"),
        ([1, np.nan], ["2023-10-17", "2023-10-18"], "18 Oct 2023 has no count"),
        ([-1, 2], ["2023-10-17", "2023-10-18"], "17 Oct 2023 has a negative count"),
        ([1, 0.5], ["2023-10-17", "2023-10-18"], "18 Oct 2023 has a fraction"),
        (["a", "b"], ["2023-10-17", "2023-10-18"], "must be whole numbers"),
        ([], [], "is empty"),
    ],
)
def test_a_broken_count_series_is_refused(values, days, message):
    counts = pd.Series(values, index=pd.DatetimeIndex(days))
    with pytest.raises(InvalidSeries, match=message):
        check_counts(counts)


def test_counts_need_days():
    with pytest.raises(InvalidSeries, match="indexed by day"):
        check_counts(pd.Series([1, 2]))


def test_a_series_for_a_test_needs_enough_varying_values():
    with pytest.raises(SeriesTooShort, match="needs 8 periods, got 2"):
        check_series(pd.Series([1.0, 2.0]), least=8)
    with pytest.raises(ConstantSeries, match="Every period is 1"):
        check_series(pd.Series([1.0] * 8), least=8)
    with pytest.raises(InvalidSeries, match="missing or infinite"):
        check_series(pd.Series([1.0, None] * 8), least=8)


def test_dates_are_written_one_way():
    assert plain_date(pd.Timestamp("2024-02-05")) == "5 Feb 2024"
