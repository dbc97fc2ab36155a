"""The views of a page that was opened are made ahead, and each only when nothing is asked."""

import pytest

from dashboard.app import create_app
from dashboard.session.uploaded_files import Sessions
from dashboard.store.contents import Store
from dashboard.store.results import Results
from dashboard.tabs import ahead, builders
from dashboard.tabs.ahead import OPENING, Ahead
from dashboard.work.idle import PATIENCE, Idle
from dashboard.work.signs import MOMENT, Signs

SHOWN = ("map", "incidents")
LOOK = {"width": 900, "dark": True, "phone": False}


class Slept:
    """A clock that goes on while it is waited for."""

    def __init__(self):
        self.now, self.looks = 100.0, 0

    def rest(self, seconds):
        self.now += seconds
        self.looks += 1


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def test_the_views_of_an_opened_page_are_there_when_they_are_asked_for(study, store, monkeypatch):
    monkeypatch.setattr(ahead, "TABS", SHOWN)
    app = create_app(study, sessions=Sessions(store), results=Results(store))
    clock = Slept()
    idle = Idle(Signs(store), lambda: clock.now, clock.rest)
    idle.register(app.server)
    made = Ahead(app.opened, idle)
    made.register(app.server)
    app.server.test_client().get(f"{OPENING}?width=900&dark=true&search=?country=Iraq").close()
    search, viewport = made._pages.get_nowait()
    assert viewport == LOOK
    made.make(search, viewport)
    # It waited for the moment after the last answer, and then no more.
    assert clock.now == pytest.approx(100 + MOMENT, abs=0.06)
    again = dict.fromkeys(builders.PARTS, lambda *_: pytest.fail("is made again"))
    monkeypatch.setattr(builders, "PARTS", again)
    for tab in SHOWN:
        content = app.callbacks["show_view"](f"?country=Iraq&tab={tab}", LOOK)["content"]
        assert content[tab]


def test_what_nobody_waits_for_gives_way_to_what_is_asked_but_not_for_ever(study, store):
    app = create_app(study)
    clock = Slept()
    idle = Idle(Signs(store), lambda: clock.now, clock.rest)
    idle.register(app.server)
    looks = []

    @app.server.get("/slow")
    def slow():
        looks.append((idle.wait(), clock.now))
        return ""

    browser = app.server.test_client()
    browser.get("/slow").close()
    # While something is answered, it waits as long as it ever does.
    assert looks == [(False, pytest.approx(100 + PATIENCE, abs=0.06))]
    ended = clock.now
    assert idle.wait()
    assert clock.now == pytest.approx(ended + MOMENT, abs=0.06)
    # What is refused before it is counted does not count as answered.
    browser.get("/", headers={"Host": "elsewhere.example"}).close()
    clock.now += MOMENT
    before = clock.looks
    assert idle.wait()
    # Nor does anybody wait for a server that ends, whose store is no more there to be looked at.
    idle.stop()
    store.close()
    assert not idle.wait()
    assert clock.looks == before


def test_a_request_that_is_made_within_another_ends_neither_too_early_nor_never(study, store):
    app = create_app(study)
    clock = Slept()
    idle = Idle(Signs(store), lambda: clock.now, clock.rest)
    idle.register(app.server)

    @app.server.get("/outer")
    def outer():
        # As the page's scripts are gathered while it is written.
        app.server.test_client().get("/inner").close()
        assert idle._answering == 1
        return ""

    @app.server.get("/inner")
    def inner():
        assert idle._answering == 2
        return ""

    assert app.server.test_client().get("/outer").status_code == 200
    assert idle.wait()
