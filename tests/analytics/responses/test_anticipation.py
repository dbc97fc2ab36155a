import numpy as np
import pandas as pd

from analytics.responses.anticipation import anticipation, study_anticipation
from analytics.responses.direction import MORE, UNANSWERABLE
from analytics.selection.options import default_view
from analytics.selection.selected import Selection

DAYS = pd.date_range("2024-01-01", periods=240, name="date")


def test_a_rise_before_events_is_found_before_them_and_not_after():
    rng = np.random.default_rng(31)
    at = np.arange(10, 230, 15) + rng.integers(0, 8, 15)
    rate = np.full(DAYS.size, 2.0)
    for day in at:
        rate[day - 3 : day] = 6.0
    counts = pd.Series(rng.poisson(rate), DAYS, name="attacks")
    found = anticipation(counts, DAYS[at], label="ceasefires")
    row = found.table.set_index("first").loc[-3]
    assert row.verdict == MORE
    assert row.ratio > row.rise
    assert "before ceasefires there were" in str(found)
    by_day = found.curve.set_index("day")["ratio"]
    assert by_day.loc[-3:-1].min() > by_day.loc[3:8].max()


def test_few_events_are_refused(study):
    selection = Selection(study, default_view(study))
    found = study_anticipation(selection, ["ceasefire_start", "truce_announcement"])
    assert set(found.table["verdict"]) == {UNANSWERABLE}
    assert "it takes 8" in str(found)
    assert len(found.curve) == 22
