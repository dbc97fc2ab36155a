"""Files spoilt on purpose: a listed fault or a table whose rows add up, never a traceback."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import SourceError
from data.files import delimited
from data.files.csv_columns import read_columnar
from data.files.delimited import read_delimited
from data.files.options import FORMATS, Options
from data.sources.outcome import Outcome
from data.tables.conditions import meets
from data.tables.schema import check_cells, columns_of, with_tolls
from tests.helpers.files import ROWS, as_parquet, book, frame
from tests.helpers.sources import ACLED_2022, GTD, OWN, UCDP, acled, adds_up, bare, gdelt, read

import openpyxl  # isort: skip
import pandas as pd  # isort: skip
import pyarrow as pa  # isort: skip


def two_sheets() -> bytes:
    rows = [[cell.replace("Day of incident", "Date") for cell in row] for row in ROWS]
    made = openpyxl.Workbook()
    for sheet in (made.active, made.create_sheet("More")):
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


SEEDS = {
    "acled": acled(ACLED_2022, ["2022-01-05", "31-12-21", "5-Aug-22"]),
    "ucdp": UCDP.encode(),
    "gdelt": bare(gdelt(58, ["18", "19", "04"])),
    "gtd": GTD.encode(),
    "own": OWN.replace("Day of incident", "Date").encode(),
    "semicolons": OWN.replace("Day of incident", "Date").replace(",", ";").encode("utf-16"),
    "xlsx": book([[cell.replace("Day of incident", "Date") for cell in row] for row in ROWS]),
    "json": pd.DataFrame(ROWS[1:], columns=ROWS[0])
    .rename(columns={"Day of incident": "Date"})
    .to_json(orient="records")
    .encode(),
    "a title above": b"Log of the office\n\n" + OWN.replace("Day of incident", "Date").encode(),
    "two sheets": two_sheets(),
    "parquet": as_parquet(
        pa.Table.from_pandas(frame().rename(columns={"Day of incident": "Date"}))
    ),
}
PIECES = st.one_of(
    st.binary(max_size=60),
    st.text(alphabet='",;\t|\n\r\0\ufeffaé1-\u202e\u05d0=#', max_size=60).map(str.encode),
    st.sampled_from(
        [
            b"20023-01-01",
            b"1900-01-01",
            b"-5",
            b"1e400",
            b"nan",
            b"=1+1",
            b"\xff\xfe",
            b"date,date\n",
            b"a," * 3000,
            b'"' * 7,
            b"33,79",
            b"95.5",
            "٣".encode(),
            b"in_coverage",
            b"official",
        ]
    ),
)


def read_or_refuse(content: bytes, options: Options) -> Outcome | SourceError:
    """Read a file, or return the error that lists its faults; any other error is a failure."""
    try:
        return read(content, options)
    except SourceError as error:
        return error


def valid_for_a_study(outcome: Outcome) -> bool:
    """Tell whether the loader of a study would accept the events."""
    settings_ = {
        "columns": {"events": list(outcome.extra_columns)},
        "names": {},
        "labels": {},
        "values": {},
    }
    columns = with_tolls(columns_of("events", settings_), outcome.events)
    return check_cells(outcome.events, columns, file="f") == []


@pytest.mark.parametrize("seed", SEEDS)
@given(data=st.data())
def test_a_mangled_file_gives_a_listed_fault_or_a_table_that_adds_up(seed, data):
    content = SEEDS[seed]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        cut = data.draw(st.integers(0, 12))
        content = content[:at] + data.draw(PIECES) + content[at + cut :]
    forced = data.draw(st.sampled_from([None, None, *FORMATS]))
    order = data.draw(st.sampled_from([None, "dmy"]))
    outcome = read_or_refuse(content, Options(format=forced, date_order=order))
    if isinstance(outcome, SourceError):
        assert outcome.faults
        assert all(str(fault).isprintable() for fault in outcome.faults)
    else:
        assert adds_up(outcome)
        assert outcome.events["event_id"].is_unique
        assert valid_for_a_study(outcome)
        assert outcome.rejected["reason"].str.len().between(1, 500).all()


@given(content=PIECES)
def test_any_bytes_at_all_give_a_listed_fault_or_a_table_that_adds_up(content):
    outcome = read_or_refuse(content, Options())
    assert isinstance(outcome, SourceError) or adds_up(outcome)


TEXTS = st.text(alphabet='",\n\r ab\u00a0\x1c\u3000\ufeff\x0b\x85', max_size=25)


def as_the_standard_reader(text: str, *, quoted: bool) -> list[list[str | None]]:
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, quoting=quoting)
    return [[cell.strip() or None for cell in row] or [None, None] for row in rows]


@given(text=TEXTS, quoted=st.booleans())
def test_the_fast_reader_agrees_with_the_strict_one_or_declines(text, quoted):
    fast = read_columnar(f"x,y\n{text}".encode(), quoted=quoted)
    if fast is not None:
        rows = fast.astype(object).where(fast.notna(), None).to_numpy().tolist()
        assert rows == as_the_standard_reader(f"x,y\n{text}", quoted=quoted)


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", 'a,b\n"1\n,",""\n', 'a,b\n" ""x""",2\r\n', "\ufeffa,b\n\n,é"]
)
def test_the_fast_reader_takes_what_is_regular(text):
    fast = read_columnar(text.encode())
    rows = fast.astype(object).where(fast.notna(), None).to_numpy().tolist()
    assert rows == as_the_standard_reader(text.removeprefix("\ufeff"), quoted=True)


