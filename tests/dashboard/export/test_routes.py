"""What the page gives away: reports with progress, figure files, citations."""

import re
import threading

import pytest

from analytics.selection.link import stale
from analytics.selection.selected import Selection
from dashboard import ids
from dashboard.app import create_app
from dashboard.export.functions import FIGURES, REPORTS, ExportFunctions
from dashboard.export.jobs import REPORT, REPORT_RULES
from dashboard.session.active_study import with_data
from dashboard.session.url_state import decode
from dashboard.store.contents import Store
from dashboard.store.queue import DONE, JUST_NOW, KEPT_SECONDS, MOST_ASKS, MOST_WAITING, Queue
from dashboard.tabs.files import data_file
from dashboard.work.drain import do
from data.errors import EscalationError
from tests.helpers.upload import Clock, drop, mark_of
from tests.helpers.waiting import PATIENCE, until

HEADERS = {"X-Escalation": "1"}


class Room:
    """Makes files of nothing, and remembers what it was asked for."""

    def __init__(self):
        self.asked = []
        self.error = None
        self.go = threading.Event()
        self.go.set()

    def report(self, selection, kind, progress):
        self.asked.append((selection, kind))
        progress(1, 2, "timeline")
        self.go.wait(PATIENCE)
        progress(2, 2, "pages")
        if self.error:
            raise self.error
        return f"a {kind} of {selection.view.country}".encode()

    def figure(self, name, selection, look, kind):
        if name == "none":
            raise EscalationError("There is no chart called 'none'.")
        return f"{name} {kind} {look.width} {look.dark} {selection.view.country}".encode()

    def picture(self, chart):
        return f"<svg><title>{chart.figure.layout.width}</title></svg>"

    def citation(self, selection, name, link):
        return f"{selection.study.title}, {name}. {link}"


@pytest.fixture
def room():
    return Room()


@pytest.fixture
def app(study, room):
    given = ExportFunctions(
        report=room.report, figure=room.figure, citation=room.citation, picture=room.picture
    )
    return create_app(study, exports=given)


@pytest.fixture
def browser(app):
    return app.server.test_client()


def finished(browser, token):
    return asked_until(browser, token, lambda state: state["ready"] or state["error"])


def asked_until(browser, token, holds):
    """Ask for the state of a report until something holds of it."""

    def state_then():
        state = browser.get(f"/report/{token}").json
        return state if holds(state) else None

    return until(state_then)


def begin(browser, kind="pdf", **given):
    return browser.post("/report", query_string={"kind": kind, **given}, headers=HEADERS)


@pytest.mark.parametrize("kind", REPORTS)
def test_a_report_shows_the_view_of_the_address(browser, room, study, kind):
    token = begin(browser, kind, search="?country=Iraq").json["token"]
    state = finished(browser, token)
    assert state["ready"]
    assert "place" not in state
    assert re.search(rf"{study.digest}-[0-9a-f]{{6}}\.{kind}$", state["name"])
    reply = browser.get(f"/report/{token}/file")
    assert reply.data == f"a {kind} of ('Iraq',)".encode()
    assert reply.mimetype == REPORTS[kind][1].split(";")[0]
    assert room.asked[0][0].study is study


def test_progress_is_told_while_the_report_is_made(browser, room):
    room.go.clear()
    token = begin(browser).json["token"]
    state = asked_until(browser, token, lambda state: state["what"])
    assert (state["done"], state["total"], state["what"]) == (1, 2, "timeline")
    assert not state["ready"]
    assert browser.get(f"/report/{token}/file").status_code == 404
    room.go.set()
    assert finished(browser, token)["ready"]


def test_a_fault_of_the_data_is_told_and_one_of_ours_is_not_shown(browser, room):
    room.error = EscalationError("No day of this period is observed.")
    assert finished(browser, begin(browser).json["token"])["error"] == str(room.error)


