"""Bodies of requests at the server itself: by address, at once, and on a disk that is full."""

import http.client
import subprocess
import sys
from contextlib import closing
from types import SimpleNamespace

import pytest
from waitress.adjustments import Adjustments

from dashboard.serving import request_body
from dashboard.serving.request_body import LARGEST_BODY, NO_ROOM, TOO_MUCH, BoundedParser
from tests.helpers.paths import ROOT
from tests.helpers.waiting import PATIENCE

LIMIT = 3 << 20
# Its files may have 2 MB: to what writes more the disk is full.
SERVER = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20))
from dashboard.serving.request_body import create_server

def answer(environ, start):
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Length", str(len(str(len(body)))))])
    return [str(len(body)).encode()]

server, _ = create_server(answer, host="127.0.0.1", port=0, max_request_body_size={LIMIT})
print(server.effective_port, flush=True)
server.run()
"""


@pytest.fixture(scope="module")
def port():
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        yield int(server.stdout.readline())
        server.terminate()
        # What it refuses is no fault of its own.
        assert server.stderr.read() == b""


def sent(port, path, size):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("POST", path, b"x" * size)
        reply = connection.getresponse()
        return reply.status, reply.read().decode()


def test_a_full_disk_cuts_no_connection_and_is_told_in_one_sentence(port):
    assert sent(port, "/drop", LIMIT - 1) == (507, NO_ROOM.body)
    assert NO_ROOM.body.count(".") == 1
    assert sent(port, "/drop", 1 << 20) == (200, str(1 << 20))


def test_much_is_taken_in_only_where_a_file_is_sent(port):
    assert sent(port, "/s/one/drop", 1 << 20) == (200, str(1 << 20))
    assert sent(port, "/report", LARGEST_BODY) == (413, "More than 1 MB cannot be sent here.")
    assert sent(port, "/report", 100) == (200, "100")


def begun(path="/drop", size=600, more=b""):
    parser = BoundedParser(Adjustments(max_request_body_size=1000))
    head = f"POST {path} HTTP/1.1\r\n".encode()
    length = b"" if b"chunked" in more else f"Content-Length: {size}\r\n".encode()
    parser.received(head + length + more + b"\r\n")
    return parser


@pytest.mark.parametrize("more", [b"", b"Transfer-Encoding: chunked\r\n"])
def test_of_files_that_are_sent_at_once_only_so_many_are_taken_in(monkeypatch, more):
    # What does not say how long it is counts as the largest that may come.
    monkeypatch.setattr(request_body, "MOST_AT_ONCE", 1600)
    first, second, third = begun(), begun(more=more), begun()
    assert [one._refused for one in (first, second, third)] == [None, None, TOO_MUCH]
    third.received(b"x" * 600)
    assert (third.completed, third.error) == (True, TOO_MUCH)
    first.close()
    second.close()
    assert begun()._refused is None


@pytest.mark.parametrize("more", [b"", b"Transfer-Encoding: chunked\r\n"])
def test_who_sends_too_much_is_heard_out_before_the_answer(monkeypatch, more):
    monkeypatch.setattr(request_body, "MOST_LET_GO", 2000)
    piece = b"190\r\n" + b"x" * 400 + b"\r\n" if more else b"x" * 400
    parser = begun(size=1600, more=more)
    for _ in range(3):
        parser.received(piece)
        assert not parser.completed
    parser.received(piece)
    parser.received(b"0\r\n\r\n" if more else b"")
    assert (parser.completed, parser.error.code) == (True, 413)


def test_what_has_no_end_is_not_heard_out(monkeypatch):
    monkeypatch.setattr(request_body, "MOST_LET_GO", 2000)
    assert begun(size=2000).error.code == 413
    endless = begun(more=b"Transfer-Encoding: chunked\r\n")
    for _ in range(5):
        assert endless.error is None
        endless.received(b"190\r\n" + b"x" * 400 + b"\r\n")
    assert endless.error.code == 413


def test_what_a_body_leaves_out_of_the_count_goes_with_its_connection():
    before = len(BoundedParser._at_once)
    channel = SimpleNamespace(request=begun())
    assert len(BoundedParser._at_once) == before + 1
    del channel
    assert len(BoundedParser._at_once) == before
