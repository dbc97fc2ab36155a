"""A study of tables says what is wrong in the words of the folder of the same tables."""

from pathlib import Path

import pytest

from data.containers.opening import read_grid
from data.errors import StudyError
from data.files.options import Options
from data.importing.in_memory import StudyDetails, study_of
from data.study import load_study
from tests.helpers.study import FILES

OPTIONS = Options(format="tabular")
ABOUT = StudyDetails(
    title="Made up",
    credit="Nobody",
    noun="attacks",
    timezone="Asia/Baghdad",
    start="2024-01-01",
    end="2024-01-31",
)


def grid(name, old="", new=""):
    text = FILES[f"{name}.csv"]
    assert old in text
    return read_grid(text.replace(old, new, 1).encode(), file=name, options=OPTIONS)


def made(**given):
    return study_of(grid("attacks"), **given, about=ABOUT, options=OPTIONS)


def test_it_is_kept_nowhere():
    study = made(strikes=grid("strikes"), context=grid("context"))
    assert not study.folder.exists()
    assert (len(study.events), len(study.strikes)) == (3, 1)
    assert study.warnings == ()


def test_what_is_left_out_is_told_among_the_sources():
    twice = FILES["attacks.csv"].splitlines()[1]
    text = FILES["attacks.csv"] + twice + "\n"
    events = read_grid(text.encode(), file="events", options=OPTIONS)
    study = study_of(events, about=ABOUT, options=OPTIONS)
    assert len(study.events) == 3
    assert "events: 1 row left out: repeats an earlier row, cell by cell." in study.sources


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("strikes", "2024-01-04", "2024-02-30", "strikes, row 2, date: found"),
        (
            "strikes",
            ",5,",
            ",-5,",
            'strikes, row 2, militants_killed: found "-5", expected a whole',
        ),
        ("context", "C2,2024-01-15", "C1,2024-01-15", "context, row 3, event_id: found"),
        ("context", "Pause ends", "", "context, row 3, label: found a blank"),
    ],
)
def test_a_fault_names_its_table(table, old, new, told):
    given = {name: grid(name) for name in ("strikes", "context")}
    with pytest.raises(StudyError, match=told):
        made(**(given | {table: grid(table, old, new)}))


def test_the_warnings_are_those_of_the_folder(tmp_path):
    late = FILES["strikes.csv"].replace("2024-01-04", "2024-03-04")
    for name, text in (FILES | {"strikes.csv": late}).items():
        (Path(tmp_path) / name).write_text(text, encoding="utf-8")
    (folder,) = (w for w in load_study(tmp_path).warnings if w.file == "strikes.csv")
    (table,) = made(strikes=grid("strikes", "2024-01-04", "2024-03-04")).warnings
    assert str(table) == str(folder).replace("strikes.csv", "strikes")
