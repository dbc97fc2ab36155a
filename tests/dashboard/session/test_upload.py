import errno
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path

import pytest

import dashboard.app as app_module
from dashboard.app import create_app
from dashboard.session import file_reading, upload, uploaded_files
from dashboard.session.active_study import COOKIE
from dashboard.session.uploaded_files import Sessions, StoreFull
from dashboard.store.contents import Store
from dashboard.store.queue import Queue
from dashboard.work.drain import do
from data.errors import EscalationError
from data.files.options import Options
from data.importing.import_file import import_file, open_file
from data.importing.summary import account_of
from data.study import load_study
from tests.helpers.sources import ACLED_2022, OWN, acled, read
from tests.helpers.upload import DAYS, GOOD, HEADERS, drop, layout, mark_of

TOLLS = b"date,killed\n" + b"".join(b"2024-01-%02d,%d\n" % (d, d % 4) for d in range(1, 20))
UNSETTLED = OWN.replace("2024-01-02", "01/02/2024").replace("2024-01-03", "03/02/2024")


UNSETTLED = UNSETTLED.replace("2024-01-05", "05/02/2024").encode()


def test_a_file_is_read_and_shown_with_the_account_that_import_prints(browser, tmp_path):
    mark = mark_of(drop(browser))
    page = layout(browser)
    assert mark in page
    assert "Recorded events (ACLED), from made.csv" in page
    path = tmp_path / "made.csv"
    path.write_bytes(GOOD)
    printed = (
        str(import_file(path, tmp_path / "new", Options())).partition("\nWrote ")[0].splitlines()
    )
    assert "57 rows in, 56 kept, 0 left out, 1 rejected" in printed[0]
    for line in printed:
        said = line.strip().removesuffix(", listed in rejected.csv:")
        said = said.partition(": ")[2] if said.startswith("row ") else said
        said = said[:1].upper() + said[1:] if said.startswith("rejected") else said
        assert json.dumps(said)[1:-1] in page, said


def test_the_account_is_the_same_text_for_a_file_and_for_its_bytes(tmp_path):
    path = tmp_path / "own.csv"
    content = OWN.replace("Day of incident", "Date").replace("2024-01-05", "never").encode()
    path.write_bytes(content)
    imported = import_file(path, tmp_path / "new", Options())
    study, account = open_file(content, Options(), file="own.csv")
    assert str(imported).startswith(f"{account}\nWrote ")
    assert str(account) == str(account_of(read(content, file="own.csv")))
    folder = load_study(tmp_path / "new")
    assert study.digest == folder.digest
    assert study.sources == folder.sources
    assert study.events.equals(folder.events)


def test_a_file_lies_in_a_private_folder_until_it_is_closed(browser, store):
    mark_of(drop(browser))
    drop(browser, b"Date\nnever\n")
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert {path.name for path in (store.folder / "studies").rglob("*.*")} >= {"events.arrow"}
    assert list((store.folder / "incoming").iterdir()) == []
    browser.post("/forget", headers=HEADERS)
    for name in ("studies", "incoming", "made", "temporary"):
        assert list((store.folder / name).iterdir()) == []


def test_the_page_says_where_the_file_is_and_until_when(study, browser, tmp_path):
    mark_of(drop(browser))
    assert "in a private folder of this server" in layout(browser)
    assert "for 4 hours, or this server stops;" in layout(browser)
    lasting = create_app(study, sessions=Sessions(Store(tmp_path))).server.test_client()
    mark_of(drop(lasting))
    assert "for 4 hours; the reports" in layout(lasting)


@pytest.mark.parametrize(
    "name", ["../../etc/x.csv", "..\\x.csv", "a\x00b.csv", "x" * 5000, "", "."]
)
def test_a_name_leads_to_no_other_folder(browser, store, tmp_path, monkeypatch, name):
    assert store.folder.is_dir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "in"))
    os.mkdir(tmp_path / "in")
    mark_of(drop(browser, name=name))
    assert [path.name for path in tmp_path.rglob("*")] == ["in"]
    assert not [path for path in store.folder.rglob("*") if "x" in path.suffix]


def test_a_name_is_shown_as_text(browser):
    mark_of(drop(browser, name="<script>alert(1)<x>.csv"))
    assert "<script>alert" not in browser.get("/").get_data(as_text=True)
    assert "&lt;x&gt;.csv</title>" in browser.get("/").get_data(as_text=True)


def test_the_cookie_is_for_this_browser_session_and_for_no_script(browser):
    told = drop(browser).headers["Set-Cookie"]
    assert "HttpOnly" in told
    assert "SameSite=Strict" in told
    assert "Path=/" in told
    assert "Expires" not in told
    assert "Max-Age" not in told
    tokens = {drop(browser).headers["Set-Cookie"].split("=")[1].split(";")[0] for _ in range(3)}
    assert len(tokens) == 3
    assert min(map(len, tokens)) >= 43  # 256 bits in base 64


