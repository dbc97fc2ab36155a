import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from analytics.alarms.rules import Alarm, WatchRules, usual_limit
from analytics.alarms.threshold import bound_line, read_budget
from analytics.alarms.watch import watch_units
from analytics.errors import InvalidOption, NotAnswerable
from tests.helpers.watched import DAYS, RISE, START, made_counts, made_days

BUDGET = read_budget("1 a year")
RULES = WatchRules(budget=BUDGET)
BEGIN = START + pd.Timedelta(days=400)


@pytest.fixture(scope="module")
def days():
    return made_days(made_counts())


@pytest.fixture(scope="module")
def watched(days):
    return watch_units(days, RULES, begin=BEGIN, lines={})


def test_a_unit_that_rises_has_the_one_alarm(watched, days):
    (alarm,) = watched.alarms
    assert alarm.unit == "Alpha"
    assert RISE < alarm.begin < RISE + 14
    assert alarm.end is None
    assert alarm.evidence >= alarm.line
    assert alarm.events == days.counts[0, alarm.begin - 27 : alarm.begin + 1].sum()
    assert watched.standing["Alpha"].alarm == alarm
    assert watched.standing["Beta"].alarm is None


def test_the_same_days_give_the_same_alarms(watched, days):
    again = watch_units(made_days(days.counts.copy()), RULES, begin=BEGIN, lines={})
    assert again.alarms == watched.alarms
    assert [one.log_line for one in again.quarters] == [one.log_line for one in watched.quarters]


def test_what_comes_later_changes_no_earlier_look(watched):
    short = made_days(made_counts()[:, : RISE + 20])
    assert watch_units(short, RULES, begin=BEGIN, lines={}).alarms == watched.alarms


def test_lines_that_are_known_are_kept(days):
    lines = {BEGIN: 30.0}
    kept = watch_units(days, RULES, begin=BEGIN, lines=lines)
    assert kept.quarters[0].log_line == 30.0
    assert kept.alarms == ()


def test_careful_is_the_simple_bound(days):
    careful = watch_units(days, WatchRules(budget=BUDGET, careful=True), begin=BEGIN, lines={})
    bound = bound_line(4, 91, BUDGET.within(91))
    assert careful.quarters[0].log_line == pytest.approx(bound)


def test_weekly_looks_are_a_week_apart(days):
    rules = WatchRules(budget=BUDGET, looks="weekly")
    (alarm,) = watch_units(days, rules, begin=BEGIN, lines={}).alarms
    assert (alarm.begin - 400) % 7 == 6


@pytest.mark.parametrize("rules", [{"muted": {"Alpha"}}, {"least": 10**6}])
def test_muted_or_too_few_is_no_alarm(days, rules):
    found = watch_units(days, WatchRules(budget=BUDGET, **rules), begin=BEGIN, lines={})
    assert found.alarms == ()
    assert found.standing["Alpha"].evidence > 1e3


def test_an_alarm_ends_when_its_days_are_as_usual_and_another_may_begin():
    counts = made_counts(rise=1.0, days=640)
    counts[0, 455:470] += 4
    counts[0, 600:] += 4
    found = watch_units(made_days(counts), RULES, begin=BEGIN, lines={})
    first, second = [alarm for alarm in found.alarms if alarm.unit == "Alpha"]
    assert 470 < first.end < 470 + 35
    assert not first.settled
    assert 600 < second.begin < 610


def test_a_rise_that_stays_becomes_usual_after_eight_weeks():
    counts = made_counts(rise=1.0, days=640)
    counts[0, 430:] += 4
    found = watch_units(made_days(counts), RULES, begin=BEGIN, lines={})
    (alarm,) = [alarm for alarm in found.alarms if alarm.unit == "Alpha"]
    assert alarm.settled
    assert alarm.end == alarm.begin + 56
    assert found.standing["Alpha"].usual == pytest.approx(4.8, rel=0.15)


def test_evidence_is_carried_into_a_quarter(days):
    begin = START + pd.Timedelta(days=RISE - 91 + 3)
    found = watch_units(days, RULES, begin=begin, lines={})
    assert [quarter.start - quarter.origin for quarter in found.quarters] == [0, 28]
    assert [alarm.unit for alarm in found.alarms] == ["Alpha"]


def test_days_not_observed_are_no_zeros():
    counts, seen = made_counts(rise=1.0), np.ones(DAYS)
    counts[:, 460:], seen[460:470] = 0.0, 0.0
    watched = watch_units(made_days(counts, seen), RULES, begin=BEGIN, lines={})
    whole = watch_units(made_days(counts[:, :460]), RULES, begin=BEGIN, lines={})
    assert watched.quarters[0].log_line == whole.quarters[0].log_line
    blind = watch_units(made_days(counts[:, :470], seen[:470] * 1.0), RULES, begin=BEGIN, lines={})
    assert blind.standing["Beta"].evidence == pytest.approx(whole.standing["Beta"].evidence)


def test_what_cannot_be_watched_is_refused(days):
    with pytest.raises(NotAnswerable, match="30 observed days lie before .* takes 70"):
        watch_units(days, RULES, begin=START + pd.Timedelta(days=30), lines={})
    with pytest.raises(NotAnswerable, match="no observed day to watch from"):
        watch_units(days, RULES, begin=START + pd.Timedelta(days=DAYS), lines={})
    with pytest.raises(NotAnswerable, match="There is no unit to watch"):
        watch_units(made_days(np.zeros((0, 100))), RULES, begin=BEGIN, lines={})
    with pytest.raises(InvalidOption, match="choose one of daily, weekly"):
        WatchRules(budget=BUDGET, looks="hourly")
    with pytest.raises(InvalidOption, match="least is 0"):
        WatchRules(budget=BUDGET, least=0)


def test_the_limit_is_the_80_percent_point_of_28_day_sums():
    counts = np.random.default_rng(3).negative_binomial(1, 0.4, 392).astype(float)
    sums = np.convolve(counts, np.ones(28), "valid")
    mean = 28 * counts.mean()
    chance = mean / max(sums.var(), 1.01 * mean)
    expected = nbinom.ppf(0.8, mean * chance / (1 - chance), chance)
    assert usual_limit(counts, np.ones(392)) == expected
    assert usual_limit(np.zeros(392), np.ones(392)) == 0.0
    few = usual_limit(np.array([1.0, 0.0, 2.0]), np.ones(3))
    assert few == nbinom.ppf(0.8, 28 / 0.01, 1 / 1.01)


def test_late_days_do_not_end_an_alarm():
    alarm = Alarm(
        unit="A", begin=40, end=None, settled=False, evidence=9.0, watched=9, line=5.0, usual=1.0,
        events=9, limit=3.0,
    )  # fmt: skip
    counts, looks = np.zeros(80), np.arange(40, 80)
    counts[:50] = 1.0
    assert alarm.ended(counts, np.ones(80), looks).end == 74
    late = np.where(np.arange(80) >= 70, 0.5, 1.0)
    assert alarm.ended(counts, late, looks).end is None
