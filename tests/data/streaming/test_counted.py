import gzip
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from data.calendar import INEXACT_WORDS
from data.errors import SourceError
from data.files.options import Options
from data.sources.gdelt import BARE
from data.streaming import cells, counted, parts
from data.streaming.counted import count_rows
from data.streaming.parts import open_parts
from tests.helpers.sources import UCDP

NO_OPTIONS = Options()


def count(path, *by, options=NO_OPTIONS):
    return count_rows(path, open_parts(path), by or ("admin1",), options, tell=lambda *_: None)


def events_of(rows):
    """Give the events of each unit and ISO day."""
    days = [date.fromordinal(day).isoformat() for day in rows.days.tolist()]
    names = [rows.keys[unit] for unit in rows.units]
    return dict(zip(zip(names, days, strict=True), rows.counts.tolist(), strict=True))


@pytest.fixture(scope="module")
def events():
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2019-12-20") + pd.to_timedelta(rng.integers(0, 90, 2_000), unit="D")
    return pd.DataFrame(
        {
            "event_date": days.strftime("%Y-%m-%d"),
            "admin1": rng.choice(["Aden", "Ibb", "Taizz"], 2_000),
            "actor": rng.choice(["A", "B, or not", 'C "x"'], 2_000),
            "notes": "two\nlines, it was said",
        }
    )


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(parts, "AT_ONCE", 300)
    monkeypatch.setattr(cells, "WAITING", 50)


def test_every_kind_of_file_gives_what_a_table_in_memory_gives(events, tmp_path, small_batches):
    expected = events.groupby(["admin1", "actor", "event_date"]).size()
    wanted = {((one, other), day): many for (one, other, day), many in expected.items()}
    folder = tmp_path / "parts"
    (folder / "new").mkdir(parents=True)
    (folder / "README.md").write_text("Not a table.")
    dated = events.assign(event_date=pd.to_datetime(events["event_date"]))
    dated.iloc[:700].to_parquet(folder / "a.parquet")
    events.iloc[700:1500].to_csv(folder / "b.csv", index=False)
    with gzip.open(folder / "new" / "c.csv.gz", "wt") as packed:
        events.iloc[1500:].to_csv(packed, index=False, sep=";")
    whole = tmp_path / "whole.parquet"
    parquet.write_table(pa.table({**events, "event_date": pa.array(dated["event_date"])}), whole)
    for path in (folder, whole):
        rows = count(path, "admin1", "actor")
        assert events_of(rows) == wanted
        assert (rows.rows, rows.counted, rows.left_out) == (2_000, 2_000, {})
    assert "README.md" in count(folder).notes[0]


def test_every_row_is_counted_or_told(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "date,admin1,date_precision\n"
        "2024-01-02,Aden,day\n2024-01-02 13:30,Aden,\n02/01/2024,Aden,approx\n"
        "2024-01-03,Ibb,month\n,Aden,day\nsoon,Aden,day\n2024-01-04,,day\n2024-01-04,NA,day\n"
        "2024-01-05,Ibb,day,more\n13/01/2024,Ibb,exact\n"
    )
    rows = count(path)
    assert events_of(rows) == {(("Aden",), "2024-01-02"): 3, (("Ibb",), "2024-01-13"): 1}
    assert rows.left_out == {
        counted.MISFIT_WORDS: 1,
        counted.NO_DAY_WORDS: 2,
        INEXACT_WORDS: 1,
        "name no admin1": 2,
    }
    assert rows.rows == rows.counted + sum(rows.left_out.values()) == 10
    assert (rows.first, rows.last) == tuple(date(2024, 1, day).toordinal() for day in (2, 13))


def test_the_order_of_day_and_month_is_told_by_a_later_file(tmp_path):
    for name, day in (("a.csv", "03/04/2024"), ("b.csv", "04/25/2024")):
        (tmp_path / name).write_text(f"Day,admin1\n{day},Aden\n")
    assert [day for _, day in events_of(count(tmp_path))] == ["2024-03-04", "2024-04-25"]
    (tmp_path / "b.csv").unlink()
    with pytest.raises(SourceError, match="--date-order"):
        count(tmp_path)
    as_asked = count(tmp_path, options=Options(date_order="dmy"))
    assert list(events_of(as_asked)) == [(("Aden",), "2024-04-03")]


