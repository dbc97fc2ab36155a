import datetime
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.errors import StudyError
from data.study import load_study
from escalation.frames import study

DAYS = ["2024-01-01", "2024-01-03", "2024-01-03"]
EVENTS = pd.DataFrame({"date": pd.to_datetime(DAYS), "country": ["Iraq", None, "Syria"]})
PERIOD = {"start": "2023-12-31", "end": "2024-01-07"}


def days_of(made):
    return made.events["date"].dt.strftime("%Y-%m-%d").tolist()


def refused(*frames, **options):
    with pytest.raises(StudyError) as caught:
        study(*frames, **options)
    told = str(caught.value)
    assert "\n" not in told
    return told


def test_a_frame_needs_nothing_but_dates():
    made = study(EVENTS[["date"]], **PERIOD)
    assert days_of(made) == DAYS
    assert made.events["country"].isna().all()
    assert (f"{made.start:%Y-%m-%d}", f"{made.end:%Y-%m-%d}") == tuple(PERIOD.values())
    assert made.warnings == ()
    assert "incidents" in made.settings["series"]


@pytest.mark.parametrize(
    "dates",
    [
        pd.Series(DAYS),
        pd.to_datetime(pd.Series(DAYS)),
        pd.Series([datetime.date.fromisoformat(day) for day in DAYS], dtype=object),
        pd.Series(["1 January 2024", "3 Jan 2024", "2024-01-03 18:40"]),
        pd.Series(["01/01/2024", "03/01/2024", "03/01/2024"]),
        pd.Series([20240101, 20240103, 20240103]),
        pd.Series([datetime.date(2024, 1, 1), "2024-01-03", pd.Timestamp("2024-01-03 10:00")]),
        pd.Series(pd.PeriodIndex(DAYS, freq="D")),
        pd.Series(pd.Categorical(DAYS)),
    ],
    ids=["text", "datetime64", "date", "words", "day first", "number", "mixed", "period", "kinds"],
)
def test_dates_of_every_kind_are_read(dates):
    assert days_of(study(pd.DataFrame({"date": dates}), date_order="dmy", **PERIOD)) == DAYS


def test_columns_are_recognised_as_in_a_spreadsheet_and_the_frame_is_left_as_it_is():
    frame = EVENTS.rename(columns={"date": "Incident date"}).assign(
        Town=["Base", "Post", "Base"], Deaths=[1.0, np.nan, 0.0], Latitude=33.5, Longitude=42.0
    )
    before = frame.copy()
    made = study(frame, **PERIOD)
    # Of one name in Iraq and in Syria.
    assert made.events["location"].tolist() == ["Base (Iraq)", "Post", "Base (Syria)"]
    assert made.events["killed"].astype(object).where(lambda n: n.notna(), None).tolist() == [
        1,
        None,
        0,
    ]
    assert made.events["lat"].tolist() == [33.5] * 3
    assert 'killed is taken from "Deaths"' in made.sources
    assert frame.equals(before)


def test_frames_of_other_libraries_are_read():
    table = pa.Table.from_pandas(EVENTS).append_column("killed", pa.array([1, None, 2]))
    table = table.append_column("who", pa.array([["a"], [], []]))
    made = study(table, **PERIOD)
    assert days_of(made) == DAYS
    assert made.events["killed"].isna().tolist() == [False, True, False]
    assert "Columns that hold no plain values are left out: who." in made.sources


def test_a_folder_read_as_frames_is_the_same_study(study_folder):
    loaded = load_study(study_folder)
    files = loaded.settings["files"]
    frames = {name: pd.read_csv(study_folder / files[name]) for name in files}
    made = study(
        frames["events"],
        strikes=frames["strikes"],
        context=frames["context"],
        start=loaded.start,
        end=loaded.end,
        noun="attacks",
        timezone=loaded.timezone,
    )
    for name in ("events", "strikes", "context"):
        table = getattr(loaded, name)
        pd.testing.assert_frame_equal(getattr(made, name)[list(table)], table)


def test_the_coverage_that_is_not_given_is_told():
    made = study(EVENTS)
    first, last = map(str, made.warnings)
    assert first.startswith("coverage, start: found nothing, expected the first day")
    assert "2024-01-01, the day of the first event, is taken" in first
    assert "2024-01-03, the day of the last event, is taken" in last
    assert last in made.sources
    assert [w.column for w in study(EVENTS, end="2024-01-09").warnings] == ["start"]


