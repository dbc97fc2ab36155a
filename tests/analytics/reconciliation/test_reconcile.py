import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InvalidOption, NotAnswerable
from analytics.findings import results
from analytics.reconciliation.daily import reconcile_daily
from analytics.reconciliation.intervals import interval_counts, interval_table
from analytics.reconciliation.official_totals import compare_official_totals, official_series
from analytics.reconciliation.reconcile import ALL, reconcile
from analytics.reconciliation.rule_sensitivity import compare_rules
from analytics.selection.options import default_view
from analytics.selection.selected import Selection

FIRST = pd.Timestamp("2023-11-01")
RULES = ["largest", "lowest", "latest", "by source"]


def day(number):
    return FIRST + pd.Timedelta(days=number)


def totals(rows):
    """Make reports of (as-of day, days until reported, total, source)."""
    return pd.DataFrame(
        {
            "as_of_date": [day(n) for n, _, _, _ in rows],
            "reported_date": [day(n + lag) for n, lag, _, _ in rows],
            "total": pd.array([total for _, _, total, _ in rows], dtype="Int64"),
            "source_org": [source for _, _, _, source in rows],
            "publisher": "Paper",
            "note": "",
        }
    )


def incidents(days, confirmation=("official", "media", "claimed")):
    says = [confirmation[n % len(confirmation)] for n in range(len(days))]
    return pd.DataFrame({"date": pd.to_datetime([day(n) for n in days]), "confirmation": says})


reports = st.lists(
    st.tuples(
        st.integers(0, 20), st.integers(0, 5), st.integers(0, 60), st.sampled_from(["A", "A2", "B"])
    ),
    min_size=1,
    max_size=12,
).filter(lambda rows: any(row[3].startswith("A") for row in rows))
listed_days = st.lists(st.integers(0, 25), max_size=40)


def compared(rows, days, rule="largest"):
    return compare_official_totals(
        incidents(days), totals(rows), start=FIRST, column="total", rule=rule, source="A*"
    )


@pytest.fixture(scope="module")
def view(study):
    return default_view(study)


# --- one series by a rule


@given(rows=reports)
def test_the_rules_keep_every_report_and_their_order(rows):
    chosen = {}
    for rule in RULES:
        result = official_series(totals(rows), column="total", rule=rule, source="A*")
        assert len(result.reports) == len(rows)
        chosen[rule] = result.table["chosen"]
    assert (chosen["lowest"] <= chosen["latest"]).all()
    assert (chosen["latest"] <= chosen["largest"]).all()
    followed = chosen["by source"].dropna()
    assert (followed <= chosen["largest"][followed.index]).all()
    assert followed.is_monotonic_increasing


def test_by_source_follows_one_source_alone():
    rows = [(0, 0, 5, "A"), (0, 0, 9, "B"), (2, 0, 7, "A2"), (3, 0, 11, "B")]
    exact = official_series(totals(rows), column="total", rule="by source", source="A")
    prefix = official_series(totals(rows), column="total", rule="by source", source="A*")
    assert exact.table["chosen"].dropna().tolist() == [5]
    assert prefix.table["chosen"].dropna().tolist() == [5, 7]
    assert exact.table["high"].tolist() == [9, 7, 11]
    assert 'from the source "A*", never falling' in str(prefix)
    with pytest.raises(NotAnswerable, match='"?C"?.*choose one of A; B; A2'):
        official_series(totals(rows), column="total", rule="by source", source="C")


# --- intervals


@given(rows=reports, days=listed_days, rule=st.sampled_from(RULES))
def test_the_intervals_leave_nothing_out(rows, days, rule):
    comparison = compared(rows, days, rule)
    table = interval_table(comparison)
    chosen = comparison.official_totals.table.dropna(subset="chosen")
    assert table["official_total"].sum() == chosen["chosen"].iloc[-1]
    assert table["start"].iloc[0] == FIRST
    assert table["end"].iloc[-1] == chosen["as_of"].iloc[-1]
    assert (table["start"].iloc[1:].to_numpy() == table["end"].iloc[:-1] + pd.Timedelta("1D")).all()
    assert table["days"].sum() == (table["end"].iloc[-1] - FIRST).days + 1
    assert table["listed"].sum() == (comparison.days <= table["end"].iloc[-1]).sum()
    assert (table[["official_total", "listed", "matching", "missing", "surplus"]] >= 0).all(
        axis=None
    )
    assert (table["matching"] + table["missing"] == table["official_total"]).all()
    assert (table["matching"] + table["surplus"] == table["listed"]).all()
    assert (table["missing"] * table["surplus"] == 0).all()
    assert (table["listed_official"] <= table["listed_official_or_media"]).all()
    assert (table["listed_official_or_media"] <= table["listed"]).all()


