import json
import re

import pytest
from dash import dcc, html

from cli.serve import export_functions
from dashboard.app import create_app
from dashboard.delivery.markup import markup


@pytest.fixture(scope="module")
def client(study):
    return create_app(study, exports=export_functions()).server.test_client()


def test_texts_are_texts_and_only_what_is_seen_is_written():
    part = html.Div(
        [html.P('5 < 6 & "so"', className="a"), None, dcc.Store(id="x"), html.B(3)],
        **{"aria-label": '"><script>', "data-x": "1", "id": "main"},
    )
    assert markup(part) == (
        '<div aria-label="&quot;&gt;&lt;script&gt;"><p class="a">5 &lt; 6 &amp; &quot;so&quot;</p>'
        "<b>3</b></div>"
    )


def test_the_first_answer_comes_with_its_chart_at_the_width_of_the_page(client):
    first = client.get("/first?width=800&dark=false&search=?unit=week").get_data(as_text=True)
    assert 'class="answer"' in first
    assert first.count('class="number"') == 3
    assert re.search(r'role="img" aria-label="[^"]{40,}"', first)
    assert re.search(r'<svg [^>]*width="800"', first)
    assert "Most attacks in one week: 22, 6 to 12 Nov 2023. 2 of 20 weeks" in first
    chosen = "?theme=light%26unit=week"
    dark = client.get(f"/first?width=800&dark=true&search={chosen}").get_data(as_text=True)
    assert dark == first


def test_a_view_without_the_timeline_begins_with_the_answer_alone(client):
    first = client.get("/first?width=800&search=?tab=incidents%26country=Iraq").get_data(
        as_text=True
    )
    assert "<svg" not in first
    assert 'class="answer"' in first


def test_the_page_comes_filled_for_its_address(client):
    reply = client.get("/_dash-layout?width=700&dark=true&phone=false&search=?country=Iraq%26x=1")
    layout = reply.get_data(as_text=True)
    stores = {}

    def walk(part):
        if isinstance(part, list):
            list(map(walk, part))
        elif isinstance(part, dict):
            name = part.get("props", {}).get("id")
            if isinstance(name, str):
                stores[name] = part["props"]
            elif isinstance(name, dict):
                stores["/".join(map(str, name.values()))] = part["props"]
            walk(part.get("props", {}).get("children"))

    walk(json.loads(layout))
    assert "x is no part of a link" in stores["notice"]["children"]
    assert stores["url"]["search"] == "?country=Iraq&x=1"
    assert stores["country"]["value"] == ["Iraq"]
    assert set(stores["drawn"]["data"]) == {"answer", "timeline", "overview", "quick", "added"}
    assert stores["viewport"]["data"] == {"width": 700, "dark": True, "phone": False}
    assert stores["graph/timeline"]["figure"]["layout"]["width"] == 700
    assert stores["answer"]["children"]
    assert stores["content/overview"]["children"]
    assert not stores["content/methods"].get("children")
