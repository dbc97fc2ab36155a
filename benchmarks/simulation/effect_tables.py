"""Tables on the effect of a known date: coverage, width and what stays unanswered."""

from benchmarks.markdown import table
from benchmarks.simulation import summary
from benchmarks.simulation.cells import Cell
from benchmarks.simulation.detection_tables import Records
from benchmarks.simulation.verdict import Verdict, judge, plain

OURS = "event_effect"
PEERS = {"poisson": "Poisson", "quasi": "quasi-Poisson", "hac": "Poisson, HAC"}


def effect_table(cells: list[Cell], records: Records) -> tuple[list[str], list[Verdict]]:
    """Write how often 95 % intervals of the rate ratio hold the true one.

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
        ours, peers = records(OURS, cell), records("regressions", cell)
        covered = summary.effect_coverage(ours, cell, "ours")
        bar = result = "none"
        if cell.bar is not None and covered.runs:
            verdicts.append(
                judge(cell, "intervals that hold the true ratio", covered.value, least=cell.bar)
            )
            bar, result = verdicts[-1].bar, verdicts[-1]
        (mean, before), (later, after) = cell.design.levels
        case = (cell.series, f"{before}+{after}", f"{mean:g}", f"{later / mean:g}")
        others = [summary.effect_coverage(peers, cell, name) for name in PEERS]
        answers = (summary.unanswered(ours), plain(summary.relative_width(ours)))
        rows.append((*case, covered, bar, result, *answers, *others, summary.unanswered(peers)))
    heads = ["days are", "days", "mean before", "true ratio", f"`{OURS}` covers", "bar", "result"]
    heads += ["not answerable", "width / naive", *PEERS.values(), "these give none"]
    return table(heads, rows), verdicts
