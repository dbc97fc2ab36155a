import os
import subprocess
import sys

import pytest

from benchmarks.team.memory import MARK, growth, held_by, memory_lines
from benchmarks.team.page import LOAD, MEMORY, kept, put
from benchmarks.team.reader import Server
from tests.helpers.paths import ROOT


def test_a_server_that_does_not_start_is_told_and_leaves_no_process(monkeypatch):
    begun = []
    monkeypatch.setattr(Server, "stop", lambda self: begun.append(self.process))
    with pytest.raises(RuntimeError, match="--no-such-option ended with 2"):
        Server(ROOT, "--no-such-option")
    assert begun[0].poll() == 2


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_what_a_process_fills_is_held_by_it():
    code = "import sys; held = bytearray(b'x' * (40 << 20)); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {MARK: "made up"},
    ) as process:
        process.stdout.readline()
        assert 40 << 20 < held_by("made up") < 80 << 20
        assert held_by("another") == 0
        process.stdin.close()


def test_growth_is_measured_from_what_is_held_once_it_has_settled():
    looked = [(100, 800), (200, 1000), (1000, 1100), (2000, 1050)]
    assert growth(looked) == pytest.approx(0.1)


def test_what_was_measured_takes_the_place_of_what_was_measured_before(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Performance\n\nSpeed.\n")
    looked = [(200 * number, (700 + number) << 20) for number in range(1, 11)]
    put(MEMORY, ["old"], page)
    put(LOAD, ["load"], page)
    put(MEMORY, memory_lines(looked, "--workers 2"), page)
    text = page.read_text()
    assert text.startswith("# Performance\n\nSpeed.\n\n## A team on one server\n\nload\n")
    assert "old" not in text
    assert "exceeded what was held then by 1.3%" in text
    assert "| 2,000 | 710 MB |" in text
    assert "\n".join(kept(page)).strip() == text.partition("Speed.")[2].strip()
