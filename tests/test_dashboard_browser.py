"""The real server, a real browser, and what a reader does there."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from tests.made_sources import ACLED_2022, acled

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import Error, sync_playwright

    installed = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as play:
        try:
            opened = play.chromium.launch(executable_path=installed, args=list(FLAGS))
        except Error:
            pytest.skip("no Chrome or Chromium is installed: the browser tests were left out")
        yield opened
        opened.close()


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


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


@pytest.fixture
def page(browser, address):
    """A page that fails the test on any console error and any request to elsewhere."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
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


def drawn(page, name="timeline"):
    chart = page.locator(f'[data-chart="{name}"] .js-plotly-plot .main-svg').first
    chart.wait_for(timeout=30_000)
    return chart


def answer(page):
    page.locator(".answer").wait_for(timeout=30_000)
    return page.locator(".answer").inner_text()


def test_the_first_view_answers_with_numbers(page, address):
    page.goto(address)
    drawn(page)
    assert re.search(r"\d.* a day", answer(page))
    assert page.locator(".number").count() >= 1


def test_a_filter_changes_the_address_and_the_answer_and_survives_a_reload(page, address):
    page.goto(address)
    drawn(page)
    first = answer(page)
    page.locator("#country").click()
    page.get_by_role("option", name="Iraq").click()
    page.wait_for_url("**/?country=Iraq")
    page.wait_for_function("t => document.querySelector('.answer').innerText !== t", arg=first)
    second = answer(page)
    page.reload()
    drawn(page)
    assert answer(page) == second
    page.go_back()
    page.wait_for_function("t => document.querySelector('.answer').innerText === t", arg=first)


def test_a_link_with_state_opens_the_same_view(page, address):
    page.goto(f"{address}/?confidence=official&tab=around&before=14&after=14")
    drawn(page, "around")
    assert page.locator("#before").input_value() == "14"
    assert page.get_by_role("tab", name="Around an event").get_attribute("aria-selected") == "true"
    assert page.get_by_label("Official", exact=True).is_checked()


def test_every_tab_draws_and_charts_download(page, address):
    page.goto(address)
    drawn(page)
    for tab, chart in [("Change points", "regimes"), ("Tallies", "tallies"), ("Map", "map")]:
        page.get_by_role("tab", name=tab, exact=True).click()
        drawn(page, chart)
    for kind in ("SVG", "PNG", "Data (CSV)"):
        with page.expect_download(timeout=30_000) as waiting:
            page.get_by_role("button", name=f"{kind}, timeline chart").click()
        content = Path(waiting.value.path()).read_bytes()
        assert len(content) > 500
        if kind == "SVG":
            assert content.startswith(b"<svg")
        if kind == "PNG":
            assert content.startswith(b"\x89PNG")


def test_a_report_of_the_view_is_made_and_its_chart_cited(page, address):
    page.goto(f"{address}/?country=Iraq&data=000000000000")
    drawn(page)
    page.get_by_text("The data have changed since this link was made").wait_for()
    page.get_by_role("button", name="Report", exact=True).click()
    with page.expect_download(timeout=90_000) as waiting:
        page.get_by_role("menuitem", name="PDF").click()
        page.get_by_text("Making the report").wait_for()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")
    page.get_by_role("button", name="Cite, timeline chart").click()
    page.get_by_text("Iraq only").last.wait_for()
    link = page.locator(".citation").inner_text().split()[-1]
    page.get_by_role("button", name="Copy link").click()
    # The browser writes to the clipboard in its own time.
    copied = "async link => (await navigator.clipboard.readText()) === link"
    page.wait_for_function(copied, arg=link, timeout=5_000)
    page.goto(link)
    drawn(page)
    assert page.locator("#notice").inner_text() == ""


def test_a_bar_opens_the_incidents_of_its_day(page, address):
    page.goto(f"{address}/?days=2023-12-06&tab=incidents")
    page.locator(".ag-row").first.wait_for(timeout=30_000)
    dates = page.locator('.ag-center-cols-container [col-id="date"]').all_inner_texts()
    assert dates
    assert set(dates) == {"6 Dec 2023"}
    links = page.locator('.ag-center-cols-container [col-id="source_publisher"] a')
    assert links.first.get_attribute("href").startswith("http")


