"""P-values of several comparisons, corrected for their number."""

import pandas as pd


def holm(pvalues: pd.Series) -> pd.Series:
    """Correct p-values for their number; what has none stays without.

    Parameters
    ----------
    pvalues : Series of float

    Returns
    -------
    Series of float
        Under the same index. Valid however the comparisons depend on each other.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6(2), 65-70.
    """
    # Imported here: it takes a second, and the page opens without it.
    from statsmodels.stats.multitest import multipletests

    known = pvalues.dropna()
    if known.empty:
        return pvalues
    corrected = multipletests(known, method="holm")[1]
    return pd.Series(corrected, known.index).reindex(pvalues.index)
