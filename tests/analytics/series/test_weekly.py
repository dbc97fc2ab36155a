import pandas as pd

from analytics.series.weekly import reports_weekly

FIRST = pd.Timestamp("2023-10-16")


def dated(days, precision="day"):
    return pd.DataFrame({"date": pd.DatetimeIndex(days), "date_precision": precision})


def test_a_source_whose_dates_all_fall_on_one_weekday_reports_weekly():
    mondays = pd.date_range(FIRST, periods=9, freq="7D")
    assert reports_weekly(dated(mondays)) == "Monday"
    assert reports_weekly(dated([*mondays, mondays[0] + pd.Timedelta(days=1)])) == ""
    assert reports_weekly(dated(mondays[:7])) == ""


def test_a_source_dated_to_weeks_reports_weekly():
    weeks = dated(pd.date_range(FIRST, periods=20, freq="7D"), "week")
    assert reports_weekly(weeks) == "week"
    some = pd.concat([weeks, dated([FIRST] * 5)])
    assert reports_weekly(some) == ""
