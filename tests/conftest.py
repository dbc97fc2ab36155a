import os
import signal
from functools import partial
from pathlib import Path

import hypothesis
import pyarrow
import pytest

from analytics.parallel import usable_cores
from data.study import load_study
from tests.helpers.browser import FLAGS, installed_browser
from tests.helpers.paths import SHARED, STUDY
from tests.helpers.waiting import PATIENCE

# A busy machine is no fault of the code: a law is held without a clock. ``make test`` tries few
# cases of each, and make test-long as many as find what those miss.
hypothesis.settings.register_profile("few", deadline=None, max_examples=40)
hypothesis.settings.register_profile("many", deadline=None, max_examples=200)
hypothesis.settings.load_profile("few")
# Processes that test, at most.
MOST_PROCESSES = 4


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Have one more than there are cores: a test with a browser waits a third of its time."""
    return min(usable_cores() + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(items):
    """Begin with the files that open a browser, which take longest: others fill their waiting."""
    opening = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in opening)


@pytest.fixture(autouse=True)
def _left_as_found():
    """Fail a test that changes its process: whatever runs after it would run in another."""
    found = _process_wide()
    yield
    assert _process_wide() == found


def _process_wide() -> dict[str, object]:
    # pytest's own, and what a library says to OpenMP as it is imported.
    others = ("PYTEST_CURRENT_TEST", "KMP_")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(others)},
        "folder": Path.cwd(),
        "at SIGTERM": signal.getsignal(signal.SIGTERM),
        "Arrow's threads": pyarrow.cpu_count(),
        "Arrow's memory": pyarrow.default_memory_pool().backend_name,
    }


@pytest.fixture(scope="session")
def study_folder() -> Path:
    return STUDY


@pytest.fixture(scope="session")
def study(study_folder):
    """The bundled study, loaded once: what is computed of it is remembered with it."""
    return load_study(study_folder)


@pytest.fixture(scope="session")
def shared_dataset():
    """Give the path of a third-party data set, or skip: none of them is part of the project."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"needs ../shared/datasets/{name}, which is not part of the project")
        return path

    return find


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as play:
        try:
            opened = play.chromium.launch(executable_path=installed_browser(), args=list(FLAGS))
        except Error:
            pytest.skip("no Chrome or Chromium is installed: the browser tests were left out")
        # What a test waits for is text that is made a function, which the page's policy forbids;
        # tests/dashboard/serving/test_policy_browser.py holds that the page itself does without.
        opened.new_context = partial(opened.new_context, bypass_csp=True)
        opened.new_page = partial(opened.new_page, bypass_csp=True)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address):
    """A page that fails the test on any console error and any request to elsewhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE * 1000)
    opened = context.new_page()
    faults = []
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "request",
        lambda r: faults.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else 0,
    )
    yield opened
    context.close()
    assert faults == []
