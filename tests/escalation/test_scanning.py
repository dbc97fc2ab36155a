import numpy as np
import pandas as pd
import pytest

import escalation


@pytest.fixture(scope="module")
def frame():
    """Six regions over 90 days, of which one has four times the events in the last third."""
    rng = np.random.default_rng(12)
    days = pd.date_range("2024-01-01", periods=90)
    rows = []
    for region in "ABCDEF":
        rates = np.where((region == "C") & (np.arange(90) >= 60), 6.0, 1.5)
        for day, number in zip(days, rng.poisson(rates), strict=True):
            rows += [{"date": day, "region": region}] * number
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def study(frame):
    return escalation.study(frame, start="2024-01-01", end="2024-03-30")


def test_a_frame_is_scanned_by_any_of_its_columns(frame):
    result = escalation.scan(frame, by="region", start="2024-01-01", end="2024-03-30", workers=1)
    assert list(result.firm["unit"]) == ["C"]
    change = result.firm.iloc[0]
    assert abs((change["changepoint"] - pd.Timestamp("2024-03-01")).days) <= 2
    assert change["change_ratio_low"] < 4 < change["change_ratio_high"]
    assert "6 regions looked at" in str(result)


def test_a_study_is_scanned_as_its_frame_is(frame, study):
    given = escalation.scan(study, ["region"], workers=1)
    made = escalation.scan(frame, "region", start="2024-01-01", end="2024-03-30", workers=1)
    pd.testing.assert_frame_equal(given.table, made.table)


def test_a_column_that_there_is_not_is_told(study):
    with pytest.raises(escalation.EscalationError, match="cannot be divided by 'district'"):
        escalation.scan(study, by="district")
