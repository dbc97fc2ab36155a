import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.tables.safe_csv import DANGEROUS, safe_csv


def read(text):
    return pd.read_csv(io.BytesIO(text.encode()), encoding="utf-8-sig", dtype=str, na_values=[""])


@pytest.mark.parametrize("start", DANGEROUS)
@pytest.mark.parametrize("space", ["", "  "])
def test_a_formula_is_made_harmless(start, space):
    cell = f'{space}{start}HYPERLINK("http://x","y")'
    assert safe_csv(pd.DataFrame({"a": [cell]})).split("\r\n", 1)[1].lstrip('"')[0] == "'"


def test_a_heading_is_made_harmless_too():
    assert safe_csv(pd.DataFrame({"=1+1": [1]})).startswith("\ufeff'=1+1\r\n")


def test_numbers_days_and_blanks_stay_what_they_are():
    table = pd.DataFrame(
        {
            "n": pd.array([-3, None], dtype="Int64"),
            "x": [-1.5, 2.0],
            "day": pd.to_datetime(["2023-11-24", None]),
            "word": ["Ain al-Asad", None],
        }
    )
    assert safe_csv(table) == "\ufeffn,x,day,word\r\n-3,-1.5,2023-11-24,Ain al-Asad\r\n,2.0,,\r\n"


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_no_cell_starts_like_a_formula(cells):
    back = safe_csv(pd.DataFrame({"a": cells}))
    import csv

    rows = list(csv.reader(io.StringIO(back[1:], newline="")))[1:]
    for row in rows:
        assert not any(cell.lstrip(" ").startswith(DANGEROUS) for cell in row)
