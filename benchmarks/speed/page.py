"""How long a reader waits for the first chart, in a real browser, and what that costs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from benchmarks.markdown import table
from benchmarks.speed.server import running

LOADS = 7
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
DESK = {"width": 1440, "height": 900}
# Looks at every frame until a chart has a drawn mark of some size: the picture that comes first,
# and the chart that answers a pointer. Notes the time since the navigation began.
WATCH = """
(() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shift += entry.hadRecentInput ? 0 : entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const drawn = (marks) => [...document.querySelectorAll(marks)]
    .some((mark) => mark.getBoundingClientRect().width > 0);
  const live = '.js-plotly-plot .trace path';
  const look = () => {
    if (!window.firstChart && drawn(`#first svg .trace path, ${live}`))
      window.firstChart = performance.now();
    if (drawn(`[data-chart="timeline"] ${live}`)) window.liveChart = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
# What is measured of a load, with its unit and its bar.
MEASURES = {
    "first chart visible": ("s", 0.6),
    "first chart live": ("s", 1.3),
    "transfer": ("MB", 1.5),
    "requests": ("", 16),
    "layout shift": ("", 0.02),
}
Load = tuple[float, ...]


@contextmanager
def chromium() -> Iterator[object]:
    """Give headless Chromium; None where there is none."""
    from playwright.sync_api import Error, sync_playwright

    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=found, args=FLAGS)
        except Error:
            yield None
            return
        yield browser
        browser.close()


def load(browser: object, port: int) -> Load:
    """Open the page where nothing is cached, and return what ``MEASURES`` names."""
    # What is waited for is text that is made a function, which the policy of the page forbids.
    context = browser.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    taken = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function("window.liveChart !== undefined", timeout=60_000)
    page.wait_for_load_state("networkidle")
    first, live, shift = page.evaluate("[window.firstChart, window.liveChart, window.shift]")
    context.close()
    # What a data: address holds has come already.
    sizes = [size for size in taken if size > 0]
    return first / 1000, live / 1000, sum(sizes) / 1e6, len(sizes), shift


def loads(before: str = "") -> list[list[Load]] | None:
    """Open the page again and again.

    Parameters
    ----------
    before : str
        Folder of another version, whose loads alternate with those of this one.

    Returns
    -------
    list of list of Load, or None
        By version, the other one first; None without a browser.
    """
    with chromium() as browser, served(before) as ports:
        if browser is None:
            return None
        found = [[load(browser, port) for port in ports] for _ in range(LOADS + 1)]
    return [list(version) for version in zip(*found[1:], strict=True)]  # the first warms up


@contextmanager
def served(before: str) -> Iterator[list[int]]:
    """Serve another version, where one is given, and this one; give their ports."""
    with running() as (port, _):
        if before:
            with running(folder=before) as (other, _):
                yield [other, port]
        else:
            yield [port]


def page_lines(before: str = "") -> list[str]:
    """Write the table of page loads."""
    found = loads(before)
    lines = ["## The first chart in the browser", ""]
    if found is None:
        return [*lines, "Not measured: no Chrome or Chromium was found.", ""]
    about = (
        f"Headless Chromium, 1440 x 900, server warm, {LOADS} loads, each in a new browser context "
        "so that nothing is cached; from the start of the navigation to the frame in which a chart "
        "has drawn marks. Visible is the picture that the server draws, live the chart that "
        "answers a pointer. "
    )
    about += "The version before was loaded in turn with this one." if before else ""
    rows = [_row(place, found) for place in range(len(MEASURES))]
    heads = ["", *(["before, median"] if before else []), "median", "longest", "bar, median", ""]
    return [*lines, about.strip(), "", *table(heads, rows)]


def _row(place: int, found: list[list[Load]]) -> tuple:
    name, (unit, bar) = list(MEASURES.items())[place]
    middles = [median(one[place] for one in version) for version in found]
    most = max(one[place] for one in found[-1])
    shown = [written(value, unit) for value in (*middles, most, bar)]
    over = middles[-1] - bar
    return (name, *shown, "met" if over <= 0 else f"missed by {written(over, unit)}")


def written(value: float, unit: str) -> str:
    """Write a measured value with its unit."""
    return f"{value:.2f} {unit}" if unit else f"{value:.3g}"
