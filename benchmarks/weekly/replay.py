"""Write docs/weekly.md: the covered period of the bundled study, told week by week as it arrived.

``python -m benchmarks.weekly.replay``, some minutes. The runs are those of ``escalation run``.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.findings.beside import begin_effects
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.wording import plain_date, plain_interval, plain_number, plain_odds, plain_span
from benchmarks.cases.conflicts import ROOT
from benchmarks.machine import machine
from benchmarks.markdown import table, write
from benchmarks.weekly.downloads import (
    MONDAYS,
    SHARES,
    STUDY,
    WATCHED_FROM,
    KnownRows,
    covered_to,
    read_tables,
    write_week,
)
from data.study import load_study
from report.alarms.feed import ATOM
from report.schedule.go import Around, run_study
from report.schedule.kept import read_result

PAGE = ROOT / "docs" / "weekly.md"
ZONE = ZoneInfo("Asia/Baghdad")
WHOLE_BAR, SHORT_BAR = 300, 60
SETTINGS = """
[run]
steps = [{steps}]

[run.scan]
by = "country"

[publish]
address = "https://desk.example.org/iraq/"

[tell]
address = "https://desk.example.org/"
feed = "feed.xml"
folder = "told"
"""
WATCH = """
[run.watch]
by = "country"
looks = "weekly"
since = {since:%Y-%m-%d}
"""
# What a run says of the newest days.
NEWEST = re.compile(
    r"has been seen so far: (?P<listed>\S+) .*, (?P<expected>\S+) expected in the end "
    r"\(95 % interval (?P<low>\S+) to (?P<high>\S+)\)"
)
DONE = ("diff", "search", "scan", "watch", "report", "publish", "tell")
DRAWN = ("report", "publish")  # Documents and pages.
TEXT = """\
# From an empty folder to a weekly brief, and what it would have told

Written by `python -m benchmarks.weekly.replay` on {today}; no number in a table is typed by hand.
What a run does, and every setting, is told in [run.md](run.md).

## Six commands

```console
$ escalation fetch acled --study iraq --country Iraq --from 2023-01-01
$ escalation check iraq
$ cat >> iraq/study.toml <<'END'
[run.watch]
by = "admin1"

[tell.email]
host = "smtp.example.org"
user = "desk"
from = "desk@example.org"
to = ["editor@example.org"]
END
$ keyring set escalation ESCALATION_SMTP_PASSWORD@smtp.example.org
$ escalation run iraq
$ (crontab -l; escalation run iraq --example cron) | crontab -
```

The first takes its account from `ACLED_EMAIL` and `ACLED_PASSWORD`, in the environment or the
keyring. From then on the brief comes by itself.

## The covered period, week by week

The bundled study from 17 October 2023 to 29 February 2024, run on twenty Mondays as it would have
arrived. Its rows do not say when they were first reported, so each attack and each strike is given
a delay: of 100 rows {delays} days, drawn once.
Each week is a download of its own; its last {late} days are not yet complete, and no finding rests
on them. Context events and officials' totals are known from their own days on. The watch begins
when it has the ten weeks of history that it needs, on {watched}.

"""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A change whose story is known: its day, which days may be told for it, and which way."""

    name: str
    day: str
    first: str
    last: str
    way: str


