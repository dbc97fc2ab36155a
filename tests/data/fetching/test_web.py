"""Questions over the web: how long is waited, what is followed, what is too much."""

import socket
from datetime import UTC, datetime

import pytest

from data.errors import FetchError
from data.fetching import addresses
from data.fetching.addresses import check_redirect, home_of, is_public
from data.fetching.web import LONGEST_WAIT, Question, asked_wait
from tests.helpers.fetching import quick_web

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("7", 7),
        ("soon", 0),
        ("-5", 0),
        ("Fri, 01 Mar 2024 12:00:30 GMT", 30),
        ("Fri, 01 Mar 2024 11:00:00 GMT", 0),
    ],
)
def test_how_long_a_server_asks_to_be_left_alone(text, seconds):
    assert asked_wait({"Retry-After": text} if text else {}, NOW) == seconds


def test_waits_grow_and_end(server):
    waits = []
    server.fault("file", "broken", 99)
    with pytest.raises(FetchError, match="an answer that breaks off 5 times"):
        quick_web(waits).get(Question(address=f"{server.address}/files/rows.csv"))
    assert waits == [2, 4, 8, 16]


def test_who_asks_for_a_long_pause_is_left_alone(server, monkeypatch):
    monkeypatch.setattr("data.fetching.web.asked_wait", lambda headers: LONGEST_WAIT + 1)
    server.fault("file", "busy", 99)
    waits = []
    with pytest.raises(FetchError, match="asks to be left alone for 5 minutes"):
        quick_web(waits).get(Question(address=f"{server.address}/files/rows.csv"))
    assert waits == []


def test_no_connection_is_one_sentence():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
        with pytest.raises(FetchError, match=r"127\.0\.0\.1 gave no connection 5 times"):
            quick_web().get(Question(address=address))


def test_an_answer_that_is_too_large_is_not_taken(server):
    question = Question(address=f"{server.address}/files/rows.csv", most=100)
    with pytest.raises(FetchError, match="sends more than 0 MB"):
        quick_web().get(question)


def test_an_answer_that_takes_too_long_is_not_waited_for(server):
    web = quick_web()
    seconds = iter(range(0, 10**6, 5000))
    web._clock = lambda: next(seconds)
    with pytest.raises(FetchError, match="takes more than 15 minutes"):
        web.get(Question(address=f"{server.address}/files/rows.csv"))


def test_a_redirect_is_followed_on_the_same_host(server):
    server.files["there"] = (b"", {"to": "/files/rows.csv"})
    answer = quick_web().get(Question(address=f"{server.address}/moved/there", secret=True))
    assert answer.body.startswith(b"Incident")


def test_a_redirect_in_circles_ends(server):
    server.files["round"] = (b"", {"to": "/moved/round"})
    with pytest.raises(FetchError, match="round in circles"):
        quick_web().get(Question(address=f"{server.address}/moved/round"))


def test_headers_do_not_go_to_another_host(server):
    other = server.address.replace("127.0.0.1", "localhost")
    server.files["other"] = (b"", {"to": f"{other}/files/rows.csv"})
    question = Question(address=f"{server.address}/moved/other", headers={"If-None-Match": '"x"'})
    quick_web().get(question)
    first, second = server.seen_headers[-2:]
    assert first["If-None-Match"] == '"x"'
    assert "If-None-Match" not in second


@pytest.mark.parametrize(
    ("first", "target", "secret", "said"),
    [
        ("https://a.example/x", "http://a.example/x", False, "without encryption"),
        ("https://a.example/x", "https://b.example/x", True, "may not learn the password"),
        ("https://a.example/x", "https://a.example:8443/x", True, "may not learn the password"),
        ("https://a.example/x", "https://10.0.0.1/x", False, "no host of the public network"),
        ("https://a.example/x", "https://169.254.169.254/x", False, "no host of the public"),
        ("https://a.example/x", "https://[::1]/x", False, "no host of the public network"),
        ("https://a.example/x", "https://[::ffff:10.0.0.1]/x", False, "no host of the public"),
        ("https://a.example/x", "file:///etc/passwd", False, "no web address"),
    ],
)
def test_a_redirect_that_is_not_followed(monkeypatch, first, target, secret, said):
    public = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda h: h.endswith(".example") or public(h))
    with pytest.raises(FetchError, match=said):
        check_redirect(first, target, secret=secret)


def test_a_redirect_to_another_public_host_is_followed_without_a_secret(monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda host: True)
    check_redirect("https://a.example/x", "https://files.b.example/x", secret=False)


def test_numbers_of_hosts_are_public_or_not():
    assert is_public("8.8.8.8")
    for number in ("127.0.0.1", "192.168.1.4", "fe80::1", "224.0.0.1", "no.such.host.invalid"):
        assert not is_public(number)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://mirror.example", "sent in the open"),
        ("ftp://mirror.example", "is no address"),
        ("https://me:secret@mirror.example", "is no address"),
    ],
)
def test_another_address_of_a_source_has_to_be_safe(monkeypatch, address, said):
    monkeypatch.setenv("ESCALATION_ACLED_ADDRESS", address)
    with pytest.raises(FetchError, match=said) as refused:
        home_of("acled")
    assert "secret@" not in str(refused.value)


def test_another_address_is_named_in_what_is_said(monkeypatch):
    monkeypatch.setenv("ESCALATION_UCDP_ADDRESS", "https://mirror.example/")
    home = home_of("ucdp")
    assert home.address == "https://mirror.example"
    assert "in place of https://ucdpapi.pcr.uu.se, as ESCALATION_UCDP_ADDRESS says" in home.note
    assert home_of("gdelt").note == ""


def test_a_password_of_a_file_netrc_is_not_used(server, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password netrc-secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    quick_web().get(Question(address=f"{server.address}/files/rows.csv"))
    assert "Authorization" not in server.seen_headers[-1]
