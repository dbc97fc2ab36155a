"""Evidence of changes in the rate of a count series, clustering inside every model."""

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Arguments, Days

MIN_PERIODS = 20
# A regime lasts at least a week; 3 or 4 days find no more events and add noise.
MIN_DAYS = 7
# Above .5 a level that feeds itself for weeks would count as clustering: real wars vanish.
BRANCHINGS = np.array([0.0, 0.125, 0.25, 0.375, 0.5])
SIZES = np.array([0.08, 0.17, 0.35, 0.7, 1.4, 2.8, 6.0, 15.0, 40.0, 1e5])
# So many days tell sizes apart that lie between those: a change must not pay for a size not there.
FINE_DAYS, FINE_SIZES = 200, np.sort(np.append(SIZES, [0.25, 0.5, 1.0, 2.0]))
# Prior of the models with a change: one to four changes with free levels, a lull or burst.
MODELS = np.log([0.60, 0.12, 0.05, 0.03, 0.20])
MOST_CHANGES = 4
# A change is found above this evidence, or where a lull or burst exceeds its ratio. Clustering
# makes short bursts: they need more. So do a long series, and a period between changes found.
LINE, LULL_LINE, LULL_DAYS, LULL_INSIDE, BURST_LINE, BURST_DAYS = 5.0, 16.25, 140, 2.0, 20.0, 28
# A further change must explain the data five times better to be counted; a lull against steps.
FURTHER, LULL_PRIOR = math.log(0.2), math.log(0.3)
# A period is asked again from this length and this many events on.
AGAIN_DAYS, AGAIN_EVENTS, DEEPEST = 21, 5, 5
LEAST_EVENTS = 4
# Posterior chance of a date set, and what is added to it where events set off as many others as
# they may: chosen on simulated series with known dates.
SET_CHANCE, CLUSTERED_CHANCE = 0.91, 0.06
# Trends tried in place of steps, as multiples of the fitted one; the prior of their logarithm.
TRENDS, TREND_SPREAD, LEAST_TREND = np.array([0.6, 0.8, 1.0, 1.2, 1.4]), 1.5, math.log(1.5)
# A change may be gradual where a trend explains the days so many times better than the steps do;
# the rate wanders where a random walk of its logarithm, with one of these standard deviations a
# day, explains them so many times better than anything that was found.
GRADUAL, WANDERS, WANDERINGS = 2.5, 10.0, (0.03, 0.06, 0.12)
# Branchings and sizes whose weight is lower by more nats are not looked at again.
ALIVE = 20.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Weighed:
    """What the models of some days weigh, beside the arguments of the sums over partitions.

    ``steps`` and ``weights`` are log evidences: of 0, 1, 2, ... changes by branching and size,
    and the same by branching, of a lull as well. ``line`` is what the lull's ratio must exceed.
    """

    arguments: "Arguments"
    steps: np.ndarray
    weights: np.ndarray
    line: float = math.inf
    lull_ratio: float = 0.0
    step_ratio: float = 0.0
    ends: tuple[int, int] = (0, 0)

    def against_none(self, branchings: slice = slice(None)) -> np.ndarray:
        """Give the log evidence of every model with a change against no change."""
        whole = np.logaddexp.reduce(self.weights[branchings], axis=0)
        return whole[1:] - whole[0]

    @property
    def evidence(self) -> float:
        """Log evidence of any change, whatever the clustering."""
        return _log_sum(self.against_none() + MODELS)

    @property
    def evidence_if_independent(self) -> float:
        """The same where no event sets off another."""
        return _log_sum(self.against_none(slice(1)) + MODELS)

    @property
    def found(self) -> bool:
        """Whether something changed."""
        return self.evidence > math.log(LINE) or self.lull_ratio > self.line


@dataclass(frozen=True, kw_only=True, eq=False)
class Search:
    """The first look, and of every change its position, set, and log evidence."""

    first: Weighed
    kind: str
    positions: list[int]
    sets: list[tuple[int, int]] = field(default_factory=list)
    each: list[list[float]] = field(default_factory=list)


def size_grid(days: int) -> np.ndarray:
    """Give the sizes of the negative binomial that so many days are weighed with."""
    return FINE_SIZES if days > FINE_DAYS else SIZES


def _log_sum(values: np.ndarray) -> float:
    return float(np.logaddexp.reduce(values))


