import json

import pytest

from benchmarks.speed.reader_session import view_changes
from benchmarks.speed.wire import _components, _name
from dashboard.app import create_app


@pytest.fixture(scope="module")
def values(study):
    layout = json.loads(create_app(study).server.test_client().get("/_dash-layout").data)
    return {
        f"{_name(component['id'])}.{prop}": value
        for component in _components(layout)
        for prop, value in component.items()
    }


def test_a_reader_changes_what_the_page_has_to_what_it_offers(values):
    places = set()
    for change in view_changes(values):
        for name, value in change.items():
            assert f"{name.rpartition('.')[0]}.id" in values
            places |= set(value) if name == "location.value" else set()
    assert len(places) >= 2
    offered = [item["value"] for group in values["location.data"] for item in group["items"]]
    assert places <= set(offered)
