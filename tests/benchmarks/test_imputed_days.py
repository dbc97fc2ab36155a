import pytest

from benchmarks.simulation.imputed_days import WHOLE_DAYS, coverage, page


def test_the_band_holds_the_truth_where_incidents_are_missed_at_random():
    cell = coverage("constant rate, overdispersed", 0.6, runs=15)
    assert cell.days > 1000
    assert cell.coverage > 0.97
    assert cell.split == pytest.approx(0.95, abs=4 * cell.split_error)
    assert cell == coverage("constant rate, overdispersed", 0.6, runs=15)


def test_the_band_is_too_narrow_where_whole_days_are_missed():
    cell = coverage(WHOLE_DAYS, 0.6, runs=15)
    assert cell.split < 0.9
    assert any(WHOLE_DAYS in line and " ± " in line for line in page([cell]))
