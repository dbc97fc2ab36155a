"""A disk that takes nothing more: what is only kept goes, what is asked for is answered."""

import random
import shutil
import sqlite3

import pytest

from dashboard.app import create_app
from dashboard.server import clear_unused
from dashboard.serving.access_log import AccessLog
from dashboard.serving.metrics import Metrics
from dashboard.session.uploaded_files import Sessions
from dashboard.shelf.studies import Studies
from dashboard.store.contents import Store
from dashboard.store.database import DiskFull
from dashboard.store.queue import FAILED, NOTE_EVERY, Queue
from dashboard.store.results import Results
from dashboard.tabs import later
from dashboard.tabs.later import CHECKED, LATER, NOT_KEPT, RULES, making
from dashboard.work.drain import drain
from tests.helpers.paths import STUDY
from tests.helpers.upload import Clock

# Pages of SQLite that its files may have, which is what a full disk is to it.
FULL = "PRAGMA max_page_count = 1"


@pytest.fixture
def store():
    made = Store()
    yield made
    made.close()


def fill(database):
    with database.open() as index:
        index.execute(FULL)


def test_what_was_computed_is_given_and_not_kept(store, caplog):
    fill(store.results)
    made = {"x": [random.Random(1).randbytes(20_000).hex()]}
    assert Results(store).recall("a", "digest", lambda: made) == made
    assert Results(store).known("a") is None
    assert "is not kept" in caplog.text


def test_what_cannot_do_without_says_so_in_one_sentence(store):
    fill(store.index)
    with (
        pytest.raises(DiskFull, match="disk takes nothing more"),
        store.index.open(write=True) as i,
    ):
        i.execute("CREATE TABLE further AS SELECT randomblob(9000)")
    with pytest.raises(sqlite3.OperationalError, match="syntax"), store.index.open() as i:
        i.execute("SELEC")


def test_a_study_is_shown_that_cannot_be_kept(store, caplog):
    shutil.rmtree(store.folder / "temporary")
    (store.folder / "temporary").write_text("")
    assert Studies({"iraq": STUDY}, store).get("iraq").title
    assert "cannot be kept" in caplog.text


def test_an_answer_does_not_wait_for_what_is_noted_of_it(study, store, tmp_path, caplog):
    app = create_app(study, sessions=Sessions(store))
    (tmp_path / "log").mkdir()
    shutil.rmtree(store.folder / "counts")
    AccessLog(tmp_path / "log").register(app.server)
    Metrics(store).register(app.server)
    client = app.server.test_client()
    assert [client.get("/health").status_code for _ in range(2)] == [200, 200]
    assert caplog.text.count("cannot be written") == 1


def test_what_cannot_be_cleared_away_now_is_the_next_time(store, caplog):
    shutil.rmtree(store.folder / "temporary")
    clear_unused(Sessions(store))
    assert "could not be cleared away" in caplog.text


def test_a_part_that_finds_no_room_is_not_made_again_and_again(study, store, monkeypatch):
    fill(store.results)
    large = {"x": [random.Random(1).randbytes(20_000).hex()]}
    monkeypatch.setattr(later, "make_part", lambda *_: large)
    queue = Queue(store, LATER, RULES)
    request = {"what": CHECKED, "query": ""}
    number = queue.submit("a", "", request)
    drain(queue, "x", making(Results(store), lambda key: study))
    job, _ = queue.get(number)
    assert (job.state, job.answer) == (FAILED, {"error": NOT_KEPT})


def test_a_page_asks_how_far_its_report_is_while_nothing_can_be_noted(store, monkeypatch):
    clock = Clock()
    queue = Queue(Store(of=store.folder, clock=clock), "test", RULES)
    number = queue.submit("a", "", {})
    clock.now = NOTE_EVERY + 1
    usual = queue.store.index.open

    def full(*, write=False):
        if write:
            raise DiskFull("full")
        return usual()

    monkeypatch.setattr(queue.store.index, "open", full)
    assert queue.get(number)[1] == 1
