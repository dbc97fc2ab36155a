"""A file that needs a look is shown before it is opened, corrected, or saved as a folder."""

import io
import zipfile

import pytest

from dashboard.session.active_study import COOKIE
from dashboard.session.preview import LOOKED_AT
from data.study import load_study
from tests.helpers.sources import OWN
from tests.helpers.upload import GOOD, HEADERS, drop, layout, mark_of

OWN_FILE = OWN.encode()


def looked(browser, content=OWN_FILE, **query):
    return drop(browser, content, name="own.csv", look="1", **query).json["preview"]


def test_a_known_source_without_cautions_opens_at_once(browser):
    mark_of(drop(browser, GOOD, look="1"))
    page = layout(browser)
    assert "Columns as understood" in page
    assert "Save as a study folder" in page


def test_a_known_source_with_a_caution_is_shown_first(browser):
    wrong = GOOD.replace(b"28 March 2022", b"28 March 2042", 1)
    shown = drop(browser, wrong, look="1").json["preview"]
    assert "2042-03-28" in shown["cautions"][0]
    assert shown["choices"] == []


def test_an_own_spreadsheet_is_shown_first_and_opened_on_a_click(browser):
    shown = looked(browser)
    assert "3 rows in, 3 kept" in shown["sentence"]
    assert "First day 2024-01-02, last day 2024-01-05" in shown["days"]
    taken = {column: name for column, name, _ in shown["columns"]}
    assert taken["Day of incident"] == "date"
    assert taken["Town"] == "location"
    assert {"date", "location", "event_id"} <= set(shown["choices"])
    assert browser.get_cookie(COOKIE) is None
    reply = browser.post("/open", headers=HEADERS)
    assert mark_of(reply) in layout(browser)
    assert browser.get_cookie(LOOKED_AT) is None


def test_the_mapping_is_corrected_and_what_is_no_toll_is_none(browser):
    shown = looked(browser, column=["location=Weapon Type", "killed="])
    taken = {column: name for column, name, _ in shown["columns"]}
    assert taken["Weapon Type"] == "location"
    assert taken["Deaths"] == ""
    assert "--map killed=" in shown["command"]


def test_the_file_shown_stays_while_another_is_looked_at(browser):
    mark = mark_of(drop(browser, GOOD))
    looked(browser)
    assert mark in layout(browser)
    assert browser.post("/leave", headers=HEADERS).status_code == 200
    assert mark in layout(browser)
    assert "no longer held" in browser.post("/open", headers=HEADERS).json["error"]


@pytest.mark.parametrize("opened", [True, False])
def test_it_is_saved_as_a_study_folder(browser, tmp_path, opened):
    looked(browser)
    if opened:
        browser.post("/open", headers=HEADERS)
    with browser.get("/study.zip" + ("" if opened else "?of=preview")) as reply:
        zipfile.ZipFile(io.BytesIO(reply.data)).extractall(tmp_path)
    # Neither kept by a browser nor asked for again by a mark.
    assert (reply.headers["Cache-Control"], reply.get_etag()[0]) == ("no-store", None)
    assert len(load_study(tmp_path / "own").events) == 3


def test_nobody_else_gets_the_folder(app, browser):
    looked(browser)
    assert app.server.test_client().get("/study.zip?of=preview").status_code == 404


@pytest.mark.parametrize("path", ["/open", "/leave"])
def test_another_site_can_neither_open_nor_leave(browser, path):
    assert browser.post(path).status_code == 403
