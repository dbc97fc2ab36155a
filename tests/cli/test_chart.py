"""Charts by the command line: what a link shows, every chart at once, made again, cited."""

import json
import re
import shlex
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner

from analytics.selection.selected import Selection
from charts.catalogue import CHARTS, draw
from charts.style.theme import Look
from cli import options as cli_options
from cli.main import main
from dashboard.session.url_state import decode, encode
from dashboard.tabs import builders, files
from report.figure import export

LINKS = (
    "",
    "?country=Iraq",
    "?from=2023-11-01&to=2024-01-31&series=attacks&smoothing=trailing&window=14",
    "?weapon=drone~rocket&confirmation=official~media&events=none",
    "?dates=imputed&events=C-20231124-01&unit=week",
    "?series=strikes&tab=changes&theme=dark",
)
DRAWN = sorted(set(CHARTS) - {"revisions"})


def run(*words, **more):
    return CliRunner().invoke(main, ["chart", *map(str, words)], **more)


@pytest.fixture
def drawn(monkeypatch):
    """Hand over the chart that a command would write."""
    charts = []

    def keep(chart, kind, **options):
        charts.append(chart)
        return b""

    monkeypatch.setattr(export, "draw_image", keep)
    return charts


@pytest.mark.parametrize("query", LINKS)
def test_a_link_exports_what_the_page_shows(study, drawn, tmp_path, query):
    state = decode(query, study)
    viewport = {"width": 1000, "dark": state.theme == "dark"}
    shown = builders.timeline(Selection(study, state.view), viewport)["timeline"]
    link = f"http://127.0.0.1:8050/{encode(state, study, data=True)}"
    result = run("timeline", "--view", link, "--out", tmp_path / "a.svg")
    assert result.exit_code == 0, result.output
    assert "have changed" not in result.stderr
    # The page has the finding above the figure, a file has it inside.
    look = Look(width=1000, dark=viewport["dark"])
    selection = Selection(study, state.view)
    titled, bare = (draw("timeline", selection, replace(look, titled=t)) for t in (True, False))
    assert drawn[0].figure.to_json() == titled.figure.to_json()
    assert shown.to_json() == bare.figure.to_json()


def test_options_change_what_a_link_shows(drawn, tmp_path):
    words = ("--view", "?country=Iraq", "--weapon", "drone", "--unit", "month")
    run("timeline", *words, "--out", tmp_path / "a.svg")
    assert drawn[0].subtitle.endswith("Iraq only, weapon: drone (of attacks)")
    assert "strikes per month, 17 Oct 2023" in drawn[0].subtitle
    table = pd.read_csv(tmp_path / "a.csv")
    assert table["state"].tolist() == ["partial", *["observed"] * 4]
    assert table["date"].iloc[0] == "2023-10-01"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?tab=map", "Most attacks"),
        ("?tab=around", "In the 28 days"),
        ("?days=2023-12-01", "Attacks fell by"),
    ],
)
def test_a_link_says_which_chart(drawn, tmp_path, query, words):
    assert run("--view", query, "--out", tmp_path / "a.svg").exit_code == 0
    assert drawn[0].title.startswith(words)


def test_a_link_of_older_data_is_pointed_out(drawn, tmp_path):
    result = run("map", "--view", "?data=000000000000", "--out", tmp_path / "a.svg")
    assert "The data have changed since this link was made" in result.stderr


def test_a_link_is_followed_in_every_part_or_refused(tmp_path):
    query = "?window=14&before=999&country=Iraq~Atlantis&tab=x"
    result = run("--view", query, "--before", "14", "--out", tmp_path / "a.svg")
    assert result.exit_code == 1
    assert result.stderr.startswith("This link asks for a view that the study does not have: ")
    for part in ("country is Iraq~Atlantis", "window is 14", "tab is x"):
        assert part in result.stderr
    assert "before" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_option_takes_the_place_of_what_a_link_cannot_have(drawn, tmp_path):
    words = ("--view", "?before=999&country=Iraq", "--before", "14")
    result = run(*words, "--out", tmp_path / "a.svg")
    assert result.exit_code == 0, result.output
    assert "Iraq only" in drawn[0].subtitle


