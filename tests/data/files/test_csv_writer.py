import csv
import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.files import csv_writer
from data.files.csv_writer import write_cells

CELLS = st.one_of(st.none(), st.text('",\n\r é\u202e1', min_size=1, max_size=6))


@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=7))
def test_a_table_is_read_back_as_it_was_written(rows, tmp_path_factory):
    table = pd.DataFrame(rows, columns=['a "b",', "c"], dtype="str")
    path = tmp_path_factory.mktemp("written") / "made.csv"
    whole = csv_writer.AT_ONCE
    csv_writer.AT_ONCE = 3
    try:
        write_cells(table, path)
    finally:
        csv_writer.AT_ONCE = whole
    text = path.read_bytes().decode()
    read = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read == [['a "b",', "c"], *([cell or "" for cell in row] for row in rows)]
    # pandas leaves a lone carriage return without quotes, which a reader takes for a line's end.
    if "\r" not in text:
        assert text == table.to_csv(index=False, lineterminator="\n")


def test_a_carriage_return_in_a_cell_survives_an_import(tmp_path):
    from data.files.options import Options
    from data.importing.import_file import import_file
    from data.study import load_study

    (tmp_path / "own.csv").write_bytes(b'date,notes\n2024-01-02,"one\rtwo"\n2024-01-03,x\n')
    import_file(tmp_path / "own.csv", tmp_path / "new", Options())
    assert load_study(tmp_path / "new").events["summary"].tolist() == ["one\rtwo", "x"]
