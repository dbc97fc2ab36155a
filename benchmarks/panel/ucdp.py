"""Write docs/where.md: where Iraq and Ukraine changed, by province and by pair of sides.

``python -m benchmarks.panel.ucdp``, a minute; needs UCDP's exports in ../shared/datasets.
"""

import gzip
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from analytics.panel.all_units import scan_all
from analytics.panel.listing import ordered_rows
from analytics.panel.null_table import told_pvalue
from analytics.panel.scan import ScanResult
from analytics.panel.unit import THIN
from analytics.panel.units import count_units
from analytics.wording import plain_count, plain_dates, plain_interval, plain_number, plain_odds
from benchmarks.cases.conflicts import ROOT, SHARED
from benchmarks.markdown import table, write
from data.files.options import Options
from data.importing.import_file import import_file
from data.study import Study, load_study
from escalation.choosing import selected

PAGE = ROOT / "docs" / "where.md"
UNITS = {"adm_1": "province", "dyad_name": "pair of sides"}
# A listed change whose date set begins or ends so many days from a known date is that one.
NEAR = 14

TEXT = """\
# Where Iraq and Ukraine changed

Written by `python -m benchmarks.panel.ucdp` on {today} from UCDP GED (CC BY 4.0), as `escalation
import` reads it; no number is typed by hand. It is what `escalation scan STUDY --by adm_1 --start …
--end …` says, and `--by dyad_name`. Days are those with a single date; units are all that UCDP
names in the period. How often such lists are wrong: [scan.md](scan.md).

*As such* is the evidence that the unit's rate changed at all, *beside the rest* that it changed
against what all others did on those days; the two lists are made of the second. *Newest change*
is the date set of the last change of the unit by itself, or, where it shows none, against the rest.
What was known beforehand stands below each table, with what the lists say of it.
"""


@dataclass(frozen=True, kw_only=True)
class Story:
    """A change that was set down before the scan: which unit, when, and what happened."""

    by: str
    unit: str
    day: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Period:
    """An export, the days that are scanned, and what is known of them."""

    name: str
    file: str
    start: str
    end: str
    stories: tuple[Story, ...]


PERIODS = (
    Period(
        name="Iraq, 2013 and 2014",
        file="ucdp_ged_iraq/conflict_data_irq.csv.gz",
        start="2013-01-01",
        end="2014-12-31",
        stories=(
            Story(by="adm_1", unit="Al Anbār", day="2014-01-01", what="Fallujah and Ramadi taken"),
            Story(by="adm_1", unit="Nīnawá", day="2014-06-10", what="Mosul falls"),
            Story(by="adm_1", unit="Şalāḩ", day="2014-06-11", what="Tikrit falls"),
            Story(by="dyad_name", unit="Government of Iraq - IS", day="2014-01-01", what="Anbar"),
        ),
    ),
    Period(
        name="Iraq, 2017 and 2018",
        file="ucdp_ged_iraq/conflict_data_irq.csv.gz",
        start="2017-01-01",
        end="2018-12-24",
        stories=(
            Story(by="adm_1", unit="Nīnawá", day="2017-07-10", what="Mosul retaken"),
            Story(by="dyad_name", unit="Government of Iraq - IS", day="2017-07-10", what="Mosul"),
        ),
    ),
    Period(
        name="Ukraine, May 2014 to December 2015",
        file="ucdp_ged_ukraine/conflict_data_ukr.csv.gz",
        start="2014-05-01",
        end="2015-12-31",
        stories=(
            Story(by="adm_1", unit="Donetsk", day="2015-02-20", what="after Debaltseve"),
            Story(by="adm_1", unit="Luhansk", day="2014-09-06", what="Minsk I"),
        ),
    ),
)


def imported(file: str, folder: Path) -> Study:
    """Import an export, once."""
    home = folder / Path(file).parent.name
    if not home.exists():
        source = folder / f"{home.name}.csv"
        source.write_bytes(gzip.decompress((SHARED / file).read_bytes()))
        import_file(source, home, Options())
    return load_study(home)


def unit_rows(result: ScanResult) -> list[list[str]]:
    """Give one row a unit that could be tested."""
    rows = []
    for row in ordered_rows(result).itertuples():
        if row.verdict == THIN:
            continue
        changed = not pd.isna(row.changepoint)
        low, high = row.change_ratio_low, row.change_ratio_high
        ratio = f"x{plain_number(row.change_ratio)} ({plain_interval(low, high)})"
        rows.append(
            [
                str(row.unit),
                "firm" if row.firm else "watch" if row.watch_list else "",
                str(row.events),
                plain_odds(row.evidence),
                plain_odds(row.evidence_rest),
                told_pvalue(row.pvalue),
                plain_dates(row.change_low, row.change_high) if changed else "–",
                ratio if changed else "",
            ]
        )
    return rows


def story_rows(period: Period, by: str, result: ScanResult) -> list[list[str]]:
    """Hold what was known beforehand against the lists."""
    rows = []
    for story in period.stories:
        own = result.table[result.table["unit"].str.startswith(story.unit)]
        if story.by != by or own.empty:
            continue
        row, day = own.iloc[0], pd.Timestamp(story.day)
        near = pd.Timedelta(days=NEAR)
        newest = row.change_low - near <= day <= row.change_high + near
        rows.append(
            [
                f"{day:%-d %b %Y}, {row.unit}: {story.what}",
                "firm" if row.firm else "watch" if row.watch_list else "on neither",
                "yes" if newest else "a later one" if row.change_low > day else "no",
            ]
        )
    return rows


def section(period: Period, folder: Path) -> list[str]:
    """Scan one period by province and by pair of sides."""
    study = imported(period.file, folder)
    lines = [f"## {period.name}", ""]
    for by, what in UNITS.items():
        selection = selected(study, {"start": period.start, "end": period.end})
        result = scan_all(count_units(selection, (by,)))
        heads = [what, "list", "events", "as such", "beside the rest", "p", "newest change", "by"]
        told = story_rows(period, by, result)
        known = ["known beforehand", "list", "its newest change"]
        thin = plain_count(len(result.thin), "units")
        lines += [
            f"### By {what}",
            "",
            str(result),
            "",
            *table(heads, unit_rows(result), texts=2),
            f"Too thin to test: {thin}."
            + ("" if result.thin.empty else f" The largest: {_thin(result)}."),
            "",
            *(table(known, told, texts=3) if told else []),
        ]
    return lines


def _thin(result: ScanResult) -> str:
    first = result.thin.iloc[0]
    return f"{first.unit}, {first.reason}; {first.could}"


def main() -> int:
    """Scan each period, and write the page."""
    lines = TEXT.format(today=date.today()).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        for period in PERIODS:
            lines += ["", *section(period, Path(folder))[:-1]]
            print(f"{period.name}: done", file=sys.stderr, flush=True)
    write(PAGE, lines)
    return 0


if __name__ == "__main__":
    sys.exit(main())
