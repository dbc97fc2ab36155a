import numpy as np
import pytest

from analytics.nowcast.releases import release_ages

FIRST = 19_600  # a Friday; days are numbered from 1970 on


def ages(days, taken, ends=None):
    taken = np.asarray(taken)
    ends = taken if ends is None else np.asarray(ends)
    covered = np.stack([np.full(taken.size, days[0]), ends], axis=1)
    return release_ages(np.asarray(days), taken, covered)


def test_with_one_release_a_day_a_day_is_as_old_as_it_is():
    days = np.arange(FIRST, FIRST + 20)
    found = ages(days, days[5:])
    assert (found.step, found.final) == (1, 84)
    old = days[5:] - days[:, None]
    assert (found.age == np.where(old >= 0, old, -1)).all()


@pytest.mark.parametrize("behind", [0, 1, 3])
def test_days_of_a_weekly_release_begin_at_their_place_in_it(behind):
    taken = FIRST + 7 * np.arange(1, 9)
    days = np.arange(FIRST - 20, taken[-1] - behind + 1)
    found = ages(days, taken, taken - behind)
    assert (found.step, found.final) == (7, 84)
    newest = found.age[-7:, -1]
    assert newest.tolist() == [6, 5, 4, 3, 2, 1, 0]
    assert found.age[-8:-1, -1].tolist() == [7, 6, 5, 4, 3, 2, 1]
    assert (found.age[-7:, -2] == -1).all()


def test_weekends_without_a_release_are_no_delay():
    days = np.arange(FIRST, FIRST + 60)
    taken = days[(days % 7 != 2) & (days % 7 != 3)]  # 1 January 1970 was a Thursday
    found = ages(days, taken)
    saturday = int(np.flatnonzero(days % 7 == 2)[3])
    monday = int(np.flatnonzero(taken == days[saturday + 2])[0])
    friday, sunday = saturday - 1, saturday + 1
    assert found.step == 3
    # On Monday Friday's events are one release old, as Monday's are on Tuesday.
    assert found.age[friday, monday] == found.age[saturday + 2, monday + 1] == 3
    assert found.age[[saturday, sunday, saturday + 2], monday].tolist() == [2, 1, 0]


def test_a_release_that_nobody_downloaded_counts_as_one():
    taken = FIRST + 7 * np.array([1, 2, 3, 4, 6, 7])
    days = np.arange(FIRST, taken[-1] + 1)
    found = ages(days, taken)
    day = 7 * 3 + 7  # covered by the download before the gap
    assert found.age[day, 3] == 0
    assert found.age[day, 4] == 14
