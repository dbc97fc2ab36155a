"""JSON, Stata and OpenDocument: what other programs write, read as its CSV would be."""

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile

import pandas as pd
import pytest

from data.containers import json_rows, sheet_process, stata
from data.errors import SourceError
from data.files.options import Options
from tests.helpers.files import as_open_document, frame
from tests.helpers.sources import ACLED_2022, OWN, OWN_OPTIONS, UCDP_HEADER, acled, adds_up, read

ROWS = [{"date": f"2024-01-{day:02}", "place": "Town", "killed": day % 3} for day in range(1, 6)]
ACLED_ROWS = pd.read_csv(
    io.BytesIO(acled(ACLED_2022, ["2022-01-05", "2022-01-06", "2022-02-01"])), dtype=str
).where(lambda cells: cells.notna(), None)
UCDP_ROW = dict(
    zip(
        UCDP_HEADER.split(","),
        [7, 2014, 1, "N", "A", "B", "Town", 33.5, 44.2, "N", 1]
        + ["2014-01-22T00:00:00", "2014-01-22T00:00:00", 0, 5, 6, 4],
        strict=True,
    )
)


def dumped(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


WRITTEN = {
    "a list": dumped(ROWS),
    "an answer": dumped({"status": 200, "count": 5, "messages": [], "data": ROWS}),
    "lines": b"\n".join(map(dumped, ROWS)) + b"\n\n",
    "a mark": b"\xef\xbb\xbf " + dumped(ROWS),
    "columns": dumped(pd.DataFrame(ROWS).to_dict("list")),
    "columns by row": pd.DataFrame(ROWS).to_json().encode(),
    "rows by key": pd.DataFrame(ROWS).to_json(orient="index").encode(),
    "lists under a header": dumped([list(ROWS[0]), *[list(row.values()) for row in ROWS]]),
    "names apart": pd.DataFrame(ROWS).to_json(orient="split").encode(),
    "an answer in an answer": dumped({"meta": {"n": 5}, "results": {"items": ROWS}}),
    "an unknown key": dumped({"page": 1, "incidents": ROWS}),
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_json_reads_like_its_csv(kind):
    events = read(WRITTEN[kind]).events
    csv = read(pd.DataFrame(ROWS).to_csv(index=False).encode()).events
    pd.testing.assert_frame_equal(events, csv, check_index_type=False)


def test_an_answer_of_acled_reads_like_the_export():
    rows = ACLED_ROWS.to_dict("records")
    outcome = read(dumped({"status": 200, "success": True, "count": 3, "data": rows}))
    assert (outcome.format, len(outcome.events)) == ("acled", 3)
    assert adds_up(outcome)
    page = {"count": 3, "total_count": 12_000, "data": rows}
    assert any("3 of 12,000 rows" in note for note in read(dumped(page)).notes)


def test_a_page_of_ucdp_says_that_there_are_more():
    answer = {"TotalCount": 2, "TotalPages": 2, "NextPageUrl": "x", "Result": [UCDP_ROW]}
    outcome = read(dumped(answer))
    assert (outcome.format, outcome.events["killed"].tolist()) == ("ucdp", ["5"])
    assert any("CAUTION: the answer holds 1 of 2 rows" in note for note in outcome.notes)


def test_points_of_geojson_are_places():
    shapes = [{"type": "Point", "coordinates": [44.2, 33.1]}, None, {"type": "Polygon"}]
    features = [
        {"type": "Feature", "geometry": shape, "properties": row}
        for shape, row in zip(shapes, ROWS, strict=False)
    ]
    outcome = read(dumped({"type": "FeatureCollection", "features": features}))
    assert outcome.events["lat"].fillna("").tolist() == ["33.1", "", ""]
    assert outcome.events["lon"].fillna("").tolist() == ["44.2", "", ""]


def test_values_in_values_are_flattened_or_named():
    row = {"date": "2024-01-02", "at": {"place": {"name": "T"}}, "tags": ["a", 1], "x": [{}]}
    outcome = read(dumped([row, {"date": "2024-01-03", "late": True}, 7]))
    assert outcome.events["at_place_name"].tolist()[0] == "T"
    assert outcome.events["tags"].tolist()[0] == "a; 1"
    assert outcome.events["late"].tolist()[1] == "true"
    assert any("are left out: x." in note for note in outcome.notes)
    assert outcome.rejected["row"].tolist() == [4]
    assert adds_up(outcome)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"status": 403, "message": "Access denied"}', 'which says "Access denied"'),
        (b'{"error": {"code": "expired"}}', 'which says "expired"'),
        (b'{"status": 401, "error": [{"message": "bad key"}]}', 'which says "bad key"'),
        (b'{"status": 200, "count": 0, "data": []}', "an answer without rows"),
        (b'[{"date": "2024-01-01"', "broken JSON .line 1"),
        (b'{"a": 1}\n{"a": \n{"b": 2}\n', "broken JSON .line 2"),
        (b"[" * 100_000, "nested too deeply|broken JSON"),
        (b'[{"date": ' + b"9" * 5000 + b"}]", "a number too long"),
        (b'[{"date": "\xff"}]', "no UTF-8 at offset 11"),
        (b"[1, 2, 3]", "no object with named values"),
        (b"{}", "an answer without rows"),
    ],
)
def test_json_that_holds_no_table_is_one_sentence(content, message):
    with pytest.raises(SourceError, match=message):
        read(content)


