"""Files of every container, made for a test."""

import datetime as dt
import io
import zipfile

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


OPEN_DOCUMENT = (
    '<office:document-content office:version="1.3"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body>"
    "</office:document-content>"
)


def as_open_document(sheets: dict[str, list[list] | str], *, head: str = "") -> bytes:
    """Write sheets as ODS: rows of values, or the rows' own elements."""
    tables = "".join(
        f'<table:table table:name="{name}">{rows if isinstance(rows, str) else _elements(rows)}'
        "</table:table>"
        for name, rows in sheets.items()
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", head + OPEN_DOCUMENT.format(tables))
    return content.getvalue()


def _elements(rows: list[list]) -> str:
    lines = ("".join(_element(value) for value in row) for row in rows)
    return "".join(f"<table:table-row>{cells}</table:table-row>" for cells in lines)


def _element(value: object) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    kind, written = "string", ""
    if isinstance(value, dt.datetime):
        kind, written = "date", f' office:date-value="{value:%Y-%m-%d}"'
    elif isinstance(value, float):
        kind, written = "float", f' office:value="{value}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{written}><text:p>{value}</text:p>'
        "</table:table-cell>"
    )
