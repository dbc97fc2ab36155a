"""How long searches and commands take beside another checkout of this project, in one run.

``python -m benchmarks.speed.before_after FOLDER [ROUNDS]`` writes it to docs/performance.md.
"""

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.markdown import table

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
ROUNDS = 3
HEADING = "## Against an earlier state"
ABOUT = (
    "Processor seconds of both cores together, which other work on the machine moves less than "
    "wall time; the two states in turn, medians of {rounds}. The series have two changes; the "
    "views are of the bundled study and new to the process. Before is commit {before}. What is "
    "imported counts in the commands."
)
# Runs in a process of either state.
WORK = """
import json, time
from dataclasses import replace
import numpy as np, pandas as pd
from analytics.changepoints.search import find_changepoints
from analytics.findings import alternatives, results
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study

def seconds(function, *arguments):
    started = time.process_time()
    function(*arguments)
    return time.process_time() - started

times, rng = {}, np.random.default_rng(5)
for days in (140, 365, 1430):
    levels = np.repeat([1.0, 3.0, 0.7], days // 3 + 1)[:days]
    counts = pd.Series(rng.poisson(levels), pd.date_range("2020-01-01", periods=days))
    find_changepoints(counts)
    least = min(seconds(find_changepoints, counts) for _ in range(5))
    times[f"`find_changepoints`, {days} days"] = least
study = load_study("data/studies/iraq-syria-2023")
base = default_view(study)
for warm in (results.stability, alternatives.changepoint_sensitivity):
    warm(Selection(study, base))
ended = [Selection(study, replace(base, end=f"2024-02-{day}")) for day in (26, 27, 28)]
for name, function in (
    ("a new view: what a click waits for, its search", results.changepoints),
    ("a new view: its cuts of the period", results.stability),
    ("a new view: its other ways to count", alternatives.changepoint_sensitivity),
):
    times[name] = sorted(seconds(function, one) for one in ended)[1]
print(json.dumps(times))
"""
COMMANDS = {
    "`escalation analyse`": ["analyse"],
    "`escalation chart timeline`": ["chart", "timeline", "--force", "--out"],
}


def main(folder: str, rounds: int = ROUNDS) -> int:
    """Measure both states in turn, and write the table."""
    states = Path(folder).resolve(), ROOT
    runs: list[list[dict[str, float]]] = [[], []]
    for state in states:
        # The first run compiles.
        _run(state, ["-c", WORK])
    for _ in range(rounds):
        for state, found in zip(states, runs, strict=True):
            found.append(_measured(state))
    rows = []
    for name in runs[1][0]:
        before, after = (median(times[name] for times in found) for found in runs)
        rows.append((name, f"{before:.3g} s", f"{after:.3g} s", f"{before / after:.1f}"))
    git = ["git", "-C", str(states[0]), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    lines = table(["processor seconds", "before", "now", "times faster"], rows)
    _write([HEADING, "", ABOUT.format(rounds=rounds, before=commit), "", *lines])
    return 0


def _run(state: Path, arguments: list[str]) -> str:
    """Run Python with the modules of a state, and give what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(state)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=state, env=environment
    ).stdout


def _measured(state: Path) -> dict[str, float]:
    times = json.loads(_run(state, ["-c", WORK]))
    for name, arguments in COMMANDS.items():
        with tempfile.TemporaryDirectory() as folder:
            out = [f"{folder}/timeline.svg"] if arguments[-1] == "--out" else []
            started = resource.getrusage(resource.RUSAGE_CHILDREN)
            _run(state, ["-m", "escalation", *arguments, *out])
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        times[name] = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
    return times


def kept_lines() -> list[str]:
    """Give the section as it stands on the page, for when the rest is measured anew."""
    found = re.search(rf"{re.escape(HEADING)}.*?(?=\n## |\Z)", PAGE.read_text(), flags=re.S)
    return found.group().rstrip().split("\n") if found else []


def _write(lines: list[str]) -> None:
    """Put the section in its place, or at the end of the page."""
    text, section = PAGE.read_text(), "\n".join(lines)
    if HEADING in text:
        text = re.sub(rf"{re.escape(HEADING)}.*?(?=\n## |\Z)", lambda _: section, text, flags=re.S)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    PAGE.write_text(text.rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
