"""The sums over partitions, held against every partition of tiny series written out."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.changepoints.likelihood import (
    SHOCK,
    Days,
    compare_rates,
    constant_term,
    find_same,
    fixed_terms,
    log_likelihoods,
    rate_grid,
    remember,
    tabulate,
)
from analytics.changepoints.lulls import (
    asked_stops,
    best_lulls,
    best_step,
    cumulate,
    lull_start,
    sum_lulls,
    telling_rates,
    weigh_lulls,
)
from analytics.changepoints.odd_days import odd_days
from analytics.changepoints.partitions import (
    log_partitions,
    place_step,
    place_steps,
    sum_steps,
    weigh_steps,
    weigh_wandering,
    windows_of,
)
from analytics.changepoints.search import search_changes

BRANCHINGS, SIZES = np.array([0.0, 0.4]), np.array([0.7, 6.0, 1e5])
SERIES = {
    "sparse": [0, 1, 0, 0, 2, 0, 1, 0, 3, 4, 2, 5, 3, 6],
    "one odd day": [1, 0, 2, 1, 0, 1, 30, 1, 0, 2, 1, 1, 0, 1],
    "dense": [150, 160, 140, 4090, 155, 3, 0, 1, 2, 0, 170, 180, 160, 150],
    "huge": [10**9, 999_999_999, 5, 10**6, 10**6, 0, 3, 10**9, 10**8, 1, 2, 10**9, 7, 8],
}


def days_of(values):
    values = np.array(values, float)
    ones = np.ones(values.size)
    return Days(values=values, exposure=ones, lengths=ones, ages=ones)


def prepared(values):
    days = days_of(values)
    past, known = np.empty(days.values.size), np.empty(days.values.size)
    remember(days.capped(), days.ages, days.lengths, past, known)
    table = np.vstack([days.values, days.exposure, days.lengths])
    return table, past, known, *rate_grid(days)


def likelihoods(values, branching, size):
    table, past, known, rates, prior = prepared(values)
    shape = (table.shape[1], rates.size)
    logs, shares, tops = np.empty(shape), np.empty(shape), np.empty(shape[0])
    tabulate(table, rates, branching, size, past, known, logs, shares, tops, True)
    return logs, shares, tops, prior


def regime(cumulated, prior, start, stop):
    return np.logaddexp.reduce(np.log(prior) + cumulated[stop] - cumulated[start])


def partitions(n, least, changes):
    for cuts in itertools.combinations(range(1, n), changes):
        edges = (0, *cuts, n)
        if min(np.diff(edges)) >= least:
            yield edges


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("backward", [False, True])
def test_the_recursion_equals_the_sum_over_every_partition(series, backward):
    logs, shares, _, prior = likelihoods(SERIES[series], 0.4, 6.0)
    cumulated, n, least = cumulate(logs), len(logs), 3
    sums = np.empty((4, n + 1))
    sum_steps(shares, windows_of(shares, prior, least), prior, least, 3, backward, sums)
    for changes in range(4):
        every = [
            sum(regime(cumulated, prior, a, b) for a, b in itertools.pairwise(edges))
            for edges in partitions(n, least, changes)
        ]
        assert sums[changes, n] == pytest.approx(np.logaddexp.reduce(every), rel=1e-12, abs=1e-9)
        assert math.exp(log_partitions(n, least, changes)) == pytest.approx(len(every), rel=1e-9)


@pytest.mark.parametrize("series", SERIES)
def test_the_lulls_equal_the_mean_over_every_pair_of_ends_and_rates(series):
    logs, shares, _, prior = likelihoods(SERIES[series], 0.4, 6.0)
    cumulated, n, least = cumulate(logs), len(logs), 3
    every, greatest, count = [], np.full(2, -np.inf), prior.size
    lower = np.tri(count, dtype=bool)  # inner rate at most the outer one
    for _, start, stop, _ in partitions(n, least, 2):
        outside = cumulated[start] + cumulated[n] - cumulated[stop]
        inside = cumulated[stop] - cumulated[start]
        pairs = outside[:, None] + inside[None, :]
        weights = pairs + np.log(prior)[:, None] + np.log(prior)[None, :]
        every.append(np.logaddexp.reduce(weights, axis=None))
        greatest = np.maximum(greatest, [pairs[lower].max(), pairs[lower.T].max()])
    asked = asked_stops(np.array(SERIES[series], float), least)
    best, places, highest = best_lulls(cumulated, least, asked)
    telling = telling_rates(cumulated, highest, prior, least)
    windows = windows_of(shares, prior, least)
    found = sum_lulls(cumulated, shares, windows, prior, least, telling)
    expected = np.logaddexp.reduce(every) - math.log(len(every))
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-9)
    assert best == pytest.approx(greatest, rel=1e-12, abs=1e-9)
    for value, (outer, inner, end) in zip(best, places, strict=True):
        start = lull_start(cumulated, outer, inner, end, least)
        total = cumulated[start, outer] + cumulated[end, inner] - cumulated[start, inner]
        assert total + cumulated[n, outer] - cumulated[end, outer] == pytest.approx(value)


@pytest.mark.parametrize("series", ["sparse", "one odd day", "dense"])
def test_the_weights_are_averaged_over_branching_and_size(series):
    arguments = (*prepared(SERIES[series]), BRANCHINGS, SIZES, 3)
    steps = weigh_steps(*arguments, 2)
    lulls, peaks, _ = weigh_lulls(*arguments, steps)
    whole, lull, none, step = [], [], [], []
    for branching, size in itertools.product(BRANCHINGS, SIZES):
        logs, shares, tops, prior = likelihoods(SERIES[series], branching, size)
        cumulated, n = cumulate(logs), len(logs)
        windows = windows_of(shares, prior, 3)
        sums = np.empty((3, n + 1))
        sum_steps(shares, windows, prior, 3, 2, False, sums)
        even = tops.sum() - math.log(6)
        counted = [log_partitions(n, 3, k) for k in range(3)]
        whole.append(sums[:, n] - counted + even)
        every = np.ones(prior.size, bool)
        lull.append(sum_lulls(cumulated, shares, windows, prior, 3, every) + even)
        none.append(cumulated[n].max() + tops.sum())
        step.append(best_step(cumulated, 3) + tops.sum())
    found = np.logaddexp.reduce(steps, axis=(0, 1))
    assert found == pytest.approx(np.logaddexp.reduce(whole, axis=0), abs=1e-6)
    assert np.logaddexp.reduce(lulls) == pytest.approx(np.logaddexp.reduce(lull), abs=1e-6)
    assert peaks[:2] == pytest.approx([max(none), max(step)], abs=1e-9)


def test_the_places_equal_the_partitions_with_that_change():
    arguments = (*prepared(SERIES["sparse"]), np.array([0.4]), np.array([6.0]), 3)
    steps = weigh_steps(*arguments, 2)
    places = place_steps(*arguments, steps, 2)
    logs, _, tops, prior = likelihoods(SERIES["sparse"], 0.4, 6.0)
    cumulated, n = cumulate(logs), len(logs)
    for j in (1, 2):
        for day in range(n + 1):
            every = [
                sum(regime(cumulated, prior, a, b) for a, b in itertools.pairwise(edges))
                for edges in partitions(n, 3, 2)
                if edges[j] == day
            ]
            if every:
                expected = np.logaddexp.reduce(every) + tops.sum()
                assert places[j, day] == pytest.approx(expected, abs=1e-9)
            else:
                assert places[j, day] < -1e299


def log_likelihood_of(counts, mean, size):
    counts = np.atleast_1d(np.array(counts, float))
    ones, logs = np.ones(counts.size), np.empty((counts.size, 1))
    constants = np.array([constant_term(y, size) for y in counts])
    days, rates = np.vstack([counts, ones, ones]), np.array([mean])
    log_likelihoods(days, rates, 0.0, size, ones, ones, constants, logs, np.empty(logs.shape))
    return logs[:, 0]


@pytest.mark.parametrize("size", [0.08, 0.7, 6.0, 40.0])
@pytest.mark.parametrize("count", [0, 1, 20, 999, 1000, 4090, 10**6])
@pytest.mark.parametrize("mean", [0.02, 1.5, 800.0, 1e6])
def test_a_count_has_the_negative_binomial_likelihood(size, count, mean):
    found = log_likelihood_of(count, mean, size)
    expected = stats.nbinom.logpmf(count, size, size / (size + mean))
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(("count", "mean"), [(0, 2.0), (3, 2.0), (999, 900.0), (10**6, 1.01e6)])
def test_a_large_size_is_poisson(count, mean):
    found = log_likelihood_of(count, mean, 1e5)
    assert found == pytest.approx(stats.poisson.logpmf(count, mean), rel=1e-9, abs=1e-6)


def test_a_count_of_a_billion_is_as_likely_as_its_neighbour():
    # scipy subtracts two terms of 2e10 here, so the sum of the probabilities is the check.
    size, mean = 6.0, 1e9
    grid = np.linspace(0, 2e10, 400_001)
    terms = log_likelihood_of(grid, mean, size)
    assert np.trapezoid(np.exp(terms), grid) == pytest.approx(1, abs=1e-4)


def test_the_shock_is_a_distribution_and_bounds_what_a_day_can_cost():
    counts = np.arange(10**6)
    assert (1 / ((counts + 1.0) * (counts + 2.0))).sum() == pytest.approx(1, abs=1e-5)
    logs, _, tops, _ = likelihoods([1] * 13 + [500], 0.0, 1e5)
    assert -18 < tops[13] + logs[13].min() == pytest.approx(math.log(SHOCK / 501 / 502))


def test_the_past_fades_over_days_that_nobody_observed():
    feed, lengths = np.full(5, 2.0), np.ones(5)
    past, known = np.empty(5), np.empty(5)
    remember(feed, np.array([1.0, 1, 1, 30, 1]), lengths, past, known)
    assert past == pytest.approx(2 * known)
    assert known[:3] == pytest.approx([0, 0.25, 0.4375])
    assert known[3] == pytest.approx((1 - 0.75**3) * 0.75**29)


def test_a_period_of_many_days_is_remembered_like_as_many_days():
    daily, known_daily = np.empty(8), np.empty(8)
    remember(np.full(8, 3.0), np.ones(8), np.ones(8), daily, known_daily)
    past, known = np.empty(2), np.empty(2)
    remember(np.full(2, 3.0), np.full(2, 7.0), np.full(2, 7.0), past, known)
    assert past[1] == pytest.approx(daily[7])
    assert known[1] == pytest.approx(known_daily[7])


# --- long series of few events, in which most days are like others


def quiet_days():
    """Three years with a few events, a busy quarter in the middle, and a weekday rhythm."""
    rng = np.random.default_rng(11)
    values = (rng.random(1_100) < 0.005).astype(float)
    values[500:590] = rng.poisson(9.0, 90)
    rhythm = np.tile([0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5], 158)[:1_100]
    ones = np.ones(1_100)
    return Days(values=values, exposure=rhythm, lengths=ones, ages=ones)


@pytest.mark.parametrize("size", [0.7, 1e5])
@pytest.mark.parametrize("branching", [0.0, 0.4])
def test_days_that_are_alike_have_the_likelihood_that_each_has_by_itself(branching, size):
    days = quiet_days()
    n = days.values.size
    past, known = np.empty(n), np.empty(n)
    remember(days.capped(), days.ages, days.lengths, past, known)
    table, (rates, prior) = np.vstack([days.values, days.exposure, days.lengths]), rate_grid(days)
    same = np.empty(n, np.int64)
    find_same(table, rates[0], branching, past, known, same)
    assert 0.2 < np.mean(same < np.arange(n)) < 1
    found = [np.empty((n, rates.size)), np.empty((n, rates.size)), np.empty(n)]
    tabulate(table, rates, branching, size, past, known, *found, True)
    constants, shocks = np.empty(n), np.empty(n)
    fixed_terms(table, size, constants, shocks)
    single = [np.empty((n, rates.size)), np.empty((n, rates.size)), np.empty(n)]
    compare_rates(table, rates, branching, size, past, known, constants, shocks, *single, True)
    for own, each in zip(found, single, strict=True):
        assert np.array_equal(own, each)
    # What may be left out of the sum over lulls, and of the search for the best, changes no digit.
    logs, shares, _ = found
    cumulated, windows = cumulate(logs), windows_of(shares, prior, 7)
    asked = asked_stops(days.values, 7)
    best, places, highest = best_lulls(cumulated, 7, asked)
    every = best_lulls(cumulated, 7, np.ones(n + 1, bool))
    assert asked.mean() < 0.5
    assert np.array_equal(best, every[0])
    assert np.array_equal(places, every[1])
    telling = telling_rates(cumulated, highest, prior, 7)
    whole = np.ones(prior.size, bool)
    sums = [sum_lulls(cumulated, shares, windows, prior, 7, some) for some in (telling, whole)]
    assert sums[0] == sums[1]
    assert telling.sum() < prior.size


# --- one step, its new regime with and without the memory of the old one


def places_of(values, least=3):
    days, arguments = days_of(values), (*prepared(values), BRANCHINGS, SIZES, least)
    steps = weigh_steps(*arguments, 1)
    table, *rest = arguments
    return steps, place_step(table, days.capped(), days.ages, *rest, steps), arguments


@pytest.mark.parametrize("name", ["sparse", "one odd day"])
def test_without_branching_no_memory_is_lost(name):
    steps, places, (*known, _, sizes, least) = places_of(SERIES[name])
    plain = place_steps(*known, BRANCHINGS[:1], sizes, least, steps[:1], 1)[1]
    asked = places[0] > places[0].max() - 10
    assert asked.sum() > 3
    assert places[0][asked] == pytest.approx(plain[asked])


def test_a_jump_after_many_events_is_dated_where_the_counts_jump():
    values = [0] * 10 + [9] * 10
    _, places, _ = places_of(values)
    assert places[1].argmax() == 10
    # A regime that remembers nothing starts at its whole rate: written out for one branching.
    table, past, known, rates, prior = prepared(values)
    days = days_of(values)
    terms = []
    for size in SIZES:
        late_past, late_known = np.empty(10), np.empty(10)
        remember(days.capped()[10:], days.ages[10:], days.lengths[10:], late_past, late_known)
        sides = []
        for part, memory in (
            (slice(0, 10), (past[:10], known[:10])),
            (slice(10, 20), (late_past, late_known)),
        ):
            logs, shares, tops = (
                np.empty((10, rates.size)),
                np.empty((10, rates.size)),
                np.empty(10),
            )
            slab = np.ascontiguousarray(table[:, part])
            tabulate(slab, rates, BRANCHINGS[1], size, *memory, logs, shares, tops, True)
            sides.append(np.logaddexp.reduce(np.log(prior) + logs.sum(axis=0)) + tops.sum())
        terms.append(sum(sides))
    assert places[1][10] == pytest.approx(np.logaddexp.reduce(terms), rel=1e-6)


# --- a rate that wanders


@pytest.mark.parametrize("name", ["sparse", "dense"])
def test_a_rate_that_never_moves_weighs_as_much_as_no_change(name):
    known = prepared(SERIES[name])
    steps = weigh_steps(*known, BRANCHINGS, SIZES, 3, 0)
    still = np.eye(known[3].size)[None]
    alive = np.ones((BRANCHINGS.size, SIZES.size), bool)
    value = weigh_wandering(*known, BRANCHINGS, SIZES, alive, still)
    assert value == pytest.approx(np.logaddexp.reduce(steps[:, :, 0], axis=(0, 1)), rel=1e-6)


def test_the_clustering_without_a_change_is_weighed_as_the_evidence_weighs_it():
    days = pd.date_range("2023-01-02", periods=60)
    counts = pd.Series(np.random.default_rng(3).poisson(1.3, 60), days)
    weighed = search_changes(counts).search.first
    arguments, steps = weighed.arguments, weighed.steps[:, :, 0]
    near = steps > steps.max() - 20.0
    posterior, odd = np.empty(steps.shape), np.empty((2, 60))
    odd_days(*arguments[:7], near, np.array([0, 60]), posterior, *odd)
    assert np.ptp((posterior - steps)[near]) == pytest.approx(0.0, abs=1e-6)
