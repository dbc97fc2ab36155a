"""Against its bar every number is "met" or "missed by" so much; nothing in between."""

import math
from dataclasses import dataclass

from benchmarks.simulation.cells import Cell

EXACT = 1e-9  # a share that equals its bar meets it, whatever the last bit says


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One judged number: ``missed`` is by how much, 0 when the bar is met."""

    cell: Cell
    what: str
    bar: str
    missed: float

    def __str__(self) -> str:
        """Say it plainly."""
        return "met" if self.missed == 0 else f"missed by {plain(self.missed)}"


def plain(number: float) -> str:
    """Write a number with at most three decimals; a miss is never rounded to nothing."""
    if math.isnan(number):
        return "–"
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return text if float(text) or number == 0 else f"{number:.1g}"


def judge(
    cell: Cell, what: str, value: float, *, least: float | None = None, most: float | None = None
) -> Verdict:
    """Compare a number with its bar.

    Parameters
    ----------
    cell : Cell
    what : str
        What the number is.
    value : float
        ``nan`` counts as missed by all of the bar.
    least, most : float or None
        The bar, inclusive.

    Returns
    -------
    Verdict
    """
    missed = 0.0
    if least is not None and not value >= least - EXACT:
        missed = least if math.isnan(value) else least - value
    elif most is not None and not value <= most + EXACT:
        missed = most if math.isnan(value) else value - most
    given = (("≥", least), ("≤", most))
    bounds = [f"{sign} {plain(bound)}" for sign, bound in given if bound is not None]
    return Verdict(cell=cell, what=what, bar=" and ".join(bounds), missed=missed)


def tally(verdicts: list[Verdict]) -> str:
    """Count the bars met, and name the worst miss."""
    met = sum(verdict.missed == 0 for verdict in verdicts)
    text = f"{met} of {len(verdicts)} bars met"
    if met == len(verdicts):
        return text + "."
    worst = max(verdicts, key=lambda verdict: verdict.missed)
    name = worst.cell.name.partition(": ")[2]
    return f"{text}; the worst miss is {plain(worst.missed)} ({worst.what}, {name})."
