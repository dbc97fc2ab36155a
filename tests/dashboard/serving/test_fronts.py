"""What stands before the page: a proxy, a password, a log, a monitor, a browser's policy."""

import json
import re

import pytest
from werkzeug.security import generate_password_hash

from dashboard.app import create_app
from dashboard.guard import CALLBACK, LARGEST_BODY, Names
from dashboard.server import _check_entry, _stand_behind
from dashboard.serving import metrics
from dashboard.serving.access_log import MOST_LOGS, AccessLog
from dashboard.serving.entry import GUESS_SECONDS, LOGIN_SECONDS, MOST_GUESSES, read_password
from dashboard.serving.metrics import Metrics
from dashboard.serving.policy import check_origins
from dashboard.serving.proxy import read_networks, read_prefix
from dashboard.serving.settings import Serving
from dashboard.session.uploaded_files import Sessions
from dashboard.store.contents import Store
from dashboard.store.database import DiskFull
from data.errors import EscalationError
from tests.helpers.upload import HEADERS, Clock, drop

PROXY, CLIENT = "10.0.0.9", "203.0.113.5"
FROM_PROXY = {"REMOTE_ADDR": PROXY}
VIEW = "?country=Iraq"


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "store", clock=Clock())
    yield opened
    opened.close()


@pytest.fixture
def served(study, store, tmp_path):
    """Give a client of a page that is served as chosen."""

    def serve(**chosen):
        serving = Serving(**chosen)
        app = create_app(
            study,
            sessions=Sessions(store),
            serving=serving,
            names=Names("127.0.0.1", serving.allow),
        )
        Metrics(store).register(app.server)
        if serving.access_log:
            AccessLog(serving.access_log, views=serving.log_views).register(app.server)
        entry = _check_entry(serving)
        _stand_behind(app.server, serving, entry(app.server.wsgi_app, store))
        return app.server.test_client()

    return serve


def forwarded(**more):
    return {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https", **more}


def test_under_a_prefix_every_address_of_the_page_is_there(served):
    client = served(prefix="/escalation")
    text = client.get("/escalation/").get_data(as_text=True)
    found = re.findall(r'(?:src|href)="([^"#]+)"', text)
    addresses = [a for a in found if not a.startswith("data:")]
    assert len(addresses) >= 4
    for address in addresses:
        assert not address.startswith("/") or address.startswith("/escalation/"), address
        whole = address if address.startswith("/") else f"/escalation/{address}"
        with client.get(whole) as reply:
            assert reply.status_code == 200, address
    config = re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', text)[1]
    assert json.loads(config)["requests_pathname_prefix"] == "/escalation/"
    assert client.get("/escalation").headers["Location"] == "/escalation/"
    # A proxy that cuts the prefix off itself is as good.
    assert client.get("/_dash-layout").status_code == 200
    assert client.get("/escalation/_dash-layout").status_code == 200


def test_the_cookie_is_for_the_prefix_and_for_tls_alone(served):
    client = served(prefix="/a/b", trusted_proxy=("10.0.0.0/8",), allow=("desk.example",))
    headers = {**HEADERS, **forwarded(**{"X-Forwarded-Host": "desk.example"})}
    reply = client.post("/a/b/drop?name=x.csv", data=b"", headers=headers)
    assert "Set-Cookie" not in reply.headers
    reply = client.post(
        "/a/b/drop?name=x.csv",
        data=b"date,country\n2024-01-02,X\n2024-01-05,Y\n",
        headers=headers | {"Origin": "https://desk.example"},
        environ_base=FROM_PROXY,
    )
    assert "Secure" in reply.headers["Set-Cookie"]
    assert "Path=/a/b" in reply.headers["Set-Cookie"]


def test_who_is_no_trusted_proxy_is_not_believed(served, tmp_path):
    log = tmp_path / "log"
    client = served(trusted_proxy=(PROXY,), access_log=log, allow=("desk.example",))
    for address in (PROXY, "10.0.0.8"):
        host = forwarded(**{"X-Forwarded-Host": "evil.example"})
        reply = client.get("/health", headers=host, environ_base={"REMOTE_ADDR": address})
        assert reply.status_code == (421 if address == PROXY else 200)
        client.get("/health", headers=forwarded(), environ_base={"REMOTE_ADDR": address})
    clients = [json.loads(line)["client"] for line in log.read_text().splitlines()][-4:]
    assert clients == [CLIENT, CLIENT, "10.0.0.8", "10.0.0.8"]


def test_what_stands_before_the_nearest_stranger_is_not_believed(served, tmp_path):
    client = served(trusted_proxy=("10.0.0.0/8",), access_log=tmp_path / "log")
    listed = {"X-Forwarded-For": f"127.0.0.1, {CLIENT}, 10.1.1.1"}
    client.get("/health", headers=listed, environ_base=FROM_PROXY)
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1])["client"] == CLIENT


