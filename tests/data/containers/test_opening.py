import datetime as dt
import gzip
import io
import zipfile

import pandas as pd
import pyarrow as pa
import pytest

from data.containers import opening, workbook
from data.containers import parquet as parquet_reader
from data.errors import SourceError
from data.files.options import Options
from tests.helpers.files import ROWS, as_parquet, book, frame
from tests.helpers.sources import GTD, OWN, OWN_OPTIONS, adds_up, read


def typed(rows: list[list[str]]) -> list[list]:
    return [rows[0]] + [[_value(cell) for cell in row] for row in rows[1:]]


def _value(cell: str) -> object:
    if cell.count("-") == 2:
        return dt.datetime.fromisoformat(cell)
    return float(cell) if cell.replace(".", "").isdigit() else cell or None


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    old, new = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, changes.get(name, old.read(name)))
    return new.getvalue()


def test_a_workbook_reads_like_its_csv():
    events = read(book(typed(ROWS)), OWN_OPTIONS).events
    pd.testing.assert_frame_equal(
        events, read(OWN.encode(), OWN_OPTIONS).events, check_index_type=False
    )


def test_gtd_comes_as_a_workbook_too():
    rows = [line.split(",") for line in GTD.replace("February 26-27", "").splitlines()]
    assert read(book(rows)).format == "gtd"


def test_the_only_sheet_with_a_table_is_read_and_that_is_said():
    outcome = read(book(ROWS, sheets=("Data", "Notes")), OWN_OPTIONS)
    assert 'Of 2 sheets "Data" is read, not "Notes": --sheet takes another.' in outcome.notes


def test_a_formula_without_a_saved_result_is_rejected_not_blank():
    outcome = read(book([["date", "killed"], ["2024-01-02", "=1+1"], ["2024-01-03", 1]]))
    assert outcome.rejected.to_numpy().tolist() == [
        ["made.csv", 2, "a formula without a saved result"]
    ]
    assert adds_up(outcome)


def test_gaps_wide_rows_and_blank_rows_of_a_workbook_are_accounted_for():
    rows = [["date", "killed"], ["2024-01-02", 1], [], ["2024-01-03", 2, "note"], ["2024-01-04"]]
    outcome = read(book(rows))
    assert outcome.left_out == {"blank row": 1}
    assert outcome.rejected["row"].tolist() == [4]
    assert outcome.events.index.tolist() == [2, 5]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused():
    sheet = b"<worksheet><sheetData>" + b" " * 60_000_000 + b"</sheetData></worksheet>"
    content = repacked(book(ROWS), {"xl/worksheets/sheet1.xml": sheet})
    assert len(content) < 200_000
    with pytest.raises(SourceError, match="60,000,046 bytes unpacked, expected a workbook of a"):
        read(content)


def test_a_row_without_an_end_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LONGEST_ROW", 10_000)
    monkeypatch.setattr(workbook, "PIECE", 4_000)
    with pytest.raises(SourceError, match="a row without an end"):
        read(book([["date", *range(2000)], ["2024-01-02"]]))


def test_entities_that_multiply_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
    )
    name = "xl/worksheets/sheet1.xml"
    sheet = zipfile.ZipFile(io.BytesIO(book(ROWS))).read(name)
    assert b"<t>Country</t>" in sheet
    sheet = bomb + b"]>" + sheet.replace(b"<t>Country</t>", b"<t>&j;</t>")
    with pytest.raises(SourceError, match="a broken workbook"):
        read(repacked(book(ROWS), {name: sheet}))


@pytest.mark.parametrize(("place", "value"), [(0, 1), (2, 99)], ids=["password", "compression"])
def test_a_workbook_packed_as_no_spreadsheet_packs_it_is_one_sentence(place, value):
    content = bytearray(book(ROWS))
    # Where flags and compression stand behind the mark of each entry, here and in the list of them.
    for mark, before in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + before + place] |= value
    with pytest.raises(SourceError, match="a broken workbook"):
        read(bytes(content))


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_a_workbook_cut_short_is_one_sentence(at):
    content = book(ROWS)
    with pytest.raises(SourceError, match="a broken (workbook|archive)"):
        read(content[: int(len(content) * at)])


def test_parquet_reads_like_its_csv():
    events = read(as_parquet(pa.Table.from_pandas(frame())), OWN_OPTIONS).events
    pd.testing.assert_frame_equal(
        events, read(OWN.encode(), OWN_OPTIONS).events, check_index_type=False
    )


def test_nested_columns_of_parquet_are_left_out_and_named():
    table = pa.table({"date": ["2024-01-02"], "parts": [[1, 2]], "shape": [b"\x00\x01"]})
    outcome = read(as_parquet(table))
    assert "Columns that hold no plain values are left out: parts, shape." in outcome.notes


def test_parquet_that_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(parquet_reader, "LARGEST", 1_000_000)
    content = as_parquet(pa.table({"date": ["x" * 1000] * 5000}))
    assert len(content) < 10_000
    with pytest.raises(SourceError, match="too much text"):
        read(content)


def test_broken_parquet_is_one_sentence():
    with pytest.raises(SourceError, match="broken Parquet"):
        read(as_parquet(pa.table({"date": ["2024-01-02"]}))[:-6])


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lambda text: zipped({"a.csv": text})])
def test_packed_text_is_unpacked(pack):
    assert read(pack(OWN.encode()), OWN_OPTIONS).events.equals(
        read(OWN.encode(), OWN_OPTIONS).events
    )


@pytest.mark.parametrize("pack", [gzip.compress, lambda text: zipped({"a.csv": text})])
def test_packed_text_is_unpacked_up_to_a_limit(pack, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST", 1000)
    with pytest.raises(SourceError, match="more than 1,000 bytes unpacked"):
        read(pack(b"date\n" * 1000))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no text"),
        (b"date,n\n", "only a header row"),
        (b"\x1f\x8b\x00broken", "broken gzip"),
        (b"PK\x03\x04broken", "a broken archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old XLS or a locked workbook"),
        (zipped({"a.csv": b"x", "b.csv": b"y"}), "an archive of 2 tables"),
        (b"date,n\n2024-01-02,\x00\n", "byte 0x00 at offset 18"),
        (b'date,n\n2024-01-02,"1\n', "row 2: found broken CSV"),
        (b"a;b,c\n1;2,3\n", "2 columns by more than one separator"),
        (b"date," + b"x," * 9_999 + b"\n2024-01-02\n", "10001 columns, expected at most 2000"),
        (b"date,n\n2024-01-02," + b"x" * 9_000_000, "broken CSV"),
    ],
)
def test_what_is_no_table_is_one_sentence(content, message):
    with pytest.raises(SourceError, match=message) as raised:
        read(content)
    assert "\n" not in str(raised.value)


def test_an_archive_with_a_nameless_member_is_refused_or_read():
    packed = zipped({"a.csv": b"date\n2024-01-02\n"}).replace(b"a.csv", b"\0.csv")
    assert opening.read_grid(packed, file="a.zip", options=Options()).cells.shape == (2, 1)
