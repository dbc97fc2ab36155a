"""The segmentation kernel: against skchange, and its cost against length."""

import math
import time
from collections.abc import Callable
from itertools import product
from statistics import median

import numpy as np

from analytics.changepoints.segmentation import segment
from benchmarks.markdown import table

DAYS = 13_149
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = 5
TOO_LONG = 60.0  # seconds; a case that would take longer is left out, and the table says so
EVERY = 200  # days in a regime, where there are changes
BARS = {"sparse": 40, "dense": 3}
CHANGES = {False: "no change", True: f"a change every {EVERY} days"}


def draw(kind: str, days: int, *, changes: bool) -> np.ndarray:
    """Draw a series whose regimes alternate between a tenth and nearly twice its level.

    Parameters
    ----------
    kind : {"sparse", "dense"}
        About 5 % of the days with events, or Poisson counts of mean 3.
    days : int
        Also the seed.
    changes : bool

    Returns
    -------
    array of int, shape (days,)
    """
    rng = np.random.default_rng(days)
    factor = np.where((np.arange(days) // EVERY) % 2 == 1, 1.9, 0.1) if changes else 1.0
    if kind == "dense":
        return rng.poisson(3.0 * factor, days)
    return rng.binomial(1, 0.05 * factor, days) * (1 + rng.poisson(0.5, days))


def seconds(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Give the median time of a call, after one that is not counted; of 1, that one alone."""
    if repeats > 1:
        function()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return median(times)


def peer_rows() -> list[tuple]:
    """Time both on the same series with the same penalty, one after the other."""
    cases = product((1, 2), ("sparse", "dense"), (False, True))
    return [_peer_row(kind, changes, shortest) for shortest, kind, changes in cases]


def _peer_row(kind: str, changes: bool, shortest: int) -> tuple:
    from skchange.detectors import PELT
    from skchange.interval_scorers import PoissonCost

    counts = draw(kind, DAYS, changes=changes)
    signal = counts.reshape(-1, 1)
    peer = PELT(PoissonCost(), min_segment_length=shortest).fit(signal)
    options = {"penalty": float(peer.penalty_), "min_days": shortest}
    theirs = seconds(lambda: peer.predict_all(signal))
    ours = seconds(lambda: segment(counts, **options))
    found = segment(counts, **options)
    same = np.array_equal(found, peer.predict_all(signal)["changepoints"])
    times, bar = theirs / ours, BARS[kind]
    verdict = "met" if times >= bar else f"missed by {bar - times:.2g}"
    series = (f"{kind}, {CHANGES[changes]}", f"{100 * np.mean(counts > 0):.0f} %", shortest)
    same_text = "yes" if same else "no"
    return (
        *series,
        len(found),
        same_text,
        _ms(theirs),
        _ms(ours),
        f"{times:.0f}",
        f"≥ {bar}",
        verdict,
    )


def cost_by_length() -> dict[str, dict[int, float]]:
    """Time the kernel on series of growing length.

    Returns
    -------
    dict
        Seconds by kind of series and length; lengths that would take too long are absent.
    """
    cases = product(("sparse", "dense"), (False, True))
    return {f"{kind}, {CHANGES[changes]}": _costs(kind, changes) for kind, changes in cases}


def _costs(kind: str, changes: bool) -> dict[int, float]:
    found: dict[int, float] = {}
    for days in LENGTHS:
        # Ten times the length takes up to forty times as long.
        if found and max(found.values()) * 40 > TOO_LONG:
            break
        counts, penalty = draw(kind, days, changes=changes), 2 * math.log(days)
        repeats = REPEATS if days <= 100_000 else 1
        found[days] = seconds(lambda c=counts, p=penalty: segment(c, penalty=p), repeats)
    return found


def exponent(costs: dict[int, float]) -> float:
    """Give the growth exponent between the first and the last length."""
    if len(costs) < 2:
        return math.nan
    first, last = min(costs), max(costs)
    return math.log(costs[last] / costs[first]) / math.log(last / first)


def kernel_lines(costs: dict[str, dict[int, float]]) -> list[str]:
    """Write both tables."""
    heads = ["13,149 days", "with events", "shortest regime", "changes found"]
    heads += ["the same", "skchange", "`segment`", "times faster", "bar", "result"]
    about = (
        "skchange's `PELT(PoissonCost())` and `segment` on the same series with skchange's default "
        f"penalty, medians of {REPEATS} in one run, both compiled and warm. skchange's default "
        "shortest regime is 2 days."
    )
    lines = ["## The kernel against skchange", "", about, "", *table(heads, peer_rows())]
    rows = [
        (name, *[_ms(found[n]) if n in found else "not run" for n in LENGTHS], _power(found))
        for name, found in costs.items()
    ]
    heads = ["Poisson, penalty 2 log n", *[f"{days:,} days" for days in LENGTHS], "growth exponent"]
    more = (
        f"Medians of {REPEATS}; a million days ran once. A case is left out when its time at the "
        "length before makes more than a minute likely."
    )
    picture = "![Time against length](kernel-cost.svg)"
    return [*lines, "## Cost against length", "", more, "", *table(heads, rows), picture, ""]


def _power(costs: dict[int, float]) -> str:
    return f"{exponent(costs):.2f}"


def _ms(value: float) -> str:
    return f"{1000 * value:.3g} ms" if value < 1 else f"{value:.3g} s"
