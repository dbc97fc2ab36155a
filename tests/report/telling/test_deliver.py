import json
from dataclasses import replace

import pytest

from data.errors import EscalationError
from data.fetching.credentials import Credentials
from report.telling import deliver as delivering
from report.telling.deliver import deliver, read_deliveries
from report.telling.letter import BEGUN, FAILED, InDoubt, NotSent
from tests.helpers.letters import LETTER, MOMENT

SETTINGS = {"email": {"to": ["desk@example.org"]}, "webhook": None}


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def sent(tmp_path, monkeypatch):
    """Deliver with another sender each time; give what was delivered, and what came of it."""
    path, delivered = tmp_path / "sent.json", []

    def once(outcome=None, letter=LETTER):
        def send(letter, settings, secrets, mark):
            mark(BEGUN)
            if outcome != "before":
                delivered.append(letter.values["fingerprint"])
            if outcome in ("before", "after"):
                raise Killed
            if isinstance(outcome, NotSent):
                mark(FAILED)
            if outcome is not None:
                raise outcome
            return ""

        monkeypatch.setattr(delivering, "send_mail", send)
        asked = {"secrets": Credentials(), "pause": lambda seconds: None, "now": lambda: MOMENT}
        (told,) = deliver(letter, SETTINGS, path, **asked)
        assert read_deliveries(path)["email"] == told
        return told

    once.path, once.delivered = path, delivered
    return once


def test_a_message_is_sent_once(sent):
    assert sent().state == "sent"
    assert sent().state == "sent"
    assert sent.delivered == [LETTER.values["fingerprint"]]


@pytest.mark.parametrize("killed", ["before", "after"])
def test_one_that_may_have_been_sent_is_not_sent_again(sent, killed):
    with pytest.raises(Killed):
        sent(killed)
    number = len(sent.delivered)
    for _ in range(2):
        told = sent()
        assert told.state == "in doubt"
        assert "stopped while it was sending" in told.said
        assert not told.arrived
    assert len(sent.delivered) == number


def test_one_that_nobody_answered_is_in_doubt(sent):
    assert sent(InDoubt("No answer.")).state == "in doubt"
    assert sent().state == "in doubt"
    assert len(sent.delivered) == 1


def test_one_that_was_surely_not_sent_is_sent_by_the_next_run(sent):
    told = sent(NotSent("Refused."))
    assert (told.state, told.said) == ("failed", "Refused.")
    assert sent().state == "sent"
    assert sent(EscalationError("No password.")).state == "sent"


def test_another_message_is_sent(sent):
    sent()
    other = replace(LETTER, values=LETTER.values | {"fingerprint": "other"})
    assert sent(letter=other).state == "sent"
    assert sent.delivered == [LETTER.values["fingerprint"], "other"]


def test_a_record_of_another_format_sends_nothing(sent):
    sent()
    for content, said in (
        (json.dumps({"format": 2}), "has format 2"),
        ("{", "might be sent twice"),
    ):
        sent.path.write_text(content)
        with pytest.raises(EscalationError, match=said):
            sent()
    assert len(sent.delivered) == 1
