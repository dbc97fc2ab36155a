"""The steps of a run, each a function from the study to plain values and a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.alarms.rules import WatchRules
from analytics.alarms.threshold import read_budget
from analytics.panel.all_units import is_much, scan_all
from analytics.panel.executors import one_process, several_processes
from analytics.panel.listing import BY_STRONGEST
from analytics.panel.unit import NOW_DAYS
from analytics.panel.units import count_units
from analytics.revisions.compare import revisions_of
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from data.settings.vintages import MAIN
from data.study import Study
from data.vintages import other_vintage, vintage_days
from report.alarms.run import STATE_FILE as WATCH_FILE
from report.alarms.run import Files, run_watch
from report.content.plan import read_plan
from report.document import write_report
from report.schedule.kept import Begun, Finished
from report.schedule.published import alarms_told, documents_of, run_briefs, site_folder
from report.site.publish import RunBrief, publish_site
from report.terminal.alarms import watch_values
from report.terminal.analysis import summarise
from report.terminal.revisions import comparison_values
from report.terminal.scan import Scanned, scan_values


@dataclass(frozen=True, kw_only=True, eq=False)
class Work:
    """What a step works on.

    Attributes
    ----------
    selection : Selection
    settings : mapping
        Of the study, with ``run`` and ``tell``.
    folder : Path
        Of the run, where files are put.
    before : Finished or None
        The run that this one is held against.
    begun : Begun
    earlier : sequence of Finished
        The runs before, the newest first.
    rows : str
        How many rows there are more than at the run before, in a sentence; empty for the first.
    message : mapping
        What the run tells, for the step that publishes it.
    """

    selection: Selection
    settings: Mapping[str, Any]
    folder: Path
    before: Finished | None
    begun: Begun
    earlier: Sequence[Finished] = ()
    rows: str = ""
    message: Mapping[str, Any] = field(default_factory=dict)


NO_DOWNLOAD = (
    "There is no earlier download, so nothing says which rows were revised: to see that, keep the "
    "file of each week and name the older ones as [[vintages]] in study.toml."
)
# Values that are kept, or None, and a sentence.
Done = tuple[dict[str, Any] | None, str]


def compare_downloads(work: Work) -> Done:
    """Say which rows were revised since the run before, and what that did to the findings."""
    study = work.selection.study
    name = _earlier(study, work.before)
    if not name:
        return None, f"{work.rows} {NO_DOWNLOAD}".strip()
    old = other_vintage(study, name)
    result = revisions_of(old, study, work.selection.view)
    values = comparison_values(result, old, study)
    # There may be half a million, and some must not be passed on: escalation diff lists them.
    del values["rows"]
    return values, str(result)


def _earlier(study: Study, before: Finished | None) -> str:
    """Name the download that the run before had, or else the last one before the newest."""
    days = vintage_days(study)
    days.pop(study.vintage or MAIN, None)
    known = [name for name, day in days.items() if before and f"{day:%Y-%m-%d}" <= before.data_date]
    return (known or list(days) or [""])[-1]


def say_findings(work: Work) -> Done:
    """Say all that ``analyse`` says."""
    values = summarise(work.selection)
    return values, str(values["answer"]["sentence"])  # type: ignore[index]


def scan_units_of(work: Work) -> Done:
    """Search every unit of the study for changes."""
    selection, names = work.selection, work.settings["run"]["scan"]["by"].split(",")
    units = count_units(selection, tuple(name.strip() for name in names if name.strip()))
    crew = several_processes() if is_much(units) else one_process()
    try:
        result = scan_all(units, crew=crew)
    finally:
        crew.close()
    scanned = Scanned(
        source=selection.study.title,
        data=study_line(selection.study),
        days=NOW_DAYS,
        units=units,
        result=result,
    )
    return scan_values(scanned, BY_STRONGEST), str(result)


def look_for_alarms(work: Work) -> Done:
    """Watch the units of the study."""
    asked = work.settings["run"]["watch"]
    rules = WatchRules(
        budget=read_budget(asked["budget"]),
        looks=asked["looks"],
        careful=asked["careful"],
        least=asked["least"],
        muted=frozenset(asked["mute"]),
    )
    found = run_watch(
        work.selection,
        asked["by"],
        rules,
        since=asked["since"],
        files=Files(state=work.selection.study.folder / WATCH_FILE),
        page=work.settings["tell"]["address"],
    )
    return watch_values(found, work.selection), str(found.result)


def write_briefs(work: Work) -> Done:
    """Write the documents that are asked for."""
    plan = read_plan(work.selection.study.folder)
    names = work.settings["run"]["report"]
    for name in names:
        write_report(work.selection, work.folder / name, plan=plan, force=True)
    return {"files": names}, f"Wrote {', '.join(names) or 'nothing'}."


def publish_pages(work: Work) -> Done:
    """Publish the view as the newest brief of the study's site."""
    study = work.selection.study
    run = RunBrief(
        name=work.folder.name,
        digest=study.digest,
        message=work.message,
        moment=work.begun.moment,
        documents=documents_of(work.folder),
    )
    done = publish_site(
        work.selection,
        site_folder(study),
        work.settings["publish"],
        plan=read_plan(study.folder),
        runs=run_briefs(work.folder.parent, work.earlier),
        this_run=run,
        alarms=alarms_told(work.selection),
        in_command=True,
    )
    return done.values, str(done)


# What comes last before telling, since it shows what will be told.
PUBLISH = "publish"
# In the order in which they are done; telling stands apart, as it needs what all of them gave.
STEPS: dict[str, Callable[[Work], Done]] = {
    "diff": compare_downloads,
    "search": say_findings,
    "scan": scan_units_of,
    "watch": look_for_alarms,
    "report": write_briefs,
    PUBLISH: publish_pages,
}
# What a message is made of.
TOLD_OF = ("diff", "search", "scan", "watch")
