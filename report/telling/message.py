"""The message of a run: headline, one figure, what has changed, alarms, how often this is wrong.

It is put together from what ``analyse --json``, ``watch --json`` and ``diff --json`` say of the
same run, and from nothing else.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analytics.selection.data_label import study_line
from analytics.selection.link import DATA, view_parts
from analytics.selection.selected import Selection
from analytics.wording import plain_count, plain_date
from charts.catalogue import draw
from charts.chart import Source
from charts.style.presets import image_scale, look_for
from report.figure.render import draw_image
from report.telling.changes import (
    Changed,
    alarms_changed,
    findings_changed,
    new_alarms,
    units_changed,
)
from report.telling.standing import still_standing

MESSAGE_FORMAT = 1
FIRST, NEWS, QUIET = "first", "news", "quiet"
# A subject is read in a list, and some servers cut longer ones.
LONGEST_SUBJECT = 150
FIGURE, FIGURE_FILE, FIGURE_WIDTH = "timeline", "timeline.png", 720
# What a message takes from the results of a run, by the step that gives it.
Results = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Of which run a message is.

    Attributes
    ----------
    day : date
        Of the run, where the study is.
    since : date or None
        Day of the run before it; None for the first.
    notes : sequence of str
        What a reader must know of the run itself, such as that nothing could be fetched.
    rows : str
        How many rows there are more than at the run before, in a sentence; empty for the first.
    address : str
        Of the server that shows the study; empty for none.
    site: str
        Address of the page of this run on a site; the link where there is no server.
    """

    day: date
    since: date | None
    notes: Sequence[str] = ()
    rows: str = ""
    address: str = ""
    site: str = ""


def compose(
    selection: Selection, occasion: Occasion, results: Results, before: Results
) -> dict[str, Any]:
    """Put a message together, as plain values.

    Parameters
    ----------
    selection : Selection
    occasion : Occasion
    results : mapping
        ``search`` as ``analyse --json`` gives it, ``scan``, ``watch`` and ``diff`` as these
        commands do; None for what was not done.
    before : mapping
        The same of the run before.

    Returns
    -------
    dict
        ``status`` is "first", "news" or "quiet". The same results give the same message.
    """
    study = selection.study
    search, scan, watch, diff = (results.get(name) for name in ("search", "scan", "watch", "diff"))
    changes = _changes(results, before)
    values = {
        "format": MESSAGE_FORMAT,
        "study": study.title,
        "day": f"{occasion.day}",
        "since": f"{occasion.since}" if occasion.since else "",
        "status": _status(changes, occasion),
        "headline": search["answer"]["sentence"] if search else "",
        "verdict": search["answer"].get("verdict", "") if search else "",
        "shown": search["shown"] if search else "",
        "changes": [change.values for change in changes],
        "alarms": _alarms(selection, watch, before.get("watch"), occasion.address),
        "standing": still_standing(results, before, changes),
        "watched": watch["sentence"] if watch else "",
        "rows": occasion.rows,
        "revisions": diff["sentence"] if diff else "",
        "newest_days": _newest_days(search),
        "wrong": _how_often_wrong(search, scan, watch),
        "notes": list(occasion.notes),
        "link": view_address(selection, occasion.address) or occasion.site,
        "data": study_line(study),
        "digest": study.digest,
        "rows_shared": study.shares_rows,
        "source": str(_source(selection)),
    }
    subject = _subject(values)
    mark = json.dumps({**values, "subject": subject}, sort_keys=True, ensure_ascii=False)
    return {
        **values,
        "subject": subject,
        "id": uuid5(NAMESPACE_URL, f"{study.title}\n{mark}").urn,
        "fingerprint": hashlib.sha256(mark.encode()).hexdigest()[:16],
    }


