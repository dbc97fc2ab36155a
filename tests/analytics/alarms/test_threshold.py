import math

import numpy as np
import pytest

from analytics.alarms.baseline import learn_baseline, learn_clustering
from analytics.alarms.evidence import drawn_evidence, start_watch
from analytics.alarms.threshold import (
    QUARTER,
    bound_line,
    expected_alarms,
    looks_of_quarter,
    quarter_paths,
    read_budget,
    shared_line,
)
from analytics.errors import InvalidOption
from tests.helpers.watched import made_counts


@pytest.fixture(scope="module")
def units():
    baselines = [learn_baseline(row[:300], np.ones(300), 0) for row in made_counts()]
    clustering = learn_clustering(baselines)
    return [start_watch(one, clustering) for one in baselines]


@pytest.mark.parametrize(
    ("text", "quarter"), [("1 a quarter", 0.9966), ("0.5 per month", 1.495), ("2/year", 0.498)]
)
def test_a_budget_is_a_number_and_a_period(text, quarter):
    assert read_budget(text).within(QUARTER) == pytest.approx(quarter, abs=1e-3)


@pytest.mark.parametrize("text", ["", "1", "0 a week", "-1 a week", "one a week", "1 a day"])
def test_any_other_budget_is_refused(text):
    with pytest.raises(InvalidOption, match='such as "1 a quarter"'):
        read_budget(text)


def test_alarms_without_a_rise_are_known_from_paths_with_one(units):
    """Importance sampling against plain sampling, at a line that plain sampling reaches often."""
    unit, looks, line = units[0], looks_of_quarter(0, 1), math.log(60.0)
    factors = unit.factors(np.ones(QUARTER), 0)
    weighed = quarter_paths([unit], carried=0, weekday=0, seed=3)
    quiet = drawn_evidence(unit, factors, np.random.default_rng(4), draws=600, day=QUARTER)
    share = (quiet.max(axis=1) >= math.exp(line)).mean()
    error = math.sqrt(share * (1 - share) / len(quiet))
    assert 0.05 < share < 0.7
    assert expected_alarms(weighed, looks, line) == pytest.approx(share, abs=4 * error)


def test_the_line_spends_the_budget_and_never_exceeds_the_bound(units):
    paths = quarter_paths(units, carried=0, weekday=0, seed=1)
    daily, weekly = looks_of_quarter(0, 1), looks_of_quarter(0, 7)
    for budget in (0.2, 1.0):
        line = shared_line(paths, daily, budget)
        assert expected_alarms(paths, daily, line) <= budget
        assert expected_alarms(paths, daily, line - 0.05) > budget
        assert shared_line(paths, weekly, budget) <= line
        assert line <= bound_line(len(units), QUARTER, budget)


def test_the_same_seed_draws_the_same_paths(units):
    one, again = (quarter_paths(units, carried=28, weekday=3, seed=9) for _ in range(2))
    assert (one == again).all()
    assert one.shape[2] == 28 + QUARTER
