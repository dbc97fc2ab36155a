"""The briefs of a site: the list of them, the newest first, and the feed."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analytics.wording import plain_date
from report.alarms.feed import Entry, feed_content
from report.page.blocks import cell_html
from report.telling.message import QUIET
from report.telling.written import parts, quiet_line

INDEX, FEED = "index.html", "feed.xml"
# Briefs that a feed holds, the newest first.
MOST_TOLD = 50


@dataclass(frozen=True, kw_only=True)
class Brief:
    """A brief of a site, as the list and the feed tell it.

    Parameters
    ----------
    name : str
        Of its folder.
    day : str
        ISO day by which briefs are listed.
    title, headline : str
    lines : tuple of str
        What has changed since the brief before; empty where nothing is known of one.
    data : str
        Which data it is of.
    key : str
        Stands for it in a feed.
    moment : str
        When it was made, or where nobody ran it the day of its data, as RFC 3339 writes it.
    quiet : bool
        Whether it tells nothing new; the feed leaves it out then.
    documents : tuple of str
        Names of files in its folder.
    shared : tuple of str
        Names of the shared scripts and styles that its pages use.
    views : tuple of str
        Names of its views, in their order; empty where its message is all there is.
    """

    name: str
    day: str
    title: str
    headline: str
    data: str
    key: str
    moment: str
    lines: tuple[str, ...] = ()
    quiet: bool = False
    documents: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    views: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def brief_from(values: Mapping[str, Any]) -> Brief:
    """Read a brief from plain values."""
    known = {one.name for one in fields(Brief)}
    given: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in values.items()
    }
    return Brief(**{name: value for name, value in given.items() if name in known})


def brief_of_message(
    name: str, message: Mapping[str, Any], moment: str, documents: Sequence[str] = ()
) -> Brief:
    """Tell a brief as the message of its run does.

    Parameters
    ----------
    name : str
        Of the run.
    message : mapping
        From :func:`~report.telling.message.compose`.
    moment : str
        When the run began.
    documents : sequence of str

    Returns
    -------
    Brief
        Without views.
    """
    quiet = message["status"] == QUIET
    told = [quiet_line(message)] if quiet else []
    for heading, lines in [] if quiet else parts(message):
        # The headline stands by itself.
        told += [f"{heading}: {line}" for line in lines] if heading else []
    return Brief(
        name=name,
        day=message["day"],
        title=message["subject"],
        headline=message["headline"],
        lines=tuple(told),
        data=message["data"],
        key=uuid5(NAMESPACE_URL, f"{message['study']}\nbrief\n{name}").urn,
        moment=moment,
        quiet=quiet,
        documents=tuple(documents),
    )


def newest_first(briefs: Sequence[Brief]) -> list[Brief]:
    """Put briefs in the order in which they are listed."""
    return sorted(briefs, key=lambda one: (one.day, one.moment, one.name), reverse=True)


def list_of_briefs(briefs: Sequence[Brief], figure: str) -> str:
    """Write the list of briefs, with the figure of the newest.

    Parameters
    ----------
    briefs : sequence of Brief
        The newest first.
    figure : str
        HTML of the newest brief's figure; empty without one.

    Returns
    -------
    str
        HTML.
    """
    newest, *older = briefs
    item, rest = _item(newest, headline=False), "".join(map(_item, older))
    more = f'<h2 id="older">Older briefs</h2>\n<ul class="briefs">{rest}</ul>' if older else ""
    return (
        f'<p class="lead" dir="auto">{cell_html(newest.headline)}</p>\n'
        f'<p><a href="{newest.name}/{INDEX}">Open the newest brief</a>, '
        f"{html.escape(_dated(newest))}.</p>\n{figure}\n"
        f'<h2 id="newest">The newest brief</h2>\n<ul class="briefs">{item}</ul>\n{more}\n'
        f'<p class="note"><a href="{FEED}">Feed of the briefs (Atom)</a></p>'
    )


def _item(brief: Brief, *, headline: bool = True) -> str:
    files = "".join(f" · {document_link(brief, name)}" for name in brief.documents)
    told = headline and not brief.quiet
    said = f'<br><span dir="auto">{cell_html(brief.headline)}</span>' if told else ""
    return (
        f'<li dir="auto"><a href="{brief.name}/{INDEX}">{cell_html(brief.title)}</a>{files}'
        f'{said}<p class="muted">{html.escape(brief.data)}</p></li>'
    )


def document_link(brief: Brief, name: str, *, here: bool = False) -> str:
    """Write a link to a document of a brief, from the list or from its own folder."""
    place = quote(name if here else f"{brief.name}/{name}")
    return f'<a download href="{html.escape(place)}">{html.escape(name)}</a>'


def _dated(brief: Brief) -> str:
    return plain_date(pd.Timestamp(brief.day))


def told_html(brief: Brief, *, level: int) -> str:
    """Write what a brief tells since the one before; empty where nothing is known of one."""
    if not brief.lines:
        return ""
    items = "".join(f'<li dir="auto">{cell_html(line)}</li>' for line in brief.lines)
    return f'<h{level} id="since">Since the brief before</h{level}>\n<ul>{items}</ul>'


def feed_of(
    briefs: Sequence[Brief], study: str, address: str, alarms: Sequence[Entry] = ()
) -> bytes:
    """Write the feed of the briefs that tell something, and of the alarms.

    Parameters
    ----------
    briefs : sequence of Brief
        The newest first.
    study : str
        Its title.
    address : str
        Under which the site is read; empty writes no links.
    alarms : sequence of Entry

    Returns
    -------
    bytes
    """
    told = [brief for brief in briefs if not brief.quiet][:MOST_TOLD]
    entries = [_entry(brief, address) for brief in told] + list(alarms)
    entries.sort(key=lambda entry: entry.moment, reverse=True)
    return feed_content(
        f"Briefs: {study}",
        key=uuid5(NAMESPACE_URL, f"{study}\nsite").urn,
        moment=max((entry.moment for entry in entries), default=briefs[0].moment),
        author=study,
        page=address,
        entries=entries,
    )


def _entry(brief: Brief, address: str) -> Entry:
    return Entry(
        key=brief.key,
        title=brief.title,
        moment=brief.moment,
        link=page_address(address, brief.name),
        summary=brief.headline,
        content="\n".join([brief.headline, *brief.lines, brief.data]),
    )


def page_address(address: str, name: str) -> str:
    """Return the address of a brief's first page; empty where the site has none."""
    return f"{address.rstrip('/')}/{name}/{INDEX}" if address else ""