def test_a_table_of_daily_counts_is_added_up():
    days = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=60), "count": [0, 1, 3] * 20})
    made = study(days, start="2024-01-01", end="2024-02-29", noun="raids")
    assert made.settings["series"]["raids"]["sum"] == "count"
    assert Selection(made, default_view(made)).counts("raids").tolist() == [0, 1, 3] * 20
    tolls = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=60), "killed": 2})
    (warning,) = study(tolls, start="2024-01-01", end="2024-02-29").warnings
    assert str(warning).startswith("events: found every day occurs exactly once")


def test_a_mistyped_date_and_two_orders_are_warned_of():
    days = [*pd.date_range("2024-01-01", periods=30), pd.Timestamp("2042-01-01")]
    made = study(pd.DataFrame({"date": days, "place": "Base"}))
    assert any("far from all others" in str(warning) for warning in made.warnings)
    assert made.end == pd.Timestamp("2024-01-30")
    assert any("two orders" in str(warning) for warning in study(BOTH).warnings)


def test_the_same_frames_give_the_same_study():
    assert study(EVENTS, **PERIOD).digest == study(EVENTS.copy(), **PERIOD).digest
    assert study(EVENTS, **PERIOD).digest != study(EVENTS.iloc[1:], **PERIOD).digest
    assert study(EVENTS, **PERIOD).digest != study(EVENTS, start="2023-12-30").digest


def test_times_with_a_zone_are_days_of_that_zone_or_of_the_one_asked_for():
    late = pd.to_datetime(["2024-01-01 22:30", "2024-01-02 10:00"]).tz_localize("UTC")
    utc = study(pd.DataFrame({"date": late}))
    assert days_of(utc) == ["2024-01-01", "2024-01-02"]
    assert "events, date: found times in UTC" in str(utc.warnings[-1])
    local = study(pd.DataFrame({"date": late}), timezone="Asia/Baghdad")
    assert days_of(local) == ["2024-01-02", "2024-01-02"]
    assert local.timezone == "Asia/Baghdad"
    own = study(pd.DataFrame({"date": late.tz_convert("Asia/Baghdad")}))
    assert (own.timezone, days_of(own)) == ("Asia/Baghdad", ["2024-01-02", "2024-01-02"])
    assert 'Times of "date" are taken as the days of Asia/Baghdad.' in own.sources
    assert [w.column for w in own.warnings] == ["start", "end"]


def test_strikes_and_context_stand_beside_the_events():
    strikes = pd.DataFrame({"day": ["2024-01-04"], "actor": ["US"], "aircraft": ["drone"]})
    context = pd.DataFrame({"date": [pd.Timestamp("2024-01-02")], "event": ["A pause begins"]})
    made = study(EVENTS, strikes=strikes, context=context, noun="attacks", **PERIOD)
    assert list(made.settings["series"]) == ["attacks", "strikes"]
    assert made.strikes[["actor", "aircraft"]].to_numpy().tolist() == [["US", "drone"]]
    assert made.context["label"].tolist() == ["A pause begins"]
    assert made.warnings == ()


OFTEN = pd.DataFrame({"date": ["03/04/2024", "05/06/2024"]})
BOTH = pd.DataFrame({"date": ["13/04/2024", "05/16/2024"]})


