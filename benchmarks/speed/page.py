"""How long a reader waits for the first chart, in a real browser."""

import shutil
from statistics import median

from benchmarks.markdown import table
from benchmarks.speed.server import running

BAR = 2.0
LOADS = 7
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Looks at every frame until a chart has a drawn mark of some size, and notes the time since the
# navigation began.
WATCH = """
(() => {
  const look = () => {
    const marks = [...document.querySelectorAll('.js-plotly-plot .trace path')];
    if (marks.some((mark) => mark.getBoundingClientRect().width > 0))
      window.firstChart = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


def first_chart_times() -> list[float] | None:
    """Open the page in fresh contexts of headless Chromium.

    Returns
    -------
    list of float or None
        Seconds from the start of the navigation to the first chart; None without a browser.
    """
    from playwright.sync_api import Error, sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with running() as (port, _), sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=found, args=FLAGS)
        except Error:
            return None
        times = [_load(browser, port) for _ in range(LOADS + 1)]
        browser.close()
    return times[1:]  # the first one warms the server up


def _load(browser: object, port: int) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function("window.firstChart !== undefined", timeout=60_000)
    seconds = page.evaluate("window.firstChart") / 1000
    context.close()
    return seconds


def page_lines() -> list[str]:
    """Write the table of page loads."""
    times = first_chart_times()
    lines = ["## The first chart in the browser", ""]
    if times is None:
        return [*lines, "Not measured: no Chrome or Chromium was found.", ""]
    middle = median(times)
    verdict = "met" if middle <= BAR else f"missed by {middle - BAR:.2g} s"
    about = (
        "Headless Chromium, 1440 px wide, server warm, a new browser context for every load so "
        "that nothing is cached; from the start of the navigation to the frame in which a chart "
        "has drawn marks."
    )
    row = ("first chart visible", len(times), *[f"{t:.2f} s" for t in (middle, max(times))])
    heads = ["", "loads", "median", "longest", "bar 2 s, median"]
    return [*lines, about, "", *table(heads, [(*row, verdict)])]
