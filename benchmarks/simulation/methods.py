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


def _found(search: Callable[[pd.Series], pd.DataFrame], *kept: str) -> Callable:
    """Measure a search: the days of its changes, the ends of their sets, and ``kept`` columns."""

    def measure(counts: pd.Series, cell: Cell) -> Record:
        try:
            table = search(counts)
        except EscalationError as error:
            return {"at": [], "low": [], "high": [], "refused": type(error).__name__}
        names = {"at": "changepoint", "low": "ci_low", "high": "ci_high"}
        start = counts.index[0]
        days = {key: (table[column] - start).dt.days.tolist() for key, column in names.items()}
        return {**days, **{name: table[name].round(4).tolist() for name in kept}}

    return measure


def _changepoints(counts: pd.Series) -> pd.DataFrame:
    from analytics.changepoints.search import find_changepoints

    return find_changepoints(counts).table


def _previous(counts: pd.Series) -> pd.DataFrame:
    from benchmarks.peers.previous.search import previous_changepoints

    return previous_changepoints(counts, level=LEVEL).table


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
        sources=("benchmarks.detectors.detectors",),
    )


METHODS = {
    method.name: method
    for method in (
        Method(
            name="find_changepoints",
            measure=_found(_changepoints, "evidence"),
            sections=(*DETECTION, "dates"),
            runs=1000,
            quick_runs=80,
            sources=("analytics.changepoints.search",),
        ),
        Method(
            name="previous search",
            measure=_found(_previous, "pvalue"),
            sections=(*DETECTION, "dates"),
            runs=1000,
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
            runs=500,
            quick_runs=80,
            sources=("benchmarks.detectors.detectors",),
        ),
        _peer("ruptures", detectors.ruptures_default, 100, 60),
        _peer("ruptures_daily", detectors.ruptures_daily, 1000, 80),
        _peer("skchange", detectors.skchange_default, 200, 60),
        _peer("acled", detectors.acled_surge, 1000, 80),
        _peer("hdx", detectors.hdx_signal, 1000, 80),
    )
}
