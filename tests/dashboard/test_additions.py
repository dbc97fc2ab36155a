"""The events that a reader has added, as the page lists them."""

from dataclasses import replace

import pytest

from analytics.selection.additions import AddedEvent
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.components.additions import added_list


def listed(study, *events):
    view = replace(default_view(study), added=tuple(AddedEvent(**event) for event in events))
    entries, *_ = added_list(Selection(study, view))
    return [entry.children[0].children for entry in entries.children]


@pytest.mark.parametrize(
    "event", [{"start": "2024-01-10"}, {"start": "2023-09-01", "end": "2023-11-01"}]
)
def test_one_that_is_drawn_is_listed_by_its_days_and_words(study, event):
    (line,) = listed(study, {**event, "text": "talks"})
    assert line.endswith(": talks")


@pytest.mark.parametrize(
    "event", [{"start": "2025-01-01"}, {"start": "2023-08-01", "end": "2023-09-01"}]
)
def test_one_outside_the_period_says_that_it_is_not_drawn(study, event):
    (line,) = listed(study, {**event, "text": "talks"})
    assert line.endswith(": talks (outside the period shown, so it is not drawn)")
