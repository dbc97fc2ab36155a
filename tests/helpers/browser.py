"""The real server, and a real browser on it."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager

from tests.helpers.paths import ROOT
from tests.helpers.waiting import PATIENCE, until

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def installed_browser():
    """Give the path of an installed browser, or None: Playwright then takes its own."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def served(*words, ahead=False):
    """Serve a study on a free port, and give its address; no server is left behind."""
    with serving(*words, *([] if ahead else ["--no-ahead"])) as (_, url):
        yield url


@contextmanager
def serving(*words, **environment):
    """Serve a study on a free port, and give process and address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--port", str(port), *words]
    around = {**os.environ, **environment}
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=around)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(server, url))
        yield server, url
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _answers(server, url):
    assert server.poll() is None, f"the server stopped with exit code {server.returncode}"
    try:
        urllib.request.urlopen(url, timeout=PATIENCE).close()
    except urllib.error.URLError:  # not listening yet
        return False
    return True


DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    for (const kind of ["dragenter", "drop"]) {
        window.dispatchEvent(
            new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
        );
    }
}"""


def drop(page, name, text):
    """Drop a file of text onto a page."""
    page.evaluate(DROP, [name, text])


def drawn(page, name="timeline"):
    chart = page.locator(f'[data-chart="{name}"] .js-plotly-plot .main-svg').first
    chart.wait_for()
    return chart


def answer(page):
    page.wait_for_function("document.querySelector('.answer')?.innerText.match(/checked/) === null")
    return page.locator(".answer").inner_text()
