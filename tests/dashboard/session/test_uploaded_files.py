import json
import threading

import pytest

from dashboard.session.uploaded_files import (
    ACCOUNT,
    IN_USE_SECONDS,
    OUTSIDE,
    Sessions,
    StoreFull,
    keep_file,
    kept_file,
)
from dashboard.store.contents import Store
from data.files.options import Options
from data.importing.import_file import open_file
from tests.helpers.upload import GOOD


@pytest.fixture(scope="module")
def read():
    return open_file(GOOD, Options(), file="made.csv")


@pytest.fixture
def hold(read, store):
    """Keep the same file under a key, and give its token."""

    def keep(sessions, key="a"):
        if not store.study_folder(key).exists():
            keep_file(*read, store.study_folder(key))
        return sessions.hold(key, file="made.csv", command="escalation import made.csv")

    return keep


def size_of(store, key="a"):
    return sum(path.stat().st_size for path in store.study_folder(key).iterdir())


def test_what_is_kept_is_what_was_read(read, tmp_path):
    study, account = read
    keep_file(study, account, tmp_path / "kept")
    again, its_account = kept_file(tmp_path / "kept")
    assert str(its_account) == str(account)
    assert its_account.rejected.equals(account.rejected)
    assert again.events.equals(study.events)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_rows_outside_the_days_covered_are_kept_and_a_file_from_before_is_still_read(tmp_path):
    rows = "".join(f"2024-01-{day:02},Goma\n" for day in range(1, 31))
    far = f"date,place\n{rows}2042-03-14,Goma\n".encode()
    keep_file(*open_file(far, Options(), file="far.csv"), tmp_path / "kept")
    assert kept_file(tmp_path / "kept")[1].outside["row"].tolist() == [32]
    # As an older version has left it in a store that lasts.
    (tmp_path / "kept" / OUTSIDE).unlink()
    about = json.loads((tmp_path / "kept" / ACCOUNT).read_text(encoding="utf-8"))
    del about["outside"]
    (tmp_path / "kept" / ACCOUNT).write_text(json.dumps(about), encoding="utf-8")
    study, account = kept_file(tmp_path / "kept")
    assert (len(study.events), len(account.outside), len(account.listed)) == (31, 0, 0)


def test_a_file_in_use_stays_and_the_newcomer_learns_why(store, clock, hold):
    hold(Sessions(store))
    sessions = Sessions(store, most=int(size_of(store) * 2.5))
    first, second = hold(sessions, "a"), hold(sessions, "b")
    with pytest.raises(StoreFull, match="in use within the last 15 minutes; try again later"):
        hold(sessions, "c")
    for token in (first, second):
        assert sessions.get(token)
    clock.now = IN_USE_SECONDS - 1
    assert sessions.get(second)
    clock.now = IN_USE_SECONDS + 1
    third = hold(sessions, "c")
    assert [bool(sessions.get(token)) for token in (first, second, third)] == [False, True, True]


def test_five_readers_have_a_file_each(store, hold):
    sessions = Sessions(store)
    tokens = [hold(sessions, key) for key in "abcde"]
    assert all(sessions.get(token) for token in tokens)


def test_a_file_unused_for_too_long_is_forgotten(store, clock, hold):
    sessions = Sessions(store, idle=60)
    token = hold(sessions)
    clock.now = 59
    assert sessions.get(token)
    clock.now = 118
    assert sessions.get(token)
    clock.now = 178
    assert sessions.get(token) is None
    assert sessions.expire() == 0
    assert not store.study_folder("a").exists()


def test_a_file_that_its_browser_never_asked_for_is_forgotten_soon(store, clock, hold):
    sessions = Sessions(store)
    asked_for, never = hold(sessions, "a"), hold(sessions, "b")
    clock.now = 119
    assert sessions.get(asked_for)
    clock.now = 120
    assert sessions.get(never) is None
    assert sessions.get(asked_for)


def test_another_process_of_the_server_has_the_same_files(store, hold):
    sessions, other = Sessions(store), Sessions(Store(of=store.folder, clock=store.clock))
    token = hold(sessions)
    assert other.get(token).study.digest == sessions.get(token).study.digest
    other.forget(token)
    assert sessions.get(token) is None


def test_a_token_is_nowhere_in_the_store(store, hold):
    token = hold(Sessions(store))
    for path in store.folder.rglob("*"):
        assert token.encode() not in (path.read_bytes() if path.is_file() else b"")


def test_many_threads_hold_and_forget_at_once(store, hold):
    sessions, faults = Sessions(store), []
    hold(sessions)

    def work():
        try:
            for _ in range(8):
                token = hold(sessions)
                sessions.get(token)
                sessions.expire()
                sessions.forget(token)
        except Exception as error:
            faults.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sessions.expire() == 1
