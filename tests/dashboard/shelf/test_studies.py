"""Several studies in one server: each under its own address, and none of them anywhere else."""

import gc
import json
import re
import shutil
from weakref import ref

import pytest
from werkzeug.security import generate_password_hash

from cli.worker import load
from dashboard.app import create_app
from dashboard.server import _check_entry, _stand_behind, greeting, serve
from dashboard.serving.access_log import AccessLog
from dashboard.serving.settings import Serving
from dashboard.session.active_study import COOKIE
from dashboard.session.uploaded_files import Sessions
from dashboard.shelf import studies
from dashboard.shelf.addresses import named_folders
from dashboard.shelf.studies import Studies
from dashboard.start.cards import ANSWER
from dashboard.store.contents import Store
from dashboard.work.drain import drain
from data.errors import StudyError
from data.study import load_study
from tests.helpers.study import TOML, write_study
from tests.helpers.upload import GOOD, HEADERS, Clock, drop, layout, mark_of
from tests.helpers.waiting import until

NAMES = ("one", "two", "three")


def titled(folder, title, **changes):
    folder.mkdir(parents=True)
    return write_study(folder, {"study.toml": TOML.replace("Made up", title)} | changes)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("studies")
    good = [titled(root / name, f"Study {name}") for name in NAMES]
    bad = titled(root / "bad", "Study bad", **{"attacks.csv": "event_id,date\nA,never\n"})
    return [*good, bad, root / "nowhere"]


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "store")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def app(folders, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("kept") / "store")
    yield create_app(Studies(named_folders(folders), store), sessions=Sessions(store))
    store.close()


@pytest.fixture(scope="module")
def client(app):
    return app.server.test_client()


def begun(app):
    """Give a client of a server that has had its first request, as the real one has."""
    client = app.server.test_client()
    client.get("/").close()
    return client


def prefix_in(text):
    """Give the address at which the browser's side of Dash asks."""
    found = re.search(r'<script id="_dash-config"[^>]*>(.*?)</script>', text)[1]
    return json.loads(found)["requests_pathname_prefix"]


def started(client, address="/start"):
    """Give the list of studies once nothing in it waits."""
    return until(lambda: (text := client.get(address).text) and "data-waits" not in text and text)


def card(listed, name):
    return listed.partition(f'id="study-{name}"')[2].partition("</article>")[0]


def test_the_start_page_is_there_at_once_and_fills_in(client):
    first = client.get("/").text
    assert first.count('<article class="card study') == 5
    assert "being worked out" in card(first, "one")
    listed = started(client)
    assert "3 attacks: too few to tell" in card(listed, "one")
    assert "1 to 31 Jan 2024 · 3 attacks · 1 strike · Data to 31 Jan 2024" in card(listed, "one")
    assert "<svg" in card(listed, "one")
    for name, said in (("bad", "It cannot be read: attacks.csv"), ("nowhere", "no such folder")):
        assert said in card(listed, name)
        assert "svg" not in card(listed, name)
    assert str(client.application.root_path) not in listed
    # What is known is not worked out again.
    assert "data-waits>" not in client.get("/").text


def test_each_stands_under_its_own_address_with_links_to_the_others(client):
    assert client.get("/s/two?tab=map").headers["Location"] == "/s/two/?tab=map"
    text = client.get("/s/two/").text
    assert "<title>Study two</title>" in text
    assert prefix_in(text) == "/s/two/"
    # The scripts are the same for all, and fetched once.
    assert 'src="../../plotly' in text
    shown = json.dumps(client.get("/s/two/_dash-layout").json)
    for address in ("/", "/s/one/", "/s/two/", "/s/three/", "/s/bad/"):
        assert f'"href": "{address}"' in shown
    assert '"children": "Study two"}, "type": "H1"' in shown
    assert client.get("/s/two/first").status_code == 200


