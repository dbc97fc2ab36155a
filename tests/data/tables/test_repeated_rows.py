"""Rows that are the same in every column are named, by the import and by the check, and kept."""

import pandas as pd
import pytest

from data.files.options import Options
from data.importing.import_file import import_file
from data.study import check_study, load_study
from data.tables.repeated_rows import repeated_rows
from escalation.frames import study
from tests.helpers.sources import read

ROWS = ["2024-01-02,Goma,1", "2024-01-05,Beni,", "2024-01-05,Beni,", "2024-01-09,Goma,1"]
TWICE = "\n".join(["date,location,killed", *ROWS, ROWS[0]])
SAID = "2 rows that are the same as an earlier one in every column"


def test_import_and_check_name_them_and_drop_none(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(TWICE)
    outcome = import_file(path, tmp_path / "new", Options()).outcome
    (caution,) = outcome.cautions
    assert f"{SAID} (row 4 as row 3; row 6 as row 2)" in caution
    assert len(load_study(tmp_path / "new").events) == 5
    (warning,) = [fault for fault in check_study(tmp_path / "new") if fault.value == SAID]
    assert warning.severity == "warning"
    assert "row 4 as row 3" in warning.allowed


def test_a_frame_is_warned_of_once():
    frame = pd.DataFrame([row.split(",") for row in ROWS], columns=["date", "location", "killed"])
    assert sum("the same as an earlier one" in str(told) for told in study(frame).warnings) == 1


@pytest.mark.parametrize(
    "text",
    [
        TWICE.replace("2024-01-05,Beni,\n", "2024-01-05,Beni,0\n", 1).rsplit("\n", 1)[0],
        "date\n2024-01-02\n2024-01-02\n",
        "id,date,place\na,2024-01-02,Goma\nb,2024-01-02,Goma\n",
    ],
)
def test_rows_that_differ_anywhere_and_bare_days_are_not_named(text):
    assert not read(text.encode()).cautions


def test_of_many_the_first_three_are_named():
    cells = pd.DataFrame(
        {"date": [*"dddddde"], "place": [*"ppppppq"]}, index=range(2, 9), dtype="str"
    )
    many, named = repeated_rows(cells)
    assert many.startswith("5 rows that are")
    assert named == "row 3 as row 2; row 4 as row 2; row 5 as row 2; and so on"
