"""What a finding is with and without the events whose day is not known."""

from dataclasses import dataclass

import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sensitivity import compare_choices
from analytics.imputation.changepoints import PooledChanges

LEFT_OUT, IMPUTED = "Imprecise dates left out", "Imprecise dates imputed"


@dataclass(frozen=True, kw_only=True, eq=False)
class DatesResult:
    """Outcome of :func:`compare_dates`.

    Attributes
    ----------
    pooled : PooledChanges
        The change points with the imprecise events spread over their dates.
    note : str
        How many events are imprecise, in one sentence.
    table : DataFrame
        One row a change found either way, as ``ChangeChoicesResult`` has it.
    """

    pooled: PooledChanges
    note: str
    table: pd.DataFrame

    @property
    def same(self) -> bool:
        """Whether the same changes are found with and without them."""
        return bool((self.table["found"] == 2).all())

    def __str__(self) -> str:
        """Say whether the finding is the same with and without them."""
        if self.same:
            return f"{self.note} With and without them the same changes are found."
        without, spread = self.pooled.without, ChangepointResult.__str__(self.pooled)
        return f"{self.note} Left out: {without} Spread over their dates: {spread}"


def compare_dates(pooled: PooledChanges, *, note: str) -> DatesResult:
    """Compare the changes found with and without the events whose day is not known.

    Parameters
    ----------
    pooled : PooledChanges
        It holds both.
    note : str
        How many events are imprecise, in one sentence.

    Returns
    -------
    DatesResult

    Notes
    -----
    Changes are matched by direction and date set, as in ``compare_choices``.
    """
    matched = compare_choices({LEFT_OUT: pooled.without, IMPUTED: pooled})
    return DatesResult(pooled=pooled, note=note, table=matched.table)
