"""Nine faults of each source: no row is lost, doubled or half-written."""

import shutil
from datetime import date

import pytest

from data.errors import EscalationError
from data.fetched import read_index
from tests.helpers.fetching import (
    add_gdelt_day,
    contents,
    fetch_again,
    ids,
    new_fetch,
)
from tests.helpers.source_rows import acled_row, ucdp_row

ALWAYS = 10**6
# By source and fault: whether a single one is got over, and whether a lasting one is.
FAULTS = {
    ("acled", "expired"): (True, False),
    ("acled", "forbidden"): (False, False),
    ("acled", "empty"): (True, False),
    ("acled", "busy"): (True, False),
    ("acled", "page"): (True, False),
    ("acled", "cut"): (True, False),
    ("acled", "broken"): (True, False),
    # Fewer days are asked for until one page holds them.
    ("acled", "overlap"): (True, True),
    ("acled", "lost"): (True, True),
    ("acled", "total"): (True, False),
    ("ucdp", "expired"): (False, False),
    ("ucdp", "forbidden"): (False, False),
    ("ucdp", "empty"): (True, False),
    ("ucdp", "busy"): (True, False),
    ("ucdp", "page"): (True, False),
    ("ucdp", "cut"): (True, False),
    ("ucdp", "broken"): (True, False),
    ("ucdp", "overlap"): (True, False),
    ("ucdp", "lost"): (True, False),
    ("ucdp", "total"): (True, False),
    ("gdelt", "forbidden"): (False, False),
    ("gdelt", "empty"): (True, False),
    ("gdelt", "busy"): (True, False),
    ("gdelt", "page"): (True, False),
    ("gdelt", "cut"): (True, False),
    ("gdelt", "broken"): (True, False),
    ("sums", "empty"): (False, False),
    ("sums", "page"): (False, False),
    ("hapi", "forbidden"): (False, False),
    ("hapi", "empty"): (True, False),
    ("hapi", "busy"): (True, False),
    ("hapi", "page"): (True, False),
    ("hapi", "cut"): (True, False),
    ("hapi", "broken"): (True, False),
    ("file", "forbidden"): (False, False),
    ("file", "empty"): (False, False),
    ("file", "busy"): (True, False),
    ("file", "page"): (False, False),
    ("file", "broken"): (True, False),
    ("json", "cut"): (False, False),
    ("json", "busy"): (True, False),
}


@pytest.fixture
def said():
    return []


@pytest.fixture
def again(server, made, tmp_path, said):
    """Fetch once more what a study holds, and say whether the same rows came."""

    def fetch(kind):
        folder = tmp_path / "study"
        if not folder.exists():
            home = {"sums": "gdelt"}.get(kind, kind)
            shutil.copytree(made / home, folder)
        # What would not be asked for again, because nothing has changed, is asked for.
        shutil.rmtree(folder / "fetched" / "days", ignore_errors=True)
        for name, (content, _) in server.files.items():
            server.files[name] = (content, {"ETag": '"other"'})
        before = contents(folder)
        day = date(2024, 3, 2) if kind != "ucdp" else date(2023, 3, 2)
        try:
            done = fetch_again(folder, day=day, source="hapi" if kind == "hapi" else "")
        except EscalationError as error:
            assert contents(folder) == before
            said.append(str(error))
            return False
        assert not done.is_new
        assert {n: c for n, c in contents(folder).items() if not n.endswith("index.json")} == {
            n: c for n, c in before.items() if not n.endswith("index.json")
        }
        return True

    return fetch


@pytest.mark.parametrize(("kind", "name"), FAULTS, ids=lambda part: part)
def test_a_fault_loses_doubles_and_half_writes_nothing(server, again, said, kind, name):
    once, always = FAULTS[kind, name]
    place = "file" if kind == "json" else kind
    server.fault(place, name, ALWAYS)
    assert again(kind) == always
    assert server.met
    server.heal()
    met = server.met
    server.fault(place, name, 1)
    assert again(kind) == once
    assert server.met == met + 1
    server.heal()
    assert once or again(kind)
    assert [text for text in said if len(text.splitlines()) != 1] == []


