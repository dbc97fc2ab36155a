"""Tables on change points: false ones, those found, and their dates."""

from collections.abc import Callable

from benchmarks.markdown import table
from benchmarks.simulation import summary
from benchmarks.simulation.cells import Cell
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
        judged = _judge_changed(cell, records(OURS, cell))
        verdicts += judged
        levels = ", then ".join(f"{mean:g} for {days} days" for mean, days in cell.design.levels)
        lines += [f"**{cell.series.capitalize()}**: {levels} (size {cell.design.size:g})", ""]
        lines += [f"- {verdict.what}: bar {verdict.bar}, **{verdict}**" for verdict in judged]
        heads = ["method", "runs", "any change reported", "all changes within 5 days"]
        rows = [_found_row(name, label, cell, records) for name, label in _methods()]
        lines += ["", *table([*heads, "median date error, days", "F1 within 5 days"], rows)]
    return lines, verdicts


def _methods() -> list[tuple[str, str]]:
    return [(OURS, f"`{OURS}`"), *PEERS.items()]


def _judge_changed(cell: Cell, ours: list[Record]) -> list[Verdict]:
    if cell.top is not None:
        both = summary.all_found(ours, cell).value
        return [
            judge(cell, "both ends found within 5 days", both, least=cell.bar),
            judge(cell, "median date error in days", summary.date_error(ours, cell), most=cell.top),
        ]
    if len(cell.design.changes) == 1:
        return [judge(cell, "a change reported", summary.any_change(ours).value, least=cell.bar)]
    return [judge(cell, "F1 within 5 days", summary.f1(ours, cell)[0], least=cell.bar)]


def _found_row(name: str, label: str, cell: Cell, records: Records) -> list[object]:
    got = records(name, cell)
    found = summary.any_change(got)
    if found is None:
        return [label, len(got), "not applicable", "–", "–", "–"]
    if name in RULES:
        return [label, len(got), found, "gives no dates", "–", "–"]
    score = "{:.3f} ± {:.3f}".format(*summary.f1(got, cell))
    error = plain(summary.date_error(got, cell))
    return [label, len(got), found, summary.all_found(got, cell), error, score]


def date_table(cells: list[Cell], records: Records) -> tuple[list[str], list[Verdict]]:
    """Write how often the date sets hold the true date, and how wide they are."""
    rows, verdicts = [], []
    for cell in cells:
        (low, days), (high, _) = cell.design.levels
        got = summary.date_coverage(records(OURS, cell), cell)
        bar = result = "none"
        if cell.bar is not None:
            what = "date sets that hold the true date"
            verdicts.append(judge(cell, what, got.covered.value, least=cell.bar, most=cell.top))
            bar, result = verdicts[-1].bar, verdicts[-1]
        step = (f"×{high / low:g}", f"{low:g}", f"{cell.design.size:g}", days)
        rows.append((*step, got.found, got.covered, bar, result, plain(got.width)))
    heads = ["step", "mean before", "size", "days a side", "a change reported"]
    heads += ["its set holds the true date", "bar", "result", "median days in the set"]
    return table(heads, rows), verdicts
