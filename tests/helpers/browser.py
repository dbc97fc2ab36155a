"""The real server, and a real browser on it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def served(*words):
    """Serve a study on a free port, and give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "--port", str(port), *words]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, env={**os.environ})
    url = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            break
        except OSError:
            assert server.poll() is None, "the server stopped"
            time.sleep(0.1)
    yield url
    server.terminate()
    server.wait(10)


def drawn(page, name="timeline"):
    chart = page.locator(f'[data-chart="{name}"] .js-plotly-plot .main-svg').first
    chart.wait_for(timeout=30_000)
    return chart


def answer(page):
    page.locator(".answer").wait_for(timeout=30_000)
    return page.locator(".answer").inner_text()
