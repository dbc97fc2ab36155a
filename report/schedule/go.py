"""One run of a study: every step once, each result kept, so that it may stop anywhere.

What a step gave is kept under the day of the run and the hash of the data. A run that was killed
takes up what is kept and goes on; one that is repeated finds everything done and sends nothing.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from analytics.errors import InvalidOption
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from data import locks
from data.errors import EscalationError
from data.fetching.fetch import study_settings
from data.study import Study, load_study
from data.tables.cells import is_day
from report.files import clear_folder
from report.schedule.fetching import fetch_rows
from report.schedule.kept import (
    DONE,
    LOCK_FILE,
    NOT_DONE,
    Begun,
    Finished,
    Result,
    Runs,
    add_to_log,
    forget_runs,
    read_result,
    read_runs,
    results_before,
    write_result,
    write_runs,
)
from report.schedule.rows import keep_rows, rows_since
from report.schedule.steps import PUBLISH, STEPS, TOLD_OF, Work
from report.schedule.telling import Teller
from report.schedule.view import selection_of
from report.site.briefs import page_address
from report.telling.deliver import Told, wall_clock
from report.telling.letter import Letter

# What a run goes by.
TABLES = ("run", "fetch", "publish", "tell")
# What a run ends with: for cron, systemd, or a script of one's own.
NOTHING_NEW, SOMETHING_NEW, INCOMPLETE, BUSY = 0, 10, 11, 12


class Busy(EscalationError):
    """Another run of the study is going on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Around:
    """What a run needs of the world around it.

    Attributes
    ----------
    now : callable
        Returns the moment.
    pause : callable
        Waits so many seconds.
    say : callable
        Is told each step and what came of it.
    prepare : callable
        Is called with the view before its findings are computed.
    """

    now: Callable[[], datetime] = wall_clock
    pause: Callable[[float], object] = time.sleep
    say: Callable[[str], None] = lambda line: None
    prepare: Callable[[Selection], object] = lambda selection: None


@dataclass(frozen=True, kw_only=True, eq=False)
class RunOutcome:
    """Outcome of :func:`run_study`.

    Attributes
    ----------
    folder : Path
        Where the message, the briefs and what each step gave are.
    letter : Letter
    results : tuple of Result
    told : tuple of Told
    line : mapping
        As the log has it.
    code : int
        ``NOTHING_NEW``, ``SOMETHING_NEW`` or ``INCOMPLETE``.
    """

    folder: Path
    letter: Letter
    results: tuple[Result, ...]
    told: tuple[Told, ...]
    line: Mapping[str, Any] = field(default_factory=dict)
    code: int = NOTHING_NEW


def run_study(
    folder: Path,
    *,
    report_only: bool = False,
    since: str | None = None,
    around: Around | None = None,
) -> RunOutcome:
    """Do all steps of a study that are not done yet.

    Parameters
    ----------
    folder : Path
        Of the study; ``[run]`` and ``[tell]`` of its ``study.toml`` say what is done.
    report_only : bool
        Fetch nothing and tell nobody: the brief of the data as they are.
    since : str, optional
        ISO day: what has changed since the last run up to it, in place of the last run.
    around : Around, optional

    Returns
    -------
    RunOutcome

    Raises
    ------
    Busy
        When another process runs it.
    EscalationError
        When the study, or what is kept of its runs, cannot be read.
    """
    around = around or Around()
    settings = study_settings(folder, TABLES)
    if since is not None and not is_day(since):
        raise InvalidOption(f"--since is {since!r}: write a date as year-month-day.")
    out = folder / settings["run"]["out"]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EscalationError(f"Cannot make the folder {out}: {error.strerror}.") from error
    with _alone(out):
        runs = read_runs(out)
        started = around.now()
        today = started.astimezone(ZoneInfo(settings["timezone"])).date()
        if report_only:
            begun = Begun(day=f"{today}", moment=started.isoformat(timespec="seconds"))
            return _Run(folder, settings, out, runs, begun, since, around).brief()
        if runs.begun and runs.begun.on != today:
            _end_earlier(_Run(folder, settings, out, runs, runs.begun, None, around))
            runs = replace(read_runs(out), begun=None)
        begun = runs.begun or Begun(day=f"{today}", moment=started.isoformat(timespec="seconds"))
        write_runs(out, replace(runs, begun=begun))
        return _Run(folder, settings, out, runs, begun, since, around).whole()


