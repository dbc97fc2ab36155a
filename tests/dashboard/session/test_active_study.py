import gc
import json
from weakref import ref

import pytest

from dashboard import ids
from dashboard.session.active_study import COOKIE, Forgotten
from tests.helpers.sources import bare, gdelt
from tests.helpers.upload import HEADERS, drop, layout, mark_of

DESK = {"width": 1100, "dark": False, "phone": False}


def asked(browser, app, search, mark):
    """Ask for the content of an address as a request of this browser would."""
    cookie = browser.get_cookie(COOKIE)
    headers = {"Cookie": f"{COOKIE}={cookie.value}"} if cookie else {}
    with app.server.test_request_context(headers=headers):
        return app.callbacks["show_view"](search, DESK, mark)["content"]


def test_a_second_browser_sees_nothing_of_it(app, browser):
    mark = mark_of(drop(browser))
    other = app.server.test_client()
    assert mark not in layout(other)
    assert "ACLED" not in layout(other)
    assert other.get("/rejected.csv").status_code == 404
    other.set_cookie(COOKIE, "guessed")
    assert mark not in layout(other)


def test_closing_a_file_forgets_it_at_once_and_frees_its_memory(app, browser, clock):
    mark = mark_of(drop(browser))
    asked(browser, app, "", mark)
    asked(browser, app, "?tab=changes", mark)
    gone = ref(app.opened.sessions.get(browser.get_cookie(COOKIE).value).study)
    token = browser.get_cookie(COOKIE).value
    assert gone() is not None
    assert browser.post("/forget", headers=HEADERS).status_code == 200
    assert browser.get_cookie(COOKIE) is None
    assert app.opened.sessions.get(token) is None
    gc.collect()
    assert gone() is None
    assert mark not in layout(browser)


def test_opening_a_second_file_lets_go_of_the_first(app, browser):
    mark_of(drop(browser))
    first = browser.get_cookie(COOKIE).value
    second = mark_of(drop(browser, bare(gdelt(61, ["18", "19", "04"]))))
    assert app.opened.sessions.get(first) is None
    assert second in layout(browser)


def test_what_a_reader_has_to_know_stands_above_the_answer(app, browser):
    mark = mark_of(drop(browser, bare(gdelt(61, ["18"] * 40))))
    page = layout(browser)
    caution = "it counts reporting, not events"
    assert page.count(caution) >= 2
    assert page.index('"caution"') < page.index(f'"id":{json.dumps(ids.ANSWER)}')
    figure = asked(browser, app, "", mark)["timeline"]
    source = [note.text for note in figure.layout.annotations if note.name == "source"]
    assert "not verified events" in source[0].replace("<br>", " ")
    assert caution not in layout(app.server.test_client())


def test_callbacks_and_controls_fit_the_file(app, browser):
    mark = mark_of(drop(browser))
    page = layout(browser)
    assert '"Nowhere"' in page
    assert '"Iraq"' not in page
    left_out = asked(browser, app, "", mark)["left_out"]
    assert "56 of 56" in left_out[0].children
    left_out = asked(browser, app, "", "")["left_out"]
    assert "219 of 235" in left_out[0].children
    table = asked(browser, app, f"?file={mark}&tab=incidents", mark)["incidents"]
    assert "56 events" in str(table)


def test_a_page_whose_file_is_forgotten_says_so_and_mixes_nothing(app, browser, clock):
    mark = mark_of(drop(browser))
    clock.now = 5 * 3600
    with pytest.raises(Forgotten, match="no longer held"):
        asked(browser, app, "", mark)
    assert mark not in layout(browser)


def test_a_link_for_another_file_falls_back_with_a_note(app, browser):
    opened = app.opened
    assert "made for another file" in opened.foreign("?file=0123456789ab&country=X", "")
    selection, _ = opened.read("?file=0123456789ab&country=Jordan", "")
    assert (selection.study, selection.view.country) == (opened.served, ())
    mark = mark_of(drop(browser))
    cookie = {"Cookie": f"{COOKIE}={browser.get_cookie(COOKIE).value}"}
    with app.server.test_request_context(headers=cookie):
        assert opened.served.title in opened.foreign("?country=Jordan", mark)
        assert opened.foreign("", mark) == opened.foreign("?theme=dark", mark) == ""
        assert opened.foreign(f"?file={mark}&country=Nowhere", mark) == ""
        selection, state = opened.read(f"?file={mark}&country=Nowhere", mark)
        assert selection.view.country == ("Nowhere",)
        assert opened.address(state, selection.study) == f"?file={mark}&country=Nowhere"
        assert opened.read("?country=Jordan", mark)[1].view.country == ()
    assert opened.foreign("?country=Jordan", "") == ""