def test_only_whom_the_proxy_names_comes_in(served):
    client = served(trusted_proxy=(PROXY,), auth_header="X-Forwarded-User")
    named = {"X-Forwarded-User": "ann"}
    assert client.get("/", headers=named, environ_base=FROM_PROXY).status_code == 200
    for headers, environ in (
        (named, {}),
        ({}, FROM_PROXY),
        ({"X-Forwarded-User": " "}, FROM_PROXY),
    ):
        for path in ("/", "/_dash-layout", "/assets/page.js", "/metrics"):
            reply = client.get(path, headers=headers, environ_base=environ)
            assert (reply.status_code, reply.text[:9]) == (401, "The proxy")
    assert client.get("/health").json == {"status": "ok"}


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "team.hash"
    path.write_text(generate_password_hash("correct horse", method="pbkdf2:sha256:10"))
    path.chmod(0o600)
    return path


def log_in(client, password, **more):
    return client.post("/login", data={"password": password}, **more)


def test_one_password_lets_in_for_half_a_day(served, secret, store):
    client = served(password_file=secret)
    for path in ("/", "/_dash-layout", "/assets/page.js"):
        reply = client.get(path)
        assert (reply.status_code, "Attacks" in reply.text) == (401, False)
    assert drop(client).status_code == 401
    assert log_in(client, "wrong").status_code == 401
    reply = log_in(client, "correct horse")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/")
    assert "HttpOnly" in reply.headers["Set-Cookie"]
    assert client.get("/").status_code == 200
    token = client.get_cookie("escalation_login").value
    assert token not in (store.folder / "index.sqlite").read_bytes().decode("latin-1")
    store.clock.now = LOGIN_SECONDS
    assert client.get("/").status_code == 401


def test_guesses_are_few_and_another_site_makes_none(served, secret, store):
    client = served(password_file=secret)
    assert log_in(client, "x", headers={"Origin": "https://evil.example"}).status_code == 403
    for _ in range(MOST_GUESSES):
        assert log_in(client, "wrong").status_code == 401
    assert log_in(client, "correct horse").status_code == 429
    store.clock.now = GUESS_SECONDS
    assert log_in(client, "correct horse").status_code == 303


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"auth_header": "X-User"}, "needs --trusted-proxy"),
        ({"auth_header": "X", "password_file": "x"}, "choose one"),
    ],
)
def test_what_would_let_anybody_in_is_refused(chosen, said):
    with pytest.raises(EscalationError, match=said):
        _check_entry(Serving(**chosen))


def test_a_file_without_a_hash_or_open_to_others_is_refused(secret, tmp_path):
    secret.chmod(0o644)
    with pytest.raises(EscalationError, match="can be read by others: chmod 600"):
        read_password(secret)
    (tmp_path / "plain").write_text("correct horse")
    for path, said in (("plain", "holds no hash"), ("none", "cannot be read")):
        with pytest.raises(EscalationError, match=said):
            read_password(tmp_path / path)


def test_the_log_names_a_view_by_a_hash_unless_its_text_is_wanted(served, tmp_path):
    for views, name in ((False, "short"), (True, "long")):
        client = served(access_log=tmp_path / name, log_views=views)
        client.get(f"/first?search={VIEW.replace('?', '%3F')}&width=900&dark=false")
        line = json.loads((tmp_path / name).read_text().splitlines()[-1])
        assert line["path"] == "/first"
        assert len(line["view"]) == 12
        assert line.get("view_text") == (VIEW if views else None)
        assert line.keys() >= {"time", "user", "client", "status", "ms"}
    assert "Iraq" not in (tmp_path / "short").read_text()
    assert (tmp_path / "short").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "status"),
    [(b'{"inputs": 7, "state": {}}', 400), (b"[" * 90_000, 400), (b" " * (LARGEST_BODY + 1), 400)],
    ids=["no lists", "deep", "large"],
)
def test_a_body_that_no_page_sends_is_logged_like_any_other(served, tmp_path, content, status):
    client = served(access_log=tmp_path / "log")
    reply = client.post(CALLBACK, data=content, content_type="application/json")
    assert reply.status_code == status
    line = json.loads((tmp_path / "log").read_text().splitlines()[-1])
    assert (line["path"], line["status"], line["view"]) == (CALLBACK, status, "")


