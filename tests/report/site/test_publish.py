import hashlib
import json
import xml.etree.ElementTree as ElementTree
from pathlib import PurePosixPath
from urllib.parse import unquote

import pandas as pd
import pytest

from data.settings.publish import VIEWS
from report.alarms.feed import ATOM
from report.figure.reproduce import read_record, reproduce
from report.site.publish import MOST_BYTES
from tests.helpers.site import (
    Page,
    files_of,
    pages_of,
    publish_small,
    view_of,
    write_site_study,
)

EVIL = '</script><script>alert(1)</script>../../x\\" onerror=alert(2) ' + 300 * "y"
SHARE = '\n[fetch]\nsource = "acled"\nshare = false\n'
# What makes a browser fetch something by itself.
FETCHING = {"src", "srcset", "poster", "data", "background", "action", "formaction"}


@pytest.fixture(scope="module")
def pages(done):
    return pages_of(done.folder)


def test_every_view_has_a_page_that_leads_to_all_others(done, pages):
    views = [view for view in VIEWS if view != "revisions"]
    assert done.brief.views == tuple(views)
    named = {"index" if view == "overview" else view for view in views}
    stems = {page.path.stem for page in pages if page.path.parent.name == done.brief.name}
    assert named <= stems
    assert any(stem.startswith("where-country-iraq-") for stem in stems)
    assert any(stem.startswith("around-c2-") for stem in stems)
    for page in pages:
        leads = {unquote(given["href"]).rpartition("/")[2] for given in page.all("a")}
        assert {f"{name}.html" for name in named} <= leads


def test_every_link_leads_to_a_file_of_the_site_or_to_a_source(done, pages):
    for page in pages:
        ids = [given["id"] for _, given in page.tags if "id" in given]
        assert len(ids) == len(set(ids))
        labelled = {
            given["aria-labelledby"] for _, given in page.tags if "aria-labelledby" in given
        }
        assert labelled <= set(ids)
        for given in [*page.all("a"), *page.all("img"), *page.all("script"), *page.all("link")]:
            address = given.get("href", given.get("src", ""))
            if address.startswith("#"):
                assert address[1:] in ids
            elif address.startswith("https://"):
                assert given["rel"] == "noreferrer noopener"
            elif address and not address.startswith("data:"):
                assert (page.path.parent / unquote(address)).is_file(), address


def test_nothing_is_fetched_from_elsewhere_and_no_script_stands_in_a_page(pages, done):
    for page in pages:
        (policy,) = [given for given in page.all("meta") if "http-equiv" in given]
        assert policy["content"].startswith("default-src 'none'; script-src 'self' file:;")
        for tag, given in page.tags:
            assert not [name for name in given if name.startswith("on")]
            for name in FETCHING & set(given):
                assert "//" not in given[name], f"{tag} {name}"
        assert all(
            "src" in one or one.get("type") == "application/json" for one in page.all("script")
        )
    shared = [path for path in files_of(done.folder) if path.startswith("shared/")]
    assert sorted(path.rpartition(".")[2] for path in shared) == ["css", "js", "js"]


def test_headings_go_down_one_step_at_a_time(pages):
    for page in pages:
        levels = [level for level, _ in page.headings]
        assert levels[0] == 1
        assert levels.count(1) == 1, page.path
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_file_is_known_by_its_hash_and_no_brief_is_large(done):
    files = files_of(done.folder)
    known = json.loads(files["site.json"][0])
    assert set(files) - {"site.json", ".lock"} == set(known["files"])
    for path, digest in known["files"].items():
        assert hashlib.sha256(files[path][0]).hexdigest() == digest
    assert known["coming"] == {}
    of_brief = [held for path, (held, _) in files.items() if path.startswith(done.brief.name)]
    assert sum(map(len, of_brief)) == done.size < MOST_BYTES


def test_tables_come_whole_as_files(done, folder):
    files = files_of(done.folder)
    place = f"{done.brief.name}/files"
    rows = files[f"{place}/incidents.csv"][0].decode("utf-8-sig").splitlines()
    said = Page(done.folder / done.brief.name / "incidents.html").text
    assert f">{len(rows) - 1:,} rows: scroll in the table to see all of them.<" in said
    study = view_of(folder).study
    assert len(rows) == 1 + len(study.events) + len(study.strikes)
    assert "Zqxwords" in rows[1] + rows[2]
    numbers = json.loads(files[f"{place}/analysis.json"][0])
    assert numbers["answer"]["sentence"].startswith(done.brief.headline)
    tables = [path for path in files if path.startswith(place) and path.endswith(".csv")]
    assert len(tables) > 20


def test_a_chart_is_made_again_from_its_record(done, folder):
    record = done.folder / done.brief.name / "files" / "around.json"
    values = read_record(record)
    assert values["study"]["folder"] == "made"
    assert str(folder) not in record.read_text(encoding="utf-8")
    again = reproduce(values, view_of(folder).study, beside=record.parent, folder="made")
    assert again.same, str(again)


