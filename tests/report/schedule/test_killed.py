"""A run that is killed at any moment goes on where it stopped, and ends as one that was not."""

import json
import os
import shutil
import sys
import warnings

import numpy as np
import pytest

from report.telling import deliver as delivering
from report.telling.letter import BEGUN
from tests.helpers.runs import QUIET_DAYS, SETTINGS, Desk, point, summary

KILLS, KILLED = 20, 137
# What a process asks of its system, each a moment at which it may be killed.
ASKED = ("open", "os.rename", "os.mkdir", "os.remove", "os.chmod", "os.listdir")
EMAIL = """
[tell.email]
host = "localhost"
from = "a@example.org"
to = ["b@example.org"]
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def in_child(work):
    """Do something in a process that ends without any cleaning up; give what it ends with."""
    with warnings.catch_warnings():
        # Other tests have started threads, which a child that computes nothing does not need.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os._exit(work())
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(moment, desk):
    """Run up to a moment, counted in what is asked of the system; give what the process ends with.

    Without a moment it writes down what is asked, beside the study.
    """
    asked = []

    def hook(event, words):
        if event in ASKED and str(desk.root) in f"{words[0]} {words[-1]}":
            if len(asked) == moment:
                os._exit(KILLED)
            asked.append(str(words[0]))

    def work():
        sys.addaudithook(hook)
        desk.run()
        if moment is None:
            lines = list(asked)
            (desk.root / "asked").write_text("\n".join(lines))
        return 0

    return in_child(work)


def state_of(desk):
    """Give every file, and the passing ones that are not beside the study's own: these go later."""
    files = desk.files()
    passing = {name for name in files if name.rsplit("/")[-1].startswith(".")}
    whole = {name: held for name, held in files.items() if name not in passing}
    return whole, {name for name in passing if "/" in name}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Give a study a week after its first run, and a way to put it back there."""
    desk = Desk(tmp_path / "study", monkeypatch, SETTINGS + EMAIL)
    delivered = tmp_path / "delivered"

    def send(letter, settings, secrets, mark):
        mark(BEGUN)
        with delivered.open("a") as file:
            file.write(letter.values["id"] + "\n")
        return ""

    monkeypatch.setattr(delivering, "send_mail", send)
    desk.root, desk.delivered = tmp_path, delivered
    fall = point("2024-02-01", "2024-02-05", 1.8, 0.9)
    desk.write(QUIET_DAYS, summary(fall)).run()
    desk.clock.on("2024-05-08")
    desk.write(finds=summary())
    before, sent = desk.files(), delivered.read_text()

    def again():
        shutil.rmtree(desk.folder)
        for name, held in before.items():
            (desk.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (desk.folder / name).write_bytes(held)
        delivered.write_text(sent)

    desk.again = again
    return desk


def test_a_run_killed_at_twenty_moments_ends_as_one_that_was_not(desk):
    # What is computed is computed once, before there are other processes.
    desk.run()
    whole, sent = state_of(desk)[0], desk.delivered.read_text().splitlines()
    assert len(sent) == 2
    desk.again()
    assert killed_at(None, desk) == 0
    assert state_of(desk)[0] == whole
    moments = len((desk.root / "asked").read_text().splitlines())
    assert moments > 100
    doubtful = 0
    for moment in np.random.default_rng(16).choice(moments, KILLS, replace=False):
        desk.again()
        assert killed_at(moment, desk) == KILLED
        desk.run()
        state, left = state_of(desk)
        delivered = desk.delivered.read_text().splitlines()
        assert len(delivered) == len(set(delivered))
        assert left == set()
        log = [json.loads(line) for line in state["runs/log.jsonl"].splitlines()]
        assert [line["day"] for line in log] == ["2024-05-01", "2024-05-08"]
        if log[-1]["told"][0]["state"] == "in doubt":
            doubtful += 1
            continue
        assert delivered == sent
        assert state == whole, moment
    assert doubtful <= KILLS // 4


def test_killed_around_the_sending_it_errs_towards_one_too_few(desk):
    desk.run()
    desk.again()
    assert killed_at(None, desk) == 0
    asked = (desk.root / "asked").read_text().splitlines()
    sending = asked.index(str(desk.delivered))
    for moment, number in ((sending, 1), (sending + 1, 2)):
        desk.again()
        assert killed_at(moment, desk) == KILLED
        for _ in range(2):
            done = desk.run()
            assert (done.code, done.told[0].state) == (11, "in doubt")
            assert len(desk.delivered.read_text().splitlines()) == number
    desk.clock.on("2024-05-15")
    assert "may not have arrived by email: “Watched: 1 gone, 1 new alarm" in desk.run().letter.text
