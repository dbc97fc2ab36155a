"""One reader's evening: the ten jobs that the page is for, one after the other, with real clicks.

``WALK=FOLDER make test-long`` keeps a picture of each job, and its address in ``walk.jsonl``.
"""

import io
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.helpers.browser import answer, drawn, drop, served
from tests.helpers.sources import ACLED_2022, acled

pytestmark = [pytest.mark.browser, pytest.mark.long]
# What a person takes between two clicks.
PAUSE = 400
STARTS = {"PDF": b"%PDF", "Word": b"PK", "PowerPoint": b"PK", "Web page": b"<!"}


@pytest.fixture(scope="module")
def address():
    with served(ahead=True) as url:
        yield url


@pytest.fixture
def job(page, tmp_path):
    """Write down each job, and what the page looked like after it."""
    folder = Path(os.environ.get("WALK") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def one(name):
        yield
        number = 1 + sum(1 for _ in folder.glob("*.png"))
        page.screenshot(path=folder / f"{number:02}-{name.replace(' ', '-')}.png")
        line = {"job": name, "address": page.url}
        with (folder / "walk.jsonl").open("a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")

    return one


def choose(page, control, option):
    page.locator(control).click()
    page.wait_for_timeout(PAUSE)
    page.get_by_role("option", name=option, exact=True).click()


def saved(page, press):
    with page.expect_download() as waiting:
        press()
    return waiting.value.path().read_bytes()


def own_file():
    """Write a file of ACLED's whose second half has three times the events."""
    days = [f"{n % 28 + 1} {month} 2022" for month in ("January", "February") for n in range(28)]
    later = [f"{n % 28 + 1} {month} 2022" for month in ("March", "April") for n in range(28)] * 3
    text = acled(ACLED_2022, [*days, *later]).decode()
    # A third of the events are another group's.
    return re.sub(r'"Rebels"(.*?(?:"Rebels".*?){2})', r'"Militia"\1', text, flags=re.DOTALL)


def test_ten_jobs_of_one_evening(page, address, job):
    from playwright.sync_api import expect

    with job("is it escalating"):
        page.goto(address)
        drawn(page)
        assert re.match(r"Attacks fell by \d+ % \(\d+ to \d+ %\), from ", answer(page))
        page.get_by_text("How sure", exact=False).first.click()

    with job("Syria, drones, officials, November to December"):
        page.locator("#period").click()
        page.wait_for_timeout(PAUSE)
        page.get_by_role("button", name="1 November 2023").click()
        page.wait_for_timeout(1500)
        last = page.get_by_role("button", name="31 December 2023")
        while not last.count():
            page.get_by_role("button", name="Next month").click()
            page.wait_for_timeout(PAUSE)
        last.click()
        page.wait_for_url("**from=2023-11-01&to=2023-12-31**")
        choose(page, "#country", "Syria")
        page.wait_for_url("**country=Syria**")
        page.keyboard.press("Escape")
        choose(page, "#weapon", "drone")
        page.wait_for_url("**weapon=drone**")
        page.keyboard.press("Escape")
        page.locator("label", has_text="Officials").first.click()
        page.wait_for_url("**confirmation=official**")
        expect(page.locator(".chips .chip", has_text="Syria")).to_be_visible()
        narrowed = page.url

    with job("after the ceasefire"):
        page.locator("#reset").click()
        page.wait_for_url(lambda url: "country" not in url)
        page.get_by_role("tab", name="Around", exact=True).click()
        drawn(page, "around")
        expect(page.locator("#main")).to_contain_text("During it there were 94 % fewer attacks")

    with job("from a bar to its sources"):
        page.get_by_role("tab", name="Overview", exact=True).click()
        drawn(page)
        page.wait_for_load_state("networkidle")
        page.get_by_role("group", name="Chart: timeline").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("status").filter(has_text="Enter lists")).to_be_attached()
        page.keyboard.press("Enter")
        page.wait_for_url("**days=2023-10-18**")
        link = page.locator('.ag-center-cols-container [col-id="source_publisher"] a').first
        assert link.get_attribute("href").startswith("http")

    with job("share and open again"):
        page.goto(narrowed)
        drawn(page)
        said = answer(page)
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_text("Link copied")).to_be_visible()
        page.goto(page.evaluate("navigator.clipboard.readText()"))
        drawn(page)
        assert answer(page) == said
        assert page.locator("#notice").inner_text() == ""

    with job("the four downloads"):
        page.goto(address)
        drawn(page)
        button = "{}, timeline chart".format
        starts = {"SVG": b"<svg", "PNG": b"\x89PNG", "PDF": b"%PDF", "Data (CSV)": b"#"}
        for kind, start in starts.items():
            found = saved(page, page.get_by_role("button", name=button(kind)).click)
            assert len(found) > 500
            assert found.startswith(start) or kind == "Data (CSV)"

    with job("four reports"):
        for kind, start in STARTS.items():
            page.locator(".menu summary").click()
            page.wait_for_timeout(PAUSE)
            found = saved(page, page.locator(".menu-item", has_text=kind).click)
            assert found.startswith(start)

    with job("a file of one's own, with actors and fatalities"):
        drop(page, "own.csv", own_file())
        page.locator("#file-report[open]").wait_for()
        drawn(page)
        assert "rose by" in answer(page)
        page.locator("#series label", has_text="Deaths").first.click()
        page.wait_for_url("**series=deaths**")
        expect(page.locator("#main")).to_contain_text("deaths per day")
        page.get_by_role("textbox", name="Actor 2").click()
        page.get_by_role("option", name="Militia", exact=True).click()
        page.wait_for_url("**=Militia**")
        page.keyboard.press("Escape")
        page.locator("#close-file").click()
        page.wait_for_url(lambda url: "file=" not in url)
        drawn(page)

    with job("keyboard only"):
        page.get_by_role("tab", name="Overview", exact=True).focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**tab=where**")
        page.go_back()
        page.wait_for_url(lambda url: "tab=" not in url)
        drawn(page)

    with job("print"):
        page.wait_for_load_state("networkidle")
        page.evaluate("() => { window.print = () => (window.printed = true); }")
        page.keyboard.press("Control+p")
        page.wait_for_function("window.printed")
        sheets = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages
        text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
        assert " ".join(answer(page).split()) in text
