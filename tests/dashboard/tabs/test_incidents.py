import pandas as pd

import escalation
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.session.url_state import default_state
from dashboard.tabs.incidents import incident_view


def headings(study):
    selection = Selection(study, default_view(study))
    (card,) = incident_view(selection, default_state(study), {"width": 1000, "dark": False})
    grid = next(part for part in card.children if hasattr(part, "columnDefs"))
    assert {column["field"] for column in grid.columnDefs} <= set(grid.rowData[0])
    return [column["headerName"] for column in grid.columnDefs]


def test_columns_that_say_nothing_are_left_out_and_the_own_ones_listed():
    days = pd.date_range("2024-01-01", periods=10)
    kinds = ["Battles", "Protests"] * 5
    listed = headings(escalation.study(pd.DataFrame({"date": days, "event_type": kinds})))
    assert "Weapon" not in listed
    assert "Claimed by" not in listed
    assert listed[0] == "Date"
    assert "Event type" in listed


def test_a_file_of_one_place_is_divided_by_what_it_knows():
    days = pd.date_range("2024-01-01", periods=10)
    study = escalation.study(pd.DataFrame({"date": days, "country": "Iraq"}))
    assert default_view(study).by == "country"


def test_the_bundled_study_lists_what_it_knows(study):
    listed = headings(study)
    assert listed[:5] == ["Date", "Series", "Country", "Place", "Weapon"]
    assert {"Intercepted", "Actor", "Source"} <= set(listed)
