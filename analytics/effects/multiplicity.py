"""P-values of several comparisons, corrected for their number."""

import numpy as np
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
    known = pvalues.dropna()
    if known.empty:
        return pvalues
    # As statsmodels' multipletests does, which a command would load for nothing else.
    order = np.argsort(known.to_numpy())
    raised = known.to_numpy()[order] * np.arange(len(known), 0, -1)
    corrected = np.empty(len(known))
    corrected[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return pd.Series(corrected, known.index).reindex(pvalues.index)
