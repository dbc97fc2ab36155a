import numpy as np
import pytest
from statsmodels.genmod.api import GLM, families

from analytics.effects.glm import fit_log_linear


@pytest.mark.parametrize("a", [0.0, 0.05, 3.0])
@pytest.mark.parametrize("slopes", [False, True])
@pytest.mark.parametrize("begun", [False, True])
def test_the_regression_is_that_of_statsmodels(a, slopes, begun):
    rng = np.random.default_rng(7)
    family = families.NegativeBinomial(alpha=a) if a else families.Poisson()
    for before, after, rates in ((60, 30, (2.0, 0.5)), (14, 14, (0.2, 0.2)), (20, 80, (40, 90))):
        counts = rng.poisson(np.repeat(rates, [before, after])).astype(float)
        sides = np.repeat([0.0, 1.0], [before, after])
        week = np.arange(-before, after) / 7
        further = [week, sides * week] if slopes else []
        design = np.column_stack([np.ones(counts.size), sides, *further])
        offset = np.log(rng.uniform(0.5, 1.5, counts.size))
        start = np.full(design.shape[1], 0.1) if begun else None
        theirs = GLM(counts, design, family=family, offset=offset).fit(start_params=start)
        params, covariance = fit_log_linear(counts, design, offset=offset, a=a, start=start)
        assert params == pytest.approx(theirs.params, rel=1e-9)
        assert covariance == pytest.approx(theirs.cov_params(), rel=1e-9)


def test_what_has_no_bound_ends_where_statsmodels_ends():
    # All events after on their last day: the growth after has no largest value.
    counts = np.array([1.0, 0, 2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3])
    sides, week = np.repeat([0.0, 1.0], 7), np.arange(-7, 7) / 7
    design = np.column_stack([np.ones(14), sides, week, sides * week])
    theirs = GLM(counts, design, family=families.NegativeBinomial(alpha=0.5)).fit()
    params, _ = fit_log_linear(counts, design, a=0.5)
    assert theirs.params[3] > 50
    assert params == pytest.approx(theirs.params, rel=1e-2)