def test_a_page_does_not_wait_for_work_that_broke():
    store = Store()
    queue = Queue(store, REPORT, REPORT_RULES)
    number = queue.submit("a", "", {})
    with pytest.raises(KeyError):
        do(queue, queue.claim("x"), lambda job, tell: {}["nothing"])
    assert queue.get(number)[0].answer == {"error": REPORT_RULES.broken}
    store.close()


def test_only_the_page_itself_can_ask_and_only_for_what_there_is(browser):
    assert browser.post("/report?kind=pdf").status_code == 403
    elsewhere = HEADERS | {"Origin": "https://example.org"}
    assert browser.post("/report?kind=pdf", headers=elsewhere).status_code == 403
    assert begin(browser, "exe").status_code == 400
    assert browser.get("/report/unknown").status_code == 404
    assert begin(browser, mark="0" * 12).status_code == 410


def test_the_same_view_and_kind_is_made_once(browser, app, room):
    tokens = [
        begin(someone, kind, search=search).json["token"]
        for someone in (browser, app.server.test_client())
        for kind, search in (("pdf", "?country=Iraq"), ("pdf", "?country=Iraq&tab=map"))
    ]
    for token in tokens:
        finished(browser, token)
        assert browser.get(f"/report/{token}/file").data == b"a pdf of ('Iraq',)"
    assert len(set(tokens)) == 4
    assert len(room.asked) == 1


def test_a_report_that_waits_tells_its_place_and_none_is_thrown_out(browser, room):
    room.go.clear()
    begun = [begin(browser, search=f"?before={n}").json for n in range(1, MOST_WAITING + 2)]
    # The first one is being made by now, or soon.
    asked_until(browser, begun[0]["token"], lambda state: "place" not in state)
    assert browser.get(f"/report/{begun[3]['token']}").json["place"] == 3
    begun.append(begin(browser, search="?before=60").json)
    refused = begin(browser, search="?before=61")
    assert (refused.status_code, refused.json) == (503, {"error": REPORT_RULES.full})
    room.go.set()
    assert all(finished(browser, each["token"])["ready"] for each in begun if "token" in each)


def test_finished_work_is_dropped_only_when_nobody_asks_for_it(tmp_path):
    clock = Clock()
    queue = Queue(Store(tmp_path, clock=clock), REPORT, REPORT_RULES)
    done = queue.submit("done", "", {})
    queue.finish(done, {}, size=1 << 30)
    for clock.now in (JUST_NOW, 2 * JUST_NOW, 3 * JUST_NOW):
        queue.expire()
        assert queue.get(done)[0].state == DONE
    clock.now += KEPT_SECONDS + 1
    queue.expire()
    assert queue.get(done) is None
    queue.store.close()


def test_a_report_that_waits_goes_when_its_page_is_closed(tmp_path):
    clock = Clock()
    queue = Queue(Store(tmp_path, clock=clock), REPORT, REPORT_RULES)
    left, asked = queue.submit("left", "", {}), queue.submit("asked", "", {})
    clock.now = REPORT_RULES.unasked
    assert queue.get(asked)
    clock.now += 1
    queue.expire()
    assert (queue.get(left), queue.get(asked)[1]) == (None, 1)
    queue.store.close()


def stop(browser, token, **headers):
    return browser.post(f"/report/{token}/stop", headers=headers or HEADERS).status_code


def test_a_report_is_stopped_while_it_waits_and_while_it_is_drawn(browser, app, room):
    room.go.clear()
    drawn, waiting, last = [
        begin(browser, search=f"?before={n}").json["token"] for n in (10, 11, 12)
    ]
    asked_until(browser, drawn, lambda state: state["what"])
    for token in (waiting, drawn):
        assert stop(browser, token) == 200
        assert browser.get(f"/report/{token}").status_code == 404
    assert browser.get(f"/report/{last}").json["place"] == 1
    room.go.set()
    assert finished(browser, last)["ready"]
    assert len(room.asked) == 2
    assert len(list((app.opened.sessions.store.folder / "made").iterdir())) == 1
    assert stop(browser, "unknown") == 200


