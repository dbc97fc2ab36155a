import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.findings.results import effect
from analytics.selection.context_events import event_span
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study


@pytest.fixture
def study(study_folder):
    return load_study(study_folder)


@pytest.mark.parametrize("event", ["2024-01-10..2024-01-10", "2024-01-10..2024-01-11"])
def test_a_period_may_be_one_day(study, event):
    selection = Selection(study, default_view(study)).under(event=event, before=7)
    day = pd.Timestamp("2024-01-10")
    assert event_span(selection) == (day, day)
    assert len(effect(selection).windows.after) == 1


def test_a_period_that_ends_before_it_starts_is_refused(study):
    selection = Selection(study, default_view(study)).under(event="2024-01-12..2024-01-10")
    with pytest.raises(InvalidOption, match="swap the two"):
        event_span(selection)
