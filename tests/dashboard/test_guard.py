import json
import logging
import socket
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from dashboard.app import create_app
from dashboard.guard import CALLBACK, LARGEST_BODY, Names
from dashboard.serving.callback_body import LONGEST_ADDRESS, is_callback
from dashboard.store.database import DiskFull
from tests.helpers.browser import served
from tests.helpers.waiting import PATIENCE

# As many as 25 browsers hold; waitress by itself takes a hundred.
IDLE = 150


@pytest.fixture(scope="module")
def client(study):
    return create_app(study).server.test_client()


def asked_as(host, app):
    return app.server.test_client().get("/", headers={"Host": host})


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8050", "localhost.:1", "127.0.0.1:8050", "[::1]:8050", "[::1]"]
)
def test_this_machine_is_answered_under_its_names(study, host):
    assert asked_as(host, create_app(study)).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example:8050", "evil.example", "127.0.0.1.evil.example", "localhost@evil.example"),
        *("192.168.0.7", "", "[", "x" * 999),
    ],
)
@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-update-component", "/figure"])
def test_another_name_reads_nothing(study, host, path):
    client = create_app(study).server.test_client()
    for reply in (
        client.get(path, headers={"Host": host}),
        client.post(path, headers={"Host": host}, json={}),
    ):
        assert reply.status_code == 421
        assert reply.text.startswith("This server does not answer under the name ")
        assert reply.text.count(". ") == 0
        assert study.title not in reply.text


def test_names_can_be_added_and_an_address_that_is_listened_on_is_one(study):
    app = create_app(study, names=Names("192.168.0.7", ("Desk.example",)))
    for host in ("192.168.0.7:8050", "desk.example", "localhost"):
        assert asked_as(host, app).status_code == 200
    assert asked_as("192.168.0.8", app).status_code == 421


def test_who_listens_everywhere_answers_under_every_address_but_no_other_name(study):
    app = create_app(study, names=Names("0.0.0.0"))
    assert asked_as("192.168.0.8:8050", app).status_code == 200
    assert asked_as("[fe80::1]:8050", app).status_code == 200
    assert asked_as("evil.example:8050", app).status_code == 421


# Of a library that the page has, and of none.
SCRIPTS = [f"/_dash-component-suites/{path}" for path in ("dash/../numba.js", "../x", "no/a.js")]


@pytest.mark.parametrize(
    "path", ["/nothing", "/wp-login.php", "/assets/none.js", "/a/b/c", "/%00", *SCRIPTS]
)
def test_what_is_not_there_is_not_there(client, caplog, path):
    assert client.get(path).status_code == 404
    assert not [record for record in caplog.records if record.exc_info]


def body(app, **changes):
    """Give a callback of the page as a browser sends it, with some parts changed."""
    output = next(name for name in app.callback_map if name == "download.data")
    known = app.callback_map[output]
    given = {
        "output": output,
        "outputs": {"id": "download", "property": "data"},
        "inputs": [{**part, "value": {"name": "timeline"}} for part in known["inputs"]],
        "state": [{**part, "value": ""} for part in known["state"]],
        "changedPropIds": [],
    }
    return given | changes


def test_a_button_of_a_chart_may_send_its_own_id():
    pattern = '{"name":["MATCH"],"type":"cite"}'
    given = [{"id": pattern, "property": p} for p in ("n_clicks", "id")]
    known = {"x.children": {"inputs": given[:1], "state": given[1:], "callback": print}}
    button = {"type": "cite", "name": "timeline"}
    parts = [
        {"id": button, "property": p, "value": v} for p, v in (("n_clicks", 1), ("id", button))
    ]
    body = {"output": "x.children", "inputs": parts[:1], "state": parts[1:]}
    assert is_callback(body, known)
    # What it says of itself is what it is.
    for other in (None, {}, {"type": "cite"}, {"type": "cite", "name": "another"}):
        assert not is_callback(body | {"state": [{**parts[1], "value": other}]}, known)


def test_a_callback_of_the_page_is_answered(study):
    app = create_app(study)
    reply = app.server.test_client().post("/_dash-update-component", json=body(app))
    assert reply.status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        *({"output": "none.children"}, {"output": 7}, {"outputs": 7}, {"outputs": []}),
        *({"inputs": []}, {"inputs": 7}, {"inputs": [7]}, {"inputs": [{"id": "x"}]}),
        *({"inputs": [[[]]]}, {"state": [{"id": [], "property": "x"}]}, {"state": None}),
        *({"changedPropIds": 7}, {"changedPropIds": [{}]}, {"changedPropIds": ["tab.value"]}),
        *({"changedPropIds": ["{.data"]}, {"changedPropIds": ['{"a":1}.data']}),
        *({"outputs": {"id": "tab", "property": "data"}}, {"output": "weapon.data"}),
    ],
)
def test_a_body_that_no_page_sends_is_refused_without_a_traceback(study, caplog, changes):
    app = create_app(study)
    with caplog.at_level(logging.ERROR):
        client = app.server.test_client()
        reply = client.post("/_dash-update-component", json=body(app, **changes))
    assert (reply.status_code, caplog.records) == (400, [])


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"name": "[" * 9_000}, 200),
        ({"name": "timeline", "order": [0, 1]}, 200),
        ({"name": "x" * 10_001}, 400),
        ({"name": "timeline", "order": [0.5]}, 400),
        ({"name": "timeline", "order": [[]]}, 400),
        ({"name": "timeline", "order": [0] * 10_001}, 400),
    ],
    ids=["deep", "right", "long", "halves", "lists", "many"],
)
def test_what_is_to_be_saved_is_bounded_before_it_is_kept_in_a_queue(study, caplog, wanted, status):
    app = create_app(study)
    known = app.callback_map["download.data"]
    inputs = [{**part, "value": wanted} for part in known["inputs"]]
    reply = app.server.test_client().post(CALLBACK, json=body(app, inputs=inputs))
    assert reply.status_code == status
    assert not [record for record in caplog.records if record.exc_info]


