"""Whether a page breaks a rule of axe-core, scrolls sideways, or has settled."""

import pytest

from tests.helpers.browser import answer

SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
# The page is asked for at its width a moment after that has changed, and nothing is waited for;
# what is dimmed while it waits has less contrast.
SETTLED = """() => {
  const state = window.dash_stores[0].getState();
  const viewport = state.paths.strs.viewport.reduce((part, key) => part[key], state.layout);
  const wide = document.querySelector("#main .measure .chart").clientWidth;
  return viewport.props.data.width === Math.max(280, Math.floor(wide)) && !state.isLoading
    && document.querySelector("[data-dash-is-loading=true]") === null
    && document.getAnimations().every((one) => one.playState !== "running");
}"""
# What a rule of contrast alone can tell between the themes.
BY_THEME = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
# What keeps a rule need not be told node by node, which takes half of the time.
EVERY_RULE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
THEMES = [("light", EVERY_RULE), ("dark", BY_THEME)]
# A drawing is told in words beside it, and its thousand parts would take minutes.
OUTSIDE = [".main-svg"]


def settled(page):
    page.locator("#first").wait_for(state="detached")
    answer(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(SETTLED)


def violations(page, options, *seen, inside=None):
    """Give each rule that is broken, with what breaks it, outside of parts that were looked at.

    Inside of a part alone, what is a law for a whole page is not looked at.
    """
    found = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-core comes with requirements-dev.txt"
    )
    context = {"exclude": [*OUTSIDE, *seen], **({"include": [inside]} if inside else {})}
    broken = found.Axe().run(page, context=context, options=options).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in broken]
