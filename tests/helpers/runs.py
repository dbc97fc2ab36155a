"""Runs of a made study whose findings are given, so that a test of a run takes no search."""

from datetime import UTC, datetime

from analytics.alarms import detectable, study_watch
from data.study import load_study
from report.alarms import run as watching
from report.schedule import steps, telling
from report.schedule.go import Around, run_study
from tests.helpers.watched import DAYS, RISE, write_watched

PNG = b"\x89PNG, as far as anybody looks"
SETTINGS = """
[run.watch]
by = "location"
budget = "1 a year"
since = 2024-02-06

[tell]
address = "https://desk.example/"
feed = "feed.xml"
folder = "told"
"""


def point(low, high, before, after, *, ratio=(0.5, 0.3, 0.7), evidence=29.0):
    """Give a change point as ``analyse --json`` does."""
    names = ("rate_ratio", "ratio_low", "ratio_high")
    return {
        "changepoint": low, "ci_low": low, "ci_high": high, "rate_before": before,
        "rate_after": after, "evidence": evidence, "evidence_if_independent": evidence,
    } | dict(zip(names, ratio, strict=True))  # fmt: skip


def summary(*points, verdict="found", sentence="The rate fell.", effect=None):
    """Give the parts of ``analyse --json`` that a message takes."""
    rows = (
        [] if effect is None else [dict(zip(("value", "ci_low", "ci_high"), effect, strict=True))]
    )
    return {
        "shown": "Events per day",
        "answer": {"sentence": sentence, "verdict": verdict},
        "changepoints": {"sentence": sentence, "table": list(points)},
        "measured": {"sentence": "Of 100 such series 2 are wrong."},
        "effect": {
            "sentence": f"{rows[0]['value']:.1f} times." if rows else "No answer.",
            "table": [{"quantity": "rate_ratio", **row} for row in rows],
        },
    }


WATCHED = {}


class Clock:
    """A clock that stands still until it is put on."""

    def __init__(self, day="2024-05-01"):
        self.on(day)

    def on(self, day, hour=6):
        self.moment = datetime.fromisoformat(f"{day}T{hour:02d}:00:00").replace(tzinfo=UTC)

    def __call__(self):
        return self.moment


class Desk:
    """A study whose runs a test looks at."""

    def __init__(self, folder, monkeypatch, settings=SETTINGS):
        self.folder, self.settings, self.said = folder, settings, []
        self.clock, self.pauses = Clock(), []
        self.summaries = {}
        monkeypatch.setattr(steps, "summarise", self._summarise)
        monkeypatch.setattr(steps, "write_report", self._report)
        monkeypatch.setattr(telling, "message_figure", lambda selection: (PNG, "A figure"))
        monkeypatch.setattr(watching, "watch_study", self._watch)
        monkeypatch.setattr(study_watch, "rises_seen", self._seen)

    def _watch(self, selection, by, rules, **asked):
        """Watch the units, once for the same rows whatever else stands in the settings."""
        key = (selection.study.end, len(selection.study.events), *asked["lines"].items())
        if key not in WATCHED:
            WATCHED[key] = study_watch.watch_study(selection, by, rules, **asked)
        return WATCHED[key]

    @staticmethod
    def _seen(quarter, counts, **asked):
        """Say what a watch could see, once: it is drawn at random, and no run depends on it."""
        if "seen" not in WATCHED:
            WATCHED["seen"] = detectable.rises_seen(quarter, counts, **asked)
        return WATCHED["seen"]

    def _summarise(self, selection):
        return self.summaries.get(selection.study.digest, summary())

    @staticmethod
    def _report(selection, path, **asked):
        path.write_bytes(selection.study.digest.encode())

    def write(self, days=DAYS, finds=None, more=""):
        """Write the study as it was after so many days, and say what a search finds in it."""
        write_watched(self.folder, days)
        toml = self.folder / "study.toml"
        toml.write_text(toml.read_text(encoding="utf-8") + self.settings + more, encoding="utf-8")
        if finds is not None:
            self.summaries[load_study(self.folder).digest] = finds
        return self

    def run(self, **asked):
        around = Around(now=self.clock, pause=self.pauses.append, say=self.said.append)
        return run_study(self.folder, around=around, **asked)

    def files(self):
        """Give every file of the study by its path."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}


QUIET_DAYS, RISEN_DAYS = RISE, DAYS
