import pytest

from benchmarks.team.memory import growth
from benchmarks.team.reader import Server
from tests.helpers.paths import ROOT


def test_a_server_that_does_not_start_is_told_and_leaves_no_process(monkeypatch):
    begun = []
    monkeypatch.setattr(Server, "stop", lambda self: begun.append(self.process))
    with pytest.raises(RuntimeError, match="--no-such-option ended with 2"):
        Server(ROOT, "--no-such-option")
    assert begun[0].poll() == 2


def test_growth_is_measured_from_what_is_held_once_it_has_settled():
    looked = [(100, 800), (200, 1000), (1000, 1100), (2000, 1050)]
    assert growth(looked) == pytest.approx(0.1)
