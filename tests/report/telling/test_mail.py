from dataclasses import replace

import pytest

from data.errors import EscalationError
from data.fetching.credentials import Credentials
from report.telling.letter import InDoubt, NotSent
from report.telling.mail import PASSWORD as NAME
from report.telling.mail import SERVER, mail_content, send_mail
from tests.helpers.letters import LETTER
from tests.helpers.mail import CERTIFICATE, PASSWORD, USER, Mailbox, mail_server


def settings(port, **more):
    return {
        "host": "localhost", "port": port, "security": "starttls", "user": USER,
        "from": "escalation@example.org", "to": ["desk@example.org"], "attach": True,
    } | more  # fmt: skip


@pytest.fixture
def trusted(monkeypatch):
    """Trust the certificate of this machine, and know the password of its server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv(NAME, PASSWORD)
    monkeypatch.setenv(SERVER, "localhost")


def sent(mailbox, letter=LETTER, **more):
    """Send a letter; return what was marked on the way, and what is said of it."""
    marks = []
    implicit = more.get("security") == "tls"
    with mail_server(mailbox, implicit=implicit) as port:
        said = send_mail(letter, settings(port, **more), Credentials(), marks.append)
    return marks, said


def test_a_mail_goes_over_starttls_with_all_its_parts(trusted):
    mailbox = Mailbox()
    assert sent(mailbox) == (["begun"], "")
    assert mailbox.encrypted == [True]
    assert mailbox.logins == [(USER, PASSWORD)]
    (mail,) = mailbox.mails
    assert mail["subject"] == "Łódź: 1 new finding"
    assert (mail["from"], mail["to"]) == ("escalation@example.org", "desk@example.org")
    assert mail["message-id"] == "<0e3f1e2c-0000-4000-8000-0242ac120002@example.org>"
    assert mail["date"] == "Wed, 01 May 2024 06:00:00 +0000"
    assert mail.get_body(("plain",)).get_content().splitlines() == LETTER.text.splitlines()
    page, picture = mail.get_body(("html",)), next(mail.iter_parts()).get_payload()[1]
    assert "The rate fell." in page.get_content()
    figure = picture.get_payload()[1]
    assert (figure["content-id"], figure.get_content()) == ("<figure>", b"\x89PNG")
    assert figure.get_content_disposition() == "inline"
    (brief,) = mail.iter_attachments()
    assert (brief.get_filename(), brief.get_content()) == ("brief.pdf", b"%PDF-1.7")
    assert all(byte < 128 for byte in mailbox.envelopes[0].original_content)


def test_a_mail_goes_over_tls_from_the_first_byte(trusted):
    mailbox = Mailbox()
    assert sent(mailbox, security="tls", user="") == (["begun"], "")
    assert len(mailbox.mails) == 1


def test_several_readers_do_not_learn_of_each_other(trusted):
    mailbox = Mailbox(refused=["gone@example.org"])
    _, said = sent(mailbox, to=["a@example.org", "gone@example.org", "b@example.org"])
    (envelope,), (mail,) = mailbox.envelopes, mailbox.mails
    assert envelope.rcpt_tos == ["a@example.org", "b@example.org"]
    assert "example.org" not in mail["to"].removesuffix(";")
    assert said.endswith("refused 1 of 3 recipients.")


def test_a_header_holds_no_further_header():
    values = LETTER.values | {"subject": "A\r\nBcc: evil@example.org\r\n\r\nbody"}
    letter = replace(LETTER, values=values)
    content = mail_content(letter, settings(25)).decode()
    head = content.partition("\r\n\r\n")[0]
    assert "Subject: A Bcc: evil@example.org body" in head
    assert "\nBcc" not in head


@pytest.mark.parametrize(
    ("mailbox", "more", "said", "marks"),
    [
        (Mailbox("554 no room"), {}, "did not take the message: 554 no room", ["begun", "failed"]),
        (Mailbox(refused=["desk@example.org"]), {}, "550 nobody of that name", []),
        (Mailbox(), {"user": "other"}, "did not take the message: 535", []),
    ],
    ids=["refused", "no reader", "wrong login"],
)
def test_a_refusal_is_told_and_nothing_was_sent(trusted, mailbox, more, said, marks):
    noted = []
    with mail_server(mailbox) as port, pytest.raises(NotSent, match=said) as error:
        send_mail(LETTER, settings(port, **more), Credentials(), noted.append)
    assert noted == marks
    assert PASSWORD not in str(error.value)


def test_a_server_that_is_not_known_gets_nothing(monkeypatch):
    monkeypatch.setenv(NAME, PASSWORD)
    monkeypatch.setenv(SERVER, "localhost")
    mailbox = Mailbox()
    with mail_server(mailbox) as port, pytest.raises(NotSent, match="certificate verify failed"):
        send_mail(LETTER, settings(port), Credentials(), lambda state: None)
    assert mailbox.logins == []


def test_a_study_does_not_choose_who_gets_the_password(monkeypatch):
    monkeypatch.setenv(NAME, PASSWORD)
    monkeypatch.setenv(SERVER, "smtp.example.org")
    with pytest.raises(EscalationError, match="SMTP_SERVER=localhost") as error:
        send_mail(LETTER, settings(1), Credentials(), lambda state: None)
    assert PASSWORD not in str(error.value)


def test_an_answer_that_never_comes_leaves_it_in_doubt(trusted, monkeypatch):
    import smtplib

    def broken(smtp, content):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "data", broken)
    with pytest.raises(InDoubt, match="did not answer"):
        sent(Mailbox())


def test_a_server_that_is_not_there_is_one_sentence(trusted):
    with pytest.raises(NotSent, match="localhost:1 did not take the message: Connection refused"):
        send_mail(LETTER, settings(1), Credentials(), lambda state: None)
