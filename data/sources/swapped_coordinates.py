"""Rows whose latitude and longitude look exchanged, although each could be what it says."""

import pandas as pd

# In degrees: what lies farther apart is no one conflict, and any place could be right.
WIDEST = 30
AROUND = 2


def swapped_rows(lat: pd.Series, lon: pd.Series) -> pd.Series:
    """Tell which places lie among the others only when their numbers are exchanged.

    Parameters
    ----------
    lat, lon : Series of str
        Degrees; missing where unknown.

    Returns
    -------
    Series of bool

    Notes
    -----
    A file swapped throughout is not found unless a latitude exceeds 90 degrees, which the
    reader rejects.
    """
    north, east = pd.to_numeric(lat).astype(float), pd.to_numeric(lon).astype(float)
    low, high = _box(north), _box(east)
    if low[1] - low[0] > WIDEST or high[1] - high[0] > WIDEST:
        return pd.Series(False, index=lat.index)
    outside = ~north.between(*low) & ~east.between(*high)
    return outside & east.between(*low) & north.between(*high)


def swapped_note(lat: pd.Series, lon: pd.Series) -> list[str]:
    """Say how many rows look swapped, and name the first."""
    rows = swapped_rows(lat, lon)
    if not rows.any():
        return []
    first = rows.idxmax()
    many = int(rows.sum())
    look = "1 row looks" if many == 1 else f"{many:,} rows look"
    return [
        f"CAUTION: {look} as if latitude and longitude were exchanged, first row {first} "
        f"({lat[first]}, {lon[first]}); kept as written."
    ]


def _box(degrees: pd.Series) -> tuple[float, float]:
    """Return the range of the bulk of places, a little widened."""
    low, high = degrees.quantile([0.1, 0.9])
    return low - AROUND, high + AROUND
