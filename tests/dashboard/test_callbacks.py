import json

import pytest
from dash import dcc, no_update

from analytics.selection.selected import Selection
from dashboard import ids
from dashboard.app import create_app
from dashboard.session.url_state import TABS, decode
from dashboard.tabs import builders
from dashboard.tabs.sensitivity import HEADING
from tests.helpers.components import DESK, PHONE, text_of


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("tab", [tab for tab in TABS if tab != "methods"])
def test_every_tab_has_content(app, tab, viewport):
    content = app.callbacks["show_tab"](f"?tab={tab}", viewport)
    assert content[tab] is not no_update
    assert all(content[other] is no_update for other in TABS if other != tab)
    assert len(text_of(content[tab])) > 20


def test_the_answer_has_numbers_with_intervals(app):
    answer, numbers, figure, alt, left_out = app.callbacks["show_answer"]("", DESK)
    assert "a day" in text_of(answer)
    assert "95 %" in text_of(answer)
    assert "95 % interval" in text_of(numbers)
    assert figure.data
    assert alt
    assert "222 of 238 rows count as attacks" in text_of(left_out)


@pytest.mark.parametrize(
    "search",
    [
        "?country=Jordan",
        "?country=Atlantis",
        "?from=2023-11-01&to=2023-11-03",
        "?from=2030-01-01&to=2030-02-01",
        "?weapon=mortar&confirmation=official&country=Jordan",
        "?series=strikes&place=Tower+22",
        "?event=nonsense&tab=around",
        "?event=2099-01-01&tab=around",
    ],
)
def test_little_or_no_data_gives_a_calm_sentence(app, search):
    answer, *_ = app.callbacks["show_answer"](search, DESK)
    said = text_of(answer)
    assert len(said) > 20
    assert "Traceback" not in said
    assert "Error" not in said
    for tab in ("overview", "changes", "around", "tallies", "map", "incidents"):
        content = app.callbacks["show_tab"](f"{search}&tab={tab}", DESK)
        assert len(text_of(content[tab])) > 5


def test_nothing_is_drawn_before_the_browser_has_said_its_width(app):
    assert app.callbacks["show_answer"]("", None) == (no_update,) * 5
    assert set(app.callbacks["show_tab"]("", None).values()) == {no_update}


def test_a_table_stays_behind_its_button(app):
    assert app.callbacks["show_table"](None, "") == (None, "Show as table")


def test_the_page_loads_nothing_from_outside(app):
    client = app.server.test_client()
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    body = page.get_data(as_text=True)
    assert "http://" not in body.replace("http://www.w3.org", "")
    assert "https://" not in body
    layout = json.loads(client.get("/_dash-layout").get_data(as_text=True))
    assert ids.ANSWER in json.dumps(layout)


def test_a_failure_never_shows_python(app):
    client = app.server.test_client()
    reply = client.post("/_dash-update-component", json={"output": "x.y", "inputs": []})
    assert "Traceback" not in reply.get_data(as_text=True)


@pytest.mark.parametrize(("tab", "name"), [("changes", "changes"), ("around", "effect")])
def test_other_ways_to_count_come_after_the_tab_and_for_its_own_view(app, study, tab, name):
    search = f"?tab={tab}&country=Iraq"
    state = decode(search, study)
    place = builders.tab_content(Selection(study, state.view), state, DESK)
    parts = [kid for part in place for kid in getattr(part, "children", None) or ()]
    assert [kid.data for kid in parts if isinstance(kid, dcc.Store)] == [name]
    words = text_of(app.callbacks["show_held"](name, search))
    assert HEADING in words
    assert "Official only" in words
    assert words != text_of(app.callbacks["show_held"](name, f"?tab={tab}"))
