"""What a page of a view has: the report's section, with what a document has no room for."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.findings.multiple_events import event_effects
from analytics.methods import methods_in_plain_words
from analytics.reconciliation.reconcile import ALL
from analytics.responses.of_study import view_responses
from analytics.revisions.compare import revisions_of
from analytics.revisions.sentence import DAYS
from analytics.wording import capitalised, plain_date, plain_dates
from charts.tables.official_totals import interval_words, report_words
from charts.tables.official_totals import place_words as counted_in
from charts.tables.responses import episode_words, window_words
from charts.tables.revisions import finding_pairs, lag_words, revised_counts, revised_rows
from charts.tables.safe_csv import safe_csv
from data.vintages import vintage_pair
from report.content.blocks import Block, Bullets, Heading, Link, Paragraph, TableBlock
from report.content.context import attempt
from report.content.markdown import blocks_of
from report.content.sections import (
    breakdown,
    changepoints,
    events,
    official_totals,
    summary,
)
from report.content.sections import places as place_section
from report.content.sections import responses as response_section
from report.content.sections.incidents import NOT_SHARED, incident_words
from report.site.blocks import FiledTable
from report.site.figures import FEWER_WIDTHS, FILES, SiteContext
from report.site.names import safe_stem
from report.terminal.analysis import summarise

# Of the rows of a study so many stand on the page, in about so many bytes each; their file has what
# is left of the brief's room, and never less than this.
LISTED, ROW_BYTES, LEAST_BYTES = 500, 500, 100_000
# As many revised rows stand on the page and in their file.
REVISED_ROWS = 1_000
IMPUTED = (
    "Not facts: where the list is short of the totals, the days of the missing incidents are drawn "
    "at random from the rate of the listed ones. A surplus is left as it is, and no other number "
    "of these pages uses these."
)
OWN_DAYS = (
    "What differs only over each one's own days comes from days that one of them lacks; that is no "
    "revision."
)


def front_page(context: SiteContext) -> tuple[list[Block], dict[str, bytes]]:
    """Write the first page: the answer, the timeline, how sure, what the events were."""
    name = f"{FILES}/analysis.json"
    numbers = json.dumps(summarise(context.selection), indent=1, ensure_ascii=False) + "\n"
    link = Link("Every number of this view (JSON)", name)
    blocks = [*summary.write(context), *_now(context), *breakdown.write(context)]
    told: list[Block] = [Heading(level=2, text="All numbers"), Bullets(items=(link,))]
    return [*blocks, *told], {name: numbers.encode("utf-8", "replace")}


def _now(context: SiteContext) -> list[Block]:
    """Give the rates now and before, and their ratio."""
    answer, _ = attempt(lambda: answer_of(context.selection))
    if answer is None:
        return []
    words, rows = context.words, answer.table
    frame = pd.DataFrame(
        {
            "": [row.quantity.capitalize() for row in rows.itertuples()],
            "A day, or ratio": [
                words.ratio(row.value) if row.quantity == "ratio" else words.number(row.value)
                for row in rows.itertuples()
            ],
            "95 % interval": [
                words.ratio_interval(row.ci_low, row.ci_high)
                if row.quantity == "ratio"
                else words.interval(row.ci_low, row.ci_high)
                for row in rows.itertuples()
            ],
            capitalised(answer.noun): rows["events"].map(words.count),
            "Days": rows["days"].map(words.count),
            "From": rows["start"].map(words.date),
            "To": rows["end"].map(words.date),
        }
    )
    heading = Heading(level=2, text="Now and before")
    return [heading, TableBlock(frame=frame, caption="", right=tuple(frame.columns[1:5]))]


def changes_page(context: SiteContext) -> list[Block]:
    """Write when the rate changed, and the regimes beside it."""
    return [
        *changepoints.write(context),
        Heading(level=2, text="Regimes"),
        context.picture("regimes", "What a switching model makes of the same days."),
    ]


def around_pages(context: SiteContext) -> tuple[list[Block], list[tuple[str, str, list[Block]]]]:
    """Write what followed the events, and each of them as a page: its name, title and blocks.

    The chosen one stands on the page of all.
    """
    blocks, effects = events.write(context), event_effects(context.selection)
    chosen = context.selection.view.event
    rows = list(effects.table.itertuples())
    names = [safe_stem("around", row.event) for row in rows]
    pages = [
        (name, row.label, _event(context, row))
        for name, row in zip(names, rows, strict=True)
        if row.event != chosen
    ]
    led = [
        "below" if row.event == chosen else Link("days around it", f"{name}.html")
        for name, row in zip(names, rows, strict=True)
    ]
    return [_with_column(block, "More", led) for block in blocks], pages


def _event(context: SiteContext, row: pd.Series) -> list[Block]:
    selection = context.selection.under(event=row.event)
    chosen = replace(context, selection=selection, widths=FEWER_WIDTHS)
    when = plain_date(row.start) if pd.isna(row.end) else plain_dates(row.start, row.end)
    first, *rest = events.chosen_event(chosen)
    return [Heading(level=1, text=row.label), Paragraph(text=f"{when}.", style="note"), *rest]


def _with_column(block: Block, name: str, cells: Sequence[str]) -> Block:
    """Return the table of events with a further column; any other block as it is."""
    if not isinstance(block, TableBlock) or "Event" not in block.frame:
        return block
    frame = block.frame.copy()
    frame[name] = pd.Series(list(cells), dtype="object", index=frame.index)
    return replace(block, frame=frame)


def responses_page(context: SiteContext) -> list[Block]:
    """Write what follows what, with every column of the windows, and each episode."""
    result, _ = attempt(lambda: view_responses(context.selection))
    blocks = response_section.write(context)
    if result is None:
        return blocks
    whole = window_words(result, context.words)
    blocks = [
        replace(block, frame=whole) if isinstance(block, TableBlock) else block for block in blocks
    ]
    for one in result.directions:
        text = f"Episodes of {one.trigger}, and the {one.responder} around them"
        heading = Heading(level=2, text=text)
        if one.episodes.empty:
            blocks += [heading, Paragraph(text=one.reason)]
            continue
        blocks += [
            heading,
            _table(episode_words(one, context.words), f"One row an episode of {one.trigger}."),
        ]
    return blocks


def _table(frame: pd.DataFrame, caption: str, right: Iterable[str] = ()) -> TableBlock:
    """Return a table whose cells may still be numbers."""
    texts = {name: [_text(cell) for cell in frame[name]] for name in frame}
    return TableBlock(frame=pd.DataFrame(texts), caption=caption, right=tuple(right), small=True)


def _text(cell: object) -> str:
    if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, pd.Timestamp):
        return plain_date(cell)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def totals_page(context: SiteContext) -> list[Block]:
    """Write the list against the totals: every place, every report, and the imputed days."""
    result, _ = attempt(lambda: results.reconciliation(context.selection))
    blocks = official_totals.write(context)
    if result is None:
        return blocks
    words = context.words
    for place, rows in result.table.groupby("place", sort=False):
        if place == ALL:
            continue
        frame = interval_words(rows, words)
        caption = f"The list and the officials in {counted_in(str(place))}."
        blocks.append(_table(frame, caption, frame.columns[2:]))
    reports = report_words(result, words)
    return [
        *blocks,
        Heading(level=2, text="What the reports note"),
        _table(reports, "Every day with a report.", reports.columns[1:5]),
        Heading(level=2, text="Imputed days"),
        Paragraph(text=IMPUTED),
        context.picture("reconciled", "Imputed days are hatched."),
    ]


def places_page(context: SiteContext) -> list[Block]:
    """Write where the events were, every place."""
    result, _ = attempt(lambda: results.places(context.selection))
    blocks = place_section.write(context)
    if result is None:
        return blocks
    frame = place_section.place_rows(result, result.table, context.words)
    return [
        replace(block, frame=frame, caption="Every place.")
        if isinstance(block, TableBlock)
        else block
        for block in blocks
    ]


def incidents_page(context: SiteContext) -> tuple[list[Block], dict[str, bytes]]:
    """Write the incidents, as far as they may be passed on and fit a page; the file of them."""
    table = context.selection.incidents
    noun = "incident" if len(table) == 1 else "incidents"
    many = f"{context.words.count(len(table))} {noun} in view."
    heading = Heading(level=1, text="Incidents")
    if not context.selection.study.shares_rows:
        return [heading, Paragraph(text=f"{many} {NOT_SHARED}")], {}
    if table.empty:
        return [heading, Paragraph(text=many)], {}
    rows = table.head(LISTED)
    files, said = _file_of(context, table)
    listed = f"The newest {context.words.count(len(rows))} are listed."
    newest = listed if len(rows) < len(table) else ""
    frame, (path,) = incident_words(rows, context), files
    return [
        heading,
        Paragraph(text=" ".join(filter(None, [many, newest, said]))),
        FiledTable(frame=frame, caption="Newest first.", small=True, path=path),
    ], files


def _file_of(context: SiteContext, table: pd.DataFrame) -> tuple[dict[str, bytes], str]:
    """Return the file of the incidents with every column, or of the newest where it is large."""
    kept, content = table, b""
    most = max(context.room - min(len(table), LISTED) * ROW_BYTES, LEAST_BYTES)
    # Rows are about as long as each other, so that the second cut fits.
    while True:
        content = safe_csv(kept).encode("utf-8")
        if len(content) <= most:
            break
        kept = kept.head(int(len(kept) * most / len(content) * 0.95))
    words = context.words.count(len(kept))
    cut = f"Their file has the newest {words}; the study's folder holds all."
    said = cut if len(kept) < len(table) else "Their file has every row and column."
    return {f"{FILES}/incidents.csv": content}, said


def revisions_page(context: SiteContext) -> list[Block]:
    """Write what was revised between the two downloads of the view."""
    view, study = context.selection.view, context.selection.study
    heading = Heading(level=1, text="Revisions")
    pair, reason = attempt(lambda: vintage_pair(study, view.older, view.newer))
    if pair is None:
        return [heading, Paragraph(text=reason)]
    result = revisions_of(*pair, view)
    said: list[Block] = [
        Paragraph(text=f"In {name} ids were given out again to other rows: their content decides.")
        for name in result.reissued
    ]
    rows = revised_rows(result)
    if not study.shares_rows:
        said.append(Paragraph(text=NOT_SHARED))
    elif len(rows):
        caption = "Changed, deleted, numbered anew and added rows."
        if len(rows) > REVISED_ROWS:
            caption += f" The first {REVISED_ROWS:,} of {len(rows):,}; escalation diff lists all."
        said.append(_table(rows.head(REVISED_ROWS), caption))
    counts = revised_counts(result)
    return [
        heading,
        Paragraph(text=capitalised(str(result))),
        context.picture("revisions", "Both downloads, day by day."),
        Heading(level=2, text="Rows"),
        _table(counts, "Rows by what became of them.", counts.columns[1:]),
        *said,
        Heading(level=2, text="Findings side by side"),
        *[
            _table(finding_pairs(result, part), f"{DAYS[days]}.")
            for days, part in result.findings.groupby("days", sort=False)
        ],
        Paragraph(text=OWN_DAYS),
        Heading(level=2, text="How complete the newest days were"),
        Paragraph(text=str(result.lag)),
        *([_table(lag_words(result.lag), "Completeness by age.")] if len(result.lag.table) else []),
    ]


def methods_page(context: SiteContext) -> list[Block]:
    """Write what each number means and when not to trust it, whole."""
    heading = Heading(level=1, text="Methods in plain words")
    return [heading, *blocks_of(methods_in_plain_words(), level=2)]