@pytest.mark.parametrize("path", ["/drop", "/forget"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Escalation": "0"},
        HEADERS | {"Origin": "https://example.org"},
        HEADERS | {"Origin": "null"},
        HEADERS | {"Origin": "http://localhost:1"},
        HEADERS | {"Sec-Fetch-Site": "cross-site"},
        HEADERS | {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_can_neither_open_nor_close_a_file(app, browser, path, headers):
    mark = mark_of(drop(browser))
    reply = browser.post(path, data=GOOD, headers=headers)
    assert reply.status_code == 403
    assert reply.json == {"error": "Only this page itself can ask for this."}
    assert mark in layout(browser)


def test_the_page_itself_is_let_in(browser):
    own = HEADERS | {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert mark_of(drop(browser, headers=own))


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_above_the_limit_is_refused_whatever_it_announces(browser, monkeypatch, announced):
    monkeypatch.setattr(upload, "LARGEST", len(GOOD) - 1)
    body = {"data": GOOD}
    if not announced:
        body = {"input_stream": io.BytesIO(GOOD), "environ_base": {"wsgi.input_terminated": True}}
    reply = browser.post("/drop?name=a.csv", headers=HEADERS, **body)
    assert reply.status_code == 413
    assert reply.json == {"error": upload.TOO_LARGE}
    assert upload.TOO_LARGE.count(".") == 1
    assert COOKIE not in reply.headers.get("Set-Cookie", "")


def test_the_browser_and_the_server_know_the_same_limit():
    script = (Path(upload.__file__).parents[1] / "assets" / "drop.js").read_text(encoding="utf-8")
    assert "LARGEST = 250 * 1024 * 1024" in script
    assert upload.LARGEST == 250 * 1024 * 1024


def bomb():
    """Make a workbook whose sheet unpacks to a thousand times its size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (64 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "found no text"),
        (b"\xff\xfe\x00", "made.csv"),
        (b"\x1f\x8bbroken", "broken gzip"),
        (b"PK\x03\x04broken", "a broken archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old XLS"),
        (b"name,number\na,1\n", "a column of dates among name, number"),
        (b"date\nnever\n", "made.csv"),
        (bomb(), "a workbook of a sensible size"),
    ],
    ids=["empty", "utf16", "gzip", "zip", "xls", "no dates", "no event", "bomb"],
)
def test_a_file_that_cannot_be_read_says_so_and_the_page_stays(browser, content, said):
    mark = mark_of(drop(browser))
    error = drop(browser, content).json["error"]
    assert said in error
    assert "Traceback" not in error
    assert "--" not in error
    assert mark in layout(browser)


def test_an_unsettled_order_of_dates_is_asked_for_and_then_settles_it(browser):
    query = {"column": "date=Day of incident"}
    reply = drop(browser, UNSETTLED, **query).json
    assert reply["asks"] == ["date-order"]
    assert reply["error"].count("/02/2024") == 3
    mark_of(drop(browser, UNSETTLED, date_order="dmy", **query))
    assert "--date-order dmy --map 'date=Day of incident'" in layout(browser)
    days = [
        drop(browser, UNSETTLED, date_order=order, **query).json["file"] for order in ("dmy", "mdy")
    ]
    assert days[0] != days[1]


def test_an_unnamed_date_column_is_asked_for(browser):
    reply = drop(browser, b"When,Where\nonce,here\n").json
    assert reply["asks"] == ["map"]
    assert "one of" in drop(browser, OWN.encode(), column="date=Nowhere").json["error"]
    assert "expected a study column" in drop(browser, OWN.encode(), column="nonsense").json["error"]


def test_what_rows_are_is_asked_for_with_the_likelier_chosen(browser):
    reply = drop(browser, TOLLS).json
    assert (reply["asks"][0], reply["rows"]) == ("rows", "counts")


def test_the_rejected_rows_come_as_a_file_that_runs_nothing(browser):
    content = acled(ACLED_2022, [*DAYS, "=cmd"])
    mark_of(drop(browser, content, name="=made.csv"))
    reply = browser.get("/rejected.csv")
    assert "attachment" in reply.headers["Content-Disposition"]
    assert reply.headers["Cache-Control"] == "no-store"
    lines = reply.get_data(as_text=True).splitlines()
    assert lines[0] == "\ufefffile,row,reason"
    assert lines[1].startswith("'=made.csv,58,")
    assert len(lines) == 2


def test_the_same_file_is_read_once_and_closed_for_each_by_itself(app, browser, monkeypatch):
    read = []
    monkeypatch.setattr(
        file_reading,
        "open_file",
        lambda *words, **more: read.append(1) or open_file(*words, **more),
    )
    other = app.server.test_client()
    mark = mark_of(drop(browser))
    assert mark_of(drop(other)) == mark
    assert len(read) == 1
    browser.post("/forget", headers=HEADERS)
    assert mark in layout(other)
    assert mark not in layout(browser)


def reading_queue(app):
    return Queue(app.opened.sessions.store, upload.READING, upload.READING_RULES)


def test_who_comes_when_too_many_wait_is_told(app, browser):
    queue = reading_queue(app)
    for number in range(upload.READING_RULES.most):
        queue.submit(str(number), "", {})
    reply = drop(browser)
    assert (reply.status_code, reply.json["error"]) == (503, upload.READING_RULES.full)


def test_the_sheets_of_a_workbook_are_listed_and_one_is_read(browser):
    tables = {"a.csv": "date,killed\n2024-01-02,1\n", "b.csv": "date,place\n2024-02-03,T\n"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    reply = drop(browser, packed.getvalue()).json
    assert reply["choices"] == ["a.csv", "b.csv"]
    assert reply["asks"] == ["sheet"]
    mark_of(drop(browser, packed.getvalue(), sheet="b.csv"))
    assert "--sheet b.csv" in layout(browser)


class Nobody:
    """Works when it is told to."""

    def __init__(self, queue, work):
        self.queue, self.work = queue, work

    def wake(self):
        pass


@pytest.fixture
def busy(study, store, monkeypatch):
    """A page whose files wait until somebody reads them, and what reads them."""
    monkeypatch.setattr(upload, "WAIT_SECONDS", 0)
    made = []
    monkeypatch.setattr(app_module, "Inline", lambda *words: made.append(Nobody(*words)) or made[0])
    app = create_app(study, sessions=Sessions(store))
    return app, made[0]


def again(browser, reply):
    return browser.post(f"/drop/{reply.json['waits']}", headers=HEADERS)


def test_files_are_read_as_they_come_and_each_is_told_its_place(busy, store):
    app, reader = busy
    browsers = [app.server.test_client() for _ in range(3)]
    replies = [
        drop(browser, GOOD, name=f"{place}.csv") for place, browser in enumerate(browsers, start=1)
    ]
    told = [(reply.status_code, reply.json["place"]) for reply in replies]
    assert told == [(202, 1), (202, 2), (202, 3)]
    do(reader.queue, reader.queue.claim("x"), reader.work)
    told = [again(browser, reply) for browser, reply in zip(browsers, replies, strict=True)]
    assert [reply.json.get("place") for reply in told] == [None, 1, 2]
    assert mark_of(told[0]) in layout(browsers[0])
    assert COOKIE in told[0].headers["Set-Cookie"]
    assert len(list((store.folder / "incoming").iterdir())) == 2


def test_a_file_that_waits_is_taken_back_and_leaves_nothing(busy, store):
    app, reader = busy
    browser = app.server.test_client()
    token = drop(browser).json["waits"]
    assert browser.post(f"/drop/{token}/stop").status_code == 403
    assert browser.post(f"/drop/{token}/stop", headers=HEADERS).status_code == 200
    assert list((store.folder / "incoming").iterdir()) == []
    assert reader.queue.claim("x") is None
    said = browser.post(f"/drop/{token}", headers=HEADERS).json["error"]
    assert said == upload.TAKEN_BACK


def test_a_disk_that_fills_while_a_file_is_kept_is_told_and_nothing_half_stays(
    browser, store, monkeypatch
):
    def cut(study, folder):
        (folder / "events.arrow").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(uploaded_files, "keep_study", cut)
    said = drop(browser).json["error"]
    assert said == "The server has no room for this file (No space left on device)."
    for name in ("studies", "incoming", "temporary"):
        assert list((store.folder / name).iterdir()) == []


def test_a_file_that_was_closed_by_its_last_reader_meanwhile_is_asked_for_again(app, store):
    with pytest.raises(EscalationError, match="closed before it was shown: open it again"):
        app.opened.sessions.hold("0" * 32, file="made.csv", command="")


def test_what_is_read_and_not_asked_for_takes_room_as_well(browser, app, store, monkeypatch):
    monkeypatch.setattr(upload.Uploads, "_show", lambda self, *words: upload.flask.Response("gone"))
    drop(browser)
    monkeypatch.undo()
    sessions = Sessions(store, most=1000)
    with pytest.raises(StoreFull, match="no room"):
        sessions.check_room(10)
    assert Sessions(store).check_room(10) is None
