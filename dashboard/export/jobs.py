"""Reports, made beside the page: each view and kind once, its progress to be asked."""

from collections.abc import Callable

from analytics.selection.data_label import view_mark
from analytics.selection.link import link_parts, view_from, view_query
from analytics.selection.selected import Selection
from dashboard.export.functions import REPORTS, ExportFunctions
from dashboard.store.contents import Store, digest_of
from dashboard.store.queue import DONE, WAITING, Job, Queue, Rules
from dashboard.work.drain import Tell, Work
from data.errors import EscalationError
from data.study import Study

REPORT = "report"
SECONDS, MEMORY, MOST = 300, 6 << 30, 24
REPORT_RULES = Rules(
    seconds=SECONDS,
    memory=MEMORY,
    most=MOST,
    # What is drawn in the background must not delay a click.
    niceness=10,
    late=f"The report took more than {SECONDS // 60} minutes, which is all the page allows: "
    "use escalation report on the command line.",
    broken="The report could not be made. The page works on; the server's log says why.",
    died="The process that made the report ended before it was done: use escalation report on "
    "the command line.",
    full=f"{MOST} reports wait to be made already: try again in a minute.",
    # A page asks twice a second; one in the background, once a minute.
    unasked=180,
)


def ask_for(
    queue: Queue, selection: Selection, kind: str, key: str, *, token: str, owner: str
) -> int:
    """Have a report made, unless the same is being made or there, and return its number.

    Parameters
    ----------
    queue : Queue
    selection : Selection
    kind : str
        A key of ``REPORTS``.
    key : str
        Of the dropped file, or of one of several studies; empty for the only one.
    token, owner : str
        As for :meth:`~dashboard.store.queue.Queue.submit`.

    Raises
    ------
    QueueFull
    """
    study = selection.study
    query = view_query(selection.view, study)
    name = f"{study.name}-report-{view_mark(selection)}.{kind}"
    request = {"query": query, "kind": kind, "name": name}
    name_of_it = digest_of(REPORT, study.digest, key, query, kind)
    return queue.submit(name_of_it, key, request, token=token, owner=owner)


def reporting(store: Store, exports: ExportFunctions, study_of: Callable[[str], Study]) -> Work:
    """Return what makes reports: work for a queue.

    Parameters
    ----------
    store : Store
    exports : ExportFunctions
    study_of : callable
        Takes the key of a study.

    Returns
    -------
    callable
    """

    def make(job: Job, tell: Tell) -> dict:
        study = study_of(job.study)
        view, _ = view_from(link_parts(job.request["query"]), study)
        content = exports.report(Selection(study, view), job.request["kind"], tell)
        try:
            store.made(job.number).write_bytes(content)
        except OSError as error:
            raise EscalationError(
                f"The server has no room for this report ({error.strerror})."
            ) from error
        return {}

    return make


def state_of(job: Job, place: int) -> dict[str, object]:
    """Return what the page asks for: how far, which place in the queue, the fault, or ready.

    Parameters
    ----------
    job : Job
    place : int
        Among those that wait, from 1.
    """
    parts = {"done": job.done, "total": job.total, "what": job.what}
    if job.state == WAITING:
        parts["place"] = place
    return parts | {
        "error": job.answer.get("error", ""),
        "ready": job.state == DONE,
        "name": job.request["name"],
    }


def mime_of(job: Job) -> str:
    """Return the kind of file that a report is."""
    return REPORTS[job.request["kind"]][1]
