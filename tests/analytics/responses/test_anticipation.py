import numpy as np
import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.responses.anticipation import anticipation, study_anticipation
from analytics.responses.direction import MORE, UNANSWERABLE
from analytics.selection.options import default_view
from analytics.selection.selected import Selection

DAYS = pd.date_range("2024-01-01", periods=240, name="date")


def test_a_rise_before_events_is_found_before_them_and_not_after():
    rng = np.random.default_rng(31)
    at = np.arange(10, 230, 12) + rng.integers(0, 8, 19)
    rate = np.full(DAYS.size, 2.0)
    for day in at:
        rate[day - 3 : day] = 6.0
    counts = pd.Series(rng.poisson(rate), DAYS, name="attacks")
    dates = [*DAYS[at], pd.Timestamp("2023-05-01")]
    found = anticipation(counts, dates, label="ceasefires")
    row = found.table.set_index("first").loc[-3]
    assert row.verdict == MORE
    assert row.ratio > row.rise
    assert "before ceasefires there were" in str(found)
    assert str(found).endswith("1 day of them lies outside of the record, and takes no part.")
    # A day of 240 in 12 is too few to compare with.
    assert "it would take about" in found.table.set_index("first").loc[-1, "reason"]
    by_day = found.curve.set_index("day")["ratio"]
    assert by_day.loc[-3:-1].min() > by_day.loc[3:8].max()


def test_few_events_are_refused(study):
    selection = Selection(study, default_view(study))
    found = study_anticipation(selection, ["ceasefire_start", "truce_announcement"])
    assert set(found.table["verdict"]) == {UNANSWERABLE}
    assert "it takes 8" in str(found)
    assert len(found.curve) == 22
    with pytest.raises(InvalidOption, match="no events of the kind 'truce': it has kinds"):
        study_anticipation(selection, ["truce"])


def test_days_can_be_named_and_names_keep_their_capitals():
    counts = pd.Series(1, DAYS, name="DPR battles")
    found = anticipation(counts, ["2024-02-01", "2024-02-01"])
    assert str(found).startswith(
        "DPR battles before these events: cannot be answered. There is 1 day"
    )