def test_a_link_to_a_dropped_file_is_one_sentence(tmp_path):
    result = run("map", "--view", "?file=0123456789ab", "--out", tmp_path / "a.svg")
    assert result.exit_code == 1
    assert "import the file" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_chart_goes_into_a_folder_and_the_others_are_named(tmp_path):
    folder = tmp_path / "charts"
    result = run("--all", "--as", "svg", "--preset", "column", "--out", folder)
    assert result.exit_code == 0, result.output
    wanted = {f"{name}.{end}" for name in DRAWN for end in ("svg", "csv", "json")}
    assert {path.name for path in folder.iterdir()} == wanted
    assert "Not drawn: revisions. This study holds one download" in result.stderr


def test_a_folder_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    def full(*names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("report.files.os.replace", full)
    result = run("--all", "--as", "html", "--out", tmp_path / "charts")
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fragment_brings_all_it_needs_once(tmp_path):
    for name in ("timeline", "map"):
        words = ("--fragment", "--width", "600", "--out", tmp_path / f"{name}.html")
        assert run(name, *words).exit_code == 0
    pages = [
        (tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("timeline", "map")
    ]
    ids = [re.search(r'id="(escalation-[0-9a-f]{12})"', page).group(1) for page in pages]
    assert ids[0] != ids[1]
    for page in pages:
        assert page.startswith("<figure")
        assert page.rstrip().endswith("</figure>")
        assert "<html" not in page.split("<script>")[0]
        assert not re.search(r'<(script|link|img|iframe)[^>]*(src|href)="http', page)
        assert page.count("if (!window.Plotly) {") == 1


def test_a_citation_can_be_copied(study):
    link = "http://127.0.0.1:8050/?country=Iraq"
    result = run("map", "--cite", "--view", link)
    assert result.exit_code == 0
    told = result.stdout.strip()
    for part in (study.title, "Most attacks", "Iraq only", f"Source: {study.credit}", study.digest):
        assert part in told
    assert "Made with escalation 0." in told
    assert told.endswith(link)
    assert "\n" not in told


def test_every_chart_takes_the_study_alone(tmp_path):
    result = run("--all", tmp_path / "none", "--out", tmp_path / "charts")
    assert result.exit_code == 1
    assert "none: found no such folder" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "a.svg"), "Name a chart"),
        (("map",), "Say where to write"),
        (("map", "--all", "--out", "x"), "--all is for every chart"),
    ],
)
def test_what_is_missing_is_said(words, said):
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(("answer", "kept"), [("n\n", True), ("y\n", False)])
def test_on_a_terminal_an_existing_file_is_asked_about(tmp_path, monkeypatch, answer, kept):
    monkeypatch.setattr(cli_options, "at_a_terminal", lambda: True)
    target = tmp_path / "a.html"
    target.write_text("mine", encoding="utf-8")
    result = run("breakdown", "--out", target, input=answer)
    assert "a.html, which exist already?" in result.stderr
    assert (result.exit_code == 0) is not kept
    assert (target.read_text(encoding="utf-8") == "mine") is kept


def test_the_table_of_an_exported_chart_is_that_of_the_page(study, tmp_path):
    run("timeline", "--view", "?country=Iraq", "--out", tmp_path / "a.svg")
    state = decode("?country=Iraq", study)
    page = files.data_file(Selection(study, state.view), state, "timeline")["content"]
    assert (tmp_path / "a.csv").read_bytes().decode("utf-8") == page
    assert len(pd.read_csv(tmp_path / "a.csv")) == 136


def test_the_record_keeps_the_finding_that_a_readers_title_stands_over(drawn, tmp_path):
    words = ("--event", "2023-12-20", "--add-event", "2023-12-20: Talks", "--title", "Ours")
    linked = ("--view", "?added.1=2023-12-22: Storm&note.around=From the link")
    result = run("around", *words, *linked, "--out", tmp_path / "a.svg")
    assert result.exit_code == 0, result.output
    record = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert record["title"] == "Ours"
    assert record["title_edited"]["finding"].startswith("In the 28 days from 20 Dec 2023")
    assert record["note"] == {"by": "reader", "text": "From the link"}
    assert [one["text"] for one in record["added_by_reader"]] == ["Talks", "Storm"]
    told = record["command"]
    again = CliRunner().invoke(main, [*shlex.split(told)[1:-1], str(tmp_path / "b.svg")])
    assert again.exit_code == 0, again.output
    assert (tmp_path / "b.csv").read_bytes() == (tmp_path / "a.csv").read_bytes()
    assert run("--all", "--title", "Ours", "--out", tmp_path).exit_code == 2
