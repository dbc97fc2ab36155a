"""Where the table is: below titles, on another sheet, in a zip beside other files."""

import io
import zipfile

import openpyxl
import pytest

from data.containers import tables_in_book
from data.errors import ChoiceNeeded, SourceError
from data.files.header import find_header, joined_names
from data.files.options import Options
from data.sources.ucdp import BARE_HEADER, BARE_NOTE
from tests.helpers.sources import UCDP, adds_up, read

NAMES = ["Date", "Location", "Killed"]
TABLE = [NAMES, *[[f"2024-01-{day:02}", "Town", "1"] for day in range(1, 9)]]
BODY = "".join(",".join(row) + "\n" for row in TABLE)


def book(**sheets: list[list]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def zipped(**files: bytes | str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__slash__", "/").replace("__dot__", "."), text)
    return content.getvalue()


ABOVE = [
    "Incident log\n",
    "Incident log, exported 2024-03-01\n\n",
    "INCIDENT LOG,,\n,,\n",
    "Exported:,2024-03-01\nBy:,the office\n\n",
    '"A title of\ntwo lines"\n',
    "# made by a program\n# on 3 March, by hand\n",
    "// note\n",
    "\n\n",
]


@pytest.mark.parametrize("above", ABOVE)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_header_is_found_below_what_stands_above_it(above, separator):
    text = above + BODY.replace(",", separator)
    outcome = read((text.replace(",", separator) if ",," in above else text).encode())
    assert len(outcome.events) == outcome.rows_in == 8
    assert outcome.events["killed"].tolist() == ["1"] * 8
    assert adds_up(outcome)


def test_it_is_said_in_which_row_the_header_stands_and_rows_keep_their_numbers():
    outcome = read(f"Incident log\n\n{BODY}2024-02-30,Town,1\n".encode())
    assert "The columns' names are in row 3; above them stands “Incident log”." in outcome.notes
    assert outcome.rejected["row"].tolist() == [12]
    assert outcome.events.index.tolist() == list(range(4, 12))


@pytest.mark.parametrize("above", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\nTitle\n"])
def test_the_line_in_which_excel_names_its_separator_is_no_row(above):
    outcome = read((above + BODY.replace(",", ";")).encode())
    assert len(outcome.events) == 8


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize("place", ["Town", "غزة", "Київ"])
def test_utf_16_is_told_with_its_mark_or_without(encoding, place):
    outcome = read(BODY.replace("Town", place).encode(encoding))
    assert outcome.events["location"].tolist() == [place] * 8


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([["#", "Place", "Killed"], ["1", "T", "1"], ["2", "T", "1"]], (0, 1)),
        ([["# Date", "Place", "Killed"], ["2024-01-01", "T", "1"]], (0, 1)),
        ([["#date", "#loc", "#killed"], ["2024-01-01", "T", "1"]], (0, 1)),
        ([["", "event", "n"], ["1", "T", "1"], ["2", "T", "1"]], (0, 1)),
        ([["date", "n"], ["2024-01-01", "T", "1", "4"], ["2024-01-02", "T", "1", "4"]], (0, 1)),
        ([["About", None], ["Region", "2019", "2020"], ["A", "1", "2"], ["B", "1", "2"]], (1, 1)),
        ([["Date", "Toll", None], [None, "Dead", "Hurt"], ["2024-01-01", "1", "2"]], (0, 2)),
        (
            [["Date", "Army", None, "Civil", None], [None, "Dead", "Hurt", "Dead", "Hurt"]]
            + [["2024-01-01", "1", "2", "3", "4"]] * 3,
            (0, 2),
        ),
        ([["Date", "Toll", None], ["", "#killed", "#hurt"], ["2024-01-01", "1", "2"]], (0, 1)),
        ([[], []], (0, 1)),
    ],
)
def test_what_is_a_header_and_what_is_not(rows, found):
    assert find_header(rows) == found


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        (["Date", "Toll", None], [None, "Killed", "Injured"], ["Date", "Killed", "Injured"]),
        (
            ["Date", "Army", None, "Civil", None],
            [None, "killed", "injured", "killed", "injured"],
            ["Date", "Army killed", "Army injured", "Civil killed", "Civil injured"],
        ),
        (["Killed", "Toll", None], [None, "Killed", "Hurt"], ["Killed", "Toll Killed", "Hurt"]),
    ],
)
def test_two_rows_of_names_are_joined(first, second, names):
    assert joined_names(first, second) == names


