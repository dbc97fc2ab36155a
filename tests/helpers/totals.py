"""Reports of an official running total, for tests that need few and plain ones."""

import pandas as pd


def made_totals(days: list[str], totals: list[int]) -> pd.DataFrame:
    """Return one report a day, given on the day that it runs to."""
    as_of = pd.to_datetime(days)
    return pd.DataFrame(
        {
            "as_of_date": as_of,
            "reported_date": as_of,
            "total": pd.array(totals, "Int64"),
            "source_org": "Pentagon",
            "publisher": "AFP",
            "note": "",
        }
    )
