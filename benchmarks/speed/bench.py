"""``make bench``: measure the speed of everything, write docs/performance.md.

``make bench BEFORE=FOLDER`` sets the page of another checkout beside it, in the same run.
"""

import os
import sys
import time
from pathlib import Path

from benchmarks.machine import machine, versions
from benchmarks.markdown import write
from benchmarks.speed.analysis import analysis_lines
from benchmarks.speed.before_after import kept_lines
from benchmarks.speed.callbacks import callback_lines, start_lines
from benchmarks.speed.clicks import click_lines
from benchmarks.speed.exports import export_lines
from benchmarks.speed.import_speed import import_lines, large_lines
from benchmarks.speed.kernel import cost_by_length, kernel_lines
from benchmarks.speed.kernel_picture import draw_kernel
from benchmarks.speed.page import page_lines
from benchmarks.speed.reports import report_lines
from benchmarks.team import page as of_team

EXPORTS = ("quickjs-ng", "uharfbuzz", "resvg-py", "typst", "kaleido")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def main() -> int:
    """Measure one thing after the other: they must not compete for the cores."""
    lines = []
    costs = {}
    before = os.environ.get("BEFORE", "")
    for name, measure in (
        ("first answer", start_lines),
        ("callbacks", callback_lines),
        ("first chart", lambda: page_lines(before)),
        ("clicks", lambda: click_lines(before)),
        ("exports", export_lines),
        ("reports", report_lines),
        ("kernel", lambda: _kernel(costs)),
        ("analyses", analysis_lines),
        ("large files", import_lines),
        ("files of gigabytes", large_lines),
    ):
        started = time.monotonic()
        lines += measure()
        print(f"{name}: measured in {time.monotonic() - started:.0f} s", file=sys.stderr)
    write(PAGE, [*_opening(), *lines, *kept_lines(), *of_team.kept(PAGE)])
    print(f"Written: {PAGE}")
    return 0


def _kernel(costs: dict[str, dict[int, float]]) -> list[str]:
    costs.update(cost_by_length())
    draw_kernel(costs)
    return kernel_lines(costs)


def _opening() -> list[str]:
    return [
        "# Performance",
        "",
        "Written by `make bench`; no number here is typed by hand. On a busy machine everything "
        "takes longer: compare numbers of one page only.",
        "",
        f"- Measured on {time.strftime('%d %B %Y')}.",
        f"- Machine: {machine()}.",
        f"- Versions: {versions('dash', 'plotly', *EXPORTS)}.",
        "",
    ]


if __name__ == "__main__":
    sys.exit(main())