def _changes(results: Results, before: Results) -> list[Changed]:
    search, scan, watch, diff = (results.get(name) for name in ("search", "scan", "watch", "diff"))
    revisions = diff["findings"] if diff else ()
    found = findings_changed(before.get("search"), search, revisions) if search else []
    # New alarms stand with their rows in a part of their own.
    alarms = alarms_changed(before.get("watch"), watch) if watch else []
    units = units_changed(before.get("scan"), scan) if scan else []
    return [*found, *units, *alarms]


def _status(changes: Sequence[Changed], occasion: Occasion) -> str:
    if occasion.since is None:
        return FIRST
    return NEWS if occasion.notes or any(change.is_news for change in changes) else QUIET


def _alarms(
    selection: Selection,
    watch: Mapping[str, Any] | None,
    before: Mapping[str, Any] | None,
    address: str,
) -> list[dict[str, Any]]:
    """Return the new alarms with their rows, or where these are not passed on, their number."""
    shared = selection.study.shares_rows
    return [
        {
            "unit": alarm["unit"],
            "begin": alarm["begin"],
            "sentence": alarm["sentence"],
            "number_of_rows": len(alarm["rows"]),
            "rows": list(alarm["rows"]) if shared else [],
            "link": alarm["link"] if address else "",
            "command": alarm["command"],
        }
        for alarm in (new_alarms(before, watch) if watch else [])
    ]


def _newest_days(search: Mapping[str, Any] | None) -> str:
    """Say how complete the newest days are, where downloads tell that."""
    found = search.get("newest_days") if search else None
    return str(found["sentence"]) if found and found["table"] else ""


def _how_often_wrong(
    search: Mapping[str, Any] | None, *of_units: Mapping[str, Any] | None
) -> list[str]:
    """Say how often findings like these are wrong, as the results themselves say it."""
    said = [search["measured"]["sentence"]] if search else []
    return said + [str(found["sentence"]) for found in of_units if found]


def view_address(selection: Selection, address: str) -> str:
    """Return the link to the very view: its days and its data are named; empty without a server."""
    if not address:
        return ""
    view, study = selection.view, selection.study
    days = {"from": view.start, "to": view.end}
    return f"{address}?{urlencode(days | view_parts(view, study) | {DATA: study.digest})}"


def _source(selection: Selection) -> Source:
    study = selection.study
    return Source(credit=study.credit, until=study.end, as_of=study.data_date, digest=study.digest)


def _subject(values: Mapping[str, Any]) -> str:
    """Say in one line what a message is about."""
    day = plain_date(pd.Timestamp(values["day"]))
    said = {FIRST: "first brief", QUIET: _quiet(values)}.get(values["status"]) or _news(values)
    rest = f": {said}, {day}"
    return one_line(values["study"], LONGEST_SUBJECT - len(rest)) + rest


def _quiet(values: Mapping[str, Any]) -> str:
    """Say that nothing is new, and how many alarms last."""
    last = sum(one["alarm_since"] is not None for one in values["standing"])
    return f"no new finding, {last} still in alarm" if last else "no new finding"


def _news(values: Mapping[str, Any]) -> str:
    told = []
    for status, nouns in (("new", "new findings"), ("revised", "revised findings"), ("gone", None)):
        number = sum(
            one["status"] == status and (one["what"] != "alarm") for one in values["changes"]
        )
        if number:
            told.append(plain_count(number, nouns) if nouns else f"{number} gone")
    if values["alarms"]:
        told.append(plain_count(len(values["alarms"]), "new alarms"))
    return ", ".join(told) or "see its notes"


def one_line(text: str, most: int) -> str:
    """Write a text on one line without control characters, cut where it is too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def message_figure(selection: Selection) -> tuple[bytes, str]:
    """Draw the one figure of a message.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    content : bytes
        A PNG: programs for e-mail show no SVG.
    alt : str
        What it says in words.

    Raises
    ------
    EscalationError
        When it cannot be drawn.
    """
    chart = draw(FIGURE, selection, look_for("", width=FIGURE_WIDTH))
    return draw_image(chart, "png", scale=image_scale(chart, 2)), chart.alt
