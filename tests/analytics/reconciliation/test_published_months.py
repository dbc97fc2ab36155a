import pandas as pd
import pytest

from analytics.errors import NotAnswerable
from analytics.reconciliation.published_months import compare_months

MONTHS = pd.DataFrame(
    {
        "month": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01", "2024-03-01"]),
        "admin1": ["North", "South", "North", "North"],
        "events": pd.array([2, 1, 4, None], dtype="Int64"),
    }
)


def compare(days, *, start="2024-01-01", end="2024-04-15", months=MONTHS):
    return compare_months(
        pd.DataFrame({"date": pd.to_datetime(days)}),
        months,
        start=pd.Timestamp(start),
        end=pd.Timestamp(end),
        publisher="Somebody",
    )


def test_areas_are_added_up_and_an_unknown_month_stays_unknown():
    table = compare(["2024-01-31", "2024-02-01", "2024-02-29"]).table
    assert table["published"].to_list()[:2] == [3, 4]
    assert table["listed"].to_list() == [1, 2, 0]
    assert table["difference"].to_list()[:2] == [-2, -2]
    assert table["published"].isna().to_list() == [False, False, True]


def test_the_sentence_names_the_month_that_is_furthest_off():
    found = compare(["2024-01-05"] * 3 + ["2024-02-05"])
    assert str(found) == (
        "Over 2 whole months the list holds 4 events and Somebody published 7; 1 of them is the "
        "same, and the list is furthest off in February 2024, with 3 fewer than the 4 published."
    )
    same = compare(["2024-01-05"] * 3 + ["2024-02-05"] * 4)
    assert str(same).endswith("published 7; every month is the same.")


def test_months_that_the_list_does_not_cover_whole_are_left_out():
    found = compare(["2024-02-05"], start="2024-01-02", end="2024-03-30")
    assert found.table["month"].dt.month.to_list() == [2]
    assert found.skipped == 2


def test_without_a_whole_month_there_is_no_answer():
    with pytest.raises(NotAnswerable, match="fetch rows for longer"):
        compare(["2024-02-05"], start="2024-02-02", end="2024-02-28")
