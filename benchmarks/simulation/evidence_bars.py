"""How often the evidence is wrong and what it finds, against its bars; resumable, one process.

``python -m benchmarks.simulation.evidence_bars`` runs what is missing and prints the table;
``QUICK=1`` does a tenth, ``RUNS`` sets the runs of every cell, ``--write`` puts the table into
docs/evidence.md. The rule was chosen after a look at the first runs of these cells, so the runs
here are numbered from ``FRESH`` on: other random numbers, which it has not seen.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.changepoints.search import find_changepoints
from benchmarks.markdown import table
from benchmarks.simulation.cells import CHANGED, Cell
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.simulate import BURN_IN, Design, generator, simulate
from benchmarks.simulation.store import Store
from benchmarks.simulation.summary import Share, all_found, share

AT_ONCE = 25
FRESH = 10_000
PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
# Runs of a cell without a change, and of the others.
UNCHANGED, OTHERS = 1000, 300
SIZES = {"Poisson": None, "NB size 1": 1.0, "NB size 0.5": 0.5}

PAGE_TEXT = """\
# How often the search for changes is wrong, and what it finds

Written by `python -m benchmarks.simulation.evidence_bars --write` on {today}; no number in the
table is typed by hand. Series with a known truth; behind each share its Monte Carlo standard error.
The rule was chosen on other cells and after a look at some runs of these; the runs here use random
numbers that it has not seen. "any change" is false in a series that has none (one level for some
days: `0.8x140`) and wanted in the others. "gradual" counts series of which it was said that a
steady trend explains them better than the changes found, "wandering" those of which it was said
that small moves every day do; their lines were chosen on random numbers of their own. The search
that this one replaced, and other tools, are in [validation.md](validation.md).

