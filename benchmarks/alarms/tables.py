"""Tables of what the watch finds, beside the rules of others, from the stored runs."""

import numpy as np

from benchmarks.alarms.found import (
    AT_ONCE,
    LATE_CELLS,
    LATE_WAYS,
    OF_BARS,
    RATES,
    RISES,
    Part,
    parts,
)
from benchmarks.alarms.worlds import HARDEST, INDEPENDENT, UNITS
from benchmarks.markdown import table
from benchmarks.simulation.store import Store

OWN_DAILY, OWN_WEEKLY, FOCUS = "watch, daily", "watch", "FOCuS"
# The least that daily looks are to find, by rate and rise: within four weeks, or within two.
BARS = {(5.0, 2.0): (2, 0.42), (2.0, 3.0): (2, 0.68), (2.0, 0.0): (1, 0.85)}
# By how much the watch may find less than FOCuS in a cell.
BELOW_FOCUS = 0.05
WITHIN_LATE = 0.05
TIME_BAR = 1.0
NORMAL = 1.96
Cell = tuple[float, float]


def _part(name: str) -> Part:
    return next(part for part in parts() if part.name == name)


def _records(store: Store, name: str) -> list:
    part = _part(name)
    return store.records(part, part.runs)


def lines_at_one(store: Store, world: str) -> dict[str, float]:
    """Give each rule's line at which one of thirty quiet units passes in a quarter."""
    records = _records(store, f"quiet: {world}")
    names = records[0] if records else {}
    whole = {name: np.concatenate([record[name] for record in records]) for name in names}
    return {name: float(np.quantile(values, 1 - 1 / UNITS)) for name, values in whole.items()}


def found_shares(
    store: Store, world: str, lines: dict[str, float]
) -> dict[str, dict[Cell, np.ndarray]]:
    """Give by rule and cell the flags of rises found within two and four weeks."""
    found: dict[str, dict[Cell, np.ndarray]] = {name: {} for name in lines}
    for rate in RATES:
        for rise in RISES:
            records = _records(store, f"risen: {world}: {rate:g} x{rise:g}")
            if not records:
                continue
            for name, line in lines.items():
                best = np.concatenate([np.array(record[name]) for record in records])
                over = best >= line
                # What was over the line before its rise is left out.
                found[name][rate, rise] = over[~over[:, 0], 1:]
    return found


def rises_a_cell(store: Store) -> str:
    """Say how many rises were drawn in each cell."""
    runs = [len(_records(store, part.name)) for part in parts() if part.name.startswith("risen")]
    return _from_to([AT_ONCE * number for number in runs])


def quiet_panels(store: Store) -> str:
    """Say over how many quiet panels the lines are found."""
    runs = [len(_records(store, part.name)) for part in parts() if part.name.startswith("quiet")]
    return _from_to(runs)