TWO_ROWS = [
    ["Date", "Location", "Casualties", None],
    [None, None, "Killed", "Injured"],
    *[[f"2024-01-{day:02}", "Town", 1, 2] for day in range(1, 5)],
]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_header_of_two_rows_reads_alike_in_a_workbook_and_in_text(kind):
    text = "\n".join(",".join(str(cell or "") for cell in row) for row in TWO_ROWS)
    outcome = read(book(Log=TWO_ROWS) if kind == "xlsx" else text.encode())
    assert outcome.events["killed"].tolist() == ["1"] * 4
    assert outcome.events["injured"].tolist() == ["2"] * 4
    assert adds_up(outcome)


COVER = [["About this file"], ["Contact: the office"]]
CODES = [["Code", "Meaning"], ["IED", "a bomb"], ["SAF", "small arms"]]


@pytest.mark.parametrize("others", [{"README": COVER}, {"Codes": CODES}, {"A": COVER, "B": CODES}])
def test_the_sheet_with_dates_is_read_wherever_it_stands(others):
    outcome = read(book(**others, Incidents=TABLE))
    assert len(outcome.events) == 8
    assert any('"Incidents" is read, not "' in note for note in outcome.notes)


def test_a_row_is_told_by_its_number_in_its_own_sheet(monkeypatch):
    monkeypatch.setattr(tables_in_book, "ROWS_A_SHEET", 10)
    long, bad = [*TABLE, *TABLE[1:]], [*TABLE[:4], ["never", *TABLE[4][1:]]]
    outcome = read(book(**{"2023": long, "2024": [["Log"], [], *bad], "2025": bad}))
    # The first sheet reaches beyond its ten.
    assert outcome.rejected["row"].tolist() == [27, 35]
    (told,) = [note for note in outcome.notes if "row 7 of" in note]
    assert '20 to those of "2024", 30 to those of "2025": row 27 is row 7 of "2024".' in told
    assert not [note for note in outcome.notes if "looks like counts" in note]


def test_sheets_of_one_header_are_read_together_and_say_from_where_each_row_is():
    outcome = read(book(Jan=[["Log"], *TABLE], Feb=TABLE, Cover=COVER))
    assert len(outcome.events) == outcome.rows_in == 16
    assert outcome.events["sheet"].tolist() == ["Jan"] * 8 + ["Feb"] * 8
    assert any(
        'added are 100,000 to those of "Feb": row 100007 is row 7 of "Feb".' in note
        for note in outcome.notes
    )
    assert outcome.events["event_id"].tolist()[7:9] == ["row-10", "row-100002"]
    assert adds_up(outcome)
    assert len(read(book(Jan=TABLE, Feb=TABLE), Options(sheet="feb")).events) == 8
    assert len(read(book(Jan=TABLE, Feb=TABLE[:5]), Options(sheet="2")).events) == 4


def test_columns_in_another_order_and_a_summary_do_not_keep_sheets_apart():
    turned = [[row[1], row[0], row[2]] for row in TABLE]
    summary = [["Month", "Events"], ["Jan", 8], ["Feb", 8]]
    outcome = read(book(Jan=TABLE, Feb=turned, Summary=summary))
    assert outcome.events["location"].tolist() == ["Town"] * 16
    assert outcome.events["killed"].tolist() == ["1"] * 16
    assert any('not "Summary"' in note for note in outcome.notes)


def test_sheets_of_different_columns_are_asked_about():
    other = [[*NAMES, "Weapon"], *[[*row, "IED"] for row in TABLE[1:]]]
    with pytest.raises(ChoiceNeeded, match='"A", "B"; say which, as in --sheet "A"') as raised:
        read(book(A=TABLE, B=other))
    assert raised.value.choices == ("A", "B")
    assert len(read(book(A=TABLE, B=other), Options(sheet="B")).events) == 8
    with pytest.raises(ChoiceNeeded, match='no sheet called "C"'):
        read(book(A=TABLE, B=other), Options(sheet="C"))


def test_what_a_system_left_in_an_archive_is_nobodys_file():
    packed = zipped(
        a__dot__csv=BODY, __MACOSX__slash__a="x", __MACOSX__slash____dot___a__dot__csv="x"
    )
    assert len(read(packed).events) == 8


def test_a_table_beside_a_text_about_it_is_read():
    assert len(read(zipped(README__dot__txt="about", folder__slash__a__dot__csv=BODY)).events) == 8
    assert len(read(zipped(a__dot__xlsx=book(A=TABLE))).events) == 8


