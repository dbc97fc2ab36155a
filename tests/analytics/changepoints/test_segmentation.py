import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.changepoints.kernel import best_previous, segment_cost
from analytics.changepoints.segmentation import segment, transient
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort


def cost_of(total, length, size, binary):
    """Twice the negative log-likelihood of one segment, written independently of the kernel."""
    rate = total / length
    if binary:
        inner = sum(k * np.log(p) for k, p in ((total, rate), (length - total, 1 - rate)) if k > 0)
        return -2 * inner
    if size is None:
        return 2 * (length * rate - (total * np.log(rate) if total > 0 else 0))
    events = total * np.log(rate / (size + rate)) if total > 0 else 0
    return -2 * (events + size * length * np.log(size / (size + rate)))


def total_cost(counts, exposure, changes, penalty, size, binary):
    edges = [0, *changes, len(counts)]
    parts = [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)]
    costs = [cost_of(counts[p].sum(), exposure[p].sum(), size, binary) for p in parts]
    return sum(costs) + penalty * len(changes)


def plain_optimum(counts, exposure, penalty, size, min_days, binary):
    """Give the optimum of a dynamic programme without runs and without pruning."""
    n = len(counts)
    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    for stop in range(min_days, n + 1):
        for start in range(stop - min_days + 1):
            if np.isfinite(best[start]):
                part = slice(start, stop)
                cost = cost_of(counts[part].sum(), exposure[part].sum(), size, binary)
                best[stop] = min(best[stop], best[start] + cost + penalty)
    return best[n]


