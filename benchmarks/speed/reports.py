"""How long a whole report takes, as the command that writes it, and how large it is."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.markdown import table

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("pdf", "html", "docx", "pptx")
REPEATS = 3
BAR = 10.0
ABOUT = (
    f"`escalation report` of the bundled study with every section, start and imports included, no "
    f"browser used; medians of {REPEATS} commands."
)


def report_lines() -> list[str]:
    """Write the table of all kinds of report."""
    with tempfile.TemporaryDirectory(prefix="escalation-bench-") as folder:
        rows = [_row(kind, Path(folder)) for kind in KINDS]
    heads = ["report", "time", "size", f"bar {BAR:.0f} s (PDF)"]
    return ["## Reports", "", ABOUT, "", *table(heads, rows)]


def _row(kind: str, folder: Path) -> tuple:
    seconds = []
    path = folder / f"brief.{kind}"
    command = [sys.executable, "-m", "cli.main", "report", "--out", str(path), "--force"]
    for _ in range(REPEATS):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    middle = median(seconds)
    verdict = "met" if middle <= BAR else f"missed by {middle - BAR:.1f} s"
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    return kind.upper(), f"{middle:.1f} s", size, verdict if kind == "pdf" else "no bar"
