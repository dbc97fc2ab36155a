import numpy as np
import pytest
from statsmodels.genmod.api import GLM, families

from analytics.effects.contrast import compare
from analytics.effects.estimates import ratio_estimate
from analytics.effects.windows import cut_windows
from analytics.groups.ratio_of_ratios import TwoRatios, ratio_of_ratios
from tests.helpers.effects import clustered, series


def compared(counts, before=60):
    days = series(counts)
    return compare(
        cut_windows(
            days, days.index[before], before=before, after=len(days) - before, gap=0, until=None
        )
    )


def drawn(rng, mean, ratio, *, size, wander=0.0):
    level = np.zeros(88)
    for day in range(1, 88):
        level[day] = 0.9 * level[day - 1] + wander * rng.normal()
    rate = mean * np.where(np.arange(88) < 60, 1.0, ratio) * np.exp(level - level.var() / 2)
    return compared(clustered(rng, rate, 88, size=size))


def test_the_contrast_is_the_interaction_of_a_regression_on_days():
    rng = np.random.default_rng(4)
    both = [rng.poisson(np.repeat([2.0, rate], [60, 28])) for rate in (5.0, 1.5)]
    found = ratio_of_ratios(*map(compared, both))
    after, first = np.tile(np.arange(88) >= 60, 2), np.repeat([1, 0], 88)
    design = np.column_stack([np.ones(176), after, first, after * first])
    fit = GLM(np.concatenate(both), design, family=families.Poisson()).fit()
    assert found.value == pytest.approx(np.exp(fit.params[3]), rel=1e-6)
    # The days may cluster, which the regression does not allow for: a longer interval around it.
    low, high = np.exp(fit.conf_int()[3])
    assert found.ci_low < low < found.value < high < found.ci_high


def test_against_itself_a_group_changed_alike():
    group = compared(clustered(np.random.default_rng(1), 2.0, 88))
    found = ratio_of_ratios(group, group)
    assert found.value == 1.0
    assert found.pvalue == pytest.approx(1.0, abs=0.01)
    assert found.ci_low * found.ci_high == pytest.approx(1.0, rel=1e-3)


def test_turned_round_it_is_the_inverse():
    rng = np.random.default_rng(2)
    one, other = (compared(clustered(rng, mean, 88)) for mean in (1.0, 3.0))
    there, back = ratio_of_ratios(one, other), ratio_of_ratios(other, one)
    assert there.value * back.value == pytest.approx(1.0)
    assert there.ci_low * back.ci_high == pytest.approx(1.0, rel=1e-2)
    assert there.pvalue == pytest.approx(back.pvalue, rel=1e-2)


@pytest.mark.parametrize("ended", [0, 1])
def test_a_group_that_ended_leaves_one_side_open(ended):
    rng = np.random.default_rng(3)
    counts = [clustered(rng, 2.0, 88) for _ in range(2)]
    counts[ended][60:] = 0
    found = ratio_of_ratios(*map(compared, counts))
    assert (found.ci_low == 0.0, np.isinf(found.ci_high)) == (ended == 0, ended == 1)
    assert found.pvalue < 0.05


def test_too_few_events_give_no_number():
    few = compared(np.r_[np.zeros(80), np.ones(8)])
    enough = compared(clustered(np.random.default_rng(5), 2.0, 88))
    assert np.isnan(ratio_of_ratios(few, enough).value)


def test_of_two_groups_that_ended_neither_changed_more():
    rng = np.random.default_rng(8)
    both = [clustered(rng, mean, 88) for mean in (1.0, 3.0)]
    for counts in both:
        counts[60:] = 0
    one, other = map(compared, both)
    ratios = [ratio_estimate(each.totals, each.days, each.dispersion) for each in (one, other)]
    contrast = ratio_of_ratios(one, other)
    two = TwoRatios(first=ratios[0], second=ratios[1], contrast=contrast)
    assert (contrast.ci_low, contrast.ci_high) == (0.0, np.inf)
    assert "Neither had any after, so that nothing tells" in two.told(("A", "B"), "attacks")


def test_the_sentence_follows_the_interval():
    rng = np.random.default_rng(6)
    one, other = drawn(rng, 2.0, 0.1, size=5.0), drawn(rng, 2.0, 2.0, size=5.0)
    ratios = [ratio_estimate(each.totals, each.days, each.dispersion) for each in (one, other)]
    two = TwoRatios(first=ratios[0], second=ratios[1], contrast=ratio_of_ratios(one, other))
    assert two.told(("Iraq", "Syria"), "attacks").endswith("Iraq changed otherwise than Syria.")


# Few runs and wide margins. Measured over 300 runs of each: 0.96 to 0.99 on independent days.
@pytest.mark.simulation
@pytest.mark.parametrize(("size", "wander"), [(1.0, 0.0), (1e6, 0.15)])
@pytest.mark.parametrize("contrast", [1.0, 2.0])
def test_the_interval_holds_the_true_ratio_of_ratios(size, wander, contrast):
    rng = np.random.default_rng(7)
    held = []
    for _ in range(60):
        one = drawn(rng, 1.0, 0.7 * contrast, size=size, wander=wander)
        other = drawn(rng, 3.0, 0.7, size=size, wander=wander)
        found = ratio_of_ratios(one, other)
        held.append(found.ci_low <= contrast <= found.ci_high)
        assert (found.pvalue < 0.05) == (not found.ci_low <= 1 <= found.ci_high)
    assert np.mean(held) > 0.88
