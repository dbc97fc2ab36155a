"""What is kept of the runs of a study, as the site of the study tells it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analytics.selection.selected import Selection
from data.errors import EscalationError
from data.study import Study
from report.alarms.feed import Entry, alarm_entries
from report.alarms.run import STATE_FILE as WATCH_FILE
from report.alarms.state import read_state
from report.schedule.kept import Finished, read_result
from report.schedule.telling import MESSAGE, sender_of
from report.site.publish import RunBrief


def run_briefs(out: Path, runs: Sequence[Finished]) -> list[RunBrief]:
    """Read the messages and documents of runs.

    Parameters
    ----------
    out : Path
        The folder of the runs.
    runs : sequence of Finished

    Returns
    -------
    list of RunBrief
        Without those whose message is not kept.
    """
    found = []
    for run in runs:
        kept = read_result(out / run.name, MESSAGE)
        if kept is None or not kept.values:
            continue
        found.append(
            RunBrief(
                name=run.name,
                digest=run.digest,
                message=kept.values["message"],
                moment=kept.values["moment"],
                documents=documents_of(out / run.name),
            )
        )
    return found


def documents_of(folder: Path) -> dict[str, Path]:
    """Return the documents that a run has written, by their names."""
    kept = read_result(folder, "report")
    names = kept.values["files"] if kept and kept.values else []
    return {name: folder / name for name in names}


def site_folder(study: Study) -> Path:
    """Return the folder that a study's ``[publish]`` names.

    Raises
    ------
    EscalationError
        When it lies elsewhere by a link on its way: a study comes from anybody.
    """
    place = study.folder / study.settings["publish"]["folder"]
    if not place.resolve().is_relative_to(study.folder.resolve()):
        raise EscalationError(
            f"{place} leads out of the study's folder by a link, where a study must not write: "
            "name that folder by escalation publish --out."
        )
    return place


def alarms_told(selection: Selection) -> list[Entry]:
    """Tell the alarms of the study's watch, without the command that names its folder."""
    study = selection.study
    state = read_state(study.folder / WATCH_FILE)
    if state is None:
        return []
    sender = sender_of(selection, state, study.name)
    entries = alarm_entries(state, sender)
    return [replace(one, content=one.content.partition("\n")[0]) for one in entries]
