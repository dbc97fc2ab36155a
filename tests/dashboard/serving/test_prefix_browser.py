"""The page under a path of its own, in a real browser that fails on any error."""

import pytest

from tests.helpers.browser import answer, drawn, served

pytestmark = pytest.mark.browser
PREFIX = "/team/escalation"


@pytest.fixture(scope="module")
def address():
    with served("--prefix", PREFIX) as url:
        yield url


def test_a_chart_a_click_and_a_figure_work_under_a_prefix(page, address):
    page.goto(f"{address}{PREFIX}/?country=Iraq")
    drawn(page)
    assert answer(page)
    page.get_by_role("tab", name="Map").click()
    page.wait_for_url("**tab=map**")
    assert f"{PREFIX}/?" in page.url
    drawn(page, "map")
    reply = page.evaluate(
        "fetch('report?kind=html&mark=', { method: 'POST', headers: { 'X-Escalation': '1' } })"
        ".then((reply) => reply.json())"
    )
    assert reply["token"]