@pytest.mark.parametrize("kind", ["acled", "ucdp", "gdelt", "file"])
def test_what_was_revised_under_faults_comes_whole(server, tmp_path, made, kind):
    folder = tmp_path / "study"
    shutil.copytree(made / kind, folder)
    wanted = revise(kind, server)
    for name in ("busy", "broken"):
        server.fault(kind, name)
    done = fetch_again(folder, day=date(2024 if kind != "ucdp" else 2023, 3, 20))
    assert done.is_new
    assert server.met == 2
    assert ids(folder) == wanted
    assert len(read_index(folder).downloads) >= 2


def revise(kind, server):
    """Change a source, and return the names of all its rows as they are then."""
    if kind == "acled":
        gone = server.acled.pop(3)
        server.deleted = [{"event_id_cnty": gone["event_id_cnty"], "deleted_timestamp": 1}]
        server.acled[5]["fatalities"] = 77
        server.acled.append(acled_row(500, "2024-01-09"))
        return sorted(row["event_id_cnty"] for row in server.acled)
    if kind == "ucdp":
        server.ucdp["23.0.1"].append(ucdp_row(500, "2023-01-09"))
        return sorted(str(row["id"]) for rows in server.ucdp.values() for row in rows)
    if kind == "gdelt":
        add_gdelt_day(server, "20240106")
        return sorted(str(100 * day + n) for day in range(101, 107) for n in (1, 5))
    content, _ = server.files["rows.csv"]
    more = content + b"99,2024-01-09,Nowhere,Town,33.5,44.2,drone\n"
    server.files["rows.csv"] = (more, {"ETag": '"two"'})
    return sorted([*map(str, range(40)), "99"])


def test_refusals_are_told_apart(server, tmp_path):
    server.fault("acled", "forbidden")
    with pytest.raises(EscalationError, match=r"gave a token, and then refused .*Access denied"):
        new_fetch(tmp_path / "a", "acled")
    server.fault("ucdp", "expired")
    with pytest.raises(EscalationError, match="UCDP does not accept UCDP_TOKEN"):
        new_fetch(tmp_path / "b", "ucdp")
    server.fault("acled", "page", 9)
    with pytest.raises(EscalationError, match='a web page \\("Maintenance"\\) in place of data'):
        new_fetch(tmp_path / "c", "acled")
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_busy_is_left_alone_as_long_as_it_asks(server, tmp_path):
    new_fetch(tmp_path / "a", "acled")
    server.fault("acled", "busy", 2)
    waits = []
    fetch_again(tmp_path / "a", waits=waits)
    assert waits == [7, 7]


def test_a_day_of_more_than_a_page_whose_pages_never_fit_is_refused(server, tmp_path):
    server.acled = [acled_row(n, "2024-01-05") for n in range(20)]
    server.fault("acled", "overlap", ALWAYS)
    with pytest.raises(EscalationError, match="do not fit together"):
        new_fetch(tmp_path / "a", "acled")
    server.heal()
    new_fetch(tmp_path / "a", "acled")
    assert len(ids(tmp_path / "a")) == 20


def test_a_large_ask_that_comes_back_empty_is_asked_in_parts(server, tmp_path):
    server.acled = [acled_row(n, "2024-02-05") for n in range(5)]
    server.fault("acled", "none", 1)
    new_fetch(tmp_path / "a", "acled")
    assert len(ids(tmp_path / "a")) == 5


def test_rows_that_left_without_a_word_are_asked_for_by_name(server, tmp_path):
    folder = tmp_path / "a"
    new_fetch(folder, "acled")
    before = contents(folder)
    server.fault("acled", "none", ALWAYS)
    with pytest.raises(EscalationError, match="no row"):
        fetch_again(folder)
    server.heal()
    # One day comes back empty whenever it is asked for, and its rows are still there by name.
    hidden = [row for row in server.acled if row["event_date"] == "2024-01-03"]
    server.hidden_day = "2024-01-03"
    with pytest.raises(EscalationError, match=f"still has {len(hidden)} rows"):
        fetch_again(folder)
    assert contents(folder) == before
