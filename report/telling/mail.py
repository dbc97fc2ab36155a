"""A message by e-mail: text and HTML with the figure inside, the brief attached, over TLS."""

import os
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from data.fetching.credentials import Credentials
from report.telling.letter import BEGUN, FAILED, InDoubt, Letter, Mark, NotSent
from report.telling.message import LONGEST_SUBJECT, one_line

SECONDS = 60
PASSWORD, SERVER = "ESCALATION_SMTP_PASSWORD", "ESCALATION_SMTP_SERVER"
TAKEN = (250, 251)
# Every line in ASCII, for servers that take nothing else.
POLICY = SMTP.clone(cte_type="7bit")
KINDS = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def mail_content(letter: Letter, settings: Mapping[str, Any]) -> bytes:
    """Write a message as an e-mail.

    Parameters
    ----------
    letter : Letter
    settings : mapping
        ``[tell.email]``.

    Returns
    -------
    bytes
        The same but for the boundaries between its parts, with an id that is that of the message,
        so that a program that gets it twice can tell.
    """
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = one_line(letter.values["subject"], LONGEST_SUBJECT)
    mail["From"] = settings["from"]
    # Who gets it need not learn who else does.
    several = len(settings["to"]) > 1
    mail["To"] = "undisclosed-recipients:;" if several else settings["to"][0]
    mail["Date"] = format_datetime(letter.moment)
    name, host = letter.values["id"].removeprefix("urn:uuid:"), settings["from"].rpartition("@")[2]
    mail["Message-ID"] = f"<{name}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text)
    mail.add_alternative(letter.page, subtype="html")
    page = mail.get_body(("html",))
    if letter.figure and page is not None:
        page.add_related(
            letter.figure,
            "image",
            "png",
            cid="<figure>",
            filename="figure.png",
            disposition="inline",
        )
    if letter.brief and settings["attach"]:
        named, content = letter.brief
        ending = named[named.rindex(".") :].lower()
        main, _, sub = KINDS[ending].partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=named)
    return mail.as_bytes()


def send_mail(letter: Letter, settings: Mapping[str, Any], secrets: Credentials, mark: Mark) -> str:
    """Send a message to a mail server.

    Parameters
    ----------
    letter : Letter
    settings : mapping
        ``[tell.email]``.
    secrets : Credentials
    mark : callable
        Is told just before the message itself is given away: up to then nothing was sent.

    Returns
    -------
    str
        What must be said although it was sent: who was refused; empty for nothing.

    Raises
    ------
    NotSent, InDoubt
    """
    server = f"{settings['host']}:{settings['port']}"
    content = mail_content(letter, settings)
    password = password_for(settings, secrets) if settings["user"] else ""
    try:
        smtp = _connected(settings)
        try:
            if settings["user"]:
                smtp.login(settings["user"], password)
            refused = _announced(smtp, settings)
            mark(BEGUN)
            taken = _given(smtp, content, server)
        finally:
            _left(smtp)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_why(server, error, secrets)) from None
    if taken[0] not in TAKEN:
        mark(FAILED)
        raise NotSent(_refusal(server, *taken, secrets))
    many = len(refused)
    return f"{server} refused {many} of {len(settings['to'])} recipients." if many else ""


def password_for(settings: Mapping[str, Any], secrets: Credentials) -> str:
    """Look up the password of a mail server.

    Raises
    ------
    FetchError
        When there is none for this server: a study comes from anybody, and must not say which
        server gets to see a password of the environment.
    """
    host = settings["host"]
    if os.environ.get(SERVER, "").strip() == host:
        return secrets.need(PASSWORD, f"it is the password of {settings['user']} at {host}")
    if found := secrets.find(f"{PASSWORD}@{host}"):
        return found
    return secrets.need(
        f"{PASSWORD}@{host}",
        f"it is the password of {settings['user']} at {host}. In the environment it is {PASSWORD}, "
        f"beside {SERVER}={host}, since a study must not choose who is given a password",
    )


def _connected(settings: Mapping[str, Any]) -> smtplib.SMTP:
    where = settings["host"], settings["port"]
    context = ssl.create_default_context()
    if settings["security"] == "tls":
        return smtplib.SMTP_SSL(*where, timeout=SECONDS, context=context)
    smtp = smtplib.SMTP(*where, timeout=SECONDS)
    if settings["security"] == "starttls":
        try:
            smtp.starttls(context=context)
        except (smtplib.SMTPException, OSError):
            smtp.close()
            raise
    return smtp


def _announced(smtp: smtplib.SMTP, settings: Mapping[str, Any]) -> dict[str, int]:
    """Say from whom and to whom; return whom the server refuses, unless it refuses all."""
    smtp.ehlo_or_helo_if_needed()
    code, said = smtp.mail(settings["from"])
    if code not in TAKEN:
        raise smtplib.SMTPSenderRefused(code, said, settings["from"])
    answers = {address: smtp.rcpt(address) for address in settings["to"]}
    refused = {address: code for address, (code, _) in answers.items() if code not in TAKEN}
    if len(refused) == len(answers):
        raise smtplib.SMTPRecipientsRefused(answers)
    return refused


def _left(smtp: smtplib.SMTP) -> None:
    """Leave a server; however that goes, it has taken the message or not."""
    with suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


def _given(smtp: smtplib.SMTP, content: bytes, server: str) -> tuple[int, bytes]:
    """Give the message away; without an answer to it nobody knows whether it was taken."""
    try:
        return smtp.data(content)
    except smtplib.SMTPDataError as error:
        said = error.smtp_error
        return error.smtp_code, said if isinstance(said, bytes) else said.encode()
    except (smtplib.SMTPException, OSError) as error:
        raise InDoubt(
            f"{server} was given the message and did not answer ({type(error).__name__}): it may "
            "have been sent, and is not sent again."
        ) from None


def _why(server: str, error: Exception, secrets: Credentials) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _refusal(server, error.smtp_code, said if isinstance(said, bytes) else b"", secrets)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return _refusal(server, code, said, secrets)
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    reason = secrets.hide(one_line(told, 200)) or type(error).__name__
    return f"The mail server {server} did not take the message: {reason}"


def _refusal(server: str, code: int, said: bytes, secrets: Credentials) -> str:
    words = secrets.hide(one_line(said.decode("utf-8", "replace"), 200))
    return f"The mail server {server} did not take the message: {code} {words}"
