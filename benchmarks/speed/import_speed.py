"""How long half a million rows take from a file to daily series, and how much memory."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.markdown import table
from benchmarks.speed.made_export import write_export
from benchmarks.speed.made_gdelt import write_month

ROOT = Path(__file__).resolve().parents[2]
ROWS = 500_000
REPEATS = 3
SECONDS, GIB = 5.0, 1.0
STAGES = {
    "read": "source file read, every row checked, daily series",
    "import": "`escalation import`: the same, written as a study, and the study checked",
    "load": "study loaded, every cell checked, daily series",
}
BARRED = ("read", "load")
LARGE_GIB = 2.0
# What it is, the stage, the bar in seconds, and what makes it.
LARGE = (
    (
        "3,000,000 rows of ACLED",
        "read",
        20.0,
        lambda path: write_export(path, 3_000_000, misshapen=False),
    ),
    (
        "6,000,000 rows of GDELT, one country",
        "country",
        30.0,
        lambda path: write_month(path, 6_000_000),
    ),
)


def import_lines() -> list[str]:
    """Write the table; each number is the least of three processes."""
    rows, busy = [], os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="escalation-bench-") as name:
        folder = Path(name)
        for misshapen in (False, True):
            path = folder / f"export-{int(misshapen)}.csv"
            write_export(path, ROWS, misshapen=misshapen)
            size = path.stat().st_size / 1e6
            rows += [_row(stage, path, misshapen) for stage in STAGES]
            path.unlink()
    about = (
        f"{ROWS:,} made-up rows under ACLED's 31 columns, {size:.0f} MB, with quotes, commas and "
        "line breaks in the notes; misshapen: one row in the middle has a cell too many. Wall time "
        "from the first import to the last result and the largest resident memory, each in a "
        f"process of its own, the least of {REPEATS}. Load average before: {busy:.1f}."
    )
    heads = ["500,000 rows", "file", "time", "memory", f"bar {SECONDS:.0f} s, {GIB:.0f} GiB"]
    return ["## Large files", "", about, "", *table(heads, rows, texts=2)]


def large_lines() -> list[str]:
    """Write the table of files too large to lie in memory whole; each once, as they are large."""
    busy = os.getloadavg()[0]
    rows = []
    with tempfile.TemporaryDirectory(prefix="escalation-bench-") as name:
        folder = Path(name)
        for words, stage, seconds, make in LARGE:
            path = folder / "large.csv"
            make(path)
            size = path.stat().st_size / 1e9
            found = _run(stage, path, folder / "study")
            path.unlink()
            rows.append((words, f"{size:.1f} GB", *_shown(found, seconds, LARGE_GIB)))
    about = (
        "Made-up files, read from their path: every row checked, then counted by day. Of GDELT's "
        "month, daily files put together, the rows of one country alone. Wall time from the first "
        "import to the last result, the time of both processors together, which other work does "
        "not lengthen, and the largest resident memory, in a process of its own. The "
        "rows of a country are found in the bytes, and divided into cells by Arrow: DuckDB is not "
        f"needed. Load average before: {busy:.1f}."
    )
    heads = ["file", "size", "time", "of processors", "memory", "bar"]
    return ["## Files of gigabytes", "", about, "", *table(heads, rows, texts=1)]


def _shown(found: dict, seconds: float, gib: float) -> tuple[str, str, str, str]:
    """Write the times, memory, and whether both are within their bars."""
    memory = found["bytes"] / 2**30
    missed = [f"{found['seconds'] - seconds:.1f} s"] if found["seconds"] > seconds else []
    missed += [f"{memory - gib:.2f} GiB"] if memory > gib else []
    verdict = f"missed by {' and '.join(missed)}" if missed else "met"
    bar = f"{seconds:.0f} s, {gib:.0f} GiB: {verdict}"
    spent = f"{found['processor']:.1f} s"
    return f"{found['seconds']:.1f} s", spent, f"{memory:.2f} GiB", bar


def _row(stage: str, path: Path, misshapen: bool) -> tuple:
    """Run one stage in processes of its own."""
    study = path.with_suffix("")
    found = [_run(stage, path, study / str(turn)) for turn in range(REPEATS)]
    seconds = min(one["seconds"] for one in found)
    memory = min(one["bytes"] for one in found) / 2**30
    missed = [f"{seconds - SECONDS:.1f} s"] if seconds > SECONDS else []
    missed += [f"{memory - GIB:.2f} GiB"] if memory > GIB else []
    verdict = f"missed by {' and '.join(missed)}" if missed else "met"
    file = "one row misshapen" if misshapen else "well formed"
    shown = (f"{seconds:.1f} s", f"{memory:.2f} GiB")
    return (STAGES[stage], file, *shown, verdict if stage in BARRED else "no bar")


def _run(stage: str, path: Path, study: Path) -> dict:
    command = [sys.executable, "-m", "benchmarks.speed.import_stage", stage, str(path), str(study)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
