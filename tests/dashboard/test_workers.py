"""Several processes that answer: any of them answers anything, and none is missed."""

import http.client
import json
import os
import signal
import socket
import subprocess
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from dashboard.serving.listen import WORKER_LIMITS, check_workers
from dashboard.store.contents import Store
from dashboard.store.results import Results
from data.errors import EscalationError
from tests.helpers.browser import serving
from tests.helpers.upload import GOOD, HEADERS
from tests.helpers.waiting import PATIENCE, until


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A server of two workers whose temporary files lie in a folder of the test."""
    folder = tmp_path_factory.mktemp("temporary")
    homes = dict.fromkeys(("TMPDIR", "HOME", "XDG_RUNTIME_DIR"), str(folder))
    with serving("--workers", "2", **homes) as (server, url):
        yield server, url, folder


def workers(server):
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.pid)], capture_output=True, text=True, check=False
    )
    return [int(line) for line in found.stdout.split()]


def asked(url, path, data=None, cookie=""):
    """Ask, and once more where the process that was to answer has ended."""
    for tries in (1, 2):
        request = urllib.request.Request(
            f"{url}{path}", data, {**HEADERS, **({"Cookie": cookie} if cookie else {})}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                found = json.load(reply)
            if "waits" in found:
                return asked(url, f"/drop/{found['waits']}", b"", cookie)
            return found, reply.headers.get("Set-Cookie", "").partition(";")[0]
        except (ConnectionError, http.client.HTTPException, urllib.error.URLError):
            if tries == 2:
                raise
    return None


def kill_all_workers(server):
    """Kill every worker, and wait until others have taken their places."""
    killed = workers(server)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(workers(server)) == 2 and not set(workers(server)) & set(killed))


def test_no_file_no_view_and_no_report_is_lost_with_the_workers(running):
    server, url, _ = running
    answer, cookie = asked(url, "/drop?name=made.csv", GOOD)
    begun, _ = asked(url, f"/report?kind=docx&mark={answer['file']}", b"", cookie)
    kill_all_workers(server)
    assert answer["file"] in json.dumps(asked(url, "/_dash-layout", cookie=cookie)[0])
    state = until(lambda: (found := asked(url, f"/report/{begun['token']}")[0])["ready"] and found)
    assert (state["error"], state["name"].endswith(".docx")) == ("", True)
    kill_all_workers(server)
    with urllib.request.urlopen(f"{url}/report/{begun['token']}/file") as reply:
        assert reply.read(2) == b"PK"


def test_a_worker_that_is_killed_in_the_middle_of_a_file_costs_one_more_try(running):
    server, url, _ = running
    where = urlsplit(url)
    halves = http.client.HTTPConnection(where.hostname, where.port, timeout=PATIENCE)
    halves.putrequest("POST", "/drop?name=half.csv")
    for name, value in {**HEADERS, "Content-Length": str(len(GOOD))}.items():
        halves.putheader(name, value)
    halves.endheaders()
    halves.send(GOOD[: len(GOOD) // 2])
    kill_all_workers(server)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        halves.getresponse()
    halves.close()
    assert asked(url, "/drop?name=half.csv", GOOD)[0]["file"]


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET /health HT",
        b"POST /_dash-update-component HTTP/1.1\r\nContent-Length: 90\r\n\r\n{",
    ],
    ids=["nothing", "half a line", "half a body"],
)
def test_who_sends_slowly_keeps_nobody_out(running, begun):
    _, url, _ = running
    where = urlsplit(url)
    with ExitStack() as open_connections:
        # More than two workers have threads.
        for _ in range(2 * WORKER_LIMITS["threads"] + 4):
            slow = socket.create_connection((where.hostname, where.port))
            open_connections.enter_context(slow)
            slow.sendall(begun)
        assert asked(url, "/_dash-layout")


def test_it_clears_up_after_itself(running):
    server, _, folder = running
    assert [path.name[:18] for path in folder.glob("escalation-*")] == ["escalation-server-"]
    # gunicorn would open a socket there, by which it can be told to stop.
    assert list(folder.rglob("*.ctl")) == []
    server.terminate()
    server.wait(PATIENCE)
    assert list(folder.glob("escalation-*")) == []


@pytest.mark.parametrize(("many", "said"), [(0, "choose from 1 to 64"), (65, "from 1 to 64")])
def test_a_number_that_cannot_be_had_is_refused(many, said):
    with pytest.raises(EscalationError, match=said):
        check_workers(many)


def test_without_gunicorn_it_is_named(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EscalationError, match=r"need gunicorn.*escalation\[workers\]"):
        check_workers(2)


def test_what_one_process_has_computed_is_ready_for_all(study):
    store = Store()
    one, other = Results(store), Results(Store(of=store.folder))
    one.recall("a", study.digest, lambda: {"x": [1, {"y": None}]})
    assert other.recall("a", study.digest, lambda: pytest.fail("computed anew")) == {
        "x": [1, {"y": None}]
    }
    store.close()
