"""A toll is told with the events that it is the sum of."""

import pytest

from analytics.findings.casualties import toll_lines
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study

ROWS = "date,killed\n2024-01-02,3\n{},40\n2024-01-09,2\n"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-01-05", "Killed: 45"),
        ("2024-01", "Killed: 45, in all 3 listed events; 5 in the 2 dated to the day"),
    ],
)
def test_a_toll_is_told_with_its_events_where_some_have_no_day(day, told, tmp_path):
    (tmp_path / "list.csv").write_text(ROWS.format(day))
    import_file(tmp_path / "list.csv", tmp_path / "new", Options())
    study = load_study(tmp_path / "new")
    assert toll_lines(Selection(study, default_view(study))) == [told]
