"""Which of many findings to list, at a stated share of false ones among those listed."""

import numpy as np

# Shares of false discoveries that the two lists keep to, in the mean over many such lists.
FIRM_SHARE, WATCH_SHARE = 0.05, 0.10
# The firm list is made for lists of one unit in so many, or of so many units, or shorter.
ONE_IN, AT_LEAST = 10, 5


def e_discoveries(evidence: np.ndarray, share: float) -> np.ndarray:
    """List units by their evidence: the Benjamini-Hochberg procedure on e-values.

    Parameters
    ----------
    evidence : array of float, shape (n_units,)
        Of mean 1 at most where nothing changed; NaN where there is none.
    share : float
        Expected share of false discoveries among those listed.

    Returns
    -------
    array of bool, shape (n_units,)

    Notes
    -----
    Holds whatever links the units.

    References
    ----------
    Wang & Ramdas (2022). False discovery rate control with e-values. Journal of the Royal
    Statistical Society B 84(3), 822-852.
    """
    known = ~np.isnan(evidence)
    with np.errstate(divide="ignore"):
        inverse = np.where(known, 1.0 / np.where(known, evidence, 1.0), np.inf)
    return p_discoveries(inverse, share, number=int(known.sum()))


def p_discoveries(pvalues: np.ndarray, share: float, *, number: int | None = None) -> np.ndarray:
    """List units by their p-values: the Benjamini-Hochberg procedure.

    Parameters
    ----------
    pvalues : array of float, shape (n_units,)
        NaN where there is none.
    share : float
    number : int or None
        How many units were tested; None is all that have a p-value.

    Returns
    -------
    array of bool, shape (n_units,)

    Notes
    -----
    Holds where units move independently, or together in one direction.

    References
    ----------
    Benjamini & Hochberg (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B 57(1), 289-300.
    """
    values = np.where(np.isnan(pvalues), np.inf, pvalues)
    number = int(np.isfinite(values).sum()) if number is None else number
    order = np.argsort(values, kind="stable")
    ranks = np.arange(1, values.size + 1)
    passing = np.flatnonzero(values[order] <= share * ranks / max(number, 1))
    listed = np.zeros(values.size, bool)
    if passing.size:
        listed[order[: passing[-1] + 1]] = True
    return listed


def calibrated_evidence(pvalues: np.ndarray, share: float) -> np.ndarray:
    """Turn p-values into evidence whose mean is 1 where nothing changed.

    Parameters
    ----------
    pvalues : array of float, shape (n_units,)
        NaN where there is none.
    share : float
        Of the list that is to be made.

    Returns
    -------
    array of float, shape (n_units,)
        What :func:`e_discoveries` asks of the members of a list of so many units; a p-value is
        given that of the shortest list that it is small enough for.

    Notes
    -----
    With ``b_k = sum(j nu_j for j <= k)`` and weights ``nu_j`` of sum 1 a unit may be in a list of
    k where its p-value is at most ``share * b_k / n``. The mean of the evidence is then the sum of
    ``nu``. The weights fall as 1 / j up to lists of a tenth of all units, or of five: longer ones
    gain nothing.

    References
    ----------
    Blanchard & Roquain (2008). Two simple sufficient conditions for FDR control. Electronic Journal
    of Statistics 2, 963-992.
    Wang & Ramdas (2022), as above.
    """
    known = ~np.isnan(pvalues)
    number = int(known.sum())
    if number == 0:
        return np.full(pvalues.size, np.nan)
    lengths = np.arange(1, max(number // ONE_IN, min(number, AT_LEAST)) + 1)
    lines = share * lengths / (1.0 / lengths).sum() / number
    place = np.searchsorted(lines, np.where(known, pvalues, 2.0))
    worth = np.append(number / (share * lengths), 0.0)[place]
    return np.where(known, worth, np.nan)
