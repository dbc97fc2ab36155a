"""The engine's figures beside those of Kaleido and Chromium, which is what it stands in for."""

import asyncio
import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.fonts import lacking
from charts.style.theme import Look
from data.errors import EscalationError
from data.study import load_study
from report.figure.browser import FontPage, find_browser
from report.figure.render import draw_image, drawn_svg
from report.figure.svg import with_fonts
from tests.helpers.figures import counts, largest_difference, marks, parsed, pixels, text_boxes
from tests.helpers.vintages import write_vintages
from tests.helpers.waiting import PATIENCE

pytestmark = pytest.mark.browser

LOOKS = {"light": (False, 1000), "dark": (True, 1000), "phone": (False, 390)}
CASES = [(name, look) for name in CHARTS for look in LOOKS]
# Of 255, averaged over squares of 15 pixels. The charts differ by 6 to 17; of the broken figures
# below, the mildest, a word left out of a label, differs by 47, a bar left out by 98.
BOUND = 25
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]


@pytest.fixture(scope="module")
def charts(study_folder, tmp_path_factory):
    bundled = load_study(study_folder)
    made = load_study(write_vintages(tmp_path_factory.mktemp("made")))
    views = {
        "revisions": (made, replace(default_view(made), older="2024-02-15", newer="main")),
    }
    drawn = {}
    for name, look in CASES:
        study, view = views.get(name, (bundled, default_view(bundled)))
        dark, width = LOOKS[look]
        look_of = Look(dark=dark, width=width)
        drawn[name, look] = draw(name, Selection(study, view), look_of)
    return drawn


@pytest.fixture(scope="module")
def figures(charts):
    return {case: chart.figure for case, chart in charts.items()}


@pytest.fixture(scope="module")
def ours(figures):
    return {case: drawn_svg(figure) for case, figure in figures.items()}


@pytest.fixture(scope="module")
def theirs(figures):
    """What Kaleido draws, all in one browser."""
    import kaleido

    try:
        path = find_browser()
    except EscalationError:
        pytest.skip("no Chrome or Chromium is installed: the comparison with it was left out")

    async def draw_all():
        async with kaleido.Kaleido(
            path=path, page_generator=FontPage(), timeout=PATIENCE
        ) as browser:
            options = {"format": "svg"}
            return {
                case: (await browser.calc_fig(figure.to_dict(), opts=options)).decode("utf-8")
                for case, figure in figures.items()
            }

    return asyncio.run(draw_all())


@pytest.fixture(scope="module")
def seen(theirs, figures):
    """Kaleido's SVG as Chromium shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=FLAGS)

        def look_at(case, svg=None):
            size = {side: int(figures[case].layout[side]) for side in ("width", "height")}
            page = browser.new_page(viewport=size)
            page.set_default_timeout(PATIENCE * 1000)
            style = "<style>body{margin:0}svg{display:block}</style>"
            page.set_content(style + with_fonts(svg or theirs[case]))
            page.evaluate("document.fonts.ready")
            shot = pixels(page.screenshot())
            page.close()
            return shot

        look_at.browser = browser
        yield look_at
        browser.close()


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_mark_is_there_and_where_chromium_puts_it(ours, theirs, case):
    mine, other = parsed(ours[case]), parsed(theirs[case])
    land = case[0] not in ("map", "where-map")
    assert counts(mine, land=land) == counts(other, land=land)
    one, two = marks(mine, land=land), marks(other, land=land)
    assert [name for name, _ in one] == [name for name, _ in two]
    for (_, place), (_, expected) in zip(one, two, strict=True):
        assert place == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_label_is_there_and_within_a_pixel_or_two(ours, theirs, case):
    mine = text_boxes(parsed(ours[case]))
    other = text_boxes(parsed(theirs[case]))
    assert [text for text, _ in mine] == [text for text, _ in other]
    for (_, box), (_, expected) in zip(mine, other, strict=True):
        assert box == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_no_label_is_cut_off_covers_another_or_needs_another_font(figures, ours, case):
    layout = figures[case].layout
    found = text_boxes(parsed(ours[case]))
    assert len(found) > 5
    for text, (left, top, right, bottom) in found:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= layout.width, text
        assert bottom <= layout.height, text
    assert lacking("".join(text for text, _ in found)) == []
    for (one, a), (other, b) in combinations(found, 2):
        # Lines of one text stand 1.3 sizes apart, a little less than the font's full height.
        apart = a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 4 or b[3] <= a[1] + 4
        assert apart, (one, other)


@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_it_looks_as_in_chromium(charts, seen, case):
    mine = pixels(draw_image(charts[case], "png", scale=1))
    assert largest_difference(mine, seen(case)) <= BOUND


WHERE = """
[...document.querySelectorAll('text')].flatMap((text) => {
  const lines = [...text.querySelectorAll('tspan.line')];
  return lines.length ? lines : [text];
}).filter((line) => line.textContent).map((line) => {
  const box = line.getBoundingClientRect();
  return [line.textContent, box.left, box.right];
})
"""


@pytest.mark.parametrize("name", ["around", "breakdown", "timeline", "map"])
def test_an_html_file_puts_its_labels_where_the_other_files_do(charts, ours, seen, tmp_path, name):
    case = (name, "light")
    (tmp_path / "a.html").write_bytes(draw_image(charts[case], "html", scale=1))
    page = seen.browser.new_page(viewport={"width": 1000, "height": 800})
    page.set_default_timeout(PATIENCE * 1000)
    page.goto((tmp_path / "a.html").as_uri())
    page.wait_for_selector(".trace path", state="attached")
    found = page.evaluate(WHERE)
    page.close()
    expected = [[text, box[0], box[2]] for text, box in text_boxes(parsed(ours[case]))]
    assert sorted(text for text, *_ in found) == sorted(text for text, *_ in expected)
    for one, other in zip(sorted(found), sorted(expected), strict=True):
        assert one[1:] == pytest.approx(other[1:], abs=1.5), one[0]


def broken(svg, how):
    """Break a timeline in one small way."""
    if how == "a bar is missing":
        return re.sub('<g class="point"><path d="M[^0][^>]*></g>', "", svg, count=1)
    if how == "a colour is another":
        return svg.replace("rgb(0, 114, 178)", "rgb(90, 160, 90)")
    assert how == "a word is missing"
    return svg.replace("in Gaza begins", "in begins")


@pytest.mark.parametrize("how", ["a bar is missing", "a colour is another", "a word is missing"])
def test_a_broken_figure_is_beyond_the_bound(charts, theirs, seen, how):
    case = ("timeline", "light")
    changed = broken(theirs[case], how)
    assert changed != theirs[case]
    mine = pixels(draw_image(charts[case], "png", scale=1))
    assert largest_difference(mine, seen(case, changed)) > BOUND


def test_the_difference_is_that_of_the_worst_place():
    plain = np.zeros((40, 40, 3))
    spot = plain.copy()
    spot[10:13, 20:23] = 225
    assert largest_difference(spot, plain, window=15) == pytest.approx(225 * 9 / 225)