def test_a_report_that_others_wait_for_goes_on(browser, app, room):
    room.go.clear()
    mine, other = [begin(one).json["token"] for one in (browser, app.server.test_client())]
    assert stop(browser, mine, Origin="https://example.org") == 403
    assert stop(browser, mine) == 200
    room.go.set()
    assert finished(browser, other)["ready"]
    assert browser.get(f"/report/{mine}").status_code == 404


def test_who_asks_for_the_same_again_and_again_fills_no_disk(tmp_path):
    queue = Queue(Store(tmp_path), REPORT, REPORT_RULES)
    for number in range(MOST_ASKS + 3):
        queue.submit("same", "", {}, token=str(number))
    assert [queue.asked(str(number)) for number in (2, 3)] == [None, 1]
    queue.store.close()


def test_a_report_of_a_dropped_file_goes_when_the_file_goes(browser, app):
    mark = mark_of(drop(browser))
    token = begin(browser, mark=mark).json["token"]
    served = begin(browser).json["token"]
    assert finished(browser, token)["ready"]
    made = app.opened.sessions.store.folder / "made"
    assert finished(browser, served)["ready"]
    assert len(list(made.iterdir())) == 2
    browser.post("/forget", headers=HEADERS)
    assert browser.get(f"/report/{token}").status_code == 404
    assert browser.get(f"/report/{token}/file").status_code == 404
    assert browser.get(f"/report/{served}/file").status_code == 200
    assert len(list(made.iterdir())) == 1


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_drawn_for_the_view_its_width_and_theme(browser, study, kind):
    given = {"name": "timeline", "kind": kind, "search": "?country=Syria"}
    reply = browser.get(
        "/figure", query_string=given | {"width": "720", "dark": "true"}, headers=HEADERS
    )
    assert reply.data == f"timeline {kind} 720 True ('Syria',)".encode()
    ending = "html" if kind == "fragment" else kind
    state = decode("?country=Syria", study)
    # As the file of its data is called.
    data = data_file(Selection(study, state.view), state, "timeline")["filename"]
    name = data.removesuffix("csv") + ending
    assert f'filename="{name}"' in reply.headers["Content-Disposition"]


def test_a_figure_that_cannot_be_drawn_says_so(browser):
    reply = browser.get("/figure?name=none&kind=svg&width=99999999", headers=HEADERS)
    assert reply.status_code == 409
    assert reply.text == "There is no chart called 'none'."
    assert browser.get("/figure?name=timeline&kind=exe").status_code == 404


@pytest.mark.parametrize("headers", [{}, HEADERS | {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_has_no_figure_drawn(browser, headers):
    reply = browser.get("/figure?name=timeline&kind=svg", headers=headers)
    assert (reply.status_code, reply.text) == (403, "Only this page itself can ask for this.")


def test_a_citation_is_shown_and_hidden(app, study):
    button = ids.part("cite", "timeline")
    shown, label = app.callbacks["show_citation"](1, button, "?country=Iraq")
    assert f"timeline. ?country=Iraq&data={study.digest}" in shown.children[0].children
    assert shown.children[1].content == shown.children[0].children
    assert label == "Hide citation"
    assert app.callbacks["show_citation"](2, button, "") == (None, "Cite")


def test_without_a_publisher_nothing_is_offered(study):
    app = create_app(study)
    assert "show_citation" not in app.callbacks
    assert app.server.test_client().get("/report/x").status_code in (200, 404)
    assert "publishes" not in str(app.layout())


def test_a_link_to_older_data_says_that_they_have_changed(study):
    assert stale(with_data("?country=Iraq", study), study) == ""
    assert with_data("", study) == f"?data={study.digest}"
    search = "?country=Iraq&data=000000000000"
    assert decode(search, study) == decode("?country=Iraq", study)
    assert "The data have changed since this link was made" in stale(search, study)