KNOWN = (
    Known(name="the truce", day="2023-11-24", first="2023-11-20", last="2023-11-30", way="fell"),
    Known(name="its end", day="2023-12-01", first="2023-11-29", last="2023-12-10", way="rose"),
    Known(
        name="the fall of February", day="2024-02-03", first="2024-01-28", last="2024-02-14",
        way="fell",
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Week:
    """One run, as it is kept: its day, its folder, its line of the log, and how long it took."""

    day: pd.Timestamp
    folder: Path
    line: dict[str, Any]
    times: dict[str, float]

    def values(self, step: str) -> Any:
        """Return what a step gave; None where it gave nothing."""
        result = read_result(self.folder, step)
        return None if result is None else result.values

    @property
    def points(self) -> list[dict[str, Any]]:
        """The change points that the search told."""
        return self.values("search")["changepoints"]["table"]


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def run_week(
    folder: Path, tables: KnownRows, day: pd.Timestamp, without: tuple[str, ...]
) -> dict[str, float]:
    """Run one week without some steps; give how long it took."""
    watched = covered_to(day) >= WATCHED_FROM
    named = [step for step in DONE if step not in without and (step != "watch" or watched)]
    settings = SETTINGS.format(steps=", ".join(f'"{step}"' for step in named))
    settings += WATCH.format(since=WATCHED_FROM) if watched else ""
    write_week(folder, tables, day, settings)
    begin = datetime(day.year, day.month, day.day, 6, tzinfo=ZONE)
    started, used = time.monotonic(), processor_seconds()
    load_once()

    def now() -> datetime:
        return begin + timedelta(seconds=time.monotonic() - started)

    run_study(folder, around=Around(now=now, prepare=prepare))
    seconds, spent = time.monotonic() - started, processor_seconds() - used
    print(f"{day.date()}: {seconds:.1f} s, {spent:.1f} s of processor", flush=True)
    return {"seconds": seconds, "processor": spent}


def load_once() -> None:
    """Load what the process beside each run would load anew; its time is the first week's."""
    for name in ("scipy.stats", "statsmodels.api", "statsmodels.tsa.api"):
        import_module(name)


def replay(place: Path, most: int, without: tuple[str, ...] = ()) -> list[Week]:
    """Run the weeks that are not there yet, at most so many; give all that are."""
    folder, record = place / "iraq-syria", place / "times.json"
    times = json.loads(record.read_bytes()) if record.exists() else {}
    tables, left = read_tables(), [day for day in MONDAYS if f"{day.date()}" not in times]
    for day in left[:most]:
        times[f"{day.date()}"] = run_week(folder, tables, day, without)
        write(record, [json.dumps(times)])
    if not times:
        return []
    out = folder / "runs"
    lines = map(json.loads, (out / "log.jsonl").read_text(encoding="utf-8").splitlines())
    kept = {line["day"]: line for line in lines}
    return [
        Week(day=pd.Timestamp(day), folder=out / kept[day]["run"], line=kept[day], times=took)
        for day, took in times.items()
    ]


def prepare(selection: Selection) -> None:
    """Begin beside the search what will be asked for, as the command does."""
    steps = selection.study.settings["run"]["steps"]
    published = "publish" in steps
    begin_effects(selection, of_all_events=published or "report" in steps, in_all_ways=published)


def _points_of(week: Week, known: Known) -> list[dict[str, Any]]:
    return [
        point
        for point in week.points
        if known.first <= point["ci_high"] and point["ci_low"] <= known.last
        and (point["rate_after"] > point["rate_before"]) == (known.way == "rose")
    ]  # fmt: skip


def _firmness(week: Week, point: dict[str, Any]) -> str:
    """Say how firmly a change is told: its evidence, and the verdict where it is the last one."""
    last = point is week.points[-1]
    verdict = week.values("search")["answer"]["verdict"] if last else "found"
    kind = "" if point["evidence"] is None else f"evidence {plain_odds(point['evidence'])}"
    return f"{kind or 'as a lull'}{'' if verdict == 'found' else f', {verdict}'}"


def _told_rows(weeks: list[Week]) -> list[list[str]]:
    """Say of each known change when it was first told, how firmly, and how steadily from then."""
    rows = []
    for known in KNOWN:
        name, day = f"{known.name}, {plain_date(pd.Timestamp(known.day))}", pd.Timestamp(known.day)
        found = [(week, point) for week in weeks for point in _points_of(week, known)]
        if not found:
            rows.append([name, "never", "", "", "", ""])
            continue
        (first, point), (last, again) = found[0], found[-1]
        later = [week for week in weeks if week.day >= first.day]
        at_last = f"{plain_date(last.day)}: {_span(again)}, {_firmness(last, again)}"
        rows.append(
            [
                name,
                f"{plain_date(first.day)}, after {(first.day - day).days} days",
                _span(point),
                _firmness(first, point),
                f"{len(found)} of {len(later)}",
                at_last if last is not first else "",
            ]
        )
    return rows


def _span(point: dict[str, Any]) -> str:
    return plain_span(pd.Timestamp(point["ci_low"]), pd.Timestamp(point["ci_high"]))


def _week_rows(weeks: list[Week]) -> list[list[str]]:
    rows = []
    for week in weeks:
        values = week.values("message")["message"]
        answer = week.values("search")["answer"].get("verdict", "cannot be answered")
        told = [f"{one['status']} {one['what']}" for one in values["changes"]]
        diff = week.line["revised_rows"]
        points = "; ".join(
            f"{'rose' if p['rate_after'] > p['rate_before'] else 'fell'} {_span(p)}, "
            f"{plain_number(p['rate_before'])} to {plain_number(p['rate_after'])} a day"
            for p in week.points
        )
        rows.append(
            [
                plain_date(week.day), values["status"], answer, points or "–",
                ", ".join(told) or "–", str(diff["added"]), str(week.line["code"]),
            ]
        )  # fmt: skip
    return rows


def _effect_rows(weeks: list[Week]) -> list[list[str]]:
    """Say how the effect of the named event stood each week, from the first on that had one."""
    rows = []
    for week in weeks:
        found = week.values("search")["effect"]["table"]
        ratio = next((row for row in found if row["quantity"] == "rate_ratio"), None)
        if ratio and ratio["value"] is not None:
            size = plain_number(ratio["value"])
            interval = plain_interval(ratio["ci_low"], ratio["ci_high"] or float("inf"))
            days = next(row["value"] for row in found if row["quantity"] == "days_after")
            rows.append([plain_date(week.day), f"{days:.0f}", f"{size} ({interval})"])
    return rows


def _newest_rows(weeks: list[Week]) -> list[list[str]]:
    """Say what each run said of the last seven days, and what they hold in the end."""
    study = load_study(STUDY)
    final = Selection(study, default_view(study)).daily("attacks")
    rows = []
    for week in weeks:
        said = NEWEST.search(week.values("search")["newest_days"]["sentence"])
        if said is None:
            continue
        last = covered_to(week.day)
        came = int(final[last - pd.Timedelta(days=6) : last].sum())
        ends = " to ".join(f"{float(said[end]):.0f}" for end in ("low", "high"))
        expected = f"{said['expected']} ({ends})"
        rows.append([plain_date(week.day), said["listed"], expected, str(came)])
    return rows


def _feed_rows(folder: Path) -> list[list[str]]:
    feed = ElementTree.fromstring((folder / "feed.xml").read_bytes())
    entries = feed.findall(f"{{{ATOM}}}entry")
    return [
        [entry.findtext(f"{{{ATOM}}}updated")[:10], entry.findtext(f"{{{ATOM}}}title")]
        for entry in reversed(entries)
    ]


def _time_rows(whole: list[Week], short: list[Week]) -> list[list[str]]:
    rows = []
    for label, weeks, bar in (
        ("all steps", whole, WHOLE_BAR),
        ("without report and publish", short, SHORT_BAR),
    ):
        seconds, used = (
            sum(week.times[name] for week in weeks) for name in ("seconds", "processor")
        )
        # On a machine that does nothing else a run takes no longer than its processor time.
        verdict = "met" if used <= bar else "missed"
        rows.append([label, f"{seconds:.0f} s", f"{used:.0f} s", f"{bar} s", verdict])
    return rows


def page(weeks: list[Week], short: list[Week], folder: Path) -> list[str]:
    """Write the page."""
    days = ["come in on the day", *(f"after {late}" for late in range(1, len(SHARES)))]
    delays = ", ".join(f"{share} {when}" for share, when in zip(SHARES, days, strict=True))
    watched = plain_date(WATCHED_FROM)
    text = TEXT.format(today=date.today(), delays=delays, late=len(SHARES) - 1, watched=watched)
    told = ["what happened", "first told", "its days", "how firmly"]
    told += ["told in so many of the runs from then on", "when last"]
    runs = ["run", "message", "answer", "change points", "since the run before", "rows", "code"]
    return [
        *text.splitlines(),
        "### When would it have been told, and how firmly?",
        "",
        *table(told, _told_rows(weeks), texts=6),
        "The search is told nothing of what happened. Named beforehand, the end of the truce is",
        "held against the days before it in every brief from then on: the rate after, as a",
        "multiple of the rate before, with its 95 % interval.",
        "",
        *table(["run", "days after", "times the rate before"], _effect_rows(weeks)),
        "### The twenty runs",
        "",
        *table(runs, _week_rows(weeks), texts=5),
        "### How complete the newest days were",
        "",
        "From the sixth download on, and once these bring enough rows, each run says how much of",
        "the last seven days is there. *Came* is what these days hold in the end. What is expected",
        "is said beside the counts, and is in no finding.",
        "",
        *table(["run", "listed", "expected in the end", "came"], _newest_rows(weeks)),
        "### The feed that readers would have had",
        "",
        *table(["day", "entry"], _feed_rows(folder), texts=2),
        "## Time",
        "",
        f"Twenty runs one after the other, each with its PDF and its pages: {machine()}.",
        "Wall time depends on what else the machine does, so the bars are held against the time of",
        "the processors, of both together.",
        "",
        *table(["", "wall time", "processor time", "bar", ""], _time_rows(weeks, short)),
    ]


def main() -> int:
    """Replay the weeks, and write the page when all are there."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--keep", type=Path, help="Folder to go on in; else one that goes again.")
    words.add_argument("--most", type=int, default=len(MONDAYS), help="Weeks in this process.")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        place = asked.keep or Path(passing)
        for name in ("whole", "short"):
            (place / name).mkdir(parents=True, exist_ok=True)
        weeks = replay(place / "whole", asked.most)
        rest = asked.most if len(weeks) == len(MONDAYS) else 0
        short = replay(place / "short", rest, without=DRAWN)
        if len(short) == len(MONDAYS):
            write(PAGE, page(weeks, short, place / "whole" / "iraq-syria"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
