import base64
import configparser
import json
import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest

from analytics.findings import beside
from report.telling.mail import PASSWORD as PASSWORD_NAME
from report.telling.mail import SERVER
from report.telling.webhook import KEY
from tests.helpers.commands import run
from tests.helpers.mail import CERTIFICATE, PASSWORD, USER, Hook, Mailbox, hook_server, mail_server
from tests.helpers.paths import ROOT
from tests.helpers.runs import QUIET_DAYS, Desk, point, summary
from tests.helpers.waiting import until
from tests.helpers.watched import write_watched

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
WAYS = """
[tell.email]
host = "localhost"
port = {port}
user = "{user}"
from = "escalation@example.org"
to = ["desk@example.org"]

[tell.webhook]
url = "{hook}"
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "begin_effects", lambda selection, **asked: None)
    return Desk(tmp_path / "study", monkeypatch)


def test_a_run_says_what_it_did_and_ends_with_a_code(desk):
    desk.write(QUIET_DAYS, summary(point("2024-02-01", "2024-02-05", 1.8, 0.9)))
    first, again = run("run", desk.folder), run("run", desk.folder, "--json")
    assert (first.exit_code, again.exit_code) == (10, 10), first.output
    assert first.stdout.startswith("The rate fell.\n")
    assert "search: The rate fell." in first.stderr
    assert f"Kept in {desk.folder / 'runs'}" in first.stdout
    said = json.loads(again.stdout)
    assert said["line"]["code"] == 10
    assert said["message"]["subject"].startswith("Watched: first brief")
    quiet = run("run", desk.folder, "--quiet")
    assert (quiet.stdout, quiet.stderr, quiet.exit_code) == ("", "", 10)
    assert run("check", desk.folder).exit_code == 0
    wrong = run("run", desk.folder / "nowhere")
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (1, 1)


def test_no_secret_is_in_any_file_record_or_message(desk, monkeypatch, tmp_path, caplog):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv(PASSWORD_NAME, PASSWORD)
    monkeypatch.setenv(SERVER, "localhost")
    monkeypatch.setenv(KEY, SECRET)
    # A server that repeats what it was told, and a webhook that fails at first.
    mailbox, hook = Mailbox(f"554 not with {PASSWORD}"), Hook((503, ("retry-after", "0")))
    with mail_server(mailbox) as port, hook_server(hook) as address:
        desk.settings += WAYS.format(port=port, user=USER, hook=address)
        desk.write(finds=summary())
        first = run("run", desk.folder)
        assert first.exit_code == 11, first.output
        mailbox.answer = "250 OK"
        second = run("run", desk.folder)
    assert second.exit_code == 10, second.output
    assert "email failed. The mail server" in first.stderr
    assert [len(mailbox.mails), len(hook.bodies)] == [2, 2]
    assert mailbox.logins == [(USER, PASSWORD)] * 2
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 15
    given = [mail.as_bytes() for mail in mailbox.mails] + [body for _, body in hook.requests]
    said = [first.output.encode(), second.output.encode(), caplog.text.encode()]
    for secret in (PASSWORD, SECRET, SECRET.removeprefix("whsec_")):
        for form in (secret, quote(secret), base64.b64encode(secret.encode()).decode()):
            # The log of the test's own mail server holds what it was told.
            assert not any(form.encode() in text for text in [*written, *given, *said[:2]])


def test_an_example_is_a_schedule_with_the_codes(tmp_path):
    folder = write_watched(tmp_path / "a 100% study", 90)
    cron = run("run", folder, "--example", "cron").stdout.splitlines()[-1]
    assert cron.startswith("17 6 * * 1 ")
    assert r"100\% study' --quiet || test $? -eq 10 -o $? -eq 12" in cron
    units = run("run", folder, "--example", "systemd").stdout
    reader = configparser.ConfigParser(strict=False, interpolation=None)
    reader.optionxform = str
    reader.read_string(units)
    assert reader["Service"]["SuccessExitStatus"] == "10 12"
    assert reader["Service"]["ExecStart"].endswith('a 100%% study" --quiet')
    assert reader["Timer"]["OnCalendar"].startswith("Mon ")
    assert "escalation-a_100__study.timer" in units
    assert not (folder / "runs").exists()


@pytest.mark.long
def test_a_real_run_that_is_killed_ends_as_one_that_was_not(tmp_path):
    settings = "\n[run.watch]\nby = 'location'\nlooks = 'weekly'\n\n[tell]\nfolder = 'told'\n"
    folder = write_watched(tmp_path / "study", 120)
    toml = folder / "study.toml"
    toml.write_text(toml.read_text() + settings)
    words = [sys.executable, "-m", "escalation", "run", str(folder)]
    # The run of a whole is of the same day, unless midnight falls between: then both are there.
    for step in ("search", "watch", "report", "message"):
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
        kept = f"runs/*/{step}.json"
        until(lambda kept=kept, process=process: [*folder.glob(kept)] or process.poll() is not None)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode == 0
    (told,) = (folder / "told").iterdir()
    names = {path.name for path in told.iterdir()}
    assert names == {"message.txt", "message.html", "message.json", "timeline.png", "brief.pdf"}
    other = write_watched(tmp_path / "other", 120)
    (other / "study.toml").write_text(toml.read_text())
    subprocess.run([*words[:-1], str(other)], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    (whole,) = (other / "told").iterdir()
    assert {path.name: path.read_bytes() for path in whole.iterdir()} == {
        path.name: path.read_bytes() for path in told.iterdir()
    }
