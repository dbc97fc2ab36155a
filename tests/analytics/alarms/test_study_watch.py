import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.alarms.detectable import rises_seen
from analytics.alarms.rules import WatchRules
from analytics.alarms.study_watch import unit_rows, watch_study
from analytics.alarms.threshold import read_budget
from analytics.errors import InvalidOption
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.watched import RISE, START, write_watched

BEGIN = START + pd.Timedelta(days=400)


@pytest.fixture(scope="module")
def selection(tmp_path_factory):
    study = load_study(write_watched(tmp_path_factory.mktemp("watched")))
    return Selection(study, default_view(study))


@pytest.fixture(scope="module")
def result(selection):
    rules = WatchRules(budget=read_budget("1 a year"))
    return watch_study(selection, "location", rules, begin=BEGIN, lines={})


def test_the_tables_hold_every_unit_and_every_alarm(result):
    assert set(result.table["unit"]) == {"Alpha", "Beta", "Gamma", "Delta"}
    first = result.table.iloc[0]
    assert (first.unit, first.state) == ("Alpha", "alarm")
    assert first.line > 1 > result.table["line"].iloc[1]
    (alarm,) = result.alarms.itertuples()
    assert alarm.begin > START + pd.Timedelta(days=RISE)
    assert (alarm.begin - alarm.first).days == 27
    assert pd.isna(alarm.end)


def test_the_sentence_tells_luck_and_bunches(result):
    said = str(result)
    assert said.startswith("1 alarm in 4 units from 6 Feb 2024 to 25 Apr 2024; expected by luck ")
    assert "0.22; they come in bunches: with a budget of 1 a quarter the worst of " in said


def test_an_alarm_has_the_rows_that_it_counts(result, selection):
    (alarm,) = result.alarms.itertuples()
    rows = unit_rows(selection, "location", "Alpha", alarm.first, alarm.begin)
    assert len(rows) == alarm.events
    assert all(row.startswith("Alpha-") for row in rows)


def test_what_it_could_see_follows_from_the_data(result):
    seen = result.seen
    assert str(seen) == str(result.seen)
    assert str(seen).startswith("A doubling at about 5 a week would be found within 4 weeks in ")
    # Each share is of 48 paths, and told with its interval.
    row = seen.table.iloc[0]
    low, high = map(int, re.findall(r"in (\d+) to (\d+) % of cases", str(seen))[0])
    assert low < 100 * row.four_weeks < high
    assert high - low > 100 / math.sqrt(row.draws)
    table = seen.table.set_index(["rate", "rise"])["four_weeks"]
    assert table[5, 3.0] > table[5, 2.0] > table[0.5 if (0.5, 2.0) in table else 1, 2.0]
    assert (seen.table["two_weeks"] <= seen.table["four_weeks"]).all()


def test_what_it_could_see_does_not_hang_on_the_last_digit_of_what_was_learned(result):
    quarter, days = result.watch.quarters[-1], result.days
    asked = {"step": result.rules.step, "weekday": days.weekday(quarter.start)}
    counts = days.counts[:, : quarter.origin]
    nudged = replace(
        quarter,
        baselines=tuple(
            replace(one, chances=np.nextafter(one.chances, 2.0)) for one in quarter.baselines
        ),
    )
    usual = rises_seen(quarter, counts, **asked)
    assert rises_seen(nudged, counts, **asked).table.equals(usual.table)
    # One event more is other data, and draws other random numbers.
    counts = counts.copy()
    counts[0, 0] += 1
    assert not rises_seen(quarter, counts, **asked).table.equals(usual.table)


def test_a_unit_that_there_is_not_cannot_be_muted(selection):
    rules = WatchRules(budget=read_budget("1 a year"), muted=frozenset({"Omega"}))
    with pytest.raises(InvalidOption, match="There is no place 'Omega' to mute: there are A"):
        watch_study(selection, "location", rules, begin=BEGIN, lines={})
