"""How often the band of the imputed days holds the true count of the day.

Daily counts with a known truth are thinned at random into a list; the running total is the truth,
given every few days. Run by ``python -m benchmarks.simulation.imputed_days``, about a minute.
Counts are whole, so a band that holds at least 95 % of the draws holds more; with ties split at
random the share is 95 % where the draws have the right spread.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.reconciliation.daily import TAIL, DailyReconciliation, reconcile_daily
from analytics.reconciliation.official_totals import compare_official_totals
from benchmarks.markdown import table, write
from benchmarks.simulation.simulate import Design, generator, simulate

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "imputed-days.md"
RUNS = 100
LISTED = (0.4, 0.6, 0.8)
LONGEST = 7  # days between two totals, at most
# The list misses days instead of incidents: what the band takes for granted does not hold.
WHOLE_DAYS = "whole days missed"
DESIGNS = {
    "constant rate, Poisson": Design(levels=((2.0, 140),)),
    "constant rate, overdispersed": Design(levels=((2.0, 140),), size=2.0),
    "a lull of a week": Design(levels=((2.4, 40), (0.2, 7), (1.8, 93))),
    "a lull, overdispersed": Design(levels=((2.4, 40), (0.2, 7), (1.8, 93)), size=2.0),
    "clustered": Design(levels=((2.0, 140),), size=2.0, branching=0.4),
    "busy": Design(levels=((12.0, 140),), size=4.0),
    "rare": Design(levels=((0.4, 140),), size=2.0),
    WHOLE_DAYS: Design(levels=((2.0, 140),)),
}


TEXT = f"""\
# Does the band of the imputed days hold the truth?

Written by `python -m benchmarks.simulation.imputed_days`; no number is typed by hand. Series of 140
days with a known truth are thinned at random into a list, and their exact running total is given
every 1 to {LONGEST} days ({RUNS} series a row). The list is filled up to the totals; a day counts
where its true number is uncertain: in an interval of two days and more that lacks an incident.

- *inside the 95 % band*: share of those days whose true count lies in the band, with 1.96 Monte
  Carlo errors. Counts are whole, so a band with at least 95 % of the draws holds more of them.
- *ties split*: the same with draws equal to the truth put on either side at random. It is 95 %
  where the draws have the right spread.
- *{WHOLE_DAYS}*: the list holds or misses all incidents of a day. The method takes for granted
  that incidents are missed alike on all days, so here the band is too narrow.
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What was measured: the share of days inside, plainly and with ties split, and its errors."""

    design: str
    listed: float
    days: int
    coverage: float
    error: float
    split: float
    split_error: float
    width: float


def coverage(name: str, listed: float, *, runs: int = RUNS) -> Cell:
    """Measure the coverage of the 95 % band for one design.

    Parameters
    ----------
    name : str
        A key of ``DESIGNS``.
    listed : float
        Share of the incidents that the list holds.
    runs : int

    Returns
    -------
    Cell
        Over the days of intervals of two days and more that lack an incident: on the others the
        count is known. Days of a run are dependent, so the error is that of the means of runs.
    """
    inside, widths = [], []
    for run in range(runs):
        rng = generator(f"reconciled {name} {listed}", run)
        truth = simulate(DESIGNS[name], rng)
        share = rng.random(len(truth)) < listed if name == WHOLE_DAYS else listed
        kept = pd.Series(rng.binomial(truth, share), truth.index)
        uncertain, result = _reconciled(truth, kept, rng, seed=run)
        true, band = truth.to_numpy(), result.table
        covered = ((band["low"] <= true) & (true <= band["high"])).to_numpy()
        split = _split(true, result.draws + result.listed.to_numpy(), rng)
        inside.append([covered[uncertain].sum(), split[uncertain].sum(), uncertain.sum()])
        widths.append((band["high"] - band["low"])[uncertain].sum())
    covered, split, days = np.array(inside, dtype=float).T
    names = ("coverage", "error"), ("split", "split_error")
    shares = {
        name: value
        for pair, counts in zip(names, (covered, split), strict=True)
        for name, value in zip(pair, _share(counts, days), strict=True)
    }
    width = sum(widths) / days.sum()
    return Cell(design=name, listed=listed, days=int(days.sum()), width=width, **shares)


def _share(inside: np.ndarray, days: np.ndarray) -> tuple[float, float]:
    """Return a share over runs and its standard error, as a ratio of sums."""
    share = inside.sum() / days.sum()
    return share, float(np.sqrt(((inside - share * days) ** 2).sum()) / days.sum())


def _split(true: np.ndarray, filled: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Say whether the true count's rank among the draws is central, ties split at random."""
    below, equal = (filled < true).mean(axis=0), (filled == true).mean(axis=0)
    rank = below + rng.random(len(true)) * equal
    return (rank > TAIL) & (rank < 1 - TAIL)


def _reconciled(
    truth: pd.Series, kept: pd.Series, rng: np.random.Generator, *, seed: int
) -> tuple[np.ndarray, DailyReconciliation]:
    """Count the truth at times and fill what was kept up; say which days were uncertain."""
    events = pd.DataFrame({"date": kept.index.repeat(kept), "confirmation": "media"})
    ends = np.cumsum(rng.integers(1, LONGEST + 1, size=len(truth))) - 1
    ends = truth.index[ends[ends < len(truth)]]
    reports = pd.DataFrame(
        {
            "as_of_date": ends,
            "reported_date": ends,
            "total": truth.cumsum()[ends].astype("Int64").to_numpy(),
            "source_org": "Officials",
            "publisher": "Paper",
            "note": "",
        }
    )
    comparison = compare_official_totals(events, reports, start=truth.index[0], column="total")
    result = reconcile_daily(comparison, end=truth.index[-1], seed=seed)
    interval = result.interval.to_numpy(dtype=float, na_value=np.nan)
    days = pd.Series(interval).groupby(interval).transform("size").to_numpy()
    missing = pd.Series(result.draws[0]).groupby(interval).transform("sum").to_numpy()
    return (days > 1) & (missing > 0), result


def measure(*, runs: int = RUNS) -> list[Cell]:
    """Measure every design with every share listed."""
    return [coverage(name, listed, runs=runs) for name in DESIGNS for listed in LISTED]


def page(cells: list[Cell]) -> list[str]:
    """Return the page as lines of Markdown."""
    rows = [
        (
            cell.design,
            f"{cell.listed:.0%}".replace("%", " %"),
            f"{cell.days:,}",
            _percent(cell.coverage, cell.error),
            _percent(cell.split, cell.split_error),
            f"{cell.width:.1f}",
        )
        for cell in cells
    ]
    heads = ["true counts", "listed", "days", "inside the 95 % band", "ties split", "mean width"]
    return [*TEXT.splitlines(), "", *table(heads, rows)]


def main() -> None:
    """Measure, and write the page."""
    write(PAGE, page(measure()))
    print(f"Wrote {PAGE.relative_to(ROOT)}")


def _percent(share: float, error: float) -> str:
    return f"{share:.1%} ± {1.96 * error:.1%}".replace("%", " %")


if __name__ == "__main__":
    main()