def test_no_page_names_a_folder_of_this_machine(done, folder):
    for path, (held, _) in files_of(done.folder).items():
        assert str(folder.parent).encode() not in held, path


def test_the_page_says_what_the_data_cannot_tell(done):
    text = Page(done.folder / done.brief.name / "index.html").text
    assert "What cannot be answered" in text
    assert all("what caused it is not in these data" in page.text for page in pages_of(done.folder))


def test_new_data_are_a_brief_of_their_own_and_older_ones_stay(tmp_path):
    folder, out = tmp_path / "study", tmp_path / "site"
    first = publish_small(
        write_site_study(folder, end=pd.Timestamp("2024-01-20"), days=20),
        out,
        settings={"address": "https://desk.example/iraq"},
    )
    before = files_of(out)
    write_site_study(folder, end=pd.Timestamp("2024-01-31"), days=31)
    second = publish_small(folder, out, settings={"address": "https://desk.example/iraq"})
    after = files_of(out)
    # Loaded anew: nothing is remembered that could differ the next day.
    again = publish_small(folder, out, settings={"address": "https://desk.example/iraq"})
    assert (again.written.new, again.written.gone) == (0, 0)
    assert files_of(out) == after
    kept = {path: held for path, held in before.items() if path.startswith(first.brief.name)}
    assert kept
    assert {path: after[path] for path in kept} == kept
    index = Page(out / "index.html")
    leads = [given["href"] for given in index.all("a") if given["href"].startswith("20")]
    order = list(dict.fromkeys(PurePosixPath(address).parts[0] for address in leads))
    assert order == [second.brief.name, first.brief.name]
    entries = ElementTree.fromstring(after["feed.xml"][0]).findall(f"{{{ATOM}}}entry")
    links = [entry.find(f"{{{ATOM}}}link").get("href") for entry in entries]
    assert links == [
        f"https://desk.example/iraq/{one.brief.name}/index.html" for one in (second, first)
    ]
    third = publish_small(folder, out, settings={"keep": 1})
    assert third.gone == (first.brief.name,)
    assert not (out / first.brief.name).exists()


def test_texts_of_the_data_stay_texts(tmp_path):
    evil = EVIL.replace("\\", "").replace('"', "'")
    header = "event_id,date,kind,label,source_url,source_publisher"
    context = f'{header}\n"C1{evil[:60]}",2024-01-20,other,"{evil}",,\n'
    rows = f'A1,2024-01-02,day,"{evil}","{evil}",33.79,42.44,drone,,"{evil}",media,"{evil}"\n'
    folder = write_site_study(
        tmp_path / "study",
        title=evil,
        days=20,
        end=pd.Timestamp("2024-01-31"),
        **{"context.csv": context},
    )
    (folder / "study.toml").write_text(
        (folder / "study.toml")
        .read_text(encoding="utf-8")
        .replace('shown = ["C1", "C2"]\nbefore_after = "C1"\n', "")
    )
    path = folder / "attacks.csv"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    out = tmp_path / "site"
    publish_small(folder, out, settings={"views": ["around", "where", "incidents"]})
    inside = {path.parent.resolve() for path in out.rglob("*")}
    assert all(place.is_relative_to(out.resolve()) or place == out.resolve() for place in inside)
    for page in pages_of(out):
        assert evil not in page.text
        assert "<script>alert" not in page.text
        assert not [given for _, given in page.tags if any(n.startswith("on") for n in given)]
        assert len(page.path.name) < 100


@pytest.fixture(scope="module")
def unshared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unshared") / "study"
    write_site_study(folder, days=20, end=pd.Timestamp("2024-01-31"))
    path = folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + SHARE, encoding="utf-8")
    out = folder.parent / "site"
    publish_small(folder, out, settings={"views": VIEWS})
    return out


def test_rows_that_may_not_be_passed_on_are_in_no_file(unshared):
    files = files_of(unshared)
    for path, (held, _) in files.items():
        for word in (b"Zqxwords", b"Zqxpaper", b"zqx0", b"QI000"):
            assert word not in held, path
    assert not [path for path in files if path.endswith("incidents.csv")]
    (page,) = [page for page in pages_of(unshared) if page.path.name == "incidents.html"]
    assert "forbids passing its rows on" in page.text
    assert "incidents in view" in page.text


def test_a_brief_of_a_filtered_view_is_told_apart_from_that_of_the_whole(folder, tmp_path):
    few = {"views": ["incidents"]}
    whole = publish_small(folder, tmp_path / "site", settings=few)
    part = publish_small(folder, tmp_path / "site", settings=few, filters={"country": ("Iraq",)})
    assert whole.brief.title.startswith("Made up: brief of the data of")
    assert "Iraq only: brief of the data of" in part.brief.title
    listed = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert part.brief.title in listed
    assert whole.brief.name != part.brief.name
