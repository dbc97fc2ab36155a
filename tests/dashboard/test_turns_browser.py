"""Clicks that follow each other faster than the answers, which come in another order."""

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser
# Holds the next answer back, so that the one after it is there first.
LATE = """() => {
    const send = window.fetch;
    window.clicks = window.answers = 0;
    window.fetch = async function (resource, options) {
        if (!String(resource).includes("_dash-update-component")) {
            return send(resource, options);
        }
        const first = window.clicks === 0;
        window.clicks += 1;
        const reply = await send(resource, options);
        await new Promise((go) => setTimeout(go, first ? 700 : 0));
        window.answers += 1;
        return reply;
    };
}"""


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def confirmed_by(page, who):
    page.locator("#confirmation label", has_text=who).click()


def official(page):
    confirmed_by(page, "Officials")


def anyone(page):
    confirmed_by(page, "Anyone")


def theme(page):
    page.locator("#theme").click()


def reset(page):
    page.locator("#reset").click()


@pytest.mark.parametrize(
    ("clicks", "query"),
    [
        ((official, theme), "?confirmation=official&theme=dark"),
        ((theme, official), "?confirmation=official&theme=dark"),
        ((official, anyone), ""),
        ((theme, official, anyone), "?theme=dark"),
        ((official, reset), ""),
    ],
)
def test_every_click_counts_whichever_answer_is_first(page, address, clicks, query):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    before = page.locator(".answer").inner_text()
    page.evaluate(LATE)
    for click in clicks:
        click(page)
    page.wait_for_function(f"clicks >= {len(clicks)} && clicks === answers")
    page.wait_for_load_state("networkidle")
    page.wait_for_url(f"{address}/{query}")
    same = page.locator(".answer").inner_text() == before
    assert same == ("official" not in query)
