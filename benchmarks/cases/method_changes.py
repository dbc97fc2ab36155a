"""Write docs/method-changes.md: the search for changes and the one before it, side by side.

Run by ``python -m benchmarks.cases.method_changes``, a quarter of a minute; no number in the page
is typed by hand.
"""

from collections import Counter
from pathlib import Path

import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.wording import per_period, plain_date, plain_number, plain_odds
from benchmarks.cases.conflicts import SHARED, bundled
from benchmarks.cases.quiet_stretches import real_series
from benchmarks.markdown import table, write
from benchmarks.peers.previous.search import PreviousResult, previous_changepoints
from benchmarks.peers.published import series

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "method-changes.md"
SEEDS = 25
# Days cut off the start and off the end of the bundled study's period.
CUTS = ((0, 0), (3, 0), (7, 0), (14, 0), (0, 4), (0, 7), (0, 14), (0, 19))
# What is shown: name, first day, last day, and what is known of it.
STRETCHES = {
    "Ukraine": (
        "UCDP Ukraine, events dated to the day",
        "2014-05-01",
        "2015-08-31",
        "Ceasefires of 5 September 2014 and 15 February 2015; Debaltseve had fallen by 20 "
        "February. The rows of 29 August 2014 are one battle.",
    ),
    "Iraq": (
        "UCDP Iraq, events dated to the day",
        "2003-01-09",
        "2008-12-31",
        "The invasion began on 20 March 2003; the battle of Basra on 25 March 2008, and a truce "
        "in Sadr City followed in the middle of May.",
    ),
}
WHY = """\
# What changed in the method, and why

Written by `python -m benchmarks.cases.method_changes`; no number is typed by hand.

**Before**, the series was cut into regimes by a penalty, and each change was tested: was the
gain of likelihood larger than in series that were simulated without it, with the clustering
that was fitted to this one? A change with p below 0.05 was reported.

**Now** the evidence is computed exactly: how many times likelier are the days with a change
than without, summed over every way to cut the period, every rate, and every strength of
clustering up to a half, in the models with a change and in those without. What each number
means stands in [analytics/methods.md](../analytics/methods.md), what it finds and how often it
is wrong in [validation.md](validation.md), with the previous search in the same tables.

What was wrong with the previous one:

- **The verdict was drawn by lot.** Its p-value rested on simulated series: other random numbers
  gave other answers (the next table). Nothing is drawn now.
- **Clustering was fitted once, and in the wrong place.** With the changes in the model a series
  looks independent, without them clustered. Real changes among clustered events were missed,
  and where days also vary by themselves clusters were taken for changes. Now both are weighed
  together.
- **One busy day made a week that never was.** A single day now costs at most so much in every
  model: it is named, and makes no change.
- **A steady trend was told as steps**, without a word. Now it is said where a trend explains
  the days about as well.

What the present one gives up: a lull or a burst of a few days among few events is found less
often by search ([validation.md](validation.md), truce lull). A period that is named beforehand
is compared directly and does not need the search. A rate that feeds itself for weeks counts as
a change. The date sets are somewhat longer.
"""


def page() -> list[str]:
    """Return the page as lines of Markdown."""
    lines = [*WHY.splitlines(), "", "## The bundled case", "", *_bundled()]
    known = real_series() if SHARED.exists() else {}
    for name, (title, first, last, ground) in STRETCHES.items():
        lines += [f"## {title}", "", ground, ""]
        if name in known:
            lines += _side_by_side(known[name][first:last])
        else:
            lines += ["Not available here: the data set is not part of the project.", ""]
    lines += ["## Published series", "", *PUBLISHED.splitlines(), ""]
    for title, counts in _published().items():
        lines += [f"### {title}", "", *_side_by_side(counts)]
    return lines


PUBLISHED = """\
What others found stands in [validation.md](validation.md), where regressions and count
autoregressions with the published settings repeat it to the digit. Here both searches look at the
same series without being told anything: neither knows of a year's rhythm, and volumes are no counts
of events.
"""


