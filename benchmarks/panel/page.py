"""Write docs/scan.md: ``python -m benchmarks.panel.page``, from what was measured so far."""

import math
import sys
from datetime import date
from pathlib import Path

import numpy as np

from analytics.changepoints.evidence import LINE
from analytics.panel.discoveries import FIRM_SHARE, WATCH_SHARE
from analytics.panel.null_table import UPPER, evidence_pvalue, null_table
from benchmarks.markdown import table, write
from benchmarks.panel.ceiling import BY_KIND, BY_SIZE, ODDS, ceiling_rows
from benchmarks.panel.measure import PANELS
from benchmarks.panel.null_draws import NULL, null_cells
from benchmarks.panel.null_table import UNSEEN, weighted_draws
from benchmarks.panel.tables import (
    AS_SUCH,
    CHANCES,
    DIVIDED,
    FIRM,
    HALF,
    NORMAL,
    SKETCH,
    WATCH,
    bar_rows,
    false_rows,
    found_rows,
    judge_panels,
    quiet_rows,
)
from benchmarks.panel.worlds import WORLDS
from benchmarks.simulation.store import Store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scan.md"

TEXT = f"""\
# Where has it changed? How often a scan is wrong, and what it finds

Written by `python -m benchmarks.panel.page` on {{today}}; no number in a table is typed by hand.

A scan searches every unit of a panel: thirty districts, or thousands of pairs of sides. With so
many looks luck alone shows changes. So a unit is listed by what luck does in quiet units like it,
and each list says how many of its members are expected to be there by luck.

- **Firm list**: at most {100 * FIRM_SHARE:g} % false, in the mean over many such lists, whatever
  links the units. Evidence is turned into e-values, on which the Benjamini-Hochberg procedure
  holds under any dependence (Wang and Ramdas 2022; Blanchard and Roquain 2008).
- **Watch list**: at most {100 * WATCH_SHARE:g} % false where units move independently once the
  rest of the region is taken out; the Benjamini-Hochberg procedure on p-values. It has nothing to
  do with `escalation watch`, which waits for what comes.

The p-value of a unit is the chance of as much evidence without a change, at its days and its
mean, and at the branchings and sizes that **all units together** show (by the EM algorithm): a
thin unit cannot tell clustering from a change, a hundred of them can.

Both lists are made of the evidence **against the rest of the region**: what all other units did
on a day, as far as they moved together beyond what each does by itself, multiplies what is
expected of a unit or does not. The share of the units for which it does is learned from all of them
(by the EM algorithm, without a change), is the same with and without a change, and the days of the
unit decide. So a unit that moves with the others shows no change, a unit that stays when the others
move shows none where its days say so, and a change is not explained away by a region that did not
move. No unit is part of its own rest, and the eight that tell most weigh the same.

Of the prior of the models with a change, a single one has nine tenths, where the search of one
series gives it six: in quiet units clustering looks like several changes or a burst more often than
like one change.

## False discoveries

Panels of 150 units of 140 days (20 where it says so), a tenth of them with a change of their own,
to a quarter or three times; means of .2 to 4 events a day, branching 0 to .5, sizes .7 to
infinity, of which "other units" has others (.3 to 5, 0 to .4, 1 to infinity). Shared shocks have
a standard deviation of .44 of the logarithm and last two days. Mean share of false ones among
those listed, with its 95 % Monte Carlo interval; *met* where the interval reaches
{FIRM_SHARE:.2f} and {WATCH_SHARE:.2f}. The last column is the watch list of the evidence as such,
without the rest of the region, the one before with a half of the units taken to move with it, which
is not learned. A change is one that the other units do not share. The method was chosen on panels
with other random numbers, none of which is here: 60 of the first two worlds, 60 and 50 more for the
prior and for what is learned, and 12 of those that grow fourfold. But that lists might find more
was looked for because an earlier set of 1,000 panels of each of the first two worlds, again with
other random numbers, had shown what they miss. And one step was settled after 150 panels of six of
the worlds had been seen here, since where nothing changed .14 and .16 of the lists were false: the
upper limit of the null table's tail is taken where fewer than fifty draws lie beyond, not ten. It
made p-values larger.

{{false}}
## Found

Share of the planted changes, those of units too thin to test included. The bars come from a sketch
that found .19 and .47 among independent units; with shared shocks it found .12 and .41, with a
fifth of the latter false.

{{bars}}
*{DIVIDED}* is what the firm list would be by the evidence itself, divided by its largest mean
without a change ({{largest}}), and *{SKETCH}* the same at {100 * WATCH_SHARE:g} % and undivided.

{{found}}
## What could be found?

The same panels, each list cut where a tenth of it is false in the mean, whatever its own rule
says. So the rows differ only in the order that they bring units into.

{{ceiling}}
- *{BY_KIND}*: p-values by the quiet units of the very mean, branching and size that the unit was
  drawn with, which nobody has outside of a simulation. The evidence is the same: what is missing is
  how far a unit's events set off others. In 140 days a unit that clusters and one that has changed
  look much alike, and no line that is drawn through the evidence mends that.
- *{BY_SIZE}*: the odds for whoever knows that changes are to a quarter or three times and begin in
  the middle four sevenths, which clusterings there are, and what the region did; the clustering of
  a unit and its mean stay unknown. Real changes have no such size.

The watch list is false by less than a tenth, by {{slack}}: .01 because only nine tenths of the
units have not changed, the rest because the p-values of quiet units are a little large (the table
of them is below).

What the lists of this version gained: with the prior of the search, six tenths on a single change,
lists that are a tenth false found .028 less among independent units and .024 less with shared
shocks, and without learning how many units follow the region .024 less with shared shocks (the same
60 and 50 panels that chose them; *{HALF}* above is the latter on these).

Tried on other panels of the two worlds, cut in the same way, and not taken. None found more than a
fiftieth more, and what did so went beyond a tenth false where shocks are shared:

- Weights of p-values by the events of a unit, and by what a unit tells with its clustering as it is
  estimated (Roeder and Wasserman 2009). The events alone change nothing.
- The p-value at the unit's own estimated clustering: fewer are found. The clustering without a
  change is learned from days that a change has made look clustered.
- One line through the evidence for all units, at the mean of their chances (Döhler, Durand and
  Roquain 2018), and the share of unchanged units as estimated (Storey 2002): the same.
- The clusterings of all units as the prior of the evidence of each, learned with and without the
  share of changed units: no more.
- Priors by which a change is moderate, or neither small nor large: no more.

## The null table

`analytics/panel/null_table.json`, by `make null-table`: quiet series of {{lengths}} days,
branching 0, .3 and .5, sizes infinite, 2 and .7, means of .3 and 3 events a day. Series drawn so
far: {{draws}}. An interrupted run continues, and more may be drawn overnight (`DRAWS=`).

What happens once in a hundred thousand series is not seen in hundreds. Half of the series are
therefore drawn **with** a change, small and large, and each series counts by how much likelier it
is without one: at most twice. Large evidence is then common among the draws, and its small chance
known. Chance and slope of the tail (the log evidence falls off exponentially) are smoothed over
all cells. Where fewer than fifty of the draws of a length would lie beyond, p is the upper 95 %
limit of the fitted tail, which is a little too light there; below 0.0001 it is told as "under
0.0001". Between the cells the table is interpolated; beyond its means and lengths its edge is used.

The mean of the evidence without a change is at most {{mean}} over the cells ({{mean_limit}} its
upper 95 % limit): it is no e-value where events cluster as much as the search allows at all. The
mean of draws hangs on the largest of them; here what lies beyond the start of the fitted tail is
taken from the tail, at the limits of its chance and its slope, up to an evidence of 10,000.

Do the p-values hold in panels? Share of the units without a change whose p-value is below:

{{quiet}}
## Is the null odd in long, clustered series?

The search before this one had an odd null at branching .3 and 1,430 days. Chance that the
evidence exceeds {LINE:g} (the line of the search) in quiet series with a mean of 3 and size 2: as
drawn, with its 95 % Monte Carlo interval, which allows for half a series of a kind not drawn; and
in the table.

{{odd}}
{{odd_said}}
"""


