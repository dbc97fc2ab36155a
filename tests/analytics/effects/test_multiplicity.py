import numpy as np
import pandas as pd
import pytest

from analytics.effects.multiplicity import holm


@pytest.mark.parametrize("number", [1, 2, 7, 40])
def test_holm_is_the_step_down_of_its_definition(number):
    rng = np.random.default_rng(number)
    pvalues = pd.Series(rng.uniform(0, 0.3, number) ** 2, rng.permutation(number))
    pvalues.loc["none"] = np.nan
    # Holm (1979): the k-th smallest times the hypotheses left, never falling, at most 1.
    ranked = pvalues.dropna().sort_values()
    steps = ranked.to_numpy() * np.arange(number, 0, -1)
    expected = pd.Series(np.minimum(np.maximum.accumulate(steps), 1), ranked.index)
    found = holm(pvalues)
    assert np.isnan(found.pop("none"))
    assert found.to_numpy() == pytest.approx(expected[found.index].to_numpy(), rel=1e-12)


def test_without_a_pvalue_nothing_is_corrected():
    assert holm(pd.Series([np.nan, np.nan])).isna().all()