def test_several_tables_in_an_archive_are_asked_about():
    packed = zipped(a__dot__csv=BODY, b__dot__csv=UCDP)
    with pytest.raises(ChoiceNeeded, match='an archive of 2 tables.*--sheet "a.csv"') as raised:
        read(packed)
    assert raised.value.choices == ("a.csv", "b.csv")
    assert read(packed, Options(sheet="b.csv")).format == "ucdp"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><html><title>Log in</title><body>x", "a log-in page called “Log in”"),
        (b"\xef\xbb\xbf\n<html><head></head><body>Not found</body>", "a web page .HTML., not a"),
        (b"<html><table><tr><td>1</table>", "a web page that holds a table"),
        ("<html>Sign in".encode("utf-16"), "a log-in page"),
        (b'<?xml version="1.0"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">', "a KML map"),
        (b'<?xml version="1.0"?><!-- x --><ns:gpx>', "a GPX track"),
        (b"<Error><Code>AccessDenied</Code>", "the error message of a server"),
        (b'<?xml version="1.0"?><Workbook>', "a workbook in XML of Excel 2003"),
        (b"<a/>", "an XML document"),
        (b"MIME-Version: 1.0\nContent-Type: text/html", "a web page saved as an archive"),
        (b"X\n\0\0\0\x02\0\x04", r"an R object \(RDS\), expected CSV: in R, write.csv"),
        (b"RDX3\nX\n", "an R workspace"),
        (b"%PDF-1.7", "a PDF document"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"BZh91AY", "bzip2"),
        (b"PK\x05\x06" + b"\0" * 18, "an archive of no file"),
        (zipped(**{"doc__dot__kml": "<kml/>"}), "a KML map"),
        (zipped(a__dot__shp="x", a__dot__dbf="y"), "a shapefile"),
        (zipped(**{"[Content_Types]__dot__xml": "x", "word__slash__document__dot__xml": "y"}),
         "a Word document"),
        (zipped(a__dot__pdf="x", b__dot__pdf="y"), "2 files, none a table"),
        (zipped(a__dot__zip=zipped(b__dot__zip=zipped(c__dot__zip=zipped(d__dot__csv=BODY)))),
         "archives inside archives"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_called_by_its_name(content, message):
    with pytest.raises(SourceError, match=message) as raised:
        read(content)
    assert "\n" not in str(raised.value)


def test_an_r_object_in_a_gzip_is_told_too():
    import gzip

    with pytest.raises(SourceError, match="an R object"):
        read(gzip.compress(b"X\n\0\0\0\x03\0\x04\x01\0"))


def test_ucdp_without_its_header_is_told_by_its_49_columns():
    assert len(BARE_HEADER) == 49
    cells = {"id": "7", "date_prec": "1", "best": "5", "where_coordinates": "Town"}
    cells |= {"date_start": "2025-04-01 00:00:00.000", "date_end": "2025-04-01 00:00:00.000"}
    rows = [[{**cells, "id": str(7 + at)}.get(name, "") for name in BARE_HEADER] for at in (0, 1)]
    outcome = read("\n".join(",".join(row) for row in rows).encode())
    assert (outcome.format, outcome.rows_in) == ("ucdp", 2)
    assert outcome.events["date"].tolist() == ["2025-04-01"] * 2
    assert BARE_NOTE in outcome.notes


@pytest.mark.parametrize(
    "content",
    [
        b"date,n\nnever,1\nonce,2\n",
        b"date,n\n,1\n\n\n" + b"x" * 300 + b",2\n,3\n",
        b"event_date,event_type,interaction\nnever,Battles,1\n",
        b"name,n\na,1\n",
    ],
)
def test_the_reason_of_a_refusal_is_whole_and_ends_in_the_option_that_helps(content):
    with pytest.raises(SourceError) as raised:
        read(content)
    last = str(raised.value).splitlines()[-1]
    assert "--" in last.rpartition("; ")[2]
    assert "expected" in last
    assert not last.rstrip(".").endswith("…")


def test_what_nobody_sees_is_written_as_its_number_where_it_is_in_the_way():
    outcome = read("date,n\nne\u200fver\u00a0x,1\n2024-01-02,2\n".encode())
    assert 'found "ne<U+200F>ver<U+00A0>x"' in outcome.rejected["reason"].iloc[0]
