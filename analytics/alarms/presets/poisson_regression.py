"""A compiled quasi-Poisson regression with a log link, for rules that fit one each week.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import numpy as np

from analytics.compiled import njit

MOST_STEPS, CLOSE = 25, 1e-8
# Linear predictors further out than this leave the range of numbers.
FAR = 30.0


@njit(nogil=True, error_model="numpy")
def fit_poisson(design, counts, weights):
    """Fit by iteratively reweighted least squares, as R's ``glm`` does.

    Returns
    -------
    coefficients : array, shape (p,)
    covariance : array, shape (p, p)
        Without the dispersion.
    means, leverages : array, shape (n,)
    dispersion : float
        Pearson's, over the degrees of freedom left; not held to at least 1.
    """
    n, p = design.shape
    means = counts + 0.1
    predictors = np.log(means)
    coefficients, covariance = np.zeros(p), np.zeros((p, p))
    deviance = np.inf
    for _ in range(MOST_STEPS):
        information, target = np.zeros((p, p)), np.zeros(p)
        for i in range(n):
            working = predictors[i] + (counts[i] - means[i]) / means[i]
            weight = weights[i] * means[i]
            for a in range(p):
                target[a] += weight * design[i, a] * working
                for b in range(p):
                    information[a, b] += weight * design[i, a] * design[i, b]
        covariance = np.linalg.pinv(information)
        coefficients = covariance @ target
        before, deviance = deviance, 0.0
        for i in range(n):
            total = 0.0
            for a in range(p):
                total += design[i, a] * coefficients[a]
            predictors[i] = min(max(total, -FAR), FAR)
            means[i] = np.exp(predictors[i])
            if counts[i] > 0:
                deviance += 2.0 * weights[i] * counts[i] * np.log(counts[i] / means[i])
            deviance -= 2.0 * weights[i] * (counts[i] - means[i])
        if abs(deviance - before) < CLOSE * (abs(deviance) + 0.1):
            break
    leverages, pearson = np.empty(n), 0.0
    for i in range(n):
        leverage = 0.0
        for a in range(p):
            for b in range(p):
                leverage += design[i, a] * covariance[a, b] * design[i, b]
        leverages[i] = leverage * weights[i] * means[i]
        pearson += weights[i] * (counts[i] - means[i]) ** 2 / means[i]
    return coefficients, covariance, means, leverages, pearson / (n - p)
