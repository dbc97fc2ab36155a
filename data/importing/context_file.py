"""The context events of a study as a file again, with further ones behind those it has."""

import json
from collections.abc import Iterable, Sequence

import pandas as pd

from data.sources.context_events import ANY_KIND
from data.study import Study

CONTEXT_FILE = "context.csv"
# A study may list the kinds of events that it takes.
OTHER_KIND = "other"
PUBLISHER = "Added by the reader"
# A spreadsheet takes a text that starts so for a formula.
FORMULAS = ("=", "+", "-", "@")
ADDED_ON_LOADING = "in_coverage"


def further_rows(study: Study, events: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Return rows for events that a study does not list, with ids of their own.

    Parameters
    ----------
    study : Study
    events : iterable of (str, str)
        ISO day and words.

    Returns
    -------
    DataFrame of str
        Columns of a study's context.
    """
    known, rows = set(study.context["event_id"]), []
    for day, text in events:
        number = 1
        while (name := f"R-{day.replace('-', '')}-{number:02d}") in known:
            number += 1
        known.add(name)
        label = f"'{text}" if text.startswith(FORMULAS) else text
        rows.append((name, day, _kind(study), label, PUBLISHER))
    return pd.DataFrame(rows, columns=["event_id", "date", "kind", "label", "source_publisher"])


def _kind(study: Study) -> str:
    listed = study.settings["values"].get("context", {}).get("kind")
    if not listed:
        return ANY_KIND
    return OTHER_KIND if OTHER_KIND in listed else listed[-1]


def context_text(study: Study, further: pd.DataFrame) -> str:
    """Write the context events of a study, and further ones, as the study's file has them.

    Parameters
    ----------
    study : Study
    further : DataFrame
        From :func:`further_rows`.

    Returns
    -------
    str
        CSV that takes the place of the study's own file.
    """
    own = study.context.drop(columns=ADDED_ON_LOADING, errors="ignore")
    own = own.assign(date=own["date"].dt.strftime("%Y-%m-%d")).astype(object)
    cells = pd.concat([own, further.reindex(columns=own.columns).astype(object)])
    theirs = study.settings["names"].get("context", {})
    return cells.rename(columns=theirs).to_csv(index=False, lineterminator="\n")


def settings_lines(
    study: Study, further: pd.DataFrame, periods: Sequence[tuple[str, str, str]]
) -> str:
    """Write what ``study.toml`` needs so that the further events are drawn at first.

    Parameters
    ----------
    study : Study
    further : DataFrame
        From :func:`further_rows`.
    periods : sequence of (str, str, str)
        Label, and the ids of the first day and of the first day after.

    Returns
    -------
    str
        TOML.
    """
    events, parts = study.settings.get("events", {}), []
    if "context" not in study.settings["files"]:
        parts.append(f'[files]\ncontext = "{CONTEXT_FILE}"')
    shown = [*events.get("shown", study.context["event_id"]), *further["event_id"]]
    parts.append(f"[events]\nshown = {json.dumps(shown, ensure_ascii=False)}")
    parts += [
        f"[[events.periods]]\nlabel = {json.dumps(label, ensure_ascii=False)}\n"
        f'start = "{start}"\nend = "{end}"'
        for label, start, end in periods
    ]
    return "\n\n".join(parts)
