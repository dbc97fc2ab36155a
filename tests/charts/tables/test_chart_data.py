import dataclasses

import pandas as pd
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.theme import Look
from charts.tables.chart_data import chart_words
from dashboard.components.table import plain_table
from data.errors import EscalationError
from data.study import load_study


@pytest.fixture(scope="module")
def bundled(study_folder):
    study = load_study(study_folder)
    return Selection(study, dataclasses.replace(default_view(study), smoothing="centred"))


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "revisions"])
def test_headings_are_words_and_only_what_is_unknown_is_called_so(bundled, name):
    try:
        data = draw(name, bundled, Look()).table
    except EscalationError as error:
        pytest.skip(str(error))
    words = chart_words(data)
    assert words.shape == data.shape
    assert not [heading for heading in words if "_" in heading]
    assert words.columns.is_unique
    unknown = {heading for heading in words if words[heading].isna().any()}
    # No total was given on these days, and these places have no coordinates.
    total = {"Official total", "Difference", "Missing in the list", "More in the list"}
    allowed = {"totals": total | {"Days since the report before"}, "map": {"Latitude", "Longitude"}}
    # Days around an episode that lie outside of the record.
    allowed |= {"responses": {"Events"}}
    assert unknown <= allowed.get(name, set())


def test_a_day_without_a_change_shows_an_empty_cell_and_numbers_stay_to_the_right():
    day = pd.Timestamp("2024-01-01")
    table = pd.DataFrame(
        {
            "date": [day, day],
            "attacks": pd.array([1234, None], dtype="Int64"),
            "rate_low": [1.5, None],
            "changepoint_low": [day, pd.NaT],
        }
    )
    shown = plain_table(chart_words(table))
    assert shown.head == ["Date", "Attacks", "Rate, lower end (95 %)", "Change dated from"]
    assert shown.rows == [
        ["1 Jan 2024", "1,234", "1.5", "1 Jan 2024"],
        ["1 Jan 2024", "unknown", "", ""],
    ]
    assert shown.numeric == [False, True, True, False]
