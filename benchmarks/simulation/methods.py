"""Every method that is measured: one series in, one small record out."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from benchmarks.peers import detectors
from benchmarks.simulation.cells import LEVEL, Cell
from data.errors import EscalationError

Record = dict[str, object]
DETECTION = ("unchanged", "changed")


@dataclass(frozen=True, kw_only=True)
class Method:
    """A method, the sections that it takes part in, and how often it is run in each cell.

    Fewer than a thousand runs mean that it is slow. ``sources`` are the modules whose text
    decides whether stored results are still valid.
    """

    name: str
    measure: Callable[[pd.Series, Cell], Record]
    sections: tuple[str, ...]
    runs: int
    quick_runs: int
    sources: tuple[str, ...]


def _days(counts: pd.Series, table: pd.DataFrame) -> Record:
    """Give the days of changes, and the ends of their sets."""
    names = {"at": "changepoint", "low": "ci_low", "high": "ci_high"}
    start = counts.index[0]
    return {key: (table[column] - start).dt.days.tolist() for key, column in names.items()}


def _weighed(counts: pd.Series, cell: Cell) -> Record:
    from analytics.changepoints.search import find_changepoints

    result = find_changepoints(counts)
    return {
        **_days(counts, result.table),
        "evidence": float(f"{result.evidence:.4g}"),
        "independent": float(f"{result.evidence_if_independent:.4g}"),
        "ratio": round(result.lull_ratio, 2),
        "gradual": bool(result.gradual),
        "odd": len(result.standing_out),
    }


def _previous(counts: pd.Series, cell: Cell) -> Record:
    from benchmarks.peers.previous.search import previous_changepoints

    try:
        return _days(counts, previous_changepoints(counts, level=LEVEL).table)
    except EscalationError as error:
        return {"at": [], "low": [], "high": [], "refused": type(error).__name__}


def _effect(counts: pd.Series, cell: Cell) -> Record:
    from analytics.effects.before_after import event_effect

    (_, before), (_, after) = cell.design.levels
    result = event_effect(counts, counts.index[before], before=before, after=after)
    if not result.answerable:
        return {"answerable": False}
    limits = [result.ci_low, result.ci_high]
    return {"answerable": True, "ours": limits, "naive": [result.naive_low, result.naive_high]}


def _regressions(counts: pd.Series, cell: Cell) -> Record:
    limits = detectors.regression_intervals(counts, cell.design.levels[0][1])
    return {"answerable": False} if limits is None else {"answerable": True, **limits}


def _rule(flag: Callable) -> Callable[[pd.Series, Cell], Record]:
    return lambda counts, cell: {"at": flag(counts.to_numpy())}


def _peer(name: str, flag: Callable, runs: int, quick_runs: int) -> Method:
    return Method(
        name=name,
        measure=_rule(flag),
        sections=DETECTION,
        runs=runs,
        quick_runs=quick_runs,
        sources=("benchmarks.peers.detectors",),
    )


METHODS = {
    method.name: method
    for method in (
        Method(
            name="find_changepoints",
            measure=_weighed,
            sections=(*DETECTION, "dates"),
            runs=1000,
            quick_runs=80,
            sources=("analytics.changepoints.search",),
        ),
        Method(
            name="previous search",
            measure=_previous,
            sections=(*DETECTION, "dates"),
            runs=200,
            quick_runs=80,
            sources=("benchmarks.peers.previous.search",),
        ),
        Method(
            name="event_effect",
            measure=_effect,
            sections=("effects",),
            runs=1000,
            quick_runs=80,
            sources=("analytics.effects.before_after",),
        ),
        Method(
            name="regressions",
            measure=_regressions,
            sections=("effects",),
            runs=300,
            quick_runs=80,
            sources=("benchmarks.peers.detectors",),
        ),
        _peer("ruptures", detectors.ruptures_default, 100, 60),
        _peer("ruptures_daily", detectors.ruptures_daily, 1000, 80),
        _peer("skchange", detectors.skchange_default, 200, 60),
        _peer("acled", detectors.acled_surge, 1000, 80),
        _peer("hdx", detectors.hdx_signal, 1000, 80),
    )
}
