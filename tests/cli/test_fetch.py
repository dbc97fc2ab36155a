"""The command that fetches, against the server on this machine."""

import shutil

import pytest

from analytics.findings import results
from analytics.revisions.rows import table_revisions
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.tabs.official_totals import reconciliation_cards
from data.study import load_study
from data.vintages import open_study
from report.content.build import build_report
from report.content.plan import Plan
from tests.helpers.commands import run
from tests.helpers.fetching import FIRST, HAPI, contents, environment, fill, ids, new_fetch
from tests.helpers.source_rows import acled_row
from tests.helpers.source_server import serving


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        fill(server)
        for name, value in environment(server).items():
            patch.setenv(name, value)
        new_fetch(tmp_path_factory.mktemp("made") / "study", "acled", day=FIRST)
        server.made = next(tmp_path_factory.getbasetemp().glob("made*/study"))
        yield server


@pytest.fixture
def copied(running, tmp_path):
    running.reset()
    fill(running)
    return shutil.copytree(running.made, tmp_path / "study")


def test_a_new_study_is_made_checked_and_compared(copied, running, tmp_path):
    words = ("fetch", "acled", "--study", tmp_path / "new", "--country", "Nowhere")
    result = run(*words, "--from", "2024-01-01", "--to", "2024-02-10")
    assert result.exit_code == 0, result.output
    assert "40 rows in 2 pages" in result.output
    assert "No faults. 40 recorded events" in run("check", tmp_path / "new").output
    running.acled.append(acled_row(77, "2024-01-07"))
    running.acled[0]["fatalities"] = 9
    running.deleted = [{"event_id_cnty": "NOW3", "deleted_timestamp": 1}]
    running.acled.pop(3)
    result = run("fetch", "--study", tmp_path / "new")
    assert result.exit_code == 0, result.output
    last = result.output.split("escalation diff ")[1].split()[0]
    # What escalation diff says of the rows; the findings beside them take seconds.
    old, new = open_study(f"{tmp_path / 'new'}@{last}"), load_study(tmp_path / "new")
    rows = table_revisions(old.events, new.events, name="events", both=None).table
    assert dict(zip(rows["change"], rows["id"], strict=True)) == {
        "changed": "NOW0",
        "deleted": "NOW3",
        "added": "NOW77",
    }


def test_a_dry_run_asks_and_writes_nothing(copied, running):
    before = contents(copied)
    result = run("fetch", "--study", copied, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Would ask ACLED: Nowhere" in result.output
    assert "Nothing was asked, and nothing is written." in result.output
    new = run("fetch", "ucdp", "--study", copied.parent / "u", "--from", "2024-01-01", "--dry-run")
    assert "UCDP_TOKEN: from the environment" in new.output
    words = ("fetch", "gdelt", "--study", copied.parent / "g", "--country", "NW")
    more = ("--from", "2024-01-01", "--root", "14", "--event-type", "19", "--dry-run")
    assert "2024-01-01" in run(*words, *more).output
    assert "19, 14" in run(*words, *more).output
    assert running.asked == []
    assert contents(copied) == before
    assert not (copied.parent / "u").exists()


def test_published_months_are_held_against_the_list(copied):
    settings = copied / "study.toml"
    text = settings.read_text().replace("lag = 14", "lag = 0")
    settings.write_text(text + HAPI)
    result = run("fetch", "hapi", "--study", copied)
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert ["2024-01-01", "8", "40", "32"] in lines
    assert ["2024-02-01", "8", "0", "-8"] in lines
    assert "with 32 more than the 8 published." in result.output
    assert len(ids(copied, "2024-03-01")) == 40
    # What was fetched is compared wherever the list is held against others' totals.
    study = load_study(copied)
    selection = Selection(study, default_view(study))
    sentence = str(results.published_months(selection))
    assert sentence in result.output
    blocks = build_report(selection, plan=Plan(sections=("totals",))).blocks
    assert sentence in str(blocks)
    (card,) = reconciliation_cards(selection)
    assert sentence in str(card)
    months = next((copied / "fetched").glob("*-months")) / "months.csv"
    months.write_text(months.read_text().replace(",4,", ",four,"))
    assert "the months that were fetched" in run("check", copied).output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("acled", "--country", "Iraq"), 2, "says in [fetch] of its study.toml what is asked"),
        (("ucdp",), 1, "fetches from acled"),
        (("hapi",), 1, "write [fetch.hapi]"),
    ],
)
def test_what_a_study_does_not_ask_is_refused(copied, words, code, said):
    result = run("fetch", *words, "--study", copied)
    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 1, "is no study yet"),
        (("hapi",), 1, "is no study yet"),
        (("acled", "--from", "2024-01-01"), 1, "--country Iraq"),
        (("acled", "--from", "yesterday", "--country", "Iraq"), 2, "write a date as"),
        (("https://me:pw@host.example/x",), 1, "a name or a password"),
    ],
)
def test_what_a_new_study_needs_is_said(tmp_path, words, code, said):
    result = run("fetch", *words, "--study", tmp_path / "new")
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "new").exists()


def test_no_option_takes_a_secret():
    said = run("fetch", "--help").output
    for word in ("--password", "--token", "--key", "--email", "--user"):
        assert word not in said
    assert "ACLED_PASSWORD" in said


def test_a_folder_of_something_else_stays(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    words = ("fetch", "acled", "--study", tmp_path, "--from", "2024-01-01", "--country", "Iraq")
    assert "holds something else already" in run(*words).stderr
