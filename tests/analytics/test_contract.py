from dataclasses import FrozenInstanceError, fields

import numpy as np
import pandas as pd
import pytest

from analytics.descriptive.casualties import toll
from analytics.reconciliation.daily import reconcile_daily
from analytics.reconciliation.official_totals import compare_official_totals, official_series
from analytics.reconciliation.published_months import compare_months
from analytics.reconciliation.reconcile import reconcile
from analytics.reconciliation.rule_sensitivity import compare_rules
from analytics.regimes.markov_switching import find_regimes
from analytics.structural_tests.level_tests import cusum_test, nyblom_hansen_test, sup_f_test
from benchmarks.peers.ingarch import fit_ingarch
from benchmarks.peers.linear_breaks import linear_breaks

DAYS = pd.date_range("2023-10-17", periods=120)
COUNTS = pd.Series(
    np.random.default_rng(8).poisson(np.repeat([0.4, 3.0], 60)), index=DAYS, name="events"
)
EVENTS = pd.DataFrame(
    {
        "date": DAYS[:9],
        "confirmation": ["official", "media", "claimed"] * 3,
        "us_killed": pd.array([0, None, 2] * 3, dtype="Int64"),
    }
)
TOTALS = pd.DataFrame(
    {
        "as_of_date": DAYS[[3, 3, 7]],
        "reported_date": DAYS[[3, 4, 8]],
        "total": pd.array([3, 4, 6], dtype="Int64"),
        "source_org": "Pentagon",
        "publisher": "AP",
        "note": ["", None, "At least 6"],
    }
)
MONTHS = pd.DataFrame(
    {"month": [DAYS[15]], "events": pd.array([4], dtype="Int64")}, columns=["month", "events"]
)
WHOLE = {"start": DAYS[0], "end": DAYS[-1], "publisher": "Somebody"}
COMPARISON = compare_official_totals(EVENTS, TOTALS, start=DAYS[0])
RESULTS = {
    "cusum_test": (cusum_test, [COUNTS], {}),
    "nyblom_hansen_test": (nyblom_hansen_test, [COUNTS], {}),
    "sup_f_test": (sup_f_test, [COUNTS], {}),
    "linear_breaks": (linear_breaks, [COUNTS], {"breaks": 1}),
    "find_regimes": (find_regimes, [COUNTS], {}),
    "fit_ingarch": (fit_ingarch, [COUNTS], {"past_mean": (1,)}),
    "official_series": (official_series, [TOTALS], {}),
    "compare_official_totals": (compare_official_totals, [EVENTS, TOTALS], {"start": DAYS[0]}),
    "reconcile": (reconcile, [EVENTS, TOTALS], {"start": DAYS[0]}),
    "reconcile_daily": (reconcile_daily, [COMPARISON], {}),
    "compare_rules": (compare_rules, [COMPARISON], {}),
    "compare_months": (compare_months, [EVENTS, MONTHS], WHOLE),
    "toll": (toll, [EVENTS, "us_killed"], {}),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_frozen_has_a_table_and_speaks(name):
    function, inputs, options = RESULTS[name]
    before = [item.copy() if hasattr(item, "copy") else item for item in inputs]
    result = function(*inputs, **options)
    with pytest.raises(FrozenInstanceError):
        setattr(result, fields(result)[0].name, None)
    assert isinstance(result.table, pd.DataFrame)
    assert len(result.table) > 0
    assert "nan" not in str(result).lower()
    assert str(result) == str(result).strip()
    assert "\n" not in str(result)
    for item, old in zip(inputs, before, strict=True):
        assert item.equals(old) if hasattr(item, "equals") else item == old
