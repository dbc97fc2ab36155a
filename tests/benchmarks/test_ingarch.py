from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from benchmarks.peers.ingarch import IngarchModel, fit_ingarch

PUBLISHED = Path(__file__).resolve().parents[1] / "published" / "campylobacter.csv"
# tscount 1.4.3, tsglm(campy, past_obs = 1, past_mean = 13, interventions at 84 and 100):
# the printed coefficients, and their standard errors with distr = "nbinom"
COEFFICIENTS = [3.3184, 0.3690, 0.2198, 3.0810, 41.9541]
STANDARD_ERRORS = [0.7851, 0.0696, 0.0942, 0.8560, 12.0914]


@pytest.fixture(scope="module")
def campy():
    return pd.read_csv(PUBLISHED, index_col=0).squeeze("columns")


@pytest.fixture(scope="module")
def interventions(campy):
    shift, spike = campy.index >= 84, campy.index == 100
    return pd.DataFrame({"shift": shift * 1.0, "spike": spike * 1.0}, index=campy.index)


def test_intervention_model_agrees_with_tscount(campy, interventions):
    # tscount's optimiser stops short of its own optimum, so the estimates differ by up to
    # 0.8 % of a standard error (the shift 3.087 against 3.081).
    result = fit_ingarch(campy, regressors=interventions)
    away = (result.coefficients.to_numpy() - COEFFICIENTS) / STANDARD_ERRORS
    assert np.abs(away).max() < 0.01
    assert result.coefficients["intercept"] == pytest.approx(3.318, abs=1e-3)
    assert result.coefficients["past_obs_1"] == pytest.approx(0.369, abs=5e-4)
    assert result.coefficients["past_mean_13"] == pytest.approx(0.220, abs=5e-4)
    assert result.standard_errors.to_numpy() == pytest.approx(STANDARD_ERRORS, rel=2e-3)
    assert result.dispersion == pytest.approx(0.0297, abs=5e-5)
    assert result.loglik == pytest.approx(-381.0839, abs=5e-4)
    assert str(result) == (
        "Past counts and means carry 0.59 of the mean (1 would be a random walk), "
        "and the variance is mean + 0.030 mean squared."
    )


def test_poisson_errors_and_likelihood_agree_with_tscount(campy, interventions):
    result = fit_ingarch(campy, regressors=interventions, distribution="poisson")
    published = [0.6383, 0.0564, 0.0739, 0.7214, 7.4035]
    assert result.standard_errors.to_numpy() == pytest.approx(published, rel=2e-3)
    assert result.loglik == pytest.approx(-385.0009, abs=5e-4)
    assert result.dispersion == 0


@pytest.mark.parametrize(
    ("past_mean", "coefficients", "loglik", "with_interventions"),
    # tscount 1.4.3, Poisson: the likelihood at the printed coefficients of two models
    [
        ((13,), COEFFICIENTS, -385.0009, True),
        ((7, 13), [1.4965, 0.5856, 0.0873, 0.1838], -434.3842, False),
    ],
)
def test_mean_recursion_agrees_with_tscount(
    campy, interventions, past_mean, coefficients, loglik, with_interventions
):
    from scipy.stats import poisson

    given = interventions if with_interventions else interventions[[]]
    model = IngarchModel(
        values=campy.to_numpy(dtype=float),
        regressors=given.to_numpy(),
        past_obs=(1,),
        past_mean=past_mean,
    )
    start, _ = model.stationary(np.array(coefficients))
    mean, _ = model.mean(np.array(coefficients), start)
    # Printed to four digits, so the likelihood is known to about 0.001.
    assert poisson.logpmf(campy, mean).sum() == pytest.approx(loglik, abs=2e-3)


def test_the_derivatives_are_those_of_the_mean(campy, interventions):
    model = IngarchModel(
        values=campy.to_numpy(dtype=float),
        regressors=interventions.to_numpy(),
        past_obs=(1, 3),
        past_mean=(2, 13),
    )
    point = np.array([3.0, 0.3, 0.1, 0.1, 0.2, 3.0, 40.0])
    steps = 1e-6 * np.eye(len(point))
    numeric = [(model.mean(point + h, 8)[0] - model.mean(point - h, 8)[0]) / 2e-6 for h in steps]
    assert model.mean(point, 8)[1] == pytest.approx(np.array(numeric).T, abs=1e-6)


def test_simulated_coefficients_are_found():
    rng = np.random.default_rng(3)
    mean, counts = 5.0, []
    for _ in range(3000):
        counts.append(rng.poisson(mean))
        mean = 1 + 0.3 * counts[-1] + 0.5 * mean
    result = fit_ingarch(pd.Series(counts), past_mean=(1,))
    away = (result.coefficients.to_numpy() - [1, 0.3, 0.5]) / result.standard_errors.to_numpy()
    assert np.abs(away).max() < 3
    assert result.dispersion < 0.02


def test_unusable_input_is_refused(campy, interventions):
    with pytest.raises(InvalidOption, match="one of poisson, negbin"):
        fit_ingarch(campy, distribution="normal")
    with pytest.raises(InvalidOption, match="lags are 1 or more"):
        fit_ingarch(campy, past_mean=(0,))
    with pytest.raises(InvalidSeries, match="whole numbers"):
        fit_ingarch(campy + 0.5)
    with pytest.raises(InvalidSeries, match="at least 0 for each period"):
        fit_ingarch(campy, regressors=-interventions)
    with pytest.raises(SeriesTooShort, match="needs 25 periods, got 20"):
        fit_ingarch(campy[:20])
