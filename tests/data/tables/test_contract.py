"""What every room may rely on in a loaded study: types, limits, keys and pairs."""

import pytest

from data.study import load_study
from data.tables.cells import COUNT, DAY, LATITUDE, LONGITUDE
from data.tables.schema import TABLES, columns_of, with_tolls
from tests.helpers.study import TOML, write_study

DTYPES = {id(DAY): "datetime64[us]", id(COUNT): "Int64"}
DTYPES |= dict.fromkeys((id(LATITUDE), id(LONGITUDE)), "float64")
LIMITS = {"lat": 90, "lon": 180}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Return a study of attacks only: its other tables are empty."""
    toml = "".join(
        line
        for line in TOML.partition("[events]")[0].splitlines(keepends=True)
        if not line.startswith(("strikes", "context", "official_totals ="))
    )
    files = {
        "study.toml": toml,
        "strikes.csv": None,
        "context.csv": None,
        "official_totals.csv": None,
    }
    return load_study(write_study(tmp_path_factory.mktemp("alone"), files))


@pytest.fixture(params=["study", "alone"])
def loaded(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_hold_what_is_promised(loaded, name):
    table = getattr(loaded, name)
    columns = with_tolls(columns_of(name, loaded.settings), table)
    assert list(table.columns)[: len(columns)] == list(columns)
    for title, column in columns.items():
        cells = table[title]
        assert str(cells.dtype) == DTYPES.get(id(column.kind), "str"), title
        assert not (column.filled and cells.isna().any()), title
        if column.kind is COUNT:
            assert cells.dropna().ge(0).all(), title
        if title in LIMITS:
            assert cells.dropna().abs().le(LIMITS[title]).all(), title
    if "event_id" in table:
        assert table["event_id"].is_unique
    if "lat" in table:
        assert table["lat"].isna().equals(table["lon"].isna())
    assert table.index.equals(table.reset_index(drop=True).index)
