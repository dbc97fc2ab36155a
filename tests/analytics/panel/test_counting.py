import numpy as np
import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.panel.counting import Panel, count_panel
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


def test_units_add_up_to_the_series_on_the_observed_days(selection):
    panel = count_panel(selection, "country")
    whole = selection.counts("attacks")
    assert panel.observed.index.equals(whole.index)
    assert (panel.observed.sum(axis=1) == whole).all()
    assert panel.counts.index.equals(selection.states("attacks").index)


def test_a_day_is_known_whole_in_part_or_not_at_all():
    days = pd.date_range("2024-01-01", periods=4, name="date")
    panel = Panel(
        by="place",
        noun="events",
        counts=pd.DataFrame({"A": [1, 2, 3, 4], "unknown": 0}, index=days),
        states=pd.Series([OBSERVED, NOT_COVERED, INCOMPLETE, INCOMPLETE], index=days),
    )
    assert panel.units == ("A",)
    assert list(panel.seen()) == [1.0, 0.0, 0.0, 0.0]
    shares = pd.Series([0.9, 0.4], index=days[[0, 2]])
    assert np.allclose(panel.seen(shares), [1.0, 0.0, 0.4, 0.0])


def test_a_column_that_cannot_divide_is_refused_with_those_that_can(selection):
    with pytest.raises(InvalidOption, match="choose a column of their table, such as country"):
        count_panel(selection, "colour")