@pytest.mark.parametrize(
    ("frame", "options", "told"),
    [
        (None, {}, "events: found nothing, expected a DataFrame of pandas"),
        ([{"date": "2024-01-01"}], {}, "found an object of type list, expected a DataFrame"),
        (EVENTS["date"], {}, "found an object of type Series, expected a DataFrame"),
        (EVENTS.iloc[:0], {}, "events: found no row, expected at least one row"),
        (pd.DataFrame(), {}, "events: found no row"),
        (EVENTS[["country"]].dropna(), {}, 'a column of dates among country; .* columns={"date"'),
        (OFTEN, {}, 'look at "03/04/2024" .* and say date_order="dmy", "mdy" or "ymd"'),
        (EVENTS, {"noun": 5}, "noun: found 5, expected a plural noun in quotes"),
        (BOTH, {"date_order": "day"}, "date_order: found day, expected one of dmy, mdy, ymd"),
        (
            pd.concat([EVENTS, EVENTS], axis=1),
            {},
            "events, date: found 2 columns of this name, expected a name used once",
        ),
        (
            pa.table([["2024-01-01"]] * 2, ["date", "date"]),
            {},
            "events, date: found 2 columns of this name",
        ),
        (
            pd.DataFrame({"date": ["2024-01-01"], "event date": ["2024-01-02"], "Datum": [None]}),
            {"columns": {"date": "datum"}},
            "events, columns: found datum, expected one of date, event date, Datum",
        ),
        (
            pd.DataFrame({"incident date": ["2024-01-01"], "event date": ["2024-01-02"]}),
            {},
            'one column; say which, as in columns={"date": "event date"}',
        ),
        (
            EVENTS.assign(date=EVENTS["date"].where(EVENTS.index != 1), place="Base"),
            {},
            "events, row 3, date: found a blank, expected a day, as every event has one",
        ),
        (
            EVENTS.assign(date=pd.NaT, place="Base"),
            {},
            "events, date: found a blank 3 times .row 2, 3, 4., expected a day, as every event",
        ),
        (
            pd.DataFrame({"date": [*DAYS, *[None] * 5], "place": "Base"}),
            {},
            "events, date: found a blank 5 times .row 5, 6, 7, ….",
        ),
        (EVENTS[["date"]].reindex([0, 7]), {}, "found 1 blank row .row 3., expected an event in"),
        (EVENTS.assign(killed=[0, -1, 2]), {}, 'row 3, killed: found "-1", expected a whole'),
        (EVENTS.assign(lat=33.0), {}, "events, lat: found lat, expected both a latitude and a lon"),
        (
            EVENTS.assign(date=EVENTS["date"].dt.tz_localize("+03:00")),
            {},
            "found times with the offset .*, expected .* timezone=.Asia/Baghdad",
        ),
        (EVENTS, {"timezone": "Mars"}, "study, timezone: found Mars, expected a time zone"),
        (EVENTS, {"end": "31/01/2024"}, "coverage, end: found 31/01/2024, .*write 2024-01-31"),
        (EVENTS, {"end": "2023-01-01"}, "coverage, end: found 2023-01-01, expected a day on or"),
        (EVENTS, {"end": pd.NaT}, "coverage, end: found NaT, expected a day"),
        (EVENTS, {"noun": "An attack!"}, "study, noun: found An attack!, expected a plural noun"),
        (EVENTS, {"context": EVENTS}, "context, label: found nothing, expected a column of words"),
        (EVENTS, {"strikes": EVENTS.iloc[:0]}, "strikes: found no row"),
    ],
)
def test_what_is_wrong_is_one_clear_sentence(frame, options, told):
    said = refused(frame, **options)
    assert re.search(told, said), said
    assert said.startswith("The study cannot be loaded: ")
    assert "--" not in said


def test_what_is_wrong_with_several_frames_is_listed_together():
    wrong = EVENTS.assign(killed=[0, -1, 2])
    with pytest.raises(StudyError) as caught:
        study(wrong, strikes=wrong)
    assert [fault.file for fault in caught.value.faults] == ["events", "strikes"]


def test_a_language_of_months_is_an_argument():
    frame = pd.DataFrame({"date": ["1. listopada 2023", "2. listopada 2023"]})
    assert days_of(study(frame, language="hr", start="2023-10-01", end="2023-10-31")) == [
        "2023-10-01",
        "2023-10-02",
    ]
    with pytest.raises(StudyError, match='say language="pl" or another'):
        study(frame)
    with pytest.raises(StudyError, match="language: found klingon"):
        study(frame, language="klingon")


def test_texts_with_an_offset_are_cut_on_the_clock_that_is_asked_for():
    frame = pd.DataFrame({"date": ["2024-01-01T23:30:00+00:00", "2024-01-03T10:00:00+00:00"]})
    assert days_of(study(frame, timezone="Asia/Baghdad", **PERIOD)) == ["2024-01-02", "2024-01-03"]
    assert days_of(study(frame, **PERIOD)) == ["2024-01-01", "2024-01-03"]


def test_what_a_row_is_can_be_said():
    days = pd.date_range("2024-01-01", periods=20).astype("str")
    frame = pd.DataFrame({"date": days, "killed": [n % 4 for n in range(20)]})
    with pytest.raises(StudyError, match='rows="counts" adds the numbers up, rows="events" takes'):
        study(frame)
    assert len(study(frame, rows="events").events) == 20
    made = study(frame, rows="counts")
    (series,) = made.settings["series"]
    assert Selection(made, default_view(made)).counts(series).sum() == frame["killed"].sum()