def weigh(
    days: "Days", least: int, *, inside: bool = False, plain: Weighed | None = None
) -> Weighed:
    """Weigh the models of some days; ``inside`` asks for more where a change was found before.

    ``plain`` is what the days weigh without lulls, of :func:`weigh_changes`, where that is known.
    """
    from analytics.changepoints.lulls import weigh_lulls

    plain = plain or weigh_changes(days, least)
    lull, peaks, ends = weigh_lulls(*plain.arguments, plain.steps)
    step, *ratios = 2.0 * np.maximum(peaks[1:] - peaks[0], 0.0)
    places = 2.0 * max(0.0, math.log(days.values.size / LULL_DAYS))
    lines = [LULL_LINE, LULL_LINE if np.diff(ends[1])[0] >= BURST_DAYS else BURST_LINE]
    kind = int(np.argmax(np.subtract(ratios, lines)))
    return replace(
        plain,
        weights=np.column_stack([plain.weights, lull]),
        line=lines[kind] + places + (LULL_INSIDE if inside else 0.0),
        step_ratio=float(step),
        lull_ratio=float(ratios[kind]),
        ends=(int(ends[kind, 0]), int(ends[kind, 1])),
    )


def weigh_changes(
    days: "Days", least: int, *, changes: int = MOST_CHANGES, rates: int | None = None
) -> Weighed:
    """Weigh up to so many changes with free levels, and none; no lulls."""
    from analytics.changepoints.likelihood import rate_grid, remember
    from analytics.changepoints.partitions import weigh_steps

    past, known = np.empty(days.values.size), np.empty(days.values.size)
    remember(days.capped(), days.ages, days.lengths, past, known)
    table = np.vstack([days.values, days.exposure, days.lengths])
    grid = (*rate_grid(days, rates), BRANCHINGS, size_grid(days.values.size))
    arguments = (table, past, known, *grid, least)
    steps = weigh_steps(*arguments, changes)
    return Weighed(arguments=arguments, steps=steps, weights=np.logaddexp.reduce(steps, axis=1))


def _places(weighed: Weighed) -> tuple[str, list[int]]:
    """Give the likeliest changes: the steps of the likeliest number, or the ends of a lull."""
    from analytics.changepoints.partitions import place_steps

    models = weighed.against_none()
    number = models[:-1] + np.arange(MOST_CHANGES) * FURTHER
    changes = 1 + int(np.argmax(number))
    likelier = models[-1] + LULL_PRIOR > number.max()
    sharper = weighed.lull_ratio - 6.0 > weighed.step_ratio and changes < 2
    if weighed.lull_ratio > weighed.line and (likelier or sharper):
        return "lull", list(weighed.ends)
    places = place_steps(*weighed.arguments, weighed.steps, changes)[1:]
    chances = [np.exp(row - row.max()) for row in places]
    return "steps", sorted({int(np.argmax(np.convolve(p, np.ones(3), "same"))) for p in chances})


def search_days(
    days: "Days", least: int, first: Weighed | None = None, *, anyway: bool = False
) -> Search:
    """Ask for changes in the whole, then in every period between those found.

    ``first`` is what the whole weighs, where that is known; ``anyway`` places its likeliest changes
    whether or not they are found.
    """
    first = first or weigh(days, least)
    if not (first.found or anyway) or days.values.sum() < LEAST_EVENTS:
        return Search(first=first, kind="none", positions=[])
    kind, places = _places(first)
    found, waiting = set(places), [(0, days.values.size, places, 0)]
    while waiting:
        low, high, inside, depth = waiting.pop()
        edges = [low, *inside, high]
        for start, stop in zip(edges, edges[1:], strict=False):
            part = days.part(start, stop)
            short = stop - start < max(AGAIN_DAYS, 3 * least) or stop - start == high - low
            if short or part.values.sum() < AGAIN_EVENTS or depth > DEEPEST:
                continue
            if (weighed := weigh(part, least, inside=True)).found:
                more = [start + place for place in _places(weighed)[1]]
                found.update(more)
                waiting.append((start, stop, more, depth + 1))
    return _dated(days, least, Search(first=first, kind=kind, positions=sorted(found)))


def _dated(days: "Days", least: int, search: Search) -> Search:
    """Give every change its likeliest day between its neighbours, its set and its evidence."""
    edges = [0, *search.positions, days.values.size]
    known: dict[tuple[int, int], _OnlyChange] = {}
    between: dict[int, tuple[int, int]] = {}
    # Twice, and with a day less: a neighbour that is a day off would keep the end of a week away.
    for k in [*range(1, len(edges) - 1)] * 2:
        low, high = between[k] = edges[k - 1], edges[k + 1]
        if (low, high) not in known:
            known[low, high] = _only_change(days.part(low, high), least - 1)
        edges[k] = low + known[low, high].place
    sets, each = [], []
    # A set takes as long as all before it: it is asked for between the last neighbours alone.
    for low, high in between.values():
        one = known[low, high]
        first, last = _date_set(one)
        sets.append((low + min(first, one.place), low + max(last, one.place)))
        each.append([float(one.weighed.against_none(slice(end))[0]) for end in (None, 1)])
    return replace(search, positions=edges[1:-1], sets=sets, each=each)