def test_an_address_that_leads_to_no_study_says_so_beside_the_list(client):
    for address, status, said in (
        ("/s/none/", 404, "no study under this address"),
        ("/file/", 404, "not held here"),
        ("/s/bad/", 503, "attacks.csv"),
    ):
        reply = client.get(address)
        assert reply.status_code == status
        assert said in reply.text.partition('role="status">')[2].partition("</div>")[0]
        assert 'href="/s/one/"' in reply.text
    for address in ("/first", "/_dash-layout", "/s/none/_dash-layout", "/s/none/nothing"):
        assert client.get(address).status_code == 404
    assert client.get("/s/bad/_dash-layout").status_code == 503


def test_an_old_link_finds_its_study_by_its_data_and_else_is_kept_for_the_choice(client, app):
    started(client)
    digest = app.opened.several.get("two").digest
    moved = client.get(f"/?country=Iraq&data={digest}")
    assert moved.headers["Location"] == f"/s/two/?country=Iraq&data={digest}"
    asked = client.get("/?country=Iraq")
    assert "This link names none of the studies" in asked.text
    assert 'href="/s/three/?country=Iraq"' in asked.text
    assert client.get("/?file=abc").headers["Location"] == "/file/?file=abc"
    assert "names none" not in client.get("/?theme=dark").text


def test_two_of_one_name_are_told_apart_and_a_link_to_the_name_asks(tmp_path, store):
    given = [titled(tmp_path / where / "same", "Alike") for where in ("north", "south")]
    client = begun(create_app(Studies(named_folders(given), store)))
    asked = client.get("/s/same/").text
    assert "choose north-same or south-same" in asked
    assert "Alike (north-same)" in asked
    assert client.get("/s/south-same/").status_code == 200


def test_a_dropped_file_is_its_readers_and_takes_no_studys_place(app, client):
    reply = client.post("/s/one/drop?name=made.csv", data=b"", headers=HEADERS)
    assert "error" in reply.json
    reply = drop_on(client, "/s/one")
    assert reply.json["at"] == "/file/"
    assert "Path=/;" in reply.headers["Set-Cookie"]
    mark = mark_of(reply)
    assert mark in client.get("/file/_dash-layout").text
    assert mark not in client.get("/s/one/_dash-layout").text
    assert "Your file: made.csv" in client.get("/s/two/_dash-layout").text
    assert "Your file: made.csv" in client.get("/").text
    other = app.server.test_client()
    assert other.get("/file/").status_code == 404
    assert "Your file" not in other.get("/").text
    assert client.post("/file/forget", headers=HEADERS).json == {"at": "/"}
    assert client.get_cookie(COOKIE) is None


def drop_on(client, address):
    return client.post(f"{address}/drop?name=made.csv", data=GOOD, headers=HEADERS)


def test_of_many_few_are_in_memory_and_none_is_read_twice(folders, store, tmp_path):
    copies = [shutil.copytree(folder, tmp_path / folder.name) for folder in folders[:3]]
    studies = Studies(named_folders(copies), store, most=2)
    first = ref(studies.get("one"))
    digests = [studies.get(name).digest for name in NAMES]
    gc.collect()
    assert first() is None
    for copy in copies:
        shutil.rmtree(copy)
    assert [studies.get(name).digest for name in NAMES] == digests
    # Another process has them as well.
    assert Studies(named_folders(copies), Store(of=store.folder)).get("two").digest == digests[1]


def test_a_study_that_was_put_right_is_shown_without_a_restart(tmp_path, store):
    good = titled(tmp_path / "good", "Good")
    bad = titled(tmp_path / "bad", "Bad", **{"attacks.csv": "event_id,date\nA,never\n"})
    client = begun(create_app(Studies(named_folders([good, bad]), store)))
    assert "It cannot be read" in card(started(client), "bad")
    write_study(bad)
    assert client.get("/s/bad/").status_code == 200
    assert "3 attacks: too few to tell" in until(
        lambda: "too few" in (t := card(started(client), "bad")) and t
    )


