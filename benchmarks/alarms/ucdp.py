"""Write docs/alarms-replayed.md: what the watch would have sent over Iraq and Ukraine.

``python -m benchmarks.alarms.ucdp``, some minutes; needs UCDP's exports in ../shared/datasets.
"""

import gzip
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analytics.alarms.presets.replay import Replay, replay
from analytics.alarms.rules import WatchRules
from analytics.alarms.study_watch import watch_study
from analytics.alarms.threshold import read_budget
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.wording import plain_date
from benchmarks.cases.conflicts import ROOT, SHARED
from benchmarks.markdown import table, write
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import load_study

PAGE = ROOT / "docs" / "alarms-replayed.md"
BY = "adm_1"
# An alarm so many days after a known date is counted to it.
SOON = 60

TEXT = """\
# What the watch would have sent over Iraq and Ukraine

Written by `python -m benchmarks.alarms.ucdp` on {today} from UCDP GED (CC BY 4.0), as `escalation
import` reads it; no number is typed by hand. Units are provinces (`adm_1`), days those with a
single date. The rules of others are as published, and look once a week; the watch looks daily.

The first table of each country holds dates whose story is known against the first alarm of that
province within {soon} days: days after the date, – for none. An alarm that had begun before such a
date and lasts is no new one. The second table counts what each rule would have sent, and how often
it is wrong where nothing rises, in drawn quarters of units like these. The third is what the
watch would have sent.
"""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A date whose story is known: where, and what happened."""

    day: str
    unit: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Country:
    """An export, from when on it is watched, on which budget, and what is known of it."""

    name: str
    file: str
    since: str
    budget: str
    known: tuple[Known, ...]


COUNTRIES = (
    Country(
        name="Iraq",
        file="ucdp_ged_iraq/conflict_data_irq.csv.gz",
        since="2013-01-01",
        budget="1 a quarter",
        known=(
            Known(day="2014-01-01", unit="Al Anbār", what="Fallujah and Ramadi are taken"),
            Known(day="2014-06-10", unit="Nīnawá", what="Mosul falls"),
            Known(day="2014-08-06", unit="Arbīl", what="the advance towards Erbil"),
            Known(day="2016-10-17", unit="Nīnawá", what="the battle for Mosul begins"),
        ),
    ),
    Country(
        name="Ukraine",
        file="ucdp_ged_ukraine/conflict_data_ukr.csv.gz",
        since="2015-01-01",
        budget="1 a year",
        known=(
            Known(day="2015-01-17", unit="Donetsk", what="airport, then Debaltseve"),
            Known(day="2017-01-29", unit="Donetsk", what="fighting at Avdiivka"),
        ),
    ),
)


def replay_country(country: Country, folder: Path) -> Replay:
    """Import an export and replay the watch over it."""
    source = folder / f"{country.name.lower()}.csv"
    source.write_bytes(gzip.decompress((SHARED / country.file).read_bytes()))
    import_file(source, folder / country.name, Options())
    study = load_study(folder / country.name)
    selection = Selection(study, default_view(study))
    rules = WatchRules(budget=read_budget(country.budget))
    result = watch_study(selection, BY, rules, begin=pd.Timestamp(country.since), lines={})
    return replay(result)


def _known_rows(country: Country, found: Replay) -> list[list[str]]:
    rows = []
    for known in country.known:
        day = pd.Timestamp(known.day)
        row = [f"{plain_date(day)}, {known.unit}: {known.what}"]
        for sent in found.sent.values():
            own = sent[sent["unit"].str.startswith(known.unit)]
            days = (own["begin"] - day).dt.days
            days = days[(days >= 0) & (days <= SOON)]
            row.append(f"{days.min():.0f}" if len(days) else "–")
        rows.append(row)
    return rows


def _rule_rows(found: Replay) -> list[list[str]]:
    return [
        [
            row.label,
            str(row.alarms),
            str(row.units),
            f"{row.false_alarms:.2f} ± {row.error:.2f}",
            f"{100 * row.found:.0f} %",
        ]
        for row in found.table.itertuples()
    ]


def _alarm_rows(found: Replay) -> list[list[str]]:
    return [
        [
            row.unit,
            plain_date(row.begin),
            "lasts" if pd.isna(row.end) else plain_date(row.end),
            "became usual" if row.settled else "",
            str(row.events),
            f"{4 * row.usual:.1f}",
        ]
        for row in found.result.alarms.itertuples()
    ]


def section(country: Country, found: Replay) -> list[str]:
    """Write one country."""
    heads = ["", "alarms", "units", "false a quarter, drawn", "tripling found in 28 days, drawn"]
    alarms = ["unit", "begin", "end", "", "events in 28 days", "usual in 28"]
    return [
        f"## {country.name}, budget {country.budget}",
        "",
        str(found.result),
        "",
        str(found.result.seen),
        "",
        *table(["known date", *found.sent], _known_rows(country, found)),
        *table(heads, _rule_rows(found)),
        *table(alarms, _alarm_rows(found), texts=4),
    ]


def main() -> int:
    """Replay each country, and write the page."""
    lines = TEXT.format(today=date.today(), soon=SOON).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for country in COUNTRIES:
            lines += ["", *section(country, replay_country(country, Path(folder)))]
            print(f"{country.name}: done", file=sys.stderr, flush=True)
    write(PAGE, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
