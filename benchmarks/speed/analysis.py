"""How long the two main analyses take."""

from analytics.changepoints.search import find_changepoints
from analytics.effects.before_after import event_effect
from benchmarks.markdown import table
from benchmarks.simulation.simulate import Design, generator, simulate
from benchmarks.speed.kernel import seconds

EFFECT_BAR = 0.300
LENGTHS = (136, 365, 1000)


def analysis_lines() -> list[str]:
    """Write the table of run times; every median is over five series."""
    rows = []
    for days in LENGTHS:
        half = days // 2
        for name, levels in (
            ("no change", ((1.5, days),)),
            ("one change", ((1.0, half), (3.0, days - half))),
        ):
            design = Design(levels=levels, size=2.0)
            times = [_search(design, run) for run in range(5)]
            rows.append((f"`find_changepoints`, {name}", days, _ms(times), "no bar"))
    design = Design(levels=((2.0, 60), (4.0, 30)), size=2.0)
    times = [_effect(design, run) for run in range(5)]
    over = sorted(times)[2] - EFFECT_BAR
    verdict = "met" if over <= 0 else f"missed by {1000 * over:.0f} ms"
    rows.append(("`event_effect`, 60+30 days", 90, _ms(times), verdict))
    heads = ["analysis", "days", "median", "bar 300 ms"]
    return ["## The analyses", "", *table(heads, rows)]


def _search(design: Design, run: int) -> float:
    counts = simulate(design, generator("speed", run))
    return seconds(lambda: find_changepoints(counts), repeats=2)


def _effect(design: Design, run: int) -> float:
    counts = simulate(design, generator("speed", run))
    event = counts.index[60]
    return seconds(lambda: event_effect(counts, event, before=60, after=30), repeats=3)


def _ms(times: list[float]) -> str:
    return f"{1000 * sorted(times)[len(times) // 2]:.0f} ms"
