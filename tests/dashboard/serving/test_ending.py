"""A server that is told to end."""

import socket
import subprocess
import sys

from tests.helpers.paths import ROOT, STUDY
from tests.helpers.waiting import PATIENCE

# What listens has begun something long, and is told to end.
COMPUTING = """
import sys, time
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from dashboard import server

pool = ThreadPoolExecutor(1)
server.listen = lambda *_, **__: pool.submit(time.sleep, 10 * float(sys.argv[2]))
server.serve(sys.argv[1], server.Serving(port=int(sys.argv[3]), store=Path(sys.argv[4])))
"""


def test_nobody_waits_for_what_is_still_computed(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-c", COMPUTING, STUDY, PATIENCE, port, tmp_path / "store"]
    words = [str(word) for word in words]
    ended = subprocess.run(words, cwd=ROOT, timeout=PATIENCE, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")
