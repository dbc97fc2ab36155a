"""Files of every container, made for a test."""

import io

import openpyxl
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from tests.helpers.sources import OWN

ROWS = [line.split(",") for line in OWN.splitlines()]


def book(rows: list[list], *, sheets: tuple[str, ...] = ("Data",)) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = sheets[0]
    for row in rows:
        made.active.append(row)
    for name in sheets[1:]:
        made.create_sheet(name)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def frame() -> pd.DataFrame:
    rows = pd.DataFrame(ROWS[1:], columns=ROWS[0]).replace("", None)
    rows["Day of incident"] = pd.to_datetime(rows["Day of incident"])
    for name in ("Latitude", "Longitude", "Deaths", "Wounded"):
        rows[name] = pd.to_numeric(rows[name])
    return rows


def as_parquet(table: pa.Table) -> bytes:
    content = io.BytesIO()
    parquet.write_table(table, content)
    return content.getvalue()
