import base64

import pytest

from data.errors import EscalationError
from data.fetching.credentials import Credentials
from report.telling.letter import InDoubt, NotSent
from report.telling.webhook import ADDRESS, KEY, send_webhook, signature
from tests.helpers.letters import LETTER, MOMENT
from tests.helpers.mail import Hook, hook_server

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def known_key(monkeypatch):
    monkeypatch.setenv(KEY, SECRET)


def sent(hook, url=None):
    """Send to a webhook; return what was marked, and the pauses between attempts."""
    marks, pauses = [], []
    with hook_server(hook) as address:
        asked = {"url": address if url is None else url}
        words = (LETTER, asked, Credentials(), marks.append)
        try:
            send_webhook(*words, pause=pauses.append, now=lambda: MOMENT)
        finally:
            hook.marks, hook.pauses = marks, pauses
    return hook


def test_the_signature_is_that_of_the_published_example():
    # Svix, "Verifying webhooks manually", and the tests of the libraries of Standard Webhooks.
    name, moment = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330
    assert signature(SECRET, name, moment, b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )
    with pytest.raises(NotSent, match="no base 64"):
        signature("whsec_ä", name, moment, b"")


def test_a_message_goes_as_signed_json():
    hook = sent(Hook())
    ((headers, body),) = hook.requests
    assert headers["webhook-id"] == LETTER.values["id"]
    assert headers["webhook-timestamp"] == str(int(MOMENT.timestamp()))
    assert headers["webhook-signature"] == signature(
        SECRET, LETTER.values["id"], int(MOMENT.timestamp()), body
    )
    (values,) = hook.bodies
    assert values["type"] == "escalation.brief"
    assert values["data"]["subject"] == "Łódź: 1 new finding"
    assert values["data"]["text"] == LETTER.text
    assert base64.b64decode(values["data"]["figure"]["base64"]) == LETTER.figure
    assert SECRET.encode() not in body


def test_a_webhook_that_fails_at_first_is_tried_again():
    hook = sent(Hook((503,), (429, ("retry-after", "7")), (500,)))
    assert hook.pauses == [1.0, 7.0, 16.0]
    assert hook.marks == ["begun", "failed"] * 3 + ["begun"]
    assert len({headers["webhook-id"] for headers, _ in hook.requests}) == 1
    assert len({body for _, body in hook.requests}) == 1


def test_a_pause_is_no_longer_than_a_minute():
    hook = sent(
        Hook(
            (429, ("retry-after", "86400")), (503, ("retry-after", "Wed, 01 May 2024 06:00:09 GMT"))
        )
    )
    assert hook.pauses == [60.0, 9.0]


@pytest.mark.parametrize(
    ("answer", "attempts"), [((404,), 1), ((302, ("location", "/x")), 1), ((500,), 4)]
)
def test_who_refuses_has_surely_not_taken_it(answer, attempts):
    hook = Hook(*[answer] * 4)
    with pytest.raises(NotSent, match=f"did not take the message .status {answer[0]}") as error:
        sent(hook)
    assert len(hook.requests) == attempts
    assert hook.marks[-1] == "failed"
    assert "/hook" not in str(error.value)


def test_who_hangs_up_may_have_taken_it():
    hook = Hook(*[(None,)] * 4)
    with pytest.raises(InDoubt, match="it may have come, and is not sent"):
        sent(hook)
    assert hook.marks == ["begun"] * 4


def test_nobody_there_is_surely_not_sent():
    hook = Hook()
    with pytest.raises(NotSent, match="ConnectionError"):
        sent(hook, url="http://127.0.0.1:1/")
    assert hook.marks[-1] == "failed"


def test_an_address_that_is_a_secret_is_in_the_environment(monkeypatch):
    with pytest.raises(EscalationError, match=ADDRESS):
        sent(Hook(), url="")
    monkeypatch.setenv(ADDRESS, "ftp://desk.example/geheim")
    with pytest.raises(NotSent, match="starts with https") as error:
        sent(Hook(), url="")
    assert "geheim" not in str(error.value)
    monkeypatch.delenv(KEY)
    monkeypatch.setenv(ADDRESS, "https://desk.example/geheim")
    with pytest.raises(EscalationError, match=f"{KEY} is not set"):
        sent(Hook(), url="")
