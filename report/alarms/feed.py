"""Alarms for those who wait for them: an Atom feed, and a line of JSON for each thing that happens.

Both are written whole from the state of a watch and hold no clock of their own: the same state
gives the same bytes.
"""

import json
import re
import shlex
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analytics.alarms.rules import LATELY
from analytics.selection.link import WHERE
from analytics.wording import plain_count, plain_date, plain_number, plain_rate
from report.alarms.state import WatchState

# What no XML may hold, however it is written.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Of what the alarms are, and where a reader sees it.

    Attributes
    ----------
    title, folder : str
        Of the study; the folder as it was given.
    by, unit, noun : str
        The column of the units, what a sentence calls one of them, and what is counted.
    page : str
        Address of the page that shows the study; empty for none.
    parts : dict of str to str
        What the address must say of the view.
    shares_rows : bool
        Whether rows may be passed on; where not, they are counted.
    """

    title: str
    folder: str
    by: str
    unit: str
    noun: str
    page: str
    parts: dict[str, str]
    shares_rows: bool = True

    def query(self, unit: str) -> str:
        """Return what an address says of the view with one unit in it."""
        return f"?{urlencode(self.parts | {f'{WHERE}{self.by}': unit})}"

    def link(self, unit: str) -> str:
        """Return the address of the page with one unit in view; empty without a page."""
        return f"{self.page}{self.query(unit)}" if self.page else ""

    def command(self, unit: str) -> str:
        """Return the command that draws one unit's days."""
        words = ["escalation", "chart", "timeline", "--study", self.folder]
        return shlex.join([*words, "--view", self.query(unit)])

    def key(self, *words: str) -> str:
        """Return an address that stands for one thing, the same in every run."""
        return uuid5(NAMESPACE_URL, "\n".join([self.title, self.by, *words])).urn


def alarm_sentence(alarm: dict[str, Any], noun: str) -> str:
    """Say what an alarm is about.

    Parameters
    ----------
    alarm : dict
        As a :class:`~report.alarms.state.WatchState` keeps it.
    noun : str

    Returns
    -------
    str
    """
    begin = pd.Timestamp(alarm["begin"])
    usual = plain_rate(alarm["usual"] * LATELY / 7)
    told = (
        f"{alarm['unit']}: {plain_count(alarm['events'], noun)} in the {LATELY} days to "
        f"{plain_date(begin)}, usual are {usual}. The days watched by then are "
        f"{plain_number(alarm['evidence'])} times likelier with a rise than without"
    )
    return f"{told}; {_ending(alarm)}."


def _ending(alarm: dict[str, Any]) -> str:
    if alarm["withdrawn"]:
        return "withdrawn, as revised data no longer show it"
    if alarm["end"] is None:
        return "it lasts"
    day = plain_date(pd.Timestamp(alarm["end"]))
    return f"since {day} this is taken for usual" if alarm["settled"] else f"back to usual by {day}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a feed tells.

    Attributes
    ----------
    key : str
        Stands for it in every version of the feed.
    title, summary, content : str
    moment : str
        When something was last said of it, as RFC 3339 writes it.
    link : str
        Where it is seen; empty for nowhere.
    """

    key: str
    title: str
    moment: str
    link: str
    summary: str
    content: str


def atom(state: WatchState, sender: Sender) -> bytes:
    """Write the alarms of a watch as an Atom feed, the newest first.

    Parameters
    ----------
    state : WatchState
    sender : Sender

    Returns
    -------
    bytes
    """
    return feed_content(
        f"Alarms: {sender.title}, by {sender.unit}",
        key=sender.key(state.begin),
        moment=_moment(state.data_date),
        author=sender.title,
        page=sender.page,
        entries=alarm_entries(state, sender),
    )


def alarm_entries(state: WatchState, sender: Sender) -> list[Entry]:
    """Tell each alarm of a watch, the newest first."""
    return [
        Entry(
            key=sender.key(state.begin, alarm["unit"], alarm["begin"]),
            title=f"{alarm['unit']} has an alarm from {alarm['begin']}",
            moment=_moment(_changed(alarm)),
            link=sender.link(alarm["unit"]),
            summary=alarm_sentence(alarm, sender.noun),
            content=f"{_rows(alarm, sender)}\n{sender.command(alarm['unit'])}",
        )
        for alarm in reversed(state.alarms)
    ]


def _rows(alarm: dict[str, Any], sender: Sender) -> str:
    if sender.shares_rows:
        return f"Rows: {', '.join(alarm['rows'])}"
    return f"Rows: {len(alarm['rows'])}, which may not be passed on"


def feed_content(
    title: str, *, key: str, moment: str, author: str, page: str, entries: list[Entry]
) -> bytes:
    """Write entries as an Atom feed, in their order.

    Parameters
    ----------
    title, author : str
    key : str
        Stands for the feed.
    moment : str
        When something was last said in it, as RFC 3339 writes it.
    page : str
        Address of what it is about; empty for none.
    entries : list of Entry

    Returns
    -------
    bytes

    References
    ----------
    Nottingham & Sayre (2005). The Atom Syndication Format. RFC 4287.
    """
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(feed, "title", title)
    _add(feed, "id", key)
    _add(feed, "updated", moment)
    _add(_add(feed, "author"), "name", author)
    if page:
        _add(feed, "link", href=page)
    for one in entries:
        entry = _add(feed, "entry")
        _add(entry, "title", one.title)
        _add(entry, "id", one.key)
        _add(entry, "updated", one.moment)
        if one.link:
            _add(entry, "link", href=one.link)
        _add(entry, "summary", one.summary)
        _add(entry, "content", one.content, type="text")
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True) + b"\n"


def _changed(alarm: dict[str, Any]) -> str:
    """Return the day on which something was last said of an alarm."""
    return max(alarm["found_on"], alarm["end"] or "", alarm["withdrawn"] or "")


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = None if text is None else NOT_IN_XML.sub(" ", text)
    return child


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def json_lines(state: WatchState, *, shares_rows: bool = True) -> bytes:
    """Write what has happened in a watch, a line of JSON each, in the order of the days.

    Parameters
    ----------
    state : WatchState
    shares_rows : bool
        Whether ``rows`` names the rows of an alarm, or only says how many there are.

    Returns
    -------
    bytes
        ``event`` is "begin", "end" or "withdrawn"; a begin has all that is kept of the alarm.
    """
    lines = []
    for alarm in state.alarms:
        kept = {name: value for name, value in alarm.items() if name not in ("end", "settled")}
        kept |= {} if shares_rows else {"rows": len(alarm["rows"])}
        lines.append((alarm["begin"], {"day": alarm["begin"], "event": "begin", **kept}))
        short = {"unit": alarm["unit"], "begin": alarm["begin"]}
        if alarm["end"]:
            end = {"day": alarm["end"], "event": "end", "settled": alarm["settled"], **short}
            lines.append((alarm["end"], end))
        if alarm["withdrawn"]:
            gone = {"day": alarm["withdrawn"], "event": "withdrawn", **short}
            lines.append((alarm["withdrawn"], gone))
    lines.sort(key=lambda line: line[0])
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for _, line in lines).encode()
