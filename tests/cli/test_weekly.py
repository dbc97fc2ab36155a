"""The six commands of docs/weekly.md, from an empty folder to a scheduled brief."""

import json
import re
import shlex
from datetime import date
from functools import partial

import pytest

from analytics.findings import beside
from cli import fetch
from report.schedule import go
from report.telling.mail import PASSWORD as PASSWORD_NAME
from report.telling.mail import SERVER
from tests.helpers.commands import run
from tests.helpers.fetching import environment
from tests.helpers.mail import CERTIFICATE, PASSWORD, USER, Mailbox, mail_server
from tests.helpers.paths import ROOT
from tests.helpers.runs import Clock, Desk
from tests.helpers.source_rows import acled_row
from tests.helpers.source_server import serving

PAGE = (ROOT / "docs" / "weekly.md").read_text(encoding="utf-8")
COMMANDS = re.split(r"(?m)^\$ ", re.search(r"```console\n(.*?)```", PAGE, re.DOTALL)[1])[1:]


@pytest.fixture
def server(tmp_path, monkeypatch):
    """Serve rows of two provinces over 14 months; the clocks show the first of March 2024."""
    monkeypatch.setattr(beside, "begin_effects", lambda selection, **asked: None)
    monkeypatch.setattr(fetch, "_today", lambda folder: date(2024, 3, 1))
    clock = Clock("2024-03-01")
    monkeypatch.setattr(go, "Around", partial(go.Around, now=clock))
    Desk(tmp_path / "iraq", monkeypatch)
    monkeypatch.chdir(tmp_path)
    with serving() as source:
        source.clock = clock
        source.acled = [
            acled_row(n, f"{day:%Y-%m-%d}", country="Iraq", admin1="North" if n % 3 else "South")
            for n, day in enumerate(map(date.fromordinal, range(738521, 738940, 2)))
        ]
        for name, value in environment(source).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        monkeypatch.setenv(PASSWORD_NAME, PASSWORD)
        monkeypatch.setenv(SERVER, "localhost")
        yield source


def test_six_commands_lead_from_an_empty_folder_to_a_scheduled_brief(server, tmp_path):
    first, check, settings, secret, brief, schedule = COMMANDS
    made = run(*shlex.split(first)[1:])
    assert made.exit_code == 0, made.output
    assert run(*shlex.split(check)[1:]).exit_code == 0
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        text = settings.partition("\n")[2].partition("END")[0]
        there = f'host = "localhost"\nport = {port}'
        toml = tmp_path / "iraq" / "study.toml"
        more = text.replace('host = "smtp.example.org"', there)
        toml.write_text(f"{toml.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
        assert secret.split() == [
            "keyring",
            "set",
            "escalation",
            f"{PASSWORD_NAME}@smtp.example.org",
        ]
        done = run(*shlex.split(brief)[1:])
        assert done.exit_code in (0, 10), done.output
        (mail,) = mailbox.mails
        assert mailbox.logins == [(USER, PASSWORD)]
        assert "first brief, 1 Mar 2024" in mail["subject"]
        # ACLED's rows are not passed on: no row and no id of one is in the mail.
        assert b"NOW1" not in mailbox.envelopes[0].content
        server.echo = "nothing today"
        server.clock.on("2024-03-08")
        later = run(*shlex.split(brief)[1:])
        assert later.exit_code == 11, later.output
        assert "Nothing was fetched." in mailbox.mails[-1].get_body(("plain",)).get_content()
        assert "This brief is made of what there is" in later.stdout
    lines = (tmp_path / "iraq" / "runs" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    steps = [json.loads(line)["steps"][0] for line in lines]
    assert [(step["step"], step["outcome"]) for step in steps] == [
        ("fetch", "done"), ("fetch", "failed"),
    ]  # fmt: skip
    words = re.search(r"; (.*)\) \|", schedule)[1]
    assert "17 6 * * 1" in run(*shlex.split(words)[1:]).stdout
