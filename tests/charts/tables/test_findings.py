from types import SimpleNamespace

import pandas as pd

from charts.tables.findings import change_words
from charts.tables.locale import Language


def test_a_change_without_enough_evidence_of_its_own_is_marked():
    day = pd.Timestamp("2024-01-30")
    rates = dict.fromkeys(("rate_before", "rate_after", "rate_ratio", "ratio_low"), 1.0)
    rows = [
        {"changepoint": day, "ci_low": day, "ci_high": day, **rates, "ratio_high": 2.0}
        | {"evidence": odds, "evidence_if_independent": odds}
        for odds in (3e6, 3.41, 16.7)
    ]
    table = change_words(SimpleNamespace(table=pd.DataFrame(rows)), Language())
    assert table["Evidence between its neighbours"].tolist() == [
        "> 1,000,000",
        "3.4, not found by itself",
        "17",
    ]
