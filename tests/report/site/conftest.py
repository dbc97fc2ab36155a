import pytest

from report.site import figures
from report.site.publish import publish_site
from tests.helpers.site import view_of, write_site_study


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return write_site_study(tmp_path_factory.mktemp("study") / "made")


@pytest.fixture(scope="session")
def done(folder, tmp_path_factory):
    """The whole site of a small study, published once."""
    selection = view_of(folder)
    out = tmp_path_factory.mktemp("stick") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(figures, "WIDTHS", (340, 940))
        return publish_site(selection, out, selection.study.settings["publish"])
