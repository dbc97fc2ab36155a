"""Who confirmed the rows is told where a file tells it, and nowhere where the import assumed it."""

import pytest

from analytics.findings.answer import first_answer
from analytics.selection.columns import dividing_columns
from analytics.selection.confirmation import counted_words
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import left_out_words
from analytics.selection.study_series import row_noun, sum_words
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study
from report.content.blocks import Bullets, TableBlock
from report.content.build import build_report
from report.content.plan import Plan
from tests.helpers.study import write_study

ROWS = [f"2024-0{1 + i // 28}-{1 + i % 28:02d},Town {i % 3}" for i in range(112)]
UNTOLD = "The data do not tell who confirmed the 112 incidents counted."
TOLD = "Every one of the 112 incidents counted is reported by media."


def selection_of(folder, *, confirmed):
    header, end = ("date,place,confirmation", ",media") if confirmed else ("date,place", "")
    path = folder / "log.csv"
    path.write_text("\n".join([header, *(row + end for row in ROWS)]), encoding="utf-8")
    import_file(path, folder / "study", Options())
    study = load_study(folder / "study")
    return Selection(study, default_view(study))


@pytest.mark.parametrize("confirmed", [False, True])
def test_answer_and_report_tell_it_only_where_the_file_does(confirmed, tmp_path):
    selection = selection_of(tmp_path, confirmed=confirmed)
    assert first_answer(selection).counted == (TOLD if confirmed else UNTOLD)
    assert ("confirmation" in dividing_columns(selection.study)) is confirmed
    blocks = build_report(selection, Plan(sections=("coverage", "incidents"))).blocks
    lines = [item for block in blocks if isinstance(block, Bullets) for item in block.items]
    assert (TOLD if confirmed else UNTOLD) in lines
    numbers, rows = (block.frame for block in blocks if isinstance(block, TableBlock))
    assert ("Reported by media" in set(numbers["In this view"])) is confirmed
    assert ("Confirmation" in rows) is confirmed


def test_numbers_of_a_table_of_counts_are_told_with_what_they_add_up_to(tmp_path):
    rows = [f"2024-0{1 + i // 28}-{1 + i % 28:02d},{i}" for i in range(40)]
    (tmp_path / "alerts.csv").write_text("\n".join(["date,alerts", *rows]), encoding="utf-8")
    import_file(tmp_path / "alerts.csv", tmp_path / "study", Options(rows="counts"))
    study = load_study(tmp_path / "study")
    selection = Selection(study, default_view(study))
    number, total = len(study.events), int(selection.counts("alerts").sum())
    assert total == sum(range(40)) != number
    counted = (
        f"The data do not tell who confirmed the {number} numbers counted (780 alerts in all)."
    )
    assert first_answer(selection).counted == counted
    blocks = build_report(selection, Plan(sections=("coverage",))).blocks
    assert counted in [
        item for block in blocks if isinstance(block, Bullets) for item in block.items
    ]
    said = " ".join(left_out_words(selection))
    assert said.startswith(f"{number} of {number} rows are numbers of alerts in view: 780 alerts")


def test_a_toll_that_some_reports_do_not_tell_is_at_least_so_much(tmp_path):
    study = load_study(write_study(tmp_path))
    assert row_noun(study, "us injuries") == "reports"
    rows = study.events[["us_injured"]]
    assert sum_words(study, "us injuries", rows) == "at least 2 us injuries"
    assert sum_words(study, "us injuries", rows.dropna()) == "2 us injuries"
    assert sum_words(study, "attacks", rows) == ""
    told = counted_words(["media"] * 3, "reports", told=True, added_up="at least 2 us injuries")
    assert told == (
        "Every one of the 3 reports counted (at least 2 us injuries in all) is reported by media."
    )


def test_one_event_is_told_in_the_singular():
    one = "The data do not tell who confirmed the 1 raid counted."
    assert counted_words(["media"], "raids", told=False) == one
    assert counted_words([], "raids", told=False) == ""