{table}
"""


@dataclass(frozen=True, kw_only=True)
class WiderDesign(Design):
    """A design with zeros of another kind, with one odd day, or with another memory.

    Attributes
    ----------
    zeros : float
        Share of the days that are 0 whatever the rate; the others' mean makes up for it.
    odd : int
        Count of one day, drawn at random; 0 for none.
    lag : float
        Mean lag of the self-excitation in days.
    trend : float
        Factor by which the rate rises steadily from the first day to the last.
    """

    zeros: float = 0.0
    odd: int = 0
    lag: float = 4.0
    trend: float = 1.0


def draw(design: Design, rng: np.random.Generator) -> pd.Series:
    """Draw one series of a design."""
    if not isinstance(design, WiderDesign):
        return simulate(design, rng)
    days = np.arange(design.days)
    means = np.repeat(*map(np.array, zip(*design.levels, strict=True))).astype(float)
    means *= design.trend ** (days / days[-1]) / (1 - design.zeros)
    if design.branching:
        values = _with_memory(means, design, rng)
    else:
        size = design.size
        mixing = np.ones(days.size) if size is None else rng.gamma(size, 1 / size, days.size)
        values = rng.poisson(means * mixing)
    values = values * (rng.random(days.size) >= design.zeros)
    if design.odd:
        values[rng.integers(days.size)] = design.odd
    return pd.Series(values, pd.date_range("2023-01-02", periods=days.size), name="events")


def _with_memory(means: np.ndarray, design: WiderDesign, rng: np.random.Generator) -> np.ndarray:
    means = np.concatenate([np.full(BURN_IN, means[0]), means])
    kept, recent, values = 1 - 1 / design.lag, 1.0, []
    for mean in means:
        values.append(rng.poisson(mean * (1 - design.branching + design.branching * recent)))
        recent = kept * recent + (1 - kept) * values[-1] / mean
    return np.array(values[BURN_IN:])


def _cell(section: str, series: str, design: Design, bar: float | None = None) -> Cell:
    return Cell(section=section, series=series, design=design, bar=bar)


def _quiet(series: str, days: int, mean: float, bar: float | None, **options: float) -> Cell:
    return _cell("quiet", series, WiderDesign(levels=((mean, days),), **options), bar)


def _wandering(days: int, correlation: float) -> Cell:
    design = Design(levels=((2.0, days),), wander=0.6, correlation=correlation)
    return _cell("quiet", "wandering rate", design)


def _steps(series: str, *levels: tuple[float, int], bar: float | None, **options: float) -> Cell:
    return _cell("found", series, Design(levels=levels, **options), bar)


def cells() -> list[Cell]:
    """Give the cells of the bars."""
    lull, rise_and_fall, three, doubling = CHANGED
    found = []
    for cell, bar in ((lull, 0.45), (rise_and_fall, 0.92), (doubling, 0.60), (three, 0.90)):
        found.append(_cell("found", cell.series, cell.design, bar))
    clustered = [
        Cell(
            section="quiet",
            series=f"self-exciting .{branching * 10:.0f}, NB size 2",
            design=Design(levels=((mean, days),), branching=branching, size=2.0),
            bar={(0.3, 60): 0.09, (0.5, 60): 0.18, (0.3, 140): 0.08, (0.5, 140): 0.16}.get(
                (branching, days)
            ),
        )
        for branching, days, mean in product((0.5, 0.3), (140, 60, 365), (0.8, 3.0))
    ]
    return [
        *clustered[:4],
        *clustered[6:10],
        *found,
        _steps("doubling, .5", (1.0, 180), (2.0, 185), bar=0.80, branching=0.5),
        _steps("tripling, .5", (0.8, 70), (2.4, 70), bar=0.85, branching=0.5),
        *(_quiet("one odd day", 140, 1.3, 0.05, odd=odd) for odd in (20, 500)),
        *(
            _quiet("self-exciting .5, lag 10", 365, m, 0.15, branching=0.5, lag=10.0)
            for m in (0.8, 3.0)
        ),
        *(
            _quiet(series, days, 0.8, 0.05, **({"size": size} if size else {}))
            for days, (series, size) in product((60, 140, 365), SIZES.items())
        ),
        *(
            _quiet("zero-inflated NB size 2", days, 0.8, 0.05, size=2.0, zeros=0.5)
            for days in (60, 140, 365)
        ),
        *(_dates()),
        _cell("found", "lull in .3", Design(levels=lull.design.levels, branching=0.3)),
        _quiet("NB size 2", 111, 1.6, None, size=2.0),
        _quiet("steady rise x4", 140, 1.0, None, size=2.0, trend=4.0),
        _quiet("steady rise x2", 365, 1.4, None, size=2.0, trend=2.0),
        _wandering(140, 0.95),
        _wandering(365, 0.97),
        *clustered[4:6],
        *clustered[10:],
        *(
            _quiet(series, 1000, 0.8, 0.05, **({"size": size} if size else {}))
            for series, size in SIZES.items()
        ),
        _quiet("zero-inflated NB size 2", 1000, 0.8, 0.05, size=2.0, zeros=0.5),
    ]


def _dates() -> list[Cell]:
    return [
        _cell(
            "dates",
            f"step x{ratio:g}, NB size {size:g}",
            Design(levels=((1.0, 90), (ratio, 90)), size=size),
            0.93,
        )
        for ratio, size in product((2.0, 3.0, 5.0), (1.0, 3.0))
    ]


def measure(counts: pd.Series) -> Record:
    """Weigh one series."""
    result = find_changepoints(counts)
    start, dates = counts.index[0], result.table
    names = {"at": "changepoint", "low": "ci_low", "high": "ci_high"}
    days = {key: (dates[column] - start).dt.days.tolist() for key, column in names.items()}
    return {
        **days,
        "evidence": round(result.evidence, 4),
        "independent": round(result.evidence_if_independent, 4),
        "ratio": round(result.lull_ratio, 3),
        "gradual": bool(result.gradual),
        "wandering": bool(result.wandering),
        "odd": len(result.standing_out),
    }


METHOD = Method(
    name="find_changepoints",
    measure=lambda counts, cell: measure(counts),
    sections=("quiet", "found", "dates"),
    runs=UNCHANGED,
    quick_runs=UNCHANGED // 10,
    sources=("analytics.changepoints.search", "benchmarks.simulation.evidence_bars"),
)


def runs_of(cell: Cell) -> int:
    """Give the runs of a cell."""
    if os.environ.get("RUNS"):
        return int(os.environ["RUNS"])
    runs = UNCHANGED if cell.section == "quiet" else OTHERS
    runs = runs // 4 if cell.design.days >= 1000 else runs
    return runs // 10 if os.environ.get("QUICK", "0") not in ("", "0") else runs


def run(store: Store) -> None:
    """Do what is missing, a part of every cell in turn, so that all cells fill up alike."""
    for slow in (False, True):
        chosen = [cell for cell in cells() if (cell.design.days >= 1000) == slow]
        for first in range(0, max(map(runs_of, chosen)), AT_ONCE):
            for cell in chosen:
                todo = [k for k in store.missing(cell, runs_of(cell)) if k < first + AT_ONCE]
                if todo:
                    drawn = (draw(cell.design, generator(cell.name, FRESH + k)) for k in todo)
                    store.append(cell, todo, [measure(counts) for counts in drawn])
            print(f"{first + AT_ONCE} runs a cell", file=sys.stderr, flush=True)


def date_sets(records: list[Record], cell: Cell) -> tuple[Share, float]:
    """Give how often the set of the nearest change holds the true one, and its median length."""
    held, widths = [], []
    for record in records:
        for truth in cell.design.changes:
            if record["at"]:
                best = int(np.argmin([abs(day - truth) for day in record["at"]]))
                if abs(record["at"][best] - truth) <= 21:
                    held.append(record["low"][best] <= truth <= record["high"][best])
                    widths.append(record["high"][best] - record["low"][best] + 1)
    return share(held), float(np.median(widths)) if widths else float("nan")


def rows(store: Store) -> list[list[str]]:
    """Give one row a cell: share with a change, its bar, number and dates right."""
    told = []
    for cell in cells():
        records = store.records(cell, 10**6)
        if not records:
            continue
        some: Callable = lambda key, records=records: share([bool(r[key]) for r in records])  # noqa: E731
        number = share([len(r["at"]) == len(cell.design.changes) for r in records])
        sets, width = date_sets(records, cell)
        levels = " ".join(f"{mean:g}x{days}" for mean, days in cell.design.levels)
        bar = "–" if cell.bar is None else f"{'<=' if cell.section == 'quiet' else '>='} {cell.bar}"
        near = str(all_found(records, cell)) if cell.design.changes else "–"
        dated = f"{sets} of {width:g} days" if cell.design.changes else "–"
        odd = getattr(cell.design, "odd", 0)
        name = f"{cell.series}{f' of {odd}' if odd else ''}: {levels}"
        told.append([name, bar, str(len(records)), str(some("at")), str(number), near, dated])
        told[-1] += [str(some("gradual")), str(some("wandering")), str(some("odd"))]
    return told


def main() -> int:
    """Run and print."""
    store = Store(METHOD)
    if not {"--show", "--write"} & set(sys.argv):
        run(store)
    heads = ["cell", "bar", "runs", "any change", "number right", "all within 5 days", "sets hold"]
    lines = table([*heads, "gradual", "wandering", "odd days"], rows(store), texts=2)
    if "--write" in sys.argv:
        PAGE.write_text(PAGE_TEXT.format(today=date.today(), table="\n".join(lines)), "utf-8")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
