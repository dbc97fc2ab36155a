"""Made daily counts around an event."""

import numpy as np
import pandas as pd

START = "2023-10-01"


def series(values, *, start=START):
    days = pd.date_range(start, periods=len(values))
    return pd.Series(np.asarray(values, dtype="int64"), days, name="attacks")


def clustered(rng, mean, days, *, size=2.0):
    return rng.poisson(mean * rng.gamma(size, 1 / size, days))