def test_json_made_to_fill_the_memory_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(json_rows, "MOST_OBJECTS", 1000)
    with pytest.raises(SourceError, match="too many objects"):
        read(b"[" + b"{}," * 2000 + b"{}]")
    monkeypatch.setattr(json_rows, "LARGEST", 1 << 20)
    with pytest.raises(SourceError, match="2 MB of JSON"):
        read(b'["' + b"x" * (2 << 20) + b'"]')


def test_a_header_in_brackets_is_no_json():
    assert read(b"[date],[killed]\n2024-01-01,1\n").events["date"].tolist() == ["2024-01-01"]


def as_stata(table: pd.DataFrame, **choices: object) -> bytes:
    content = io.BytesIO()
    table.to_stata(content, write_index=False, **choices)
    return content.getvalue()


@pytest.mark.parametrize("version", [114, 117, 118, 119])
def test_stata_reads_like_its_csv(version):
    table = frame().rename(columns=lambda name: name.replace(" ", "_"))
    options = Options(columns={"date": "Day_of_incident"})
    for name in ("Country", "Town", "Weapon_Type", "Link", "Remarks"):
        table[name] = table[name].fillna("").astype(str)
    content = as_stata(table, version=version, convert_dates={"Day_of_incident": "td"})
    events = read(content, options).events
    csv = read(OWN.replace("Day of incident", "Day_of_incident").encode(), options).events
    pd.testing.assert_frame_equal(events, csv, check_index_type=False)


def test_labels_of_stata_stand_for_its_numbers_unless_two_are_alike():
    table = pd.DataFrame({"date": ["2024-01-01", "2024-01-02"], "kind": [1, 2]})
    labels = {"kind": {1: "Battle", 2: "Strike"}}
    assert read(as_stata(table, value_labels=labels)).events["kind"].tolist() == labels_of(labels)
    alike = {"kind": {1: "Same", 2: "Same"}}
    assert read(as_stata(table, value_labels=alike)).events["kind"].tolist() == ["1", "2"]


def labels_of(labels: dict) -> list[str]:
    return list(labels["kind"].values())


def test_stata_that_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(stata, "LARGEST", 1_000_000)
    table = pd.DataFrame({"date": ["2024-01-01"] * 900, "notes": ["x" * 5000] * 900})
    # One long text, stored once, in every row.
    content = as_stata(table, version=117, convert_strl=["notes"])
    assert len(content) < 100_000
    with pytest.raises(SourceError, match="too much text"):
        read(content)


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_stata_cut_short_is_one_sentence(at):
    content = as_stata(pd.DataFrame({"date": ["2024-01-01"] * 50, "n": range(50)}))
    with pytest.raises(SourceError, match="broken Stata") as raised:
        read(content[: int(len(content) * at)])
    assert "\n" not in str(raised.value)


