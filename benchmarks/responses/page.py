"""The page of what was measured: docs/responses-measured.md."""

from pathlib import Path

import numpy as np

from benchmarks.machine import versions
from benchmarks.markdown import table, write
from benchmarks.responses.cells import COVERED, LASTS, POWER, RATIOS, SMALLEST
from benchmarks.responses.measure import Record
from benchmarks.responses.worlds import FEW, WORLDS, World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "responses-measured.md"
LEVEL = 0.05
FALSE_BAR = 0.08
Records = dict[str, dict[int, Record]]
OPENING = """\
# What the responses find, miss and invent

Written by `python -m benchmarks.responses.validate` (`make validate` runs it too); no number is
typed by hand. Pairs of series of 136 days are drawn, 1.6 attacks a day, negative binomial with
size 4; what is asked, and how, is told in [responses.md](responses.md). ± is one Monte Carlo
standard error. The seeds are not those with which the method was chosen.
"""
FALSE = """\
## Where attacks do not answer strikes

- *false*: any p-value, corrected for all windows and directions, at or below .05 in a direction
  without a response. In the last two worlds strikes do follow attacks, so there only "attacks
  after strikes" can be false; *found* is how often "strikes after attacks" is then told. *any of
  eight* counts both, whatever is true.
- *days 1-3*, *days 1-7*: the window's own p at or below .05, of the records in which it can be
  tested, as if it had been named beforehand.
- *Granger*: F test of a VAR with seven lags, that strikes help to predict attacks. *plain F*: the
  same model of the attacks as here, its own F test of days 1-3 in place of moved episodes.
"""
DATED = """\
## The bundled record's own dates

Attacks are drawn around the 16 episodes of the bundled study, at the rate that their trend and
weekday expect, times the ratio on the days of the window. *found*: the window's own p at or below
.05, as when it is named beforehand.
"""
SMALL = """\
## The smallest response that would have been seen

What the bundled record is said to show in 80 % of records with its dates, and how often records
that are drawn so do show it, by the window's own p.
"""
COVERS = """\
## Whether the intervals hold the truth

Among the records in which the window can be tested. *direct* is the ratio on each day of the
window given the days before, *total* with what the first events set off on the window's days, *14
days* that over the fourteen days after an episode. "Falls and none" are the ratios .3, .5 and 1.
Bars: .93 for the direct ratio of falls and none; .90 for the total of x2 and x3.
"""


def share(hits: list[bool]) -> str:
    """Write a share with its Monte Carlo error; with no hit, or no miss, that of half of one."""
    if not hits:
        return "–"
    n, value = len(hits), float(np.mean(hits))
    inner = min(max(value, 0.5 / n), 1 - 0.5 / n)
    return f"{value:.3f} ± {np.sqrt(inner * (1 - inner) / n):.3f}"


def judged(hits: list[bool], *, most: float | None = None, least: float | None = None) -> str:
    """Say whether a share meets its bar."""
    if not hits or (most is None and least is None):
        return "none"
    value = float(np.mean(hits))
    bar = f"<= {most:.2f}" if most is not None else f">= {least:.2f}"
    met = value <= most if most is not None else value >= (least or 0.0)
    return f"{bar}: {'met' if met else '**missed**'}"


def false_rows(records: Records) -> list[tuple[object, ...]]:
    """Give one row a world without a response of attacks to strikes."""
    rows = []
    for world in (*WORLDS, *FEW):
        got = list(
            records.get(f"false, {world.name}, {world.strike_days} strike days", {}).values()
        )
        if not got:
            continue
        hits = [[_any(one["corrected"][side]) for one in got] for side in (0, 1)]
        true = bool(world.retaliation)
        either = [a or b for a, b in zip(*hits, strict=True)]
        false = hits[0] if true else either
        rows.append(
            (
                world.name,
                world.strike_days,
                len(got),
                share(false),
                judged(false, most=FALSE_BAR),
                share(either),
                share(hits[1]) if true else "–",
                *(share(_own(got, window)) for window in (1, 2)),
                share([one["granger"][0] <= LEVEL for one in got]),
                share([one["plain"] is not None and one["plain"] <= LEVEL for one in got]),
            )
        )
    return rows


def _any(pvalues: list[float | None]) -> bool:
    return any(p is not None and p <= LEVEL for p in pvalues)


