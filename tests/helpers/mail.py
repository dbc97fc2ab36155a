"""A mail server and a webhook of this machine, which keep what they are given."""

import json
import socket
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

CERTIFICATE = Path(__file__).with_name("localhost.pem")
USER, PASSWORD = "desk", "correct horse battery"


class Mailbox:
    """What a mail server was given, and how it answers."""

    def __init__(self, answer="250 OK", refused=()):
        self.answer, self.refused = answer, refused
        self.envelopes, self.logins, self.encrypted = [], [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.encrypted.append(session.ssl is not None)
        self.envelopes.append(envelope)
        return self.answer

    def login(self, server, session, envelope, mechanism, given):
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)

    @property
    def mails(self):
        return [message_from_bytes(one.content, policy=default) for one in self.envelopes]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def mail_server(mailbox, *, implicit=False):
    """Serve mail with STARTTLS and a login, or over TLS from the first byte; give the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    words = {"hostname": "127.0.0.1", "port": free_port()}
    if implicit:
        server = Controller(mailbox, ssl_context=context, **words)
    else:
        server = Controller(
            mailbox, tls_context=context, require_starttls=True, auth_required=True,
            authenticator=mailbox.login, **words,
        )  # fmt: skip
    server.start()
    try:
        yield words["port"]
    finally:
        server.stop()


class Hook:
    """What a webhook was given; it answers as it is told to, and at last with 204."""

    def __init__(self, *answers):
        self.answers, self.requests = list(answers), []

    @property
    def bodies(self):
        return [json.loads(body) for _, body in self.requests]


@contextmanager
def hook_server(hook):
    """Serve a webhook; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["content-length"]))
            hook.requests.append((dict(self.headers), body))
            status, *headers = hook.answers.pop(0) if hook.answers else (204,)
            if status is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