def test_a_process_of_its_own_works_the_answers_out(app, folders):
    app.cards.queue.submit("answer-x", "served-one", {"name": "one", "folder": str(folders[0])})
    queue, work = load(Store(of=app.opened.sessions.store.folder), ANSWER)
    drain(queue, "test", work)
    assert next(job for job, _ in queue.all() if job.key == "answer-x").answer["picture"]


def test_work_in_a_queue_is_about_the_study_of_its_page(app):
    with app.server.test_request_context(environ_overrides={"escalation.address": "/s/two"}):
        key = app.opened.shelf.key()
    # Whoever does the work is asked by nobody.
    assert app.opened.of_key(key).title == "Study two"


def test_behind_a_prefix_a_password_and_in_the_log_addresses_stay_whole(folders, store, tmp_path):
    secret = tmp_path / "team.hash"
    secret.write_text(generate_password_hash("correct horse", method="pbkdf2:sha256:10"))
    secret.chmod(0o600)
    serving = Serving(prefix="/desk", password_file=secret)
    app = create_app(Studies(named_folders(folders), store), serving=serving)
    AccessLog(tmp_path / "log").register(app.server)
    _stand_behind(app.server, serving, _check_entry(serving)(app.server.wsgi_app, store))
    client = app.server.test_client()
    form = client.get("/desk/s/two/?tab=map").text
    action = form.partition('action="')[2].partition('"')[0]
    assert action == "/desk/login?to=%2Fs%2Ftwo%2F%3Ftab%3Dmap"
    reply = client.post(action, data={"password": "correct horse"})
    assert reply.headers["Location"] == "/desk/s/two/?tab=map"
    for elsewhere in (
        "//evil.example/",
        "/\\evil.example/",
        "https://evil.example/",
        "/x y/",
        "/x",
    ):
        reply = app.server.test_client().post(
            "/desk/login", query_string={"to": elsewhere}, data={"password": "correct horse"}
        )
        assert reply.headers["Location"] == "/desk/"
    text = client.get("/desk/s/two/?tab=map").text
    assert prefix_in(text) == "/desk/s/two/"
    script = text.partition('src="../../')[2].partition('"')[0]
    assert client.get(f"/desk/{script}").status_code == 200
    assert 'href="/desk/s/one/"' in client.get("/desk/").text
    assert f'href="/desk/{script}"' in client.get("/desk/").text
    assert '"path": "/s/two/"' in (tmp_path / "log").read_text()
    assert drop_on(client, "/desk/s/two").json["at"] == "/desk/file/"


def test_alone_a_study_stands_at_the_root_and_its_address_among_others_leads_there(study):
    client = create_app(study).server.test_client()
    moved = client.get(f"/s/{study.name}/?country=Iraq")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/?country=Iraq")
    assert client.get("/s/another/").status_code == 404
    assert "studies-menu" not in layout(client)
    assert "at" not in drop(client).json


def test_what_is_printed_counts_them_and_none_at_all_is_refused(
    folders, store, tmp_path, monkeypatch
):
    monkeypatch.setattr("dashboard.server.hold_little", lambda: None)
    studies = Studies(named_folders(folders), store)
    assert greeting(studies, Serving()).splitlines()[0] == "5 studies"
    assert "can see these studies" in greeting(studies, Serving(host="0.0.0.0"))
    with pytest.raises(StudyError, match="2 faults"):
        serve([tmp_path / "a", tmp_path / "b"], Serving())


def test_a_study_with_faults_is_not_read_at_every_request(tmp_path, store, monkeypatch):
    bad = titled(tmp_path / "bad", "Study bad", **{"attacks.csv": "event_id,date\nA,never\n"})
    read = []
    monkeypatch.setattr(
        studies, "load_study", lambda folder: read.append(folder) or load_study(folder)
    )
    clock = Clock()
    many = Studies({"bad": bad}, Store(of=store.folder, clock=clock))
    for clock.now in (0.0, 1.0, studies.FAULTY_SECONDS + 1.0):
        with pytest.raises(StudyError, match="never"):
            many.get("bad")
    # Others may be read meanwhile, by threads of other tests.
    assert read.count(bad) == 2
