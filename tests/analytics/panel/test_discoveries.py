import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from analytics.panel.discoveries import calibrated_evidence, e_discoveries, p_discoveries


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


def test_calibrated_evidence_has_a_mean_of_one_for_uniform_pvalues():
    number = 50
    grid = (np.arange(200_000) + 0.5) / 200_000
    # As many units as the lines are made for: one at a time, the others without evidence.
    lengths = np.arange(1, number // 10 + 1)
    lines = 0.05 * lengths / (1 / lengths).sum() / number
    others = np.ones(number - 1)
    found = [
        calibrated_evidence(np.append(others, p), 0.05)[-1] for p in [*lines, lines[-1] * 1.01]
    ]
    assert found[-1] == 0.0
    steps = np.searchsorted(lines, grid)
    worth = np.append(found[:-1], 0.0)[steps]
    assert worth.mean() == pytest.approx(1.0, rel=0.01)


def test_the_firm_list_takes_smaller_pvalues_than_the_watch_list():
    pvalues = np.append(np.array([1e-6, 2e-4, 1.5e-3, 4e-3]), np.linspace(0.05, 1, 46))
    firm = e_discoveries(calibrated_evidence(pvalues, 0.05), 0.05)
    watch = p_discoveries(pvalues, 0.10)
    assert firm.sum() == 2
    assert watch.sum() == 4
