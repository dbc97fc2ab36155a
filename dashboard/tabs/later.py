"""Parts of the page that take further searches: made after the rest, once for all."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NoReturn, Protocol

import flask

from analytics.parallel import usable_cores
from analytics.selection.link import link_parts, view_from, view_query
from analytics.selection.selected import Selection
from dashboard.session.active_study import Opened
from dashboard.session.url_state import PageState
from dashboard.store.contents import digest_of
from dashboard.store.queue import DONE, FAILED, JUST_NOW, Job, Queue, QueueFull, Rules
from dashboard.store.results import Results
from dashboard.tabs import units, where
from dashboard.tabs.answers import answer_content
from dashboard.tabs.builders import (
    KEPT_ANSWER,
    Viewport,
    followed_cards,
    followed_key,
    kept_answer,
)
from dashboard.tabs.files import data_file, data_table
from dashboard.tabs.sensitivity import sensitivity_table
from dashboard.tabs.table_files import SLOW_TABLES, kind_of
from dashboard.work.drain import Tell, Work
from dashboard.work.runners import Runner
from data.errors import EscalationError
from data.study import Study

LATER = "later"
# What may take a minute stands in a queue of its own: nobody's verdict waits for it.
SCAN = "scan"
# The answer with its verdict; what else is made later goes by the name of its place.
CHECKED = "checked"
# So many groups of a view searched for changes: their number stands behind it.
GROUPS = "groups "
# All units of a view, scanned.
UNITS = "units"
# What follows what: its cards at a width and in a theme, and what of it is saved or shown as rows.
FOLLOWED, FILE, DATA = "followed", "file", "data"
FOLLOWED_CHARTS = ("responses", "exchanges")
# Each takes a core while it works; what is asked for with most views may take what clicks leave.
CORES = usable_cores()
HALF = max(1, CORES // 2)
AT_ONCE = {LATER: CORES, SCAN: HALF}
# A request waits so long itself; then the page asks again, and no thread is held meanwhile.
WAIT_SECONDS, LOOK_EVERY = 2.0, 0.03
# So many of a process wait; the others ask again at once.
MOST_WAIT_HERE = 4
ASK_AGAIN_SECONDS = 1
SECONDS, MEMORY = 120, 4 << 30
RULES = Rules(
    seconds=SECONDS,
    memory=MEMORY,
    most=200,
    # Before reports, after clicks and dropped files.
    niceness=7,
    # The verdict stands above all else that is made later.
    first=KEPT_ANSWER,
    # Who asks finds what was made among the results.
    kept=JUST_NOW,
    # A reader who has gone on to another view asks no more.
    unasked=WAIT_SECONDS + ASK_AGAIN_SECONDS + 3,
    late=f"Searching this view in other ways took more than {SECONDS} s: shorten its period.",
    broken="This could not be computed. The page works on; the server's log says why.",
    died="The process that computed this ended before it was done: reload the page.",
    full="Much waits to be computed already.",
)
SCAN_RULES = replace(RULES, niceness=8, first="")
LANES = {LATER: RULES, SCAN: SCAN_RULES}
NOT_KEPT = "What was computed found no room on the server's disk: free some, or ask who runs it."
Part = dict[str, Any]


class Later(Protocol):
    """Gives parts of the page that take further searches."""

    def __call__(self, what: str, selection: Selection) -> Part:
        """Give a part by its name: ``CHECKED``, ``UNITS``, ``GROUPS`` and a number, or a place."""


class Here:
    """Makes them in this process, as many at once as leave room for clicks.

    Parameters
    ----------
    opened : Opened
        Is asked first, and keeps them.
    """

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self._room = threading.BoundedSemaphore(HALF)
        self._waiting = threading.BoundedSemaphore(MOST_WAIT_HERE)

    def __call__(self, what: str, selection: Selection) -> Part:
        """Give a part, or tell the page to ask again where others are being made."""
        key = key_of(what, selection)
        if known := self.opened.known(key):
            return known
        if not self._enter():
            ask_again()
        try:
            return self.opened.recall(key, selection.study, partial(make_part, what, selection))
        finally:
            self._room.release()

    def _enter(self) -> bool:
        """Wait a little for room; a thread that waited longer could not answer others."""
        if self._room.acquire(blocking=False):
            return True
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._room.acquire(timeout=WAIT_SECONDS)
        finally:
            self._waiting.release()


class Beside:
    """Has them made by processes of their own, which give way to clicks.

    Parameters
    ----------
    opened : Opened
        Knows what they have made.
    lanes : mapping of str to (Queue, Runner)
        By the kinds of ``LANES``.
    """

    def __init__(self, opened: Opened, lanes: Mapping[str, tuple[Queue, Runner]]) -> None:
        self.opened, self.lanes = opened, lanes
        self._room = threading.BoundedSemaphore(MOST_WAIT_HERE)

    def __call__(self, what: str, selection: Selection) -> Part:
        """Give a part, or tell the page to ask again."""
        key = key_of(what, selection)
        if known := self.opened.known(key):
            return known
        queue, runner = self.lanes[lane_of(what)]
        self._ask(queue, key, what, selection)
        stays = self._room.acquire(blocking=False)
        try:
            until = time.monotonic() + (WAIT_SECONDS if stays else 0)
            while True:
                runner.wake()
                if known := self.opened.known(key):
                    return known
                if time.monotonic() >= until or _has_failed(queue, key):
                    break
                time.sleep(LOOK_EVERY)
        finally:
            if stays:
                self._room.release()
        ask_again()

    def _ask(self, queue: Queue, key: str, what: str, selection: Selection) -> None:
        """Put it into the queue, or note that it is still waited for; tell once why it failed."""
        job = queue.find(key)
        if job is not None and job.state in (DONE, FAILED):
            # What is done and is not known any more is made once more.
            queue.forget(key)
            if job.state == FAILED:
                raise EscalationError(job.answer["error"])
        study = selection.study
        request = {"what": what, "query": view_query(selection.view, study)}
        try:
            queue.submit(key, self.opened.key_of(study), request)
        except QueueFull:
            return  # the page asks again


def _has_failed(queue: Queue, key: str) -> bool:
    job = queue.find(key)
    return job is not None and job.state == FAILED


def lane_of(what: str) -> str:
    """Name the queue in which a part is made."""
    slow = what == UNITS or what.startswith((GROUPS, "["))
    return SCAN if slow else LATER


def ask_again() -> NoReturn:
    """Answer that it is not computed yet; the page's own script asks again."""
    headers = {"Retry-After": str(ASK_AGAIN_SECONDS)}
    flask.abort(flask.Response("Not computed yet: ask again.", 202, headers))