def odd_rows() -> tuple[list[list[str]], str]:
    """Give the chance of a change by length and branching, and what it says about long series."""
    store, limit = Store(NULL), math.log(LINE)
    rows, drawn = [], {}
    for cell in null_cells():
        if cell.mean != 3.0 or cell.size != 2.0 or not store.known(cell):
            continue
        evidence, worth = weighted_draws(store, cell)
        beyond = worth * (evidence > limit)
        chance = float(beyond.mean())
        half = NORMAL * float(beyond.std()) / math.sqrt(beyond.size) + UNSEEN / beyond.size
        told = _only(cell.branching, limit, cell.days)
        drawn[cell.days, cell.branching] = chance + half, told
        rows.append(
            [
                str(cell.days),
                f"{cell.branching:g}",
                str(evidence.size),
                f"{chance:.4f} ± {half:.4f}",
                f"{told:.4f}",
            ]
        )
    longest = max(days for days, _ in drawn)
    high, shorter = drawn[longest, 0.3][0], drawn[140, 0.3][1]
    said = (
        f"At branching .3 the chance at {longest:,} days is at most {high:.3f} by these draws, "
        f"against {shorter:.3f} at 140 days in the table: "
        + (
            "nothing odd is left, long series show less by luck than short ones."
            if high < max(shorter, 0.02)
            else "more draws are needed to say that nothing odd is left."
        )
    )
    return rows, said


