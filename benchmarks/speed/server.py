"""The real server as a subprocess."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds to wait for the first answer


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    environment: dict[str, str] | None = None, *, folder: str | Path = ROOT
) -> Iterator[tuple[int, float]]:
    """Run ``python -m dashboard`` on the bundled study.

    Parameters
    ----------
    environment : dict or None
        Variables to set besides those of this process.
    folder : path
        The checkout whose server is run.

    Yields
    ------
    port : int
    seconds : float
        From the start of the process to the end of its first answer.

    Raises
    ------
    RuntimeError
        When the server stops, or does not answer within a minute.
    """
    port = free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    started = time.perf_counter()
    variables = {**os.environ, "PYTHONPATH": str(folder), **(environment or {})}
    process = subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError(f"The server stopped with exit code {process.returncode}.")
            if time.perf_counter() - started > PATIENCE:
                raise RuntimeError(f"The server did not answer within {PATIENCE} s.")
            time.sleep(0.01)
        yield port, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        reply = connection.getresponse()
        reply.read()
        return reply.status == 200
    except ConnectionError:
        return False
    finally:
        connection.close()
