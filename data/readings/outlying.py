"""Days that lie apart from all others, as a mistyped year does: named, and no coverage."""

from datetime import date

import numpy as np
import pandas as pd

FEWEST = 5
# Rows apart are mistyped when they are as few as this, of all.
SHARE = 0.02
FEW = 2
# Days of silence between them and the others, at least, and times the longest silence among those.
APART = 120
TIMES = 5


def outlying(days: pd.Series, *, latest: date | None = None) -> pd.Series:
    """Tell which rows are dated apart from the bulk of the others.

    Parameters
    ----------
    days : Series of datetime64
        Missing where unknown.
    latest : date or None
        No event can be dated after it, such as today or the day on which the data were taken.

    Returns
    -------
    Series of bool
        A few rows at either end, beyond a silence far longer than any among the others; and the
        few that are dated after ``latest``, where most are not.
    """
    far = pd.Series(False, index=days.index)
    known = days.dropna()
    if len(known) < FEWEST:
        return far
    most = max(FEW, int(len(known) * SHARE))
    if latest is not None:
        late = known > pd.Timestamp(latest)
        if late.sum() <= min(most, len(known) // 3):
            far.loc[late[late].index] = True
            known = known[~late]
    ordered = known.sort_values()
    silences = ordered.diff().dt.days.fillna(0).to_numpy()
    start, end = _bulk(silences, most)
    far.loc[ordered.index[:start]] = True
    far.loc[ordered.index[end:]] = True
    return far


def _bulk(silences: np.ndarray, most: int) -> tuple[int, int]:
    """Return where the bulk begins and ends among the ordered days."""
    many = len(silences)
    few = min(most, many // 4)
    inner = silences[few + 1 : many - few]
    longest = inner.max(initial=1)
    # Each silence beside the longest of those between it and the bulk.
    low, high = silences[1 : few + 1], silences[many - few :]
    inward = np.maximum.accumulate(np.append(low[1:], longest)[::-1])[::-1]
    outward = np.maximum.accumulate(np.append(longest, high)[:-1])
    first, last = _apart(low, np.maximum(inward, longest)), _apart(high, outward)
    start = int(first[-1]) + 1 if len(first) else 0
    end = many - few + int(last[0]) if len(last) else many
    return start, end


def _apart(silences: np.ndarray, others: np.ndarray) -> np.ndarray:
    return np.flatnonzero((silences > APART) & (silences > TIMES * others))