def test_a_figure_that_was_taken_back_ends_no_interval():
    rows = [(0, 0, 10, "A"), (2, 0, 20, "A"), (4, 0, 12, "A"), (6, 0, 15, "A")]
    result = official_series(totals(rows), column="total", rule="latest")
    table = interval_counts(result, start=FIRST)
    assert table["events"].tolist() == [10, 2, 3]
    assert table["days"].tolist() == [1, 4, 2]
    assert result.table["chosen"].tolist() == [10, 20, 12, 15]


# --- confirmation


def test_the_confirmation_that_tracks_best_is_told_with_its_measure():
    # Each interval of two days holds one official and one more incident; officials counted one.
    rows = [(1, 0, 1, "A"), (3, 0, 2, "A"), (5, 0, 3, "A")]
    events = incidents([0, 1, 2, 3, 4, 5], confirmation=("official", "claimed"))
    result = reconcile(events, totals(rows), start=FIRST, column="total")
    distances = result.by_confirmation.set_index("confirmation")
    assert distances["gap"].tolist() == [0, 0, 3]
    assert distances["away"].tolist() == [0, 0, 2]
    assert distances.loc["All listed, claims included", "away_share"] == pytest.approx(2 / 3)
    assert result.best_confirmation == "Officially confirmed"
    assert str(result).startswith(
        "Over 3 intervals between official totals up to 6 Nov 2023 the list is 0 short of them"
        " in 0 and 3 beyond them in 3, +3 in all; "
        '"Officially confirmed" tracks the officials best: on average its running total is 0 away'
    )


def test_an_incident_counted_a_day_late_is_a_gap_and_hardly_away():
    rows = [(n, 0, n + 1, "A") for n in range(10)]
    late = incidents([0, 2, 2, 3, 4, 5, 6, 7, 8, 9], confirmation=("official",))
    (row, *_) = reconcile(
        late, totals(rows), start=FIRST, column="total"
    ).by_confirmation.itertuples()
    assert (row.gap, row.away) == (2, pytest.approx(0.1))


def test_a_total_of_nothing_has_no_share():
    result = reconcile(incidents([0]), totals([(3, 0, 0, "A")]), start=FIRST, column="total")
    assert result.by_confirmation["gap_share"].isna().all()
    assert "nan" not in str(result)


def test_a_place_without_an_official_figure_is_left_out():
    rows = totals([(1, 0, 3, "A")]).assign(north=pd.array([2], "Int64"), south=pd.array([pd.NA]))
    events = incidents([0, 0, 1]).assign(country=["North", "South", "North"])
    split = {"North": "north", "South": "south"}
    table = reconcile(events, rows, start=FIRST, column="total", split=split).table
    assert table["place"].tolist() == [ALL, "North"]
    assert table["listed"].tolist() == [3, 2]
    assert table["missing"].tolist() == [0, 0]


def test_the_bundled_study_interval_by_interval(study, view):
    result = results.reconciliation(Selection(study, view))
    table = result.table
    # 23 Nov to 29 Nov: officials told of one attack in the ceasefire, on 29 November.
    truce = table[(table["place"] == ALL) & (table["end"] == "2023-11-29")].iloc[0]
    assert (truce["days"], truce["official_total"], truce["listed"]) == (6, 1, 1)
    # Told as 168 on 10 February and "more than 180" on the 20th, with a last attack on the 4th.
    last = table[(table["place"] == ALL)].iloc[-1]
    assert (last["official_total"], last["listed"], last["missing"]) == (12, 2, 10)
    assert dict.fromkeys(table["place"]) == dict.fromkeys([ALL, "Iraq", "Syria", "Jordan"])
    assert result.best_confirmation == "Official or media"
    assert result.by_confirmation.query("place == 'Jordan'")["gap"].tolist() == [0, 0, 0]


