"""The filter and the smoother that statsmodels compiled, called by themselves."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from analytics.regimes.fit import smooth


@pytest.mark.parametrize("regimes", [2, 3])
@pytest.mark.parametrize("days", [30, 365])
def test_it_is_the_smoother_of_statsmodels(regimes, days):
    rng = np.random.default_rng(days)
    values = 2 * np.sqrt(rng.poisson(rng.choice([1, 5, 9], days)) + 3 / 8)
    switch, means = rng.dirichlet(np.ones(regimes), regimes).T, np.linspace(2, 6, regimes)
    params = np.concatenate([switch[:-1].ravel(), means, [0.7]])
    model = MarkovRegression(values, k_regimes=regimes)
    theirs = model.smooth(params, cov_type="none", return_raw=True)
    chances, together, loglik = smooth(values, switch, means, 0.7)
    assert_allclose(chances, theirs.smoothed_marginal_probabilities, rtol=1e-9, atol=1e-14)
    assert_allclose(together, theirs.smoothed_joint_probabilities, rtol=1e-9, atol=1e-14)
    assert loglik == pytest.approx(theirs.llf_obs.sum(), rel=1e-12)
