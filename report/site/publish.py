"""A study as a site: its views as the newest brief, and the briefs before as they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from analytics.findings.answer import answer_of
from analytics.selection.data_label import study_line, view_mark
from analytics.selection.link import view_query
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.wording import plain_count, plain_date
from charts.chart import Source
from report.alarms.feed import Entry
from report.content.build import Progress, no_progress
from report.content.context import attempt
from report.content.plan import Plan
from report.page.blocks import cell_html
from report.site.blocks import PageBody
from report.site.briefs import (
    FEED,
    INDEX,
    Brief,
    brief_of_message,
    document_link,
    feed_of,
    list_of_briefs,
    newest_first,
    told_html,
)
from report.site.figures import (
    FILES,
    Pool,
    SiteContext,
    SitePicture,
    draw_beside,
    first_figure,
)
from report.site.pages import FRONT, LABELS, SitePage, build_pages, page_name, views_of
from report.site.shared import SHARED, shared_files
from report.site.shell import Shell
from report.site.store import Rewritten, check_site_folder, held, read_site, write_site

# What a brief may take on a stick or of a reader's line, beside the scripts that all share.
MOST_BYTES = 5_000_000
INCIDENTS = "incidents"
# A document of this kind holds what the pages hold, with scripts of its own.
LEFT_OUT = ".html"


@dataclass(frozen=True, kw_only=True, eq=False)
class RunBrief:
    """What is kept of a run: its name, its message, when it began, and its documents."""

    name: str
    digest: str
    message: Mapping[str, Any]
    moment: str
    documents: Mapping[str, Path]


@dataclass(frozen=True, kw_only=True, eq=False)
class Published:
    """Outcome of :func:`publish_site`.

    Attributes
    ----------
    folder : Path
    brief : Brief
        The one that was made now.
    written : Rewritten
    size : int
        Bytes of its folder.
    left_out : tuple of str
        Documents that did not fit.
    gone : tuple of str
        Names of the briefs that were taken away, as more than are kept.
    """

    folder: Path
    brief: Brief
    written: Rewritten
    size: int
    left_out: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def values(self) -> dict[str, Any]:
        """As plain values."""
        files = {name: getattr(self.written, name) for name in ("new", "same", "gone")}
        return {
            "folder": str(self.folder),
            "brief": self.brief.name,
            "files": files,
            "bytes": self.size,
            "left_out": list(self.left_out),
            "briefs_gone": list(self.gone),
        }

    def __str__(self) -> str:
        """Say in a few words what was published."""
        one = self.written
        said = [
            f"Published {self.folder / self.brief.name / INDEX}: "
            f"{plain_count(one.new, 'files')} written, {one.same:,} as they were, "
            f"{one.gone:,} taken away; the brief takes {self.size / 1e6:.1f} MB."
        ]
        if self.size > MOST_BYTES:
            said.append(f"That is more than {MOST_BYTES / 1e6:.0f} MB: publish fewer views.")
        if self.left_out:
            said.append(f"Left out, as they did not fit: {', '.join(self.left_out)}.")
        if self.gone:
            said.append(f"{plain_count(len(self.gone), 'older briefs')} went.")
        return " ".join(said)


def publish_site(
    selection: Selection,
    folder: Path,
    settings: Mapping[str, Any],
    *,
    plan: Plan | None = None,
    runs: Sequence[RunBrief] = (),
    this_run: RunBrief | None = None,
    alarms: Sequence[Entry] = (),
    renamed: bool = False,
    in_command: bool = False,
    progress: Progress = no_progress,
) -> Published:
    """Publish a view of a study.

    Parameters
    ----------
    selection : Selection
    folder : Path
        Of the site; made where it is missing.
    settings : mapping
        ``[publish]``.
    plan : Plan, optional
        Of the study's reports.
    runs : sequence of RunBrief
        That are kept of the study.
    this_run : RunBrief, optional
        The one that publishes; else it is the newest with the same data.
    alarms : sequence of Entry
        For the feed.
    renamed : bool
        Whether the site of another title is that of this study.
    in_command : bool
        Whether this process does nothing else, so that another may be begun beside it.
    progress : callable
        Is told how many views are done, of how many, and the next one.

    Returns
    -------
    Published

    Raises
    ------
    EscalationError
        When the folder is not ours, or something cannot be written.
    """
    title, plan = selection.study.title, plan or Plan()
    # What cannot be written is refused before anything is computed.
    check_site_folder(folder, title, renamed=renamed)
    made = _Brief(selection, settings, plan, this_run or _run_of(selection, runs))
    pages = made.files(progress, in_command=in_command)
    with held(folder):
        before = replace(read_site(folder, title, renamed=renamed), title=title)
        known = {one.name: one for one in before.briefs}
        told, messages = _only_told(made, runs, known)
        briefs = newest_first([*(known | told | {made.brief.name: made.brief}).values()])
        kept, gone = briefs[: settings["keep"]], briefs[settings["keep"] :]
        files = made.shared | pages | messages
        files = {path: held for path, held in files.items() if _is_of(path, kept)}
        files |= made.around(kept, alarms)
        written = write_site(folder, before, files, tuple(kept))
    return Published(
        folder=folder,
        brief=made.brief,
        written=written,
        size=sum(map(len, pages.values())),
        left_out=tuple(made.left_out),
        gone=tuple(one.name for one in gone if one.name in known),
    )


def _is_of(path: str, briefs: Sequence[Brief]) -> bool:
    place = path.partition("/")[0]
    return place in {one.name for one in briefs} or place == SHARED


def _run_of(selection: Selection, runs: Sequence[RunBrief]) -> RunBrief | None:
    """Return the newest run of the same data."""
    same = [run for run in runs if run.digest == selection.study.digest]
    return max(same, key=lambda run: (run.message["day"], run.moment), default=None)


def _only_told(
    made: "_Brief", runs: Sequence[RunBrief], known: Mapping[str, Brief]
) -> tuple[dict[str, Brief], dict[str, bytes]]:
    """Return the runs that were never published: their messages as pages, their documents."""
    briefs, files = {}, {}
    for run in runs:
        if run.name in known or run.name == made.brief.name:
            continue
        documents, _ = _documents(run, MOST_BYTES)
        brief = brief_of_message(run.name, run.message, run.moment, [*documents])
        brief = replace(brief, shared=made.brief.shared)
        briefs[run.name] = brief
        files[f"{run.name}/{INDEX}"] = made.message_page(brief)
        files |= {f"{run.name}/{name}": held for name, held in documents.items()}
    return briefs, files


def _documents(run: RunBrief | None, room: int) -> tuple[dict[str, bytes], list[str]]:
    """Return the documents of a run that fit, and the names of those that do not."""
    found: dict[str, bytes] = {}
    left: list[str] = []
    for name, path in run.documents.items() if run else ():
        if name.lower().endswith(LEFT_OUT) or not path.is_file():
            continue
        content = path.read_bytes()
        room -= len(content)
        if room < 0:
            left.append(name)
        else:
            found[name] = content
    return found, left


def _named(views: Sequence[str], folder: str = "") -> list[tuple[str, str]]:
    """Name the pages of views, and what each is called in the list of them."""
    return [(f"{folder}{page_name(view)}", LABELS[view]) for view in views if view in LABELS]


def _timeline_of(page: SitePage) -> SitePicture | None:
    """Return the timeline of the first page, where it could be drawn."""
    drawn = [block for block in page.blocks if isinstance(block, SitePicture)]
    return next((block for block in drawn if block.name == "timeline"), None)


class _Brief:
    """The brief that is being made."""

    def __init__(
        self,
        selection: Selection,
        settings: Mapping[str, Any],
        plan: Plan,
        run: RunBrief | None,
    ) -> None:
        self.selection, self.settings, self.plan, self.run = selection, settings, plan, run
        names, self.shared = shared_files()
        self.names = names
        self.views = views_of(selection, settings["views"])
        self.brief = replace(
            self._told(), shared=tuple(sorted(names.values())), views=tuple(self.views)
        )
        self.left_out: list[str] = []
        self.timeline: SitePicture | None = None
        study = selection.study
        self.shell = Shell(
            study=plan.title or study.title,
            told=f"{plain_date(pd.Timestamp(self.brief.day))} · {study_line(study)}",
            shown=subtitle(selection),
            source=str(
                Source(
                    credit=study.credit,
                    until=study.end,
                    as_of=study.data_date,
                    digest=study.digest,
                )
            ),
            caution=study.settings.get("caution", ""),
            language=plan.language,
            author=plan.author,
            shared=names,
            views=_named(self.views),
        )

    def _told(self) -> Brief:
        """Tell the brief as its run does, or where there was none by its data."""
        if self.run:
            return brief_of_message(self.run.name, self.run.message, self.run.moment)
        study, query = self.selection.study, view_query(self.selection.view, self.selection.study)
        answer, reason = attempt(lambda: answer_of(self.selection))
        name = view_mark(self.selection)
        # Briefs of several views stand in one list and one feed.
        shown = subtitle(self.selection) if query else study.title
        return Brief(
            name=name,
            day=f"{study.data_date:%Y-%m-%d}",
            title=f"{shown}: brief of the data of {plain_date(study.data_date)}",
            headline=answer.finding if answer else reason,
            data=study_line(study),
            key=uuid5(NAMESPACE_URL, f"{study.title}\nbrief\n{name}").urn,
            moment=f"{study.data_date:%Y-%m-%d}T00:00:00Z",
        )

    def files(self, progress: Progress, *, in_command: bool) -> dict[str, bytes]:
        """Write all that is in the folder of the brief."""
        context = SiteContext(selection=self.selection, plan=self.plan)
        found: dict[str, bytes] = {}
        # The file of the incidents takes what all others leave.
        first = [view for view in self.views if view != INCIDENTS]
        for views in (first, [view for view in self.views if view == INCIDENTS]):
            room = MOST_BYTES - sum(map(len, found.values()))
            pages = build_pages(replace(context, room=room), views, progress)
            if in_command:
                blocks = (block for page in pages for block in page.blocks)
                draw_beside([block for block in blocks if isinstance(block, SitePicture)])
            for page in pages:
                found |= self._written(page)
        room = MOST_BYTES - sum(map(len, found.values()))
        documents, self.left_out = _documents(self.run, room)
        self.brief = replace(self.brief, documents=tuple(documents))
        return found | {f"{self.brief.name}/{name}": held for name, held in documents.items()}

    def _written(self, page: SitePage) -> dict[str, bytes]:
        """Write a page and the files that it leads to."""
        folder, body = self.brief.name, PageBody(page.name, int(page.one_section))
        text = body.write(page.blocks)
        if page.name == FRONT:
            self.timeline = _timeline_of(page)
        found = {f"{folder}/{page.name}.html": self._page(page, text, body)}
        return found | {
            f"{folder}/{path}": held for path, held in (body.files | page.files).items()
        }

    def _page(self, page: SitePage, text: str, body: PageBody) -> bytes:
        if page.name == FRONT:
            since = told_html(self.brief, level=2)
            text = f'<div class="front">\n{since}\n{text}\n</div>'
        return self.shell.page(
            title=page.title,
            body=text,
            here=page_name(page.view),
            lead="" if page.one_section else page.title,
            charts=body.pool.script(),
        )

    def message_page(self, brief: Brief) -> bytes:
        """Write the page of a run of which there is no more than its message."""
        shell = replace(
            self.shell, views=[], told=brief.data, shown="", caution="", source=brief.data
        )
        links = (document_link(brief, name, here=True) for name in brief.documents)
        files = "".join(f"<li>{link}</li>" for link in links)
        body = [f'<p class="lead" dir="auto">{cell_html(brief.headline)}</p>']
        body += [told_html(brief, level=2), f"<ul>{files}</ul>" if files else ""]
        return shell.page(title=brief.title, body="\n".join(body), here=INDEX, lead=brief.title)

    def around(self, briefs: Sequence[Brief], alarms: Sequence[Entry]) -> dict[str, bytes]:
        """Write the list of briefs and the feed."""
        newest = briefs[0]
        shell = replace(self.shell, told="", views=_named(newest.views, f"{newest.name}/"))
        pool, figure = Pool(), ""
        if "overview" in newest.views:
            now = self.timeline if newest == self.brief else None
            still = f"{newest.name}/{FILES}/timeline.svg"
            alt = f"Timeline of the newest brief. {newest.headline}"
            figure = first_figure(now, still, alt, pool)
        page = shell.page(
            title=self.shell.study,
            body=list_of_briefs(briefs, figure),
            here="",
            lead=self.shell.study,
            charts=pool.script(),
            up="",
        )
        feed = feed_of(briefs, self.selection.study.title, self.settings["address"], alarms)
        return {INDEX: page, FEED: feed}
