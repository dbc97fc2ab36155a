"""Series of real conflicts, cut around days whose story is known."""

import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from benchmarks.cases.conflicts import bundled


def column(path, name):
    return pd.read_csv(path, index_col=0, parse_dates=True)[name].asfreq("D", fill_value=0)


def events(path):
    """Count UCDP events that are dated to the day."""
    rows = pd.read_csv(path, skiprows=[1], usecols=["date_start", "date_prec"])
    starts = pd.to_datetime(rows["date_start"])[rows["date_prec"] == 1].dt.normalize()
    return starts.value_counts().sort_index().asfreq("D", fill_value=0)


@pytest.fixture
def alerts(shared_dataset):
    path = shared_dataset("israel_alerts/daily_rocket_alert_rows.csv")
    return column(path, "rocket_alert_rows")


@pytest.fixture
def ukraine(shared_dataset):
    return events(shared_dataset("ucdp_ged_ukraine/conflict_data_ukr.csv.gz"))


@pytest.fixture
def iraq(shared_dataset):
    return events(shared_dataset("ucdp_ged_iraq/conflict_data_irq.csv.gz"))


@pytest.fixture
def west_bank(shared_dataset):
    return column(shared_dataset("palestine_daily/west_bank_daily_killed.csv"), "killed")


def changes(counts, start, end):
    table = find_changepoints(counts[start:end]).table
    return table.set_index("changepoint")


def nearest(table, day):
    """Give the change nearest to a day, and how many days it is away."""
    away = abs((table.index - pd.Timestamp(day)).days)
    return table.iloc[away.argmin()], away.min()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2023-10-25", "2023-12-23", ["2023-11-24", "2023-12-01"]),
        ("2023-09-15", "2024-02-01", ["2023-10-07", "2023-11-24", "2023-12-01"]),
    ],
)
def test_the_gaza_truce_in_alerts(alerts, start, end, days):
    table = changes(alerts, start, end)
    for day in days:
        row, away = nearest(table, day)
        assert away <= 1
        if day > "2023-11":
            assert (row.ci_high - row.ci_low).days + 1 <= 3


def test_the_war_of_may_2021_in_alerts(alerts):
    table = changes(alerts, "2021-03-01", "2021-07-18")
    assert nearest(table, "2021-05-10")[1] <= 1
    assert nearest(table, "2021-05-21")[1] <= 1


@pytest.mark.parametrize(
    ("start", "end"), [("2014-08-06", "2014-10-04"), ("2014-06-27", "2014-11-13")]
)
@pytest.mark.parametrize("one_battle", [False, True])
def test_minsk_1_with_and_without_the_rows_of_one_battle(ukraine, start, end, one_battle):
    if one_battle:
        ukraine["2014-08-29"] = 9
    table = changes(ukraine, start, end)
    assert nearest(table, "2014-09-06")[1] <= 1
    assert nearest(table, "2014-08-29")[1] > 1


def test_the_battle_of_29_august_2014_is_named(ukraine):
    result = find_changepoints(ukraine["2014-06-27":"2014-11-13"])
    named = result.standing_out.set_index("day")["events"]
    assert named[pd.Timestamp("2014-08-29")] == ukraine["2014-08-29"] > 200
    busy = result.segments[result.segments["end"] >= "2014-08-29"].iloc[0]
    assert busy["rate_without"] < 0.8 * busy["rate"]


def test_the_offensive_of_early_2015_in_ukraine(ukraine):
    table = changes(ukraine, "2014-12-07", "2015-04-25")
    assert nearest(table, "2015-01-16")[1] <= 2
    assert nearest(table, "2015-02-20")[1] <= 2


def test_the_invasion_of_iraq(iraq):
    assert nearest(changes(iraq, "2003-01-09", "2003-05-28"), "2003-03-20")[1] <= 1


def test_mosul_retaken(iraq):
    days = changes(iraq, "2017-05-02", "2017-09-18").index
    assert ((days >= "2017-07-03") & (days <= "2017-07-18")).any()


@pytest.mark.parametrize("place", ["the country", "Baghdad"])
def test_the_battle_of_basra(shared_dataset, place):
    if place == "Baghdad":
        rows = pd.read_csv(shared_dataset("geocausal_iraq/insurgencies.csv.gz"))
        inside = rows["longitude"].between(44.1, 44.7) & rows["latitude"].between(33.1, 33.6)
        days = pd.to_datetime(rows["date"])[inside]
        counts = days.value_counts().sort_index().asfreq("D", fill_value=0)
    else:
        counts = column(shared_dataset("geocausal_iraq/daily_insurgencies.csv"), "events")
    table = changes(counts, "2008-01-15", "2008-06-02")
    assert nearest(table, "2008-03-25")[1] <= 1
    assert min(nearest(table, day)[1] for day in ("2008-03-31", "2008-04-01")) <= 1
    assert ((table.index >= "2008-05-11") & (table.index <= "2008-05-16")).any()


def test_the_war_in_gaza_resumed(shared_dataset):
    path = shared_dataset("palestine_daily/gaza_daily_killed.csv")
    counts = column(path, "killed_reported").dropna().clip(lower=0)
    assert nearest(changes(counts, "2025-01-07", "2025-05-26"), "2025-03-18")[1] <= 1


def test_no_truce_in_the_west_bank(west_bank):
    table = changes(west_bank, "2023-10-08", "2024-02-24")
    for day in ("2023-11-24", "2023-12-01"):
        assert table.empty or nearest(table, day)[1] > 5


def test_a_year_of_the_west_bank_reported_by_week(west_bank):
    assert changes(west_bank, "2025-01-01", "2025-12-31").empty


@pytest.mark.parametrize("start", ["2023-10-17", "2023-10-20", "2023-10-24"])
@pytest.mark.parametrize("end", ["2024-02-25", "2024-02-29"])
def test_the_february_fall_of_the_bundled_study(start, end):
    (row,) = find_changepoints(bundled()[start:end]).table.itertuples()
    assert row.rate_after < 0.5 * row.rate_before
    assert row.ci_low <= pd.Timestamp("2024-02-05") <= row.ci_high


@pytest.mark.parametrize("start", ["2023-10-17", "2023-10-20", "2023-10-24"])
@pytest.mark.parametrize("end", ["2024-02-20", "2024-02-22"])
def test_the_fall_is_not_settled_before(start, end):
    result = find_changepoints(bundled()[start:end])
    assert result.verdict == "not settled"
    assert 1 < result.evidence < 5
