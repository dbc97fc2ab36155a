"""The cells that are measured: worlds without a response, and responses of a known size."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.responses.expected import fit_counts, predicted, trend_columns, weekday_columns
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from benchmarks.responses.measure import Record, effect_record, false_record
from benchmarks.responses.worlds import DAYS, FEW, WORLDS, Effect, Pair, draw_after, draw_pair
from cli.options import BUNDLED
from data.vintages import open_study

# Responses in the bundled record's dates: last day of the window, ratio, least share found.
POWER = ((3, 2.0, 0.85), (3, 0.5, 0.75), (7, 0.4, 0.80), (7, 2.0, 0.75), (7, 0.5, None))
RATIOS, LASTS = (0.3, 0.5, 1.0, 2.0, 3.0), (3, 7)
COVERED = (WORLDS[0], WORLDS[4], WORLDS[6])
# The smallest responses that the bundled record is said to show in 80 %.
SMALLEST = ((3, 0.50), (3, 1.65), (7, 0.41), (7, 1.88))


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: a name that seeds it, how a pair is drawn, what is measured."""

    name: str
    draw: Callable[[int], Pair]
    measure: Callable[[Pair], Record]


def bundled() -> tuple[np.ndarray, np.ndarray]:
    """Give the bundled record's strikes a day, and the attacks its trend and weekday expect."""
    selection = Selection(study := open_study(BUNDLED), default_view(study))
    attacks, strikes = selection.counts("attacks"), selection.counts("strikes")
    counts = attacks.to_numpy(float)
    weekday = weekday_columns(counts.size, attacks.index[0].day_of_week)
    design = np.column_stack([trend_columns(counts.size), weekday])
    rate = predicted(design, fit_counts(counts, design))
    assert attacks.index[0] == DAYS[0]
    return strikes.reindex(attacks.index, fill_value=0).to_numpy(float), rate


def cells() -> list[Cell]:
    """Give the cells in the order in which they are reported."""
    strikes, rate = bundled()
    found = [
        Cell(
            name=f"false, {world.name}, {world.strike_days} strike days",
            draw=lambda run, world=world: draw_pair(world, run),
            measure=false_record,
        )
        for world in (*WORLDS, *FEW)
    ]
    dated = {(last, ratio) for last, ratio, _ in POWER} | set(SMALLEST)
    dated |= {(last, ratio) for last in LASTS for ratio in RATIOS}
    found += [
        Cell(
            name=f"dated, days 1 to {last}, {ratio:g}",
            draw=lambda run, ratio=ratio, last=last: draw_after(
                strikes, rate, run, Effect(ratio=ratio, last=last), "the bundled dates"
            ),
            measure=lambda pair, last=last: effect_record(pair, last),
        )
        for last, ratio in sorted(dated)
    ]
    found += [
        Cell(
            name=f"covered, {world.name}, days 1 to {last}, {ratio:g}",
            draw=lambda run, world=world, ratio=ratio, last=last: draw_pair(
                world, run, Effect(ratio=ratio, last=last)
            ),
            measure=lambda pair, last=last: effect_record(pair, last),
        )
        for world in COVERED
        for last in LASTS
        for ratio in RATIOS
    ]
    return found
