import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from analytics.nowcast.past_errors import usual_count
from analytics.nowcast.to_come import Open, interval, log_chance


def opened(seen, share, usual=4.0):
    seen, share = np.atleast_1d(seen), np.atleast_1d(np.asarray(share, dtype=float))
    whole = {"until": np.ones(share.size), "spread_until": np.zeros(share.size)}
    usual = np.full(share.size, usual)
    return Open(seen=seen, share=share, spread=np.zeros(share.size), usual=usual, **whole)


def test_without_a_usual_number_it_is_the_chain_ladder():
    assert opened([3, 8], [0.5, 0.8]).expected(0.0) == pytest.approx([3.0, 2.0])


@pytest.mark.parametrize("worth", [0.3, 3.0, 20.0])
def test_where_nothing_is_seen_yet_the_usual_number_is_added(worth):
    # No share of a day is listed on its own day: all that is usual is to come.
    assert opened(0, 0.0).expected(worth) == pytest.approx(4.0)
    # None seen of a share is less than usual, and never nothing.
    assert 0 < opened(0, 0.5).expected(worth)[0] < 2.0


def test_the_worth_draws_towards_the_usual_number():
    by_worth = [float(opened(10, 0.5).expected(worth)[0]) for worth in (0.0, 1.0, 5.0, 500.0)]
    assert by_worth[0] == pytest.approx(10.0)
    assert by_worth == sorted(by_worth, reverse=True)
    assert by_worth[-1] == pytest.approx(2.0, abs=0.2)


def test_chances_are_those_of_a_negative_binomial():
    numbers = np.arange(30.0)
    said = log_chance(numbers, np.array(3.0), np.array(0.5))
    assert np.exp(said) == pytest.approx(nbinom.pmf(numbers, 2, 2 / 5), abs=1e-12)
    assert np.exp(log_chance(numbers, np.array(3.0), np.array(0.0))) == pytest.approx(
        poisson.pmf(numbers, 3), abs=1e-6
    )


def test_the_interval_holds_its_level_on_average_over_small_numbers():
    means = np.linspace(0.05, 12, 240)
    low, high = interval(means[None, :], np.zeros((1, means.size)), np.ones(1))
    held = poisson.cdf(high, means) - poisson.cdf(low - 1, means)
    assert held.min() > 0.9
    assert held.mean() == pytest.approx(0.95, abs=0.01)
    assert (np.diff(high) >= 0).all()


def test_large_numbers_are_looked_at_with_steps():
    low, high = interval(np.array([[40_000.0]]), np.array([[0.01]]), np.ones(1))
    assert low[0] == pytest.approx(40_000 - 1.96 * 4_005, rel=0.05)
    assert high[0] == pytest.approx(40_000 + 1.96 * 4_005, rel=0.05)


def test_the_usual_number_is_that_of_the_newest_days_with_their_shares():
    seen = np.concatenate([np.full(100, 90), np.full(60, 2), [1]])
    share = np.concatenate([np.ones(160), [0.5]])
    assert usual_count(seen, share) == pytest.approx(2.0, abs=0.05)