def test_an_address_is_no_longer_than_one_that_can_be_opened(study):
    app = create_app(study)
    known = app.callback_map["download.data"]
    for more, status in ((0, 200), (1, 400)):
        value = {"search": "?" + "x" * (LONGEST_ADDRESS - 1 + more)}
        state = [{**part, "value": value.get(part["property"], "")} for part in known["state"]]
        reply = app.server.test_client().post(CALLBACK, json=body(app, state=state))
        assert reply.status_code == status


def test_what_anybody_can_put_right_is_one_sentence_at_every_address(study, monkeypatch, caplog):
    app = create_app(study)

    def full(*_):
        raise DiskFull("The server's disk takes nothing more.")

    monkeypatch.setattr(app.opened, "dropped", full)
    for path in ("/", "/_dash-layout", "/first"):
        reply = app.server.test_client().get(path)
        assert (reply.status_code, reply.text) == (503, "The server's disk takes nothing more.")
    assert not [record for record in caplog.records if record.exc_info]


ODD = [
    7,
    -1,
    1e300,
    True,
    "x",
    "2023-13-45",
    "\0",
    [],
    [[]],
    [7],
    {},
    {"a": []},
    [None, None, None],
]


# Of these the content depends as well; the others only need the address.
DRAWN = ("series.value", "clicked.data", "picked.data")


def _place(text):
    name, _, prop = text.rpartition(".")
    if "ALL" in name:
        return []
    return {"id": json.loads(name) if name.startswith("{") else name, "property": prop}


def shown(app, name, value):
    """Give the callback of a click with one of its values changed."""
    output = next(out for out in app.callback_map if "url.search" in out)
    known = app.callback_map[output]

    def filled(part):
        if "ALL" in part["id"]:
            return []
        given = value if f"{part['id']}.{part['property']}" == name else None
        if part["id"] == "viewport" and name in DRAWN:
            given = {"width": 900, "dark": False}
        return {**part, "value": given}

    return {
        "output": output,
        "outputs": [_place(text) for text in output[2:-2].split("...")],
        "inputs": [filled(part) for part in known["inputs"]],
        "state": [filled(part) for part in known["state"]],
        "changedPropIds": [name],
    }


def test_a_value_of_a_wrong_type_is_refused_or_told_and_never_ends_in_a_traceback(study, caplog):
    app = create_app(study)
    client = app.server.test_client()
    known = app.callback_map[next(out for out in app.callback_map if "url.search" in out)]
    codes = set()
    for part in (*known["inputs"], *known["state"]):
        name = f"{part['id']}.{part['property']}"
        for value in ODD:
            reply = client.post("/_dash-update-component", json=shown(app, name, value))
            assert reply.status_code in (200, 204, 400), (name, value)
            codes.add(reply.status_code)
            assert not [r.getMessage() for r in caplog.records if r.exc_info], (name, value)
    assert codes >= {200, 400}


def test_no_callback_ends_in_a_traceback_whatever_it_is_sent(study, caplog):
    app = create_app(study)
    client = app.server.test_client()
    client.get("/")

    def place(name, prop):
        identity = json.loads(name) if name.startswith("{") else name
        if isinstance(identity, dict):
            identity = {k: "x" if isinstance(v, list) else v for k, v in identity.items()}
        return {"id": identity, "property": prop}

    def filled(part, value):
        if "ALL" in part["id"]:
            return []
        found = place(part["id"], part["property"])
        return {**found, "value": found["id"] if part["property"] == "id" else value}

    def places(output):
        names = output[2:-2].split("...") if output.startswith("..") else [output]
        found = [place(*name.rpartition(".")[::2]) for name in names]
        return found if output.startswith("..") else found[0]

    for output, known in app.callback_map.items():
        for value in (None, 7, "x", [], {}, {"name": "x"}, {"name": "x", "search": "x"}):
            asked = {
                "output": output,
                "outputs": places(output),
                "inputs": [filled(part, value) for part in known["inputs"]],
                "state": [filled(part, None) for part in known["state"]],
            }
            reply = client.post(CALLBACK, json=asked)
            assert reply.status_code in (200, 204, 400), (output, value)
            assert not [r.getMessage() for r in caplog.records if r.exc_info], (output, value)


@pytest.mark.parametrize("content", [b"", b"no json", b"[]", b"7", b"null", b"\xff", b"[" * 9999])
def test_a_body_that_is_no_json_is_refused_too(client, caplog, content):
    reply = client.post("/_dash-update-component", data=content, content_type="application/json")
    assert (reply.status_code, caplog.records) == (400, [])


def test_a_body_is_read_up_to_a_limit(client):
    reply = client.post(
        "/_dash-update-component",
        data=b" " * (LARGEST_BODY + 1),
        content_type="application/json",
    )
    assert reply.status_code in (400, 413)


def test_idle_connections_lock_nobody_out():
    with served() as url, ExitStack() as opened:
        where = urlsplit(url)
        for _ in range(IDLE):
            opened.enter_context(
                socket.create_connection((where.hostname, where.port), timeout=PATIENCE)
            )
        with urllib.request.urlopen(f"{url}/_dash-layout", timeout=PATIENCE) as reply:
            assert reply.status == 200
