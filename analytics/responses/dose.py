"""Whether larger episodes are followed by more: the size of the trigger as a dose."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.effects.power import FEWEST_EVENTS
from analytics.responses.asked import LEAST_OBSERVED
from analytics.responses.episodes import FEWEST_EPISODES, PairedDays, inside
from analytics.responses.expected import RIDGE, ExpectedDays, fit_counts
from analytics.responses.moved_tests import stream_of
from analytics.wording import capitalised

# Days after an episode over which its size may show.
DOSE_DAYS = 3
SHUFFLES = 1999
COLUMNS = ["dose", "episodes", "smallest", "median", "largest", "ratio", "pvalue", "reason"]


@dataclass(frozen=True, kw_only=True, eq=False)
class DoseResult:
    """Outcome of :func:`dose_response`.

    Attributes
    ----------
    trigger, responder : str
        What the two series count, in the plural.
    table : DataFrame
        One row a measure of size: ``dose``, ``episodes`` of which it is known, the ``smallest``,
        ``median`` and ``largest``, ``ratio`` of the events in the three days after an episode of
        twice the size to those after one of the size itself, ``pvalue``, and the ``reason`` why
        there is none.
    """

    trigger: str
    responder: str
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say of every measure of size whether more followed the larger episodes."""
        parts = []
        for dose, ratio, pvalue in self.table[["dose", "ratio", "pvalue"]].itertuples(index=False):
            if np.isnan(pvalue):
                continue
            parts.append(f"{dose}: {ratio:.2f} times with twice the size (p = {pvalue:.2g})")
        if not parts:
            told = list(zip(self.table["dose"], self.table["reason"], strict=True))
            same = len({reason for _, reason in told}) == 1
            reasons = (
                [told[0][1]] if same else [f"{capitalised(dose)}: {why}" for dose, why in told]
            )
            return (
                f"Whether more {self.responder} follow larger {self.trigger} cannot be answered. "
                f"{' '.join(reasons)}"
            )
        return (
            f"{self.responder[0].upper()}{self.responder[1:]} in the {DOSE_DAYS} days after larger "
            "episodes of "
            f"{self.trigger}, by {'; '.join(parts)}."
        )


def dose_response(
    paired: PairedDays,
    expected: ExpectedDays | None,
    starts: np.ndarray,
    doses: pd.DataFrame,
    *,
    trigger: str,
    responder: str,
) -> DoseResult:
    """Ask of each measure of size whether more follows the larger episodes.

    Parameters
    ----------
    paired : PairedDays
    expected : ExpectedDays or None
        None where nothing can be expected of the responder's days.
    starts : ndarray of int, shape (n_episodes,)
    doses : DataFrame, one row an episode
        A measure of size a column; what is not known is missing, and never 0.
    trigger, responder : str

    Returns
    -------
    DoseResult

    Notes
    -----
    The sizes are put on the logarithm and shuffled among the episodes, whose days stay: so the
    p-value needs no model. An episode of unknown size takes no part.
    """
    rows = []
    for name in doses:
        sizes = doses[name].to_numpy(dtype=float, na_value=np.nan)
        known = ~np.isnan(sizes) & (sizes > 0)
        row: dict[str, object] = {"dose": name, "episodes": int(known.sum())}
        if known.any():
            found = sizes[known]
            row |= {"smallest": found.min(), "median": np.median(found), "largest": found.max()}
        row["reason"] = _reason(sizes[known], expected)
        if not row["reason"] and expected is not None:
            row |= _slope(expected, starts[known], sizes[known])
        rows.append(row)
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = dict.fromkeys(["smallest", "median", "largest", "ratio", "pvalue"], float)
    return DoseResult(trigger=trigger, responder=responder, table=table.astype(numbers))


def _reason(sizes: np.ndarray, expected: ExpectedDays | None) -> str:
    if expected is None:
        return (
            "There are too few to say how many to expect on a day: it takes "
            f"{FEWEST_EVENTS} on {LEAST_OBSERVED} observed days."
        )
    if sizes.size < FEWEST_EPISODES:
        return f"The size is known of {sizes.size} episodes: it takes {FEWEST_EPISODES}."
    if np.unique(sizes).size == 1:
        return "All episodes are of the same size."
    return ""


def _slope(expected: ExpectedDays, starts: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Give the ratio for twice the size, and how often shuffled sizes go as far."""
    size = expected.seen.size
    near = np.stack([inside(start.reshape(1, 1), size, 1, DOSE_DAYS)[0] for start in starts])
    near = near.astype(float)
    within, seen = near.max(axis=0), expected.seen
    sizes = np.log2(found)
    centred = sizes - sizes.mean()
    rng = stream_of(expected.counts, found)
    shuffled = rng.permuted(np.tile(centred, (SHUFFLES, 1)), axis=1)
    doses = np.vstack([centred[None], shuffled]) @ near
    design = np.column_stack([expected.design, within])[seen]
    coefficients = fit_counts(expected.counts[seen], design)
    mean = np.exp(np.clip(design @ coefficients, -7, 12))
    weighted = design * mean[:, None]
    gram = design.T @ weighted + RIDGE * np.eye(design.shape[1])
    columns = doses.T[seen]
    free = columns - design @ np.linalg.solve(gram, weighted.T @ columns)
    score = (expected.counts[seen] - mean) @ free
    statistic = score / np.sqrt(np.maximum(mean @ free**2, 1e-9))
    beyond = np.abs(statistic[1:]) >= abs(statistic[0]) - 1e-9
    fitted = fit_counts(expected.counts[seen], np.column_stack([design, columns[:, 0]]))
    return {
        "ratio": float(np.exp(fitted[-1])),
        "pvalue": float((1 + beyond.sum()) / (SHUFFLES + 1)),
    }