def _shortest(chances: np.ndarray, chance: float) -> tuple[int, int]:
    """Give the shortest stretch of days that holds the change with a chance."""
    sums = np.append(0.0, np.cumsum(chances))
    lasts = np.searchsorted(sums, sums[:-1] + chance - 1e-12) - 1
    lengths = np.where(lasts < chances.size, lasts - np.arange(chances.size), chances.size)
    first = int(np.argmin(lengths))
    return first, int(lasts[first])


@dataclass(frozen=True, kw_only=True, eq=False)
class _OnlyChange:
    """Some days with one change: what they weigh, and how likely it is on each of them."""

    days: "Days"
    weighed: Weighed
    chances: np.ndarray

    @property
    def place(self) -> int:
        """The likeliest day of the change."""
        return int(np.argmax(self.chances))


def _only_change(days: "Days", least: int) -> _OnlyChange:
    from analytics.changepoints.partitions import place_steps

    least = max(min(least, days.values.size // 2), 1)
    weighed = weigh_changes(days, least, changes=1, rates=32)
    lasting = _chances(place_steps(*weighed.arguments, weighed.steps, 1)[1])
    return _OnlyChange(days=days, weighed=weighed, chances=lasting)


def _date_set(one: _OnlyChange) -> tuple[int, int]:
    """Give the first and the last day of the date set.

    Whether the memory of the days before a change lasts after it is not known: the set is that of
    both models, averaged.
    """
    from analytics.changepoints.partitions import place_step

    weighed, days = one.weighed, one.days
    table, *rest = weighed.arguments
    afresh = place_step(table, days.capped(), days.ages, *rest, weighed.steps)
    both = 0.5 * (one.chances + _chances(np.logaddexp.reduce(afresh, axis=0)))
    shares = np.exp(weighed.weights[:, 1] - weighed.weights[:, 1].max())
    clustering = float(BRANCHINGS @ shares / shares.sum() / BRANCHINGS[-1])
    return _shortest(both, SET_CHANCE + CLUSTERED_CHANCE * clustering)


def _chances(logs: np.ndarray) -> np.ndarray:
    chances = np.exp(logs - logs.max())
    return chances / chances.sum()


def against_smooth(days: "Days", least: int, search: Search) -> tuple[float, float]:
    """Give the log odds of a steady trend, and of a wandering rate, against what was found.

    Returns
    -------
    trend, wandering : float
        Minus infinity where there is no trend to speak of, or the changes do not go one way.
    """
    from analytics.changepoints.partitions import weigh_wandering

    first, arguments = search.first, search.first.arguments
    none = np.logaddexp.reduce(first.steps[:, :, 0], axis=(0, 1))
    alive = first.steps.max(axis=2) > first.steps.max() - ALIVE
    kernels = np.array([_kernel(arguments[3], sd) for sd in WANDERINGS])
    wandering = weigh_wandering(*arguments[:7], alive, kernels) - none - first.evidence
    return _trend(days, least, search) - none - first.evidence, float(wandering)


def _kernel(rates: np.ndarray, sd: float) -> np.ndarray:
    """Give the chance of each rate a day after each other one: a step of the logarithm."""
    logs = np.log(rates)
    kernel = np.exp(-0.5 * ((logs[:, None] - logs[None, :]) / sd) ** 2)
    return kernel / kernel.sum(axis=1, keepdims=True)


def _trend(days: "Days", least: int, search: Search) -> float:
    """Give the log evidence of one log-linear trend without steps."""
    from analytics.changepoints.rhythm import trend_slope

    edges = [0, *search.positions, days.values.size]
    feed = days.capped()
    means = np.array([feed[a:b].mean() for a, b in zip(edges, edges[1:], strict=False)])
    way = np.sign(np.diff(means))
    time = np.cumsum(days.ages)
    time = (time - time.mean()) / np.ptp(time)
    slope = trend_slope(feed * days.exposure, days.exposure, time)
    if abs(way.sum()) < way.size or abs(slope) < LEAST_TREND:
        return -math.inf
    slopes = slope * TRENDS
    density = np.exp(-0.5 * (slopes / TREND_SPREAD) ** 2) / (TREND_SPREAD * math.sqrt(2 * math.pi))
    prior = np.log(density * abs(slope) * (TRENDS[1] - TRENDS[0]))
    tilted = [replace(days, exposure=days.exposure * np.exp(value * time)) for value in slopes]
    weights = [weigh_changes(one, least, changes=0).weights[:, 0] for one in tilted]
    return _log_sum(np.logaddexp.reduce(weights, axis=1) + prior)
