"""Two downloads of one table: which rows are the same, changed, numbered anew, new or gone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

EVENT_KEY = ("event_id",)
REPORT_KEY = ("as_of_date", "source_org", "reported_date")


@dataclass(frozen=True, kw_only=True, eq=False)
class MatchedRows:
    """Outcome of :func:`match_rows`; every row of both tables is in exactly one of its parts.

    Attributes
    ----------
    same, changed, renumbered : ndarray of int, shape (n, 2)
        Row in the old table and row in the new one.
    deleted, added : ndarray of int
        Rows of the old table, and of the new one.
    reissued : bool
        Whether ids were given out again to other rows.
    """

    same: np.ndarray
    changed: np.ndarray
    renumbered: np.ndarray
    deleted: np.ndarray
    added: np.ndarray
    reissued: bool


def as_texts(table: pd.DataFrame) -> pd.DataFrame:
    """Write every cell as in a file: days as ISO, a blank as no text.

    Parameters
    ----------
    table : DataFrame

    Returns
    -------
    DataFrame of str
        Under the index 0, 1, ...
    """
    texts = {}
    for name, cells in table.items():
        if pd.api.types.is_datetime64_any_dtype(cells.dtype):
            cells = cells.dt.strftime("%Y-%m-%d")
        texts[name] = cells.astype("str").where(cells.notna(), "").to_numpy(dtype=object)
    return pd.DataFrame(texts, index=pd.RangeIndex(len(table)), dtype=object)


def match_rows(old: pd.DataFrame, new: pd.DataFrame, *, key: tuple[str, ...]) -> MatchedRows:
    """Match the rows of two tables.

    Parameters
    ----------
    old, new : DataFrame of str
        From :func:`as_texts`. Only the columns that both have are compared.
    key : tuple of str
        Columns that say which row it is: ``EVENT_KEY`` or ``REPORT_KEY``.

    Returns
    -------
    MatchedRows

    Notes
    -----
    Rows equal in every cell are the same. Of the others, those of one key are changed, and those
    equal in all but their ``event_id`` are numbered anew. Where more than half of the rows that
    kept their id but not their content are found under another id, the ids were given out again,
    and the content decides first.
    """
    shared = [name for name in old.columns if name in new.columns]
    rest = [name for name in shared if name not in key]
    labels = [(_labels(old, names), _labels(new, names)) for names in (shared, list(key), rest)]
    same = _pairs(*labels[0])
    left, right = _without(old.index, same[:, 0]), _without(new.index, same[:, 1])
    by_key = _pairs(labels[1][0][left], labels[1][1][right])
    numbered = key == EVENT_KEY and bool(rest)
    none = np.empty((0, 2), dtype=np.int64)
    by_content = _pairs(labels[2][0][left], labels[2][1][right]) if numbered else none
    reissued = _reissued(by_key, by_content)
    if reissued:
        renumbered, changed = by_content, _apart(by_key, by_content)
    else:
        changed, renumbered = by_key, _apart(by_content, by_key)
    used = np.concatenate([changed, renumbered])
    deleted, added = _without(left, used[:, 0]), _without(right, used[:, 1])
    parts = {"changed": changed, "renumbered": renumbered, "deleted": deleted, "added": added}
    return MatchedRows(same=same, reissued=reissued, **parts)


def _labels(table: pd.DataFrame, names: list[str]) -> pd.Series:
    """Give each row a number that only rows with the same cells share."""
    if not names:
        return pd.Series(0, index=table.index)
    rows = zip(*(table[name].to_numpy() for name in names), strict=True)
    return pd.Series([hash(row) for row in rows], index=table.index, dtype="int64")


def _pairs(old: pd.Series, new: pd.Series) -> np.ndarray:
    """Pair rows of the same label, the first with the first."""
    sides = [
        pd.DataFrame({"label": side, "turn": side.groupby(side).cumcount(), "row": side.index})
        for side in (old, new)
    ]
    pairs = sides[0].merge(sides[1], on=["label", "turn"])[["row_x", "row_y"]]
    return pairs.to_numpy(dtype=np.int64)


def _without(rows: pd.Index | np.ndarray, used: np.ndarray) -> np.ndarray:
    return np.setdiff1d(np.asarray(rows, dtype=np.int64), used)


def _apart(pairs: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Keep the pairs of which neither row is taken."""
    used = np.isin(pairs[:, 0], taken[:, 0]) | np.isin(pairs[:, 1], taken[:, 1])
    return pairs[~used]


def _reissued(by_key: np.ndarray, by_content: np.ndarray) -> bool:
    """Tell whether rows that kept their id hold, more often than not, one another's content."""
    swapped = np.isin(by_content[:, 0], by_key[:, 0]) & np.isin(by_content[:, 1], by_key[:, 1])
    return bool(2 * swapped.sum() > len(by_key))
