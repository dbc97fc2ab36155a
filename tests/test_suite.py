"""What holds for the tests themselves."""

import ast

import pytest

from tests.helpers.paths import ROOT

TESTS = ROOT / "tests"
HELPERS = sorted((TESTS / "helpers").glob("*.py"))
MODULES = sorted(path for path in TESTS.rglob("*.py") if path not in HELPERS)
# The one place that waits; every other wait asks it for a condition.
WAITING = TESTS / "helpers" / "waiting.py"
# Here a pause is itself what is tested: one thread computes while another asks.
PAUSES = {"analytics/selection/test_cache.py"}
# Asking for these leads to a clock, whose answer depends on what else the machine does.
CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "sleep", "time_ns"}
MOST_LINES = 350


def name_of(path):
    return path.relative_to(TESTS).as_posix()


def imported(path):
    """Give the modules that a file of the tests imports from the tests."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name for name in names if name.partition(".")[0] == "tests")


@pytest.mark.parametrize("path", MODULES + HELPERS, ids=name_of)
def test_what_tests_share_is_imported_from_the_helpers(path):
    others = [name for name in imported(path) if not name.startswith("tests.helpers")]
    assert others == []


@pytest.mark.parametrize("path", MODULES + HELPERS, ids=name_of)
def test_nothing_depends_on_how_fast_the_machine_is(path):
    code = ast.parse(path.read_text(encoding="utf-8"))
    asked = {
        node.attr
        for node in ast.walk(code)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "time"
    } | {
        alias.name
        for node in ast.walk(code)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
    }
    may = asked if path == WAITING else {"sleep"} if name_of(path) in PAUSES else set()
    assert asked & CLOCKS <= may, "wait with tests.helpers.waiting.until"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_whatever_opens_a_browser_is_marked(path):
    text = path.read_text(encoding="utf-8")
    opens = "goto(" in text or "chromium.launch" in text
    assert not opens or path.name == "conftest.py" or "pytest.mark.browser" in text


def test_a_file_of_tests_holds_one_idea():
    long = {
        name_of(path): lines
        for path in MODULES + HELPERS
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}
