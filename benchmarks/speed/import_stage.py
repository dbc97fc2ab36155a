"""One stage of a large import, alone in this process; prints its time and memory as JSON."""

import json
import sys
import time
from pathlib import Path


def read(path: Path, _: Path) -> int:
    """Read a source file and count its events by day."""
    import pandas as pd

    from analytics.series.daily import daily_counts
    from data.files.options import Options
    from data.sources.recognise import read_source

    outcome = read_source(path, Options())
    days = outcome.covered
    events = pd.DataFrame({"date": pd.to_datetime(outcome.events["date"])})
    return int(daily_counts(events, start=days.start, end=days.end).sum())


def country(path: Path, _: Path) -> int:
    """Read the rows of one country alone, and count them by day."""
    import pandas as pd

    from analytics.series.daily import daily_counts
    from data.files.options import Options
    from data.sources.recognise import read_source

    outcome = read_source(path, Options(countries=("IZ",)))
    days = outcome.covered
    events = pd.DataFrame({"date": pd.to_datetime(outcome.events["date"])})
    return int(daily_counts(events, start=days.start, end=days.end).sum())


def import_(path: Path, study: Path) -> int:
    """Make a study of a source file."""
    from data.files.options import Options
    from data.importing.import_file import import_file

    return import_file(path, study, Options()).outcome.rows_in


def load(_: Path, study: Path) -> int:
    """Load the study that the stage before has made, and count its series by day."""
    from analytics.selection.options import default_view
    from analytics.selection.selected import Selection
    from analytics.selection.study_series import series_names
    from data.study import load_study

    loaded = load_study(study)
    selection = Selection(loaded, default_view(loaded))
    return sum(int(selection.counts(name).sum()) for name in series_names(loaded))


def main() -> None:
    """Run the stage named first on the file and the folder named after it."""
    stage, path, study = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    started = time.perf_counter()
    rows = {"read": read, "country": country, "import": import_, "load": load}[stage](path, study)
    seconds = time.perf_counter() - started
    found = {"rows": rows, "seconds": seconds, "processor": time.process_time()}
    print(json.dumps({**found, "bytes": _peak()}))


def _peak() -> int:
    """Return the largest resident memory of this program alone, in bytes.

    Of getrusage Linux keeps the maximum through exec: it would tell the memory of the program
    that started this one.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    high = next(line for line in lines if line.startswith("VmHWM:"))
    return int(high.split()[1]) * 1024


if __name__ == "__main__":
    main()