def test_tabs_move_with_the_keyboard(page, address):
    page.goto(address)
    drawn(page)
    page.get_by_role("tab", name="Overview").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**tab=changes**")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_sees_no_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?theme={theme}")
    drawn(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    assert page.evaluate("document.documentElement.dataset.theme") == theme


def test_an_impossible_filter_gives_a_calm_sentence(page, address):
    page.goto(f"{address}/?country=Jordan&weapon=mortar")
    assert len(answer(page)) > 20
    assert "Error" not in page.locator("body").inner_text()


DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    const tell = (kind) => window.dispatchEvent(
        new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
    );
    tell("dragenter");
    const seen = !document.querySelector(".drop-overlay").hidden;
    tell("drop");
    return seen && document.querySelector(".drop-overlay").hidden;
}"""


def dropped_days():
    """Make ACLED-like rows: one a day, three a day from the hundredth."""
    start = pd.Timestamp("2022-01-01")
    days = [start + pd.Timedelta(days=n) for n in range(200) for _ in range(3 if n >= 100 else 1)]
    return acled(ACLED_2022, [f"{day:%d %B %Y}" for day in days] + ["never"]).decode()


def test_a_dropped_file_is_shown_to_this_browser_only_until_it_is_closed(page, browser, address):
    page.goto(f"{address}/?country=Iraq&theme=dark")
    drawn(page)
    served = page.locator(".header h1").inner_text()
    assert page.evaluate(DROP, ["made.csv", dropped_days()])
    page.locator("#file-report[open]").wait_for(timeout=30_000)
    drawn(page)
    assert "401 rows in, 400 kept, 0 left out, 1 rejected" in page.locator("#main").inner_text()
    assert 'found "never"' in page.locator("#file-report").inner_text()
    assert "made.csv" in page.title()
    assert "from 1.0 to 3.0 a day" in answer(page)
    assert re.fullmatch(r".*/\?file=[0-9a-f]{12}&theme=dark", page.url)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="All rejected rows (CSV)").click()
    assert "402" in Path(waiting.value.path()).read_text(encoding="utf-8")
    link = page.url
    page.reload()
    drawn(page)
    assert page.locator("#file-report").get_attribute("open") is None
    other = browser.new_context().new_page()
    other.goto(link)
    drawn(other)
    assert other.locator(".header h1").inner_text() == served
    assert "made for another file" in other.locator("#notice").inner_text()
    other.context.close()
    page.locator("#close-file").click()
    page.wait_for_url(f"{address}/?theme=dark")
    drawn(page)
    assert page.locator(".header h1").inner_text() == served


def test_a_file_that_does_not_say_enough_is_asked_about_with_the_keyboard(page, address, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("When,Country\n" + "".join(f"0{n}/02/2024,Here\n" for n in range(1, 10)))
    page.goto(address)
    drawn(page)
    first = answer(page)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Open a file").press("Enter")
    chooser.value.set_files(path)
    said = page.locator(".drop-status")
    page.wait_for_function("document.activeElement.name === 'map'")
    assert "expected a column of dates among When, Country" in said.inner_text()
    assert answer(page) == first
    page.keyboard.type("date=When")
    page.get_by_role("button", name="Read it again").press("Enter")
    page.wait_for_function("document.activeElement.name === 'date-order'")
    assert "does not settle" in said.inner_text()
    page.get_by_label("Dates are").select_option("dmy")
    page.get_by_role("button", name="Read it again").press("Enter")
    page.locator("#file-report[open]").wait_for(timeout=30_000)
    assert "9 rows in, 9 kept" in page.locator("#file-report summary").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_opens_a_file_without_sideways_scrolling(page, address, theme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/?theme={theme}")
    drawn(page)
    assert page.evaluate(DROP, [f"{'long' * 20}.csv", "name\nnothing\n"])
    page.locator(".drop-form").wait_for(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(DROP, [f"{'long' * 20}.csv", dropped_days()])
    page.locator("#file-report[open]").wait_for(timeout=30_000)
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
