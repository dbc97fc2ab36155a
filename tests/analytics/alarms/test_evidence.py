import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from analytics.alarms import baseline as base
from analytics.alarms.baseline import learn_baseline, learn_clustering, weekday_factors
from analytics.alarms.evidence import (
    FLOOR,
    RISE_SHARES,
    RISES,
    drawn_evidence,
    rise_evidence,
    start_watch,
)
from analytics.alarms.kernel import POISSON

EVEN = np.full(base.BRANCHING.size, 1 / base.BRANCHING.size)
HISTORY = np.random.default_rng(4).negative_binomial(2, 0.7, 90).astype(float)


def likelihood(count, rate, size):
    """Give the chance of a count, by scipy and not by the kernel."""
    return (
        poisson.pmf(count, rate)
        if size >= POISSON
        else nbinom.pmf(count, size, size / (size + rate))
    )


@pytest.fixture(scope="module")
def baseline():
    return learn_baseline(HISTORY, np.ones(90), 0)


@pytest.fixture(scope="module")
def unit(baseline):
    return start_watch(baseline, EVEN)


def past_of(counts, factors, decay):
    """Give the weighted past before each day and its weight, day by day."""
    past, weight, out = 0.0, 0.0, []
    for count, factor in zip(counts, factors, strict=True):
        out.append((past, weight))
        past = decay * past + (1 - decay) * count / factor
        weight = decay * weight + 1 - decay
    return [*out, (past, weight)]


def test_the_filter_is_the_recursion_of_its_definition(baseline):
    model = int(np.flatnonzero((base.BRANCHING == 0.4) & (base.SIZE == 1.5))[1])
    decay, branching, size = base.DECAYS[base.MEMORY_OF_MODEL[model]], 0.4, 1.5
    factors = weekday_factors(HISTORY, np.ones(90), 0)[np.arange(90) % 7]
    memory = past_of(HISTORY, factors, decay)
    prior = np.exp(-0.5 * base.LEVELS**2)
    prior /= prior.sum()
    level, fit, first = prior.copy(), 0.0, len(base.COARSE)
    for t, count in enumerate(HISTORY):
        moved = level.copy()
        for g in range(first, level.size):
            for other in (min(g + 1, level.size - 1), max(g - 1, first)):
                moved[g] -= base.WANDER_STEP * level[g]
                moved[other] += base.WANDER_STEP * level[g]
        level = (1 - base.JUMP) * moved + base.JUMP * prior
        past, weight = memory[t]
        rates = factors[t] * (baseline.rates * (1 - branching * weight) + branching * past)
        level = level * likelihood(count, rates, size)
        fit += np.log(level.sum())
        level /= level.sum()
    assert baseline.chances[model] == pytest.approx(level, rel=1e-9, abs=1e-14)
    assert baseline.fit[model] == pytest.approx(fit, rel=1e-10)


def test_evidence_is_the_sum_of_bayes_factors_over_the_days_of_the_rise(unit):
    counts, days = np.array([1.0, 4.0, 0.0, 6.0]), 4
    factors = unit.factors(np.ones(days), 6)
    levels = unit.rates[: unit.state.shape[2]]
    rises = unit.rates[unit.state.shape[2] :].reshape(RISES.size, -1)
    assert rises[2] == pytest.approx(3.0 * (levels + FLOOR))
    numerator, none = 0.0, 0.0
    chances = unit.state[:, 0]
    models = range(len(unit.size))
    # Written out: the level wanders until the rise, so each day's chances are carried on by hand.
    risen = np.zeros((len(unit.size), RISES.size, levels.size))
    for t in range(days):
        for m in models:
            decay = base.DECAYS[unit.memory[m]]
            past, weight = unit.past[unit.memory[m]], unit.weight[unit.memory[m]]
            for s in range(t):
                past = decay * past + (1 - decay) * counts[s] / factors[s]
                weight = decay * weight + 1 - decay
            own, keep = unit.branching[m] * past, 1 - unit.branching[m] * weight
            moved = chances[m].copy()
            for g in range(unit.first, levels.size):
                for other in (min(g + 1, levels.size - 1), max(g - 1, unit.first)):
                    moved[g] -= base.WANDER_STEP * chances[m, g]
                    moved[other] += base.WANDER_STEP * chances[m, g]
            for k in range(RISES.size):
                rates = factors[t] * (keep * rises[k] + own)
                risen[m, k] += RISE_SHARES[k] * moved
                risen[m, k] *= likelihood(counts[t], rates, unit.size[m])
            chances = chances.copy()
            chances[m] = moved * likelihood(
                counts[t], factors[t] * (keep * levels + own), unit.size[m]
            )
        numerator, none = risen.sum(), chances.sum()
    found = rise_evidence(unit, counts, factors)
    assert found[-1] == pytest.approx(numerator / none, rel=1e-9)


