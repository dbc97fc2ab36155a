"""Processes that begin at once: forked from one that has imported everything before."""

import contextlib
import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# Elsewhere a process that has used the system's own libraries may not go on after a fork.
CAN_FORK = sys.platform == "linux"
# It imports beside the first answers, and gives way to them; so do all that come of it.
NICENESS = 5


@dataclass(frozen=True)
class Wanted:
    """A process that is to work: for which store, on which queue, the how many-th for it."""

    folder: str
    kind: str
    number: int


class ByCommand:
    """Starts processes by a command, each of which imports for itself what it needs.

    Parameters
    ----------
    command : sequence of str
        Calls :func:`dashboard.work.process.run`; the folder of the store, the kind of work and
        the number of the process are added.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.command = tuple(command)

    def start(self, folder: Path, kind: str, number: int) -> None:
        """Start a process; it ends by itself."""
        child = subprocess.Popen(
            [*self.command, str(folder), kind, str(number)],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        # An ended child is a zombie until somebody has waited for it.
        threading.Thread(target=child.wait, daemon=True).start()


class Nursery(ByCommand):
    """Has processes forked by one that waits for it, and starts them by a command where it cannot.

    Parameters
    ----------
    command : sequence of str
        As for :class:`ByCommand`; alone, it calls :func:`asked_of_nursery`.

    Notes
    -----
    It is asked through a pipe that all processes of the server have from the one that opened it,
    and ends when the last of them is gone.
    """

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__(command)
        self._pipe: int | None = None

    def open(self) -> None:
        """Start it; call before the server has other processes."""
        if not CAN_FORK:
            return
        reading, self._pipe = os.pipe()
        try:
            # It leaves at once a process of its own behind, which is no child of this one.
            subprocess.run(self.command, stdin=reading, start_new_session=True, check=False)
        finally:
            os.close(reading)
        # Who asks a nursery that hangs must not hang with it.
        os.set_blocking(self._pipe, False)

    def start(self, folder: Path, kind: str, number: int) -> None:
        """Have a process forked."""
        if not self._send(asdict(Wanted(str(folder), kind, number))):
            super().start(folder, kind, number)

    def warm(self, folder: Path) -> None:
        """Let it compute once what all that come of it will need, for the study that is served."""
        self._send({"warm": str(folder)})

    def _send(self, asked: dict[str, object]) -> bool:
        if self._pipe is None:
            return False
        try:
            # A line is shorter than what a pipe takes at once: it arrives whole or not at all.
            os.write(self._pipe, f"{json.dumps(asked)}\n".encode())
        except OSError:  # it has ended, or does not read
            return False
        return True

    def close(self) -> None:
        """Let it end."""
        if self._pipe is not None:
            with contextlib.suppress(OSError):
                os.close(self._pipe)
            self._pipe = None


def asked_of_nursery(prepare: Callable[[], None], warm: Callable[[Path], None]) -> Wanted | None:
    """Be a nursery until nobody can ask any more; returns in every process that is wanted.

    Parameters
    ----------
    prepare : callable
        Imports what the work of all kinds needs.
    warm : callable
        Takes the folder of a store, and computes for the study that is served what takes long
        the first time only.

    Returns
    -------
    Wanted or None
        What a new process is to work on; None in the nursery itself, at its end.
    """
    # The server must not have a child that is none of its workers.
    if os.fork():
        os._exit(0)
    os.nice(NICENESS)
    # Nobody waits for those that come of it.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    prepare()
    # What lives as long as the process need not be looked at for garbage, nor be copied for that.
    gc.freeze()
    with os.fdopen(os.dup(0), "rb") as asking:
        for line in asking:
            asked = json.loads(line)
            if "warm" in asked:
                warm(Path(asked["warm"]))
                gc.freeze()
            elif os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                nothing = os.open(os.devnull, os.O_RDONLY)
                os.dup2(nothing, 0)
                os.setsid()
                return Wanted(**asked)
    return None