def test_the_rules_stand_side_by_side(study, view):
    choices = compare_rules(results.reconciliation(Selection(study, view)).whole)
    table = choices.table.set_index("rule")
    assert list(table.index) == ["largest", "lowest", "latest", "by source"]
    assert (table["total"] == 180).all()
    assert table.loc["by source", "intervals"] < table.loc["largest", "intervals"]
    assert table.loc["latest", "intervals"] == table.loc["largest", "intervals"] - 2
    assert str(choices) == (
        "By 4 rules the last total is 180; the confirmation that tracks it best is "
        '"Official or media" under each.'
    )


# --- imputed days


@given(rows=reports, days=listed_days, seed=st.integers(0, 9))
def test_imputed_days_fill_each_interval_up_to_its_total(rows, days, seed):
    comparison = compared(rows, days)
    result = reconcile_daily(comparison, end=day(25), draws=7, seed=seed)
    intervals = interval_table(comparison)
    table = result.table
    assert table["listed"].sum() == len(days)
    assert (result.draws >= 0).all()
    for number, row in enumerate(intervals.itertuples(), 1):
        place = (table["interval"] == number).fillna(False).to_numpy(bool)
        assert table["date"][place].tolist() == pd.date_range(row.start, row.end).tolist()
        assert (result.draws[:, place].sum(axis=1) == row.missing).all()
        assert table["imputed"][place].sum() == pytest.approx(row.missing)
        if not row.surplus:
            assert (result.draws + result.listed.to_numpy())[:, place].sum(axis=1).tolist() == [
                row.official_total
            ] * 7
    outside = table["interval"].isna()
    assert table["imputed"][outside].eq(0).all()
    assert (table["date"][outside] > intervals["end"].iloc[-1]).all()
    assert (table["listed"] <= table["low"]).all()
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()


def test_a_seed_repeats_its_draws_and_leaves_the_input_alone():
    comparison = compared([(4, 0, 20, "A"), (9, 0, 26, "A")], [0, 0, 1, 5, 6])
    before = comparison.days.copy(), comparison.official_totals.reports.copy()
    first, again, other = (reconcile_daily(comparison, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
    assert comparison.days.equals(before[0])
    assert comparison.official_totals.reports.equals(before[1])


def test_an_empty_interval_is_spread_evenly():
    comparison = compared([(9, 0, 4000, "A")], [])
    imputed = reconcile_daily(comparison, draws=50).table["imputed"]
    assert imputed.to_numpy() == pytest.approx(400, rel=0.05)


def test_days_that_nobody_observed_are_unknown_and_can_hold_what_is_missing():
    # Two a day, but nobody looked in the last ten days of thirty; the totals run on.
    comparison = compared([(29, 0, 60, "A")], [n for n in range(20) for _ in range(2)])
    states = pd.Series("observed", pd.date_range(day(0), day(29)))
    states.iloc[20:] = "not covered"
    table = reconcile_daily(comparison, states=states).table
    assert table["listed"].isna().tolist() == [False] * 20 + [True] * 10
    assert table["imputed"].sum() == pytest.approx(20)
    assert table["imputed"][20:].mean() == pytest.approx(table["imputed"][:20].mean(), rel=0.25)
    blind = reconcile_daily(comparison).table
    assert blind["imputed"][25:].sum() < table["imputed"][25:].sum() / 2


def test_missing_incidents_fall_where_the_list_is_busy():
    comparison = compared([(59, 0, 1000, "A")], [n for n in range(30) for _ in range(5)] + [40])
    imputed = reconcile_daily(comparison).table["imputed"]
    assert imputed[:22].min() > 5 * imputed[38:].max()


def test_a_confirmation_is_filled_up_alone(study, view):
    from dataclasses import replace

    every, official = (
        results.imputed_days(Selection(study, replace(view, confirmation=confirmation)))
        for confirmation in ((), ("official",))
    )
    assert (every.listed.sum(), official.listed.sum()) == (219, 85)
    assert every.draws[0].sum() == 53
    assert official.draws[0].sum() > 180 - 85
    assert str(every).startswith("Imputed, not reported: 53 incidents")
    assert str(every).endswith("9 days lie in no interval and stand as listed.")


def test_nothing_missing_is_said_so():
    result = reconcile_daily(compared([(3, 0, 2, "A")], [0, 1, 2]), end=day(3))
    assert (
        str(result)
        == "No interval between official totals is short of incidents: nothing is imputed."
    )
    with pytest.raises(InvalidOption, match="draws is 0"):
        reconcile_daily(compared([(3, 0, 2, "A")], [0]), draws=0)
