"""Change points over many drawings of the dates that are not known."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.changepoints.search import (
    FOUND,
    NO_SIGN,
    NOT_SETTLED,
    ChangepointResult,
    Changes,
    search_changes,
)
from analytics.dispersion import Dispersion, Scatter
from analytics.imputation.date_sets import (
    PooledDate,
    Searched,
    common_changes,
    evidence_open,
    mean_evidence,
    open_shares,
)
from analytics.imputation.rubin import pool
from analytics.parallel import in_order
from analytics.rates import LEVEL, QUANTILE, log_rate_variance, rate_interval, wald_ratio_interval
from analytics.wording import plain_count, plain_number

# Above this size the counts vary no more than Poisson.
POISSON_SIZE = 1000.0
# Events in every draw, and days.
Side = tuple[np.ndarray, int]


@dataclass(frozen=True, kw_only=True, eq=False)
class PooledChanges(ChangepointResult):
    """Outcome of :func:`pool_changes`: a ``ChangepointResult`` whose numbers are pooled.

    ``table`` has a column ``share`` more: of the draws that find the change. ``counts`` are the
    precisely dated events, ``events`` in ``segments`` is a mean over the draws, ``imprecise``
    of ``events`` are not dated to the day, ``series`` is the number of completed series,
    ``open_shares`` are the shares of them that find a change and are too near a half to settle
    whether most would, and ``without`` is the search with the imprecisely dated events left out.
    """

    series: int
    imprecise: int
    events: int
    open_shares: tuple[float, ...]
    without: ChangepointResult

    def __str__(self) -> str:
        """Say the finding in one sentence, then on how many drawn dates it rests."""
        noun = str(self.counts.name or "events")
        verb = "is" if self.imprecise == 1 else "are"
        found = ""
        if len(self.table):
            shares = sorted({f"{share:.0%}" for share in self.table["share"]}, key=len)
            least, most = self.table["share"].min() * 100, self.table["share"].max() * 100
            found = f"{least:.0f} %" if len(shares) == 1 else f"{least:.0f} to {most:.0f} %"
            found = f", and each change is found in {found} of them"
        for share in self.open_shares:
            found += (
                f"; a change is found in {100 * share:.0f} % of them, too near a half to settle"
            )
        return (
            f"{super().__str__()} {self.imprecise} of {plain_count(self.events, noun)} {verb} not "
            f"dated to the day; their dates were drawn {plain_number(self.series)} times{found}."
        )


def pool_changes(
    imputed: Sequence[pd.Series],
    plain: ChangepointResult,
    *,
    imprecise: int,
    events: int,
    further: Iterable[Sequence[pd.Series]] = (),
) -> PooledChanges:
    """Search every completed series for changes, and pool what is found.

    Parameters
    ----------
    imputed : sequence of Series of int, shape (n_days,)
        Completed daily counts of ``impute_counts``, two or more.
    plain : ChangepointResult
        The search with the imprecisely dated events left out.
    imprecise, events : int
        Events that are not dated to the day, and all events.
    further : iterable of sequences of Series
        More completed series, taken one sequence at a time as long as those that there are leave
        a decision open.

    Returns
    -------
    PooledChanges

    Notes
    -----
    Changes of two draws are the same when they go the same way and their date sets share a
    day. One that more than half of the draws find, beyond what the number of draws leaves open
    (the 99.9 % interval of the share), is reported. Where it is left open, more are drawn; where it
    still is, nothing is said to be settled. Its date is the middle one, and its set runs from the
    day before which a tenth of the draws' sets begin to the day after which a tenth end. Evidence
    is the mean of the draws' evidences, of a change over those that find it; whether it is gradual
    is asked of the precisely dated events alone. Rates and ratios between the pooled dates follow
    Rubin's rules on the log scale.
    """
    series, found, more = list(imputed), _search(imputed, plain), iter(further)
    while _open(found) and (batch := next(more, None)) is not None:
        series, found = [*series, *batch], [*found, *_search(batch, plain)]
    middle = float(np.median([each.size or POISSON_SIZE for each in found]))
    size = middle if middle < POISSON_SIZE else None
    branching = float(np.median([each.branching for each in found]))
    model = _Model(imputed=tuple(series), found=found, scatter=_pooled_scatter(found))
    changes = common_changes(found)
    edges = [0, *plain.counts.index.get_indexer([row["changepoint"] for row in changes])]
    edges.append(len(plain.counts))
    usual = ~plain.counts.index.isin(plain.standing_out["day"])
    segments = pd.DataFrame(
        [_segment(model, *ends, usual) for ends in zip(edges, edges[1:], strict=False)]
    )
    table = _table(model, changes, edges, plain)
    evidences = [each.evidence for each in found]
    return PooledChanges(
        counts=plain.counts,
        exposure=plain.exposure,
        verdict=FOUND if changes else NO_SIGN if _no_sign(found) else NOT_SETTLED,
        evidence=mean_evidence(evidences),
        evidence_if_independent=mean_evidence([each.evidence_if_independent for each in found]),
        lull_ratio=float(np.median([each.lull_ratio for each in found])),
        lull_line=float(np.median([each.lull_line for each in found])),
        kind=Counter(each.kind for each in found).most_common(1)[0][0],
        gradual=plain.gradual and len(table) > 0,
        trend_against_steps=plain.trend_against_steps,
        wandering=plain.wandering and len(table) > 0,
        wandering_against_steps=plain.wandering_against_steps,
        branching=branching,
        size=size,
        weekday=bool(np.mean([each.weekday for each in found]) > 0.5),
        scatter=model.scatter,
        table=table,
        segments=segments,
        # The days of precisely dated events; drawn ones are spread, and make no day stand out.
        standing_out=plain.standing_out,
        series=len(series),
        imprecise=imprecise,
        events=events,
        open_shares=tuple(open_shares(found)),
        without=plain,
    )


def _open(found: list[Searched]) -> bool:
    """Say whether further draws could give another verdict."""
    if open_shares(found):
        return True
    return not common_changes(found) and evidence_open([each.evidence for each in found])


def _no_sign(found: list[Searched]) -> bool:
    """Say whether the draws show no sign of a change, whatever further draws would say."""
    return not _open(found) and mean_evidence([each.evidence for each in found]) < 1


@dataclass(frozen=True, kw_only=True)
class _Model:
    """The completed series with what was found in each, and how much the days scatter."""

    imputed: tuple[pd.Series, ...]
    found: list[Searched]
    scatter: Scatter


def _search(imputed: Sequence[pd.Series], plain: ChangepointResult) -> list[Searched]:
    """Search every series, each different one once."""
    keys = [counts.to_numpy(np.int64).tobytes() for counts in imputed]
    known: dict[bytes, Searched] = {plain.counts.to_numpy(np.int64).tobytes(): plain}
    new = {key: counts for key, counts in zip(keys, imputed, strict=True) if key not in known}
    words = f"Searching {len(new)} series with drawn dates"
    known |= dict(zip(new, in_order(_searched, new.values(), words), strict=True))
    return [known[key] for key in keys]


def _searched(counts: pd.Series) -> Changes:
    """Search a series, and measure its scatter while others are searched."""
    found = search_changes(counts)
    _ = found.scatter
    return found


def _pooled_scatter(found: list[Searched]) -> Scatter:
    middle = {
        name: float(np.median([getattr(each.scatter, name) for each in found]))
        for name in ("daily", "excess", "freedom")
    }
    return Scatter(**middle)


def _events(model: _Model, first: int, stop: int) -> np.ndarray:
    return np.array([counts.iloc[first:stop].sum() for counts in model.imputed], float)


def _widened(model: _Model, logs: np.ndarray, sides: Sequence[Side]) -> dict[str, Any]:
    """Give size and inflation that make a normal interval Rubin's."""
    from scipy.special import stdtrit

    lengths = [days for _, days in sides]
    variances = [
        _variance(each.scatter.over(*lengths), [(float(x[k]), days) for x, days in sides])
        for k, each in enumerate(model.found)
    ]
    scatter = model.scatter.over(*lengths)
    pooled = pool(logs, variances, freedom=scatter.freedom)
    student = float(stdtrit(pooled.freedom, (1 + LEVEL) / 2))
    wide = math.sqrt(scatter.inflation * pooled.widening) * student / QUANTILE
    return {"size": scatter.size, "inflation": wide}