def random_case(rng):
    n = int(rng.integers(8, 26))
    kind = rng.choice(["poisson", "negative binomial", "binary"])
    rates = np.repeat(rng.gamma(0.7, 1.5, 8), n // 8 + 1)[:n]
    exposure = np.ones(n)
    if kind == "binary":
        counts = (rng.random(n) < np.minimum(rates / 3, 0.9)).astype(int)
    else:
        if rng.random() < 0.4:
            exposure = rng.integers(1, 4, n).astype(float)
        counts = rng.poisson(rates * exposure)
    size = float(rng.choice([0.3, 1, 3])) if kind == "negative binomial" else None
    return counts, exposure, size, kind == "binary"


@pytest.mark.parametrize("seed", range(8))
def test_equals_the_plain_dynamic_programme(seed):
    rng = np.random.default_rng(seed)
    for _ in range(300):
        counts, exposure, size, binary = random_case(rng)
        penalty, min_days = float(rng.choice([0.5, 2, 5, 8])), int(rng.integers(1, 9))
        options = {"penalty": penalty, "size": size, "binary": binary}
        changes = segment(counts, min_days=min_days, exposure=exposure, **options)
        ours = total_cost(counts, exposure, changes, penalty, size, binary)
        best = plain_optimum(counts, exposure, penalty, size, min_days, binary)
        assert ours == pytest.approx(best, abs=1e-7)
        assert np.diff([0, *changes, len(counts)]).min() >= min_days


@pytest.mark.parametrize("seed", range(12))
def test_agrees_with_skchange_pelt(seed):
    detectors = pytest.importorskip("skchange.detectors")
    scorers = pytest.importorskip("skchange.interval_scorers")
    rng = np.random.default_rng(seed)
    counts = rng.poisson(np.repeat(rng.gamma(1.0, 1.5, 6), 50))
    pelt = detectors.PELT(scorers.PoissonCost(), penalty=10.0).fit(counts.reshape(-1, 1))
    theirs, ours = pelt.predict(counts.reshape(-1, 1)), segment(counts, penalty=10.0)
    even = np.ones(len(counts))
    costs = [total_cost(counts, even, found, 10.0, None, False) for found in (theirs, ours)]
    assert costs[1] == pytest.approx(costs[0], abs=1e-7)
    np.testing.assert_array_equal(ours, theirs)


def test_finds_the_end_of_frequent_coal_mining_disasters(shared_dataset):
    # counts_reference: last year of the first regime 1891, rates 3.098 and 0.901 a year.
    yearly = pd.read_csv(shared_dataset("counts_reference/coal_yearly.csv"))
    changes = segment(yearly["count"], penalty=12.0)
    assert [yearly["year"][k - 1] for k in changes] == [1891]
    before, after = yearly["count"][: changes[0]], yearly["count"][changes[0] :]
    assert before.mean() == pytest.approx(3.098, abs=5e-4)
    assert after.mean() == pytest.approx(0.901, abs=5e-4)


def test_transient_is_the_best_of_all_pairs():
    rng = np.random.default_rng(4)
    for _ in range(40):
        counts = rng.poisson(1.0, 26)
        n, even = len(counts), np.ones(26)
        flat = total_cost(counts, even, [], 0.0, 2.0, False)

        def gain(first, stop, counts=counts, n=n, flat=flat):
            inside, whole = counts[first:stop].sum(), counts.sum()
            apart = cost_of(inside, stop - first, 2.0, False)
            return flat - apart - cost_of(whole - inside, n - stop + first, 2.0, False)

        pairs = [(a, b) for a in range(3, n) for b in range(a + 3, n - 2)]
        first, stop, value = transient(counts, size=2.0, min_days=3)
        assert value == pytest.approx(max(gain(*pair) for pair in pairs), abs=1e-8)
        assert gain(first, stop) == pytest.approx(value, abs=1e-8)


@given(st.lists(st.integers(0, 6), min_size=2, max_size=60), st.floats(0.1, 20))
def test_reversing_time_mirrors_the_optimum(values, penalty):
    counts, even = np.array(values), np.ones(len(values))
    forward = segment(counts, penalty=penalty)
    backward = segment(counts[::-1], penalty=penalty)
    costs = [
        total_cost(series, even, found, penalty, None, False)
        for series, found in ((counts, forward), (counts[::-1], backward))
    ]
    assert costs[0] == pytest.approx(costs[1], abs=1e-7)


def test_an_official_total_over_days_equals_its_days():
    daily = np.array([2, 2, 2, 2, 0, 0, 0, 0, 3, 3, 3, 3])
    totals, lengths = np.array([4, 4, 0, 0, 6, 6]), np.full(6, 2.0)
    for size in (None, 1.5):
        by_day = segment(daily, penalty=3.0, size=size)
        by_total = segment(totals, penalty=3.0, size=size, exposure=lengths)
        np.testing.assert_array_equal(by_day, 2 * by_total)


def test_a_constant_series_has_no_change():
    for value in (0, 1, 7):
        assert segment(np.full(50, value), penalty=0.1).size == 0


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"penalty": -1.0}, InvalidOption, "penalty is -1"),
        ({"penalty": 1.0, "size": 0.0}, InvalidOption, "size is 0"),
        ({"penalty": 1.0, "min_days": 0}, InvalidOption, "min_days is 0"),
        ({"penalty": 1.0, "min_days": 9}, SeriesTooShort, "3 periods cannot hold"),
        ({"penalty": 1.0, "exposure": np.ones(2)}, InvalidOption, "one length above 0"),
        ({"penalty": 1.0, "binary": True}, InvalidSeries, "Binary counts are 0 or 1"),
    ],
)
def test_says_what_is_wrong_with_the_options(options, error, message):
    with pytest.raises(error, match=message):
        segment(np.array([1, 2, 0]), **options)


@pytest.mark.parametrize("values", [[1.0, np.nan], [1.0, -1.0], [0.5, 1.0]])
def test_says_which_period_is_not_a_count(values):
    with pytest.raises(InvalidSeries, match="Period . holds"):
        segment(np.array(values), penalty=1.0)


@pytest.mark.parametrize(("size", "binary"), [(None, False), (1.5, False), (None, True)])
def test_pruning_by_rate_costs_what_pruning_by_start_does(size, binary):
    rng = np.random.default_rng(4)
    rates = np.repeat(rng.gamma(2.0, 0.2 if binary else 8.0, 12), 250)
    counts = rng.poisson(rates)
    counts = np.minimum(counts, 1) if binary else counts
    changes = segment(counts, penalty=24.0, size=size, binary=binary)
    family = 2 if binary else 0 if size is None else 1
    places = np.arange(counts.size + 1)
    sums = np.append(0.0, counts.cumsum())
    _, best = best_previous(places, sums, places.astype(float), 24.0, 1, family, size or 1.0)
    edges = [0, *changes, counts.size]
    costs = [
        segment_cost(sums[b] - sums[a], float(b - a), family, size or 1.0)
        for a, b in itertools.pairwise(edges)
    ]
    assert sum(costs) + 24.0 * len(changes) == pytest.approx(best, abs=1e-6)
    assert len(changes) > 2
