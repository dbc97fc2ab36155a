"""Where it changed: the groups of each column that divides a view, and a page for the largest."""

from dataclasses import dataclass, replace

import pandas as pd

from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sentence import both_evidences
from analytics.findings import results
from analytics.groups.compare import compare_groups, group_label
from analytics.groups.on_map import says_where
from analytics.panel.bounded import scan_view
from analytics.panel.counting import check_column_divides
from analytics.panel.listing import ordered_rows
from analytics.selection.columns import column_label, dividing_columns
from analytics.selection.condition import Condition
from analytics.selection.selected import Selection
from charts.tables.findings import change_words, segment_words
from charts.tables.groups import group_words
from charts.tables.units import unit_words
from data.errors import EscalationError
from report.content.blocks import Block, Bullets, Heading, Link, Paragraph, TableBlock, linked
from report.content.context import attempt
from report.site.figures import FEWER_WIDTHS, SiteContext
from report.site.names import safe_stem

# So many groups of the view's column, and of countries, have a page of their own.
MOST_PAGES = 6
COLUMNS_WITH_PAGES = ("country",)
# Columns that are told of, the view's own first.
MOST_COLUMNS = 3
ONCE = (
    "A group is searched once. Whether its change is also found in other ways to count and in cuts "
    "of the period is not looked at here; the served page and escalation analyse do."
)
LISTS = (
    "Firm: at most a twentieth of this list is there by luck, whatever links the units. Watch: at "
    "most a tenth, where they move independently beside the region."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class DividedPage:
    """A page of groups, or of one of them: the name of its file, its title, what it says."""

    name: str
    title: str
    blocks: list[Block]


def divided_pages(context: SiteContext) -> list[DividedPage]:
    """Write a page for each column that divides the view, each followed by those of its groups.

    Parameters
    ----------
    context : SiteContext

    Returns
    -------
    list of DividedPage
        The first is that of the column by which the view divides.
    """
    columns = _columns(context.selection)
    names = {column: _name(context.selection, column) for column in columns}
    found: list[DividedPage] = []
    for column in columns:
        pages = _group_pages(context, column)
        here = _links(context.selection, names, column)
        blocks = _groups(context, column, here, {one: page.name for one, page in pages.items()})
        label = column_label(context.selection.study, column).lower()
        title = f"Where it is rising, by {label}"
        blocks[0] = Heading(level=1, text=title)
        found += [DividedPage(name=names[column], title=title, blocks=blocks), *pages.values()]
    return found


def _columns(selection: Selection) -> list[str]:
    """List the columns that are told of."""

    def divides(column: str) -> bool:
        try:
            check_column_divides(selection, column)
        except EscalationError:
            return False
        return True

    offered = dict.fromkeys([selection.view.by, *dividing_columns(selection.study)])
    return [column for column in offered if divides(column)][:MOST_COLUMNS] or [selection.view.by]


def _name(selection: Selection, column: str) -> str:
    return "where" if column == selection.view.by else safe_stem("where", column)


def _links(selection: Selection, names: dict[str, str], here: str) -> list[Block]:
    """Lead to the pages of the other columns."""
    others = [
        Link(f"By {column_label(selection.study, column).lower()}", f"{name}.html")
        for column, name in names.items()
        if column != here
    ]
    return [Bullets(items=tuple(others))] if others else []


def _groups(
    context: SiteContext, column: str, links: list[Block], pages: dict[str, str]
) -> list[Block]:
    """Write the groups of a column: now against usual, where they are, and which have changed."""
    widths = () if column == context.selection.view.by else FEWER_WIDTHS
    selection = context.selection.under(by=column)
    context = replace(context, selection=selection, widths=widths)
    heading = Heading(level=1, text="")
    result, reason = attempt(lambda: compare_groups(context.selection))
    if result is None or result.table.empty:
        return [heading, *links, Paragraph(text=reason or str(result))]
    frame = group_words(result, context.words)
    first = str(frame.columns[0])
    frame[first] = _led(frame[first], result.table["group"], pages).set_axis(frame.index)
    caption = f"The last {result.days} days against the days before, what changed most first."
    if pages:
        caption += f" The {len(pages)} with the most {result.noun} lead to pages of their own."
    elif len(frame) > MOST_PAGES:
        caption += " The served page opens each of them as a view of its own."
    on_map = says_where(context.selection, column)
    return [
        heading,
        *links,
        Paragraph(text=str(result)),
        context.picture("where", f"Shaded: the last {result.days} days."),
        TableBlock(frame=frame, caption=caption, small=True),
        Paragraph(text=result.looked_for, style="note"),
        *([context.picture("where-map", "Shaded by the rate of the last days.")] if on_map else []),
        *_scanned(context),
    ]


def _led(cells: pd.Series, groups: pd.Series, pages: dict[str, str]) -> pd.Series:
    """Let the names of groups that have a page lead to it."""
    return linked(
        [
            Link(cell, f"{pages[str(group)]}.html") if str(group) in pages else cell
            for cell, group in zip(cells, groups, strict=True)
        ]
    )


def _scanned(context: SiteContext) -> list[Block]:
    """Write every unit, and which of them have changed."""
    scan, reason = attempt(lambda: scan_view(context.selection))
    heading = Heading(level=2, text="Every unit, over the whole period")
    if scan is None:
        return [heading, Paragraph(text=reason)]
    words = unit_words(ordered_rows(scan.result), scan.units, context.words)
    return [
        heading,
        Paragraph(text=str(scan)),
        TableBlock(frame=words.reset_index(drop=True), caption=LISTS, small=True),
    ]


def _group_pages(context: SiteContext, column: str) -> dict[str, DividedPage]:
    """Write the pages of the groups with the most events, by the group."""
    selection = context.selection
    if column not in (selection.view.by, *COLUMNS_WITH_PAGES):
        return {}
    result, _ = attempt(lambda: compare_groups(selection.under(by=column)))
    if result is None:
        return {}
    rows = result.units.sort_values("events", ascending=False, kind="stable").head(MOST_PAGES)
    return {str(group): _group(context, column, str(group)) for group in rows["group"]}


def _group(context: SiteContext, column: str, group: str) -> DividedPage:
    """Write one group as a view of its own: its answer, its timeline, its changes."""
    kept = Condition(column=column, values=(group,)).texts
    view = context.selection.view.choose(column, kept)
    selection = Selection(context.selection.study, view)
    inner = replace(context, selection=selection)
    label = column_label(selection.study, column)
    title = f"{label}: {group_label(group, column)}"
    back = Link(f"All by {label.lower()}", f"{_name(context.selection, column)}.html")
    blocks = [Heading(level=1, text=title), Bullets(items=(back,)), *_searched(inner)]
    return DividedPage(name=safe_stem("where", column, group), title=title, blocks=blocks)


def _searched(context: SiteContext) -> list[Block]:
    """Write what one search finds in a group, its timeline, its changes and its rates."""
    result, reason = attempt(lambda: results.changepoints(context.selection))
    said = [Paragraph(text=str(result) if result else reason, style="lead")]
    timeline = context.bare_timeline("What was counted day by day, and the rates found in it.")
    if result is None:
        return [*said, timeline]
    return [
        *said,
        timeline,
        Paragraph(text=ONCE, style="note"),
        *_changes(context, result),
    ]


def _changes(context: SiteContext, result: ChangepointResult) -> list[Block]:
    words = context.words
    dates = change_words(result, words)
    rates = segment_words(result, context.selection.measured, words)
    caption = "Change points, each with the set of days on which it may have begun."
    found = [TableBlock(frame=dates, caption=caption, right=tuple(dates.columns[3:]))]
    return [
        Paragraph(text=f"{both_evidences(result)} {measured_rate(result)}"),
        *(found if len(dates) else []),
        TableBlock(
            frame=rates,
            caption="Rates between the change points.",
            right=tuple(rates.columns[2:]),
        ),
    ]
