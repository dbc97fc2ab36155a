"""What a machine or a file can do to a command: one sentence each, at once."""

import io
import os
import subprocess
import sys
import zipfile
from types import SimpleNamespace

import pytest

from data.containers import workbook
from data.errors import EscalationError
from data.files.options import Options
from data.importing.import_file import import_file
from report.document import report_bytes
from report.figure.order import carried_on
from report.figure.reproduce import read_record
from report.files import check_targets, write_all
from tests.helpers.files import ROWS, book
from tests.helpers.paths import ROOT
from tests.helpers.sources import read

DEEP = "[" * 100_000


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a device that is full")
@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"]])
def test_output_that_finds_no_room_is_one_sentence(words):
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            check=False,
        )
    assert ended.stderr == "The output cannot be written: No space left on device.\n"
    assert ended.returncode == 1


@pytest.mark.parametrize("encoding", ["rot13", "zip", "hex", "none"])
def test_an_encoding_that_is_no_texts_is_refused(encoding):
    with pytest.raises(
        EscalationError, match=f"found {encoding}, expected an encoding that exists"
    ):
        read(b"date,n\n2024-01-02,1\n", Options(encoding=encoding))


def test_json_nested_without_end_is_no_record_and_carries_nothing_on(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text(DEEP)
    with pytest.raises(EscalationError, match="nested deeper than any"):
        read_record(path)
    told = {"files": {}}
    assert carried_on(told, path) is told


@pytest.mark.parametrize("kind", ["docx", "pptx"])
def test_a_clock_before_1980_is_named(monkeypatch, kind):
    monkeypatch.setattr("time.localtime", lambda: SimpleNamespace(tm_year=1970))
    with pytest.raises(EscalationError, match="clock of this computer says 1970"):
        report_bytes(None, f".{kind}")


def test_a_pipe_is_no_target_and_nobody_waits_for_it(tmp_path):
    pipe = tmp_path / "a.svg"
    os.mkfifo(pipe)
    with pytest.raises(EscalationError, match="a.svg is a pipe or a device"):
        check_targets((pipe,), force=True)


def test_a_hundred_thousand_columns_are_refused():
    many = ",".join(["date", *map(str, range(100_000))])
    with pytest.raises(EscalationError, match="100001 columns, expected at most"):
        read(f"{many}\n2024-01-02\n".encode())


def far_below(number):
    """Give a workbook whose last row has a number of its own."""
    return workbook_with(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row></sheetData>')


def workbook_with(end):
    old = zipfile.ZipFile(io.BytesIO(book(ROWS)))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name).replace(b"</sheetData>", end.encode())
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("number", [1_048_577, 1_000_000_000])
def test_a_row_beyond_the_last_of_a_sheet_is_refused_before_it_is_counted_to(number):
    content = far_below(number)
    assert len(content) < 10_000
    with pytest.raises(EscalationError, match="a row beyond the last, expected at most 1,048,576"):
        workbook.read_workbook(content, file="a.xlsx")


def test_a_long_run_of_blank_rows_is_passed_over():
    grid = workbook.read_workbook(far_below(20_000), file="a.xlsx")
    assert len(grid.cells) == len(ROWS) + workbook.MOST_BLANK + 1
    assert grid.cells.index[-1] == 20_000


def aged(path):
    """Make a file or folder old."""
    os.utime(path, (1e9, 1e9))
    return path


def test_what_killed_runs_left_is_cleared_by_the_next(tmp_path):
    for name, old in ((".a.svg.abcd1234", True), (".a.svg.efgh5678", False), (".a.svg.mine", True)):
        (tmp_path / name).write_text("half")
        if old:
            aged(tmp_path / name)
    write_all({tmp_path / "a.svg": b"whole"}, force=False)
    assert {path.name for path in tmp_path.iterdir()} == {"a.svg", ".a.svg.efgh5678", ".a.svg.mine"}


def test_the_draft_of_a_killed_import_is_cleared_by_the_next(tmp_path):
    for name, inside in ((".new.abcd1234", "events.csv"), (".new.efgh5678", "mine.txt")):
        (tmp_path / name).mkdir()
        (tmp_path / name / inside).write_text("half")
        aged(tmp_path / name)
    (tmp_path / "a.csv").write_text("date,country\n2024-01-02,X\n2024-01-05,Y\n")
    import_file(tmp_path / "a.csv", tmp_path / "new", Options())
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "new", ".new.efgh5678"}
