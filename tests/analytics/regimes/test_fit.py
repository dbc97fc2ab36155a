"""The filter and the smoother that statsmodels compiled, called by themselves."""

import numpy as np
import pytest
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from analytics.regimes.fit import smooth


@pytest.mark.parametrize("regimes", [2, 3])
@pytest.mark.parametrize("days", [30, 365])
def test_it_is_the_smoother_of_statsmodels_to_the_last_bit(regimes, days):
    rng = np.random.default_rng(days)
    values = 2 * np.sqrt(rng.poisson(rng.choice([1, 5, 9], days)) + 3 / 8)
    switch, means = rng.dirichlet(np.ones(regimes), regimes).T, np.linspace(2, 6, regimes)
    params = np.concatenate([switch[:-1].ravel(), means, [0.7]])
    model = MarkovRegression(values, k_regimes=regimes)
    theirs = model.smooth(params, cov_type="none", return_raw=True)
    chances, together, loglik = smooth(values, switch, means, 0.7)
    assert np.array_equal(chances, theirs.smoothed_marginal_probabilities)
    assert np.array_equal(together, theirs.smoothed_joint_probabilities)
    assert loglik == theirs.llf_obs.sum()
