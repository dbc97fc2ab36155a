"""What one process of a server does ahead of its readers gives way to all of its processes."""

import os

import pytest

from dashboard.store.contents import Store
from dashboard.store.queue import Queue
from dashboard.tabs.later import LATER, RULES
from dashboard.work.signs import ENDING, MOMENT, Signs
from data import locks


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path)
    yield opened
    opened.close()


def test_another_process_is_busy_while_it_answers_and_a_moment_longer(store):
    signs = Signs(store, lambda: 1000.0)
    path = store.folder / "counts" / f"1{ENDING}"
    held = locks.take(path)
    os.utime(path, (0, 0))
    assert signs.are_busy()
    locks.let_go(held)
    assert not signs.are_busy()
    os.utime(path, (0, 1000.0 - MOMENT / 2))
    assert signs.are_busy()
    os.utime(path, (0, 1000.0 - 2 * MOMENT))
    assert not signs.are_busy()


def test_who_answers_shows_it_to_others_and_not_to_itself(store, monkeypatch):
    signs = Signs(store)
    signs.begin()
    assert not signs.are_busy()
    other = Signs(store)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert other.are_busy()
    monkeypatch.undo()
    signs.end()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert not Signs(store, lambda: 4e9).are_busy()


def test_a_part_that_a_reader_waits_for_goes_before(store):
    signs, queue = Signs(store), Queue(store, LATER, RULES)
    queue.submit("answer 1", "", {"what": "checked"})
    assert signs.are_busy()
    assert queue.claim("later-0") is not None
    assert signs.are_busy()
    queue.finish(queue.find("answer 1").number, {})
    assert not signs.are_busy()


def test_one_process_at_a_time_makes_something_ahead(store):
    signs, other = Signs(store), Signs(store)
    with signs.alone() as may:
        assert may
        # It does not wait for itself.
        assert not signs.are_busy()
        assert other.are_busy()
        with other.alone() as may:
            assert not may
    assert not other.are_busy()
