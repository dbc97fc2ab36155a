"""How dates are written in a sentence, the same everywhere."""

import pandas as pd


def plain_date(day: pd.Timestamp) -> str:
    """Write a day as in a sentence: 5 Feb 2024."""
    # The day of the month without a leading zero has no portable format code.
    return f"{day.day} {day:%b %Y}"
