import numpy as np
import pytest

from benchmarks.simulation.cells import grid
from benchmarks.simulation.simulate import Design, generator, simulate


def drawn(**options):
    return simulate(Design(**options), generator("test", 1)).to_numpy()


@pytest.mark.parametrize("size", [None, 1.0, 0.3])
def test_independent_counts_have_the_stated_mean_and_variance(size):
    counts = drawn(levels=((2.0, 100_000),), size=size)
    variance = 2.0 + (4.0 / size if size else 0.0)
    assert counts.mean() == pytest.approx(2.0, abs=5 * np.sqrt(variance / counts.size))
    assert counts.var() == pytest.approx(variance, rel=0.06)


def test_levels_change_on_the_stated_days():
    design = Design(levels=((0.0, 30), (50.0, 20), (0.0, 10)))
    counts = simulate(design, generator("test", 2))
    assert design.changes == (30, 50)
    assert design.days == len(counts) == 60
    assert counts.iloc[:30].sum() == counts.iloc[50:].sum() == 0
    assert counts.iloc[30:50].min() > 0


def test_the_weekday_swing_keeps_the_mean_of_a_week():
    counts = drawn(levels=((4.0, 70_000),), weekday=0.5).reshape(-1, 7)
    days = counts.mean(axis=0) / counts.mean()
    assert counts.mean() == pytest.approx(4.0, rel=0.02)
    assert days == pytest.approx(1 + 0.5 * np.cos(2 * np.pi * np.arange(7) / 7), abs=0.03)


@pytest.mark.parametrize("branching", [0.3, 0.5])
def test_self_exciting_counts_have_the_stated_branching_and_mean_lag(branching):
    # A Hawkes process: the variance of long sums is the mean over (1 - branching)^2.
    counts = drawn(levels=((3.0, 100_000),), branching=branching)
    assert counts.mean() == pytest.approx(3.0, rel=0.03)
    sums = counts.reshape(-1, 200).sum(axis=1)
    assert sums.var() / sums.mean() == pytest.approx(1 / (1 - branching) ** 2, rel=0.2)
    # Correlations fall by the factor 0.75 + 0.25 branching a day, as a mean lag of 4 days asks.
    centred = counts - counts.mean()
    near, far = (np.mean(centred[:-lag] * centred[lag:]) for lag in (1, 4))
    assert (far / near) ** (1 / 3) == pytest.approx(0.75 + 0.25 * branching, abs=0.05)


def test_zeros_of_another_kind_keep_the_mean():
    counts = drawn(levels=((2.0, 100_000),), zeros=0.5)
    assert counts.mean() == pytest.approx(2.0, rel=0.03)
    assert (counts == 0).mean() == pytest.approx(0.5 + 0.5 * np.exp(-4.0), abs=0.01)


def test_one_odd_day_is_set_and_no_other():
    plain, odd = (drawn(levels=((2.0, 140),), odd=odd) for odd in (0, 500))
    assert (plain != odd).sum() == 1
    assert odd.max() == 500


def test_a_longer_lag_spreads_over_more_days_what_an_event_sets_off():
    near, far = (drawn(levels=((3.0, 100_000),), branching=0.5, lag=lag) for lag in (4.0, 10.0))

    def spread(counts, days):
        sums = counts.reshape(-1, days).sum(axis=1)
        return sums.var() / sums.mean()

    # Over 500 days the variance is the mean over (1 - branching)^2, whatever the lag.
    assert [spread(counts, 500) for counts in (near, far)] == pytest.approx([4.0, 4.0], rel=0.35)
    assert spread(near, 5) > 1.2 * spread(far, 5)


def test_a_wandering_rate_has_the_stated_mean_and_correlation():
    counts = drawn(levels=((8.0, 100_000),), correlation=0.6, wander=0.5)
    assert counts.mean() == pytest.approx(8.0, rel=0.02)
    # Log-normal: covariance of the rates at lag k is mean^2 (exp(0.25 * 0.6^k) - 1).
    centred = counts - counts.mean()
    for lag in (1, 2):
        known = 64 * np.expm1(0.25 * 0.6**lag)
        assert np.mean(centred[:-lag] * centred[lag:]) == pytest.approx(known, rel=0.08)


def test_one_run_can_be_repeated_alone():
    design = Design(levels=((1.0, 50),), size=1.0, branching=0.3)
    first = simulate(design, generator("cell", 7))
    assert first.equals(simulate(design, generator("cell", 7)))
    assert not first.equals(simulate(design, generator("cell", 8)))
    assert not first.equals(simulate(design, generator("another", 7)))


def test_every_cell_has_its_own_name():
    cells = grid()
    assert len({cell.name for cell in cells}) == len(cells)
    assert {cell.name for cell in grid(quick=True)} < {cell.name for cell in cells}
    assert {cell.section for cell in grid(quick=True)} == {cell.section for cell in cells}
