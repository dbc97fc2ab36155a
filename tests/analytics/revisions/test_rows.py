import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.revisions.row_matching import EVENT_KEY, as_texts, match_rows
from analytics.revisions.rows import CHANGES, table_revisions

DAYS = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-31"))


def made(rows):
    """Return events from pairs of id and day of January, and of a text where there is one."""
    texts = [row[2] if len(row) > 2 else "" for row in rows]
    return pd.DataFrame(
        {
            "event_id": pd.Series([row[0] for row in rows], dtype="str"),
            "date": pd.to_datetime([f"2024-01-{row[1]:02d}" for row in rows]),
            "summary": pd.Series(texts, dtype="str").replace("", None),
            "killed": pd.array([None] * len(rows), dtype="Int64"),
        }
    )


def rows_of(result, change):
    return result.table.loc[result.table["change"] == change, "id"].tolist()


def compared(old, new, both=DAYS):
    return table_revisions(made(old), made(new), name="events", both=both)


FIRST = [("A", 1, "one"), ("B", 2, "two"), ("C", 3, "three"), ("D", 4, "four")]


def test_a_table_against_itself_has_no_revision():
    result = compared(FIRST, FIRST)
    assert result.table.empty
    assert result.counts["same"] == 4
    assert not result.reissued


def test_each_kind_of_revision_is_told_with_its_cells():
    new = [("A", 1, "one"), ("B", 5, "2"), ("Z", 4, "four"), ("E", 9, "five")]
    result = compared(FIRST, new)
    table = result.table
    assert rows_of(result, "deleted") == ["C"]
    assert rows_of(result, "added") == ["E"]
    assert rows_of(result, "renumbered") == ["Z"]
    cells = table.loc[table["change"] == "changed", ["column", "old", "new"]].values.tolist()
    assert cells == [["date", "2024-01-02", "2024-01-05"], ["summary", "two", "2"]]
    (renumbered,) = table.loc[table["change"] == "renumbered", ["old", "new"]].values.tolist()
    assert renumbered == ["D", "Z"]


def test_a_blank_that_is_filled_is_a_change_and_not_a_zero():
    new = made(FIRST)
    new.loc[0, "killed"] = 0
    table = table_revisions(made(FIRST), new, name="events", both=DAYS).table
    assert table[["id", "column", "old", "new"]].values.tolist() == [["A", "killed", "", "0"]]


def test_ids_given_out_again_are_seen_by_the_content():
    new = [
        ("A", 9, "before all"),
        ("B", 1, "one"),
        ("C", 2, "two"),
        ("D", 3, "three"),
        ("E", 4, "four"),
    ]
    result = compared(FIRST, new)
    assert result.reissued
    assert result.counts["renumbered"] == 4
    assert rows_of(result, "added") == ["A"]


def test_a_single_swap_of_content_is_no_new_numbering():
    result = compared([("A", 1), ("B", 2)], [("A", 2), ("B", 3)])
    assert not result.reissued
    assert result.counts["changed"] == 2


def test_rows_on_days_that_only_one_covers_are_no_revisions():
    both = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-03"))
    result = compared(FIRST[:3], [*FIRST, ("E", 2, "late")], both)
    days = dict(zip(result.table["id"], result.table["days"], strict=True))
    assert days == {"D": "other", "E": "both"}
    assert (result.counts["added"], result.counts["added_other"]) == (2, 1)
    assert set(compared(FIRST[:1], FIRST, None).table["days"]) == {"other"}


def test_a_row_moved_into_the_shared_days_is_a_revision():
    both = (pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-03"))
    assert compared([("A", 3)], [("A", 9)], both).table["days"].tolist() == ["both"]


def test_a_column_that_only_one_has_is_not_compared():
    new = made(FIRST).assign(side="both")
    assert table_revisions(made(FIRST), new, name="events", both=DAYS).table.empty


def test_reports_are_matched_by_their_days_and_source():
    reports = pd.DataFrame(
        {
            "as_of_date": pd.to_datetime(["2024-01-05"] * 3),
            "reported_date": pd.to_datetime(["2024-01-05", "2024-01-06", "2024-01-06"]),
            "total": pd.array([3, 4, 5], dtype="Int64"),
            "source_org": pd.Series(["Army"] * 3, dtype="str"),
            "official": True,
        }
    )
    new = reports.assign(total=pd.array([3, 4, 6], dtype="Int64"), official=False)
    result = table_revisions(reports, new, name="official_totals", both=DAYS)
    assert result.table[["change", "column", "old", "new"]].values.tolist() == [
        ["changed", "total", "5", "6"]
    ]
    assert result.table["id"].tolist() == ["2024-01-05 | Army | 2024-01-06"]


rows = st.lists(
    st.tuples(st.sampled_from("ABCDEFGH"), st.integers(1, 4), st.sampled_from(["x", "y", ""])),
    unique_by=lambda row: row[0],
    max_size=8,
)


@given(old=rows, new=rows)
def test_every_row_of_both_is_accounted_for_once(old, new):
    found = match_rows(as_texts(made(old)), as_texts(made(new)), key=EVENT_KEY)
    for side, alone in ((0, found.deleted), (1, found.added)):
        pairs = (found.same, found.changed, found.renumbered)
        used = np.concatenate([*(pair[:, side] for pair in pairs), alone])
        assert sorted(used) == list(range(len((old, new)[side])))


@given(old=rows, new=rows)
def test_swapping_the_two_swaps_added_and_deleted(old, new):
    there, back = compared(old, new).counts, compared(new, old).counts
    swapped = {"added": "deleted", "deleted": "added", "old": "new", "new": "old"}
    for name in (*CHANGES, "same", "old", "new"):
        assert there[name] == back[swapped.get(name, name)]


@given(rows=rows)
def test_nothing_is_revised_between_equal_tables_in_any_order(rows):
    result = compared(rows, rows[::-1])
    assert result.table.empty
    assert result.counts["same"] == len(rows)


@pytest.mark.parametrize("name", ["attacks", "strikes", "context"])
def test_no_rows_at_all(name):
    assert table_revisions(made([]), made([]), name=name, both=DAYS).table.empty


@pytest.mark.parametrize("name", ["timestamp", "updated_at", "DATEADDED"])
def test_another_time_stamp_alone_is_no_revision(name):
    old, new = (made([("a", 1, "x"), ("b", 2)]).assign(**{name: stamp}) for stamp in ("1", "2"))
    result = table_revisions(old, new, name="events", both=DAYS)
    assert result.counts["same"] == 2
    assert result.table.empty
    new.loc[0, "summary"] = "y"
    changed = table_revisions(old, new, name="events", both=DAYS)
    assert changed.table["column"].tolist() == ["summary"]
