import base64
import hashlib
import re

import pytest
from plotly.offline import get_plotlyjs_version

from charts.style.plotlyjs import BASIC
from dashboard.app import create_app
from report.figure.engine import PROVEN

SOURCES = re.compile(r'<script[^>]* src="([^"]+)"')


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


def test_the_page_draws_with_the_version_that_plotly_brings():
    first = BASIC.read_text(encoding="utf-8")[:200]
    assert f"plotly.js (basic - minified) v{get_plotlyjs_version()}\n" in first


def test_the_smaller_plotly_draws_every_trace_in_use():
    known = BASIC.read_text(encoding="utf-8")
    # A chart with a trace of another kind fails where every chart is drawn as a file.
    assert all(f'moduleType:"trace",name:"{kind}"' in known for kind in PROVEN)


def test_the_page_runs_two_scripts_that_stay_in_the_browser(app):
    client = app.server.test_client()
    page = client.get("/").get_data(as_text=True)
    found = SOURCES.findall(page)
    assert len(found) == 2
    for address in found:
        reply = client.get(address)
        assert reply.status_code == 200
        assert "immutable" in reply.headers["Cache-Control"]
        other = address.replace(address[-6:-3], "fff")
        assert client.get(other).status_code == 404
    bundle = client.get(found[1]).get_data(as_text=True)
    for part in (
        "regeneratorRuntime",
        "dash_html_components",
        "window.dash_ag_grid = ",
        "ReactDOM",
    ):
        assert part in bundle
    assert bundle.endswith("new DashRenderer();")
    assert "/dash_ag_grid/" in page  # where the grid's own script is, once a grid is drawn


def test_the_one_script_in_the_page_is_known_to_the_policy_by_its_hash(app):
    reply = app.server.test_client().get("/")
    policy = reply.headers["Content-Security-Policy"]
    (scripts,) = (part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    body = reply.get_data(as_text=True).partition("</style>")[2]
    (inside,) = re.findall(r"<script>(.*?)</script>", body, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in scripts
    assert not re.search(r"javascript:|<[^>]* on\w+=", body)
