"""A message as text and as HTML, which loads nothing and runs nothing."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd

from analytics.wording import capitalised, plain_count, plain_date
from report.telling.changes import (
    ALARM,
    ANSWER,
    ENDED,
    GONE,
    NEW,
    REVISED,
    UPDATED,
    WEAKER,
)
from report.telling.message import FIRST, QUIET

# Rows of an alarm that are named; the JSON has all.
NAMED_ROWS = 8
# Units that still stand and are named, in a quiet line and in a message; the JSON has all.
NAMED_IN_LINE, NAMED_UNITS = 5, 20
WHOLE_VIEW = "The view as a whole"
REASONS = {"revised": " (the rows were revised)", "other days": " (by the days since)"}
HEADINGS = {
    NEW: "New",
    REVISED: "Revised",
    GONE: "No longer found",
    UPDATED: "Moved within its interval",
}
ANSWERS = {NEW: "The data carry an answer now", GONE: "The data carry no answer any more"}
ANSWERS |= {REVISED: "The answer is another now"}
STYLE = (
    "font-family:sans-serif;font-size:15px;line-height:1.45;color:#1a1a1a;background:#ffffff;"
    "max-width:720px;margin:0 auto;padding:8px"
)
Values = Mapping[str, Any]


def quiet_line(values: Values) -> str:
    """Say in one line that nothing is new, and what still stands."""
    since = plain_date(pd.Timestamp(values["since"]))
    ended = [f"Over: {one['new']}" for one in values["changes"] if one["reason"] == ENDED]
    still = _standing_lines(values, NAMED_IN_LINE)
    told = [
        f"No new finding in {values['study']} since {since}.",
        values.get("rows", ""),
        *ended,
        f"Still: {'. '.join(still)}." if still else "",
        # One unit may well have changed where all events together have not.
        f"{WHOLE_VIEW}: {values['headline']}"
        if still and values["headline"]
        else values["headline"],
    ]
    return " ".join(line for line in told if line)


def _standing_lines(values: Values, most: int) -> list[str]:
    """Name so many units that still stand, and say how many more there are."""
    # Messages that an earlier version has kept do not have them.
    standing = [one["sentence"] for one in values.get("standing", [])]
    more = len(standing) - most
    return standing if more <= 0 else [*standing[:most], f"{more:,} more"]


def parts(values: Values) -> Iterator[tuple[str, list[str]]]:
    """Give the parts of a message, each a heading and its lines; the first has no heading."""
    yield "", [line for line in (values["headline"], values["shown"]) if line]
    if values["notes"]:
        yield "Note", list(values["notes"])
    since = f" since {plain_date(pd.Timestamp(values['since']))}" if values["since"] else ""
    heading = "Findings" if values["status"] == FIRST else f"What has changed{since}"
    changed = [line for line in map(_changed_line, values["changes"]) if line]
    if changed or values["status"] != FIRST:
        none = [] if values["alarms"] else ["No finding is new, revised or gone."]
        yield heading, changed or none
    if values["alarms"]:
        yield "New alarms", list(map(_alarm_line, values["alarms"]))
    if still := _standing_lines(values, NAMED_UNITS):
        yield "Still so", [f"{line}." for line in still]
    # Messages that an earlier version has kept do not have the rows.
    data = [values.get("rows", ""), capitalised(values["revisions"]), values.get("newest_days", "")]
    if any(data):
        yield "The data", [line for line in data if line]
    if values["wrong"]:
        yield "How often this is wrong", list(values["wrong"])


def _changed_line(change: Values) -> str:
    """Tell one change; new alarms stand with their rows elsewhere."""
    if change["what"] == ALARM and change["status"] == NEW:
        return ""
    if change["what"] == ANSWER:
        # What it is now is the headline.
        was = f"; it was: {_ended(change['old'])}" if change["old"] else "."
        return f"{ANSWERS[change['status']]}{was}"
    if change["reason"] == WEAKER:
        return (
            "Weaker: on the watch list now, no longer on the firm list. "
            f"Then: {_ended(change['old'])} Now: {_ended(change['new'])}"
        )
    if change["reason"] == ENDED:
        return f"Over: {_ended(change['new'])}"
    heading = f"{HEADINGS[change['status']]}{REASONS.get(change['reason'], '')}"
    if change["status"] == NEW:
        return f"{heading}: {_ended(change['new'])}"
    if change["status"] == GONE and not change["new"]:
        return f"{heading}: {_ended(change['old'])}"
    return f"{heading}. Then: {_ended(change['old'])} Now: {_ended(change['new'])}"


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _alarm_line(alarm: Values) -> str:
    rows, number = alarm["rows"], alarm["number_of_rows"]
    if not rows:
        return f"{alarm['sentence']} {plain_count(number, 'rows')}, which may not be passed on."
    more = f" and {number - NAMED_ROWS} more" if number > NAMED_ROWS else ""
    return f"{alarm['sentence']} Rows: {', '.join(rows[:NAMED_ROWS])}{more}."


def as_plain_text(values: Values) -> str:
    """Write a message as text.

    Parameters
    ----------
    values : mapping
        From :func:`~report.telling.message.compose`.

    Returns
    -------
    str
    """
    if values["status"] == QUIET:
        return f"{quiet_line(values)}\n"
    lines: list[str] = []
    for heading, told in parts(values):
        if heading:
            lines += ["", heading, "-" * len(heading)]
        lines += told if not heading else [f"- {line}" for line in told]
    if values["link"]:
        lines += ["", f"See it: {values['link']}"]
    return "\n".join([*lines, "", values["source"], ""])


def as_mail_page(values: Values, figure: str = "", alt: str = "") -> str:
    """Write a message as HTML.

    Parameters
    ----------
    values : mapping
        From :func:`~report.telling.message.compose`.
    figure : str
        Address of the figure, such as ``cid:figure``; empty for none.
    alt : str
        What the figure says.

    Returns
    -------
    str
    """
    title = escape(values["subject"])
    if values["status"] == QUIET:
        told = [f"<p>{escape(quiet_line(values))}</p>"]
    else:
        told = list(_blocks(values, figure, alt))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<title>{title}</title></head>\n<body><div style="{STYLE}" dir="auto">\n'
        + "\n".join(told)
        + "\n</div></body></html>\n"
    )


def _blocks(values: Values, figure: str, alt: str) -> Iterator[str]:
    for heading, told in parts(values):
        if heading:
            items = "".join(f'<li dir="auto">{escape(line)}</li>' for line in told)
            yield f'<h2 style="font-size:16px">{escape(heading)}</h2>\n<ul>{items}</ul>'
            continue
        first, *rest = told or [""]
        yield f'<p style="font-size:18px"><strong>{escape(first)}</strong></p>'
        yield from (f"<p>{escape(line)}</p>" for line in rest)
        if figure:
            yield f'<p><img src="{escape(figure)}" alt="{escape(alt)}" style="max-width:100%"></p>'
    if values["link"]:
        yield f'<p><a href="{escape(values["link"])}">See it</a></p>'
    yield f'<p style="color:#555555;font-size:13px">{escape(values["source"])}</p>'
