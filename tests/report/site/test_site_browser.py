"""A published site in a real browser: from a stick, and from any web server."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from plotly.io.json import to_json_plotly

from charts.catalogue import draw, timeline_under_answer
from charts.style.theme import Look
from report.figure.static import rounded
from report.site.figures import WIDTHS
from tests.helpers.accessible import BY_THEME, EVERY_RULE, SIDEWAYS, violations
from tests.helpers.site import view_of
from tests.helpers.waiting import PATIENCE

pytestmark = pytest.mark.browser
REFUSED = """window.refused = [];
document.addEventListener("securitypolicyviolation", (found) =>
    window.refused.push(`${found.violatedDirective}: ${found.sample || found.blockedURI}`));
"""
SHOWN = '(name) => document.querySelector(`[data-file="${name}"] > div`).layout'


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words):
        """Say nothing: the test looks at what is asked."""


@pytest.fixture
def server(done):
    """Any web server: the one of Python's own library, which adds no header."""
    handler = functools.partial(Quiet, directory=str(done.folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def opened(browser):
    """A page under its own policy, and all that it asks for or complains of."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, bypass_csp=False, accept_downloads=True
    )
    context.set_default_timeout(PATIENCE * 1000)
    page, heard = context.new_page(), []
    page.add_init_script(REFUSED)
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda r: heard.append(r.url))
    yield page, heard
    context.close()


def walk(page, address, heard):
    """Go by the links from the list of briefs through every view; nothing is heard from outside."""
    page.goto(f"{address}/index.html")
    page.get_by_role("link", name="Open the newest brief").click()
    views = page.get_by_role("navigation", name="Views").get_by_role("link")
    names = views.all_inner_texts()
    assert len(names) == 10
    for name in names:
        page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()
        page.locator('a[aria-current="page"]', has_text=name).wait_for()
        charts = page.locator("[data-chart]").count()
        page.locator(".js-plotly-plot .main-svg").nth(3 * charts - 1).wait_for() if charts else None
        assert page.evaluate("window.refused") == []
    outside = [one for one in heard if not one.startswith((address, "data:", "blob:"))]
    assert outside == []


def test_every_view_opens_from_a_stick_and_from_a_server(opened, done, server):
    page, heard = opened
    walk(page, done.folder.as_uri(), heard)
    heard.clear()
    walk(page, server, heard)
    # That a refusal would have been noted.
    page.locator("body").evaluate("body => body.setAttribute('onclick', '1')")
    assert any(one.startswith("script-src") for one in page.evaluate("window.refused"))


def test_a_page_is_read_sorted_searched_and_saved(opened, done):
    page, heard = opened
    brief = f"{done.folder.as_uri()}/{done.brief.name}"
    page.goto(f"{brief}/incidents.html")
    table = page.locator("figure.table").first
    first = "tbody tr:not([hidden]) td"
    newest = table.locator(first).first.inner_text()
    button = table.get_by_role("button", name="Date", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert table.locator('th[aria-sort="ascending"]').inner_text().startswith("Date")
    assert table.locator(first).first.inner_text() == "1 Jan 2024" != newest
    page.keyboard.press("Enter")
    assert table.locator(first).first.inner_text() == newest
    page.get_by_label("Only rows with").fill("Zqxwords 7")
    assert "of" in table.get_by_role("status").inner_text()
    assert "Zqxwords 7" in table.locator("tbody tr:not([hidden])").first.inner_text()
    page.goto(f"{brief}/around.html")
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="PNG").click()
    assert saved.value.suggested_filename == "around.png"
    assert [one for one in heard if not one.startswith(("file:", "data:", "blob:"))] == []


def test_dark_is_what_the_charts_themselves_draw(opened, done, folder):
    page, _ = opened
    page.emulate_media(color_scheme="dark")
    brief = f"{done.folder.as_uri()}/{done.brief.name}"
    look = Look(width=WIDTHS[-1], dark=True)
    selection = view_of(folder)
    timeline = timeline_under_answer(selection, look)
    others = [
        ("map", draw("map", selection, look)),
        ("changes-regimes", draw("regimes", selection, look)),
    ]
    for name, chart in [("timeline", timeline), *others]:
        place = "index" if name == "timeline" else name.partition("-")[0]
        page.goto(f"{brief}/{place}.html")
        page.locator(f'[data-file="{name}"] .main-svg').first.wait_for()
        drawn = page.evaluate(SHOWN, name)
        layout = json.loads(to_json_plotly(rounded(chart.figure.to_dict())))["layout"]
        for part in ("annotations", "shapes", "template"):
            assert drawn.get(part) == layout.get(part), (name, part)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_pages_can_be_read_by_everybody(browser, done, width, theme):
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    page.set_default_timeout(PATIENCE * 1000)
    rules = EVERY_RULE if theme == "light" else BY_THEME
    paths = [
        "index.html",
        *(f"{done.brief.name}/{n}.html" for n in ("index", "where", "incidents")),
    ]
    for path in paths:
        page.goto(f"{done.folder.as_uri()}/{path}")
        page.wait_for_load_state("networkidle")
        assert not page.evaluate(SIDEWAYS), path
        assert violations(page, rules) == [], path
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation", name="Views").is_visible()
    # On paper the first page has the answer and its figure.
    page.goto(f"{done.folder.as_uri()}/{done.brief.name}/index.html")
    still = page.locator(".front img.static").first
    still.wait_for()
    assert still.evaluate("(one) => one.getBoundingClientRect().height") <= 132 * 96 / 25.4
    page.goto(f"{done.folder.as_uri()}/{done.brief.name}/map.html")
    page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
    assert page.locator("img.static").first.is_visible()
    page.close()
