import numpy as np
import pytest

from analytics.alarms.presets.catalogue import PRESETS
from analytics.alarms.presets.published_rules import flag_acled, flag_cusum, flag_ewma, flag_hdx
from analytics.alarms.presets.weeks import by_week

BEFORE = 60


def weeks_of(*watched, before=1, share=0.01, seen=None):
    """Put the watched weeks after a history of so many events each, on the first day of each."""
    counts = np.concatenate([np.full(BEFORE, before), watched])
    daily = np.zeros((counts.size, 7))
    daily[:, 0] = counts
    known = np.ones(daily.size) if seen is None else seen
    return by_week(daily.ravel(), known, 7 * BEFORE, share)


def test_weeks_begin_with_the_first_day_watched():
    weeks = by_week(np.arange(31.0), np.ones(31), 10, 0.01)
    assert weeks.first == 1
    assert list(weeks.counts) == [sum(range(3, 10)), *(sum(range(d, d + 7)) for d in (10, 17, 24))]
    seen = np.ones(31)
    seen[12] = 0.5
    assert np.isnan(by_week(np.arange(31.0), seen, 10, 0.01).counts[1])


def test_acled_asks_for_twice_the_mean_of_four_weeks():
    assert list(flag_acled(weeks_of(3, 2, 4, before=2))) == [False, False, False]
    assert list(flag_acled(weeks_of(4, 4, 6, before=2))) == [True, False, True]
    assert not flag_acled(weeks_of(9, before=0)).any()


def test_hdx_asks_for_the_most_of_a_year():
    assert list(flag_hdx(weeks_of(1, 3, before=1))) == [False, True]
    assert list(flag_hdx(weeks_of(2, 1, before=0))) == [False, True]


def test_ewma_is_the_recursion():
    weeks = weeks_of(3, 4, 5, before=2)
    deviation = (2 * 0.3 / 1.7) ** 0.5
    path, z = [], 0.0
    for count in (3, 4, 5):
        z = 0.7 * z + 0.3 * (count - 2)
        path.append(z > 3 * deviation)
    assert list(flag_ewma(weeks)) == path
    assert flag_ewma(weeks_of(9, 9, 9, before=2))[-1]


def test_cusum_adds_log_likelihood_ratios_and_begins_anew():
    gain = 6 * np.log(2) - 2
    line = 1.5 * gain
    flags = flag_cusum(weeks_of(6, 6, 6, 0, before=2, share=np.exp(-line)))
    assert list(flags) == [False, True, False, False]


@pytest.mark.parametrize("rule", PRESETS)
def test_a_week_that_is_not_whole_is_flagged_by_no_rule(rule):
    seen = np.ones(7 * (BEFORE + 2))
    seen[-7:] = 0.0
    flags = PRESETS[rule].flag(weeks_of(1, 60, seen=seen))
    assert flags.shape == (2,)
    assert not flags.any()