def _own(got: list[Record], window: int) -> list[bool]:
    told = [one["own"][0][window] for one in got]
    return [p <= LEVEL for p in told if p is not None]


def effect_row(got: list[Record], least: float | None = None) -> tuple[object, ...]:
    """Give what became of a response of a known size: found, and whether intervals hold it."""
    told = [one for one in got if one["pvalue"] is not None]
    found = [one["pvalue"] <= LEVEL for one in told]
    return len(got), len(told), share(found), judged(found, least=least)


def held(got: list[Record], ratio: float) -> tuple[list[bool], list[bool], list[bool]]:
    """Tell of each record whether its three intervals hold the true ratios."""
    told = [one for one in got if one["pvalue"] is not None]
    truths = {"ci": [ratio] * len(told)}
    truths |= {"total": [one["truth"] for one in told], "later": [one["after"] for one in told]}
    direct, total, later = (
        [_inside(one, name, truth) for one, truth in zip(told, truths[name], strict=True)]
        for name in ("ci", "total", "later")
    )
    return direct, total, later


def _inside(one: Record, name: str, truth: float) -> bool:
    low, high = one[f"{name}_low"], one[f"{name}_high"]
    return (low is None or low <= truth) and (high is None or truth <= high)


def _covered_row(label: str, last: int, ratio: float, got: list[Record]) -> tuple[object, ...]:
    direct, total, later = held(got, ratio)
    bars = (
        ("none", judged(total, least=0.90)) if ratio > 1 else (judged(direct, least=0.93), "none")
    )
    told = [one for one in got if one["pvalue"] is not None]
    found = share([one["pvalue"] <= LEVEL for one in told])
    middle = np.median([one["total"] / one["truth"] for one in told]) if told else np.nan
    row = (label, f"1-{last}", f"x{ratio:g}", len(direct), found, share(direct), bars[0])
    return (*row, share(total), bars[1], share(later), f"{middle:.2f}")


def write_page(records: Records) -> Path:
    """Write the page from the records of all cells.

    Parameters
    ----------
    records : dict
        By cell and run.

    Returns
    -------
    Path
    """
    runs = max((len(got) for got in records.values()), default=0)
    heads = ["world", "strike days", "runs", "false", "bar", "any of eight", "found", "days 1-3"]
    heads += ["days 1-7", "Granger", "plain F"]
    done = f"Up to {runs} runs a cell, as each row says. Versions: {versions()}."
    lines = [*OPENING.splitlines(), "", done, ""]
    lines += [*FALSE.splitlines(), "", *table(heads, false_rows(records))]
    lines += [*DATED.splitlines(), "", *_dated(records), *SMALL.splitlines(), "", *_small(records)]
    lines += [*COVERS.splitlines(), "", *_covers(records)]
    write(PAGE, lines)
    return PAGE


def _dated(records: Records) -> list[str]:
    rows = []
    for last, ratio, least in POWER:
        got = _records(records, f"dated, days 1 to {last}, {ratio:g}")
        if got:
            rows.append((f"1-{last}", f"x{ratio:g}", *effect_row(got, least)))
    return table(["days", "ratio", "runs", "tested", "found", "bar"], rows)


def _small(records: Records) -> list[str]:
    rows = []
    for last, ratio in SMALLEST:
        got = _records(records, f"dated, days 1 to {last}, {ratio:g}")
        if got:
            rows.append((f"1-{last}", f"x{ratio:g}", *effect_row(got)[:3]))
    return table(["days", "said to be seen in 80 %", "runs", "tested", "seen"], rows)


def _covers(records: Records) -> list[str]:
    worlds: list[tuple[str, World | None]] = [("the bundled dates", None)]
    worlds += [(world.name, world) for world in COVERED]
    rows = []
    for label, world in worlds:
        for last in LASTS:
            for ratio in RATIOS:
                days = f"days 1 to {last}, {ratio:g}"
                name = f"covered, {world.name}, {days}" if world else f"dated, {days}"
                if got := _records(records, name):
                    rows.append(_covered_row(label, last, ratio, got))
    heads = ["world", "days", "ratio", "tested", "found", "direct", "bar", "total", "bar"]
    return table([*heads, "14 days", "total over truth, median"], rows)


def _records(records: Records, name: str) -> list[Record]:
    return list(records.get(name, {}).values())
