import shutil

import pytest

from data.fetching import acled, ucdp
from tests.helpers.fetching import FIRST, HAPI, environment, fetch_again, fill, new_fetch
from tests.helpers.source_server import serving


@pytest.fixture(scope="session")
def running():
    with serving() as server:
        yield server


@pytest.fixture
def server(running, monkeypatch):
    """Every source with rows, asked in small pages."""
    _prepare(running, monkeypatch)
    return running


def _prepare(server, patch):
    server.reset()
    fill(server)
    for name, value in environment(server).items():
        patch.setenv(name, value)
    patch.setattr(acled, "ROWS_A_PAGE", 7)
    patch.setattr(ucdp, "UCDP_PAGE", 5)


@pytest.fixture(scope="session")
def made(running, tmp_path_factory):
    """Make a study of each source, to be copied and fetched for again."""
    folder = tmp_path_factory.mktemp("made")
    files = f"{running.address}/files"
    sources = {"file": f"{files}/rows.csv", "json": f"{files}/r.json"}
    with pytest.MonkeyPatch.context() as patch:
        _prepare(running, patch)
        for kind in ("acled", "ucdp", "gdelt", "file", "json"):
            new_fetch(folder / kind, sources.get(kind, kind))
        shutil.copytree(folder / "acled", folder / "hapi")
        settings = folder / "hapi" / "study.toml"
        settings.write_text(settings.read_text() + HAPI)
        fetch_again(folder / "hapi", source="hapi", day=FIRST)
    return folder


@pytest.fixture
def study(made, server, tmp_path):
    """A copy of the study of ACLED's rows."""
    return shutil.copytree(made / "acled", tmp_path / "study")
