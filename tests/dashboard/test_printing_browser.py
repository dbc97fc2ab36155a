"""What comes out on paper: what is on the screen, whole."""

import io
import re

import pytest
from pypdf import PdfReader

from charts.style.colours import lighter_colours
from tests.helpers.browser import answer, drawn, served

pytestmark = pytest.mark.browser

PLOTS = """() => Array.from(document.querySelectorAll('#main .chart .js-plotly-plot'))
    .filter((plot) => plot.checkVisibility()).map((plot) => plot._fullLayout.width)"""
RIGHT = """() => Math.max(...Array.from(document.querySelectorAll('#main .main-svg, #main td'))
    .filter((part) => part.checkVisibility()).map((part) => part.getBoundingClientRect().right))"""
COLOURS = """() => Array.from(document.querySelectorAll('#main .chart svg, #main .chart svg *'))
    .flatMap((part) => ['fill', 'stroke', 'backgroundColor'].map((name) => part.style[name]))"""
HEADS = """() => Array.from(document.querySelectorAll('#main table.plain th'))
    .map((head) => getComputedStyle(head).position)"""
INK, WHITE = "rgb(27, 31, 36)", "rgb(255, 255, 255)"
# A4, less the margins, in pixels of 96 to the inch.
PAPER = 703


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def as_hex(colour):
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3])


def on_paper(page):
    found = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    return " ".join(" ".join(sheet.extract_text() for sheet in found.pages).split())


def test_paper_has_title_filters_and_charts_of_its_own_width(page, address):
    page.goto(f"{address}/?country=Iraq")
    drawn(page)
    said = " ".join(answer(page).split())
    page.wait_for_load_state("networkidle")
    page.evaluate("() => { window.print = () => (window.printed = true); }")
    page.keyboard.press("Control+p")
    page.wait_for_function("window.printed")
    assert max(page.evaluate(PLOTS)) <= PAPER
    text = on_paper(page)
    assert page.locator("h1").inner_text() in text
    assert said in text
    assert "Iraq only" in text
    assert "Show as table" not in text
    page.wait_for_function(f"() => Math.max(...({PLOTS})()) > {PAPER}")


def test_paper_printed_without_its_keys_is_light_and_as_wide_as_its_charts(page, address):
    page.goto(f"{address}/?theme=dark&unit=week")
    drawn(page)
    answer(page)
    page.wait_for_load_state("networkidle")
    # White, of the totals in the dark, is the colour of paper.
    dark = set(lighter_colours()) - set(lighter_colours().values())
    light = set(lighter_colours().values()) - set(lighter_colours())
    before = set(map(as_hex, page.evaluate(COLOURS)))
    assert len(dark & before) > 5
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = set(map(as_hex, page.evaluate(COLOURS)))
    assert not dark & printed
    assert len(light & printed - before) > 5
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(RIGHT) <= PAPER
    words = "part => getComputedStyle(part).color"
    for place in ("h1", ".answer", ".number b", ".card p", "body"):
        assert page.locator(place).locator("visible=true").first.evaluate(words) == INK, place
    assert page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor") == WHITE
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    # Drawn anew or given back, at whatever width it has by now: a narrow one has fewer labels.
    after = set(map(as_hex, page.evaluate(COLOURS)))
    assert len(dark & after) > 5
    assert not (light & printed - before) & after


def test_paper_has_every_incident(page, address):
    page.goto(f"{address}/?tab=incidents&country=Iraq")
    page.locator(".ag-row").first.wait_for()
    answer(page)
    listed = int(page.locator("#incidents-note").inner_text().split()[0])
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    rows = page.locator("table.printed tbody tr")
    assert rows.count() == listed > 50
    last = " ".join(rows.last.locator("td").nth(6).text_content().split())
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("table.printed").count() == 0
    assert last[:40] in on_paper(page)
    # What stays in sight where a table scrolls would lie over its rows.
    page.goto(f"{address}/?tab=changes")
    page.locator("#main table.plain th").first.wait_for()
    assert set(page.evaluate(HEADS)) == {"sticky"}
    page.emulate_media(media="print")
    assert set(page.evaluate(HEADS)) == {"static"}
