import numpy as np
import pytest

from analytics.alarms.presets.farrington_flexible import flag_flexible
from analytics.alarms.presets.weeks import by_week
from benchmarks.alarms.measure import DAILY, WEEKLY
from benchmarks.alarms.page import interval
from benchmarks.alarms.peers import peer_scores
from benchmarks.alarms.tables import cell_name
from benchmarks.alarms.worlds import (
    HARDEST,
    HISTORY,
    INDEPENDENT,
    RATES,
    UNITS,
    WATCHED,
    WORLDS,
    quiet_units,
    risen_units,
)

BY_NAME = {world.name: world for world in WORLDS}


def weekly_rate(counts):
    return 7 * counts.mean()


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_quiet_units_have_the_same_rates_in_every_world(world):
    panel = np.concatenate([quiet_units(world, run)[:, HISTORY:] for run in range(3)])
    assert panel.shape == (3 * UNITS, WATCHED)
    assert weekly_rate(panel) == pytest.approx(np.mean(RATES), rel=0.3)
    assert (quiet_units(world, 0) == quiet_units(world, 0)).all()


def test_worlds_differ_as_their_names_say():
    old = {name: quiet_units(BY_NAME[name], 1)[:, : HISTORY // 3].mean() for name in
           ("independent", "old rise", "old fall")}  # fmt: skip
    assert old["old rise"] < 0.6 * old["independent"] < old["old fall"] / 3

    def follows(name):
        days = quiet_units(BY_NAME[name], 2)[4::5]
        return np.mean([np.corrcoef(row[:-1], row[1:])[0, 1] for row in days])

    assert follows("clustering 0.5, lag 4 days") > follows("independent") + 0.1
    week = quiet_units(BY_NAME["weekday"], 3)[:, : 7 * 60].reshape(UNITS, 60, 7).sum(axis=(0, 1))
    assert week[0] > 2.5 * week[4]
    shared = quiet_units(BY_NAME["shared shocks"], 4).sum(axis=0)
    alone = quiet_units(INDEPENDENT, 4).sum(axis=0)
    assert shared.var() / shared.mean() > 2 * alone.var() / alone.mean()


def test_units_rise_in_the_third_week_watched():
    counts, begins = risen_units(HARDEST, 5.0, 3.0, 200, 0)
    assert ((begins >= HISTORY + 14) & (begins < HISTORY + 21)).all()
    rates = [weekly_rate(counts[:, :HISTORY]), weekly_rate(counts[:, HISTORY + 35 :])]
    assert rates == pytest.approx([5.0, 15.0], rel=0.15)
    nothing, begins = risen_units(INDEPENDENT, 2.0, 0.0, 50, 0)
    assert all(row[:begin].sum() == 0 for row, begin in zip(nothing, begins, strict=True))


def test_scores_of_peers_are_those_of_their_rules():
    counts, _ = risen_units(INDEPENDENT, 5.0, 3.0, 3, 1)
    for days in counts:
        scores = peer_scores(days, HISTORY)
        assert {one.shape for one in scores.values()} == {(WATCHED // 7,)}
        flags = flag_flexible(by_week(days, np.ones(days.size), HISTORY, 0.01))
        assert (flags == (scores["Farrington Flexible"] > -np.log(0.01))).all()


def test_focus_is_the_largest_likelihood_ratio_over_all_begins():
    days, _ = risen_units(INDEPENDENT, 5.0, 3.0, 1, 2)
    mean = days[0, :HISTORY].mean()
    weeks = days[0, :HISTORY].reshape(-1, 7).sum(axis=1)
    watched, best = days[0, HISTORY:], 0.0
    for begin in range(WATCHED):
        total, length = watched[begin:].sum(), WATCHED - begin
        if total > length * mean:
            best = max(best, total * np.log(total / length / mean) - total + length * mean)
    dispersion = max(weeks.var(ddof=1) / weeks.mean(), 1.0)
    assert peer_scores(days[0], HISTORY)["FOCuS"][-1] == pytest.approx(best / dispersion)


def test_looks_intervals_and_names():
    assert (DAILY.size, WEEKLY.size, WEEKLY[0]) == (91, 13, 6)
    mean, half = interval([0, 1, 2, 1])
    assert mean == 1.0
    assert half == pytest.approx(1.96 * np.std([0, 1, 2, 1]) / 2)
    assert interval([0] * 50)[1] > 0
    assert (cell_name((5.0, 2.0)), cell_name((2.0, 0.0))) == ("x2 at 5", "0 to 2")