@pytest.mark.parametrize(
    "text", ['a,b\n1,2"\n', 'a,b\n"1"x,2\n', "a,b\n1\n", "a,b\n1,\0\n", '"a,b\n']
)
def test_the_fast_reader_declines_what_is_not(text):
    assert read_columnar(text.encode()) is None


def test_one_row_of_another_width_changes_no_other_row():
    """The slow reader, forced by one row of another width, gives the rows of the fast one."""
    content = "a,b\n" + "".join(f"{i},é\n" for i in range(3))
    slow = read_delimited(f"{content}1,2,3\n".encode(), file="f", encoding=None)
    fast = read_delimited(content.encode(), file="f", encoding=None)
    assert list(slow.misfits) == [5]
    pd.testing.assert_frame_equal(slow.cells, fast.cells, check_index_type=False)


@given(cells=st.lists(st.text("ab*", max_size=4)), allowed=st.lists(st.text("ab*", max_size=3)))
def test_conditions_match_exactly_or_by_a_listed_prefix(cells, allowed):
    found = meets(pd.Series(cells, dtype="str"), allowed)
    for cell, met in zip(cells, found, strict=True):
        assert met == any(
            cell.startswith(value[:-1]) if value.endswith("*") else cell == value
            for value in allowed
        )


@given(text=TEXTS, rows=st.lists(st.sampled_from(["1,2", "1", "1,2,3", '"a\n""b"",",2,3', "é,"])))
def test_rows_of_another_width_are_set_aside_alike_by_both_readers(text, rows):
    content = "\n".join(["x,y", *rows, text]).encode()
    fast = read_delimited_or_refuse(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "read_columnar", lambda *_, **__: None)
        slow = read_delimited_or_refuse(content)
    if isinstance(slow, SourceError):
        assert str(fast) == str(slow)
    else:
        assert fast.misfits == slow.misfits
        pd.testing.assert_frame_equal(fast.cells, slow.cells, check_index_type=False)


def read_delimited_or_refuse(content):
    try:
        return read_delimited(content, file="f", encoding=None)
    except SourceError as error:
        return error


def test_one_row_of_another_width_does_not_make_the_reading_slow(monkeypatch):
    monkeypatch.setattr(delimited, "_row_by_row", None)
    grid = read_delimited(b'a,b\n"1\n2",x\n1,2,3\n3,4\n', file="f", encoding=None)
    assert grid.misfits == {3: "3 cells, the first row has 2"}
    assert grid.cells.index.tolist() == [1, 2, 4]


def test_a_row_of_another_width_that_is_no_text_is_told_as_such():
    content = b"event_id,date\nA1,2024-01-02\nA2,2024-01-03,\xce\n"
    assert read_columnar(content, misfits={}) is None
    with pytest.raises(SourceError, match="byte 0xce at offset 42"):
        read_delimited(content, file="a.csv", encoding=None)