def _end_earlier(run: "_Run") -> None:
    """Bring the run of another day to its end, before that of today; with other data it is void.

    What it would have said then is said by the run of today, which is held against the same one.
    """
    known = run.begun.digest
    # One that had not come so far as to read the data has nothing to be brought to an end.
    if known is not None and load_study(run.study_folder).digest == known:
        run.around.say(f"Going on with the run of {run.begun.day}, which was stopped.")
        run.whole()
    else:
        run.around.say(f"The run of {run.begun.day} was stopped; that of today takes its place.")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the lock of the runs, which goes with the process that holds it."""
    lock = locks.take(out / LOCK_FILE)
    if lock is None:
        raise Busy(f"Another run of this study is going on: it holds {out / LOCK_FILE}.")
    try:
        yield
    finally:
        locks.let_go(lock)


class _Run:
    """One run, from its beginning or from where it stopped."""

    def __init__(
        self,
        folder: Path,
        settings: dict,
        out: Path,
        runs: Runs,
        begun: Begun,
        since: str | None,
        around: Around,
    ) -> None:
        self.study_folder, self.settings, self.out, self.runs = folder, settings, out, runs
        self.begun, self.since, self.around = begun, since, around
        self.steps = settings["run"]["steps"]
        self.notes: list[str] = []
        # Whether nobody is told, so that nothing is published either.
        self.alone = False

    def whole(self) -> RunOutcome:
        """Do every step, tell, and note that the run is done."""
        fetched = [self._fetched()] if "fetch" in self.steps else []
        study = load_study(self.study_folder)
        if fetched and fetched[0].outcome == NOT_DONE:
            self.notes.append(f"Nothing was fetched. {fetched[0].said} {_stands_on(study)}")
        self.begun = replace(self.begun, digest=study.digest)
        write_runs(self.out, replace(self.runs, begun=self.begun))
        done = self._done(study)
        done = replace(done, results=(*fetched, *done.results))
        told = self._told(done)
        code = _code(done, told)
        line = self._line(study, done, told, code)
        add_to_log(self.out, line)
        finished = Finished(
            name=done.folder.name,
            day=self.begun.day,
            digest=study.digest,
            data_date=f"{study.data_date:%Y-%m-%d}",
        )
        runs = self.runs.with_finished(finished)
        write_runs(self.out, runs)
        if len(runs.finished) > (keep := self.settings["run"]["keep"]):
            write_runs(self.out, forget_runs(self.out, runs, keep))
        return replace(done, told=tuple(told), line=line, code=code)

    def _fetched(self) -> Result:
        """Fetch, unless this run has; what cannot be fetched stops nothing."""
        started = self.around.now()
        said, outcome = self.begun.fetched, DONE
        if said is None:
            try:
                said = fetch_rows(self.study_folder, self.settings, self.begun.on, self.around.say)
                self.begun = replace(self.begun, fetched=said)
                write_runs(self.out, replace(self.runs, begun=self.begun))
            except EscalationError as error:
                said, outcome = str(error), NOT_DONE
        self.around.say(f"fetch: {said}")
        seconds = round((self.around.now() - started).total_seconds(), 3)
        return Result(step="fetch", outcome=outcome, said=said, seconds=seconds)

    def brief(self) -> RunOutcome:
        """Do the steps between fetching and telling, and note nothing."""
        study = load_study(self.study_folder)
        self.alone = True
        done = self._done(study)
        code = _code(done, [])
        return replace(done, line=self._line(study, done, [], code), code=code)

    def _done(self, study: Study) -> RunOutcome:
        # A study that does not have the view that is asked for has no brief.
        self.selection = selection_of(study, self.settings["run"]["view"])
        name = f"{self.begun.day}-{study.digest}"
        folder = self.out / name
        folder.mkdir(exist_ok=True)
        for place in (self.out, folder):
            clear_folder(place)
        self.before = self.runs.before(name, self.since)
        if self.since and not self.before:
            raise InvalidOption(f"There is no run up to {self.since}: leave --since out.")
        held_against = self.before[0] if self.before else None
        work = Work(
            selection=self.selection,
            settings=self.settings,
            folder=folder,
            before=held_against,
            begun=self.begun,
            earlier=self.before,
            rows=rows_since(keep_rows(self.selection, folder), held_against, self.out),
        )
        asked = [step for step in STEPS if step in self.steps and step != PUBLISH]
        results = [self._step(step, work) for step in asked]
        self.notes += [_failed(one) for one in results if one.outcome == NOT_DONE]
        self.teller = Teller(
            selection=self.selection,
            settings=self.settings["tell"],
            out=self.out,
            folder=folder,
            begun=self.begun,
            before=self.before,
            rows=work.rows,
        )
        message, published = self._message(work, results)
        letter = self.teller.write_message(message)
        return RunOutcome(folder=folder, letter=letter, results=(*results, *published), told=())

    def _message(self, work: Work, results: list[Result]) -> tuple[dict[str, Any], list[Result]]:
        """Put the message together, and publish what it tells; it leads to the page of it."""
        earlier = results_before(self.out, self.before, TOLD_OF)
        told = {one.step: one.values for one in results}
        message = self.teller.message(work.before, self.notes, told, earlier)
        if PUBLISH not in self.steps or self.alone:
            return message, []
        done = self._step(PUBLISH, replace(work, message=message))
        address = self.settings["publish"]["address"]
        if done.outcome == NOT_DONE:
            self.notes.append(_failed(done))
            address = ""
        site = page_address(address, work.folder.name)
        return self.teller.message(work.before, self.notes, told, earlier, site), [done]

    def _step(self, name: str, work: Work) -> Result:
        """Do a step, unless it has been; one that failed is tried again."""
        known = read_result(work.folder, name)
        if known and known.outcome == DONE:
            self.around.say(f"{name}: done before. {known.said}")
            return known
        started = self.around.now()
        if name == "search":
            self.around.prepare(work.selection)
        try:
            values, said = STEPS[name](work)
            outcome = DONE
        except EscalationError as error:
            values, said, outcome = None, str(error), NOT_DONE
        seconds = round((self.around.now() - started).total_seconds(), 3)
        result = Result(step=name, outcome=outcome, said=said, seconds=seconds, values=values)
        write_result(work.folder, result)
        self.around.say(f"{name}: {said}")
        return result

    def _told(self, done: RunOutcome) -> list[Told]:
        if "tell" not in self.steps:
            return []
        told = self.teller.tell(done.letter, self.around.pause, self.around.now)
        for one in told:
            self.around.say(f"tell: {one.way} {one.state}. {one.said}".strip())
        return told

    def _line(self, study: Study, done: RunOutcome, told: list[Told], code: int) -> dict[str, Any]:
        """Write what the log has of the run."""
        values = done.letter.values
        counts = [one["status"] for one in values["changes"] if one["what"] != "alarm"]
        diff = next((one.values for one in done.results if one.step == "diff"), None)
        tables = (study.events, study.strikes, study.context, study.official_totals)
        return {
            "run": done.folder.name,
            "begun": self.begun.moment,
            "ended": self.around.now().isoformat(timespec="seconds"),
            "day": self.begun.day,
            "digest": study.digest,
            "rows": sum(map(len, tables)),
            "revised_rows": _revised(diff),
            "findings": {name: counts.count(name) for name in ("new", "revised", "gone")},
            "new_alarms": len(values["alarms"]),
            "status": values["status"],
            "steps": [
                {name: value for name, value in asdict(one).items() if name != "values"}
                for one in done.results
            ],
            "told": [asdict(one) for one in told],
            "notes": values["notes"],
            "code": code,
        }


def _failed(result: Result) -> str:
    return f"{result.step}: {result.said}"


def _stands_on(study: Study) -> str:
    """Say which data a brief is made of, where newer ones could not be had."""
    return f"This brief is made of what there is: {study_line(study)}."


def _revised(diff: Mapping[str, Any] | None) -> dict[str, int]:
    """Add up which rows were added, changed and deleted, over all tables."""
    rows = diff["counts"] if diff else []
    return {name: sum(row[name] for row in rows) for name in ("added", "changed", "deleted")}


def _code(done: RunOutcome, told: list[Told]) -> int:
    values = done.letter.values
    failed = any(one.outcome == NOT_DONE for one in done.results)
    if failed or not all(one.arrived for one in told):
        return INCOMPLETE
    news = values["alarms"] or any(one["status"] != "updated" for one in values["changes"])
    return SOMETHING_NEW if news else NOTHING_NEW
