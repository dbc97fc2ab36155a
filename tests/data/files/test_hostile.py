"""Files made to fill the memory, read in a process of their own that is not allowed to."""

import json
import subprocess
import sys

import pytest

from data.sources.assemble import swapped_rows
from tests.helpers.many_cores import many_cores
from tests.helpers.paths import ROOT
from tests.helpers.sources import OWN, OWN_OPTIONS, adds_up, read

import pandas as pd  # isort: skip

MOST = 2 << 30
CHILD = """
import gzip, io, json, resource, sys, zipfile
from dashboard.serving.freed_memory import hold_little
from dashboard.work.process import limit_memory, limit_threads
# As the page reads them. Libraries reserve more than they use; that is measured below.
hold_little()
limit_memory(4 << 30)
limit_threads()
from data.errors import SourceError
from data.containers.opening import read_grid
from data.files.options import Options
from data.sources.recognise import read_events

MB, START = 1 << 20, b"date,notes\\n2024-01-02,"

def packed(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        with archive.open(name, "w") as part:
            for _ in range(600):
                part.write(b" " * MB)
    return out.getvalue()

FILES = {
    "line": lambda: START + b"x" * (200 * MB) + b"\\n2024-01-03,b\\n",
    "quotes": lambda: START + b'"' * (200 * MB),
    "header": lambda: b"," * (200 * MB),
    "blank lines": lambda: START + b"\\n" * (90 * MB),
    "columns": lambda: b",".join([b"date"] * 10_000) + b"\\n" + (b"x," * 9_999 + b"x\\n") * 50,
    "widest": lambda: b",".join([b"date"] * 2_000) + b"\\n" + (b"x," * 1_999 + b"x\\n") * 5_000,
    "long row": lambda: START + b"x\\n" + b"2024-01-03," * 10_000 + b"\\n",
    "zero bytes": lambda: START + b"\\0\\n" * (2 * MB),
    "gzip": lambda: gzip.compress(b"x" * MB, 1) * 600,
    "sheet": lambda: packed("xl/worksheets/sheet1.xml"),
    "strings": lambda: packed("xl/sharedStrings.xml"),
    "objects": lambda: b"[" + b"{}," * (30 * MB) + b"{}]",
    "nested": lambda: b"[" * (2 * MB),
}
told = {}
for name, made in FILES.items():
    content = made()
    try:
        told[name] = str(read_events(read_grid(content, file="f", options=Options()), Options()))
    except SourceError as error:
        told[name] = str(error)
    del content
told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told():
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        env=many_cores(),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("line", "row 2: found broken CSV"),
        ("quotes", "(a row longer than 8,388,608 characters)"),
        ("header", "row 1: found broken CSV"),
        ("blank lines", "94,371,841 lines, expected at most 5,000,000"),
        ("columns", "10000 columns, expected at most 2000"),
        ("widest", "expected a name used once in the header"),
        ("long row", "2 rows in, 1 kept, 0 left out, 1 rejected"),
        ("zero bytes", "byte 0x00 at offset 22 (line 2)"),
        ("gzip", "more than 524,288,000 bytes unpacked"),
        ("sheet", "xl/worksheets/sheet1.xml, 629,145,600 bytes unpacked"),
        ("strings", "xl/sharedStrings.xml, 629,145,600 bytes unpacked"),
        ("objects", "too many objects"),
        ("nested", "JSON nested too deeply"),
    ],
)
def test_a_file_made_to_fill_the_memory_is_one_sentence(told, file, message):
    assert message in told[file]


def test_none_of_them_takes_more_than_two_gibibytes(told):
    assert told["peak"] < MOST


def places(*rows):
    return (pd.Series(column, dtype="str") for column in zip(*rows, strict=True))


def test_a_swapped_place_is_told_by_the_others():
    bulk = [(f"{33 + n / 10:.1f}", f"{44 + n / 10:.1f}") for n in range(12)]
    lat, lon = places(*bulk, ("44.3", "33.4"), ("10.0", "12.0"), (None, None))
    assert swapped_rows(lat, lon)[lambda rows: rows].index.tolist() == [12]


def test_where_both_orders_would_do_nothing_is_told():
    lat, lon = places(*[("33.5", "35.5")] * 12, ("35.5", "33.5"))
    assert not swapped_rows(lat, lon).any()
    lat, lon = places(*[(str(n), str(n * 2)) for n in range(-60, 60, 10)], ("44.3", "133.4"))
    assert not swapped_rows(lat, lon).any()


def test_the_import_says_so_and_keeps_the_row():
    rows = [f"{n},2024-01-06,Iraq,Base,33.79,42.44,,1,,,x\n" for n in range(4, 14)]
    rows += ["14,2024-01-06,Iraq,Base,42.44,33.79,,1,,,x\n"]
    outcome = read("".join([OWN, *rows]).encode(), OWN_OPTIONS)
    (note,) = [note for note in outcome.notes if "exchanged" in note]
    assert "1 row looks" in note
    assert "first row 15 (42.44, 33.79)" in note
    assert len(outcome.events) == 14
    assert adds_up(outcome)


def test_text_from_right_to_left_comes_through_unchanged():
    text = "ערבית ‏(عربي) \u202eabc\u202c"
    events = read(f"date,notes,مكان\n2024-01-02,{text},غزة\n".encode()).events
    assert events["summary"].tolist() == [text]
    # The word is "place".
    assert events["location"].tolist() == ["غزة"]


@pytest.mark.parametrize("day", ["20023-01-02", "1900-01-01", "1899-12-30", "0001-01-01"])
def test_a_day_that_cannot_be_rejects_its_row_alone(day):
    outcome = read(f"date,killed\n2024-01-02,1\n{day},2\n2024-01-03,-3\n".encode())
    # A toll that cannot be costs no event.
    assert outcome.events["date"].tolist() == ["2024-01-02", "2024-01-03"]
    assert [reason[:4] for reason in outcome.rejected["reason"]] == ["date"]
    assert adds_up(outcome)
