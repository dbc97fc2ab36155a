"""Write docs/weekly.md: the covered period of the bundled study, told week by week as it arrived.

``python -m benchmarks.weekly.replay``, some minutes. The runs are those of ``escalation run``.
"""

import json
import os
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.findings.beside import begin_effects
from analytics.selection.selected import Selection
from analytics.wording import plain_date, plain_interval, plain_number, plain_odds, plain_span
from benchmarks.cases.conflicts import ROOT
from benchmarks.machine import machine
from benchmarks.markdown import table, write
from benchmarks.weekly.downloads import (
    MONDAYS,
    SHARES,
    WATCHED_FROM,
    covered_to,
    read_tables,
    write_week,
)
from report.alarms.feed import ATOM
from report.schedule.go import Around, RunOutcome, run_study
from report.schedule.steps import STEPS, Done, Work

PAGE = ROOT / "docs" / "weekly.md"
ZONE = ZoneInfo("Asia/Baghdad")
WHOLE_BAR, SHORT_BAR = 300, 60
SETTINGS = """
[run.scan]
by = "country"

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
when it has the ten weeks of history that it needs, with {watched}.

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
    """One run, and what it gave."""

    day: pd.Timestamp
    outcome: RunOutcome
    seconds: float
    processor: float

    def values(self, step: str) -> Any:
        """Return what a step gave; None where it gave nothing."""
        return next((one.values for one in self.outcome.results if one.step == step), None)

    @property
    def points(self) -> list[dict[str, Any]]:
        """The change points that the search told."""
        return self.values("search")["changepoints"]["table"]


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it has waited for."""
    return sum(os.times()[:4])


class Meter:
    """How long the report takes among the other steps, in wall time and in processor time."""

    def __init__(self) -> None:
        self.write, self.seconds, self.processor = STEPS["report"], 0.0, 0.0

    def __call__(self, work: Work) -> Done:
        """Write the report, and note how long that takes."""
        started, used = time.monotonic(), processor_seconds()
        try:
            return self.write(work)
        finally:
            self.seconds += time.monotonic() - started
            self.processor += processor_seconds() - used


def replay(folder: Path) -> list[Week]:
    """Run the twenty weeks."""
    tables, weeks = read_tables(), []
    for day in MONDAYS:
        watched = covered_to(day) >= WATCHED_FROM
        settings = SETTINGS + (WATCH.format(since=WATCHED_FROM) if watched else "")
        write_week(folder, tables, day, settings)
        begin = datetime(day.year, day.month, day.day, 6, tzinfo=ZONE)
        started, used = time.monotonic(), processor_seconds()

        def now(begin: datetime = begin, started: float = started) -> datetime:
            return begin + timedelta(seconds=time.monotonic() - started)

        outcome = run_study(folder, around=Around(now=now, prepare=prepare))
        seconds, spent = time.monotonic() - started, processor_seconds() - used
        weeks.append(Week(day=day, outcome=outcome, seconds=seconds, processor=spent))
        print(f"{day.date()}: {seconds:.1f} s, {spent:.1f} s of processor", flush=True)
    return weeks


def prepare(selection: Selection) -> None:
    """Begin beside the search what the report asks for, as the command does."""
    begin_effects(selection, of_all_events=True)


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
    """Say of each known change when it was first told, and how it stood in the end."""
    rows = []
    for known in KNOWN:
        found = [(week, point) for week in weeks for point in _points_of(week, known)]
        day = pd.Timestamp(known.day)
        if not found:
            rows.append([f"{known.name}, {plain_date(day)}", "never", "", "", ""])
            continue
        first, point = found[0]
        rows.append(
            [
                f"{known.name}, {plain_date(day)}",
                f"{plain_date(first.day)} (after {(first.day - day).days} days)",
                _span(point),
                _firmness(first, point),
                f"{_span(found[-1][1])}, {_firmness(*found[-1])}, {plain_date(found[-1][0].day)}"
                if found[-1][0] is not first
                else "",
            ]
        )
    return rows


