"""The contract of a loaded study's tables, held by pandera after the cells were converted."""

import pandas as pd

from data.faults import Fault
from data.tables.cells import COUNT, DAY, LATITUDE, LONGITUDE
from data.tables.schema import Column, columns_of

DTYPES = {id(DAY): "datetime64[us]", id(COUNT): "Int64"}
DTYPES |= dict.fromkeys((id(LATITUDE), id(LONGITUDE)), "float64")
LIMITS = {id(COUNT): (0, None), id(LATITUDE): (-90, 90), id(LONGITUDE): (-180, 180)}


def check_types(table: pd.DataFrame, *, name: str, settings: dict) -> list[Fault]:
    """Hold a loaded table against its types, limits, keys and pairs.

    Parameters
    ----------
    table : DataFrame
        Typed, one row per event or report.
    name : {"attacks", "strikes", "context", "tallies"}
    settings : dict
        The study's settings.

    Returns
    -------
    list of Fault
        Empty unless what was read and what is promised have drifted apart: every cell has been
        checked as text before, with its row.
    """
    # Slow to import, and needed only once a study is read.
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    columns = columns_of(name, settings)
    schema = pa.DataFrameSchema(
        {title: _column(title, column) for title, column in columns.items()},
        checks=_pair_of_coordinates() if {"lat", "lon"} <= set(columns) else None,
        name=name,
    )
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as error:
        return [
            Fault(
                file=name, column=str(case.column), value=str(case.failure_case), allowed=case.check
            )
            for case in error.failure_cases.itertuples()
        ]
    return []


def _column(title: str, column: Column) -> object:
    import pandera.pandas as pa

    low, high = LIMITS.get(id(column.kind), (None, None))
    checks = [pa.Check.ge(low)] if low is not None else []
    checks += [pa.Check.le(high)] if high is not None else []
    return pa.Column(
        DTYPES.get(id(column.kind)),
        checks=checks,
        nullable=not column.filled,
        unique=title == "event_id",
    )


def _pair_of_coordinates() -> object:
    import pandera.pandas as pa

    return pa.Check(
        lambda table: bool((table["lat"].isna() == table["lon"].isna()).all()),
        error="both coordinates or none",
    )
