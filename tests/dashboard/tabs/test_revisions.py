import pytest

from dashboard.app import create_app
from dashboard.layout import page
from dashboard.session.active_study import Opened
from dashboard.session.uploaded_files import Sessions
from data.study import load_study
from tests.helpers.components import DESK, PHONE, text_of
from tests.helpers.downloads import write_downloads
from tests.helpers.vintages import write_vintages


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return load_study(write_vintages(tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="module")
def app(study):
    return create_app(study)


def said_of(app, search, viewport=DESK):
    return text_of(app.callbacks["show_view"](search, viewport)["content"]["revisions"])


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_tab_shows_rows_findings_and_completeness(app, viewport):
    search = "?tab=revisions&older=2024-02-15&newer=main"
    said = said_of(app, search, viewport)
    for words in ("GONE", "mortar", "Over the days that both cover", "15 Feb 2024", "Listed then"):
        assert words in said


def test_the_page_says_how_complete_the_newest_days_are(app, tmp_path):
    assert "it takes 6 taken on different days" in said_of(app, "?tab=revisions")
    served = create_app(load_study(write_downloads(tmp_path)))
    said = said_of(served, "?tab=revisions")
    assert "has been seen so far" in said
    assert "Agency" in said
    shown = served.callbacks["show_view"]("", DESK)
    assert "has been seen so far" in text_of(shown["content"]["answer"])


def test_the_address_holds_the_two_downloads(app):
    first = said_of(app, "?tab=revisions&older=2024-02-15&newer=2024-03-20")
    # How complete the newest days are is told of all downloads.
    assert "30 Apr 2024" not in first.partition("How complete the newest days are")[0]
    last = said_of(app, "?tab=revisions&older=2024-03-20&newer=main")
    assert said_of(app, "?tab=revisions") == last


def test_a_download_that_is_not_listed_is_told_and_the_default_shown(app):
    asked = "?tab=revisions&older=2020-01-01"
    assert said_of(app, asked) == said_of(app, "?tab=revisions")
    told = app.opened.notice(asked, "")
    assert "older is 2020-01-01, not a download of this study (2024-03-20 is used)" in told


def test_a_study_of_one_download_hides_the_tab_and_says_why(study_folder):
    bundled = load_study(study_folder)
    said = said_of(create_app(bundled), "?tab=revisions")
    assert "holds one download of its sources" in said
    assert "'display': 'none'" in repr(_tab(page(Opened(bundled, Sessions()))))


def test_a_study_of_several_downloads_shows_the_tab(study):
    assert "'display': 'none'" not in repr(_tab(page(Opened(study, Sessions()))))


def _tab(component):
    """Find the tab of the revisions on a page."""
    for part in component._traverse():
        if getattr(part, "value", None) == "revisions" and type(part).__name__ == "TabsTab":
            return part
    raise LookupError("no such tab")