def _span(point: dict[str, Any]) -> str:
    return plain_span(pd.Timestamp(point["ci_low"]), pd.Timestamp(point["ci_high"]))


def _week_rows(weeks: list[Week]) -> list[list[str]]:
    rows = []
    for week in weeks:
        values = week.outcome.letter.values
        answer = week.values("search")["answer"].get("verdict", "cannot be answered")
        told = [f"{one['status']} {one['what']}" for one in values["changes"]]
        diff = week.outcome.line["revised_rows"]
        points = "; ".join(
            f"{'rose' if p['rate_after'] > p['rate_before'] else 'fell'} {_span(p)}, "
            f"{plain_number(p['rate_before'])} to {plain_number(p['rate_after'])} a day"
            for p in week.points
        )
        rows.append(
            [
                plain_date(week.day), values["status"], answer, points or "–",
                ", ".join(told) or "–", str(diff["added"]), str(week.outcome.code),
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


def _feed_rows(folder: Path) -> list[list[str]]:
    feed = ElementTree.fromstring((folder / "feed.xml").read_bytes())
    entries = feed.findall(f"{{{ATOM}}}entry")
    return [
        [entry.findtext(f"{{{ATOM}}}updated")[:10], entry.findtext(f"{{{ATOM}}}title")]
        for entry in reversed(entries)
    ]


def _time_rows(weeks: list[Week], report: Meter) -> list[list[str]]:
    whole = sum(w.seconds for w in weeks), sum(w.processor for w in weeks)
    short = whole[0] - report.seconds, whole[1] - report.processor
    rows = []
    for label, (seconds, used), bar in (
        ("all steps", whole, WHOLE_BAR),
        ("without the report", short, SHORT_BAR),
    ):
        # On a machine that does nothing else a run takes no longer than its processor time.
        verdict = "met" if used <= bar else "missed"
        rows.append([label, f"{seconds:.0f} s", f"{used:.0f} s", f"{bar} s", verdict])
    return rows


def page(weeks: list[Week], report: Meter, folder: Path) -> list[str]:
    """Write the page."""
    days = ["come in on the day", *(f"after {late}" for late in range(1, len(SHARES)))]
    delays = ", ".join(f"{share} {when}" for share, when in zip(SHARES, days, strict=True))
    watched = plain_date(WATCHED_FROM)
    text = TEXT.format(today=date.today(), delays=delays, late=len(SHARES) - 1, watched=watched)
    told = ["what happened", "first told", "between", "how firmly", "as told at last"]
    runs = ["run", "message", "answer", "change points", "since the run before", "rows", "code"]
    return [
        *text.splitlines(),
        "### When would it have been told, and how firmly?",
        "",
        *table(told, _told_rows(weeks), texts=5),
        "The search is told nothing of what happened. Named beforehand, the end of the truce is",
        "held against the days before it in every brief from then on: the rate after, as a",
        "multiple of the rate before, with its 95 % interval.",
        "",
        *table(["run", "days after", "times the rate before"], _effect_rows(weeks)),
        "### The twenty runs",
        "",
        *table(runs, _week_rows(weeks), texts=5),
        "### The feed that readers would have had",
        "",
        *table(["day", "entry"], _feed_rows(folder), texts=2),
        "## Time",
        "",
        f"Twenty runs, one after the other: {machine()}.",
        "Wall time depends on what else the machine does, so the bars are held against the time of",
        "the processors, of both together.",
        "",
        *table(["", "wall time", "processor time", "bar", ""], _time_rows(weeks, report)),
    ]


def main() -> int:
    """Replay the weeks, and write the page."""
    report = Meter()
    STEPS["report"] = report
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "iraq-syria"
        weeks = replay(folder)
        for week in weeks:
            kept = json.loads((week.outcome.folder / "message.json").read_bytes())
            if kept["values"]["message"] != week.outcome.letter.values:
                raise SystemExit(f"The message of {week.day.date()} is not the one that is kept.")
        write(PAGE, page(weeks, report, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
