import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.changepoints.stability import cut_period, uncut
from charts.tables.findings import stability_words
from charts.tables.locale import Language
from report.terminal.analysis import plain_rows

NEAR_THE_END = 12


@pytest.fixture(scope="module")
def cuts():
    """A rise that begins twelve days before the end: several cuts leave too little of it."""
    rng = np.random.default_rng(3)
    values = np.concatenate([rng.poisson(0.4, 90), rng.poisson(6.0, NEAR_THE_END)])
    counts = pd.Series(values, pd.date_range("2024-01-01", periods=len(values)), name="raids")
    return cut_period(find_changepoints(counts))


def test_the_shares_of_the_last_change_are_counted_from_the_table(cuts):
    last, table = cuts.shares.iloc[-1], cuts.table
    assert 0 < last.cuts < len(table)
    could = table["could_show"] == "yes"
    assert could.sum() == last.cuts
    assert (table["last_change"] == "found").sum() == last.found
    assert set(table.loc[could, "last_change"]) <= {"found", "not found"}
    assert set(table.loc[~could, "last_change"]) <= {"found, not counted", "not found"}
    # What leaves a part on either side is told of each cut by its own days.
    for row in table.itertuples():
        days = pd.date_range(row.start, row.end)
        before, after = (days < last.ci_low).sum(), (days >= last.ci_high).sum()
        assert (row.could_show == "yes") == (min(before, after) >= row.min_days)


def test_a_cut_that_shows_it_without_room_is_marked_and_not_counted(cuts):
    table = cuts.table
    beyond = table["last_change"] == "found, not counted"
    assert beyond.any()
    assert (table.loc[beyond, "verdict"] == "found").all()
    assert (table.loc[beyond, "could_show"] == "no").all()
    everything = (table["last_change"] != "not found").sum()
    assert everything == cuts.shares.iloc[-1].found + beyond.sum()


def test_page_report_and_terminal_say_what_a_cut_could_show(cuts):
    words = stability_words(cuts, Language())
    assert words["Could show the last change"].tolist() == cuts.table["could_show"].tolist()
    assert words["Last change"].tolist() == cuts.table["last_change"].tolist()
    row = plain_rows(cuts.table)[-1]
    assert row["could_show"] in ("yes", "no")
    assert row["last_change"] in ("found", "not found", "found, not counted")


def test_without_a_change_no_cut_could_show_one():
    counts = pd.Series(np.tile([1, 0, 2], 30), pd.date_range("2024-01-01", periods=90))
    found = find_changepoints(counts)
    assert found.table.empty
    table = cut_period(found).table
    assert table[["could_show", "last_change"]].isna().all(axis=None)
    assert list(uncut(found).table.columns) == list(table.columns)
    assert "Last change" not in stability_words(cut_period(found), Language())
