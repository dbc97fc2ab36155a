"""The segmentation kernel: against skchange, and its cost against length."""

import math
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from analytics.segmentation import segment
from benchmarks.markdown import table

DAYS = 13_149
LENGTHS = (1_000, 10_000, 100_000, 1_000_000)
REPEATS = 7
TOO_LONG = 20.0  # seconds; a case that would take longer is left out, and the table says so
BARS = {"sparse": 40, "dense": 3}


def sparse(days: int, rng: np.random.Generator) -> np.ndarray:
    """Draw counts of which about 5 % are not zero."""
    return rng.binomial(1, 0.05, days) * (1 + rng.poisson(0.5, days))


def dense(days: int, rng: np.random.Generator) -> np.ndarray:
    """Draw Poisson counts of mean 3."""
    return rng.poisson(3.0, days)


def changing(draw: Callable, days: int, rng: np.random.Generator) -> np.ndarray:
    """Draw counts whose level is doubled in every second regime of about 200 days."""
    counts = draw(days, rng)
    doubled = (np.arange(days) // 200) % 2 == 1
    return counts + doubled * draw(days, rng)


def seconds(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Give the median time of a call, after one that is not counted."""
    function()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return median(times)


def peer_rows() -> list[tuple]:
    """Time both on the same series with the same penalty, one after the other."""
    from skchange.detectors import PELT
    from skchange.interval_scorers import PoissonCost

    rows = []
    for name, draw in (("sparse", sparse), ("dense", dense)):
        counts = changing(draw, DAYS, np.random.default_rng(DAYS))
        signal = counts.reshape(-1, 1)
        peer = PELT(PoissonCost()).fit(signal)
        theirs = seconds(lambda peer=peer, signal=signal: peer.predict_all(signal))
        penalty = float(peer.penalty_)
        shortest = int(peer.min_segment_length_)
        ours = seconds(lambda c=counts, p=penalty, m=shortest: segment(c, penalty=p, min_days=m))
        found = segment(counts, penalty=penalty, min_days=shortest)
        same = np.array_equal(found, peer.predict_all(signal)["changepoints"])
        times = theirs / ours
        bar = BARS[name]
        verdict = "met" if times >= bar else f"missed by {bar - times:.2g}"
        share = f"{100 * np.mean(counts > 0):.0f} %"
        row = (name, share, len(found), "yes" if same else "no", _ms(theirs), _ms(ours))
        rows.append((*row, f"{times:.0f}", f"≥ {bar}", verdict))
    return rows


def cost_by_length() -> dict[str, dict[int, float]]:
    """Time the kernel on series of growing length.

    Returns
    -------
    dict
        Seconds by kind of series and length; lengths that would take too long are absent.
    """
    costs: dict[str, dict[int, float]] = {}
    for name, draw in (("sparse", sparse), ("dense", dense)):
        costs[f"{name}, no change"] = _costs(draw)
        costs[f"{name}, a change every 200 days"] = _costs(
            lambda days, rng, draw=draw: changing(draw, days, rng)
        )
    return costs


def _costs(draw: Callable[[int, np.random.Generator], np.ndarray]) -> dict[int, float]:
    found: dict[int, float] = {}
    for days in LENGTHS:
        # Tenfold length costs at most a hundredfold time.
        if found and max(found.values()) * 30 > TOO_LONG:
            break
        counts = draw(days, np.random.default_rng(days))
        penalty = 2 * math.log(days)
        repeats = REPEATS if days <= 10_000 else 3 if days <= 100_000 else 1
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
    heads = ["13,149 days", "days with events", "changes found", "the same changes"]
    heads += ["skchange", "`segment`", "times faster", "bar", "result"]
    about = (
        "skchange's `PELT(PoissonCost())` and `segment`, with skchange's default penalty and "
        f"shortest regime, medians of {REPEATS} in one run; both are compiled and warm."
    )
    lines = ["## The kernel against skchange", "", about, "", *table(heads, peer_rows())]
    rows = [
        (name, *[_ms(found[n]) if n in found else "not run" for n in LENGTHS], _power(found))
        for name, found in costs.items()
    ]
    heads = ["Poisson, penalty 2 log n", *[f"{days:,} days" for days in LENGTHS], "growth exponent"]
    more = "A case is not run when its time at the length before makes more than 20 s likely."
    picture = "![Time against length](kernel-cost.svg)"
    return [*lines, "## Cost against length", "", more, "", *table(heads, rows), picture, ""]


def _power(costs: dict[int, float]) -> str:
    return f"{exponent(costs):.2f}"


def _ms(value: float) -> str:
    return f"{1000 * value:.3g} ms" if value < 1 else f"{value:.3g} s"