def test_the_log_is_rotated_and_few_files_are_kept(tmp_path):
    log = AccessLog(tmp_path / "log", most=100)
    for number in range(60):
        log.write({"number": number})
    kept = sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".lock")
    assert kept == ["log", *(f"log.{n}" for n in range(1, MOST_LOGS + 1))]
    assert json.loads((tmp_path / "log").read_text().splitlines()[-1]) == {"number": 59}
    assert all(path.stat().st_size < 120 for path in tmp_path.iterdir())


def test_a_monitor_on_this_machine_reads_numbers_of_all_processes(served, store):
    client = served(trusted_proxy=(PROXY,))
    (store.folder / "counts").mkdir(exist_ok=True)
    other = {"status 200": 5, "seconds": 1.0, "within 0.5": 5, "memory": 1, "at": 0}
    (store.folder / "counts" / "1.json").write_text(json.dumps(other))
    client.get("/nothing")
    text = client.get("/metrics").text
    counts = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert int(counts['escalation_requests_total{status="200"}']) >= 5
    assert counts['escalation_requests_total{status="404"}'] == "1"
    assert any(name.startswith("escalation_memory_bytes") for name in counts)
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": CLIENT}).status_code == 404
    through = {"X-Forwarded-For": "127.0.0.1"}
    assert client.get("/metrics", headers=through, environ_base=FROM_PROXY).status_code == 404


def test_a_browser_may_do_with_the_page_what_it_is_for_and_no_more(served):
    headers = served().get("/").headers
    policy = dict(p.split(" ", 1) for p in headers["Content-Security-Policy"].split("; "))
    # That every view draws so is held by the tests of a browser, where a refusal is an error.
    assert "unsafe" not in policy["script-src"]
    assert policy["frame-ancestors"] == policy["form-action"] == policy["object-src"] == "'none'"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    headers = served(allow_embed=("https://desk.example",)).get("/").headers
    assert "frame-ancestors https://desk.example" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("origin", ["*", "desk.example", "https://a.example/x", "https://a; x", ""])
def test_what_is_no_origin_is_refused(origin):
    with pytest.raises(EscalationError, match="is no origin: write it as https://desk.example"):
        check_origins((origin,))


def test_files_and_reports_can_be_left_out(served):
    client = served(no_upload=True, no_report=True)
    assert drop(client).json == {
        "error": "This server takes no files: use escalation import on the command line."
    }
    page = client.get("/_dash-layout").text
    assert "open-file" not in page
    assert client.get("/rejected.csv").status_code == 404


@pytest.mark.parametrize("given", ["/a b", "/../x", "http://x/", "/a/<x>"])
def test_what_is_no_path_or_network_is_refused(given):
    if given != "/../x":
        with pytest.raises(EscalationError, match="is no path"):
            read_prefix(given)
    with pytest.raises(EscalationError, match="write an address such as"):
        read_networks((given,))


def test_a_prefix_is_written_in_one_way():
    assert [read_prefix(p) for p in ("", "/", "a", "/a/", "/a/b")] == ["", "", "/a", "/a", "/a/b"]


def test_a_monitor_that_asks_often_writes_once_a_second(served, store, monkeypatch):
    client = served()
    assert client.get("/health").json == {"status": "ok"}

    def full(**_):
        raise DiskFull("The server's disk takes nothing more.")

    monkeypatch.setattr(store.index, "open", full)
    assert client.get("/health").status_code == 200
    monkeypatch.setattr(metrics, "WRITE_EVERY", 0)
    reply = client.get("/health")
    assert (reply.status_code, reply.json["status"].count(".")) == (503, 1)
