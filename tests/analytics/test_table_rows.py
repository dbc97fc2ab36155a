import pandas as pd

from analytics.table_rows import rows_of

DAYS = pd.to_datetime(["2023-11-24", None])


def test_rows_have_the_values_and_names_that_pandas_gives():
    given = {"day": DAYS, "events": [1, 2], "rate": [0.5, float("nan")], "name": ["a", "b"]}
    table = pd.DataFrame(given, index=[7, 3])
    for own, known in zip(rows_of(table), table.itertuples(index=False), strict=True):
        assert repr(own).partition("(")[2] == repr(known).partition("(")[2]
        assert list(map(type, own)) == list(map(type, known))


def test_a_table_without_rows_gives_none():
    assert list(rows_of(pd.DataFrame(columns=["day", "events"]))) == []
    assert list(rows_of(pd.DataFrame())) == []
