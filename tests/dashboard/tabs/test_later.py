"""Parts that take further searches: asked for again until they are there, and made once."""

import pytest
from werkzeug.exceptions import HTTPException

from analytics.groups.compare import MOST_SEARCHED
from dashboard.app import create_app
from dashboard.session.active_study import Opened
from dashboard.session.uploaded_files import Sessions
from dashboard.store.contents import SERVED, Store
from dashboard.store.queue import FAILED, WAITING, Queue
from dashboard.store.results import Results
from dashboard.tabs import later
from dashboard.tabs.later import (
    CHECKED,
    GROUPS,
    LANES,
    LATER,
    RULES,
    SCAN,
    UNITS,
    Beside,
    Here,
    file_of,
    followed_in,
    making,
)
from dashboard.tabs.where import groups_key
from dashboard.work.drain import drain
from data.errors import EscalationError
from data.kept_study import keep_study, kept_study
from tests.helpers.upload import Clock

VIEW = "?country=Iraq"


class Nobody:
    """Works when it is told to."""

    def wake(self):
        pass


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path, clock=Clock())
    yield opened
    opened.close()


@pytest.fixture
def beside(study, store, monkeypatch):
    monkeypatch.setattr(later, "WAIT_SECONDS", 0)
    queues = {kind: Queue(store, kind, rules) for kind, rules in LANES.items()}
    lanes = {kind: (queue, Nobody()) for kind, queue in queues.items()}
    return Beside(Opened(study, Sessions(store), Results(store)), lanes)


def waiting_in(beside, kind=LATER):
    return beside.lanes[kind][0]


def selected(beside, search=VIEW):
    return beside.opened.read(search, "")[0]


def refused(beside, selection, what=CHECKED):
    with pytest.raises(HTTPException) as told:
        beside(what, selection)
    return told.value.get_response()


def made(beside, store):
    """Do what waits as a process of its own does, which reads the study from the store."""
    folder = store.study_folder(SERVED)
    if not folder.exists():
        folder.mkdir()
        keep_study(beside.opened.served, folder)
    study_of = {"": kept_study(folder)}.__getitem__
    work = making(Results(store), study_of)
    return sum(drain(queue, "test", work) for queue, _ in beside.lanes.values())


def test_the_page_is_told_to_ask_again_until_it_is_made_and_it_is_made_once(beside, store):
    selection = selected(beside)
    for _ in range(2):
        reply = refused(beside, selection)
        assert (reply.status_code, reply.headers["Retry-After"]) == (202, "1")
    assert made(beside, store) == 1
    assert beside(CHECKED, selection)["answer"]
    assert made(beside, store) == 0


FOLLOWED = followed_in({"width": 390, "dark": True})


@pytest.mark.parametrize("what", [CHECKED, "effect", FOLLOWED, file_of('["windows"]')])
def test_a_process_of_its_own_makes_the_same_as_this_one(study, beside, store, what):
    selection = selected(beside)
    refused(beside, selection, what)
    made(beside, store)
    alone = Here(Opened(study, Sessions(store), Results(Store(store.folder / "other"))))
    alone(what, selection)
    assert beside(what, selection) == alone(what, selection)


def test_what_nobody_asks_for_any_more_is_not_made(beside, store):
    left, wanted = selected(beside), selected(beside, "?country=Syria")
    refused(beside, left)
    store.clock.now += RULES.unasked + 1
    refused(beside, wanted)
    assert made(beside, store) == 1
    assert waiting_in(beside).counts().get(WAITING, 0) == 0


def test_what_cannot_be_made_is_told_once_and_tried_anew(beside, monkeypatch):
    selection = selected(beside)
    refused(beside, selection)

    def fail(job, tell):
        raise EscalationError("too long")

    drain(waiting_in(beside), "test", fail)
    assert waiting_in(beside).counts() == {FAILED: 1}
    with pytest.raises(EscalationError, match="too long"):
        beside(CHECKED, selection)
    assert refused(beside, selection).status_code == 202


def test_the_page_answers_so_over_the_wire(study, store, monkeypatch):
    """What tells a page to ask again is no fault that it would show."""
    app = create_app(study, sessions=Sessions(store), results=Results(store))
    monkeypatch.setattr(Here, "__call__", lambda *_: later.ask_again())
    output = next(out for out in app.callback_map if '"sensitivity"' in out)
    ask, place = ({"type": kind, "name": "effect"} for kind in ("ask", "sensitivity"))
    sent = {
        "output": output,
        "outputs": {"id": place, "property": "children"},
        "inputs": [{"id": ask, "property": "data", "value": "effect"}],
        "state": [
            {"id": "url", "property": "search", "value": VIEW},
            {"id": "file-mark", "property": "data", "value": ""},
        ],
        "changedPropIds": [],
    }
    reply = app.server.test_client().post("/_dash-update-component", json=sent)
    assert (reply.status_code, reply.headers["Retry-After"]) == (202, "1")


def test_a_verdict_waits_for_no_scan_and_goes_before_what_stands_under_it(beside):
    selection = selected(beside)
    for what in (UNITS, f"{GROUPS}12", FOLLOWED, "effect", CHECKED):
        refused(beside, selection, what)
    queued = [waiting_in(beside, kind).claim("x").request["what"] for kind in (LATER, SCAN)]
    assert queued == [CHECKED, UNITS]
    assert waiting_in(beside).claim("x").request["what"] == "effect"


def test_a_process_goes_on_with_the_view_that_it_has_at_hand(beside):
    views = [selected(beside, f"?country={place}") for place in ("Iraq", "Syria")]
    for what in (CHECKED, "cuts", "effect"):
        for selection in views:
            refused(beside, selection, what)
    queue, done = waiting_in(beside), []
    while job := queue.claim("x", last=done[-1] if done else None):
        done.append(job)
    assert [job.request["what"] for job in done[:2]] == [CHECKED, CHECKED]
    places = [job.request["query"] for job in done]
    assert places[1:] == [places[1]] * 3 + [places[0]] * 2


def test_who_finds_no_room_in_this_process_asks_again_and_keeps_no_thread(study, monkeypatch):
    monkeypatch.setattr(later, "WAIT_SECONDS", 0.01)
    here = Here(Opened(study, Sessions(), None))
    with here._room:
        for _ in range(2):
            with pytest.raises(HTTPException) as told:
                here("cuts", Opened(study, Sessions()).read(VIEW, "")[0])
            assert told.value.get_response().status_code == 202


def test_more_groups_than_are_searched_are_asked_for_as_all(study, monkeypatch):
    asked = []
    app = create_app(study)
    monkeypatch.setattr(
        Here, "__call__", lambda self, what, selection: asked.append(what) or {"rows": 0, "said": 0}
    )
    key = groups_key(Opened(study, Sessions()).read(VIEW, "")[0])
    for most in (10**12, MOST_SEARCHED + 1, -5, 12):
        app.callbacks["show_groups"]([key, most], VIEW)
    assert asked == [f"{GROUPS}{most}" for most in (MOST_SEARCHED, MOST_SEARCHED, 0, 12)]
