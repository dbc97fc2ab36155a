import pytest

from dashboard.app import create_app
from dashboard.session.uploaded_files import Sessions
from dashboard.store.contents import Store
from tests.helpers.upload import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    opened = Store(clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def app(study, store):
    return create_app(study, sessions=Sessions(store))


@pytest.fixture
def browser(app):
    return app.server.test_client()