def test_without_a_rise_the_evidence_is_expected_to_be_the_days_watched(unit):
    """R - t is a martingale: over all counts of a day, weighed by their chances, R_1 is 1."""
    factors = unit.factors(np.ones(1), 0)
    levels = unit.rates[: unit.state.shape[2]]
    moved = unit.state[:, 0].copy()
    for g in range(unit.first, levels.size):
        for other in (min(g + 1, levels.size - 1), max(g - 1, unit.first)):
            moved[:, g] -= base.WANDER_STEP * unit.state[:, 0, g]
            moved[:, other] += base.WANDER_STEP * unit.state[:, 0, g]
    total = 0.0
    for count in range(120):
        chance = 0.0
        for m, size in enumerate(unit.size):
            place = unit.memory[m]
            own = unit.branching[m] * unit.past[place]
            keep = 1 - unit.branching[m] * unit.weight[place]
            rates = factors[0] * (keep * levels + own)
            chance += moved[m] @ likelihood(count, rates, size)
        total += chance * rise_evidence(unit, np.array([float(count)]), factors)[0]
    assert total == pytest.approx(1.0, abs=1e-4)


def test_days_of_which_nothing_is_known_say_nothing(unit):
    counts, factors = np.array([3.0, 9.0, 9.0]), unit.factors(np.array([1.0, 0.0, 0.0]), 0)
    found = rise_evidence(unit, counts, factors)
    assert found[0] == found[1] == found[2]


def test_a_late_day_is_weighed_by_what_is_known_of_it(unit):
    late = rise_evidence(unit, np.array([1.0]), unit.factors(np.array([0.25]), 0))[0]
    whole = rise_evidence(unit, np.array([1.0]), unit.factors(np.ones(1), 0))[0]
    assert late > whole


def test_a_share_that_may_be_off_says_less(unit):
    counts, factors = np.array([6.0]), unit.factors(np.array([0.3]), 0)
    sure = rise_evidence(unit, counts, factors)[0]
    assert rise_evidence(unit, counts, factors, np.zeros(1))[0] == sure
    doubted = [rise_evidence(unit, counts, factors, np.array([v]))[0] for v in (0.05, 0.5)]
    assert sure > doubted[0] > doubted[1] > 1


def test_clustering_is_learned_over_units():
    rng = np.random.default_rng(1)
    still = [learn_baseline(rng.poisson(1.0, 200).astype(float), np.ones(200), 0) for _ in range(8)]
    bursts = np.repeat(rng.poisson(1.0, (8, 50)), 4, axis=1) * rng.integers(0, 3, (8, 200))
    rough = [learn_baseline(row.astype(float), np.ones(200), 0) for row in bursts]
    set_off = [float(learn_clustering(one) @ base.BRANCHING) for one in (still, rough)]
    assert set_off[0] < 0.15 < 0.3 < set_off[1]
    assert learn_clustering(still).sum() == pytest.approx(1.0)


def test_weekdays_are_drawn_together_where_there_are_few_events():
    week = np.array([3.0, 0, 0, 0, 0, 0, 0])
    few = weekday_factors(np.tile(week, 2), np.ones(14), 0)
    many = weekday_factors(np.tile(week, 50), np.ones(350), 0)
    assert 1 < few[0] < 2.5 < many[0] < 7
    assert [few.mean(), many.mean()] == pytest.approx([1.0, 1.0])
    shifted = weekday_factors(np.tile(week, 50), np.ones(350), 2)
    assert shifted[2] == pytest.approx(many[0])


def test_a_burst_beyond_all_rates_is_evidence_and_no_overflow(unit):
    found = rise_evidence(unit, np.array([5000.0]), unit.factors(np.ones(1), 0))
    assert np.isfinite(found).all()
    assert found[0] > 1e6


def test_drawn_days_with_a_rise_pass_where_those_without_hardly_do(unit):
    factors = unit.factors(np.ones(60), 0)
    ends = [
        drawn_evidence(unit, factors, np.random.default_rng(2), draws=40, day=day, rise=5.0)
        for day in (5, 60)
    ]
    risen, quiet = [(np.log(one).max(axis=1) > 8).mean() for one in ends]
    assert risen > 0.8
    assert quiet < 0.1
