"""The facts of the reported case, held against the study as it is loaded."""

from dataclasses import replace

import pandas as pd
import pytest

from analytics.errors import NotAnswerable
from analytics.findings.results import official_totals
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_events
from data.study import check_study

ON_6_DECEMBER = "2023-12-06"


def on(events: pd.DataFrame, *days: str) -> pd.DataFrame:
    return events[events["date"].isin(pd.to_datetime(days))]


def test_bundled_study_has_no_fault(study, study_folder):
    assert [str(f) for f in check_study(study_folder) if f.severity == "fault"] == []
    assert (study.start, study.end) == (pd.Timestamp("2023-10-17"), pd.Timestamp("2024-02-29"))
    assert study.timezone == "Asia/Baghdad"
    assert study.name == "iraq-syria-2023"


def test_every_row_of_the_files_is_kept(study):
    lengths = [len(t) for t in (study.events, study.strikes, study.context, study.official_totals)]
    assert lengths == [235, 30, 33, 113]
    assert study.events["in_coverage"].sum() == 219
    assert study.strikes["in_coverage"].sum() == 23


def test_both_totals_of_6_december_are_kept(study):
    # AFP gave 78 as a new total on that day, Shafaq News 76 without the attacks of that day.
    reports = study.official_totals[study.official_totals["as_of_date"] == ON_6_DECEMBER]
    assert sorted(reports["total_since_2023_10_17"]) == [76, 78]
    assert study.settings["official_totals"]["rule"] == "largest"
    assert study.settings["official_totals"]["reason"]
    assert study.settings["official_totals"]["since"].isoformat() == "2023-10-17"


def test_four_reports_are_marked_as_not_official(study):
    unofficial = study.official_totals[~study.official_totals["official"]]
    assert len(unofficial) == 4
    assert unofficial["source_org"].str.contains("not official").all()


def test_the_ceasefire_is_a_period_of_the_study(study):
    dates = study.context.set_index("event_id")["date"]
    (period,) = study.settings["events"]["periods"]
    assert dates[period["start"]] == pd.Timestamp("2023-11-24")
    assert dates[period["end"]] == pd.Timestamp("2023-12-01")
    kinds = study.context.set_index("event_id")["kind"]
    assert kinds[[period["start"], period["end"]]].tolist() == ["ceasefire_start", "ceasefire_end"]


def test_before_and_after_is_asked_about_the_end_of_the_ceasefire(study):
    chosen = study.context["event_id"] == study.settings["events"]["before_after"]
    assert study.context.loc[chosen, "date"].tolist() == [pd.Timestamp("2023-12-01")]


def test_attacks_resumed_in_early_december(study):
    dates = study.events["date"]
    # The only one listed in the ceasefire is the single rocket of 29 November.
    assert dates.between("2023-11-24", "2023-11-30").sum() == 1
    assert dates.between("2023-12-01", "2023-12-07").sum() >= 8
    official = study.events[study.events["confirmation"] == "official"]
    resumed = official.loc[official["date"] >= "2023-12-01", "date"].min()
    assert resumed == pd.Timestamp("2023-12-03")


def test_drone_at_ain_al_asad_on_6_december_hurt_nobody(study):
    rows = on(study.events, ON_6_DECEMBER)
    official = rows[
        rows["location"].eq("Ain al-Asad Air Base") & rows["confirmation"].eq("official")
    ]
    (row,) = official.itertuples()
    assert row.weapon == "drone"
    assert (row.us_killed, row.us_injured) == (0, 0)


def test_strike_near_kirkuk_on_3_december_killed_five(study):
    (row,) = on(study.strikes, "2023-12-03").itertuples()
    assert (row.location, row.militants_killed) == ("Near Kirkuk", 5)


def test_strikes_in_iraq_on_21_and_22_november_killed_nine(study):
    rows = on(study.strikes, "2023-11-21", "2023-11-22")
    assert set(rows["country"]) == {"Iraq"}
    assert set(rows["actor"]) == {"US"}
    assert set(rows["date"].dt.day) == {21, 22}
    assert rows["militants_killed"].sum() == 9
    # One site's toll stands in the other site's row; its own stays unknown.
    assert rows["militants_killed"].isna().sum() == 1


def test_official_strikes_in_syria_on_three_days_before_december(study):
    rows = study.strikes[study.strikes["date"] < "2023-12-01"]
    official = rows[rows["country"].eq("Syria") & rows["confirmation"].eq("official")]
    days = official["date"].dt.strftime("%Y-%m-%d").unique().tolist()
    assert days == ["2023-10-27", "2023-11-09", "2023-11-12"]


def test_deaths_that_no_source_gives_stay_unknown(study):
    killed = study.events["us_killed"]
    # 143 cells of the file are blank, 91 say 0, and Tower 22 says 3.
    assert (killed.isna().sum(), killed.eq(0).sum(), killed.sum()) == (143, 91, 3)
    unknown = study.events[killed.isna()]["us_killed"]
    assert pd.isna(unknown.sum(min_count=1))
    assert study.strikes["civilians_killed"].notna().sum() == 1


def test_the_truce_announcement_of_26_november_is_kept_from_both_sources(study):
    rows = on(study.context, "2023-11-26")
    assert rows["source_publisher"].tolist() == ["Al Mayadeen", "Sputnik repost"]


def test_default_series_leave_no_row_out(study):
    assert list(study.settings["series"]) == ["attacks", "strikes"]
    for name in study.settings["series"]:
        rows = getattr(study, study.settings["series"][name]["table"])
        assert len(series_events(study, name)) == len(rows)


def test_sources_say_how_many_rows_there_are(study):
    for table in (study.events, study.strikes, study.official_totals, study.context):
        assert f"| {len(table)}" in study.sources
    for name, rows in study.events["confirmation"].value_counts().items():
        assert f"`{name}`" in study.sources
        assert f"({rows} attacks)" in study.sources


def test_contradicting_totals_are_told_and_not_refused(study):
    told = [str(w) for w in study.warnings if w.row is not None]
    assert len(told) == 7
    assert (
        'official_totals.csv, row 56, total_since_2023_10_17: found "76", expected no less than '
        "the 78 reported for a day before 2023-12-06; both are kept"
    ) in told


def test_a_refused_comparison_calls_the_events_what_the_study_does(study):
    view = replace(default_view(study), weapon=("drone",))
    with pytest.raises(NotAnswerable, match="Officials gave totals for all attacks and for Iraq"):
        official_totals(Selection(study, view))
    series = {"raids": study.settings["series"]["attacks"]}
    totals = study.settings["official_totals"] | {"series": "raids"}
    renamed = study.settings | {"series": series, "official_totals": totals}
    with pytest.raises(NotAnswerable, match="totals for all raids"):
        official_totals(Selection(replace(study, settings=renamed), replace(view, series="raids")))
