import pytest

from dashboard.app import create_app
from dashboard.session.uploaded_files import Sessions
from tests.helpers.upload import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(study, clock):
    return create_app(study, sessions=Sessions(clock=clock))


@pytest.fixture
def browser(app):
    return app.server.test_client()
