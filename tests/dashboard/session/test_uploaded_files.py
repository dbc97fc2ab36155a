import threading

from dashboard.session.uploaded_files import Dropped, Sessions


def held(name="a"):
    return Dropped(study=name, account=name, file=name, command=name)


def test_the_file_unused_for_longest_goes_first():
    sessions = Sessions(most=2)
    first, second = sessions.hold(held()), sessions.hold(held())
    assert sessions.get(first)
    third = sessions.hold(held())
    assert [bool(sessions.get(token)) for token in (first, second, third)] == [True, False, True]


def test_a_file_unused_for_too_long_is_forgotten(clock):
    sessions = Sessions(idle=60, clock=clock)
    token = sessions.hold(held())
    clock.now = 59
    assert sessions.get(token)
    clock.now = 118
    assert sessions.get(token)
    clock.now = 178
    assert sessions.expire() == 0
    assert sessions.get(token) is None


def test_a_file_that_its_browser_never_asked_for_is_forgotten_soon(clock):
    sessions = Sessions(clock=clock)
    asked_for, never = sessions.hold(held()), sessions.hold(held())
    clock.now = 119
    assert sessions.get(asked_for)
    clock.now = 120
    assert sessions.get(never) is None
    assert sessions.get(asked_for)


def test_many_threads_hold_and_forget_at_once():
    sessions, faults = Sessions(most=3), []

    def work():
        try:
            for _ in range(200):
                token = sessions.hold(held())
                sessions.get(token)
                sessions.expire()
                sessions.forget(token)
        except (KeyError, RuntimeError) as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sessions.expire() == 0