def _only(branching: float, evidence: float, days: int) -> float:
    """Give the table's chance at a mean of 3 and size 2, interpolated as for a unit."""
    from analytics.changepoints.evidence import BRANCHINGS, size_grid

    sizes = size_grid(days)
    shares = np.zeros((BRANCHINGS.size, sizes.size))
    place = min(max(int(np.searchsorted(BRANCHINGS, branching)), 1), BRANCHINGS.size - 1)
    low, high = BRANCHINGS[place - 1 : place + 1]
    above = (branching - low) / (high - low)
    size = int(np.argmin(np.abs(np.log(sizes / 2.0))))
    shares[place - 1, size], shares[place, size] = 1.0 - above, above
    return evidence_pvalue(evidence, days, 3.0, shares.ravel())


def main() -> int:
    """Write the page."""
    store, known = Store(PANELS), null_table()
    records = {world: store.records(world, 10**6) for world in WORLDS}
    judged = {world: judge_panels(world, some) for world, some in records.items() if some}
    odd, said = odd_rows()
    false_heads = ["world", "panels", FIRM, WATCH, HALF, AS_SUCH]
    found_heads = ["world", "changes", FIRM, WATCH, HALF, AS_SUCH, DIVIDED, SKETCH]
    panels_odds = Store(ODDS)
    ceiling_heads = [
        "order by",
        *(head for one in list(judged)[:2] for head in ("panels", one.name)),
    ]
    shares = [WATCH_SHARE - one.false_share(WATCH)[0] for one in list(judged.values())[:2]]
    text = TEXT.format(
        today=date.today(),
        ceiling="\n".join(table(ceiling_heads, ceiling_rows(store, panels_odds))),
        slack=" and ".join(f"{share:.3f}" for share in shares),
        false="\n".join(table(false_heads, false_rows(judged))),
        bars="\n".join(table(["world", "list", "bar", "found", ""], bar_rows(judged), texts=2)),
        found="\n".join(table(found_heads, found_rows(judged))),
        largest=f"{known.largest_mean_limit:.1f}",
        lengths=", ".join(f"{days:,}" for days in known.draws),
        draws="; ".join(f"{number:,} of {days:,} days" for days, number in known.draws.items()),
        mean=f"{known.largest_mean:.1f}",
        mean_limit=f"{known.largest_mean_limit:.1f}",
        quiet="\n".join(
            table(["world", "units", *(f"{one:g}" for one in CHANCES)], quiet_rows(judged))
        ),
        odd="\n".join(table(["days", "branching", "series", "drawn", "table"], odd)),
        odd_said=said,
    )
    write(PAGE, text.splitlines())
    print(f"Written: {PAGE.name}, upper limits at {UPPER:g} standard errors")
    return 0


if __name__ == "__main__":
    sys.exit(main())
