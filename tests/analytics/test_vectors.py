"""The exponential and the logarithm of our own, against those of numpy."""

import numpy as np
import pytest

from analytics.compiled import njit
from analytics.vectors import exponential, logarithm


@njit(error_model="numpy")
def both(values, exponentials, logarithms):
    for i in range(values.size):
        exponentials[i] = exponential(values[i])
        logarithms[i] = logarithm(exponentials[i])


def test_they_differ_by_the_last_digit_at_most():
    values = np.append(np.linspace(-690.0, 690.0, 40_001), [0.0, 1e-9, -1e-9])
    found, logarithms = np.empty(values.size), np.empty(values.size)
    both(values, found, logarithms)
    assert found == pytest.approx(np.exp(values), rel=5e-16, abs=0)
    assert logarithms == pytest.approx(np.log(found), rel=5e-16, abs=1e-300)