def _from_to(numbers: list[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{least}" if least == most else f"{least} to {most}"


def cell_name(cell: Cell) -> str:
    """Write a rise: "x2 at 5", or "0 to 2"."""
    rate, rise = cell
    return f"x{rise:g} at {rate:g}" if rise else f"0 to {rate:g}"


def found_table(store: Store, world: str) -> list[str]:
    """Write what each rule finds at one realised false alarm, in % within two and four weeks."""
    shares = found_shares(store, world, lines_at_one(store, world))
    if not shares:
        return []
    cells = list(next(iter(shares.values())))
    rows = []
    for name, by_cell in shares.items():
        told = [100 * np.maximum.accumulate(by_cell[c], axis=1).mean(axis=0) for c in cells]
        rows.append([name, *(f"{two:.0f}/{four:.0f}" for two, four in told)])
    return table(["rule", *map(cell_name, cells)], rows)


def bar_table(store: Store) -> list[str]:
    """Hold what daily looks find in independent units to its bars."""
    shares = found_shares(store, OF_BARS, lines_at_one(store, OF_BARS))
    rows = []
    for cell, (weeks, bar) in BARS.items():
        flags = np.maximum.accumulate(shares[OWN_DAILY][cell], axis=1)[:, weeks - 1]
        share, half = _interval(flags)
        verdict = "met" if share + half >= bar else "missed"
        place = f"{cell_name(cell)} a week, within {2 * weeks} weeks"
        rows.append([place, f">= {bar:g}", f"{share:.2f} ± {half:.2f}", str(flags.size), verdict])
    return table(["found by daily looks", "bar", "share", "rises", ""], rows, texts=2)


def _interval(flags: np.ndarray) -> tuple[float, float]:
    share = float(flags.mean())
    inner = min(max(share, 0.5 / flags.size), 1 - 0.5 / flags.size)
    return share, NORMAL * float(np.sqrt(inner * (1 - inner) / flags.size))


def focus_sentence(store: Store) -> str:
    """Say in how many cells weekly looks find less than FOCuS by more than is allowed."""
    shares = found_shares(store, HARDEST.name, lines_at_one(store, HARDEST.name))
    gaps = {}
    for cell, flags in shares[OWN_WEEKLY].items():
        four = [np.maximum.accumulate(one, axis=1)[:, 1].mean() for one in
                (flags, shares[FOCUS][cell])]  # fmt: skip
        gaps[cell] = four[0] - four[1]
    worst = min(gaps, key=lambda cell: gaps[cell])
    verdict = "met" if gaps[worst] >= -BELOW_FOCUS else "missed"
    return (
        f"Bar: no cell below FOCuS by more than {BELOW_FOCUS:g} within four weeks. The lowest is "
        f"{cell_name(worst)}, {gaps[worst]:+.2f}: {verdict}."
    )


def late_table(store: Store) -> list[str]:
    """Write what becomes of alarms and rises where the last three days are not complete."""
    quiet = _records(store, "late: quiet")
    rows = [
        [
            f"false alarms a quarter ({len(quiet)} panels)",
            *(f"{np.mean([record[way] for record in quiet]):.2f}" for way in LATE_WAYS),
            "",
        ]
    ]
    for cell in LATE_CELLS:
        records = _records(store, f"late: {cell[0]:g} x{cell[1]:g}")
        shares = [
            float(np.mean(np.concatenate([record[way] for record in records]))) for way in LATE_WAYS
        ]
        gap = shares[LATE_WAYS.index("offset")] - shares[0]
        verdict = f"{gap:+.2f}, {'met' if gap >= -WITHIN_LATE else 'missed'}"
        rows.append([f"{cell_name(cell)}, 4 weeks", *(f"{s:.2f}" for s in shares), verdict])
    return table(["", *LATE_WAYS, "offset against complete"], rows)


def year_table(store: Store) -> list[str]:
    """Write the alarms of four quarters in a row, with all that happens after an alarm."""
    rows = []
    for world in (INDEPENDENT, HARDEST):
        records = _records(store, f"year: {world.name}")
        if records:
            counts = np.array([record["quarters"] for record in records])
            means = [f"{mean:.2f}" for mean in counts.mean(axis=0)]
            rows.append([world.name, str(len(records)), *means, f"{counts.mean():.2f}"])
    heads = ["world", "panels", "first quarter", "second", "third", "fourth", "all"]
    return table(heads, rows)


def time_sentence(store: Store) -> str:
    """Say how long thirty units and 69 weeks take, and whether the alarms are the same again."""
    records = _records(store, "seconds")
    taken = [record["seconds"] for record in records]
    same = all(record["same"] for record in records)
    verdict = "met" if np.median(taken) <= TIME_BAR else "missed"
    return (
        f"{UNITS} units over {records[0]['days'] // 7} weeks take {np.median(taken):.2f} s of a "
        f"processor ({min(taken):.2f} to {max(taken):.2f} in {len(taken)} panels; bar "
        f"{TIME_BAR:g} s: {verdict}), and give {'the same' if same else 'OTHER'} alarms when run "
        "again."
    )
