import numpy as np

from benchmarks.nowcast.measure import AGES, coverage, judged
from benchmarks.nowcast.page import HIGH, LOW, verdict
from benchmarks.nowcast.worlds import DAYS, WORLDS, made_study, taken_days

WEEKLY = next(world for world in WORLDS if world.name == "weekly, 10 a day, overdispersed")


def test_what_is_listed_grows_to_what_there_was_in_the_end():
    made = made_study(WEEKLY, 0)
    assert (np.diff(made.seen, axis=1) >= 0).all()
    assert (made.seen[:, -1] <= made.final).all()
    assert (made.seen[:200, -1] == made.final[:200]).mean() > 0.95
    other = made_study(WEEKLY, 0, seeds="choosing")
    assert not np.array_equal(made.final, other.final)


def test_downloads_have_the_rhythm_of_their_world():
    rng = np.random.default_rng(1)
    assert set(np.diff(taken_days("weekly", rng))) == {7}
    assert set(np.diff(taken_days("working days", rng))) == {1, 3}
    assert set(np.diff(taken_days("weekly, some missed", rng))) > {7}
    assert taken_days("daily", rng)[-1] == DAYS - 1


def test_the_band_holds_most_of_what_came():
    runs = [judged(made_study(WEEKLY, run)) for run in range(12)]
    value, error = coverage(runs)
    assert LOW - 0.03 < value < HIGH + 0.02
    assert sum(runs[0]["days"]) == AGES[-1][1]
    assert verdict(value, error) == "met"
    assert verdict(0.8, 0.01) == "missed by 0.100"
    assert verdict(0.99, 0.001) == "missed by 0.020"
