import json
import sqlite3

import pytest
from dash import dcc
from dash._utils import to_json

from dashboard.app import create_app
from dashboard.session.uploaded_files import Sessions
from dashboard.store import database
from dashboard.store.contents import Store
from dashboard.store.database import Database, StoreBusy
from dashboard.store.results import ADDED_BETWEEN_LOOKS, Results
from dashboard.tabs import answers
from tests.helpers.upload import HEADERS, Clock, drop, mark_of

DESK = {"width": 1100, "dark": False, "phone": False}


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path, clock=Clock())
    yield opened
    opened.close()


def kept(store):
    with store.results.open() as results:
        return [key for (key,) in results.execute("SELECT key FROM parts ORDER BY used")]


def waiting_in(answer):
    """Return what an answer that is not checked yet asks for."""
    return [part.data for part in answer if isinstance(part, dcc.Store)]


@pytest.mark.parametrize(
    ("search", "tab"),
    [("", "overview"), ("?tab=changes&country=Iraq", "changes"), ("?tab=incidents", "incidents")],
)
def test_a_view_that_was_computed_is_sent_as_it_was(study, store, search, tab):
    app = create_app(study, sessions=Sessions(store), results=Results(store))
    for asked in waiting_in(app.callbacks["show_view"](search, DESK)["content"]["answer"]):
        app.callbacks["show_checked"](asked, search)
    first, again = (app.callbacks["show_view"](search, DESK) for _ in range(2))
    assert json.loads(to_json(first)) == json.loads(to_json(again))
    # The timeline is drawn only where it helps.
    drawn = {key.split()[0] for key in kept(store)}
    assert {"answer", tab} <= drawn
    if tab != "incidents":
        assert isinstance(again["content"]["timeline"], dict)


def test_what_one_process_has_checked_is_there_at_once_in_another(study, store, monkeypatch):
    view = "?country=Iraq&to=2024-02-20"
    one, other = (create_app(study, sessions=Sessions(store), results=Results(store)) for _ in "12")
    for asked in waiting_in(one.callbacks["show_view"](view, DESK)["content"]["answer"]):
        one.callbacks["show_checked"](asked, view)
    # The other knows nothing of it by itself.
    monkeypatch.setattr(answers, "unchecked_content", lambda *_: pytest.fail("is searched again"))
    assert "answer" in other.callbacks["show_view"](view, DESK)["content"]


def test_what_was_computed_of_a_file_goes_with_it(study, store):
    app = create_app(study, sessions=Sessions(store), results=Results(store))
    browser = app.server.test_client()
    mark = mark_of(drop(browser))
    app.opened.results.recall("a", mark, lambda: {"x": 1})
    app.opened.results.recall("b", study.digest, lambda: {"x": 1})
    assert {"a", "b"} <= set(kept(store))
    browser.post("/forget", headers=HEADERS)
    left = kept(store)
    assert "b" in left
    assert "a" not in left


def test_the_oldest_goes_when_there_is_too_much(store):
    results = Results(store, most=10 * ADDED_BETWEEN_LOOKS)
    for number in range(ADDED_BETWEEN_LOOKS):
        store.clock.now = number
        results.recall(f"{number:02}", "", lambda number=number: {"x": str(number) * 20})
    assert kept(store)[-1] == f"{ADDED_BETWEEN_LOOKS - 1}"
    assert 0 < len(kept(store)) < ADDED_BETWEEN_LOOKS
    assert kept(store)[0] != "00"


def test_a_lone_reader_pays_no_journal_at_every_write(store):
    """A connection stays open between two uses: who closes the last one writes all of it out."""
    results = Results(store)
    results.recall("a", "", lambda: {"x": 1})
    assert list(store.folder.glob("results.sqlite-wal"))
    store.close_idle()
    assert not list(store.folder.glob("results.sqlite-wal"))
    assert results.known("a") == {"x": 1}


def test_a_use_within_a_use_and_one_that_fails_have_their_own(store):
    with store.results.open() as outer, store.results.open() as inner:
        assert outer is not inner
    with pytest.raises(sqlite3.OperationalError), store.results.open(write=True) as results:
        results.execute("INSERT INTO parts VALUES ('a', '', '', 0), (no such column)")
    with store.results.open(write=True) as results:
        assert results.execute("SELECT COUNT(*) FROM parts").fetchone() == (0,)


def test_who_waits_for_another_writer_too_long_is_told_so(store, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.01)
    index = Database(store.folder / "index.sqlite")
    with (
        store.index.open(write=True),
        pytest.raises(StoreBusy, match="try again in a minute"),
        index.open(write=True),
    ):
        pass
