"""What a command shows on a terminal while it computes, beside its output."""

import click
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.changepoints.search import find_changepoints
from analytics.changepoints.stability import search_cuts
from analytics.parallel import in_order
from cli import options
from cli.main import STOPPED, main
from cli.options import told_while_waiting
from tests.helpers.commands import run
from tests.helpers.waiting import PATIENCE, until


def step():
    """Make 120 days whose rate rises in the middle."""
    days = pd.date_range("2024-01-01", periods=120, name="date")
    return pd.Series(np.random.default_rng(3).poisson(np.repeat([1.0, 5.0], 60)), days)


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(options, "shows_progress", lambda: True)


@pytest.fixture
def at_once(terminal, monkeypatch):
    monkeypatch.setattr(options, "QUICK", 0.0)


def told(capfd, words):
    """Wait until the line is written, and give all that was."""
    text = []

    def there():
        text.append(capfd.readouterr().err)
        return words in "".join(text)

    until(there)
    return "".join(text)


def test_the_cuts_and_the_draws_are_told_as_they_are_searched(at_once, capfd):
    with told_while_waiting("Searching for changes"):
        text = told(capfd, "\rSearching for changes ...")
        search_cuts(step())
        text += told(capfd, "100%")
    shares = text.split("\rSearching 12 cuts of the period: ")[1:]
    assert [share.strip() for share in shares] == [f"{n / 12:.0%}" for n in range(13)]
    assert text.endswith("100%\n")
    assert capfd.readouterr().err == ""


def test_a_longer_line_before_leaves_nothing_behind(at_once, capfd):
    with told_while_waiting("Some words that are very long"):
        told(capfd, "long ...")
        in_order(str, [1], "Short")
        text = told(capfd, "100%")
    first, last = (part.rstrip("\n") for part in text.split("\r")[1:])
    assert first == "Short:   0%".ljust(len("Some words that are very long ..."))
    assert last.startswith("Short: 100%")


def test_what_is_quick_says_nothing(terminal, monkeypatch, capfd):
    monkeypatch.setattr(options, "QUICK", PATIENCE)
    with told_while_waiting("Searching for changes"):
        in_order(str, [1, 2], "Searching")
    assert capfd.readouterr().err == ""


def test_where_nobody_looks_nothing_is_told(monkeypatch, capfd):
    monkeypatch.setattr(options, "QUICK", 0.0)
    with told_while_waiting("Searching for changes"):
        find_changepoints(step())
        in_order(str, [1, 2], "Searching")
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("words", [("analyse",), ("analyse", "--json")])
def test_the_output_is_the_same_with_it(monkeypatch, words):
    before = run(*words)
    monkeypatch.setattr(options, "shows_progress", lambda: True)
    monkeypatch.setattr(options, "QUICK", 0.0)
    after = run(*words)
    assert (after.exit_code, after.stdout) == (0, before.stdout)
    assert before.stderr == ""


def test_a_chart_tells_what_it_waits_for_and_not_while_it_asks(at_once, monkeypatch, tmp_path):
    asked, out = [], tmp_path / "a.svg"
    out.write_text("mine")
    line = options._Line

    class Line(line):
        def end(self):
            super().end()
            asked.append("told")

    def confirm(*_, **__):
        asked.append("asked")
        return True

    monkeypatch.setattr(options, "_Line", Line)
    monkeypatch.setattr(options, "at_a_terminal", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    result = run("chart", "timeline", "--out", out)
    assert result.exit_code == 0, result.output
    assert asked == ["told", "asked", "told"]
    assert "Wrote" in result.stdout
    assert "\r" not in result.stdout


def test_stopping_is_one_sentence_on_a_line_of_its_own(at_once, monkeypatch):
    begun = []

    class Line(options._Line):
        def ask(self):
            super().ask()
            begun.append(True)

    def stop(_):
        until(lambda: begun)
        raise KeyboardInterrupt

    monkeypatch.setattr(options, "_Line", Line)
    monkeypatch.setattr("report.terminal.analysis.summarise", stop)
    result = CliRunner().invoke(main, ["analyse"])
    assert result.exit_code == 130
    assert result.stderr == f"\rSearching for changes ...\n{STOPPED}\n"
    assert result.stdout == ""
