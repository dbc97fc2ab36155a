import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InvalidSeries, MissingColumn
from analytics.series.date_precision import (
    PRECISIONS,
    date_windows,
    expected_from_windows,
    is_precise,
    possible_between,
    reached_days,
    reaches_into,
)

DAYS = pd.date_range("2024-01-01", "2024-03-31")


def table(*rows):
    names = ["date", "date_precision", "date_end", "days"]
    events = pd.DataFrame(rows, columns=names)
    for name in ("date", "date_end"):
        events[name] = pd.to_datetime(events[name])
    return events.astype({"days": "Int64"})


def window(*row):
    found = date_windows(table(row)).iloc[0]
    return f"{found['first']:%m-%d} {found['last']:%m-%d}"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("2024-02-14", "day", None, None), "02-14 02-14"),
        # An event of several days counts on its first.
        (("2024-02-14", "day", "2024-02-16", None), "02-14 02-14"),
        (("2024-02-14", "approx", None, None), "02-12 02-16"),
        (("2024-02-14", "approx", None, 0), "02-14 02-14"),
        (("2024-02-14", "approx", None, 5), "02-09 02-19"),
        (("2024-02-14", "week", None, None), "02-11 02-17"),
        (("2024-02-12", "week", "2024-02-18", None), "02-12 02-18"),
        (("2024-02-14", "month", None, None), "02-01 02-29"),
        (("2024-02-01", "month", None, None), "02-01 02-29"),
        (("2024-02-29", "month", None, None), "02-01 02-29"),
        (("2024-02-14", "month", "2024-02-29", None), "02-14 02-29"),
        (("2024-02-14", "period", "2024-03-20", None), "02-14 03-20"),
        (("2024-02-14", "period", None, None), "02-14 02-14"),
    ],
)
def test_a_window_holds_every_day_that_the_event_can_have(row, expected):
    assert window(*row) == expected


@pytest.mark.parametrize(
    ("precision", "days", "expected"),
    [
        ("day", None, True),
        ("approx", None, True),
        ("approx", 2, True),
        ("approx", 3, False),
        ("week", None, False),
        ("month", None, False),
        ("period", None, False),
    ],
)
def test_days_and_close_dates_are_precise(precision, days, expected):
    events = table(("2024-02-14", precision, None, days))
    assert is_precise(events).tolist() == [expected]


def test_the_plus_or_minus_that_counts_is_a_choice():
    events = table(("2024-02-14", "approx", None, 3), ("2024-02-14", "approx", None, None))
    assert is_precise(events, 3).tolist() == [True, True]
    assert is_precise(events, 0).tolist() == [False, True]
    assert date_windows(events, 0)["first"].dt.day.tolist() == [11, 14]


def test_a_table_without_the_optional_columns_will_do():
    events = table(("2024-02-14", "approx", None, 7))[["date", "date_precision"]]
    assert is_precise(events).tolist() == [True]
    assert (date_windows(events)["last"] - date_windows(events)["first"]).dt.days.tolist() == [4]


def test_what_is_wrong_with_a_date_is_said():
    with pytest.raises(InvalidSeries, match="'sometime': it is one of day, approx"):
        is_precise(table(("2024-02-14", "sometime", None, None)))
    with pytest.raises(InvalidSeries, match="1 event ends before its date"):
        date_windows(table(("2024-02-14", "period", "2024-02-13", None)))
    with pytest.raises(MissingColumn, match="date_precision"):
        is_precise(pd.DataFrame({"date": DAYS[:2]}))


# --- expected counts


def test_a_month_gives_each_of_its_days_the_same_share():
    expected = expected_from_windows(table(("2024-02-14", "month", None, None)), DAYS)
    inside = DAYS.month == 2
    assert expected[inside].to_numpy() == pytest.approx(np.full(29, 1 / 29))
    assert (expected[~inside] == 0).all()


def test_the_share_of_days_not_observed_stays_outside():
    week = table(("2024-02-12", "week", "2024-02-18", None))
    observed = DAYS[(DAYS < "2024-02-12") | (DAYS > "2024-02-14")]
    assert expected_from_windows(week, observed).sum() == pytest.approx(4 / 7)
    assert expected_from_windows(week, DAYS[DAYS < "2024-02-13"]).sum() == pytest.approx(1 / 7)
    assert expected_from_windows(week, DAYS[DAYS > "2024-03-01"]).sum() == 0


def test_precise_events_are_not_spread():
    events = table(("2024-02-14", "day", None, None), ("2024-02-14", "approx", None, None))
    assert (expected_from_windows(events, DAYS) == 0).all()
    assert expected_from_windows(events.iloc[:0], DAYS).index.equals(DAYS)


rows = st.tuples(
    st.integers(0, 90).map(lambda day: DAYS[day]),
    st.sampled_from(PRECISIONS),
    st.none(),
    st.one_of(st.none(), st.integers(0, 20)),
)


@given(st.lists(rows, min_size=1, max_size=12), st.sets(st.integers(0, 90), min_size=1))
def test_expected_counts_sum_to_the_shares_inside(rows, kept):
    events, observed = table(*rows), DAYS[sorted(kept)]
    windows = date_windows(events)[~is_precise(events)]
    shares = [
        observed[(observed >= w.first) & (observed <= w.last)].size / ((w.last - w.first).days + 1)
        for w in windows.itertuples()
    ]
    expected = expected_from_windows(events, observed)
    assert expected.sum() == pytest.approx(sum(shares), abs=1e-9)
    assert (expected >= 0).all()


def test_the_days_that_events_can_have_are_found_once_for_every_period():
    events = table(
        ("2024-02-14", "day", None, None),
        ("2024-02-14", "week", None, None),
        ("2024-02-20", "approx", None, 5),
        ("2024-02-20", "approx", None, 1),
    ).set_axis([7, 3, 5, 1])
    reached = reached_days(events)
    assert reached.index.tolist() == [7, 3, 5, 1]
    assert reached["precise"].tolist() == [True, False, False, True]
    for start, end, inside in (
        ("2024-02-15", "2024-02-15", [False, True, True, False]),
        ("2024-02-14", "2024-02-14", [True, True, False, False]),
        ("2024-02-20", "2024-02-20", [False, False, True, True]),
    ):
        assert reaches_into(reached, start, end).tolist() == inside
        assert possible_between(events, start, end).equals(reaches_into(reached, start, end))
