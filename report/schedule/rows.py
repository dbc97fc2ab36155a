"""How many rows a study had at a run, and how many that is more than at the run before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analytics.selection.link import view_parts
from analytics.selection.selected import Selection
from analytics.wording import capitalised, plain_count, plain_date
from report.schedule.kept import DONE, Finished, Result, read_result, write_result

ROWS = "rows"


def keep_rows(selection: Selection, folder: Path) -> dict[str, Any]:
    """Keep beside a run how many rows and events its data have, and how far they reach.

    Parameters
    ----------
    selection : Selection
    folder : Path
        Of the run.

    Returns
    -------
    dict
        ``rows`` of all tables together, ``events`` that the view shows, ``noun`` for these, the
        ``view`` as a link has it, ``last`` (ISO day) and ``digest``.
    """
    study = selection.study
    tables = (study.events, study.strikes, study.context, study.official_totals)
    values: dict[str, Any] = {
        "rows": sum(map(len, tables)),
        "events": len(selection.events(selection.measured)),
        "noun": selection.measured,
        "view": urlencode(view_parts(selection.view, study)),
        "last": f"{study.end:%Y-%m-%d}",
        "digest": study.digest,
    }
    said = plain_count(values["rows"], "rows")
    write_result(folder, Result(step=ROWS, outcome=DONE, said=said, seconds=0.0, values=values))
    return values


def rows_since(now: Mapping[str, Any], before: Finished | None, out: Path) -> str:
    """Say how many rows and events there are more, or fewer, than at the run before.

    Parameters
    ----------
    now : mapping
        From :func:`keep_rows`.
    before : Finished or None
    out : Path
        The folder of the runs.

    Returns
    -------
    str
        A sentence; empty for the first run.
    """
    if before is None:
        return ""
    run = f"the run of {plain_date(pd.Timestamp(before.day))}"
    kept = read_result(out / before.name, ROWS)
    if now["digest"] == before.digest:
        return f"The data are those of {run}."
    if kept is None or kept.values is None:
        return f"{plain_count(now['rows'], 'rows')}; how many {run} had was not kept."
    then = kept.values
    said = f"{_more(now['rows'] - then['rows'], 'rows')} than at {run}, {now['rows']:,} in all"
    alike = now["rows"] == then["rows"] and now["events"] == then["events"]
    if not alike and all(now[name] == then[name] for name in ("noun", "view")):
        more = _more(now["events"] - then["events"], now["noun"])
        said += f"; {more} in this view, {now['events']:,} in all"
    if now["last"] != then["last"]:
        ends = (plain_date(pd.Timestamp(one["last"])) for one in (now, then))
        said += "; they cover the days to {}, at that run to {}".format(*ends)
    return capitalised(f"{said}.")


def _more(number: int, noun: str) -> str:
    """Say how many more there are, or fewer: "3 more rows", "no more and no fewer rows"."""
    if number == 0:
        return f"no more and no fewer {noun}"
    many, _, name = plain_count(abs(number), noun).partition(" ")
    return f"{many} {'more' if number > 0 else 'fewer'} {name}"
