"""Rows in = kept + left out + rejected, whatever cells hold; no row goes for an optional one."""

import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SourceError
from data.files.options import Options
from data.importing.template import settings_text
from data.tables.schema import check_cells, columns_of, with_tolls
from tests.helpers.sources import ACLED_2022, adds_up, read, written

BLANKS = ["", "NA", "N/A", "NULL", "\\N", "None", "nan", "-", "n/d", "#N/A"]
TOLLS = ["0", "3", "2-4", "at least 3", "3+", "several", "~5", "1,200", "-1", "0,5", "٣", "1E+03"]
PLACES = ["33.5", "33,5", "33°30'N", "133", "N33 30", "x", "٣٣٫٥"]
IDS = ["1", "2", "3", "2.01401E+11", "a"]
DATES = [
    "2024-01-05",
    "05/01/2024",
    "25/01/2024",
    "01/25/2024",
    "02/2024",
    "2024-03-10T23:30:00-05:00",
    "2024-03-10 24:00",
    "٢٠٢٤-٠١-٠١",
    "2042-01-01",
    "never",
    "TOTAL",
    "#date",
]
POOLS = {
    "id": IDS,
    "date": DATES,
    "date_end": DATES,
    "country": ["Iraq", "Syria", "TOTAL", "Total January"],
    "location": ["Town", "Base", "FALSE"],
    "lat": PLACES,
    "lon": PLACES,
    "killed": TOLLS,
    "injured": TOLLS,
    "date_precision": ["day", "exact", "unsure"],
    "confirmation": ["official", "rumour"],
    "attacks": ["0", "1", "7"],
    "timestamp": ["1650000000", "2024-02-01 10:00:00", "soon"],
}


def cell(name):
    pool = POOLS[name]
    return st.sampled_from([*pool, *(BLANKS if name != "date" else ["", "NA"])])


@st.composite
def tables(draw):
    names = draw(st.lists(st.sampled_from([n for n in POOLS if n != "date"]), unique=True))
    names = ["date", *names]
    rows = draw(st.lists(st.tuples(*map(cell, names)), min_size=1, max_size=14))
    return names, [list(row) for row in rows]


def as_xlsx(rows):
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_parquet(names, rows):
    content = io.BytesIO()
    pd.DataFrame(rows, columns=names, dtype="str").to_parquet(content)
    return content.getvalue()


def outcome_of(content, order):
    try:
        return read(content, Options(format="tabular", date_order=order))
    except SourceError:
        return None


def check(outcome):
    assert adds_up(outcome)
    assert outcome.events["event_id"].is_unique
    assert outcome.events["date"].notna().all()
    # Only a day can be missed; a date that no day can be made of says so itself.
    assert outcome.rejected["reason"].str.startswith("date: ").all()
    counted = {"events": list(outcome.counts)}
    known = {"columns": {"events": list(outcome.extra_columns)}, "counts": counted}
    columns = columns_of("events", known | {"names": {}, "labels": {}, "values": {}})
    assert check_cells(outcome.events, with_tolls(columns, outcome.events), file="f") == []
    assert settings_text(outcome, events_file="events.csv")


@pytest.mark.parametrize("container", ["csv", "xlsx", "parquet"])
@settings(max_examples=25, deadline=None)
@given(table=tables(), order=st.sampled_from([None, "dmy", "mdy"]))
def test_every_row_of_an_own_table_is_accounted_for(container, table, order):
    names, rows = table
    content = {
        "csv": lambda: written([names, *rows]),
        "xlsx": lambda: as_xlsx([names, *rows]),
        "parquet": lambda: as_parquet(names, rows),
    }[container]()
    outcome = outcome_of(content, order)
    if outcome is not None:
        check(outcome)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_every_row_of_acled_is_kept_whatever_its_optional_cells_hold(data):
    names = ACLED_2022.split(",")
    odd = {
        "latitude": PLACES,
        "longitude": PLACES,
        "fatalities": TOLLS,
        "time_precision": ["1", "2", "3", "7"],
        "timestamp": POOLS["timestamp"],
        "event_id_cnty": IDS,
        "location": ["Town", "Base"],
    }
    rows = []
    for number in range(data.draw(st.integers(1, 6))):
        given_cells = {"event_date": f"2022-01-0{number + 1}", "event_type": "Battles"}
        for name, pool in odd.items():
            given_cells[name] = data.draw(st.sampled_from([*pool, *BLANKS]))
        rows.append([given_cells.get(name, "") for name in names])
    outcome = read(written([names, *rows]))
    assert outcome.rejected.empty
    assert adds_up(outcome)
    assert outcome.events["event_id"].is_unique
    older = sum(outcome.left_out.values())
    assert len(outcome.events) + older == len(rows)