def _published() -> dict[str, pd.Series]:
    shapes = {
        "Nile at Aswan, volume a year (published: 1898 is the last year of the old level)": (
            "nile.csv",
            "1871-01-01",
            "YS",
        ),
        "Coal mining disasters a year (published: 1891 is the last year of the old rate)": (
            "coal_yearly.csv",
            "1851-01-01",
            "YS",
        ),
        "UK drivers killed or injured a month (published: October 1973, January 1983)": (
            "uk_driver_deaths.csv",
            "1969-01-01",
            "MS",
        ),
        "Campylobacter in 28 days (published: a level shift at period 84, June 1996)": (
            "campylobacter.csv",
            "1990-01-01",
            "28D",
        ),
    }
    found = {}
    for title, (name, first, step) in shapes.items():
        values = series(name)
        days = pd.date_range(first, periods=len(values), freq=step)
        found[title] = values.astype("int64").set_axis(days)
    return found


def _bundled() -> list[str]:
    counts = bundled()
    found = Counter(len(previous_changepoints(counts, seed=seed).table) for seed in range(SEEDS))
    told = ", ".join(f"{number} in {times}" for number, times in sorted(found.items()))
    present = {find_changepoints(counts).verdict for _ in range(2)}
    lines = [
        f"With {SEEDS} sets of random numbers the previous search finds this many changes: {told}. "
        f"The present one draws nothing and always says the same ({', '.join(sorted(present))}).",
        "",
        *_side_by_side(counts),
        "The same with days cut off the period:",
        "",
    ]
    rows = []
    for start, end in CUTS:
        part = counts.iloc[start : len(counts) - end]
        now, before = find_changepoints(part), previous_changepoints(part)
        cut = f"{start} days off the start" if start else f"{end} days off the end"
        name = "whole" if not start and not end else cut
        odds = f"{now.verdict}, {plain_odds(now.evidence)}"
        rows.append((name, odds, _dates(now), f"p = {before.pvalue:.2g}", _dates(before)))
    heads = ["period", "evidence now", "changes now", "previous", "changes before"]
    return [*lines, *table(heads, rows, texts=5)]


def _side_by_side(counts: pd.Series) -> list[str]:
    """Write what both searches find, changes that share a date beside each other."""
    now, before = find_changepoints(counts), previous_changepoints(counts)
    period = per_period(counts.index)
    pairs = _pairs(now.table, before.table)
    rows = [(_change(new, period), _change(old, period)) for new, old in pairs]
    ratio = f" by the ratio of a lull or burst, {now.lull_ratio:.0f} (line {now.lull_line:.0f})"
    said = [
        f"Now: {now.verdict}{ratio if now.decided_by_lull else ''}, evidence "
        f"{plain_odds(now.evidence)}; "
        f"{plain_odds(now.evidence_if_independent)} if days were independent. "
        f"Before: p = {before.pvalue:.2g}.",
        "A steady trend explains the days about as well as the steps do." if now.gradual else "",
        _standing_out(now),
    ]
    lines = [" ".join(part for part in said if part), ""]
    return [*lines, *table(["now", "previous search"], rows or [("none", "none")], texts=2)]


def _pairs(now: pd.DataFrame, before: pd.DataFrame) -> list[tuple]:
    """Put the changes of both in the order of their dates, those whose sets meet in one row."""
    left, rows = list(before.itertuples()), []
    for new in now.itertuples():
        same = [old for old in left if old.ci_low <= new.ci_high and new.ci_low <= old.ci_high]
        old = min(
            same, key=lambda old, new=new: abs(old.changepoint - new.changepoint), default=None
        )
        if old is not None:
            left.remove(old)
        rows.append((new.changepoint, new, old))
    rows += [(old.changepoint, None, old) for old in left]
    return [row[1:] for row in sorted(rows, key=lambda row: row[0])]


def _change(row: tuple | None, period: str) -> str:
    if row is None:
        return "–"
    dates = [_day(day, period) for day in (row.changepoint, row.ci_low, row.ci_high)]
    rates = f"{plain_number(row.rate_before)} to {plain_number(row.rate_after)}"
    return f"{dates[0]} ({dates[1]} to {dates[2]}), {rates}"


def _day(day: pd.Timestamp, period: str) -> str:
    """Write a day, a month or a year, as the series counts."""
    form = {"a year": "%Y", "a month": "%b %Y"}.get(period, "")
    return day.strftime(form) if form else plain_date(day)


def _dates(result: ChangepointResult | PreviousResult) -> str:
    return ", ".join(plain_date(day) for day in result.table["changepoint"]) or "none"


def _standing_out(result: ChangepointResult) -> str:
    days = [f"{plain_date(row.day)} ({row.events:,})" for row in result.standing_out.itertuples()]
    return f"Named as days that stand out: {', '.join(days)}." if days else ""


def main() -> None:
    """Write the page."""
    write(PAGE, page())
    print(f"Wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
