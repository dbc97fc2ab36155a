import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analytics.panel.discoveries import e_discoveries, p_discoveries


def test_lists_by_pvalue_are_those_of_statsmodels():
    rng = np.random.default_rng(5)
    for _ in range(20):
        pvalues = rng.uniform(size=40) ** rng.choice([1, 3])
        expected = multipletests(pvalues, 0.1, method="fdr_bh")[0]
        assert (p_discoveries(pvalues, 0.1) == expected).all()


def test_lists_by_evidence_take_so_many_that_each_has_its_share():
    # Of 4 units at a share of .05 one alone needs 80, two need 40 each, and three 26.7.
    assert e_discoveries(np.array([79.0, 30.0, 1.0, 0.0]), 0.05).sum() == 0
    assert list(e_discoveries(np.array([1.0, 81.0, 30.0, 0.0]), 0.05)) == [
        False,
        True,
        False,
        False,
    ]
    assert list(e_discoveries(np.array([27.0, 27.0, 0, 27.0]), 0.05)) == [1, 1, 0, 1]


@pytest.mark.parametrize("listed", [e_discoveries, p_discoveries])
def test_a_unit_without_a_number_is_neither_counted_nor_listed(listed):
    strong = 1e4 if listed is e_discoveries else 1e-4
    found = listed(np.array([np.nan, strong, np.nan]), 0.05)
    assert list(found) == [False, True, False]
