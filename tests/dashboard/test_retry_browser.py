"""What breaks is sent once more; what is not there yet is asked for while it is waited for."""

import pytest

from tests.helpers.browser import drawn, drop, served

pytestmark = pytest.mark.browser
WAITS = "Counting the other ways"


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def test_what_is_not_there_yet_is_asked_for_again_while_the_page_shows_it(browser, address):
    page = browser.new_page()
    ready, asked, broken = [], [], []

    def not_yet(route):
        sent = route.request.post_data
        if not broken and "country=Iraq" in sent:
            broken.append(sent)
            return route.abort("connectionreset")
        if '"effect"' not in sent or "sensitivity" not in sent or "show" in ready:
            return route.continue_()
        asked.append(sent)
        return route.fulfill(status=202, headers={"Retry-After": "0.05"}, body="not yet")

    def asks_for(place):
        return page.expect_request(lambda request: place in (request.post_data or ""))

    page.route("**/_dash-update-component?*", not_yet)
    effect = page.locator('[id*="effect"][id*="sensitivity"]')
    with asks_for('"sensitivity"'):
        page.goto(f"{address}/?tab=around")
    effect.get_by_text(WAITS).wait_for()
    for _ in range(2):
        with asks_for('"sensitivity"'):
            pass
    page.locator("#country").click()
    page.get_by_role("option", name="Iraq", exact=True).click()
    page.wait_for_url("**country=Iraq*")
    with asks_for("country=Iraq"):
        pass
    left = sum("country" not in sent for sent in asked)
    for _ in range(3):
        with asks_for("country=Iraq"):
            pass
    # One try was on its way.
    assert sum("country" not in sent for sent in asked) <= left + 1
    # Who goes to another view and comes back while it is computed is not left without it.
    for view, there in (("Overview", f"{address}/?country=Iraq"), ("Around", "**tab=around*")):
        page.get_by_role("tab", name=view, exact=True).click()
        page.wait_for_url(there)
    with asks_for("country=Iraq"):
        pass
    ready.append("show")
    effect.get_by_text(WAITS).wait_for(state="detached")
    assert effect.locator("table").count() == 1
    # The browser itself says that a connection broke; the page says nothing.
    assert len(broken) == 1
    assert page.locator(".notice").inner_text() == ""
    page.close()


def asked_once_more(page, pattern):
    """Lose a request, as where a process of the server ends, and wait for the next answer."""
    with page.expect_event("requestfailed"):
        page.route(pattern, lambda route: route.abort(), times=1)
    with page.expect_response(pattern):
        pass


def answering(state):
    return lambda route: route.fulfill(json=state, status=202 if "waits" in state else 200)


def test_who_waits_sees_the_place_in_line_and_stops(browser, address):
    page = browser.new_page()
    page.goto(address)
    drawn(page)
    states = {
        "**/report?*": {"token": "r"},
        "**/report/r": {"place": 2, "done": 0, "total": 0, "what": "", "error": "", "ready": False},
        "**/drop?*": {"waits": "d", "place": 3},
        "**/drop/d?look=1": {"waits": "d", "place": 3},
        **{f"**/{kind}/stop": {} for kind in ("report/r", "drop/d")},
    }
    for pattern, state in states.items():
        page.route(pattern, answering(state))
    page.locator(".menu summary").click()
    page.locator(".menu-item", has_text="PDF").click()
    page.get_by_text("Waiting for other reports: number 2 in line").wait_for()
    asked_once_more(page, "**/report/r")
    with page.expect_request("**/report/r/stop"):
        page.locator(".drop-panel:visible button", has_text="Stop").click()
    page.get_by_label("Making a file").wait_for(state="hidden")
    drop(page, "made.csv", "date\n2024-01-02\n")
    page.get_by_text("made.csv waits for other readers' files: number 3 in line.").wait_for()
    asked_once_more(page, "**/drop/d?look=1")
    with page.expect_request("**/drop/d/stop"):
        page.locator(".drop-panel:visible button", has_text="Stop").click()
    page.get_by_text("Stopped: made.csv was not opened.").wait_for()
    page.close()
