"""Every view, under the policy that a reader's browser holds it to."""

import pytest

from dashboard.layout import TAB_LABELS
from tests.helpers.browser import served
from tests.helpers.waiting import PATIENCE

pytestmark = pytest.mark.browser
# One of one download has nothing to compare.
VIEWS = [tab for tab in TAB_LABELS if tab != "revisions"]
NOTE = """window.refused = [];
document.addEventListener("securitypolicyviolation", (found) =>
    window.refused.push(`${found.violatedDirective}: ${found.sample || found.blockedURI}`));
"""
DRAWN = {"changes": "regimes", "around": "around", "totals": "totals", "map": "map"}


def test_no_view_asks_for_more_than_the_policy_allows(browser):
    with served() as address:
        page = browser.new_page(bypass_csp=False)
        page.set_default_timeout(PATIENCE * 1000)
        page.add_init_script(NOTE)
        page.goto(address)
        page.locator('[data-chart="timeline"] .js-plotly-plot .main-svg').first.wait_for()
        for tab in VIEWS:
            page.get_by_role("tab", name=TAB_LABELS[tab], exact=True).click()
            page.locator(f'#main[data-view="{tab}"]').wait_for()
            if tab in DRAWN:
                page.locator(
                    f'[data-chart="{DRAWN[tab]}"] .js-plotly-plot .main-svg'
                ).first.wait_for()
            if tab == "incidents":
                page.locator(".ag-header-cell-text").first.click()
                page.locator('.ag-header-cell[aria-sort="ascending"]').wait_for()
            page.wait_for_load_state("networkidle")
        assert page.evaluate("window.refused") == []
        # That a refusal would have been noted: what the policy is there to refuse is refused.
        page.locator("body").evaluate("body => body.setAttribute('onclick', '1')")
        assert any(one.startswith("script-src") for one in page.evaluate("window.refused"))
        page.close()
