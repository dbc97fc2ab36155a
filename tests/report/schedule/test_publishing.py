"""A run that publishes: its brief on the site of the study, and where the message leads."""

import json

import pytest

from data.errors import EscalationError
from report.content.blocks import Heading, Paragraph
from report.schedule import steps
from report.schedule.go import INCOMPLETE, SOMETHING_NEW
from report.schedule.kept import read_runs
from report.schedule.published import run_briefs, site_folder
from report.site import pages
from report.site.publish import publish_site
from tests.helpers.runs import QUIET_DAYS, SETTINGS, Desk, point, summary
from tests.helpers.site import Page, files_of, view_of

ADDRESS = "https://desk.example/site/"
PUBLISH = f'\n[publish]\naddress = "{ADDRESS}"\nviews = ["overview"]\n'
FALL = point("2024-02-01", "2024-02-05", 1.8, 0.9)


def front(context):
    blocks = (Heading(level=1, text="Summary"), Paragraph(text="As it is."))
    return [pages.SitePage(name="index", view="overview", title="Overview", blocks=blocks)]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setitem(pages.BUILDERS, "overview", front)
    settings = SETTINGS.replace('address = "https://desk.example/"\n', "") + PUBLISH
    return Desk(tmp_path / "study", monkeypatch, settings)


def test_runs_are_briefs_that_say_what_has_changed(desk):
    first = desk.write(QUIET_DAYS, summary(FALL)).run()
    desk.clock.on("2024-05-08")
    second = desk.write(finds=summary()).run()
    assert (first.code, second.code) == (SOMETHING_NEW, SOMETHING_NEW)
    names = [first.folder.name, second.folder.name]
    assert second.letter.values["link"] == f"{ADDRESS}{names[1]}/index.html"
    site = desk.folder / "site"
    listed = Page(site / "index.html").text
    assert listed.index(f"{names[1]}/index.html") < listed.index(f"{names[0]}/index.html")
    page = Page(site / names[1] / "index.html").text
    assert "Since the brief before" in page
    assert "No longer found" in page
    assert (site / names[1] / "brief.pdf").read_bytes() == (
        second.folder / "brief.pdf"
    ).read_bytes()
    assert f"{ADDRESS}{names[1]}/index.html" in (site / "feed.xml").read_text(encoding="utf-8")
    for path, (held, _) in files_of(site).items():
        assert str(desk.folder.parent).encode() not in held, path
    before = files_of(site)
    again = desk.run()
    assert again.line["steps"][-1]["step"] == "publish"
    assert files_of(site) == before


def test_the_command_publishes_the_brief_of_the_run(desk):
    done = desk.write(QUIET_DAYS, summary(FALL)).run()
    before, selection = files_of(desk.folder / "site"), view_of(desk.folder)
    runs = run_briefs(desk.folder / "runs", read_runs(desk.folder / "runs").finished)
    settings = selection.study.settings["publish"]
    alarms = steps.alarms_told(selection)
    again = publish_site(selection, desk.folder / "site", settings, runs=runs, alarms=alarms)
    assert again.brief.name == done.folder.name
    assert files_of(desk.folder / "site") == before
    # Elsewhere, an older run is told by its message and its documents.
    desk.clock.on("2024-05-08")
    desk.write(finds=summary()).run()
    selection = view_of(desk.folder)
    runs = run_briefs(desk.folder / "runs", read_runs(desk.folder / "runs").finished)
    other = desk.folder.parent / "other"
    publish_site(selection, other, settings, runs=runs)
    page = Page(other / done.folder.name / "index.html")
    assert "The rate fell." in page.text
    assert "brief.pdf" in {given["href"] for given in page.all("a")}


def test_what_cannot_be_published_is_told_and_no_link_leads_there(desk, monkeypatch):
    def full(*given, **asked):
        raise EscalationError("The disk is full.")

    whole = steps.publish_site
    monkeypatch.setattr(steps, "publish_site", full)
    done = desk.write(QUIET_DAYS, summary(FALL)).run()
    assert (done.code, done.letter.values["link"]) == (INCOMPLETE, "")
    assert "publish: The disk is full." in done.letter.text
    monkeypatch.setattr(steps, "publish_site", whole)
    again = desk.run()
    assert again.code == SOMETHING_NEW
    assert again.letter.values["link"].startswith(ADDRESS)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[tel.email]\nto = ["desk@example.org"]\n', r"tel \(tell may be meant\), which nothing"),
        ('[run]\nview = "?place=Nowhere"\n', r"view of \[run\] in study.toml: This link asks"),
    ],
)
def test_what_a_run_cannot_do_as_asked_it_does_not_begin(desk, more, told):
    desk.write(QUIET_DAYS, summary(FALL), more="\n" + more)
    with pytest.raises(EscalationError, match=told):
        desk.run()
    assert not (desk.folder / "site").exists()
    assert not list((desk.folder / "runs").glob("2024*"))


def test_the_brief_alone_publishes_nothing(desk):
    desk.write(QUIET_DAYS, summary(FALL)).run(report_only=True)
    assert not (desk.folder / "site").exists()


def test_a_study_must_not_choose_a_folder_elsewhere(desk, tmp_path):
    desk.write(QUIET_DAYS, summary(FALL))
    (tmp_path / "elsewhere").mkdir()
    (desk.folder / "site").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EscalationError, match="leads out of the study's folder"):
        site_folder(view_of(desk.folder).study)
    assert desk.run().code == INCOMPLETE
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_of_many_runs_the_newest_are_kept(desk):
    desk.settings = desk.settings.replace("[run.watch]", "[run]\nkeep = 2\n\n[run.watch]")
    names = []
    for day in ("2024-05-01", "2024-05-08", "2024-05-15"):
        desk.clock.on(day)
        names.append(desk.write(QUIET_DAYS, summary(FALL)).run().folder.name)
    kept = {path.name for path in (desk.folder / "runs").iterdir() if path.is_dir()}
    assert kept == set(names[1:])
    finished = json.loads((desk.folder / "runs" / "runs.json").read_bytes())["finished"]
    assert [one["name"] for one in finished] == names[1:]
    assert len((desk.folder / "runs" / "log.jsonl").read_text().splitlines()) == 3
    # The site has its own bound, and still tells the first.
    assert (desk.folder / "site" / names[0] / "index.html").exists()
