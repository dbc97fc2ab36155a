"""What the command leaves to Python at its end."""

import atexit
import gc

from escalation import __main__ as entry


def test_the_end_of_a_command_is_no_time_to_look_for_garbage(monkeypatch):
    last = []
    monkeypatch.setattr(atexit, "register", last.append)
    monkeypatch.setattr(entry, "command", lambda prog_name: last.append(prog_name))
    entry.main()
    # Registered first, it happens after all else.
    assert last == [gc.freeze, "escalation"]
