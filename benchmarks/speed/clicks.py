"""How long after a click the page stands still again, in a real browser."""

import numpy as np

from benchmarks.markdown import table
from benchmarks.speed.page import DESK, chromium, served

# Keeps when the page last changed, and how many answers it waits for; the sensitivity of a view
# has a place of its own and may come later.
WATCH = r"""
(() => {
  window.changed = 0; window.waits = 0;
  new MutationObserver(() => (window.changed = performance.now()))
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const send = window.fetch;
  window.fetch = function (address, options) {
    const later = /^.{0,80}"sensitivity/.test(String((options || {}).body).replaceAll("\\", ""));
    const reply = send(address, options);
    if (!later) {
      window.waits += 1;
      const done = () => { window.waits -= 1; window.changed = performance.now(); };
      reply.then((found) => found.clone().text()).then(done, done);
    }
    return reply;
  };
})();
"""
STILL = 250  # ms without a change
SETTLED = f"() => !window.waits && performance.now() - window.changed > {STILL}"


def _tab(name: str) -> tuple[str, ...]:
    return (f'[role="tab"][id$="-tab-{name}"]',)


def _choice(control: str, label: str) -> tuple[str, ...]:
    named = f':text-matches("^({label})$", "i")'
    return (f"#{control}", f'label:has({named}), [role="option"]:is({named}, :has({named}))')


# One reader's clicks: to which kind each belongs, and what is pressed, the last of it measured.
SESSION = (
    ("official totals, first opening", _tab("totals")),
    ("tabs", _tab("changes")),
    ("tabs", _tab("around")),
    ("filters and events", ("#event", '[role="option"]:visible >> nth=1')),
    ("tabs", _tab("map")),
    ("Incidents", _tab("incidents")),
    ("tabs", _tab("overview")),
    ("filters and events", _choice("confirmation", "Officials")),
    ("filters and events", _choice("confirmation", "Anyone")),
    ("filters and events", _choice("series", "Attacks( on .*)?")),
    ("filters and events", _choice("series", "Both|Attacks and strikes")),
    ("tabs", _tab("changes")),
)
READERS = 5
BARS = {"tabs": 0.4, "filters and events": 0.5, "Incidents": 0.8}
BARS |= {"official totals, first opening": 0.7}
Times = dict[str, list[float]]


def _session(browser: object, port: int, times: Times) -> None:
    # What is waited for is text that is made a function, which the policy of the page forbids.
    context = browser.new_context(viewport=DESK, bypass_csp=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{port}/")
    page.locator('[data-chart="timeline"] .xtick text').first.wait_for()
    page.wait_for_function(SETTLED)
    for kind, presses in SESSION:
        # Where what is wanted lies in a list, the list is opened first.
        opened, wanted = presses[:-1], presses[-1]
        if opened and (at_once := page.locator(opened[0]).locator(wanted)).count():
            opened, target = (), at_once.first
        else:
            target = page.locator(wanted).locator("visible=true").first
        for selector in opened:
            page.locator(selector).first.click()
            page.wait_for_function(SETTLED)
        target.scroll_into_view_if_needed()
        page.evaluate("window.began = window.changed = performance.now()")
        target.click()
        page.wait_for_function(SETTLED)
        times.setdefault(kind, []).append(
            page.evaluate("(window.changed - window.began) / 1000"),
        )
    context.close()


def click_times(before: str = "") -> list[Times] | None:
    """Click through the page as several readers would, one after the other.

    Parameters
    ----------
    before : str
        Folder of another version, whose readers alternate with those of this one.

    Returns
    -------
    list of dict, or None
        Seconds by the kind of click, by version; None without a browser.
    """
    with chromium() as browser, served(before) as ports:
        if browser is None:
            return None
        found: list[Times] = [{} for _ in ports]
        for _ in range(READERS):
            for port, times in zip(ports, found, strict=True):
                _session(browser, port, times)
    return found


def click_lines(before: str = "") -> list[str]:
    """Write the table of clicks."""
    found = click_times(before)
    lines = ["## Clicks in the browser", ""]
    if found is None:
        return [*lines, "Not measured: no Chrome or Chromium was found.", ""]
    about = (
        f"{READERS * len(SESSION)} clicks: {READERS} readers, each in a new browser context, press "
        "the same controls of a server that was just started. From the click to the last change "
        f"of the page, after which nothing changes for {STILL} ms and no answer is waited for; "
        "other ways to count come later, in a place of their own."
    )
    rows = [_row(kind, bar, found) for kind, bar in BARS.items()]
    names = ["before, median", "before, 95 %"] if before else []
    heads = ["", "clicks", *names, "median", "95 %", "longest", "bar, 95 %", ""]
    return [*lines, about, "", *table(heads, rows)]


def _row(kind: str, bar: float, found: list[Times]) -> tuple:
    spreads = [np.percentile(times[kind], (50, 95)) for times in found]
    shown = [f"{value:.2f} s" for spread in spreads for value in spread]
    over = spreads[-1][1] - bar
    verdict = "met" if over <= 0 else f"missed by {over:.2f} s"
    last = found[-1][kind]
    return (kind, len(last), *shown, f"{max(last):.2f} s", f"{bar:.1f} s", verdict)
