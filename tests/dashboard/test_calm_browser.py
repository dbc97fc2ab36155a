"""Components hear of what they show, once for many changes, and at once of what a reader writes."""

import pytest

from tests.helpers.browser import drawn, served

pytestmark = pytest.mark.browser
# How often a listener like that of the components is called by some actions, each in this task
# and by its end.
COUNTED = """async (actions) => {
  const store = window.dash_stores[0];
  let heard = 0;
  const stop = store.subscribe(() => (heard += 1));
  const found = [];
  for (const heap of actions) {
    heard = 0;
    heap.forEach((action) => store.dispatch(action));
    const atOnce = heard;
    await null;
    found.push([atOnce, heard]);
  }
  heard = 0;
  store.dispatch((dispatch) => dispatch(actions[1][0]));
  stop();
  return [...found, heard];
}"""
# Whether each has its size before the clock moves on: one that is given, one that is not.
SIZED = """async () => {
  const wait = (plot) => Promise.race([
    window.Plotly.Plots.resize(plot).then(() => true),
    new Promise((go) => window.setTimeout(() => go(false), 0)),
  ]);
  const plot = document.querySelector('[data-chart="timeline"] .js-plotly-plot');
  const free = document.body.appendChild(document.createElement("div"));
  await window.Plotly.newPlot(free, [{ y: [1, 2] }], {});
  const found = [await wait(plot), await wait(free)];
  window.Plotly.purge(free);
  free.remove();
  return found;
}"""


def _change(written):
    change = {"itempath": ["components", "props", "children", 0], "props": {"className": written}}
    return {"type": "ON_PROP_CHANGE", "payload": change}


@pytest.fixture(scope="module")
def address():
    with served() as url:
        yield url


def test_components_hear_once_of_many_changes_and_of_no_bookkeeping(page, address):
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    books = [{"type": "Callbacks.Aggregate", "payload": [None]}] * 3
    books += [{"type": "CALLBACK_JOBS/REMOVE", "payload": {"jobId": "none"}}]
    marks = [
        {"type": kind, "payload": [{"path": ["components"], "property": "value", "id": "x"}]}
        for kind in ("LOADING", "LOADED")
    ]
    heaps = [books + marks, [_change(n) for n in "abc"], [_change("d")]]
    assert page.evaluate(COUNTED, heaps) == [[0, 0], [0, 1], [0, 1], 1]
    assert page.evaluate(SIZED) == [True, False]
    # Who writes into the middle of a text finds the caret where it was.
    box = page.locator("#written-period")
    box.fill("1 Jan 2024")
    box.evaluate("box => box.setSelectionRange(2, 2)")
    box.press_sequentially("to 5 ")
    assert box.input_value() == "1 to 5 Jan 2024"
    # What waits for an answer is dimmed, and a control is not.
    page.route("**/_dash-update-component?*", lambda route: None)
    page.get_by_role("tab", name="Map").click()
    page.locator("#main #answer[data-dash-is-loading=true]").wait_for()
    assert page.locator("#period[data-dash-is-loading=true]").count() == 0


def test_what_is_not_seen_comes_while_nothing_else_is_done(page, address):
    scripts = []
    page.on("request", lambda one: "/dash_ag_grid/" in one.url and scripts.append(one.url))
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    # Who only reads needs none of it; the other views are put on the page after the first chart.
    assert scripts == []
    page.locator("#tab-panel-around #event").wait_for(state="attached")
    with page.expect_response("**/async-community.js"):
        page.keyboard.press("Tab")
    assert len(scripts) == 2
    # Who points at the view has them at once, and once.
    page.goto(address)
    drawn(page)
    with page.expect_response("**/async-community.js"):
        page.get_by_role("tab", name="Incidents").hover()
    page.get_by_role("tab", name="Incidents").click()
    page.locator(".ag-row").first.wait_for()
    assert len(scripts) == 4