def test_a_known_source_counts_what_an_import_dates_to_the_day(tmp_path):
    path = tmp_path / "ged.csv"
    path.write_text(UCDP)
    rows = count(path, "country")
    assert events_of(rows) == {(("Nowhere",), "2014-01-22"): 1}
    assert rows.left_out == {INEXACT_WORDS: 4}
    # Releases cover whole months.
    assert (rows.first, rows.last) == tuple(date(2014, 1, day).toordinal() for day in (1, 31))


def test_days_of_any_type_are_read(tmp_path):
    moments = pa.array([1_704_153_600, None], pa.timestamp("s"))
    columns = {
        "date": [20240102, None],
        "day": moments,
        "event_date": moments.cast(pa.timestamp("ms", "UTC")),
    }
    for name, column in columns.items():
        path = tmp_path / f"{name}.parquet"
        parquet.write_table(pa.table({name: column, "n": [7, 7]}), path)
        rows = count(path, "n")
        assert events_of(rows) == {(("7",), "2024-01-02"): 1}
        assert rows.left_out == {counted.NO_DAY_WORDS: 1}


def test_a_mistyped_year_is_no_coverage(tmp_path):
    days = [*pd.date_range("2024-01-01", periods=300).strftime("%Y-%m-%d"), "2044-01-01"]
    path = tmp_path / "own.csv"
    pd.DataFrame({"date": days, "admin1": "Aden"}).to_csv(path, index=False)
    rows = count(path)
    assert rows.last - rows.first == 299
    assert rows.left_out == {counted.APART_WORDS: 1}


def test_folders_may_name_a_column(tmp_path):
    for country in ("Iraq", "Syria"):
        (tmp_path / f"country={country}").mkdir()
        (tmp_path / f"country={country}" / "a.csv").write_text("date,x\n2024-01-02,1\n")
    assert set(events_of(count(tmp_path, "country"))) == {
        (("Iraq",), "2024-01-02"),
        (("Syria",), "2024-01-02"),
    }


@pytest.mark.parametrize(
    ("text", "by", "message"),
    [
        ("date,admin1\n2024-01-02,Aden\n", "district", 'no column "district".*date, admin1'),
        ("when,admin1\n2024-01-02,Aden\n", "admin1", '--map "date='),
        ("date,admin1\n,Aden\n", "admin1", "no row with a day and a unit"),
        ("date,admin1,admin1\n", "admin1", "used once"),
        ("date,admin1\n2024-01-02,\xe9\n", "admin1", "UTF-8"),
    ],
)
def test_what_cannot_be_counted_is_said_in_a_sentence(text, by, message, tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SourceError, match=message):
        count(path, by)


def test_memory_is_bounded(events, tmp_path, monkeypatch):
    path = tmp_path / "own.csv"
    events.to_csv(path, index=False)
    monkeypatch.setattr(cells, "MOST_CELLS", 100)
    with pytest.raises(SourceError, match="more than 100 pairs of a unit and a day"):
        count(path)
    monkeypatch.setattr(cells, "MOST_UNITS", 2)
    with pytest.raises(SourceError, match="more than 2 values"):
        count(path)


def test_another_kind_of_file_is_left_to_the_import(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04 and more")
    assert open_parts(path) is None
    (tmp_path / "book.xlsx").unlink()
    with pytest.raises(SourceError, match="Parquet or CSV"):
        open_parts(tmp_path)
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but nothing")
    with pytest.raises(SourceError, match="broken Parquet"):
        open_parts(tmp_path)


def test_rows_of_gdelt_that_end_before_their_address_are_counted(tmp_path):
    names = BARE[58]
    cells = {"GLOBALEVENTID": "1", "SQLDATE": "20160728", "MonthYear": "201607", "Year": "2016"}
    cells["ActionGeo_CountryCode"] = "IZ"
    row = [cells.get(name, "") for name in names]
    path = tmp_path / "20160728.export.CSV"
    lines = [row, row[:-1], [*row, "more"], row[:20]]
    path.write_text("".join("\t".join(line) + "\n" for line in lines))
    rows = count(path, "country")
    assert events_of(rows) == {(("IZ",), "2016-07-28"): 2}
    assert rows.left_out == {counted.MISFIT_WORDS: 2}
    assert rows.source.name == "GDELT"
