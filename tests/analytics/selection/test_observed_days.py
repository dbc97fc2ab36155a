"""Days without a report are unknown: left out of every statistic, never counted as quiet."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import days_left_out, left_out_words
from analytics.selection.study_series import series_names
from analytics.series.daily import daily_sums
from analytics.series.moving_mean import rolling_mean
from charts.catalogue import draw
from charts.style.theme import Look
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED, spans
from data.errors import EscalationError
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study
from tests.helpers.study import TOML, write_study

REPORTS = """
[[series]]
name = "deaths"
label = "Deaths reported in Gaza"
sum = "killed"
"""


@pytest.fixture(scope="module")
def gaza(shared_dataset, tmp_path_factory):
    """The Gaza death series as a user would bring it: import, then name the series."""
    path = shared_dataset("palestine_daily/gaza_daily_killed.csv")
    out = tmp_path_factory.mktemp("gaza") / "study"
    import_file(path, out, Options(rows="events", columns={"killed": "killed_reported"}))
    toml = (out / "study.toml").read_text("utf-8")
    for heading in ("[series.attacks]", "[[series]]"):
        toml = toml.split(heading)[0]
    (out / "study.toml").write_text(toml + REPORTS, "utf-8")
    return load_study(out)


def test_days_of_the_truce_without_a_report_are_unknown_not_zero(gaza):
    view = replace(default_view(gaza), start="2023-10-07", end="2024-01-31")
    states = Selection(gaza, view).states("deaths")
    truce = pd.date_range("2023-11-24", "2023-11-30")
    assert set(states[truce]) == {NOT_COVERED}
    counts = Selection(gaza, view).counts("deaths")
    assert not truce.isin(counts.index).any()
    assert counts[pd.Timestamp("2023-10-07")] == 232
    # 27 days of the file up to the end of January have no report.
    assert len(states) - len(counts) == 27
    assert "27 days of an unknown toll" in days_left_out(Selection(gaza, view))


def test_no_change_is_read_into_the_days_without_a_report(gaza):
    view = replace(default_view(gaza), start="2023-10-07", end="2024-01-31")
    result = results.changepoints(Selection(gaza, view))
    assert len(result.counts) == result.segments["days"].sum() == 90
    # As zeros the same days would lower every rate of a regime that holds some.
    observed = [len(result.counts[row.start : row.end]) for row in result.segments.itertuples()]
    assert result.segments["days"].tolist() == observed
    assert result.segments["rate"].tolist() == pytest.approx(
        [result.counts[row.start : row.end].mean() for row in result.segments.itertuples()]
    )
    chart = draw("timeline", Selection(gaza, view), Look())
    figure, table = chart.figure, chart.table
    assert "27 days of an unknown toll" in chart.subtitle
    assert int((table["state"] == NOT_COVERED).sum()) == 27
    assert table.loc[table["state"] == NOT_COVERED, "deaths"].isna().all()
    assert sum(trace.name == NOT_COVERED for trace in figure.data) == len(
        spans(table.set_index("date")["state"], NOT_COVERED)
    )


# --- gaps in the statistics


DAYS = pd.date_range("2023-01-01", periods=150, name="date")


@pytest.fixture
def fallen():
    """A fall from 4 to 1 a day inside a gap of ten days."""
    rng = np.random.default_rng(3)
    counts = pd.Series(rng.poisson(np.where(np.arange(150) < 75, 4.0, 1.0)), DAYS, name="attacks")
    return counts.drop(DAYS[70:80])


def test_a_change_in_a_gap_has_the_gap_in_its_dates(fallen):
    change = find_changepoints(fallen).table.iloc[0]
    assert change.changepoint == DAYS[80]
    assert change.ci_low <= DAYS[70]
    assert change.ci_high >= DAYS[80]


def test_a_series_without_gaps_is_found_as_before(fallen):
    whole = fallen.asfreq("D", fill_value=2)
    kept = find_changepoints(whole)
    again = find_changepoints(pd.Series(whole.to_numpy(), pd.DatetimeIndex(list(DAYS)), name="x"))
    pd.testing.assert_frame_equal(kept.table, again.table)


def test_means_break_at_a_gap(fallen):
    mean = rolling_mean(fallen, window=7)
    assert mean[DAYS[67:83]].isna().all()
    assert mean[DAYS[66]] == fallen[DAYS[63:70]].mean()


def test_a_blank_toll_makes_the_day_unknown_and_no_row_a_zero():
    days = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-01-03"])
    events = pd.DataFrame({"date": days, "killed": pd.array([2, 3, None], dtype="Int64")})
    sums = daily_sums(events, "killed", start="2024-01-01", end="2024-01-04")
    assert sums.tolist() == [5, 0, pd.NA, 0]


# --- a study with a gap and a lag, seen through


@pytest.fixture
def made(tmp_path):
    rng = np.random.default_rng(0)
    rows = ["event_id,date,date_precision,country,location,lat,lon,killed,confirmation"]
    for day in pd.date_range("2024-01-01", "2024-03-31"):
        for k in range(rng.poisson(2)):
            name = ("official", "media", "claimed")[k % 3]
            rows.append(f"E{day:%j}{k},{day:%Y-%m-%d},day,Iraq,Base,33,44,1,{name}")
    toml = TOML.replace("end = 2024-01-31\n", "end = 2024-03-31\nlag = 4\n", 1)
    toml += (
        '\n[[series]]\nname = "raids"\n\n[[coverage.gaps]]\nstart = 2024-02-01\nend = 2024-02-10\n'
    )
    files = {"attacks.csv": "\n".join(rows) + "\n", "study.toml": toml}
    return load_study(write_study(tmp_path, files))


def test_every_finding_leaves_unseen_days_out_and_the_figure_shows_them(made):
    view = default_view(made)
    assert series_names(made) == ("raids",)
    assert view.series == "raids"
    states = Selection(made, view).states("raids")
    assert states.value_counts().to_dict() == {OBSERVED: 77, NOT_COVERED: 10, INCOMPLETE: 4}
    assert len(results.changepoints(Selection(made, view)).counts) == 77
    assert len(results.regimes(Selection(made, view)).counts) == 77
    effect = results.effect(Selection(made, replace(view, event="2024-02-15", before=28, after=28)))
    assert len(effect.windows.before) == 18
    said = days_left_out(Selection(made, view))
    assert said == (
        "Left out: 10 days not covered (1 to 10 Feb 2024) and "
        "4 days not yet complete (28 to 31 Mar 2024)."
    )
    chart = draw("timeline", Selection(made, view), Look())
    figure = chart.figure
    names = [trace.name for trace in figure.data]
    assert NOT_COVERED in names
    assert INCOMPLETE in names
    late = next(t for t in figure.data if t.type == "bar" and len(t.x) == 4)
    assert list(late.y) == Selection(made, view).late("raids").tolist()
    for name in ("around", "regimes", "breakdown", "map"):
        chart = draw(name, Selection(made, replace(view, event="2024-02-15")), Look())
        figure = chart.figure
        assert "10 days not covered" in chart.subtitle


def test_the_answer_says_who_confirmed(made):
    view = default_view(made)
    words = str(answer_of(Selection(made, view)))
    days = Selection(made, view).counts("raids").index
    found = made.events[made.events["date"].isin(days)]["confirmation"].value_counts()
    assert "raids" in words
    for name in ("official", "media", "claimed"):
        assert f"{found[name]} " in words
    only = str(answer_of(Selection(made, replace(view, confirmation=("official",)))))
    assert f"Every one of the {found['official']} raids counted is confirmed" in only


def test_a_period_that_nobody_looked_at_is_refused(made):
    with pytest.raises(EscalationError, match="No day of this period is observed"):
        results.changepoints(
            Selection(made, replace(default_view(made), start="2024-02-01", end="2024-02-10"))
        )


def test_a_single_day_is_drawn_and_says_why_no_change_is_looked_for(made):
    view = replace(default_view(made), start="2024-01-05", end="2024-01-05")
    chart = draw("timeline", Selection(made, view), Look())
    table = chart.table
    assert "too few to look for a change, which takes 20" in chart.title
    assert chart.subtitle.endswith("5 Jan 2024")
    assert len(table) == 1
    assert table["rate_low"].isna().all()


def test_ways_that_count_the_same_events_are_not_ways(made):
    only = replace(default_view(made), confirmation=("official",))
    rows = effect_sensitivity(Selection(made, replace(only, event="2024-02-15"))).table
    assert rows["choice"].tolist() == [
        *("Official only", "Claims included", "Official or media", "Same day and place once"),
    ]
    official = replace(made, events=made.events[made.events["confirmation"] == "official"])
    result = changepoint_sensitivity(Selection(official, default_view(official)))
    assert list(result.choices) == ["Claims included", "Same day and place once"]
    assert str(result) == "No change is found under either way to count."


def test_map_and_account_of_rows_leave_out_the_days_that_the_subtitle_leaves_out(made):
    selection = Selection(made, default_view(made))
    chart, counted = draw("map", selection, Look()), int(selection.counts("raids").sum())
    assert "Left out: 10 days not covered (1 to 10 Feb 2024)" in chart.subtitle
    assert chart.table["events"].sum() == counted < len(selection.events("raids"))
    lines = left_out_words(selection)
    assert lines[0].startswith(f"{counted:,} of ")
    left = len(selection.events("raids")) - counted
    assert f"{left:,} left out: on days not covered or not yet complete." in lines