def key_of(what: str, selection: Selection) -> str:
    """Name a part by what it is made of."""
    if what == CHECKED:
        return kept_answer(selection)
    if what.startswith(GROUPS):
        return f"{what} {where.groups_key(selection)}"
    if what == UNITS:
        return f"{what} {units.units_key(selection)}"
    kind, look = _parted(what)
    if kind == FOLLOWED:
        return f"{FOLLOWED} {followed_key(selection, look)}"
    return digest_of("sensitivity", what, selection.study.digest, repr(selection.view))


def make_part(what: str, selection: Selection) -> Part:
    """Make a part."""
    if what == CHECKED:
        return answer_content(selection)
    if what.startswith(GROUPS):
        return where.searched_groups(selection, int(what.removeprefix(GROUPS)))
    if what == UNITS:
        return units.scanned_units(selection)
    kind, given = _parted(what)
    if kind == FOLLOWED:
        return {"cards": followed_cards(selection, given)}
    if kind == FILE:
        return {"file": data_file(selection, PageState(view=selection.view), *given)}
    if kind == DATA:
        return {"table": data_table(selection, given)}
    return {"table": sensitivity_table(what, selection)}


def followed_in(look: Viewport) -> str:
    """Name what follows what in a look: a width, and whether it is dark."""
    return json.dumps([FOLLOWED, {name: look[name] for name in ("width", "dark")}])


def file_of(name: str, order: object = None) -> str:
    """Name a chart's data, or a table of the page in an order, as a file."""
    return json.dumps([FILE, [name, order]])


def data_of(name: str) -> str:
    """Name a chart's data as a table."""
    return json.dumps([DATA, name])


def is_slow(name: str) -> bool:
    """Tell whether the data of a chart, or a table, take longer than a click may."""
    return name in FOLLOWED_CHARTS or kind_of(name) in SLOW_TABLES


def _parted(what: str) -> tuple[str, Any]:
    """Return the kind of a part that is named with more than its kind, and what else is said."""
    kind, given = json.loads(what) if what.startswith("[") else (what, None)
    return kind, given


def making(results: Results, study_of: Callable[[str], Study]) -> Work:
    """Return what makes these parts: work for a queue.

    Parameters
    ----------
    results : Results
        Where who has asked looks for them.
    study_of : callable
        Takes the key of a study; empty for the served one.
    """

    def make(job: Job, tell: Tell) -> dict:
        study = study_of(job.study)
        view, _ = view_from(link_parts(job.request["query"]), study)
        part = partial(make_part, job.request["what"], Selection(study, view))
        results.recall(job.key, study.digest, part)
        # Else the page would ask for it, and have it made, again and again.
        if not results.keeps(job.key):
            raise EscalationError(NOT_KEPT)
        return {}

    return make
