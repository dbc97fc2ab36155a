"""A file that was sent, read by the import beside the page: one after another, as they came."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from dashboard.session.uploaded_files import READING, UNCLAIMED_SECONDS, keep_file
from dashboard.store.contents import Store, digest_of
from dashboard.store.queue import Job, Queue, Rules
from dashboard.work.drain import Tell, Work
from data.errors import ChoiceNeeded, EscalationError, SourceError
from data.files.options import Options
from data.importing.import_file import open_file
from data.kept_study import ABOUT

SECONDS, MEMORY = 120, 4 << 30
ON_THE_COMMAND_LINE = "split it, or use escalation import on the command line."
READING_RULES = Rules(
    seconds=SECONDS,
    memory=MEMORY,
    # Who clicks waits for less than who opens a file.
    niceness=5,
    late=f"Reading this file took more than {SECONDS} s, which is all the page allows: "
    f"{ON_THE_COMMAND_LINE}",
    broken="This file could not be read; the server's log says why.",
    died=f"Reading this file took more than {MEMORY >> 30} GB of memory, or was stopped: "
    f"{ON_THE_COMMAND_LINE}",
    full="Too many files are being read already: try again in a minute.",
    most=16,
    # Once read, it is asked for at once, and held as long as it is used.
    kept=UNCLAIMED_SECONDS,
    # A page asks twice a second; one in the background, once a minute.
    unasked=180,
)
TAKEN_BACK = "The file was taken back before it was read: open it again."
# Options of the command line for which the page has fields of the same names.
FLAGS = "date-order|date-language|map|encoding|format|sheet|rows|timezone"


def have_read(queue: Queue, incoming: Path, digest: str, asked: dict, token: str) -> dict | None:
    """Have a file read, unless the same is being read or kept, and return what is known of it.

    Parameters
    ----------
    queue : Queue
    incoming : Path
        The file as it was sent; it goes once it is read, or at once where it need not be.
    digest : str
        Of its bytes.
    asked : dict
        ``file``, its name, and ``options``, how it is to be read: of JSON.
    token : str
        Lets its bearer ask what became of it.

    Returns
    -------
    dict or None
        Where the same was read before, an answer as the work gives it, and ``key``, of its study.

    Raises
    ------
    QueueFull
    """
    key = digest_of(digest, json.dumps(asked["options"], sort_keys=True), asked["file"])
    answer, used = known_file(queue.store, key), False
    try:
        if answer is None:
            request = {**asked, "incoming": incoming.name}
            queue.submit(f"{READING}-{key}", key, request, token=token)
            job = queue.find(f"{READING}-{key}")
            used = job is not None and job.request["incoming"] == incoming.name
    finally:
        if not used:
            incoming.unlink(missing_ok=True)
    return answer


def known_file(store: Store, key: str) -> dict | None:
    """Return what is known of a file that is kept already: the same was opened before."""
    try:
        about = json.loads((store.study_folder(key) / ABOUT).read_bytes())
    except FileNotFoundError:
        return None
    return {"key": key, "digest": about["digest"], "name": about["name"]}


def reading(store: Store) -> Work:
    """Return what reads the files that were sent: work for a queue.

    Parameters
    ----------
    store : Store

    Returns
    -------
    callable
    """

    def read(job: Job, tell: Tell) -> dict:
        path = store.folder / "incoming" / job.request["incoming"]
        zipped = store.folder / "temporary" / f"{job.study}.zip"
        try:
            answer = _read(store, job, path, zipped)
        finally:
            zipped.unlink(missing_ok=True)
        # Where this process is killed before, the next one finds the file.
        path.unlink(missing_ok=True)
        return answer

    return read


def _read(store: Store, job: Job, path: Path, zipped: Path) -> dict:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        # The page that sent it was closed; who sends the same now brings it along.
        return {"error": TAKEN_BACK}
    try:
        options = options_of(job)
        study, account = open_file(content, options, file=job.request["file"], zipped=zipped)
        keep_file(study, account, store.study_folder(job.study), zipped=zipped)
    except EscalationError as error:
        choices = list(error.choices) if isinstance(error, ChoiceNeeded) else []
        asks, rows = fields_for(error), proposed_rows(error)
        return {"error": on_page(error), "asks": asks, "choices": choices, "rows": rows}
    except OSError as error:
        return {"error": f"The server has no room for this file ({error.strerror})."}
    return {"digest": study.digest, "name": study.name}


def options_of(job: Job) -> Options:
    """Return how a file is to be read."""
    given = job.request["options"]
    return Options(**{**given, "roots": tuple(given["roots"]), "countries": ()})


def asked_of(file: str, options: Options) -> dict:
    """Return what is asked for of a file, as JSON has it."""
    return {"file": file, "options": asdict(options)}


def on_page(error: EscalationError) -> str:
    """Say an error without the command line's flags, for which the page has fields."""
    return re.sub(rf"--({FLAGS})(?: |(?=[:,]))", "", str(error))


def fields_for(error: EscalationError) -> list[str]:
    """List the fields that could settle an error, the likeliest first."""
    if not isinstance(error, SourceError):
        return []
    return re.findall(rf"--({FLAGS})", str(error))


def proposed_rows(error: EscalationError) -> str:
    """Return what rows are likelier to be, where an error says that they may be either."""
    said = re.findall("--rows (counts|events)", str(error))
    return said[0] if set(said) == {"counts", "events"} else ""
