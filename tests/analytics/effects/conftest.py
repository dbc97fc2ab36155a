import numpy as np
import pytest

from tests.helpers.effects import clustered, series


@pytest.fixture
def attacks():
    rng = np.random.default_rng(11)
    return series(np.concatenate([clustered(rng, 1.0, 60), clustered(rng, 4.0, 40)]))