def _variance(scatter: Dispersion, sides: Sequence[tuple[float, int]]) -> float:
    logs = [log_rate_variance(max(events, 0.5), days, size=scatter.size) for events, days in sides]
    return scatter.inflation * sum(logs)


def _segment(model: _Model, first: int, stop: int, usual: np.ndarray) -> dict[str, object]:
    index, days = model.imputed[0].index, stop - first
    events = _events(model, first, stop)
    wide = _widened(model, np.log(np.maximum(events, 0.5)), [(events, days)])
    limits = rate_interval(events.mean(), days, **wide)
    return {
        "start": index[first],
        "end": index[stop - 1],
        "days": days,
        "events": events.mean(),
        "rate": events.mean() / days,
        "rate_low": limits[0],
        "rate_high": limits[1],
        "rate_without": _usual_rate(model, first, stop, usual),
    }


def _usual_rate(model: _Model, first: int, stop: int, usual: np.ndarray) -> float:
    """Give the mean rate of the days that do not stand out."""
    kept = usual[first:stop]
    sums = [(each.to_numpy()[first:stop] * kept).sum() for each in model.imputed]
    return float(np.mean(sums) / max(kept.sum(), 1e-9))


def _table(
    model: _Model, changes: list[PooledDate], edges: list[int], plain: ChangepointResult
) -> pd.DataFrame:
    rows = [row | _ratio(model, *edges[k : k + 3]) for k, row in enumerate(changes)]
    names = [*plain.table.columns, "share"]
    kinds = dict(plain.table.dtypes) | {"share": float}
    return pd.DataFrame(rows, columns=names).astype(kinds)


def _ratio(model: _Model, low: int, place: int, high: int) -> dict[str, float]:
    sides = [(_events(model, *ends), ends[1] - ends[0]) for ends in ((low, place), (place, high))]
    logs = [np.log(np.maximum(events, 0.5) / days) for events, days in sides]
    before, after = ((events.mean(), days) for events, days in sides)
    limits = wald_ratio_interval(before, after, **_widened(model, logs[1] - logs[0], sides))
    rates = before[0] / before[1], after[0] / after[1]
    return {
        "rate_before": rates[0],
        "rate_after": rates[1],
        "rate_ratio": rates[1] / rates[0] if rates[0] > 0 else math.inf,
        "ratio_low": limits[0],
        "ratio_high": limits[1],
    }
