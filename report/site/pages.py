"""The pages of a study: one for each view, and those that a view leads to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from analytics.selection.selected import Selection
from data.settings.publish import VIEWS
from data.vintages import vintage_days
from report.content.blocks import Block, Heading
from report.content.sections import coverage, sources
from report.site import divided, further
from report.site.figures import SiteContext

# The first page; the others are called as their view.
FRONT = "index"
LABELS = {
    "overview": "Overview",
    "changes": "Changes",
    "around": "Around events",
    "where": "Where",
    "responses": "Responses",
    "totals": "Totals",
    "map": "Map",
    "incidents": "Incidents",
    "revisions": "Revisions",
    "methods": "Methods and sources",
}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True, eq=False)
class SitePage:
    """A page before it is written.

    Parameters
    ----------
    name : str
        Of its file, without the ending.
    view : str
        Under which it stands.
    title : str
    blocks : tuple of Block
    files : dict of str to bytes
        That it leads to, beside those of its charts and tables.
    one_section : bool
        Whether its first heading is its title.
    """

    name: str
    view: str
    title: str
    blocks: tuple[Block, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    one_section: bool = True


def page_name(view: str) -> str:
    """Name the page of a view."""
    return FRONT if view == VIEWS[0] else view


def views_of(selection: Selection, asked: Iterable[str] = VIEWS) -> list[str]:
    """List the views of a study: the overview always, revisions only of several downloads."""
    asked = {VIEWS[0], *asked}
    shown = [view for view in VIEWS if view in asked]
    return [view for view in shown if view != "revisions" or vintage_days(selection.study)]


def build_pages(context: SiteContext, views: Iterable[str], progress: Progress) -> list[SitePage]:
    """Build the pages of views.

    Parameters
    ----------
    context : SiteContext
        The title, author and language of its plan hold for the pages, too.
    views : iterable of str
        From :func:`views_of`.
    progress : callable
        Is told how many views are done, of how many, and the next one.

    Returns
    -------
    list of SitePage
        Those of a view after each other, the view's own first.
    """
    views, pages = list(views), []
    for number, view in enumerate(views):
        progress(number, len(views), LABELS[view].lower())
        pages += BUILDERS[view](context)
    return pages


def _own(view: str, blocks: Iterable[Block], files: dict[str, bytes] | None = None) -> SitePage:
    """Return the page of a view; a page of one section is called as that is."""
    blocks = tuple(blocks)
    first = blocks[0]
    alone = sum(isinstance(block, Heading) and block.level == 1 for block in blocks) == 1
    title = first.text if alone and isinstance(first, Heading) else LABELS[view]
    return SitePage(
        name=page_name(view),
        view=view,
        title=title,
        blocks=blocks,
        files=files or {},
        one_section=alone,
    )


def _overview(context: SiteContext) -> list[SitePage]:
    front, files = further.front_page(context)
    title = context.plan.title or context.selection.study.title
    return [replace(_own("overview", front, files), title=title)]


def _around(context: SiteContext) -> list[SitePage]:
    blocks, pages = further.around_pages(context)
    return [
        _own("around", blocks),
        *[
            SitePage(name=name, view="around", title=title, blocks=tuple(found))
            for name, title, found in pages
        ],
    ]


def _where(context: SiteContext) -> list[SitePage]:
    return [
        SitePage(name=one.name, view="where", title=one.title, blocks=tuple(one.blocks))
        for one in divided.divided_pages(context)
    ]


def _incidents(context: SiteContext) -> list[SitePage]:
    blocks, files = further.incidents_page(context)
    return [_own("incidents", blocks, files)]


def _methods(context: SiteContext) -> list[SitePage]:
    blocks = [*coverage.write(context), *further.methods_page(context), *sources.write(context)]
    return [_own("methods", blocks)]


def _alone(
    view: str, write: Callable[[SiteContext], list[Block]]
) -> Callable[[SiteContext], list[SitePage]]:
    return lambda context: [_own(view, write(context))]


BUILDERS: dict[str, Callable[[SiteContext], list[SitePage]]] = {
    "overview": _overview,
    "changes": _alone("changes", further.changes_page),
    "around": _around,
    "where": _where,
    "responses": _alone("responses", further.responses_page),
    "totals": _alone("totals", further.totals_page),
    "map": _alone("map", further.places_page),
    "incidents": _incidents,
    "revisions": _alone("revisions", further.revisions_page),
    "methods": _methods,
}
