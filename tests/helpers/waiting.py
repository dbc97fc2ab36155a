"""Wait on a condition, as long as a busy machine may take."""

import time

# Seconds. A test that waits for what never comes fails this late; one that gets it goes on at once.
PATIENCE = 120


def until(condition):
    """Ask again and again until the answer is true, and give it."""
    end = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < end, f"waited {PATIENCE} s in vain"
        time.sleep(0.02)
    return answer


def until_the_clock_has_turned():
    """Wait until what is made now gets another time in an archive, which counts two seconds."""
    start = time.time() // 2
    until(lambda: time.time() // 2 > start)
