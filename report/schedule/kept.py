"""What is kept of the runs of a study: which is going on, which are done, what each step gave.

Every file is replaced whole, and has the number of its format: what a newer version has written is
refused and left as it is.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from data.errors import EscalationError
from data.version import NAME
from report.files import write_all

RUNS_FORMAT = 1
RUNS_FILE, LOG_FILE, LOCK_FILE = "runs.json", "log.jsonl", "lock"
DONE, NOT_DONE = "done", "failed"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A run that is not done yet.

    Attributes
    ----------
    day : str
        ISO day, where the study is.
    moment : str
        When it began, ISO 8601.
    fetched : str or None
        What the fetch said; None while nothing has been fetched.
    digest : str or None
        Of the data that it works on; None before they are read.
    """

    day: str
    moment: str
    fetched: str | None = None
    digest: str | None = None

    @property
    def on(self) -> date:
        """The day as a date."""
        return date.fromisoformat(self.day)

    @property
    def at(self) -> datetime:
        """The moment as such."""
        return datetime.fromisoformat(self.moment)


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A run that is done: its name, which is that of its folder, its day, and its data."""

    name: str
    day: str
    digest: str
    data_date: str


@dataclass(frozen=True, kw_only=True)
class Runs:
    """The runs of a study: the one that is not done yet, if any, and those that are, in order."""

    begun: Begun | None = None
    finished: tuple[Finished, ...] = ()

    def before(self, name: str, since: str | None = None) -> tuple[Finished, ...]:
        """Return the runs before one, up to a day where one is given, the newest first."""
        others = [one for one in self.finished if one.name != name]
        return tuple(one for one in reversed(others) if since is None or one.day <= since)

    def with_finished(self, run: Finished) -> "Runs":
        """Return the runs with one that is done, which stands last however often it was run."""
        others = tuple(one for one in self.finished if one.name != run.name)
        return replace(self, begun=None, finished=(*others, run))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a step of a run gave.

    Attributes
    ----------
    step : str
    outcome : {"done", "failed"}
    said : str
        In a sentence.
    seconds : float
    values : mapping or None
        Plain values, where the step gives any.
    """

    step: str
    outcome: str
    said: str
    seconds: float
    values: Mapping[str, Any] | None = None


def read_runs(out: Path) -> Runs:
    """Read which runs there are.

    Parameters
    ----------
    out : Path
        The folder of the runs.

    Returns
    -------
    Runs

    Raises
    ------
    EscalationError
        When the file is of another format, or none of runs: it is left as it is.
    """
    values = _read(out / RUNS_FILE, "the state of runs")
    if values is None:
        return Runs()
    begun = values["begun"]
    return Runs(
        begun=Begun(**begun) if begun else None,
        finished=tuple(Finished(**one) for one in values["finished"]),
    )


def write_runs(out: Path, runs: Runs) -> None:
    """Keep which runs there are."""
    begun = asdict(runs.begun) if runs.begun else None
    finished = [asdict(one) for one in runs.finished]
    _write(out / RUNS_FILE, {"begun": begun, "finished": finished})


def forget_runs(out: Path, runs: Runs, keep: int) -> Runs:
    """Remove what is kept of the oldest runs, beyond so many.

    Parameters
    ----------
    out : Path
    runs : Runs
    keep : int

    Returns
    -------
    Runs
        Those that are left; the log has a line of each all the same.
    """
    gone = runs.finished[:-keep]
    for one in gone:
        folder = out / one.name
        if folder.is_dir() and not folder.is_symlink():
            try:
                shutil.rmtree(folder)
            except OSError as error:
                # It is still named, so that the next run tries again.
                raise EscalationError(f"Cannot remove {folder}: {error.strerror}.") from error
    return replace(runs, finished=runs.finished[-keep:])


def read_result(folder: Path, step: str) -> Result | None:
    """Read what a step of a run gave; None where it was not done yet."""
    values = _read(folder / f"{step}.json", f"what the step {step} gave")
    return None if values is None else Result(**values)


def write_result(folder: Path, result: Result) -> None:
    """Keep what a step of a run gave."""
    _write(folder / f"{result.step}.json", asdict(result))


def _write(path: Path, values: Mapping[str, Any]) -> None:
    written = {"written_by": NAME, "format": RUNS_FORMAT, **values}
    content = json.dumps(written, indent=1, ensure_ascii=False) + "\n"
    write_all({path: content.encode()}, force=True)


def _read(path: Path, what: str) -> dict[str, Any] | None:
    """Read the values of a file that this module wrote; None where there is none."""
    if not path.exists():
        return None
    remedy = "move it away to begin anew"
    try:
        values = json.loads(path.read_bytes())
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EscalationError(f"{path} is not {what} ({error}): {remedy}.") from error
    number = values.get("format") if isinstance(values, dict) else None
    if type(number) is not int:
        raise EscalationError(f"{path} is not {what}, as it has no format: {remedy}.")
    if number > RUNS_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, written by a newer version; this one reads format "
            f"{RUNS_FORMAT} and leaves it as it is: upgrade."
        )
    if number < RUNS_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, which no version can have written; this one reads "
            f"format {RUNS_FORMAT}: {remedy}."
        )
    return {key: value for key, value in values.items() if key not in ("written_by", "format")}


def add_to_log(out: Path, line: Mapping[str, Any]) -> None:
    """Put a run at the end of the log; one that was cut off after this is not put there twice.

    Parameters
    ----------
    out : Path
    line : mapping
        ``run`` and ``begun`` say which run it is.
    """
    path = out / LOG_FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    name = {"format": RUNS_FORMAT, "run": line["run"], "begun": line["begun"]}
    # Every line begins with the name of its run.
    if lines and lines[-1].startswith(json.dumps(name, ensure_ascii=False)[:-1]):
        lines.pop()
    lines.append(json.dumps({**name, **line}, ensure_ascii=False))
    write_all({path: ("\n".join(lines) + "\n").encode()}, force=True)


def results_before(out: Path, runs: Sequence[Finished], steps: Sequence[str]) -> dict[str, Any]:
    """Return what each step gave when it was last done in one of several runs.

    Parameters
    ----------
    out : Path
    runs : sequence of Finished
        The newest first.
    steps : sequence of str

    Returns
    -------
    dict
        Values by step; None of a step that none of them has.
    """
    found: dict[str, Any] = dict.fromkeys(steps)
    for step in steps:
        for run in runs:
            result = read_result(out / run.name, step)
            if result and result.values is not None:
                found[step] = result.values
                break
    return found