def typed() -> list[list]:
    header, *rows = [line.split(",") for line in OWN.splitlines()]
    return [header, *[[_value(cell) for cell in row] for row in rows]]


def _value(cell: str) -> object:
    if cell.count("-") == 2:
        return dt.datetime.fromisoformat(cell)
    return float(cell) if cell.replace(".", "").isdigit() else cell


def test_an_open_document_reads_like_its_csv():
    content = as_open_document({"Cover": [["About"]], "Data": [["Log"], [], *typed()]})
    outcome = read(content, OWN_OPTIONS)
    csv = read(OWN.encode(), OWN_OPTIONS).events
    pd.testing.assert_frame_equal(outcome.events.reset_index(drop=True), csv.reset_index(drop=True))
    assert outcome.events.index.tolist() == [4, 5, 6]
    assert any('"Data" is read, not "Cover"' in note for note in outcome.notes)
    assert adds_up(outcome)


CELL = '<table:table-cell office:value-type="string"{}><text:p>x{}</text:p></table:table-cell>'
BOMBS = {
    "rows and columns repeated": '<table:table-row table:number-rows-repeated="1048576">'
    + CELL.format(' table:number-columns-repeated="16384"', "")
    + "</table:table-row>",
    "a cell far down": '<table:table-row table:number-rows-repeated="1048575"/><table:table-row>'
    '<table:table-cell table:number-columns-repeated="16383"/>'
    + CELL.format("", "")
    + "</table:table-row>",
    "spaces": "<table:table-row>"
    + CELL.format("", '<text:s text:c="2000000000"/>')
    + "</table:table-row>",
    "entities": "<table:table-row>" + CELL.format("", "&j;") + "</table:table-row>",
}
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_open_document_made_to_fill_the_memory_ends_only_its_own_process(bomb):
    content = as_open_document({"A": BOMBS[bomb]}, head=ENTITIES if bomb == "entities" else "")
    assert len(content) < 2000
    with pytest.raises(SourceError, match="too many cells|a broken OpenDocument sheet"):
        read(content)


def test_an_open_document_that_is_broken_or_empty_or_another_kind_is_one_sentence():
    whole = as_open_document({"A": typed()})
    with pytest.raises(SourceError, match="a broken"):
        read(whole[:300])
    with pytest.raises(SourceError, match="that holds no sheet"):
        read(as_open_document({}))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(SourceError, match=r"of another kind .text."):
        read(content.getvalue())


def test_the_process_that_reads_it_is_held_to_cells_and_text():
    assert sheet_process.MOST_CELLS <= 10_000_000
    assert sheet_process.cell_text(dt.datetime(2024, 1, 2, 3, 4, 5)) == "2024-01-02 03:04:05"
    assert sheet_process.cell_text(dt.date(2024, 1, 2)) == "2024-01-02"
    assert sheet_process.cell_text(3.0) == "3"
    assert sheet_process.cell_text(" \0") is None


def test_a_process_that_is_held_to_less_already_reads_as_well():
    resource = pytest.importorskip("resource")
    held = 1 << 30
    done = subprocess.run(
        [sys.executable, "-I", sheet_process.__file__],
        input=as_open_document({"A": [["date"], ["2024-01-01"]]}),
        capture_output=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (held, held)),
    )
    assert done.stdout.splitlines() == [b'{"sheet": "A"}', b'["date"]', b'["2024-01-01"]']


def test_a_second_list_of_objects_is_named():
    outcome = read(dumped({"january": ROWS, "february": ROWS[:2]}))
    assert outcome.cautions[0].endswith('lists beside it are not: "february" (2 objects).')
