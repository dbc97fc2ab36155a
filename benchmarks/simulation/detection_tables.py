"""Tables on change points: false ones, those found, and their dates."""

import math
from collections.abc import Callable

from benchmarks.markdown import table
from benchmarks.simulation import summary
from benchmarks.simulation.cells import CHANGED, WITHOUT_LULL, Cell
from benchmarks.simulation.methods import Record
from benchmarks.simulation.verdict import Verdict, judge, plain

Records = Callable[[str, Cell], list[Record]]
PEERS = {
    "previous search": "previous search",
    "ruptures": "ruptures, default",
    "ruptures_daily": "ruptures, every day",
    "skchange": "skchange PELT Poisson",
    "acled": "ACLED surge",
    "hdx": "HDX Signals",
}
OURS = "find_changepoints"
RULES = ("acled", "hdx")
# Those that give a set of dates with each change.
SETS = (OURS, "previous search")
LULL = CHANGED[0]
FREE, FOUND_IF_FREE = "found if days were known to be independent", 0.63
SETS_HOLD, LONGEST = 0.93, 4 / 3
# Sets of the previous search in a cell from which on their length is compared.
ENOUGH = 10
LONGER = "median length of a set over that of the previous search"


def unchanged_table(cells: list[Cell], records: Records) -> tuple[list[str], list[Verdict]]:
    """Write the shares of unchanging series in which a change is reported.

    Parameters
    ----------
    cells : list of Cell
    records : callable
        Gives the records of a method and a cell.

    Returns
    -------
    lines : list of str
    verdicts : list of Verdict
    """
    rows, verdicts = [], []
    for cell in cells:
        found = summary.any_change(records(OURS, cell))
        bar = result = "none"
        if cell.bar is not None:
            verdicts.append(judge(cell, "false changes", found.value, most=cell.bar))
            bar, result = verdicts[-1].bar, verdicts[-1]
        (mean, days) = cell.design.levels[0]
        peers = [summary.any_change(records(name, cell)) for name in PEERS]
        shown = ["not applicable" if peer is None else peer for peer in peers]
        rows.append((cell.series, f"{days:,}", f"{mean:g}", found, bar, result, *shown))
    heads = ["no change in", "days", "mean a day", f"`{OURS}`", "bar", "result", *PEERS.values()]
    return table(heads, rows), verdicts


def changed_tables(cells: list[Cell], records: Records) -> tuple[list[str], list[Verdict]]:
    """Write what is found where something changed, one table a cell."""
    lines, verdicts = [], []
    for cell in cells:
        judged = _judge_changed(cell, records)
        verdicts += judged
        levels = ", then ".join(f"{mean:g} for {days} days" for mean, days in cell.design.levels)
        size = "" if cell.design.size is None else f" (size {cell.design.size:g})"
        lines += [f"**{cell.series[0].upper()}{cell.series[1:]}**: {levels}{size}", ""]
        lines += [f"- {verdict.what}: bar {verdict.bar}, **{verdict}**" for verdict in judged]
        lines += [*_if_independent(cell, records), ""]
        rows = [_found_row(name, label, cell, records) for name, label in _methods()]
        lines += table(FOUND_HEADS, rows)
    return lines, verdicts


FOUND_HEADS = [
    "method",
    "runs",
    "any change reported",
    "number right",
    "all changes within 5 days",
    "median date error, days",
    "F1 within 5 days",
    "date sets hold",
    "median days in a set",
]


def _methods() -> list[tuple[str, str]]:
    return [(OURS, f"`{OURS}`"), *PEERS.items()]


def _judge_changed(cell: Cell, records: Records) -> list[Verdict]:
    ours = records(OURS, cell)
    judged = []
    if cell.bar is not None and len(cell.design.changes) > 2:
        right = summary.number_right(ours, cell).value
        judged.append(judge(cell, "the right number of changes", right, least=cell.bar))
    elif cell.bar is not None:
        found = summary.any_change(ours).value
        judged.append(judge(cell, "a change reported", found, least=cell.bar))
    if cell == LULL:
        held, width = summary.sets_of_all(ours, cell)
        sets, before = summary.sets_of_all(records("previous search", cell), cell)
        judged.append(judge(cell, "date sets that hold an end", held.value, least=SETS_HOLD))
        if sets.runs >= ENOUGH:
            judged.append(judge(cell, LONGER, width / before, most=LONGEST))
        free = _free_of_clustering(cell, records)
        if free is not None:
            judged.append(judge(cell, FREE, free[0].value, least=FOUND_IF_FREE))
    return judged


def _free_of_clustering(cell: Cell, records: Records) -> tuple[summary.Share, float] | None:
    unchanged = records(OURS, WITHOUT_LULL)
    ours = records(OURS, cell)
    return summary.found_if_independent(ours, unchanged) if unchanged and ours else None


def _if_independent(cell: Cell, records: Records) -> list[str]:
    """Say what would be found if days were known to be independent."""
    if cell != LULL or (free := _free_of_clustering(cell, records)) is None:
        return []
    return [
        f"- If days were known to be independent: {free[0]} found by a ratio of the lull above "
        f"{free[1]:.3g}, which 5 % of the same series without the lull exceed."
    ]


def _found_row(name: str, label: str, cell: Cell, records: Records) -> list[object]:
    got = records(name, cell)
    found = summary.any_change(got)
    if found is None:
        return [label, len(got), "not applicable", *["–"] * 6]
    if name in RULES:
        return [label, len(got), found, "gives no dates", *["–"] * 5]
    score = "{:.3f} ± {:.3f}".format(*summary.f1(got, cell)) if got else "–"
    row = [label, len(got), found, summary.number_right(got, cell), summary.all_found(got, cell)]
    row += [plain(summary.date_error(got, cell)), score]
    held, width = summary.sets_of_all(got, cell) if name in SETS else ("–", math.nan)
    return [*row, held, plain(width)]


def date_table(cells: list[Cell], records: Records) -> tuple[list[str], list[Verdict]]:
    """Write how often the date sets hold the true date, and how wide they are."""
    rows, verdicts = [], []
    for cell in cells:
        (low, days), (high, _) = cell.design.levels
        got = summary.date_coverage(records(OURS, cell), cell)
        before = summary.date_coverage(records("previous search", cell), cell)
        bar = result = "none"
        if cell.bar is not None:
            what = "date sets that hold the true date"
            verdicts.append(judge(cell, what, got.covered.value, least=cell.bar, most=cell.top))
            bar, result = verdicts[-1].bar, verdicts[-1]
        longer = "none"
        if before.covered.runs >= ENOUGH:
            longer = judge(cell, LONGER, got.width / before.width, most=LONGEST)
            verdicts.append(longer)
        step = (f"×{high / low:g}", f"{low:g}", f"{cell.design.size:g}", days)
        ours = (got.found, got.covered, bar, result, plain(got.width), longer)
        rows.append((*step, *ours, before.found, before.covered, plain(before.width)))
    heads = ["step", "mean before", "size", "days a side", "a change reported"]
    heads += ["its set holds the true date", "bar", "result", "median days in the set"]
    heads += [f"{LONGEST:.2f} of the previous", "previous: reported", "holds", "median days"]
    return table(heads, rows), verdicts
